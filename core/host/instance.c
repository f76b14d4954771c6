/* instance.c - one configured instance of a plugin, and every call into it
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>

#include "host/instance.h"

/* ---- calls ---- */

bool
instance_is (const struct trestle_ctx *ctx, int states)
{
    return (atomic_load (&ctx->state) & states) != 0;
}

/* Debug builds hold both sides to the states and threads that the public
 * header names; others only log what a plugin does wrong. */
#ifdef TRESTLE_DEBUG
/* Whose callback this thread is in. */
static _Thread_local const struct trestle_ctx *inside;

static void
end_debugging (void)
{
    abort ();
}

static void
check_call (struct trestle_ctx *ctx, int states, const char *callback)
{
    bool main_only = (states & (INSTANCE_NEW | INSTANCE_OPEN)) != 0
                     || strcmp (callback, "start") == 0;
    bool on_main = pthread_equal (pthread_self (), ctx->host->main);

    if (!instance_is (ctx, states) || inside != NULL || main_only != on_main)
        instance_fault (ctx, callback);
    inside = ctx;
}

static void
check_return (void)
{
    inside = NULL;
}

void
instance_check (struct trestle_ctx *ctx, int states, const char *function)
{
    if (!instance_is (ctx, states))
        instance_fault (ctx, function);
}

void
instance_check_inside (struct trestle_ctx *ctx, int states,
                       const char *function)
{
    if (!instance_is (ctx, states) || inside != ctx)
        instance_fault (ctx, function);
}
#else
static void
end_debugging (void)
{
}

static void
check_call (struct trestle_ctx *ctx, int states, const char *callback)
{
    (void)ctx;
    (void)states;
    (void)callback;
}

static void
check_return (void)
{
}

void
instance_check (struct trestle_ctx *ctx, int states, const char *function)
{
    (void)ctx;
    (void)states;
    (void)function;
}

void
instance_check_inside (struct trestle_ctx *ctx, int states,
                       const char *function)
{
    (void)ctx;
    (void)states;
    (void)function;
}
#endif

/* Before and after each call into the plugin. */
static void
call_begin (struct trestle_ctx *ctx, int states, const char *callback)
{
    check_call (ctx, states, callback);
    pthread_mutex_lock (&ctx->call);
}

static void
call_end (struct trestle_ctx *ctx)
{
    pthread_mutex_unlock (&ctx->call);
    check_return ();
}

void
instance_fault (struct trestle_ctx *ctx, const char *function)
{
    log_tagged (&ctx->tag, LOG_LEVEL_ERROR,
                "call of \"%s\" in a state in which it may not come",
                function);
    end_debugging ();
}

/* ---- life ---- */

static void
instance_free (struct trestle_ctx *ctx)
{
    if (ctx == NULL)
        return;
    if (ctx->stop_fd >= 0)
        close (ctx->stop_fd);
    conf_free (ctx->conf);
    free (ctx->name);
    free (ctx->pipeline);
    free (ctx->reason_code);
    free (ctx->reason_text);
    pthread_mutex_destroy (&ctx->call);
    pthread_mutex_destroy (&ctx->log.lock);
    free (ctx);
}

static struct trestle_ctx *
instance_new (const struct instance_spec *spec)
{
    struct trestle_ctx *ctx = calloc (1, sizeof *ctx);

    if (ctx == NULL)
        return NULL;
    pthread_mutex_init (&ctx->call, NULL);
    pthread_mutex_init (&ctx->log.lock, NULL);
    atomic_init (&ctx->state, INSTANCE_NEW);
    ctx->host = spec->host;
    ctx->plugin = spec->plugin;
    ctx->owner = spec->owner;
    ctx->rep = spec->rep;
    ctx->name = strdup (spec->name);
    ctx->pipeline = spec->pipeline != NULL ? strdup (spec->pipeline) : NULL;
    ctx->stop_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
    memcpy (ctx->limits, spec->limits, sizeof ctx->limits);
    ctx->tag.pipeline = ctx->pipeline;
    ctx->tag.instance = ctx->name;
    ctx->tag.plugin = spec->plugin->label;
    if (ctx->name == NULL || ctx->stop_fd < 0
        || (spec->pipeline != NULL && ctx->pipeline == NULL)) {
        instance_free (ctx);
        return NULL;
    }
    return ctx;
}

