/* conf.c - a group of settings, checked against a table
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <string.h>

#include "config/value.h"

const struct trestle_param *
conf_row (const struct trestle_param *params, size_t param_size, size_t i,
          struct trestle_param *ret_row)
{
    size_t size = sizeof *ret_row;

    if (params == NULL)
        return NULL;
    if (param_size < size)
        size = param_size;
    memset (ret_row, 0, sizeof *ret_row);
    memcpy (ret_row, (const char *)params + i * param_size, size);
    return ret_row->name != NULL ? ret_row : NULL;
}

/* ---- making ---- */

static int
copy_rows (struct trestle_conf *conf, const struct conf_check *check)
{
    struct trestle_param row;
    size_t n = 0;

    while (conf_row (check->params, check->param_size, n, &row) != NULL)
        n++;
    conf->values = calloc (n + 1, sizeof *conf->values);
    if (conf->values == NULL)
        return -ENOMEM;
    conf->n = n;
    for (size_t i = 0; i < n; i++)
        conf_row (check->params, check->param_size, i, &conf->values[i].row);
    return 0;
}

static struct trestle_conf *
create (const struct config_node *node, const struct conf_check *check,
        const struct trestle_conf *parent)
{
    struct trestle_conf *conf = calloc (1, sizeof *conf);

    if (conf == NULL)
        return NULL;
    conf->top = parent != NULL ? parent->top : conf;
    conf->rep = check->rep;
    conf->node = node;
    conf->param_size = check->param_size;
    if (check->what != NULL)
        conf->what = strdup (check->what);
    if ((check->what != NULL && conf->what == NULL)
        || copy_rows (conf, check) < 0) {
        conf_free (conf);
        return NULL;
    }
    return conf;
}

static struct conf_value *
find_value (const struct trestle_conf *conf, const char *name)
{
    for (size_t i = 0; i < conf->n; i++)
        if (strcmp (conf->values[i].row.name, name) == 0)
            return &conf->values[i];
    return NULL;
}

static size_t
count_names (const char *const *names)
{
    size_t n = 0;

    while (names != NULL && names[n] != NULL)
        n++;
    return n;
}

static bool
is_one_of (const char *name, const char *const *names)
{
    for (size_t i = 0; names != NULL && names[i] != NULL; i++)
        if (strcmp (names[i], name) == 0)
            return true;
    return false;
}

/* A setting that neither the table nor the core knows. */
static int
refuse_unknown (const struct trestle_conf *conf,
                const struct conf_check *check, const struct config_node *node)
{
    size_t n = 0, n_core = count_names (check->core);
    CLEANUP_FREE const char **names
        = calloc (conf->n + n_core + 1, sizeof *names);
    const char *in = conf->what != NULL ? " in " : "";
    const char *what = conf->what != NULL ? conf->what : "";
    const char *meant;

    if (names == NULL)
        return -ENOMEM;
    for (size_t i = 0; i < conf->n; i++)
        names[n++] = conf->values[i].row.name;
    for (size_t i = 0; i < n_core; i++)
        names[n++] = check->core[i];
    meant = config_suggest (node->name, names, n);
    if (meant == NULL)
        return config_error (conf->top->rep, node,
                             "unknown setting \"%s\"%s%s", node->name, in,
                             what);
    return config_error (conf->top->rep, node,
                         "unknown setting \"%s\"%s%s. Did you mean \"%s\"?",
                         node->name, in, what, meant);
}

static void
warn_deprecated (const struct trestle_conf *conf, const struct conf_value *v,
                 const struct config_node *node)
{
    const char *help = v->row.help;

    config_warning (conf->top->rep, node,
                    "setting \"%s\"%s%s is deprecated%s%s", v->row.name,
                    conf->what != NULL ? " of " : "",
                    conf->what != NULL ? conf->what : "",
                    help != NULL ? ": " : "", help != NULL ? help : "");
}

static int
read_member (struct trestle_conf *conf, const struct conf_check *check,
             const struct config_node *node)
{
    struct conf_value *v = find_value (conf, node->name);
    int r;

    if (v == NULL
        && (check->with_others || is_one_of (node->name, check->core)))
        return 0;
    if (v == NULL)
        return refuse_unknown (conf, check, node);
    if ((v->row.flags & TRESTLE_DEPRECATED) != 0)
        warn_deprecated (conf, v, node);
    r = conf_value_read (conf, v, node);
    v->wrong = r < 0;
    return r;
}

/* What was not written: a mistake, or the fallback.  Of a table alone nothing
 * is required. */
