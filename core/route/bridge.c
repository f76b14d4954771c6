/* bridge.c - the daemon's whole: pipelines, shared sources, their life
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>

#include "base/log.h"
#include "route/bridge.h"
#include "route/bridge_conf.h"

/* How often a source that is moving is looked at. */
#define TICK_US (SECOND_US / 10)
/* How often secrets are looked at. */
#define LOOK_US (30 * SECOND_US)

/* ---- open, close ---- */

static void
notify (void *self)
{
    const struct bridge *br = self;
    uint64_t one = 1;

    (void)!write (br->notify_fd, &one, sizeof one);
}

int
bridge_open (const struct bridge_options *options, struct config_report *rep,
             struct bridge **ret_bridge)
{
    struct bridge *br = calloc (1, sizeof *br);
    unsigned before = rep->errors;
    int r = -ENOMEM;

    if (br == NULL)
        return r;
    br->options = *options;
    br->rep = rep;
    br->env.host = &br->host;
    br->env.rep = rep;
    br->env.notify = notify;
    br->env.self = br;
    br->vars = config_vars_new ();
    br->notify_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (br->vars != NULL && br->notify_fd >= 0)
        r = bridge_read (br);
    if (r == 0 && rep->errors > before)
        r = -EINVAL;
    if (r < 0) {
        bridge_close (br);
        return r;
    }
    *ret_bridge = br;
    return 0;
}

void
bridge_close (struct bridge *br)
{
    if (br == NULL)
        return;
    for (size_t i = 0; i < br->n_shared; i++)
        source_free (br->shared[i]);
    for (size_t i = 0; i < br->n_pipelines; i++)
        pipeline_close (br->pipelines[i]);
    if (br->host_ready)
        host_destroy (&br->host);
    state_close (br->state);
    bridge_settings_free (&br->set);
    config_free (br->root);
    config_vars_free (br->vars);
    if (br->notify_fd >= 0)
        close (br->notify_fd);
    free (br->shared);
    free (br->pipelines);
    free (br);
}

/* ---- sources, all of them ---- */

static size_t
count_sources (const struct bridge *br)
{
    size_t n = br->n_shared;

    for (size_t i = 0; i < br->n_pipelines; i++)
        n += br->pipelines[i]->n_sources;
    return n;
}

static struct source *
source_at (const struct bridge *br, size_t i)
{
    if (i < br->n_shared)
        return br->shared[i];
    i -= br->n_shared;
    for (size_t j = 0; j < br->n_pipelines; j++) {
        const struct pipeline *pl = br->pipelines[j];

        if (i < pl->n_sources)
            return pl->sources[i];
        i -= pl->n_sources;
    }
    return NULL;
}

/* ---- start ---- */

int
bridge_lock (struct bridge *br)
{
    return state_open (br->set.state_dir, br->options.io, &br->state);
}

int
bridge_start (struct bridge *br)
{
    int r = 0;

    for (size_t i = 0; r == 0 && i < br->n_pipelines; i++)
        r = pipeline_start (br->pipelines[i], br->state);
    for (size_t i = 0; r == 0 && i < count_sources (br); i++)
        r = instance_start (source_at (br, i)->ctx);
    return r;
}

int
bridge_ready (struct bridge *br)
{
    CLEANUP_BUF struct buf lines = BUF_INIT (1 << 20);
    int r;

    listeners_list (&br->host.listeners, &lines);
    r = lines.error;
    if (r == 0)
        r = state_write_listen (br->state,
                                lines.data != NULL ? lines.data : "");
    if (r == 0)
        atomic_store (&br->phase, BRIDGE_READY);
    return r;
}

/* ---- while it runs ---- */

static void
look_at_secrets (struct bridge *br)
{
    for (size_t i = 0; i < count_sources (br); i++)
        if (source_at (br, i)->ctx != NULL)
            conf_refresh_secrets (source_at (br, i)->ctx->conf);
    for (size_t i = 0; i < br->n_pipelines; i++)
        pipeline_look (br->pipelines[i]);
}

