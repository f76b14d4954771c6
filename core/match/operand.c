/* operand.c - reads what stands behind an operator
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <trestle/plugin.h>

#include "match/parser.h"
#include "match/text.h"

struct op *
op_vector_add (struct op_vector *v, struct arena *arena)
{
    if (v->n == v->room) {
        size_t room = v->room > 0 ? 2 * v->room : 1;
        struct op *ops = arena_alloc (arena, room * sizeof *ops);

        if (ops == NULL)
            return NULL;
        if (v->n > 0)
            memcpy (ops, v->ops, v->n * sizeof *ops);
        v->ops = ops;
        v->room = room;
    }
    return &v->ops[v->n++];
}

/* ---- strings ------------------------------------------------------------ */

/* Splits at each "*"; "\*" and "\\" are literal. */
static int
make_glob (struct parser *ps, const struct op_text *text,
           struct op_glob *ret_glob)
{
    char *literal = arena_alloc (ps->arena, text->len + 1);
    struct op_text *parts
        = arena_alloc (ps->arena, (text->len + 1) * sizeof *parts);
    size_t n = 0, used = 0;

    if (literal == NULL || parts == NULL)
        return -ENOMEM;
    parts[0].at = literal;
    for (size_t i = 0; i < text->len; i++) {
        char c = text->at[i];

        if (c == '*') {
            if (i + 1 < text->len && text->at[i + 1] == '*')
                return parser_fail (ps, "wildcard has two \"*\" in a row");
            parts[++n].at = literal + used;
            continue;
        }
        if (c == '\\') {
            c = i + 1 < text->len ? text->at[++i] : '\0';
            if (c != '*' && c != '\\')
                return parser_fail (ps, "wildcard has a \"\\\" that is not "
                                        "before \"*\" or \"\\\"");
        }
        literal[used++] = c;
        parts[n].len++;
    }
    ret_glob->parts = parts;
    ret_glob->n = n + 1;
    return 0;
}

static int
add_string (struct parser *ps, enum op_kind kind, const struct item *item,
            struct op_vector *v)
{
    struct op *op = op_vector_add (v, ps->arena);
    struct op_text text;
    bool lone = false;
    int r;

    if (op == NULL)
        return -ENOMEM;
    r = parser_text (ps, item->text, item->len, &text, &lone);
    if (r < 0)
        return r;
    op->kind = lone ? OP_NEVER : kind;
    switch (kind) {
    case OP_WILDCARD:
        return make_glob (ps, &text, &op->glob);
    case OP_FOLDED:
    case OP_FOLDED_PREFIX:
    case OP_FOLDED_SUFFIX:
        return fold_make (ps->arena, &text, &op->fold);
    default:
        op->text = text;
        return 0;
    }
}

static const char *
string_name (enum op_kind kind)
{
    switch (kind) {
    case OP_PREFIX:
        return "prefix";
    case OP_SUFFIX:
        return "suffix";
    case OP_CONTAINS:
        return "contains";
    case OP_WILDCARD:
        return "wildcard";
    default:
        return "equals-ignore-case";
    }
}

int
operand_strings (struct parser *ps, enum op_kind kind, const struct item *item,
                 struct op_vector *v)
{
    struct item value;
    size_t n = 0;
    int r = 0;

    if (item->type == TRESTLE_TYPE_STRING)
        return add_string (ps, kind, item, v);
    if (item->type != TRESTLE_TYPE_ARRAY)
        return parser_fail (ps, "%s takes a string or a list of strings",
                            string_name (kind));
    for (size_t pos = 0; r == 0 && item_next (item, &pos, NULL, &value); n++) {
        if (value.type != TRESTLE_TYPE_STRING)
            return parser_fail (ps, "a list in %s has strings only",
                                string_name (kind));
        r = add_string (ps, kind, &value, v);
    }
    if (r == 0 && n == 0)
        return parser_fail (ps, "the list in %s is empty", string_name (kind));
    return r;
}

/* ---- numbers ------------------------------------------------------------ */

static int
read_number (struct parser *ps, const struct item *item,
             struct json_number *ret_number)
{
    struct op_text text = { item->text, item->len };

    if (json_number (item->text, item->len, ret_number) < 0)
        return parser_fail_at (ps, "the number", &text,
                               " is too large for a double");
    return 0;
}

/* How an attribute spells the number: an integer in decimal digits.  None has
 * a fraction: what was written will do. */
