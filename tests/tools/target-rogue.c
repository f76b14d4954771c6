/* target-rogue.c - a target for tests that breaks the rules it is told to
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Depends on nothing.  Ends deliveries at once, or on threads of its own; what
 * it does beyond that the core must notice or bear.  It notes what it was
 * given in a file.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <trestle/plugin.h>

#define MAX_KEPT 256
#define THREADS  4

struct rogue {
    struct trestle_ctx *ctx;
    const char *fault;
    FILE *notes;
    struct trestle_delivery *kept[MAX_KEPT]; /* done already, or not yet */
    size_t n_kept;
    pthread_t threads[THREADS];
    size_t running;
    pthread_mutex_t lock; /* guards the rest */
    pthread_cond_t changed;
    struct trestle_delivery *queue[MAX_KEPT];
    size_t n_queued;
    bool stopping;
};

/* A delivery of whichever instance was the last to get one. */
static _Atomic (struct trestle_delivery *) rogue_other;

static bool
rogue_is (const struct rogue *rg, const char *fault)
{
    return strcmp (rg->fault, fault) == 0;
}

static int
rogue_open (struct trestle_ctx *ctx, const struct trestle_conf *conf,
            void **ret_self)
{
    struct rogue *rg = calloc (1, sizeof *rg);
    const char *notes = trestle_conf_string (conf, "notes");

    if (rg == NULL)
        return trestle_error (ctx, "out of memory");
    rg->ctx = ctx;
    rg->fault = trestle_conf_string (conf, "fault");
    rg->notes = notes != NULL ? fopen (notes, "a") : NULL;
    pthread_mutex_init (&rg->lock, NULL);
    pthread_cond_init (&rg->changed, NULL);
    *ret_self = rg;
    return 0;
}

static void
rogue_close (void *self)
{
    struct rogue *rg = self;

    if (rogue_is (rg, "after-stop"))
        trestle_delivery_done (rg->kept, rg->n_kept, TRESTLE_OK);
    if (rg->notes != NULL)
        fclose (rg->notes);
    pthread_cond_destroy (&rg->changed);
    pthread_mutex_destroy (&rg->lock);
    free (rg);
}

static void
rogue_note (struct rogue *rg, const struct trestle_delivery *d,
            const char *what)
{
    const struct trestle_event *ev = trestle_delivery_event (d);

    if (rg->notes == NULL)
        return;
    fprintf (rg->notes, "%s %s %u\n", what, trestle_event_get (ev, "id"),
             trestle_delivery_attempt (d));
    fflush (rg->notes);
}

static void
rogue_done (struct rogue *rg, struct trestle_delivery *d)
{
    rogue_note (rg, d, "ok");
    trestle_delivery_done (&d, 1, TRESTLE_OK);
}

static void *
rogue_main (void *self)
{
    struct rogue *rg = self;

    pthread_mutex_lock (&rg->lock);
    while (!rg->stopping) {
        struct trestle_delivery *d;

        if (rg->n_queued == 0) {
            pthread_cond_wait (&rg->changed, &rg->lock);
            continue;
        }
        d = rg->queue[--rg->n_queued];
        pthread_mutex_unlock (&rg->lock);
        trestle_delivery_reason (&d, 1, "rogue:unused", "of no use");
        rogue_done (rg, d);
        pthread_mutex_lock (&rg->lock);
    }
    pthread_mutex_unlock (&rg->lock);
    return NULL;
}

static int
rogue_start (void *self)
{
    struct rogue *rg = self;

    while (rogue_is (rg, "threads") && rg->running < THREADS)
        if (pthread_create (&rg->threads[rg->running++], NULL, rogue_main, rg)
            != 0)
            return trestle_error (rg->ctx, "could not create thread");
    return 0;
}

static void
rogue_stop (void *self, uint64_t deadline)
{
    struct rogue *rg = self;

    (void)deadline;
    while (rogue_is (rg, "stuck-stop"))
        pause ();
    pthread_mutex_lock (&rg->lock);
    rg->stopping = true;
    pthread_cond_broadcast (&rg->changed);
    pthread_mutex_unlock (&rg->lock);
    while (rg->running > 0)
        pthread_join (rg->threads[--rg->running], NULL);
    trestle_log (rg->ctx, TRESTLE_LOG_INFO, "rogue: stopped");
}