static int
check_settings (struct trestle_ctx *ctx, const struct instance_spec *spec)
{
    const struct trestle_plugin *def = &spec->plugin->def;
    CLEANUP_FREE char *what = NULL;
    struct conf_check check = { spec->rep,  def->params, def->head.param_size,
                                spec->core, NULL,        false };

    if (asprintf (&what, "%s \"%s\"", plugin_kind_name ((int)def->head.kind),
                  spec->name)
        < 0) {
        what = NULL;
        return -ENOMEM;
    }
    check.what = what;
    return conf_new (spec->node, &check, &ctx->conf);
}

/* open may have reported an error of a setting, or logged another: say where
 * in either case. */
static int
call_open (struct trestle_ctx *ctx, const struct instance_spec *spec)
{
    const struct trestle_plugin *def = &ctx->plugin->def;
    unsigned before = spec->rep->errors;
    int r = 0;

    if (def->open != NULL) {
        conf_set_watch (ctx->conf, spec->watch);
        call_begin (ctx, INSTANCE_NEW, "open");
        r = def->open (ctx, ctx->conf, &ctx->self);
        call_end (ctx);
        conf_set_watch (ctx->conf, NULL);
    }
    if (r == 0 && spec->rep->errors == before)
        return 0;
    if (r == 0 && def->close != NULL)
        def->close (ctx->self);
    if (spec->rep->errors == before)
        config_error (spec->rep, spec->node, "could not open %s \"%s\"",
                      plugin_kind_name ((int)def->head.kind), spec->name);
    return -EINVAL;
}

int
instance_open (const struct instance_spec *spec, struct trestle_ctx **ret_ctx)
{
    struct trestle_ctx *ctx = instance_new (spec);
    int r;

    if (ctx == NULL)
        return -ENOMEM;
    r = check_settings (ctx, spec);
    if (r == 0)
        r = call_open (ctx, spec);
    if (r < 0) {
        metrics_drop (&ctx->host->metrics, ctx);
        instance_free (ctx);
        return r;
    }
    ctx->rep = NULL;
    conf_set_report (ctx->conf, NULL);
    atomic_store (&ctx->state, INSTANCE_OPEN);
    *ret_ctx = ctx;
    return 0;
}

int
instance_start (struct trestle_ctx *ctx)
{
    const struct trestle_plugin *def = &ctx->plugin->def;
    int r = 0;

    atomic_store (&ctx->state, INSTANCE_STARTED);
    if (def->start != NULL) {
        call_begin (ctx, INSTANCE_STARTED, "start");
        r = def->start (ctx->self);
        call_end (ctx);
    }
    if (r == 0)
        return 0;
    atomic_store (&ctx->state, INSTANCE_QUIESCED); /* only stop comes now */
    log_tagged (&ctx->tag, LOG_LEVEL_ERROR, "could not start");
    return -EIO;
}

uint64_t
instance_latest (const struct clock *clock, uint64_t deadline_us)
{
    uint64_t latest = deadline_us + INSTANCE_STOP_GRACE_US;
    uint64_t least = clock_now (clock) + INSTANCE_STOP_LEAST_US;

    return latest > least ? latest : least;
}

/* Calls it in a thread of its own, so that it can be given up. */
static int
call_in_time (struct trestle_ctx *ctx, void *(*call) (void *ctx),
              uint64_t deadline_us)
{
    const struct clock *clock = ctx->host->clock;
    struct timespec until
        = clock_wall_at (clock, instance_latest (clock, deadline_us));
    pthread_t thread;

    ctx->stop_deadline_us = deadline_us;
    if (pthread_create (&thread, NULL, call, ctx) != 0) {
        call (ctx);
        return 0;
    }
    if (pthread_timedjoin_np (thread, NULL, &until) == 0)
        return 0;
    pthread_detach (thread);
    atomic_store (&ctx->state, INSTANCE_ABANDONED);
    log_tagged (&ctx->tag, LOG_LEVEL_ERROR,
                "did not stop in time and is abandoned");
    return -ETIMEDOUT;
}

static void *
quiesce_main (void *arg)
{
    struct trestle_ctx *ctx = arg;

    call_begin (ctx, INSTANCE_QUIESCED, "quiesce");
    ctx->plugin->def.quiesce (ctx->self);
    call_end (ctx);
    return NULL;
}

