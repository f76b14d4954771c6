/* pipeline.c - one event bus: start, stop, and what others may ask of it
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "deliver/lane.h"
#include "route/pipeline.h"
#include "route/writer.h"

/* ---- dead letters ---- */

static int
prepare_dead (struct pipeline *pl, const struct state *state)
{
    CLEANUP_FREE char *dir = state_dir (state, pl->name, "dead");
    const struct io *io = state_io (state);
    int r;

    if (dir == NULL)
        return -EIO;
    r = dead_init (&pl->bad, io, dir, "_bad");
    pl->bad.max_size = UINT64_C (1) << 30;
    for (size_t i = 0; r == 0 && i < pl->n_targets; i++) {
        struct target *t = pl->targets[i];

        r = dead_init (&t->dead, io, dir, t->name);
        t->dead.max_size = t->set.dead_size;
    }
    return r;
}

/* ---- the lanes' instances ---- */

/* Calls do for each instance of steps; the first failure ends it. */
static int
each_step (struct lane *lane, int (*act) (struct trestle_ctx *ctx))
{
    for (uint32_t i = 0; i < lane->target->n_pairs; i++)
        for (size_t j = 0; j < lane->steps[i].n; j++) {
            int r = act (lane->steps[i].at[j]);

            if (r < 0)
                return r;
        }
    return 0;
}

static int
each_lane (struct pipeline *pl, int (*act) (struct lane *lane))
{
    for (size_t i = 0; i < pl->n_targets; i++)
        for (uint32_t j = 0; j < pl->targets[i]->n_lanes; j++) {
            int r = act (pl->targets[i]->lanes[j]);

            if (r < 0)
                return r;
        }
    return 0;
}

static int
start_steps (struct lane *lane)
{
    return each_step (lane, instance_start);
}

static int
start_target (struct lane *lane)
{
    return instance_start (lane->ctx);
}

static int
close_step (struct trestle_ctx *ctx)
{
    instance_close (ctx);
    return 0;
}

static int
close_lane (struct lane *lane)
{
    each_step (lane, close_step);
    instance_close (lane->ctx);
    lane_free (lane);
    return 0;
}

static int
ask_to_end (struct lane *lane)
{
    instance_ask_to_end (lane->ctx);
    return 0;
}

/* ---- start ---- */

static int
start_workers (struct pipeline *pl)
{
    for (size_t i = 0; i < pl->n_workers; i++) {
        int r = worker_start (pl->workers[i]);

        if (r < 0) {
            errno = -r;
            return log_error (r, "could not start a thread: %m");
        }
    }
    return 0;
}

int
pipeline_start (struct pipeline *pl, const struct state *state)
{
    int r = prepare_dead (pl, state);

    if (r == 0)
        r = each_lane (pl, start_steps);
    if (r == 0)
        r = each_lane (pl, start_target);
    if (r == 0)
        r = start_workers (pl);
    if (r == 0)
        r = writer_start (pl);
    return r;
}

/* ---- stop ---- */

void
pipeline_refuse (struct pipeline *pl)
{
    pthread_mutex_lock (&pl->lock);
    pl->stopping = true;
    pthread_mutex_unlock (&pl->lock);
}

void
pipeline_watch (struct pipeline *pl)
{
    pthread_mutex_lock (&pl->lock);
    pl->watched = true;
    pthread_mutex_unlock (&pl->lock);
}

int
pipeline_abandon (struct pipeline *pl, uint64_t deadline_us)
{
    uint64_t now = clock_now (pl->env->host->clock);
    struct timespec until = clock_monotonic_in (
        instance_latest (pl->env->host->clock, deadline_us) - now);
    int r = 0;

    pthread_mutex_lock (&pl->lock);
    pl->stopping = pl->watched = true;
    pl->abandon = true;
    pthread_cond_signal (&pl->work);
    while (r == 0 && pl->writer != NULL && (pl->abandon || pl->busy))
        r = pthread_cond_timedwait (&pl->calm, &pl->lock, &until);
    pthread_mutex_unlock (&pl->lock);
    pl->stuck = r != 0;
    return -r;
}

static int
stop_workers (struct pipeline *pl, uint64_t deadline_us)
{
    int r = 0;

    for (size_t i = 0; i < pl->n_workers; i++)
        worker_end (pl->workers[i]);
    for (size_t i = 0; i < pl->n_workers; i++)
        if (worker_join (pl->workers[i],
                         instance_latest (pl->env->host->clock, deadline_us))
            < 0)
            r = log_error (-ETIMEDOUT,
                           "pipeline \"%s\": target \"%s\" does not come back "
                           "and is abandoned",
                           pl->name, pl->workers[i]->lanes[0]->target->name);
    return r;
}

static int
stop_targets (struct pipeline *pl, uint64_t deadline_us)
{
    int r = 0;

    for (size_t i = 0; i < pl->n_targets; i++)
        for (uint32_t j = 0; j < pl->targets[i]->n_lanes; j++) {
            struct lane *lane = pl->targets[i]->lanes[j];

            if (lane->worker->running)
                continue; /* in there still */
            if (instance_stop (lane->ctx, deadline_us) < 0)
                r = -ETIMEDOUT;
            lane_forget (lane);
        }
    return r;
}

