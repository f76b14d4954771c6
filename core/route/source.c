/* source.c - a source instance and the pipelines behind it
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "route/pipeline.h"
#include "route/source.h"

/* How long a source that is DOWN is left alone. */
#define PAUSE_US (5 * SECOND_US)

static const char *const core_names[] = { "name", "type", NULL };

struct source *
source_new (const char *name, const struct plugin *plugin,
            const struct config_node *node)
{
    struct source *s = calloc (1, sizeof *s);

    if (s == NULL)
        return NULL;
    s->plugin = plugin;
    s->node = node;
    s->name = strdup (name);
    atomic_init (&s->end, -1);
    if (s->name == NULL) {
        free (s);
        return NULL;
    }
    return s;
}

void
source_free (struct source *s)
{
    if (s == NULL)
        return;
    instance_close (s->ctx);
    free (s->doors);
    free (s->name);
    free (s);
}

void
source_set_env (struct source *s, const struct pipeline_env *env)
{
    s->host = env->host;
    memcpy (s->limits, env->instance_limits, sizeof s->limits);
    s->notify = env->notify;
    s->self = env->self;
}

int
source_add_door (struct source *s, struct pipeline *pl, const char *path)
{
    struct door *doors
        = realloc (s->doors, (s->n_doors + 1) * sizeof *s->doors);

    if (doors == NULL)
        return -ENOMEM;
    s->doors = doors;
    if (s->limits[TRESTLE_ACK_TIMEOUT] < (int64_t)pl->ack_timeout_us)
        s->limits[TRESTLE_ACK_TIMEOUT] = (int64_t)pl->ack_timeout_us;
    s->doors[s->n_doors++] = (struct door){ pl, path };
    return 0;
}

int
source_open (struct source *s, struct config_report *rep)
{
    struct instance_spec spec = {
        .host = s->host,
        .plugin = s->plugin,
        .name = s->name,
        .pipeline = s->pipeline_name,
        .node = s->node,
        .core = core_names,
        .limits = s->limits,
        .rep = rep,
        .owner = s,
    };

    return instance_open (&spec, &s->ctx);
}

/* It did not come back from stop: its threads run on, nothing of it goes. */
static void
give_up (struct source *s)
{
    s->state = SOURCE_HELD;
    atomic_store (&s->stuck, true);
}

/* Opens and starts anew; on failure it is paused once more. */
static void
restart (struct source *s, uint64_t now_us)
{
    struct config_report rep = { NULL, NULL, 0, 0 };

    atomic_store (&s->end, -1);
    s->restart_us = now_us + PAUSE_US;
    if (source_open (s, &rep) < 0)
        return;
    if (instance_start (s->ctx) == 0) {
        s->state = SOURCE_RUNNING;
        return;
    }
    if (instance_stop (s->ctx, now_us) < 0) {
        give_up (s);
        return;
    }
    instance_close (s->ctx);
    s->ctx = NULL;
}

/* All that it had out is settled: away with the instance. */
static void
leave (struct source *s, uint64_t now_us)
{
    if (instance_stop (s->ctx, now_us + PAUSE_US) < 0) {
        give_up (s);
        return;
    }
    instance_close (s->ctx);
    s->ctx = NULL;
    s->restart_us = now_us + PAUSE_US;
    s->state = SOURCE_PAUSED;
}

static void
end (struct source *s, int outcome, uint64_t now_us)
{
    if (outcome == TRESTLE_OK) {
        s->state = SOURCE_DONE;
        return;
    }
    if (outcome == TRESTLE_HOLD) {
        log_line (LOG_LEVEL_ERROR,
                  "source \"%s\" is held until trestle is started again",
                  s->name);
        instance_quiesce (s->ctx, now_us + PAUSE_US);
        s->state = SOURCE_HELD;
        return;
    }
    log_line (LOG_LEVEL_WARNING, "source \"%s\" is down and will be restarted",
              s->name);
    instance_quiesce (s->ctx, now_us + PAUSE_US);
    s->state = SOURCE_ENDING;
}

/* Nothing of it is out and no pipeline comes back to it.  It is quiesced:
 * trestle_emit takes nothing more. */
static bool
is_quiet (struct source *s)
{
    for (size_t i = 0; i < s->n_doors; i++)
        pipeline_forget_source (s->doors[i].pipeline, s);
    return atomic_load (&s->n_out) == 0;
}

void
source_advance (struct source *s, uint64_t now_us)
{
    int outcome = atomic_load (&s->end);

    if (s->state == SOURCE_RUNNING && outcome >= 0)
        end (s, outcome, now_us);
    if (s->state == SOURCE_ENDING && is_quiet (s))
        leave (s, now_us);
    if (s->state == SOURCE_PAUSED && now_us >= s->restart_us)
        restart (s, now_us);
}

bool
source_is_moving (const struct source *s)
{
    return s->state == SOURCE_ENDING || s->state == SOURCE_PAUSED;
}

bool
source_is_over (const struct source *s)
{
    return s->state == SOURCE_DONE || s->state == SOURCE_HELD;
}
