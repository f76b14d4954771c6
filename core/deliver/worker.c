/* worker.c - the thread that turns lanes
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "deliver/lane.h"
#include "deliver/worker.h"

/* A clock that is stepped, or a wake-up that is missed, costs so long. */
#define LONGEST_SLEEP_US (60 * SECOND_US)

struct worker *
worker_new (const struct clock *clock)
{
    struct worker *w = calloc (1, sizeof *w);
    pthread_condattr_t attr;

    if (w == NULL)
        return NULL;
    pthread_condattr_init (&attr);
    pthread_condattr_setclock (&attr, CLOCK_MONOTONIC);
    pthread_mutex_init (&w->lock, NULL);
    pthread_cond_init (&w->wake, &attr);
    pthread_condattr_destroy (&attr);
    w->clock = clock;
    return w;
}

int
worker_add (struct worker *w, struct lane *lane)
{
    struct lane **lanes
        = realloc (w->lanes, (w->n_lanes + 1) * sizeof *w->lanes);

    if (lanes == NULL)
        return -ENOMEM;
    w->lanes = lanes;
    w->lanes[w->n_lanes++] = lane;
    lane->worker = w;
    return 0;
}

/* The nearest time at which a lane has something to do. */
static uint64_t
next_us (struct worker *w)
{
    uint64_t next = UINT64_MAX;

    for (uint32_t i = 0; i < w->n_lanes; i++) {
        uint64_t of_lane = lane_next (w->lanes[i]);

        if (of_lane < next)
            next = of_lane;
    }
    return next;
}

/* Sleeps until it is woken or next; false when it shall end. */
static bool
sleep_until (struct worker *w, uint64_t next)
{
    uint64_t now = clock_now (w->clock);
    uint64_t us = next > now ? next - now : 0;
    struct timespec until
        = clock_monotonic_in (us < LONGEST_SLEEP_US ? us : LONGEST_SLEEP_US);
    bool ending;

    pthread_mutex_lock (&w->lock);
    while (!w->woken && !w->ending && us > 0)
        if (pthread_cond_timedwait (&w->wake, &w->lock, &until) == ETIMEDOUT)
            break;
    w->woken = false;
    ending = w->ending;
    pthread_mutex_unlock (&w->lock);
    return !ending;
}

static bool
turn_all (struct worker *w)
{
    bool busy = false;

    for (uint32_t i = 0; i < w->n_lanes; i++)
        busy |= lane_turn (w->lanes[i], clock_now (w->clock));
    return busy;
}

static void *
worker_main (void *arg)
{
    struct worker *w = arg;
    uint64_t next = UINT64_MAX;

    while (sleep_until (w, next))
        next = turn_all (w) ? 0 : next_us (w);
    return NULL;
}

int
worker_start (struct worker *w)
{
    int r = pthread_create (&w->thread, NULL, worker_main, w);

    w->running = r == 0;
    return -r;
}

void
worker_wake (struct worker *w)
{
    bool sleeps;

    pthread_mutex_lock (&w->lock);
    sleeps = !w->woken;
    w->woken = true;
    pthread_mutex_unlock (&w->lock);
    if (sleeps) /* under the lock it would wake to wait for that */
        pthread_cond_signal (&w->wake);
}

void
worker_end (struct worker *w)
{
    pthread_mutex_lock (&w->lock);
    w->ending = true;
    pthread_cond_signal (&w->wake);
    pthread_mutex_unlock (&w->lock);
}

int
worker_join (struct worker *w, uint64_t until_us)
{
    struct timespec until = clock_wall_at (w->clock, until_us);

    if (!w->running)
        return 0;
    if (pthread_timedjoin_np (w->thread, NULL, &until) != 0)
        return -ETIMEDOUT;
    w->running = false;
    return 0;
}

void
worker_free (struct worker *w)
{
    if (w == NULL)
        return;
    pthread_cond_destroy (&w->wake);
    pthread_mutex_destroy (&w->lock);
    free (w->lanes);
    free (w);
}
