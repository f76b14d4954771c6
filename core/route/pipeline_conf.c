/* pipeline_conf.c - one event bus: from its file to opened instances
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crc.h"
#include "base/log.h"
#include "base/parse.h"
#include "deliver/lane.h"
#include "route/names.h"
#include "route/pipeline.h"
#include "route/rules_conf.h"

static const struct trestle_param window_params[] = {
    { "events", "10000", "1..10000000", "most events in flight", NULL,
      TRESTLE_INT, 0 },
    { "bytes", "64M", "1..", "most bytes in flight", NULL, TRESTLE_SIZE, 0 },
    TRESTLE_PARAMS_END,
};

static const struct trestle_param pipeline_params[] = {
    { "bus_id", NULL, NULL, "another name that PutEvents may use", NULL,
      TRESTLE_STRING, 0 },
    { "durability", "end-to-end", "journal|end-to-end",
      "what an acknowledgement means", NULL, TRESTLE_STRING, 0 },
    { "ack_timeout", "30s", "1ms..1h", "when a request is answered 504", NULL,
      TRESTLE_DURATION, 0 },
    { "dedup", NULL, NULL, "how long a repeat is recognised", NULL,
      TRESTLE_DURATION, 0 },
    { "dedup_max", NULL, NULL, "most ids that are remembered", NULL,
      TRESTLE_INT, 0 },
    { "require", NULL, NULL, "a pattern that every event must meet", NULL,
      TRESTLE_JSON, TRESTLE_VERBATIM },
    { "when_full", "refuse", "refuse|shed", "what gives way", NULL,
      TRESTLE_STRING, 0 },
    TRESTLE_PARAMS_END,
};

/* What others read, and what they do in a file that stands alone. */
#define PIPELINE_NAMES                                                        \
    "name", "window", "sources", "rules", "targets", "journal"

static const char *const pipeline_core_names[] = { PIPELINE_NAMES, NULL };

static const char *const alone_core_names[] = { PIPELINE_NAMES,
                                                "state_dir",
                                                "plugin_dir",
                                                "admin",
                                                "log",
                                                "limits",
                                                "vars",
                                                "shutdown_timeout",
                                                "allow_plugin_paths",
                                                NULL };

static const char *const target_core_names[]
    = { "name", "type", "retry", "delivery", "dead_letter", NULL };

static const char *const step_core_names[] = { "filter", "transform", NULL };

/* ---- the pipeline's own settings ---- */

static void
refuse_unready (const struct trestle_conf *conf,
                const struct config_node *root, struct config_report *rep)
{
    static const char *const unready[]
        = { "dedup", "dedup_max", "require", NULL };
    const struct config_node *journal = config_get (root, "journal");

    for (const char *const *name = unready; *name != NULL; name++)
        if (conf_is_set (conf, *name))
            config_error (rep, conf_node (conf, *name),
                          "setting \"%s\" is not there yet", *name);
    if (journal != NULL)
        config_error (rep, journal, "setting \"journal\" is not there yet");
    if (strcmp (trestle_conf_string (conf, "durability"), "journal") == 0)
        config_error (rep, conf_node (conf, "durability"),
                      "durability \"journal\" is not there yet. Use "
                      "\"end-to-end\".");
    if (strcmp (trestle_conf_string (conf, "when_full"), "shed") == 0)
        config_error (rep, conf_node (conf, "when_full"),
                      "when_full \"shed\" needs durability \"journal\"");
}

static int
read_window (struct pipeline *pl, struct config_report *rep)
{
    struct conf_check check
        = { rep, window_params, sizeof *window_params, NULL, "window", false };
    struct window *window = &pl->ledger.window;
    struct trestle_conf *conf;
    int r = conf_new_member (pl->root, "window", &check, &conf);

    if (r < 0)
        return r;
    window->max_events = (uint64_t)trestle_conf_int (conf, "events");
    window->max_bytes = (uint64_t)trestle_conf_int (conf, "bytes");
    conf_free (conf);
    return 0;
}

