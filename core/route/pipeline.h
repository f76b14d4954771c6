/* pipeline.h - one event bus: its sources, rules and targets
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef ROUTE_PIPELINE_H
#define ROUTE_PIPELINE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "config/config.h"
#include "deliver/ledger.h"
#include "deliver/target.h"
#include "deliver/worker.h"
#include "host/host.h"
#include "host/instance.h"
#include "route/rules.h"
#include "route/source.h"
#include "state/state.h"

/* "eb-", 8 hex digits and NUL: the id that follows from the name. */
#define BUS_ID_SIZE 12

/* What all pipelines of the daemon share and outlives them. */
struct pipeline_env {
    struct host *host;
    struct config_report *rep; /* while they are opened */
    bool alone; /* the one pipeline's file has trestle.cfg's settings too */
    struct batch_limits limits;
    int64_t instance_limits[INSTANCE_LIMITS];
    /* Something has happened that main waits for: a pipeline is idle, a source
     * has ended.  Thread: any. */
    void (*notify) (void *self);
    void *self;
};

struct pipeline {
    char *name, *bus_id;
    char own_id[BUS_ID_SIZE];
    const struct pipeline_env *env;
    struct config_node *root; /* its file; owned */
    struct rules *rules;
    struct target **targets;
    size_t n_targets;
    struct worker **workers;
    size_t n_workers;
    struct worker *pool;     /* of them: turns the targets that never wait */
    struct source **sources; /* declared in it */
    size_t n_sources;
    struct dead_file bad; /* the writer's: what is no event */
    uint64_t ack_timeout_us;
    atomic_uint_fast64_t seed; /* for the batches' generators */

    struct writer *writer; /* its thread */
    bool stuck;            /* which does not come back; main's */

    pthread_mutex_t lock; /* guards the rest */
    pthread_cond_t work;  /* for the writer */
    pthread_cond_t calm;  /* after each of its turns, while it is watched */
    struct ledger ledger;
    struct admission *inbox_first, *inbox_last; /* taken, not seen */
    struct delivery_list ended;                 /* by workers, not seen */
    struct source **waiting; /* for room; one place for each source */
    size_t n_waiting, n_places;
    bool stopping; /* emit takes nothing more */
    bool failing;  /* dead letters cannot be written */
    bool busy;     /* the writer is in a turn */
    bool watched;  /* main wants to know when it is idle */
    bool abandon;  /* the writer shall settle all as not taken */
    bool ending;   /* the writer shall end */
};

/* Reads a pipeline file's tree, which it takes over, and opens all instances.
 * 0, with mistakes in env->rep: then it can be closed, not started; or
 * -ENOMEM. Thread: main. */
int pipeline_open (struct config_node *root, const struct pipeline_env *env,
                   struct pipeline **ret_pipeline);
/* Closes all instances.  Thread: main. */
void pipeline_close (struct pipeline *pl);

/* Starts steps, targets, workers and the writer; not the sources.  0 or
 * -errno, logged.  Thread: main. */
int pipeline_start (struct pipeline *pl, const struct state *state);
/* Emit gives ESHUTDOWN from now on.  Thread: main. */
void pipeline_refuse (struct pipeline *pl);
/* Nothing is pending and everything is settled.  Thread: any. */
PRIVATE_API bool pipeline_is_idle (struct pipeline *pl);
/* From now on env->notify comes when it is idle.  Thread: main. */
void pipeline_watch (struct pipeline *pl);
/* Settles what is out as not taken; waits for it.  0, or -ETIMEDOUT: a source
 * does not come back from settled.  Thread: main. */
int pipeline_abandon (struct pipeline *pl, uint64_t deadline_us);
/* Stops writer, workers, targets, steps.  0, or -ETIMEDOUT: an instance is
 * abandoned and pl must not be closed.  Thread: main. */
int pipeline_stop (struct pipeline *pl, uint64_t deadline_us);

/* struct target.ended of its targets; self is the pipeline.  Thread:
 * worker. */
void pipeline_ended (void *self, struct delivery_list *list);

/* For a generator of its own: another each time.  Thread: any. */
uint64_t pipeline_seed (struct pipeline *pl);
/* For each source, before its batches come: a place among those that wait. */
int pipeline_add_source (struct pipeline *pl);
/* It waits no more.  Thread: main. */
void pipeline_forget_source (struct pipeline *pl, const struct source *s);

/* Reads the secrets of all its instances again.  Thread: main. */
void pipeline_look (struct pipeline *pl);
/* A copy of the ledger as of one moment; ledger_destroy frees it.  0 or
 * -ENOMEM.  Thread: any. */
PRIVATE_API int pipeline_snapshot (struct pipeline *pl,
                                   struct ledger *ret_ledger);
/* Whether it takes events: neither full nor failing.  Thread: any. */
PRIVATE_API bool pipeline_is_ready (struct pipeline *pl);

#endif
