/* value.c - reading one setting: a function for each type, in a table
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/parse.h"
#include "config/allowed.h"
#include "config/value.h"
#include "json/scan.h"

typedef int read_value (struct trestle_conf *conf, struct conf_value *v,
                        const struct config_node *node);

enum allowed_kind { ALLOWED_NOTHING, ALLOWED_RANGE, ALLOWED_WORDS };

struct value_type {
    const char *article; /* what it must be */
    read_value *read;
    int plain;   /* enum config_type that is written without brackets */
    int allowed; /* enum allowed_kind */
};

static const struct value_type *find_type (uint32_t type);

/* ---- messages ---- */

/* setting "port" of source "front" */
static void
add_setting (struct buf *text, const struct trestle_conf *conf,
             const struct conf_value *v)
{
    buf_printf (text, "setting \"%s\"", v->row.name);
    if (conf->what != NULL)
        buf_printf (text, " of %s", conf->what);
}

int
conf_value_refuse (const struct trestle_conf *conf, const struct conf_value *v,
                   const struct config_node *node, const char *fmt, ...)
{
    CLEANUP_BUF struct buf text = BUF_INIT (SIZE_MAX);
    va_list ap;

    add_setting (&text, conf, v);
    buf_add_char (&text, ' ');
    va_start (ap, fmt);
    buf_vprintf (&text, fmt, ap);
    va_end (ap);
    if (text.error < 0)
        return text.error;
    return config_error (conf->top->rep, node, "%s", text.data);
}

static int
refuse_type (const struct trestle_conf *conf, const struct conf_value *v,
             const struct config_node *node)
{
    return conf_value_refuse (conf, v, node, "must be %s",
                              find_type (v->row.type)->article);
}

/* The right type, but not one that can be read. */
static int
refuse_text (const struct trestle_conf *conf, const struct conf_value *v,
             const struct config_node *node)
{
    return conf_value_refuse (conf, v, node, "must be %s, not \"%s\"",
                              find_type (v->row.type)->article, node->string);
}

/* must is what the table allows. */
static int
refuse_range (const struct trestle_conf *conf, const struct conf_value *v,
              const struct config_node *node, const struct buf *must)
{
    CLEANUP_FREE char *json = NULL;

    if (must->data == NULL)
        return -ENOMEM;
    if (node->type == CONFIG_STRING)
        return conf_value_refuse (conf, v, node, "must be %s, not \"%s\"",
                                  must->data, node->string);
    json = config_to_json (node);
    if (json == NULL)
        return -ENOMEM;
    return conf_value_refuse (conf, v, node, "must be %s, not %s", must->data,
                              json);
}

/* ---- text ---- */

static bool
is_verbatim (const struct conf_value *v)
{
    return (v->row.flags & TRESTLE_VERBATIM) != 0;
}

static const char *
text_of (const struct conf_value *v, const struct config_node *node)
{
    return is_verbatim (v) ? node->verbatim : node->string;
}

/* Its mistakes in spelling and variables, and those of all below it. */
static int
check_strings (const struct trestle_conf *conf, const struct conf_value *v,
               const struct config_node *node)
{
    int r = 0;

    if (node->bad)
        return config_error_again (conf->top->rep);
    if (!is_verbatim (v) && node->type == CONFIG_STRING)
        r = config_check_string (conf->top->rep, node);
    for (const struct config_node *m = node->first; m != NULL; m = m->next)
        if (check_strings (conf, v, m) < 0)
            r = -EINVAL;
    return r;
}

/* Expansion knows only strings: what a variable has made may be a number. */
static const char *
expanded_text (const struct config_node *node)
{
    if (node->type != CONFIG_STRING || node->string == node->verbatim)
        return NULL;
    return node->string;
}

static int
check_word (const struct trestle_conf *conf, const struct conf_value *v,
            const struct config_node *node, const char *text)
{
    CLEANUP_BUF struct buf must = BUF_INIT (SIZE_MAX);
    CLEANUP_FREE char *meant = NULL;

    if (v->row.allowed == NULL
        || conf_allowed_word (v->row.allowed, text, &must, &meant))
        return 0;
    if (must.data == NULL)
        return -ENOMEM;
    if (meant == NULL)
        return conf_value_refuse (conf, v, node, "must be %s, not \"%s\"",
                                  must.data, text);
    return conf_value_refuse (conf, v, node,
                              "must be %s, not \"%s\". Did you mean \"%s\"?",
                              must.data, text, meant);
}

static int
read_string (struct trestle_conf *conf, struct conf_value *v,
             const struct config_node *node)
{
    if (node->type != CONFIG_STRING)
        return refuse_type (conf, v, node);
    v->string = text_of (v, node);
    return check_word (conf, v, node, v->string);
}

static int
read_file (struct trestle_conf *conf, struct conf_value *v,
           const struct config_node *node)
{
    if (node->type != CONFIG_STRING)
        return refuse_type (conf, v, node);
    if (text_of (v, node)[0] == '\0')
        return conf_value_refuse (conf, v, node, "must not be empty");
    v->owned = config_path (node, text_of (v, node));
    v->string = v->owned;
    return v->owned != NULL ? 0 : -ENOMEM;
}