static int
read_settings (struct pipeline *pl, struct config_report *rep)
{
    struct conf_check check
        = { rep,
            pipeline_params,
            sizeof *pipeline_params,
            pl->env->alone ? alone_core_names : pipeline_core_names,
            "pipeline",
            false };
    const char *name = names_name (pl->root, "pipeline", rep);
    struct trestle_conf *conf;
    const char *bus_id;
    int r = conf_new_anyway (pl->root, &check, &conf);

    if (r < 0)
        return r;
    bus_id = trestle_conf_string (conf, "bus_id");
    pl->ack_timeout_us = (uint64_t)trestle_conf_int (conf, "ack_timeout");
    /* Without a name, look for the other mistakes all the same. */
    pl->name = strdup (name != NULL ? name : names_label (pl->root));
    pl->bus_id = bus_id != NULL ? strdup (bus_id) : NULL;
    if (name != NULL)
        snprintf (pl->own_id, sizeof pl->own_id, "eb-%08x",
                  crc32c (0, name, strlen (name)));
    refuse_unready (conf, pl->root, rep);
    conf_free (conf);
    if (pl->name == NULL || (bus_id != NULL && pl->bus_id == NULL))
        return -ENOMEM;
    return read_window (pl, rep);
}

/* ---- targets ---- */

/* What is wrong with one thing must not hide what is wrong with another: each
 * group becomes a target, without a plugin if that cannot be had. */
static int
add_target (struct pipeline *pl, const struct config_node *node,
            struct config_report *rep)
{
    const char *name = names_name (node, "target", rep);
    const struct config_node *type
        = names_string (node, "type", "target", rep);
    struct loader *ld = &pl->env->host->loader;
    struct plugin *plugin = NULL;
    struct target_settings set;
    struct target *t;
    int r = 0;

    if (type != NULL)
        r = loader_get (ld, TRESTLE_TARGET, type, rep, &plugin);
    if (r != -ENOMEM)
        r = settings_read (
            node, plugin != NULL && plugin->def.flags & TRESTLE_NONBLOCK, rep,
            &set);
    if (r < 0)
        return r;
    t = target_new (name != NULL ? name : names_label (node), plugin, &set,
                    pipeline_seed (pl));
    if (t == NULL)
        return -ENOMEM;
    t->node = node;
    t->ended = pipeline_ended;
    t->self = pl;
    pl->targets[pl->n_targets++] = t;
    return 0;
}

static int
read_targets (struct pipeline *pl, struct config_report *rep)
{
    const struct config_node *list = config_get (pl->root, "targets");
    const struct config_node *node = names_list (pl->root, "targets", rep);
    int r = 0;

    pl->targets
        = calloc ((list != NULL ? list->n : 0) + 1, sizeof (*pl->targets));
    if (pl->targets == NULL)
        return -ENOMEM;
    for (; r == 0 && node != NULL; node = names_next (node))
        r = add_target (pl, node, rep);
    return r;
}

/* dead_letter = { target = "NAME"; } */
static void
link_dead_targets (struct pipeline *pl, struct config_report *rep)
{
    for (size_t i = 0; i < pl->n_targets; i++) {
        struct target *t = pl->targets[i];
        const struct config_node *at = config_get (t->node, "dead_letter");

        if (t->set.dead_target == NULL)
            continue;
        t->dead_target = rules_target (pl, at, t->set.dead_target, rep);
        if (t->dead_target == t)
            config_error (rep, at,
                          "target \"%s\" cannot get its own dead letters",
                          t->name);
        else if (t->dead_target != NULL)
            t->dead_target->gets_dead = true;
    }
}

static void
warn_of_idle_targets (const struct pipeline *pl, struct config_report *rep)
{
    for (size_t i = 0; i < pl->n_targets; i++)
        if (pl->targets[i]->n_pairs == 0 && !pl->targets[i]->gets_dead)
            config_warning (rep, pl->targets[i]->node,
                            "target \"%s\" is named by no rule",
                            pl->targets[i]->name);
}

/* ---- instances ---- */

static void
say_nothing (void *self, const char *line)
{
    (void)self;
    (void)line;
}

/* The same settings again, for another lane: the warnings are known. */
static int
open_again (struct instance_spec *spec, struct trestle_ctx **ret_ctx)
{
    struct config_report nothing = { .print = say_nothing };
    struct config_report *rep = spec->rep;
    int r;

    spec->rep = &nothing;
    r = instance_open (spec, ret_ctx);
    spec->rep = rep;
    return r == -EINVAL ? instance_open (spec, ret_ctx) : r;
}

/* Step i of a rule, for a lane; NULL: only to look for mistakes. */
static int
open_step (struct pipeline *pl, struct lane *lane, struct rule *rule, size_t i,
           struct trestle_ctx **ret_ctx)
{
    struct instance_spec spec = { .host = pl->env->host,
                                  .plugin = rule->steps[i].plugin,
                                  .name = rule->steps[i].name,
                                  .pipeline = pl->name,
                                  .node = rule->steps[i].node,
                                  .core = step_core_names,
                                  .limits = pl->env->instance_limits,
                                  .rep = pl->env->rep,
                                  .watch = pl->rules->watch,
                                  .owner = lane };

