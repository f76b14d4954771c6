/* table.c - whether a plugin's table of settings can be read
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stddef.h>
#include <string.h>

#include "config/value.h"

#define MAX_DEPTH   8
#define MAX_ROWS    1000
#define LETTERS     "abcdefghijklmnopqrstuvwxyz"
#define NAME_REST   LETTERS "0123456789_.-"
#define KNOWN_FLAGS (TRESTLE_REQUIRED | TRESTLE_DEPRECATED | TRESTLE_VERBATIM)
/* Up to the type: rows that end before it describe nothing. */
#define MIN_ROW (offsetof (struct trestle_param, type) + sizeof (uint32_t))

/* Contracts 4.7. */
static const char *const core_names[]
    = { "name",      "type",  "use",      "path",       "filter",
        "transform", "retry", "delivery", "dead_letter" };

struct table {
    const struct trestle_param *params;
    size_t param_size;
    int kind; /* 0: the core's names may stand in it */
    int depth;
    const char *name; /* of the row that is wrong */
};

static const char *check_table (struct table *t);

static const char *
check_name (const struct table *t, size_t i, const char *name)
{
    struct trestle_param other;

    if (name[0] == '\0' || strchr (LETTERS, name[0]) == NULL
        || name[strspn (name, NAME_REST)] != '\0')
        return "name is not of the form [a-z][a-z0-9_.-]*";
    for (size_t k = 0; t->kind != 0 && k < ARRAY_SIZE (core_names); k++)
        if (strcmp (name, core_names[k]) == 0)
            return "name is the core's";
    for (size_t k = 0; k < i; k++)
        if (conf_row (t->params, t->param_size, k, &other) != NULL
            && strcmp (other.name, name) == 0)
            return "name stands twice in the table";
    return NULL;
}

/* Groups within groups: a table that holds itself has no end. */
static const char *
check_members (struct table *t, const struct trestle_param *row)
{
    bool is_group = row->type == TRESTLE_GROUP || row->type == TRESTLE_GROUPS;
    struct table members = { .params = row->params,
                             .param_size = t->param_size,
                             .depth = t->depth + 1 };
    const char *error;

    if (is_group != (row->params != NULL))
        return is_group ? "group has no table" : "only a group has a table";
    if (!is_group)
        return NULL;
    if (members.depth > MAX_DEPTH)
        return "groups are nested too deeply";
    error = check_table (&members);
    if (error != NULL)
        t->name = members.name;
    return error;
}

static void
say_nothing (void *self, const char *line)
{
    (void)self;
    (void)line;
}

/* By the code that will read it. */
static const char *
check_fallback (const struct table *t, const struct trestle_param *row)
{
    struct config_report rep = { .print = say_nothing };
    struct trestle_conf conf = { .rep = &rep, .param_size = t->param_size };
    struct conf_value v = { .row = *row };
    int r;

    if (row->fallback == NULL)
        return NULL;
    if ((row->flags & TRESTLE_REQUIRED) != 0)
        return "required setting has a default";
    if (row->type == TRESTLE_SECRET)
        return "secret has a default";
    conf.top = &conf;
    r = conf_value_default (&conf, &v);
    conf_value_done (&v);
    return r < 0 ? "default is not a value that the table allows" : NULL;
}

static const char *
check_row (struct table *t, size_t i, const struct trestle_param *row)
{
    const char *error = check_name (t, i, row->name);

    if (error != NULL)
        return error;
    if (conf_value_article (row->type) == NULL)
        return "type is not known";
    if ((row->flags & ~(uint32_t)KNOWN_FLAGS) != 0)
        return "flag is not known";
    error = check_members (t, row);
    if (error != NULL)
        return error;
    if (!conf_value_allowed_ok (row))
        return "allowed values cannot be understood";
    return check_fallback (t, row);
}

/* What a later core may have appended to a row. */
static bool
has_news (const struct table *t, size_t i)
{
    const char *row = (const char *)t->params + i * t->param_size;

    for (size_t k = sizeof (struct trestle_param); k < t->param_size; k++)
        if (row[k] != '\0')
            return true;
    return false;
}

static const char *
check_table (struct table *t)
{
    struct trestle_param row;
    const char *error = NULL;
    size_t i;

    for (i = 0; i < MAX_ROWS && error == NULL; i++) {
        if (conf_row (t->params, t->param_size, i, &row) == NULL)
            return NULL;
        t->name = row.name;
        error = has_news (t, i) ? "row is of a later trestle ABI"
                                : check_row (t, i, &row);
    }
    return error != NULL ? error : "table has no end";
}

const char *
conf_table_error (const struct trestle_param *params, size_t param_size,
                  int kind, const char **ret_name)
{
    struct table t = {
        .params = params, .param_size = param_size, .kind = kind, .name = ""
    };
    const char *error;

    if (params == NULL)
        return NULL;
    error = param_size < MIN_ROW ? "rows are too short" : check_table (&t);
    if (error != NULL)
        *ret_name = t.name;
    return error;
}