static int
read_json (struct trestle_conf *conf, struct conf_value *v,
           const struct config_node *node)
{
    struct json_error error;

    if (node->type != CONFIG_STRING) {
        v->owned = is_verbatim (v) ? config_to_json (node)
                                   : config_to_json_expanded (node);
        v->string = v->owned;
        return v->owned != NULL ? 0 : -ENOMEM;
    }
    v->string = text_of (v, node);
    if (json_check (v->string, strlen (v->string), NULL, &error) < 0)
        return conf_value_refuse (conf, v, node,
                                  "is not valid JSON: %s at byte %zu",
                                  error.what, error.offset + 1);
    return 0;
}

static int
read_secret (struct trestle_conf *conf, struct conf_value *v,
             const struct config_node *node)
{
    CLEANUP_BUF struct buf what = BUF_INIT (SIZE_MAX);

    if (node->type != CONFIG_STRING)
        return refuse_type (conf, v, node);
    add_setting (&what, conf, v);
    if (what.error < 0)
        return what.error;
    return conf_secret_new (node, what.data, conf->top->rep, &v->secret);
}

static int
read_strings (struct trestle_conf *conf, struct conf_value *v,
              const struct config_node *node)
{
    const struct config_node *m = node;
    size_t n = 1;
    int r = 0;

    if (node->type == CONFIG_LIST || node->type == CONFIG_ARRAY) {
        m = node->first;
        n = node->n;
    } else if (node->type != CONFIG_STRING) {
        return refuse_type (conf, v, node);
    }
    v->items = calloc (n + 1, sizeof *v->items);
    if (v->items == NULL)
        return -ENOMEM;
    for (; v->n < n && r != -ENOMEM; m = m->next, v->n++) {
        int one;

        v->items[v->n] = m->type == CONFIG_STRING ? text_of (v, m) : "";
        if (m->type == CONFIG_STRING)
            one = check_word (conf, v, m, v->items[v->n]);
        else
            one = refuse_type (conf, v, m);
        if (one < 0)
            r = one;
    }
    return r;
}

/* ---- numbers ---- */

static int
check_integer (const struct trestle_conf *conf, const struct conf_value *v,
               const struct config_node *node)
{
    CLEANUP_BUF struct buf must = BUF_INIT (SIZE_MAX);

    if (v->row.allowed == NULL
        || conf_allowed_integer (v->row.allowed, (int)v->row.type, v->integer,
                                 &must))
        return 0;
    return refuse_range (conf, v, node, &must);
}

static int
read_int (struct trestle_conf *conf, struct conf_value *v,
          const struct config_node *node)
{
    const char *text = expanded_text (node);

    if (node->type == CONFIG_INT)
        v->integer = node->integer;
    else if (text == NULL)
        return refuse_type (conf, v, node);
    else if (parse_int (text, &v->integer) < 0)
        return refuse_text (conf, v, node);
    return check_integer (conf, v, node);
}

static int
read_bool (struct trestle_conf *conf, struct conf_value *v,
           const struct config_node *node)
{
    const char *text = expanded_text (node);
    bool value = false;

    if (node->type == CONFIG_BOOL)
        value = node->integer != 0;
    else if (text == NULL)
        return refuse_type (conf, v, node);
    else if (parse_bool (text, &value) < 0)
        return refuse_text (conf, v, node);
    v->integer = value;
    return 0;
}

static int
read_double (struct trestle_conf *conf, struct conf_value *v,
             const struct config_node *node)
{
    CLEANUP_BUF struct buf must = BUF_INIT (SIZE_MAX);
    const char *text = expanded_text (node);

    if (node->type == CONFIG_FLOAT)
        v->real = node->real;
    else if (node->type == CONFIG_INT)
        v->real = (double)node->integer;
    else if (text == NULL)
        return refuse_type (conf, v, node);
    else if (parse_double (text, &v->real) < 0)
        return refuse_text (conf, v, node);
    if (v->row.allowed == NULL
        || conf_allowed_real (v->row.allowed, v->real, &must))
        return 0;
    return refuse_range (conf, v, node, &must);
}

/* Without a unit only 0 is one. */
static int
read_duration (struct trestle_conf *conf, struct conf_value *v,
               const struct config_node *node)
{
    if (node->type == CONFIG_STRING) {
        if (parse_duration (node->string, &v->integer) < 0)
            return refuse_text (conf, v, node);
    } else if (node->type != CONFIG_INT || node->integer != 0) {
        return refuse_type (conf, v, node);
    }
    return check_integer (conf, v, node);
}

static int
read_size (struct trestle_conf *conf, struct conf_value *v,
           const struct config_node *node)
{
    if (node->type == CONFIG_STRING) {
        if (parse_size (node->string, &v->integer) < 0)
            return refuse_text (conf, v, node);
    } else if (node->type == CONFIG_INT && node->integer >= 0) {
        v->integer = node->integer;
    } else {
        return refuse_type (conf, v, node);
    }
    return check_integer (conf, v, node);
}