    return lane != NULL ? open_again (&spec, ret_ctx)
                        : instance_open (&spec, ret_ctx);
}

/* Mistakes in steps, once for all lanes, and also where there is none. */
static int
check_steps (struct pipeline *pl)
{
    for (size_t i = 0; i < pl->rules->n; i++) {
        struct rule *rule = &pl->rules->at[i];

        for (size_t j = 0; j < rule->n_steps; j++) {
            struct trestle_ctx *ctx = NULL;
            int r = open_step (pl, NULL, rule, j, &ctx);

            if (r == -ENOMEM)
                return r;
            if (r < 0)
                rule->broken = true;
            instance_close (ctx);
        }
    }
    return 0;
}

/* The steps of one rule for one lane. */
static int
open_steps (struct pipeline *pl, struct lane *lane, struct rule *rule,
            struct steps *steps)
{
    steps->at = calloc (rule->n_steps + 1, sizeof (*steps->at));
    if (steps->at == NULL)
        return -ENOMEM;
    for (size_t i = 0; i < rule->n_steps; i++) {
        int r = open_step (pl, lane, rule, i, &steps->at[i]);

        if (r < 0)
            return r;
        steps->n++;
    }
    return 0;
}

static int
open_lane_steps (struct pipeline *pl, struct lane *lane)
{
    for (size_t i = 0; i < pl->rules->n; i++) {
        struct rule *rule = &pl->rules->at[i];

        for (size_t j = 0; j < rule->n_pairs && !rule->broken; j++) {
            const struct pair *pair = &rule->pairs[j];
            int r;

            if (pair->target != lane->target)
                continue;
            r = open_steps (pl, lane, rule, &lane->steps[pair->number]);
            if (r < 0)
                return r;
        }
    }
    return 0;
}

/* A target that may block has a thread for each lane. */
static int
add_worker (struct pipeline *pl, struct lane *lane)
{
    bool nonblock = lane->target->plugin->def.flags & TRESTLE_NONBLOCK;
    struct worker *w;
    int r;

    if (nonblock && pl->pool != NULL)
        return worker_add (pl->pool, lane);
    w = worker_new (pl->env->host->clock);
    if (w == NULL)
        return -ENOMEM;
    r = worker_add (w, lane);
    if (r < 0) {
        worker_free (w);
        return r;
    }
    pl->workers[pl->n_workers++] = w;
    if (nonblock)
        pl->pool = w;
    return 0;
}

static int
open_lane (struct pipeline *pl, struct target *t)
{
    struct instance_spec spec = { .host = pl->env->host,
                                  .plugin = t->plugin,
                                  .name = t->name,
                                  .pipeline = pl->name,
                                  .node = t->node,
                                  .core = target_core_names,
                                  .rep = pl->env->rep };
    int64_t limits[INSTANCE_LIMITS];
    struct lane *lane = lane_new (t, &pl->env->limits, pipeline_seed (pl));
    int r;

    if (lane == NULL)
        return -ENOMEM;
    memcpy (limits, pl->env->instance_limits, sizeof limits);
    limits[TRESTLE_IN_FLIGHT] = t->set.in_flight;
    limits[TRESTLE_TIMEOUT] = (int64_t)t->set.timeout_us;
    limits[TRESTLE_MAX_EVENTS] = t->set.max_events;
    limits[TRESTLE_MAX_BYTES] = (int64_t)t->set.max_bytes;
    spec.limits = limits;
    spec.owner = lane;
    t->lanes[t->n_lanes++] = lane;
    r = add_worker (pl, lane);
    if (r == 0 && t->n_lanes == 1)
        r = instance_open (&spec, &lane->ctx);
    else if (r == 0)
        r = open_again (&spec, &lane->ctx);
    if (r == 0)
        r = open_lane_steps (pl, lane);
    return r;
}

/* Settings that are wrong are wrong in each lane: one report will do. */
static int
open_target (struct pipeline *pl, struct target *t)
{
    bool nonblock = t->plugin->def.flags & TRESTLE_NONBLOCK;
    uint32_t n = nonblock ? 1 : t->set.lanes;
    int r = 0;

    t->lanes = calloc (n, sizeof (*t->lanes));
    if (t->lanes == NULL)
        return -ENOMEM;
    for (uint32_t i = 0; r == 0 && i < n; i++)
        r = open_lane (pl, t);
    return r == -EINVAL ? 0 : r; /* rep knows */
}

