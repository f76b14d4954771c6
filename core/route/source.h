/* source.h - a source instance and the pipelines behind it
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef ROUTE_SOURCE_H
#define ROUTE_SOURCE_H

#include <stdatomic.h>
#include <stdbool.h>

#include "host/instance.h"

struct pipeline;
struct pipeline_env;

/* One { use = ...; path = ... } entry; for a source declared in a pipeline the
 * one without a path. */
struct door {
    struct pipeline *pipeline;
    const char *path; /* of the pipeline's tree; may be NULL */
};

/* ENDING: it has said that it ends, what it has out is settled first.
 * PAUSED: closed, to be opened anew.  DONE: nothing more will come. */
enum source_state {
    SOURCE_RUNNING,
    SOURCE_ENDING,
    SOURCE_PAUSED,
    SOURCE_DONE,
    SOURCE_HELD
};

struct source {
    struct trestle_ctx *ctx; /* NULL while it is paused */
    const struct config_node *node;
    const struct plugin *plugin;
    struct host *host;
    char *name;
    const char *pipeline_name; /* NULL: shared */
    struct door *doors;
    size_t n_doors;
    int64_t limits[INSTANCE_LIMITS];
    atomic_size_t n_out; /* batches taken or offered, and not settled */
    atomic_bool stuck;   /* an instance of it is abandoned */
    atomic_int end;      /* what trestle_source_end said; -1: nothing */
    int state;           /* enum source_state; main's */
    uint64_t restart_us; /* PAUSED: until then */
    void (*notify) (void *self); /* of the environment; likewise self */
    void *self;
};

/* Without an instance.  NULL without memory.  Thread: main. */
struct source *source_new (const char *name, const struct plugin *plugin,
                           const struct config_node *node);
/* With its instance.  Thread: main. */
void source_free (struct source *s);
/* Where it gets host, limits and notify from; env outlives it. */
void source_set_env (struct source *s, const struct pipeline_env *env);
/* 0 or -ENOMEM. */
int source_add_door (struct source *s, struct pipeline *pl, const char *path);
/* Opens an instance, once its doors are known.  0, -EINVAL (rep knows),
 * -ENOMEM. */
int source_open (struct source *s, struct config_report *rep);

/* Where a source that has ended goes next; to be called when notified and
 * every 100 ms while source_is_moving.  Thread: main. */
void source_advance (struct source *s, uint64_t now_us);
bool source_is_moving (const struct source *s);
/* Nothing more will come of it. */
bool source_is_over (const struct source *s);

#endif
