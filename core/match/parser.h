/* parser.h - what the files that read patterns share
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef MATCH_PARSER_H
#define MATCH_PARSER_H

#include "match/tree.h"

/* A name or the index of a branch on the way to where the parser is. */
struct step {
    const char *name; /* NULL: the index */
    size_t len;
    size_t index;
};

struct parser {
    struct arena *arena;
    struct buf *message;
    struct step path[3 * PATTERN_MAX_LEVELS];
    size_t n_path;
    size_t level;
};

/* One value in checked JSON text. */
struct item {
    int type; /* enum trestle_type */
    const char *text;
    size_t len;
};

/* Operators, growing. */
struct op_vector {
    struct op *ops;
    size_t n, room;
};

/* "PATH: fmt" into message; returns -EINVAL. */
int parser_fail (struct parser *ps, const char *fmt, ...)
    __attribute__ ((__format__ (__printf__, 2, 3)));
/* "PATH: before "text"after", with text made fit to print. */
int parser_fail_at (struct parser *ps, const char *before,
                    const struct op_text *text, const char *after);
/* Decodes a JSON string; *ret_lone: it has a lone surrogate.  0 or -ENOMEM. */
int parser_text (struct parser *ps, const char *json, size_t len,
                 struct op_text *ret_text, bool *ret_lone);
/* The next item of the array or object at item: false at the end.  *ret_key,
 * with quotes, may be NULL for an array. */
bool item_next (const struct item *item, size_t *pos, struct op_text *ret_key,
                struct item *ret_item);
size_t item_count (const struct item *item);
/* A new operator at the end; NULL without memory. */
struct op *op_vector_add (struct op_vector *v, struct arena *arena);

/* One value of a field's list, or the scalar in its place; exists:false sets
 * *absent instead.  As parse_pattern. */
int operator_parse (struct parser *ps, const struct item *item,
                    struct op_vector *v, bool *absent);
/* Whether the JSON string key is a name that no branch of $or may have as a
 * field: then $or itself is one. */
bool operator_is_reserved (const struct op_text *key);

/* The operands of single operators: operand.c. */
int operand_strings (struct parser *ps, enum op_kind kind,
                     const struct item *item, struct op_vector *v);
int operand_number (struct parser *ps, const struct item *item,
                    struct op_vector *v);
int operand_numeric (struct parser *ps, const struct item *item,
                     struct op_vector *v);
int operand_cidr (struct parser *ps, const struct item *item,
                  struct op_vector *v);

#endif
