/* null.c - target-null: ends deliveries and sends nothing
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Depends on nothing.  Never waits; with a delay, one thread of its own ends
 * the deliveries later.  There is no other side that could be down: outcome
 * and fail_every play one.
 */
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <trestle/plugin.h>

/* What one call of deliver brought, until it is due. */
struct null_wait {
    struct null_wait *next;
    uint64_t due_us; /* CLOCK_MONOTONIC */
    size_t n;
    struct trestle_delivery *d[];
};

struct null {
    struct trestle_ctx *ctx;
    int outcome;
    uint64_t fail_every; /* 0: all */
    uint64_t count;      /* attempts; of the ending thread */
    uint64_t delay_us;
    pthread_t thread;
    bool running;
    pthread_mutex_t lock; /* guards the rest */
    pthread_cond_t changed;
    struct null_wait *first, **last;
    bool stopping;
};

static int
null_outcome (const char *word)
{
    static const char *const words[]
        = { "ok", "filtered", "retry", "reject", "down", "hold" };
    int outcome = 0;

    while (strcmp (words[outcome], word) != 0)
        outcome++; /* the table allows no other word */
    return outcome;
}

static int
null_open (struct trestle_ctx *ctx, const struct trestle_conf *conf,
           void **ret_self)
{
    struct null *nl = calloc (1, sizeof *nl);
    pthread_condattr_t attr;

    if (nl == NULL)
        return trestle_error (ctx, "out of memory");
    nl->ctx = ctx;
    nl->outcome = null_outcome (trestle_conf_string (conf, "outcome"));
    nl->fail_every = (uint64_t)trestle_conf_int (conf, "fail_every");
    nl->delay_us = (uint64_t)trestle_conf_int (conf, "delay");
    nl->last = &nl->first;
    pthread_mutex_init (&nl->lock, NULL);
    pthread_condattr_init (&attr);
    pthread_condattr_setclock (&attr, CLOCK_MONOTONIC);
    pthread_cond_init (&nl->changed, &attr);
    pthread_condattr_destroy (&attr);
    *ret_self = nl;
    return 0;
}

static void
null_close (void *self)
{
    struct null *nl = self;

    pthread_cond_destroy (&nl->changed);
    pthread_mutex_destroy (&nl->lock);
    free (nl);
}

static void
null_fail (struct null *nl, struct trestle_delivery *const *d, size_t n)
{
    trestle_delivery_reason (d, n, "null:asked", "outcome was asked for");
    trestle_delivery_done (d, n, nl->outcome);
}

static void
null_end (struct null *nl, struct trestle_delivery *const *d, size_t n)
{
    size_t done = 0;

    if (nl->outcome == TRESTLE_OK) {
        trestle_delivery_done (d, n, TRESTLE_OK);
        return;
    }
    if (nl->fail_every == 0) {
        null_fail (nl, d, n);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        if (++nl->count % nl->fail_every != 0)
            continue;
        if (i > done)
            trestle_delivery_done (d + done, i - done, TRESTLE_OK);
        null_fail (nl, d + i, 1);
        done = i + 1;
    }
    if (n > done)
        trestle_delivery_done (d + done, n - done, TRESTLE_OK);
}

static uint64_t
null_now (void)
{
    struct timespec ts;

    clock_gettime (CLOCK_MONOTONIC, &ts);
    return (uint64_t)ts.tv_sec * 1000000 + (uint64_t)ts.tv_nsec / 1000;
}

/* With the lock: until the first is due, or there is one, or the end. */
static void
null_sleep (struct null *nl)
{
    struct timespec ts;

    if (nl->first == NULL) {
        pthread_cond_wait (&nl->changed, &nl->lock);
        return;
    }
    ts.tv_sec = (time_t)(nl->first->due_us / 1000000);
    ts.tv_nsec = (long)(nl->first->due_us % 1000000 * 1000);
    pthread_cond_timedwait (&nl->changed, &nl->lock, &ts);
}

/* With the lock.  The first that is due, or NULL. */
static struct null_wait *
null_take (struct null *nl)
{
    struct null_wait *w = nl->first;

    if (w == NULL || w->due_us > null_now ())
        return NULL;
    nl->first = w->next;
    if (nl->first == NULL)
        nl->last = &nl->first;
    return w;
}

static void *
null_main (void *self)
{
    struct null *nl = self;

    pthread_mutex_lock (&nl->lock);
    while (!nl->stopping) {
        struct null_wait *w = null_take (nl);

        if (w == NULL) {
            null_sleep (nl);
            continue;
        }
        pthread_mutex_unlock (&nl->lock);
        null_end (nl, w->d, w->n);
        free (w);
        pthread_mutex_lock (&nl->lock);
    }
    pthread_mutex_unlock (&nl->lock);
    return NULL;
}

static int
null_start (void *self)
{
    struct null *nl = self;
    int r;

    if (nl->delay_us == 0)
        return 0;
    r = pthread_create (&nl->thread, NULL, null_main, nl);
    if (r != 0) {
        errno = r;
        return trestle_error (nl->ctx, "could not create thread: %m");
    }
    nl->running = true;
    return 0;
}

/* What is still waiting counts as RETRY, which is the core's doing. */
static void
null_stop (void *self, uint64_t deadline)
{
    struct null *nl = self;

    (void)deadline;
    pthread_mutex_lock (&nl->lock);
    nl->stopping = true;
    pthread_cond_signal (&nl->changed);
    pthread_mutex_unlock (&nl->lock);
    if (nl->running)
        pthread_join (nl->thread, NULL);
    while (nl->first != NULL) {
        struct null_wait *w = nl->first;

        nl->first = w->next;
        free (w);
    }
}

static void
null_deliver (void *self, struct trestle_delivery *const *d, size_t n)
{
    struct null *nl = self;
    struct null_wait *w;

    if (nl->delay_us == 0) {
        null_end (nl, d, n);
        return;
    }
    w = malloc (sizeof *w + n * sizeof (struct trestle_delivery *));
    if (w == NULL) {
        trestle_delivery_reason (d, n, "null:memory", "out of memory");
        trestle_delivery_done (d, n, TRESTLE_RETRY);
        return;
    }
    w->next = NULL;
    w->due_us = null_now () + nl->delay_us;
    w->n = n;
    memcpy (w->d, d, n * sizeof *d);
    pthread_mutex_lock (&nl->lock);
    *nl->last = w;
    nl->last = &w->next;
    pthread_cond_signal (&nl->changed);
    pthread_mutex_unlock (&nl->lock);
}

static const struct trestle_param null_params[] = {
    { .name = "outcome",
      .fallback = "ok",
      .allowed = "ok|retry|reject|down|hold|filtered",
      .help = "how deliveries end",
      .type = TRESTLE_STRING },
    { .name = "fail_every",
      .fallback = "0",
      .allowed = "0..",
      .help = "only every n-th delivery ends with outcome; 0: all of them",
      .type = TRESTLE_INT },
    { .name = "delay",
      .fallback = "0s",
      .allowed = "0s..1h",
      .help = "how long after they came deliveries end",
      .type = TRESTLE_DURATION },
    TRESTLE_PARAMS_END,
};

static const struct trestle_plugin null_plugin = {
    .head = TRESTLE_HEAD (TRESTLE_TARGET),
    .name = "null",
    .summary = "ends deliveries and sends nothing",
    .params = null_params,
    .flags = TRESTLE_NONBLOCK,
    .open = null_open,
    .start = null_start,
    .stop = null_stop,
    .close = null_close,
    .deliver = null_deliver,
};
TRESTLE_REGISTER (null_plugin);
