/* rules.h - the rules of a pipeline, as one set
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Made by main, then only read.
 */
#ifndef ROUTE_RULES_H
#define ROUTE_RULES_H

#include <stdbool.h>

#include "config/config.h"
#include "deliver/delivery.h"
#include "json/path.h"
#include "match/match.h"

/* One step as it was written; instances are made of it for each worker. */
struct step {
    const struct plugin *plugin;
    const struct config_node *node;
    char *name; /* "RULE/1": for messages */
};

struct rule {
    char *name;
    struct pattern *pattern;
    struct step *steps;
    size_t n_steps;
    bool broken;        /* a step cannot be opened: found out first */
    struct pair *pairs; /* one for each target */
    size_t n_pairs;
};

struct rules {
    struct rule *at;
    size_t n;
    size_t n_pairs; /* of all rules */
    struct matcher *matcher;
    struct json_watch *watch; /* names on the paths of patterns and steps */
};

struct rules *rules_new (size_t n);
void rules_free (struct rules *rules);
/* When all patterns are there.  0, -EINVAL (one is not) or -ENOMEM. */
int rules_compile (struct rules *rules);

#endif
