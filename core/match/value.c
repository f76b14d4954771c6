/* value.c - one value of an event, asked by the operators
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <string.h>
#include <trestle/plugin.h>

#include "match/text.h"
#include "match/value.h"

void
value_json (struct value *v, int type, const char *json, size_t len,
            bool escapes)
{
    v->type = type;
    v->attribute = false;
    v->state = NUMBER_UNREAD;
    v->chars.at = json;
    v->chars.end = json + len;
    v->chars.escaped = false;
    if (type != TRESTLE_TYPE_STRING)
        return;
    v->chars.at++;
    v->chars.end--;
    v->chars.escaped = escapes && memchr (json, '\\', len) != NULL;
}

void
value_text (struct value *v, const char *text, size_t len, bool attribute)
{
    v->type = TRESTLE_TYPE_STRING;
    v->attribute = attribute;
    v->state = NUMBER_UNREAD;
    v->chars.at = text;
    v->chars.end = text + len;
    v->chars.escaped = false;
}

/* An attribute is a number if its text is one JSON number. */
static bool
is_number (const struct value *v)
{
    const char *text = v->chars.at;
    size_t len = (size_t)(v->chars.end - text);
    struct json_error error;

    if (!v->attribute)
        return v->type == TRESTLE_TYPE_NUMBER;
    if (len == 0 || (text[0] != '-' && (text[0] < '0' || text[0] > '9'))
        || text[len - 1] < '0' || text[len - 1] > '9')
        return false;
    return json_check (text, len, NULL, &error) == 0;
}

/* Whether there is a number, in v->number; it is read once. */
static bool
read_number (struct value *v)
{
    if (v->state == NUMBER_UNREAD) {
        size_t len = (size_t)(v->chars.end - v->chars.at);

        v->state = NUMBER_NONE;
        if (is_number (v) && json_number (v->chars.at, len, &v->number) == 0)
            v->state = NUMBER_READ;
    }
    return v->state == NUMBER_READ;
}

static bool
in_range (struct value *v, const struct op_range *range)
{
    int c;

    if (!read_number (v))
        return false;
    if (range->has_low) {
        c = json_number_compare (&v->number, &range->low);
        if (c < 0 || (c == 0 && range->open_low))
            return false;
    }
    if (range->has_high) {
        c = json_number_compare (&v->number, &range->high);
        if (c > 0 || (c == 0 && range->open_high))
            return false;
    }
    return true;
}

static bool
is_same_number (struct value *v, const struct op_number *number)
{
    if (v->attribute)
        return text_equals (v->chars, &number->text);
    return read_number (v)
           && json_number_compare (&v->number, &number->value) == 0;
}

static bool
is_same_word (const struct value *v, const struct op_text *word)
{
    if (v->attribute)
        return word->at[0] != 'n' && text_equals (v->chars, word);
    return (v->type == TRESTLE_TYPE_BOOLEAN || v->type == TRESTLE_TYPE_NULL)
           && v->chars.at[0] == word->at[0];
}

/* The operators that ask strings only. */
static bool
string_is (const struct value *v, const struct op *op)
{
    if (v->type != TRESTLE_TYPE_STRING)
        return false;
    switch (op->kind) {
    case OP_STRING:
        return text_equals (v->chars, &op->text);
    case OP_PREFIX:
        return text_begins (v->chars, &op->text);
    case OP_SUFFIX:
        return text_ends (v->chars, &op->text);
    case OP_CONTAINS:
        return text_contains (v->chars, &op->text);
    case OP_WILDCARD:
        return text_globs (v->chars, &op->glob);
    case OP_FOLDED:
        return fold_equals (v->chars, &op->fold);
    case OP_FOLDED_PREFIX:
        return fold_begins (v->chars, &op->fold);
    case OP_FOLDED_SUFFIX:
        return fold_ends (v->chars, &op->fold);
    case OP_CIDR:
        return net_contains (v->chars, &op->net);
    default:
        return false;
    }
}

static bool
value_is (struct value *v, const struct op *op)
{
    switch (op->kind) {
    case OP_NUMBER:
        return is_same_number (v, &op->number);
    case OP_WORD:
        return is_same_word (v, &op->text);
    case OP_NUMERIC:
        return in_range (v, &op->range);
    case OP_EXISTS:
        return true;
    case OP_BUT:
        /* nobody can say what a number like 1e400 is, or is not */
        if (v->type == TRESTLE_TYPE_NUMBER && !read_number (v))
            return false;
        return !value_any (v, &op->list);
    default:
        return string_is (v, op);
    }
}

bool
value_any (struct value *v, const struct op_list *any)
{
    for (size_t i = 0; i < any->n; i++)
        if (value_is (v, &any->ops[i]))
            return true;
    return false;
}
