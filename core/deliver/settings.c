/* settings.c - what a target's groups delivery, retry and dead_letter say
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "config/conf.h"
#include "deliver/settings.h"

static const struct trestle_param delivery_params[] = {
    { "lanes", "1", "1..64", "instances that deliver side by side", NULL,
      TRESTLE_INT, 0 },
    { "max_events", "1000", "1..10000", "most events in one call", NULL,
      TRESTLE_INT, 0 },
    { "max_bytes", "4M", "1..", "most bytes of events in one call", NULL,
      TRESTLE_SIZE, 0 },
    { "linger", "0", "0..1m", "how long to wait for a fuller call", NULL,
      TRESTLE_DURATION, 0 },
    { "in_flight", "1000", "1..100000", "most deliveries out at a time", NULL,
      TRESTLE_INT, 0 },
    { "timeout", "30s", "1ms..1h", "when a delivery is given up", NULL,
      TRESTLE_DURATION, 0 },
    { "rate", "0", "0..", "most deliveries a second; 0: no limit", NULL,
      TRESTLE_DOUBLE, 0 },
    { "order", "none", "none|key|strict", "what is kept in order", NULL,
      TRESTLE_STRING, 0 },
    { "order_key", NULL, NULL, "attribute or path that orders", NULL,
      TRESTLE_STRING, TRESTLE_VERBATIM },
    { "on_failure", "release", "release|hold", "what a bad end does", NULL,
      TRESTLE_STRING, 0 },
    TRESTLE_PARAMS_END,
};

static const struct trestle_param retry_params[] = {
    { "policy", "exponential", "exponential|short|long|none|eventbridge",
      "when to try again", NULL, TRESTLE_STRING, 0 },
    { "initial", "1s", "1ms..1h", "most that the first retry waits", NULL,
      TRESTLE_DURATION, 0 },
    { "max", "5m", "1ms..24h", "most that any retry waits", NULL,
      TRESTLE_DURATION, 0 },
    { "max_attempts", "0", "0..1000000", "most attempts; 0: no limit", NULL,
      TRESTLE_INT, 0 },
    { "max_age", "24h", "1ms..", "when a delivery expires", NULL,
      TRESTLE_DURATION, 0 },
    { "window", "10000", "1..1000000", "most deliveries that wait", NULL,
      TRESTLE_INT, 0 },
    { "codes", NULL, NULL, "outcomes by code word", NULL, TRESTLE_STRINGS, 0 },
    TRESTLE_PARAMS_END,
};

static const struct trestle_param dead_params[] = {
    { "max_size", "1G", "1..", "most bytes of dead letters", NULL,
      TRESTLE_SIZE, 0 },
    { "target", NULL, NULL, "target that gets them", NULL, TRESTLE_STRING, 0 },
    TRESTLE_PARAMS_END,
};

/* What the header of the file promises and a later version keeps. */
static void
refuse_unready (struct config_report *rep, const struct trestle_conf *conf,
                const char *const *names)
{
    for (; *names != NULL; names++)
        if (conf_is_set (conf, *names))
            config_error (rep, conf_node (conf, *names),
                          "setting \"%s\" is not there yet", *names);
}

/* The group name of the target, or its defaults. */
static int
read_group (const struct config_node *target, const char *name,
            const struct trestle_param *params, struct config_report *rep,
            struct trestle_conf **ret_conf)
{
    struct conf_check check
        = { rep, params, sizeof *params, NULL, name, false };

    return conf_new_member (target, name, &check, ret_conf);
}

static int
read_delivery (const struct config_node *target, bool nonblock,
               struct config_report *rep, struct target_settings *set)
{
    static const char *const unready[]
        = { "linger", "rate", "order", "order_key", "on_failure", NULL };
    struct trestle_conf *conf = NULL;
    int r = read_group (target, "delivery", delivery_params, rep, &conf);