static int
read_absent (struct trestle_conf *conf, struct conf_value *v)
{
    if ((v->row.flags & TRESTLE_REQUIRED) != 0 && conf->node != NULL)
        return conf_value_refuse (conf, v, conf->node, "is required");
    return conf_value_default (conf, v);
}

/* All mistakes are reported: only without memory it stops at the first. */
static int
read_all (struct trestle_conf *conf, const struct conf_check *check)
{
    const struct config_node *m
        = conf->node != NULL ? conf->node->first : NULL;
    int r = 0, one;

    for (; m != NULL && r != -ENOMEM; m = m->next) {
        one = read_member (conf, check, m);
        if (one < 0)
            r = one;
    }
    for (size_t i = 0; i < conf->n && r != -ENOMEM; i++) {
        if (conf->values[i].node != NULL)
            continue;
        one = read_absent (conf, &conf->values[i]);
        if (one < 0)
            r = one;
    }
    return r;
}

int
conf_make (const struct config_node *node, const struct conf_check *check,
           const struct trestle_conf *parent, struct trestle_conf **ret_conf)
{
    struct trestle_conf *conf = create (node, check, parent);
    int r;

    if (conf == NULL)
        return -ENOMEM;
    r = read_all (conf, check);
    if (r < 0)
        conf_free (conf);
    else
        *ret_conf = conf;
    return r;
}

int
conf_new (const struct config_node *node, const struct conf_check *check,
          struct trestle_conf **ret_conf)
{
    if (node->type != CONFIG_GROUP)
        return config_error (check->rep, node, "%s must be a group",
                             check->what != NULL ? check->what : "file");
    return conf_make (node, check, NULL, ret_conf);
}

/* What is wrong becomes as if it had not been written. */
static int
forget_wrong (struct trestle_conf *conf)
{
    int r = 0;

    for (size_t i = 0; i < conf->n && r == 0; i++) {
        struct conf_value *v = &conf->values[i];
        struct conf_value absent = { .row = v->row };

        if (!v->wrong)
            continue;
        conf_value_done (v);
        *v = absent;
        r = conf_value_default (conf, v);
    }
    return r;
}

int
conf_new_anyway (const struct config_node *node,
                 const struct conf_check *check,
                 struct trestle_conf **ret_conf)
{
    struct trestle_conf *conf;
    int r;

    if (node->type != CONFIG_GROUP) {
        config_error (check->rep, node, "%s must be a group",
                      check->what != NULL ? check->what : "file");
        return conf_new_default (check->params, check->param_size, ret_conf);
    }
    conf = create (node, check, NULL);
    if (conf == NULL)
        return -ENOMEM;
    r = read_all (conf, check);
    if (r == -EINVAL)
        r = forget_wrong (conf);
    if (r < 0)
        conf_free (conf);
    else
        *ret_conf = conf;
    return r;
}

int
conf_new_default (const struct trestle_param *params, size_t param_size,
                  struct trestle_conf **ret_conf)
{
    struct conf_check check = { .params = params, .param_size = param_size };

    return conf_make (NULL, &check, NULL, ret_conf);
}

void
conf_free (struct trestle_conf *conf)
{
    if (conf == NULL)
        return;
    for (size_t i = 0; i < conf->n; i++)
        conf_value_done (&conf->values[i]);
    free (conf->values);
    free (conf->what);
    free (conf);
}

/* ---- for the core ---- */

bool
conf_is_set (const struct trestle_conf *conf, const char *name)
{
    const struct conf_value *v = find_value (conf, name);

    return v != NULL && v->node != NULL && v->made == NULL;
}

const struct config_node *
conf_node (const struct trestle_conf *conf, const char *name)
{
    const struct conf_value *v = NULL;

    if (name != NULL)
        v = find_value (conf, name);
    return v != NULL && v->node != NULL && v->made == NULL ? v->node
                                                           : conf->node;
}

bool
conf_refresh_secrets (struct trestle_conf *conf)
{
    bool changed = false;

    for (size_t i = 0; i < conf->n; i++) {
        struct conf_value *v = &conf->values[i];

        if (v->secret != NULL && conf_secret_refresh (v->secret))
            changed = true;
        for (size_t k = 0; v->groups != NULL && k < v->n; k++)
            if (conf_refresh_secrets (v->groups[k]))
                changed = true;
    }
    return changed;
}

void
conf_set_report (struct trestle_conf *conf, struct config_report *rep)
{
    conf->top->rep = rep;
}

void
conf_set_watch (struct trestle_conf *conf, struct json_watch *watch)
{
    conf->top->watch = watch;
}

struct json_watch *
conf_watch (const struct trestle_conf *conf)
{
    return conf->top->watch;
}
