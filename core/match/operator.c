/* operator.c - reads the values and operators of one field
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <string.h>
#include <trestle/plugin.h>

#include "config/config.h"
#include "match/parser.h"

/* One operator of an object { "NAME": operand }. */
struct operator
{
    const char *name;
    enum op_kind kind;
    int (*parse) (struct parser * ps, enum op_kind kind,
                  const struct item *item, struct op_vector *v);
    bool in_but; /* may stand in anything-but */
};

static int
parse_numeric (struct parser *ps, enum op_kind kind, const struct item *item,
               struct op_vector *v)
{
    (void)kind;
    return operand_numeric (ps, item, v);
}

static int
parse_cidr (struct parser *ps, enum op_kind kind, const struct item *item,
            struct op_vector *v)
{
    (void)kind;
    return operand_cidr (ps, item, v);
}

static int
parse_string (struct parser *ps, enum op_kind kind, const struct item *item,
              struct op_vector *v)
{
    const char *name = kind == OP_FOLDED ? "equals-ignore-case" : "wildcard";

    if (item->type != TRESTLE_TYPE_STRING)
        return parser_fail (ps, "%s takes a string", name);
    return operand_strings (ps, kind, item, v);
}

/* The operand { "equals-ignore-case": ... } of prefix and suffix. */
static const char *
folded_operand (const struct item *item, struct item *ret_item)
{
    struct op_text key;
    size_t pos = 0;

    if (item->type != TRESTLE_TYPE_OBJECT || item_count (item) != 1)
        return NULL;
    item_next (item, &pos, &key, ret_item);
    if (!json_text_equal (key.at, key.len, "equals-ignore-case", 18))
        return NULL;
    return key.at;
}

static int
parse_affix (struct parser *ps, enum op_kind kind, const struct item *item,
             struct op_vector *v)
{
    const char *name = kind == OP_PREFIX ? "prefix" : "suffix";
    struct item folded;

    if (folded_operand (item, &folded) != NULL
        && folded.type == TRESTLE_TYPE_STRING)
        return operand_strings (
            ps, kind == OP_PREFIX ? OP_FOLDED_PREFIX : OP_FOLDED_SUFFIX,
            &folded, v);
    if (item->type != TRESTLE_TYPE_STRING && item->type != TRESTLE_TYPE_ARRAY)
        return parser_fail (ps,
                            "%s takes a string, a list of strings, or "
                            "{\"equals-ignore-case\": STRING}",
                            name);
    return operand_strings (ps, kind, item, v);
}

static int
parse_contains (struct parser *ps, enum op_kind kind, const struct item *item,
                struct op_vector *v)
{
    return operand_strings (ps, kind, item, v);
}

static int parse_but (struct parser *ps, enum op_kind kind,
                      const struct item *item, struct op_vector *v);

static const struct operator operators[] = {
    { "prefix", OP_PREFIX, parse_affix, true },
    { "suffix", OP_SUFFIX, parse_affix, true },
    { "contains", OP_CONTAINS, parse_contains, true },
    { "contain", OP_CONTAINS, parse_contains, true },
    { "wildcard", OP_WILDCARD, parse_string, true },
    { "equals-ignore-case", OP_FOLDED, parse_string, true },
    { "numeric", OP_NUMERIC, parse_numeric, true },
    { "cidr", OP_CIDR, parse_cidr, true },
    { "anything-but", OP_BUT, parse_but, false },
    { "exists", OP_EXISTS, NULL, false },
};

/* What else event-ruler keeps for itself inside $or. */
static const char *const reserved[] = {
    "exactly",
    "=",
    "<",
    "<=",
    ">",
    ">=",
    "regex",
    "not-wildcard",
    "not-equals-ignore-case",
    "date-after",
    "date-on-or-after",
    "date-before",
    "date-on-or-before",
    "in-date-range",
    "ip-address-in-range",
    "ip-address-not-in-range",
};

bool
operator_is_reserved (const struct op_text *key)
{
    for (size_t i = 0; i < ARRAY_SIZE (operators); i++)
        if (json_text_equal (key->at, key->len, operators[i].name,
                             strlen (operators[i].name)))
            return true;
    for (size_t i = 0; i < ARRAY_SIZE (reserved); i++)
        if (json_text_equal (key->at, key->len, reserved[i],
                             strlen (reserved[i])))
            return true;
    return false;
}

static const struct operator* operator_find (const struct op_text *key)
{
    for (size_t i = 0; i < ARRAY_SIZE (operators); i++)
        if (json_text_equal (key->at, key->len, operators[i].name,
                             strlen (operators[i].name)))
            return &operators[i];
    return NULL;
}

static int
fail_unknown (struct parser *ps, const struct op_text *key)
{
    const char *names[ARRAY_SIZE (operators)], *meant = NULL;
    struct op_text name;
    char *copy;
    int r = parser_text (ps, key->at, key->len, &name, NULL);

    if (r < 0)
        return r;
    copy = arena_alloc (ps->arena, name.len + 1);
    if (copy == NULL)
        return -ENOMEM;
    memcpy (copy, name.at, name.len);
    for (size_t i = 0; i < ARRAY_SIZE (operators); i++)
        names[i] = operators[i].name;
    if (strlen (copy) == name.len)
        meant = config_suggest (copy, names, ARRAY_SIZE (names));
    r = parser_fail_at (ps, "unknown operator", &name, "");
    if (meant != NULL)
        buf_printf (ps->message, ". Did you mean \"%s\"?", meant);
    return r;
}

