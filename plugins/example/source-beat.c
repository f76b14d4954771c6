/* source-beat: one event a second, from a thread of its own
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include <trestle/plugin.h>

struct beat {
    struct trestle_ctx *ctx;
    pthread_t thread;
    int wake[2]; /* closed at its writing end by quiesce */
    int running;
};

static int
beat_open (struct trestle_ctx *ctx, const struct trestle_conf *conf,
           void **ret_self)
{
    struct beat *b = calloc (1, sizeof *b);

    (void)conf;
    if (b == NULL)
        return trestle_error (ctx, "out of memory");
    b->ctx = ctx;
    b->wake[0] = b->wake[1] = -1;
    *ret_self = b;
    return 0;
}

static void
beat_once (struct beat *b)
{
    static const char *const attrs[]
        = { "id", "", "source", "/beat", "type", "beat", NULL };
    struct trestle_batch *batch = trestle_batch_new (b->ctx, NULL, NULL);

    if (batch == NULL)
        return;
    if (trestle_batch_add (batch, NULL, attrs, NULL, 0) == 0
        && trestle_emit (b->ctx, &batch, 1) == 0)
        trestle_log (b->ctx, TRESTLE_LOG_WARNING, "full; a beat is skipped");
    trestle_batch_free (batch);
}

/* 0: it is to end. */
static int
beat_wait (struct beat *b)
{
    struct pollfd p = { .fd = b->wake[0], .events = POLLIN };

    return poll (&p, 1, 1000) == 0;
}

static void *
beat_main (void *self)
{
    struct beat *b = self;

    while (beat_wait (b))
        beat_once (b);
    return NULL;
}

static int
beat_start (void *self)
{
    struct beat *b = self;

    if (pipe (b->wake) < 0)
        return trestle_error (b->ctx, "could not create pipe");
    if (pthread_create (&b->thread, NULL, beat_main, b) != 0)
        return trestle_error (b->ctx, "could not create thread");
    b->running = 1;
    return 0;
}

static void
beat_quiesce (void *self)
{
    struct beat *b = self;

    close (b->wake[1]);
    b->wake[1] = -1;
}

static void
beat_stop (void *self, uint64_t deadline)
{
    struct beat *b = self;

    (void)deadline;
    if (b->wake[1] >= 0)
        beat_quiesce (b);
    if (b->running)
        pthread_join (b->thread, NULL);
    if (b->wake[0] >= 0)
        close (b->wake[0]);
}

static const struct trestle_plugin beat = {
    .head = TRESTLE_HEAD (TRESTLE_SOURCE),
    .name = "beat",
    .open = beat_open,
    .start = beat_start,
    .stop = beat_stop,
    .close = free,
    .quiesce = beat_quiesce,
};
TRESTLE_REGISTER (beat);