static int
stop_steps_of (struct lane *lane, uint64_t deadline_us)
{
    int r = 0;

    for (uint32_t i = 0; i < lane->target->n_pairs; i++)
        for (size_t j = 0; j < lane->steps[i].n; j++)
            if (instance_stop (lane->steps[i].at[j], deadline_us) < 0)
                r = -ETIMEDOUT;
    return r;
}

static int
stop_steps (struct pipeline *pl, uint64_t deadline_us)
{
    int r = 0;

    for (size_t i = 0; i < pl->n_targets; i++)
        for (uint32_t j = 0; j < pl->targets[i]->n_lanes; j++) {
            struct lane *lane = pl->targets[i]->lanes[j];

            if (!lane->worker->running
                && stop_steps_of (lane, deadline_us) < 0)
                r = -ETIMEDOUT;
        }
    return r;
}

int
pipeline_stop (struct pipeline *pl, uint64_t deadline_us)
{
    int workers, targets, steps;

    each_lane (pl, ask_to_end);
    /* What does not come back must not keep the others from their stop. */
    workers = stop_workers (pl, deadline_us);
    targets = stop_targets (pl, deadline_us);
    steps = stop_steps (pl, deadline_us);
    if (workers < 0 || targets < 0 || steps < 0 || pl->stuck)
        return -ETIMEDOUT;
    writer_stop (pl);
    return 0;
}

void
pipeline_close (struct pipeline *pl)
{
    if (pl == NULL)
        return;
    for (size_t i = 0; i < pl->n_sources; i++)
        source_free (pl->sources[i]);
    each_lane (pl, close_lane);
    for (size_t i = 0; i < pl->n_workers; i++)
        worker_free (pl->workers[i]);
    for (size_t i = 0; i < pl->n_targets; i++)
        target_free (pl->targets[i]);
    rules_free (pl->rules);
    dead_destroy (&pl->bad);
    ledger_destroy (&pl->ledger);
    config_free (pl->root);
    pthread_mutex_destroy (&pl->lock);
    pthread_cond_destroy (&pl->work);
    pthread_cond_destroy (&pl->calm);
    free (pl->sources);
    free (pl->workers);
    free (pl->targets);
    free (pl->waiting);
    free (pl->name);
    free (pl->bus_id);
    free (pl);
}

/* ---- secrets ---- */

static int
look_step (struct trestle_ctx *ctx)
{
    conf_refresh_secrets (ctx->conf);
    return 0;
}

static int
look_lane (struct lane *lane)
{
    conf_refresh_secrets (lane->ctx->conf);
    return each_step (lane, look_step);
}

void
pipeline_look (struct pipeline *pl)
{
    each_lane (pl, look_lane);
}

/* ---- questions ---- */

/* What two seeds are apart: far, as a generator sees it. */
#define SEED_STEP UINT64_C (0x9e3779b97f4a7c15)

uint64_t
pipeline_seed (struct pipeline *pl)
{
    return atomic_fetch_add (&pl->seed, SEED_STEP);
}

void
pipeline_ended (void *self, struct delivery_list *list)
{
    struct pipeline *pl = self;

    pthread_mutex_lock (&pl->lock);
    delivery_list_append (&pl->ended, list);
    pthread_mutex_unlock (&pl->lock);
    pthread_cond_signal (&pl->work);
}

int
pipeline_add_source (struct pipeline *pl)
{
    size_t n = pl->n_places + 1;
    struct source **waiting = realloc (pl->waiting, n * sizeof (*waiting));

    if (waiting == NULL)
        return -ENOMEM;
    pl->waiting = waiting;
    pl->n_places = n;
    return 0;
}

void
pipeline_forget_source (struct pipeline *pl, const struct source *s)
{
    size_t n = 0;

    pthread_mutex_lock (&pl->lock);
    for (size_t i = 0; i < pl->n_waiting; i++)
        if (pl->waiting[i] != s)
            pl->waiting[n++] = pl->waiting[i];
    pl->n_waiting = n;
    pthread_mutex_unlock (&pl->lock);
}

int
pipeline_snapshot (struct pipeline *pl, struct ledger *ret_ledger)
{
    struct ledger copy;
    int r = ledger_init (&copy, pl->ledger.n_pairs);
    struct ledger_pair *pairs = copy.pairs;

    if (r < 0)
        return r;
    pthread_mutex_lock (&pl->lock);
    memcpy (pairs, pl->ledger.pairs, copy.n_pairs * sizeof *pairs);
    copy = pl->ledger;
    pthread_mutex_unlock (&pl->lock);
    copy.pairs = pairs;
    *ret_ledger = copy;
    return 0;
}

bool
pipeline_is_ready (struct pipeline *pl)
{
    const struct window *w = &pl->ledger.window;
    bool ready;

    pthread_mutex_lock (&pl->lock);
    ready = !pl->stopping && !pl->failing && w->events < w->max_events
            && w->bytes < w->max_bytes;
    pthread_mutex_unlock (&pl->lock);
    return ready;
}
