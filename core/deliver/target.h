/* target.h - a target: what waits for it, and the lanes that serve it
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef DELIVER_TARGET_H
#define DELIVER_TARGET_H

#include <pthread.h>

#include "base/random.h"
#include "deliver/dead.h"
#include "deliver/delivery.h"
#include "deliver/schedule.h"
#include "deliver/settings.h"

struct lane;

struct target {
    char *name;
    const struct plugin *plugin;
    const struct config_node *node; /* its group; of its pipeline's tree */
    struct target_settings set;
    struct target *dead_target;    /* gets its dead letters; NULL: the file */
    bool gets_dead;                /* it is such a target of another */
    struct dead_file dead;         /* the writer's; the next two as well */
    struct delivery_list incoming; /* admitted, to be pushed */
    struct delivery_list dying;    /* dead letters to be written */
    struct lane **lanes;
    uint32_t n_lanes;
    uint32_t n_pairs; /* rules that name it */

    pthread_mutex_t lock; /* guards the next three */
    struct delivery_list ready;
    struct schedule schedule;
    struct random random;

    /* Takes deliveries that have ended; called by workers, with no lock held.
     * The list is empty afterwards. */
    void (*ended) (void *self, struct delivery_list *list);
    void *self;
};

/* Has no lanes yet.  seed: of its jitter.  NULL without memory.
 * Thread: main. */
struct target *target_new (const char *name, const struct plugin *plugin,
                           const struct target_settings *set, uint64_t seed);
/* Without lanes; what still waits is its pipeline's. */
void target_free (struct target *t);

/* Deliveries on their way in; the list is empty afterwards.  Wakes the lanes.
 * Thread: writer. */
void target_push (struct target *t, struct delivery_list *list);
/* Moves what is to be tried now, at most max, to list: retries that are due,
 * then what is ready, unless so many wait that reading ahead stops (contracts
 * 1.7).  Thread: worker. */
void target_take (struct target *t, uint64_t now_us, size_t max,
                  struct delivery_list *list);
/* An attempt failed but may succeed later: true if d waits for the next, false
 * if it has ended and says so.  Thread: worker. */
bool target_retry (struct target *t, struct delivery *d, uint64_t now_us);
/* When target_take has something to give; 0: now; UINT64_MAX: not before it is
 * woken.  Thread: worker. */
uint64_t target_next (struct target *t);

#endif