/* ---- groups ---- */

/* Adds the group that is node to v, which has room. */
static int
add_group (struct trestle_conf *conf, struct conf_value *v,
           const struct config_node *node)
{
    CLEANUP_FREE char *what = NULL;
    struct conf_check check
        = { .params = v->row.params, .param_size = conf->param_size };

    if (node->type != CONFIG_GROUP)
        return refuse_type (conf, v, node);
    if (asprintf (&what, "group \"%s\"%s%s", v->row.name,
                  conf->what != NULL ? " of " : "",
                  conf->what != NULL ? conf->what : "")
        < 0)
        return -ENOMEM;
    check.what = what;
    return conf_make (node, &check, conf, &v->groups[v->n++]);
}

static int
read_groups (struct trestle_conf *conf, struct conf_value *v,
             const struct config_node *node)
{
    int r = 0;

    if (node->type != CONFIG_LIST
        && (node->type != CONFIG_ARRAY || node->n > 0))
        return refuse_type (conf, v, node);
    v->groups = calloc (node->n + 1, sizeof (struct trestle_conf *));
    if (v->groups == NULL)
        return -ENOMEM;
    for (const struct config_node *m = node->first; m != NULL; m = m->next) {
        int one = add_group (conf, v, m);

        if (one == -ENOMEM)
            return one;
        if (one < 0)
            r = one;
    }
    return r;
}

static int
read_group (struct trestle_conf *conf, struct conf_value *v,
            const struct config_node *node)
{
    v->groups = calloc (1, sizeof (struct trestle_conf *));
    return v->groups != NULL ? add_group (conf, v, node) : -ENOMEM;
}

/* ---- the table ---- */

static const struct value_type types[] = {
    [TRESTLE_STRING]
    = { "a string", read_string, CONFIG_STRING, ALLOWED_WORDS },
    [TRESTLE_INT] = { "an integer", read_int, CONFIG_INT, ALLOWED_RANGE },
    [TRESTLE_BOOL]
    = { "true or false", read_bool, CONFIG_BOOL, ALLOWED_NOTHING },
    [TRESTLE_DOUBLE]
    = { "a number", read_double, CONFIG_FLOAT, ALLOWED_RANGE },
    [TRESTLE_DURATION] = { "a duration such as \"250ms\"", read_duration,
                           CONFIG_STRING, ALLOWED_RANGE },
    [TRESTLE_SIZE]
    = { "a size such as \"64k\"", read_size, CONFIG_STRING, ALLOWED_RANGE },
    [TRESTLE_SECRET] = { "a string", read_secret, 0, ALLOWED_NOTHING },
    [TRESTLE_JSON] = { "JSON", read_json, CONFIG_STRING, ALLOWED_NOTHING },
    [TRESTLE_STRINGS]
    = { "a list of strings", read_strings, CONFIG_STRING, ALLOWED_WORDS },
    [TRESTLE_GROUP] = { "a group", read_group, 0, ALLOWED_NOTHING },
    [TRESTLE_GROUPS] = { "a list of groups", read_groups, 0, ALLOWED_NOTHING },
    [TRESTLE_FILE] = { "a string", read_file, CONFIG_STRING, ALLOWED_NOTHING },
};

static const struct value_type *
find_type (uint32_t type)
{
    if (type == 0 || type >= ARRAY_SIZE (types))
        return NULL;
    return &types[type];
}

int
conf_value_plain (uint32_t type)
{
    const struct value_type *t = find_type (type);

    return t != NULL ? t->plain : 0;
}

const char *
conf_value_article (uint32_t type)
{
    const struct value_type *t = find_type (type);

    return t != NULL ? t->article : NULL;
}

bool
conf_value_allowed_ok (const struct trestle_param *row)
{
    const struct value_type *t = find_type (row->type);

    if (row->allowed == NULL)
        return true;
    if (t->allowed == ALLOWED_WORDS)
        return conf_allowed_is_words (row->allowed);
    return t->allowed == ALLOWED_RANGE
           && conf_allowed_is_range (row->allowed, (int)row->type);
}

int
conf_value_read (struct trestle_conf *conf, struct conf_value *v,
                 const struct config_node *node)
{
    const struct value_type *t = find_type (v->row.type);
    bool is_group
        = v->row.type == TRESTLE_GROUP || v->row.type == TRESTLE_GROUPS;
    int r;

    v->node = node;
    if (t == NULL)
        return conf_value_refuse (conf, v, node,
                                  "has a type that is not known");
    /* a group's members are checked one by one */
    r = is_group ? 0 : check_strings (conf, v, node);
    return r == 0 ? t->read (conf, v, node) : r;
}

void
conf_value_done (struct conf_value *v)
{
    for (size_t i = 0; v->groups != NULL && i < v->n; i++)
        conf_free (v->groups[i]);
    free (v->groups);
    free (v->items);
    free (v->owned);
    conf_secret_free (v->secret);
    config_free (v->made);
}