void
bridge_advance (struct bridge *br)
{
    uint64_t now = clock_now (br->options.clock);
    uint64_t count;

    (void)!read (br->notify_fd, &count, sizeof count);
    for (size_t i = 0; i < count_sources (br); i++)
        source_advance (source_at (br, i), now);
    if (now - br->looked_us < LOOK_US)
        return;
    br->looked_us = now;
    look_at_secrets (br);
}

uint64_t
bridge_pause_us (const struct bridge *br)
{
    for (size_t i = 0; i < count_sources (br); i++)
        if (source_is_moving (source_at (br, i)))
            return TICK_US;
    return LOOK_US;
}

bool
bridge_is_idle (struct bridge *br)
{
    for (size_t i = 0; i < br->n_pipelines; i++)
        if (!pipeline_is_idle (br->pipelines[i]))
            return false;
    return true;
}

bool
bridge_is_done (struct bridge *br)
{
    for (size_t i = 0; i < count_sources (br); i++)
        if (!source_is_over (source_at (br, i)))
            return false;
    return bridge_is_idle (br);
}

bool
bridge_is_held (const struct bridge *br)
{
    for (size_t i = 0; i < count_sources (br); i++)
        if (source_at (br, i)->state == SOURCE_HELD)
            return true;
    return false;
}

void
bridge_watch (struct bridge *br)
{
    for (size_t i = 0; i < br->n_pipelines; i++)
        pipeline_watch (br->pipelines[i]);
}

bool
bridge_is_ready (struct bridge *br, const char **ret_why)
{
    int phase = atomic_load (&br->phase);

    if (phase != BRIDGE_READY) {
        *ret_why = phase == BRIDGE_STARTING ? "starting" : "stopping";
        return false;
    }
    for (size_t i = 0; i < count_sources (br); i++)
        if (atomic_load (&source_at (br, i)->stuck)) {
            *ret_why = "a source did not stop";
            return false;
        }
    for (size_t i = 0; i < br->n_pipelines; i++)
        if (!pipeline_is_ready (br->pipelines[i])) {
            *ret_why = "a pipeline is full or cannot write";
            return false;
        }
    return true;
}

/* ---- stop ---- */

void
bridge_quiesce (struct bridge *br, uint64_t deadline_us)
{
    atomic_store (&br->phase, BRIDGE_STOPPING);
    for (size_t i = 0; i < br->n_pipelines; i++)
        pipeline_refuse (br->pipelines[i]);
    listeners_close (&br->host.listeners);
    for (size_t i = 0; i < count_sources (br); i++)
        if (source_at (br, i)->ctx != NULL)
            instance_quiesce (source_at (br, i)->ctx, deadline_us);
    bridge_watch (br);
}

static int
stop_sources (struct bridge *br, uint64_t deadline_us)
{
    int r = 0;

    for (size_t i = 0; i < count_sources (br); i++) {
        struct source *s = source_at (br, i);

        if (s->ctx != NULL && instance_stop (s->ctx, deadline_us) < 0)
            r = -ETIMEDOUT;
    }
    return r;
}

int
bridge_stop (struct bridge *br, uint64_t deadline_us)
{
    int r = 0;

    for (size_t i = 0; i < br->n_pipelines; i++)
        if (pipeline_abandon (br->pipelines[i], deadline_us) < 0)
            r = log_error (-ETIMEDOUT,
                           "pipeline \"%s\": a source does not come back",
                           br->pipelines[i]->name);
    if (stop_sources (br, deadline_us) < 0)
        r = -ETIMEDOUT;
    for (size_t i = 0; i < br->n_pipelines; i++)
        if (pipeline_stop (br->pipelines[i], deadline_us) < 0)
            r = -ETIMEDOUT;
    return r;
}