static int
open_targets (struct pipeline *pl)
{
    size_t n = 0;
    int r = 0;

    for (size_t i = 0; i < pl->n_targets; i++)
        n += pl->targets[i]->set.lanes;
    pl->workers = calloc (n + 1, sizeof (*pl->workers));
    if (pl->workers == NULL)
        return -ENOMEM;
    for (size_t i = 0; r == 0 && i < pl->n_targets; i++)
        if (pl->targets[i]->plugin != NULL)
            r = open_target (pl, pl->targets[i]);
    return r;
}

/* ---- sources ---- */

static int
add_source (struct pipeline *pl, const struct config_node *node,
            struct config_report *rep)
{
    const char *name = names_name (node, "source", rep);
    const struct config_node *type
        = names_string (node, "type", "source", rep);
    struct plugin *plugin;
    struct source *s;
    int r;

    if (type == NULL)
        return 0; /* rep knows */
    r = loader_get (&pl->env->host->loader, TRESTLE_SOURCE, type, rep,
                    &plugin);
    if (r < 0)
        return r == -ENOMEM ? r : 0;
    s = source_new (name != NULL ? name : names_label (node), plugin, node);
    if (s == NULL)
        return -ENOMEM;
    pl->sources[pl->n_sources++] = s;
    s->pipeline_name = pl->name;
    source_set_env (s, pl->env);
    r = source_add_door (s, pl, NULL);
    if (r == 0)
        r = pipeline_add_source (pl);
    if (r == 0)
        r = source_open (s, rep);
    return r == -EINVAL ? 0 : r;
}

/* Those that it declares; { use = ... } entries are the bridge's. */
static int
read_sources (struct pipeline *pl, struct config_report *rep)
{
    const struct config_node *list = config_get (pl->root, "sources");
    const struct config_node *node = names_list (pl->root, "sources", rep);
    int r = 0;

    if (node == NULL && rep->errors == 0)
        config_warning (rep, list != NULL ? list : pl->root,
                        "pipeline \"%s\" has no sources", pl->name);
    pl->sources
        = calloc ((list != NULL ? list->n : 0) + 1, sizeof (*pl->sources));
    if (pl->sources == NULL)
        return -ENOMEM;
    for (; r == 0 && node != NULL; node = names_next (node))
        if (config_get (node, "use") == NULL)
            r = add_source (pl, node, rep);
    return r;
}

/* ---- all of it ---- */

static struct pipeline *
pipeline_new (struct config_node *root, const struct pipeline_env *env)
{
    struct pipeline *pl = calloc (1, sizeof *pl);
    pthread_condattr_t attr;
    struct random seed;

    if (pl == NULL)
        return NULL;
    pthread_condattr_init (&attr);
    pthread_condattr_setclock (&attr, CLOCK_MONOTONIC);
    pthread_mutex_init (&pl->lock, NULL);
    pthread_cond_init (&pl->work, &attr);
    pthread_cond_init (&pl->calm, &attr);
    pthread_condattr_destroy (&attr);
    random_seed_system (&seed);
    atomic_init (&pl->seed, random_next (&seed));
    pl->root = root;
    pl->env = env;
    return pl;
}

static int
read_all (struct pipeline *pl, struct config_report *rep)
{
    unsigned before = rep->errors;
    struct window window;
    int r = read_settings (pl, rep);

    if (r < 0)
        return r;
    window = pl->ledger.window;
    r = read_targets (pl, rep);
    if (r == 0)
        r = rules_read (pl, rep);
    if (r == 0) {
        link_dead_targets (pl, rep);
        if (rep->errors == before)
            warn_of_idle_targets (pl, rep);
        r = ledger_init (&pl->ledger, pl->rules->n_pairs);
        pl->ledger.window = window;
    }
    if (r == 0)
        r = check_steps (pl);
    if (r == 0)
        r = open_targets (pl);
    if (r == 0)
        r = read_sources (pl, rep);
    return r;
}

int
pipeline_open (struct config_node *root, const struct pipeline_env *env,
               struct pipeline **ret_pipeline)
{
    struct pipeline *pl = pipeline_new (root, env);
    int r;

    if (pl == NULL) {
        config_free (root);
        return -ENOMEM;
    }
    r = read_all (pl, env->rep);
    if (r < 0) {
        pipeline_close (pl);
        return r;
    }
    *ret_pipeline = pl;
    return 0;
}
