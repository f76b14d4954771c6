/* source-swarm.c - a source for tests: many threads that emit at once
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Depends on nothing.  Each thread emits its events, several batches a call,
 * waits for resume when the core is full, and forgets nothing: at stop what
 * was taken must have been settled, each once.  Faults are asked for.
 */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <trestle/plugin.h>

#define MAX_EMIT 8

struct swarm;

struct swarm_bee {
    struct swarm *swarm;
    pthread_t thread;
    int64_t number;
    struct trestle_batch *b[MAX_EMIT]; /* made and not taken */
    char *tokens[MAX_EMIT];
    size_t n;
};

struct swarm {
    struct trestle_ctx *ctx;
    const char *fault;
    const char *prefix; /* of ids */
    int64_t threads, events, batch, down_after;
    bool first; /* of this name in this process: the one that goes down */
    struct swarm_bee *bees;
    int64_t running;
    atomic_llong taken, settled, not_taken, left;
    atomic_bool stopped;
    pthread_mutex_t lock; /* guards the rest */
    pthread_cond_t changed;
    uint64_t resumes;
    bool quit;
};

static atomic_int swarm_downs;

static int
swarm_open (struct trestle_ctx *ctx, const struct trestle_conf *conf,
            void **ret_self)
{
    struct swarm *sw = calloc (1, sizeof *sw);

    if (sw == NULL)
        return trestle_error (ctx, "out of memory");
    sw->ctx = ctx;
    sw->fault = trestle_conf_string (conf, "fault");
    sw->prefix = trestle_conf_string (conf, "prefix");
    sw->threads = trestle_conf_int (conf, "threads");
    sw->events = trestle_conf_int (conf, "events");
    sw->batch = trestle_conf_int (conf, "batch");
    sw->down_after = trestle_conf_int (conf, "down_after");
    if (sw->down_after > 0)
        sw->first = atomic_fetch_add (&swarm_downs, 1) == 0;
    pthread_mutex_init (&sw->lock, NULL);
    pthread_cond_init (&sw->changed, NULL);
    sw->bees = calloc ((size_t)sw->threads, sizeof *sw->bees);
    if (sw->bees == NULL) {
        free (sw);
        return trestle_error (ctx, "out of memory");
    }
    *ret_self = sw;
    return 0;
}

static void
swarm_close (void *self)
{
    struct swarm *sw = self;

    pthread_cond_destroy (&sw->changed);
    pthread_mutex_destroy (&sw->lock);
    free (sw->bees);
    free (sw);
}

/* ---- a thread ---- */

static int
swarm_add (struct swarm_bee *bee, struct trestle_batch *b, int64_t number)
{
    char id[128];
    const char *attrs[] = { "id", id, "source", "/swarm", "type", "t", NULL };

    snprintf (id, sizeof id, "%s%lld-%lld", bee->swarm->prefix,
              (long long)bee->number, (long long)number);
    return trestle_batch_add (b, NULL, attrs, "{\"n\":1}", 7);
}

/* Makes batches from event number next on; where it stopped. */
static int64_t
swarm_make (struct swarm_bee *bee, int64_t next)
{
    struct swarm *sw = bee->swarm;

    while (bee->n < MAX_EMIT && next < sw->events) {
        /* Freed in settled: twice would be a double free. */
        char *token = malloc (1);
        struct trestle_batch *b
            = token != NULL ? trestle_batch_new (sw->ctx, NULL, token) : NULL;

        if (b == NULL) {
            free (token);
            return next;
        }
        for (int64_t i = 0; i < sw->batch && next < sw->events; i++)
            if (swarm_add (bee, b, next++) < 0)
                trestle_error (sw->ctx, "could not add: %s",
                               trestle_batch_error (b));
        bee->tokens[bee->n] = token;
        bee->b[bee->n++] = b;
    }
    return next;
}

static uint64_t
swarm_resumes (struct swarm *sw)
{
    uint64_t n;

    pthread_mutex_lock (&sw->lock);
    n = sw->resumes;
    pthread_mutex_unlock (&sw->lock);
    return n;
}

/* Until another resume; false: no more is wanted. */
static bool
swarm_wait (struct swarm *sw, uint64_t resumes)
{
    bool go_on;

    pthread_mutex_lock (&sw->lock);
    while (sw->resumes == resumes && !sw->quit)
        pthread_cond_wait (&sw->changed, &sw->lock);
    go_on = !sw->quit;
    pthread_mutex_unlock (&sw->lock);
    return go_on;
}

/* False: no more is wanted. */
static bool
swarm_emit (struct swarm_bee *bee)
{
    struct swarm *sw = bee->swarm;

    while (bee->n > 0) {
        uint64_t resumes = swarm_resumes (sw);
        size_t n = trestle_emit (sw->ctx, bee->b, bee->n);
        int error = errno;

        atomic_fetch_add (&sw->taken, (long long)n);
        for (size_t i = 0; i < n; i++)
            trestle_batch_free (bee->b[i]);
        bee->n -= n;
        memmove (bee->b, bee->b + n, bee->n * sizeof *bee->b);
        memmove (bee->tokens, bee->tokens + n, bee->n * sizeof *bee->tokens);
        if (bee->n > 0 && (error == ESHUTDOWN || !swarm_wait (sw, resumes)))
            return false;
    }
    return true;
}

