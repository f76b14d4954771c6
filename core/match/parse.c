/* parse.c - reads a pattern: objects, fields and $or
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <trestle/plugin.h>

#include "match/parser.h"

#define MAX_NAME_SHOWN 64
#define OR             "$or"

/* ---- what is said about mistakes ---------------------------------------- */

static void
add_path (struct parser *ps)
{
    for (size_t i = 0; i < ps->n_path; i++) {
        const struct step *step = &ps->path[i];

        if (step->name == NULL) {
            buf_printf (ps->message, "[%zu]", step->index);
            continue;
        }
        if (i > 0)
            buf_add_char (ps->message, '.');
        buf_add_escaped (ps->message, step->name, step->len, MAX_NAME_SHOWN);
    }
    if (ps->n_path > 0)
        buf_add_string (ps->message, ": ");
}

int
parser_fail (struct parser *ps, const char *fmt, ...)
{
    va_list ap;

    add_path (ps);
    va_start (ap, fmt);
    buf_vprintf (ps->message, fmt, ap);
    va_end (ap);
    return -EINVAL;
}

int
parser_fail_at (struct parser *ps, const char *before,
                const struct op_text *text, const char *after)
{
    add_path (ps);
    buf_printf (ps->message, "%s \"", before);
    buf_add_escaped (ps->message, text->at, text->len, MAX_NAME_SHOWN);
    buf_printf (ps->message, "\"%s", after);
    return -EINVAL;
}

/* ---- items -------------------------------------------------------------- */

int
parser_text (struct parser *ps, const char *json, size_t len,
             struct op_text *ret_text, bool *ret_lone)
{
    char *buf = arena_alloc (ps->arena, len);

    if (buf == NULL)
        return -ENOMEM;
    ret_text->len = json_text (json, len, buf, ret_lone);
    ret_text->at = buf;
    return 0;
}

bool
item_next (const struct item *item, size_t *pos, struct op_text *ret_key,
           struct item *ret_item)
{
    const char *key;
    size_t key_len;

    ret_item->type = json_next (item->text, item->len, pos, &key, &key_len,
                                &ret_item->text, &ret_item->len);
    if (ret_item->type != 0 && ret_key != NULL) {
        ret_key->at = key;
        ret_key->len = key_len;
    }
    return ret_item->type != 0;
}

size_t
item_count (const struct item *item)
{
    struct item one;
    size_t n = 0;

    for (size_t pos = 0; item_next (item, &pos, NULL, &one);)
        n++;
    return n;
}

/* ---- objects ------------------------------------------------------------ */

static int parse_object (struct parser *ps, const struct item *item,
                         struct written *ret_written);

/* Whether a value of "$or" is a list of branches; else it is a field's. */
static bool
is_or (const struct item *item)
{
    struct item branch, value;
    struct op_text key;

    if (item->type != TRESTLE_TYPE_ARRAY || item_count (item) < 2)
        return false;
    for (size_t pos = 0; item_next (item, &pos, NULL, &branch);) {
        if (branch.type != TRESTLE_TYPE_OBJECT)
            return false;
        for (size_t at = 0; item_next (&branch, &at, &key, &value);)
            if (operator_is_reserved (&key))
                return false;
    }
    return true;
}

static int
parse_branches (struct parser *ps, const struct item *item,
                struct written *ret_written)
{
    size_t n = item_count (item), i = 0;
    struct written *branches = arena_alloc (ps->arena, n * sizeof *branches);
    struct item branch;
    int r;

    if (branches == NULL)
        return -ENOMEM;
    ps->n_path++;
    for (size_t pos = 0; item_next (item, &pos, NULL, &branch); i++) {
        ps->path[ps->n_path - 1] = (struct step){ NULL, 0, i };
        r = parse_object (ps, &branch, &branches[i]);
        if (r < 0)
            return r;
    }
    ps->n_path--;
    ret_written->branches = branches;
    ret_written->n_branches = n;
    return 0;
}