    if (r < 0)
        return r;
    set->lanes = (uint32_t)trestle_conf_int (conf, "lanes");
    set->max_events = (uint32_t)trestle_conf_int (conf, "max_events");
    set->max_bytes = (uint64_t)trestle_conf_int (conf, "max_bytes");
    set->in_flight = (uint32_t)trestle_conf_int (conf, "in_flight");
    set->timeout_us = (uint64_t)trestle_conf_int (conf, "timeout");
    refuse_unready (rep, conf, unready);
    if (nonblock && conf_is_set (conf, "lanes"))
        config_error (rep, conf_node (conf, "lanes"),
                      "setting \"lanes\" is of no use to a target that never "
                      "blocks");
    conf_free (conf);
    return 0;
}

static int
read_retry (const struct config_node *target, struct config_report *rep,
            struct target_settings *set)
{
    static const char *const unready[] = { "codes", NULL };
    struct trestle_conf *conf = NULL;
    int r = read_group (target, "retry", retry_params, rep, &conf);
    const char *policy;

    if (r < 0)
        return r;
    policy = trestle_conf_string (conf, "policy");
    set->policy.initial_us = (uint64_t)trestle_conf_int (conf, "initial");
    set->policy.max_us = (uint64_t)trestle_conf_int (conf, "max");
    set->policy.max_age_us = (uint64_t)trestle_conf_int (conf, "max_age");
    set->policy.max_attempts
        = (uint32_t)trestle_conf_int (conf, "max_attempts");
    set->retry_window = (uint32_t)trestle_conf_int (conf, "window");
    refuse_unready (rep, conf, unready);
    if (strcmp (policy, "none") == 0)
        set->policy.max_attempts = 1;
    else if (strcmp (policy, "exponential") != 0)
        config_error (rep, conf_node (conf, "policy"),
                      "retry policy \"%s\" is not there yet", policy);
    conf_free (conf);
    return 0;
}

/* dead_letter = "file" or "none". */
static void
read_dead_word (const struct config_node *node, struct config_report *rep,
                struct target_settings *set)
{
    if (config_check_string (rep, node) < 0)
        return; /* rep knows */
    if (strcmp (node->string, "none") == 0)
        set->dead = DEAD_NONE;
    else if (strcmp (node->string, "file") != 0)
        config_error (rep, node,
                      "setting \"dead_letter\" must be \"file\", \"none\" or "
                      "a group, not \"%s\"",
                      node->string);
}

/* A word, or a group. */
static int
read_dead (const struct config_node *target, struct config_report *rep,
           struct target_settings *set)
{
    struct conf_check check = { rep,  dead_params,   sizeof *dead_params,
                                NULL, "dead_letter", false };
    const struct config_node *node = config_get (target, "dead_letter");
    struct trestle_conf *conf = NULL;
    bool is_group = node != NULL && node->type == CONFIG_GROUP;
    int r;

    if (node != NULL && node->type == CONFIG_STRING)
        read_dead_word (node, rep, set);
    else if (node != NULL && !is_group)
        config_error (rep, node,
                      "setting \"dead_letter\" must be \"file\", \"none\" or "
                      "a group");
    r = is_group ? conf_new_anyway (node, &check, &conf)
                 : conf_new_default (dead_params, sizeof *dead_params, &conf);
    if (r < 0)
        return r;
    set->dead_size = (uint64_t)trestle_conf_int (conf, "max_size");
    if (conf_is_set (conf, "target")) {
        set->dead = DEAD_TARGET;
        set->dead_target = conf_node (conf, "target")->string;
    }
    conf_free (conf);
    return 0;
}

int
settings_read (const struct config_node *target, bool nonblock,
               struct config_report *rep, struct target_settings *ret_settings)
{
    struct target_settings set = { .dead = DEAD_FILE };
    int r = read_delivery (target, nonblock, rep, &set);

    if (r == 0)
        r = read_retry (target, rep, &set);
    if (r == 0)
        r = read_dead (target, rep, &set);
    if (r == 0)
        *ret_settings = set;
    return r;
}
