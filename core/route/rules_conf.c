/* rules_conf.c - rules from a pipeline's file
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "route/names.h"
#include "route/rules_conf.h"

/* A pattern file past this is no pattern (contracts 2.7). */
#define MAX_PATTERN 65536

static const struct trestle_param rule_params[] = {
    { "pattern", NULL, NULL, "which events it wants", NULL, TRESTLE_JSON,
      TRESTLE_VERBATIM },
    { "pattern_file", NULL, NULL, "a file that holds the pattern", NULL,
      TRESTLE_FILE, 0 },
    { "targets", NULL, NULL, "who gets them", NULL, TRESTLE_STRINGS,
      TRESTLE_REQUIRED },
    TRESTLE_PARAMS_END,
};

static const char *const rule_core_names[] = { "name", "steps", NULL };

/* ---- the pattern ---- */

/* All of a file, as a string, that is no longer than limit. */
static char *
read_file (const char *path, size_t limit, size_t *ret_len)
{
    CLEANUP_FREE char *text = malloc (limit + 1);
    CLEANUP_FD int fd = open (path, O_RDONLY | O_CLOEXEC);
    size_t len = 0;
    ssize_t n = 1;

    if (fd < 0 || text == NULL)
        return NULL;
    while (n > 0 && len <= limit) {
        n = read (fd, text + len, limit + 1 - len);
        len += n > 0 ? (size_t)n : 0;
    }
    if (n < 0)
        return NULL;
    if (len > limit) {
        errno = EFBIG;
        return NULL;
    }
    *ret_len = len;
    return TAKE (text);
}

static int
compile (const struct config_node *at, const char *json, size_t len,
         struct config_report *rep, struct pattern **ret_pattern)
{
    CLEANUP_FREE char *message = NULL;
    int r = pattern_new (json, len, ret_pattern, &message);

    if (r == -EINVAL)
        config_error (rep, at, "pattern: %s", message);
    return r == -EINVAL ? 0 : r;
}

static int
compile_file (const struct config_node *at, const char *path,
              struct config_report *rep, struct pattern **ret_pattern)
{
    size_t len;
    CLEANUP_FREE char *text = read_file (path, MAX_PATTERN, &len);

    if (text == NULL) {
        config_error (rep, at, "could not read pattern file \"%s\": %m", path);
        return 0;
    }
    return compile (at, text, len, rep, ret_pattern);
}

static int
read_pattern (const struct trestle_conf *conf, const struct config_node *group,
              struct config_report *rep, struct pattern **ret_pattern)
{
    const char *json = trestle_conf_string (conf, "pattern");
    const char *path = trestle_conf_string (conf, "pattern_file");
    const struct config_node *inside = config_get (group, "pattern");
    const struct config_node *file = config_get (group, "pattern_file");

    if ((inside == NULL) == (file == NULL))
        config_error (rep, file != NULL ? file : group,
                      "a rule needs either \"pattern\" or \"pattern_file\"");
    else if (path != NULL)
        return compile_file (file, path, rep, ret_pattern);
    else if (json != NULL)
        return compile (inside, json, strlen (json), rep, ret_pattern);
    return 0;
}

/* ---- its targets ---- */

static struct target *
find_target (const struct pipeline *pl, const char *name)
{
    for (size_t i = 0; i < pl->n_targets; i++)
        if (strcmp (pl->targets[i]->name, name) == 0)
            return pl->targets[i];
    return NULL;
}

static void
report_unknown (const struct pipeline *pl, const struct config_node *at,
                const char *name, struct config_report *rep)
{
    const char **names = calloc (pl->n_targets + 1, sizeof (*names));
    const char *meant = NULL;

    if (names_is_wrong (config_get (pl->root, "targets"))) {
        free (names);
        return;
    }
    for (size_t i = 0; names != NULL && i < pl->n_targets; i++)
        names[i] = pl->targets[i]->name;
    if (names != NULL)
        meant = config_suggest (name, names, pl->n_targets);
    if (meant != NULL)
        config_error (rep, at, "no target \"%s\". Did you mean \"%s\"?", name,
                      meant);
    else
        config_error (rep, at, "no target \"%s\"", name);
    free (names);
}

struct target *
rules_target (const struct pipeline *pl, const struct config_node *at,
              const char *name, struct config_report *rep)
{
    struct target *t = find_target (pl, name);

    if (t == NULL)
        report_unknown (pl, at, name, rep);
    return t;
}

/* Whether item i stands before. */
static bool
is_repeated (const struct trestle_conf *conf, size_t i)
{
    const char *name = trestle_conf_item (conf, "targets", i);

    for (size_t j = 0; j < i; j++)
        if (strcmp (trestle_conf_item (conf, "targets", j), name) == 0)
            return true;
    return false;
}

/* The place of item i: messages name its line. */
static const struct config_node *
item_node (const struct trestle_conf *conf, size_t i)
{
    const struct config_node *list = conf_node (conf, "targets");
    const struct config_node *node = list->first;

    while (node != NULL && i-- > 0)
        node = node->next;
    return node != NULL ? node : list;
}