static int
number_text (struct arena *arena, const struct item *item,
             struct op_number *number)
{
    const struct json_number *value = &number->value;
    bool whole = value->kind != JSON_DOUBLE
                 || (value->real > -0x1p63 && value->real < 0x1p63
                     && (double)(int64_t)value->real == value->real);
    size_t room = 24;
    char *text;

    number->text = (struct op_text){ item->text, item->len };
    if (!whole)
        room = item->len;
    text = arena_alloc (arena, room);
    if (text == NULL)
        return -ENOMEM;
    if (!whole)
        memcpy (text, item->text, item->len);
    else if (value->kind == JSON_POSITIVE)
        number->text.len
            = (size_t)snprintf (text, room, "%" PRIu64, value->positive);
    else
        number->text.len = (size_t)snprintf (text, room, "%" PRId64,
                                             value->kind == JSON_NEGATIVE
                                                 ? value->negative
                                                 : (int64_t)value->real);
    number->text.at = text;
    return 0;
}

int
operand_number (struct parser *ps, const struct item *item,
                struct op_vector *v)
{
    struct op *op = op_vector_add (v, ps->arena);
    int r;

    if (op == NULL)
        return -ENOMEM;
    op->kind = OP_NUMBER;
    r = read_number (ps, item, &op->number.value);
    return r < 0 ? r : number_text (ps->arena, item, &op->number);
}

static bool
is_text (const struct item *item, const char *text)
{
    return item->type == TRESTLE_TYPE_STRING
           && json_text_equal (item->text, item->len, text, strlen (text));
}

static int
fail_numeric (struct parser *ps)
{
    return parser_fail (ps, "numeric takes [COMPARISON, NUMBER], or [\">\" or "
                            "\">=\", NUMBER, \"<\" or \"<=\", NUMBER]");
}

/* One comparison and its number into range. */
static int
add_bound (struct parser *ps, const struct item *comparison,
           const struct item *number, struct op_range *range)
{
    bool open = is_text (comparison, "<") || is_text (comparison, ">");
    bool low = is_text (comparison, ">") || is_text (comparison, ">=");
    bool high = is_text (comparison, "<") || is_text (comparison, "<=");
    struct json_number value;
    int r;

    if (is_text (comparison, "="))
        low = high = true;
    if ((!low && !high) || number->type != TRESTLE_TYPE_NUMBER
        || (low && range->has_low) || range->has_high)
        return fail_numeric (ps);
    r = read_number (ps, number, &value);
    if (r < 0)
        return r;
    if (low) {
        range->low = value;
        range->has_low = true;
        range->open_low = open;
    }
    if (high) {
        range->high = value;
        range->has_high = true;
        range->open_high = open;
    }
    return 0;
}

int
operand_numeric (struct parser *ps, const struct item *item,
                 struct op_vector *v)
{
    size_t n = item_count (item), pos = 0;
    struct item comparison, number;
    struct op_range range = { 0 };
    struct op *op;
    int r;

    if (item->type != TRESTLE_TYPE_ARRAY || (n != 2 && n != 4))
        return fail_numeric (ps);
    for (size_t i = 0; i < n; i += 2) {
        item_next (item, &pos, NULL, &comparison);
        item_next (item, &pos, NULL, &number);
        r = add_bound (ps, &comparison, &number, &range);
        if (r < 0)
            return r;
    }
    if (n == 4 && !(range.has_low && range.has_high))
        return fail_numeric (ps);
    if (n == 4 && json_number_compare (&range.low, &range.high) >= 0)
        return parser_fail (ps, "numeric needs a lower bound that is below "
                                "the upper bound");
    op = op_vector_add (v, ps->arena);
    if (op == NULL)
        return -ENOMEM;
    op->kind = OP_NUMERIC;
    op->range = range;
    return 0;
}

/* ---- addresses ---------------------------------------------------------- */

int
operand_cidr (struct parser *ps, const struct item *item, struct op_vector *v)
{
    struct op_text text;
    struct op *op;
    int r;

    if (item->type != TRESTLE_TYPE_STRING)
        return parser_fail (ps, "cidr takes a string like \"10.0.0.0/8\"");
    r = parser_text (ps, item->text, item->len, &text, NULL);
    if (r < 0)
        return r;
    op = op_vector_add (v, ps->arena);
    if (op == NULL)
        return -ENOMEM;
    op->kind = OP_CIDR;
    if (net_parse (text.at, text.len, &op->net) < 0)
        return parser_fail_at (ps,
                               "cidr takes an address and the length of a "
                               "prefix, like \"10.0.0.0/8\", not",
                               &text, "");
    return 0;
}