static int
parse_leaf (struct parser *ps, const struct item *item,
            const struct leaf **ret_leaf)
{
    struct leaf *leaf = arena_alloc (ps->arena, sizeof *leaf);
    struct op_vector v = { NULL, 0, 0 };
    struct item value;
    size_t n = 0;
    int r = 0;

    if (leaf == NULL)
        return -ENOMEM;
    if (item->type != TRESTLE_TYPE_ARRAY) {
        r = operator_parse (ps, item, &v, &leaf->absent);
        n = 1;
    }
    for (size_t pos = 0; item->type == TRESTLE_TYPE_ARRAY && r == 0
                         && item_next (item, &pos, NULL, &value);
         n++)
        r = operator_parse (ps, &value, &v, &leaf->absent);
    if (r < 0)
        return r;
    if (n == 0)
        return parser_fail (ps, "the list of values is empty");
    leaf->any = (struct op_list){ v.ops, v.n };
    *ret_leaf = leaf;
    return 0;
}

static int
parse_field (struct parser *ps, const struct item *item,
             struct written_field *ret_field)
{
    struct written *below;
    int r;

    if (item->type != TRESTLE_TYPE_OBJECT)
        return parse_leaf (ps, item, &ret_field->leaf);
    below = arena_alloc (ps->arena, sizeof *below);
    if (below == NULL)
        return -ENOMEM;
    r = parse_object (ps, item, below);
    ret_field->below = below;
    return r;
}

static bool
is_known (const struct written *w, const struct op_text *name)
{
    for (size_t i = 0; i < w->n_fields; i++)
        if (w->fields[i].name.len == name->len
            && memcmp (w->fields[i].name.at, name->at, name->len) == 0)
            return true;
    return false;
}

static int
parse_member (struct parser *ps, const struct op_text *name,
              const struct item *item, struct written *w)
{
    bool or_name = name->len == sizeof OR - 1
                   && memcmp (name->at, OR, sizeof OR - 1) == 0;
    struct written_field *field = &w->fields[w->n_fields];
    int r;

    ps->path[ps->n_path++] = (struct step){ name->at, name->len, 0 };
    if (is_known (w, name) || (or_name && w->n_branches > 0))
        return parser_fail (ps, "the key occurs twice in one object");
    if (or_name && is_or (item)) {
        r = parse_branches (ps, item, w);
    } else {
        field->name = *name;
        r = parse_field (ps, item, field);
        w->n_fields++;
    }
    if (r == 0)
        ps->n_path--;
    return r;
}

static int
parse_object (struct parser *ps, const struct item *item,
              struct written *ret_written)
{
    size_t n = item_count (item);
    struct op_text key, name;
    struct item value;
    bool lone = false;
    int r;

    if (n == 0)
        return parser_fail (ps, "the object is empty, it has to name a field");
    if (++ps->level > PATTERN_MAX_LEVELS)
        return parser_fail (ps, "objects are nested deeper than %d levels",
                            PATTERN_MAX_LEVELS);
    ret_written->fields
        = arena_alloc (ps->arena, n * sizeof *ret_written->fields);
    if (ret_written->fields == NULL)
        return -ENOMEM;
    for (size_t pos = 0; item_next (item, &pos, &key, &value);) {
        r = parser_text (ps, key.at, key.len, &name, &lone);
        if (r < 0)
            return r;
        if (lone)
            return parser_fail_at (ps, "the key", &name,
                                   " has a lone surrogate");
        r = parse_member (ps, &name, &value, ret_written);
        if (r < 0)
            return r;
    }
    ps->level--;
    return 0;
}

int
parse_pattern (struct pattern *p, const char *json, size_t len,
               struct buf *message)
{
    struct parser ps = { &p->arena, message, { { NULL, 0, 0 } }, 0, 0 };
    struct item item = { 0, json, len };
    struct json_error error;
    size_t pos = 0;

    if (len > PATTERN_MAX_BYTES)
        return parser_fail (&ps, "the pattern is longer than %d bytes",
                            PATTERN_MAX_BYTES);
    if (json_check (json, len, NULL, &error) < 0)
        return parser_fail (&ps, "not JSON: %s at byte %zu", error.what,
                            error.offset);
    json_skip_space (json, len, &pos);
    if (json_type_of (json[pos]) != TRESTLE_TYPE_OBJECT)
        return parser_fail (&ps, "a pattern is a JSON object");
    p->written = arena_alloc (&p->arena, sizeof *p->written);
    if (p->written == NULL)
        return -ENOMEM;
    return parse_object (&ps, &item, p->written);
}