static int
read_pairs (struct pipeline *pl, struct rule *rule,
            const struct trestle_conf *conf, struct config_report *rep)
{
    size_t n = trestle_conf_length (conf, "targets");

    rule->pairs = calloc (n + 1, sizeof *rule->pairs);
    if (rule->pairs == NULL)
        return -ENOMEM;
    if (n == 0 && conf_is_set (conf, "targets"))
        config_error (rep, conf_node (conf, "targets"),
                      "rule \"%s\" has no targets", rule->name);
    for (size_t i = 0; i < n; i++) {
        const char *name = trestle_conf_item (conf, "targets", i);
        const struct config_node *at = item_node (conf, i);
        struct target *t;

        if (is_repeated (conf, i)) {
            config_error (rep, at, "rule \"%s\" names target \"%s\" twice",
                          rule->name, name);
            continue;
        }
        t = rules_target (pl, at, name, rep);
        if (t != NULL)
            rule->pairs[rule->n_pairs++]
                = (struct pair){ rule->name, t, (uint32_t)pl->rules->n_pairs++,
                                 t->n_pairs++ };
    }
    return 0;
}

/* ---- its steps ---- */

/* "filter" or "transform" of a step; *ret_kind is written only then. */
static const struct config_node *
step_type (const struct config_node *node, struct config_report *rep,
           int *ret_kind)
{
    const struct config_node *filter = config_get (node, "filter");
    const struct config_node *transform = config_get (node, "transform");
    const struct config_node *type = filter != NULL ? filter : transform;

    if ((filter == NULL) == (transform == NULL)) {
        config_error (rep, node,
                      "a step needs either \"filter\" or \"transform\"");
        return NULL;
    }
    if (type->type != CONFIG_STRING) {
        config_error (rep, type, "setting \"%s\" of a step must be a string",
                      type->name);
        return NULL;
    }
    if (config_check_string (rep, type) < 0)
        return NULL;
    *ret_kind = filter != NULL ? TRESTLE_FILTER : TRESTLE_TRANSFORM;
    return type;
}

/* Of a step, as users count. */
static size_t
number_of (const struct config_node *node)
{
    size_t number = 1;

    for (const struct config_node *m = node->parent->first; m != node;
         m = m->next)
        number++;
    return number;
}

static int
add_step (struct pipeline *pl, struct rule *rule,
          const struct config_node *node, struct config_report *rep)
{
    struct step *step = &rule->steps[rule->n_steps];
    struct plugin *plugin;
    int kind = 0;
    const struct config_node *type = step_type (node, rep, &kind);
    int r;

    if (type == NULL)
        return 0; /* rep knows */
    r = loader_get (&pl->env->host->loader, kind, type, rep, &plugin);
    if (r < 0)
        return r == -ENOMEM ? r : 0;
    if (asprintf (&step->name, "%s/%zu", rule->name, number_of (node)) < 0) {
        step->name = NULL;
        return -ENOMEM;
    }
    step->plugin = plugin;
    step->node = node;
    rule->n_steps++;
    return 0;
}

static int
read_steps (struct pipeline *pl, struct rule *rule,
            const struct config_node *group, struct config_report *rep)
{
    const struct config_node *list = config_get (group, "steps");
    const struct config_node *node = names_list (group, "steps", rep);
    int r = 0;

    rule->steps
        = calloc ((list != NULL ? list->n : 0) + 1, sizeof *rule->steps);
    if (rule->steps == NULL)
        return -ENOMEM;
    for (; r == 0 && node != NULL; node = names_next (node))
        r = add_step (pl, rule, node, rep);
    return r;
}

/* ---- all ---- */

static int
read_rule (struct pipeline *pl, struct rule *rule,
           const struct config_node *node, struct config_report *rep)
{
    const char *name = names_name (node, "rule", rep);
    struct conf_check check
        = { rep,    rule_params, sizeof *rule_params, rule_core_names,
            "rule", false };
    struct trestle_conf *conf;
    int r;

    rule->name = strdup (name != NULL ? name : names_label (node));
    if (rule->name == NULL)
        return -ENOMEM;
    r = conf_new_anyway (node, &check, &conf);
    if (r < 0)
        return r;
    r = read_pattern (conf, node, rep, &rule->pattern);
    if (r == 0)
        r = read_pairs (pl, rule, conf, rep);
    if (r == 0)
        r = read_steps (pl, rule, node, rep);
    conf_free (conf);
    return r;
}

int
rules_read (struct pipeline *pl, struct config_report *rep)
{
    const struct config_node *list = config_get (pl->root, "rules");
    const struct config_node *node = names_list (pl->root, "rules", rep);
    unsigned before = rep->errors;
    size_t n = 0;
    int r = 0;

    pl->rules = rules_new (list != NULL ? list->n : 0);
    if (pl->rules == NULL)
        return -ENOMEM;
    for (; r == 0 && node != NULL; node = names_next (node))
        r = read_rule (pl, &pl->rules->at[n++], node, rep);
    pl->rules->n = n;
    if (r == 0 && rep->errors == before)
        r = rules_compile (pl->rules);
    return r;
}
