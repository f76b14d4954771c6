/* lane.h - one instance of a target, and the deliveries in its hands
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A lane owns no thread: its worker turns it.  What the plugin holds are
 * handles: the address of a slot plus its generation, so that a delivery that
 * is done twice, or after stop, is noticed.
 */
#ifndef DELIVER_LANE_H
#define DELIVER_LANE_H

#include <pthread.h>
#include <stdbool.h>

#include "deliver/delivery.h"
#include "deliver/histogram.h"
#include "deliver/steps.h"
#include "deliver/target.h"

struct worker;

/* Slots are aligned to their size; the generation is the rest. */
#define SLOT_SIZE 128

enum slot_state { SLOT_FREE, SLOT_OUT, SLOT_DONE };

/* A part of a delivery in the plugin's hands. */
struct slot {
    struct lane *lane;
    struct delivery *d;
    const struct trestle_event *ev;
    struct slot *next; /* of the free or the done ones */
    void *user;        /* trestle_delivery_slot */
    char *code, *text; /* trestle_delivery_reason; malloc'ed */
    uint64_t deadline_us;
    uint64_t retry_after_us;
    uint32_t part;
    uint32_t generation;
    int outcome;
    int state;    /* enum slot_state; guarded by lane->lock */
    char pad[40]; /* to SLOT_SIZE */
};

struct slot_list {
    struct slot *first, *last;
};

/* What a lane has seen. */
struct lane_stats {
    uint64_t attempts[TRESTLE_HOLD + 1]; /* by outcome */
    uint64_t bytes;                      /* of data, of those that were OK */
    struct histogram duration;           /* from deliver to done */
};

struct lane {
    struct target *target;
    struct worker *worker;
    struct trestle_ctx *ctx;
    struct steps *steps;  /* by struct pair.number */
    struct steps_env env; /* with the next */
    struct random random;
    struct slot *slots;    /* target->set.in_flight of them */
    struct slot_list free; /* the worker's */
    uint32_t n_free;
    struct delivery_list taken; /* from the target, not begun */
    struct trestle_delivery **handles;

    pthread_mutex_t lock; /* guards the rest, and the slots' states */
    struct lane_stats stats;
    struct slot_list done;
    bool delivering; /* inside the plugin's deliver, on the worker */
};

/* Without an instance yet.  limits: of what transforms make, outlives it;
 * seed: of the ids that they make. NULL
 * without memory.  Thread: main. */
struct lane *lane_new (struct target *t, const struct batch_limits *limits,
                       uint64_t seed);
/* Without an instance any more.  Thread: main. */
void lane_free (struct lane *lane);

/* Takes what is done, begins what is due, delivers once; hands over what has
 * ended.  Whether there was anything to do.  Thread: worker. */
bool lane_turn (struct lane *lane, uint64_t now_us);
/* When lane_turn has something to do: as target_next. */
uint64_t lane_next (struct lane *lane);
/* Wakes its worker.  Thread: any. */
void lane_wake (struct lane *lane);
/* Adds what it has seen to *stats.  Thread: any. */
PRIVATE_API void lane_add_stats (struct lane *lane, struct lane_stats *stats);
/* After stop: no delivery is out any more.  Thread: main. */
void lane_forget (struct lane *lane);

#endif