static void *
swarm_main (void *arg)
{
    struct swarm_bee *bee = arg;
    struct swarm *sw = bee->swarm;
    int64_t next = 0;
    int outcome = TRESTLE_OK;

    while (next < sw->events) {
        if (sw->first && next >= sw->down_after) {
            outcome = TRESTLE_DOWN;
            break;
        }
        next = swarm_make (bee, next);
        if (!swarm_emit (bee))
            return NULL;
    }
    if (outcome == TRESTLE_DOWN || atomic_fetch_sub (&sw->left, 1) == 1)
        trestle_source_end (sw->ctx, outcome);
    return NULL;
}

/* ---- the core's calls ---- */

static void
swarm_hang (const struct swarm *sw, const char *fault)
{
    while (strcmp (sw->fault, fault) == 0)
        pause ();
}

static int
swarm_start (void *self)
{
    struct swarm *sw = self;

    atomic_store (&sw->left, sw->threads);
    for (; sw->running < sw->threads; sw->running++) {
        struct swarm_bee *bee = &sw->bees[sw->running];

        bee->swarm = sw;
        bee->number = sw->running;
        if (pthread_create (&bee->thread, NULL, swarm_main, bee) != 0)
            return trestle_error (sw->ctx, "could not create thread");
    }
    return 0;
}

static void
swarm_quiesce (void *self)
{
    struct swarm *sw = self;

    pthread_mutex_lock (&sw->lock);
    sw->quit = true;
    pthread_cond_broadcast (&sw->changed);
    pthread_mutex_unlock (&sw->lock);
}

static void
swarm_resume (void *self)
{
    struct swarm *sw = self;

    pthread_mutex_lock (&sw->lock);
    sw->resumes++;
    pthread_cond_broadcast (&sw->changed);
    pthread_mutex_unlock (&sw->lock);
}

static void
swarm_settled (void *self, void *const *tokens, size_t n, int outcome)
{
    struct swarm *sw = self;

    swarm_hang (sw, "stuck-settled");
    if (atomic_load (&sw->stopped))
        trestle_error (sw->ctx, "SWARM: settled after stop");
    for (size_t i = 0; i < n; i++)
        free (tokens[i]);
    atomic_fetch_add (&sw->settled, (long long)n);
    if (outcome != TRESTLE_OK)
        atomic_fetch_add (&sw->not_taken, (long long)n);
}

static void
swarm_stop (void *self, uint64_t deadline)
{
    struct swarm *sw = self;

    (void)deadline;
    swarm_hang (sw, "stuck-stop");
    swarm_quiesce (sw);
    for (int64_t i = 0; i < sw->running; i++)
        pthread_join (sw->bees[i].thread, NULL);
    for (int64_t i = 0; i < sw->running; i++)
        for (size_t j = 0; j < sw->bees[i].n; j++) {
            trestle_batch_free (sw->bees[i].b[j]);
            free (sw->bees[i].tokens[j]);
        }
    atomic_store (&sw->stopped, true);
    if (atomic_load (&sw->taken) != atomic_load (&sw->settled))
        trestle_error (sw->ctx, "SWARM: taken %lld, settled %lld",
                       (long long)sw->taken, (long long)sw->settled);
    trestle_log (sw->ctx, TRESTLE_LOG_INFO,
                 "swarm: %lld batches settled, of them %lld not taken",
                 (long long)sw->settled, (long long)sw->not_taken);
}

static const struct trestle_param swarm_params[] = {
    { .name = "threads",
      .fallback = "4",
      .allowed = "1..64",
      .help = "how many threads",
      .type = TRESTLE_INT },
    { .name = "events",
      .fallback = "1000",
      .allowed = "0..",
      .help = "of each thread",
      .type = TRESTLE_INT },
    { .name = "batch",
      .fallback = "3",
      .allowed = "1..",
      .help = "events in a batch",
      .type = TRESTLE_INT },
    { .name = "prefix",
      .fallback = "",
      .help = "what ids begin with",
      .type = TRESTLE_STRING },
    { .name = "down_after",
      .fallback = "0",
      .allowed = "0..",
      .help = "the first instance ends with DOWN after so many events",
      .type = TRESTLE_INT },
    { .name = "fault",
      .fallback = "none",
      .allowed = "none|stuck-settled|stuck-stop",
      .help = "what goes wrong",
      .type = TRESTLE_STRING },
    TRESTLE_PARAMS_END,
};

static const struct trestle_plugin swarm = {
    .head = TRESTLE_HEAD (TRESTLE_SOURCE),
    .name = "swarm",
    .params = swarm_params,
    .open = swarm_open,
    .start = swarm_start,
    .stop = swarm_stop,
    .close = swarm_close,
    .quiesce = swarm_quiesce,
    .resume = swarm_resume,
    .settled = swarm_settled,
};
TRESTLE_REGISTER (swarm);