/* Old handles, in every way that there is. */
static void
rogue_late (struct rogue *rg)
{
    for (size_t i = 0; i < rg->n_kept; i++) {
        struct trestle_delivery **d = &rg->kept[i];

        trestle_delivery_reason (d, 1, "rogue:late", "too late");
        trestle_delivery_retry_after (d, 1, 1000000);
        (void)trestle_delivery_event (*d);
        trestle_delivery_done (d, 1, TRESTLE_REJECT);
    }
    rg->n_kept = 0;
}

/* The first attempt at every second one fails. */
static void
rogue_flaky (struct rogue *rg, struct trestle_delivery *d)
{
    if (trestle_delivery_attempt (d) > 1 || rg->n_kept++ % 2 == 0) {
        rogue_done (rg, d);
        return;
    }
    rogue_note (rg, d, "retry");
    trestle_delivery_reason (&d, 1, "rogue:flaky", "not this time");
    trestle_delivery_done (&d, 1, TRESTLE_RETRY);
}

static void
rogue_queue (struct rogue *rg, struct trestle_delivery *const *d, size_t n)
{
    pthread_mutex_lock (&rg->lock);
    memcpy (rg->queue + rg->n_queued, d, n * sizeof *d);
    rg->n_queued += n;
    pthread_cond_broadcast (&rg->changed);
    pthread_mutex_unlock (&rg->lock);
}

/* Of another generation; then together with one of another instance, or with
 * itself. */
static void
rogue_wrong (struct rogue *rg, struct trestle_delivery *d)
{
    struct trestle_delivery *other = atomic_exchange (&rogue_other, d);
    struct trestle_delivery *both[]
        = { (struct trestle_delivery *)((char *)d + 1), NULL };

    trestle_delivery_done (both, 1, TRESTLE_REJECT);
    rogue_note (rg, d, "ok");
    both[0] = d;
    both[1] = other != NULL ? other : d;
    trestle_delivery_done (both, 2, TRESTLE_OK);
}

static void
rogue_one (struct rogue *rg, struct trestle_delivery *d)
{
    if (rogue_is (rg, "flaky")) {
        rogue_flaky (rg, d);
        return;
    }
    if (rogue_is (rg, "wrong")) {
        rogue_wrong (rg, d);
        return;
    }
    rogue_done (rg, d);
    if (rogue_is (rg, "twice"))
        trestle_delivery_done (&d, 1, TRESTLE_REJECT);
}

static void
rogue_deliver (void *self, struct trestle_delivery *const *d, size_t n)
{
    struct rogue *rg = self;

    while (rogue_is (rg, "stuck-deliver"))
        pause ();
    if (rogue_is (rg, "late"))
        rogue_late (rg);
    if (rogue_is (rg, "threads")) {
        rogue_queue (rg, d, n);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        bool keep = rogue_is (rg, "late") || rogue_is (rg, "after-stop");

        if (keep && rg->n_kept < MAX_KEPT)
            rg->kept[rg->n_kept++] = d[i];
        if (!rogue_is (rg, "after-stop") && !rogue_is (rg, "silent"))
            rogue_one (rg, d[i]);
    }
}

static const struct trestle_param rogue_params[] = {
    { .name = "fault",
      .fallback = "none",
      .allowed = "none|threads|flaky|twice|late|wrong|after-stop|silent|"
                 "stuck-deliver|stuck-stop",
      .help = "what it does",
      .type = TRESTLE_STRING },
    { .name = "notes",
      .help = "file of OUTCOME ID ATTEMPT lines",
      .type = TRESTLE_FILE },
    TRESTLE_PARAMS_END,
};

static const struct trestle_plugin rogue = {
    .head = TRESTLE_HEAD (TRESTLE_TARGET),
    .name = "rogue",
    .params = rogue_params,
    .open = rogue_open,
    .start = rogue_start,
    .stop = rogue_stop,
    .close = rogue_close,
    .deliver = rogue_deliver,
};
TRESTLE_REGISTER (rogue);
