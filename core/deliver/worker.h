/* worker.h - the thread that turns lanes
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * One for each lane of a target that may block; one for several lanes of
 * targets that never wait.
 */
#ifndef DELIVER_WORKER_H
#define DELIVER_WORKER_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

struct lane;

struct worker {
    const struct clock *clock;
    struct lane **lanes; /* set before the start */
    uint32_t n_lanes;
    pthread_t thread;
    bool running;

    pthread_mutex_t lock; /* guards the next two */
    pthread_cond_t wake;
    bool woken, ending;
};

/* NULL without memory.  Thread: main. */
struct worker *worker_new (const struct clock *clock);
/* 0 or -ENOMEM. */
int worker_add (struct worker *w, struct lane *lane);
/* 0 or -errno. */
int worker_start (struct worker *w);
/* Asks it to end; does not wait. */
void worker_end (struct worker *w);
/* Waits until a time of clock: 0, or -ETIMEDOUT: a plugin does not come
 * back. */
int worker_join (struct worker *w, uint64_t until_us);
void worker_free (struct worker *w);

/* Something may be to do.  Thread: any. */
void worker_wake (struct worker *w);

#endif