/* The only member of the object item: its operator, and operand. */
static int
find_operator (struct parser *ps, const struct item *item,
               const struct operator** ret_op, struct item *ret_operand)
{
    size_t pos = 0, n = item_count (item);
    struct op_text key;

    if (n == 0)
        return parser_fail (ps, "an operator is missing in \"{}\"");
    if (n > 1)
        return parser_fail (ps,
                            "an object in a list has one operator, "
                            "this one has %zu",
                            n);
    item_next (item, &pos, &key, ret_operand);
    *ret_op = operator_find (&key);
    return *ret_op != NULL ? 0 : fail_unknown (ps, &key);
}

/* anything-but with another operator inside, on one operand or a list. */
static int
parse_but_operator (struct parser *ps, const struct item *item,
                    struct op_vector *v)
{
    const struct operator* op;
    struct item operand;
    int r = find_operator (ps, item, &op, &operand);

    if (r < 0)
        return r;
    if (!op->in_but)
        return parser_fail (ps, "anything-but takes no %s", op->name);
    if (op->parse == parse_string)
        return operand_strings (ps, op->kind, &operand, v);
    r = op->parse (ps, op->kind, &operand, v);
    if (r < 0)
        return r;
    for (size_t i = 0; i < v->n; i++)
        if ((v->ops[i].kind == OP_PREFIX || v->ops[i].kind == OP_SUFFIX)
            && v->ops[i].text.len == 0)
            return parser_fail (ps, "anything-but takes no empty %s",
                                op->name);
    return 0;
}

/* Strings or numbers, not both. */
static int
parse_but_list (struct parser *ps, const struct item *item,
                struct op_vector *v)
{
    struct item value;
    int type = 0, r = 0;

    for (size_t pos = 0; r == 0 && item_next (item, &pos, NULL, &value);) {
        if (value.type != TRESTLE_TYPE_STRING
            && value.type != TRESTLE_TYPE_NUMBER)
            return parser_fail (ps, "a list in anything-but has strings or "
                                    "numbers only");
        if (type != 0 && type != value.type)
            return parser_fail (ps, "a list in anything-but has strings or "
                                    "numbers, not both");
        type = value.type;
        r = type == TRESTLE_TYPE_STRING
                ? operand_strings (ps, OP_STRING, &value, v)
                : operand_number (ps, &value, v);
    }
    if (r == 0 && type == 0)
        return parser_fail (ps, "the list in anything-but is empty");
    return r;
}

static int
parse_but (struct parser *ps, enum op_kind kind, const struct item *item,
           struct op_vector *v)
{
    struct op_vector inner = { NULL, 0, 0 };
    struct op *op;
    int r;

    switch (item->type) {
    case TRESTLE_TYPE_STRING:
        r = operand_strings (ps, OP_STRING, item, &inner);
        break;
    case TRESTLE_TYPE_NUMBER:
        r = operand_number (ps, item, &inner);
        break;
    case TRESTLE_TYPE_ARRAY:
        r = parse_but_list (ps, item, &inner);
        break;
    case TRESTLE_TYPE_OBJECT:
        r = parse_but_operator (ps, item, &inner);
        break;
    default:
        return parser_fail (ps, "anything-but takes a string, a number, a "
                                "list of either, or an operator");
    }
    if (r < 0)
        return r;
    op = op_vector_add (v, ps->arena);
    if (op == NULL)
        return -ENOMEM;
    op->kind = kind;
    op->list = (struct op_list){ inner.ops, inner.n };
    return 0;
}

static int
parse_exists (struct parser *ps, const struct item *item, struct op_vector *v,
              bool *absent)
{
    struct op *op;

    if (item->type != TRESTLE_TYPE_BOOLEAN)
        return parser_fail (ps, "exists takes true or false");
    if (item->text[0] == 'f') {
        *absent = true;
        return 0;
    }
    op = op_vector_add (v, ps->arena);
    if (op == NULL)
        return -ENOMEM;
    op->kind = OP_EXISTS;
    return 0;
}

static int
parse_word (struct parser *ps, const struct item *item, struct op_vector *v)
{
    struct op *op = op_vector_add (v, ps->arena);

    if (op == NULL)
        return -ENOMEM;
    op->kind = OP_WORD;
    op->text.at = item->text[0] == 'n'   ? "null"
                  : item->text[0] == 't' ? "true"
                                         : "false";
    op->text.len = strlen (op->text.at);
    return 0;
}

int
operator_parse (struct parser *ps, const struct item *item,
                struct op_vector *v, bool *absent)
{
    const struct operator* op;
    struct item operand;
    int r;

    switch (item->type) {
    case TRESTLE_TYPE_STRING:
        return operand_strings (ps, OP_STRING, item, v);
    case TRESTLE_TYPE_NUMBER:
        return operand_number (ps, item, v);
    case TRESTLE_TYPE_ARRAY:
        return parser_fail (ps, "a list in a list is no value");
    case TRESTLE_TYPE_OBJECT:
        break;
    default:
        return parse_word (ps, item, v);
    }
    r = find_operator (ps, item, &op, &operand);
    if (r < 0)
        return r;
    if (op->parse == NULL)
        return parse_exists (ps, &operand, v, absent);
    return op->parse (ps, op->kind, &operand, v);
}