void
instance_quiesce (struct trestle_ctx *ctx, uint64_t deadline_us)
{
    if (!instance_is (ctx, INSTANCE_STARTED))
        return;
    atomic_store (&ctx->state, INSTANCE_QUIESCED);
    if (ctx->plugin->def.quiesce != NULL)
        call_in_time (ctx, quiesce_main, deadline_us);
}

void
instance_ask_to_end (struct trestle_ctx *ctx)
{
    uint64_t one = 1;

    (void)!write (ctx->stop_fd, &one, sizeof one);
}

static void *
stop_main (void *arg)
{
    struct trestle_ctx *ctx = arg;

    call_begin (ctx, INSTANCE_STARTED | INSTANCE_QUIESCED, "stop");
    ctx->plugin->def.stop (ctx->self, ctx->stop_deadline_us);
    call_end (ctx);
    return NULL;
}

int
instance_stop (struct trestle_ctx *ctx, uint64_t deadline_us)
{
    int r = 0;

    if (instance_is (ctx, INSTANCE_ABANDONED))
        return -ETIMEDOUT;
    if (!instance_is (ctx, INSTANCE_STARTED | INSTANCE_QUIESCED))
        return 0;
    instance_ask_to_end (ctx);
    if (ctx->plugin->def.stop != NULL)
        r = call_in_time (ctx, stop_main, deadline_us);
    if (r == 0)
        atomic_store (&ctx->state, INSTANCE_STOPPED);
    return r;
}

void
instance_close (struct trestle_ctx *ctx)
{
    const struct trestle_plugin *def;

    if (ctx == NULL || instance_is (ctx, INSTANCE_ABANDONED))
        return;
    def = &ctx->plugin->def;
    if (def->close != NULL) {
        call_begin (ctx, INSTANCE_OPEN | INSTANCE_STOPPED, "close");
        def->close (ctx->self);
        call_end (ctx);
    }
    metrics_drop (&ctx->host->metrics, ctx);
    instance_free (ctx);
}

/* ---- work ---- */

void
instance_settled (struct trestle_ctx *ctx, void *const *tokens, size_t n,
                  int outcome)
{
    if (ctx->plugin->def.settled == NULL)
        return;
    call_begin (ctx, INSTANCE_STARTED | INSTANCE_QUIESCED, "settled");
    ctx->plugin->def.settled (ctx->self, tokens, n, outcome);
    call_end (ctx);
}

void
instance_resume (struct trestle_ctx *ctx)
{
    if (ctx->plugin->def.resume == NULL
        || !instance_is (ctx, INSTANCE_STARTED))
        return;
    pthread_mutex_lock (&ctx->call);
    if (instance_is (ctx, INSTANCE_STARTED))
        ctx->plugin->def.resume (ctx->self);
    pthread_mutex_unlock (&ctx->call);
}

static void
forget_reason (struct trestle_ctx *ctx)
{
    if (ctx->reason_code == NULL && ctx->reason_text == NULL)
        return;
    free (TAKE (ctx->reason_code));
    free (TAKE (ctx->reason_text));
}

static int
step_outcome (int outcome)
{
    return outcome >= TRESTLE_OK && outcome <= TRESTLE_REJECT ? outcome
                                                              : TRESTLE_RETRY;
}

int
instance_filter (struct trestle_ctx *ctx, const struct trestle_event *ev)
{
    int outcome;

    forget_reason (ctx);
    call_begin (ctx, INSTANCE_STARTED, "filter");
    outcome = ctx->plugin->def.filter (ctx->self, ev);
    call_end (ctx);
    return step_outcome (outcome);
}

int
instance_transform (struct trestle_ctx *ctx, const struct trestle_event *ev,
                    struct trestle_batch *out)
{
    int outcome;

    forget_reason (ctx);
    call_begin (ctx, INSTANCE_STARTED, "transform");
    outcome = ctx->plugin->def.transform (ctx->self, ev, out);
    call_end (ctx);
    return step_outcome (outcome);
}

void
instance_deliver (struct trestle_ctx *ctx, struct trestle_delivery *const *d,
                  size_t n)
{
    call_begin (ctx, INSTANCE_STARTED, "deliver");
    ctx->plugin->def.deliver (ctx->self, d, n);
    call_end (ctx);
}
