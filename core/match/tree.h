/* tree.h - a pattern as it was written, and as it is asked
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * JSON text becomes a written pattern (parse.c), and that becomes nodes
 * (compile.c), which evaluate.c asks.  All of it lies in one arena and never
 * changes afterwards.
 */
#ifndef MATCH_TREE_H
#define MATCH_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "json/scan.h"
#include "match/match.h"

/* Largest pattern, bytes, and deepest nesting of its objects. */
#define PATTERN_MAX_BYTES  65536
#define PATTERN_MAX_LEVELS 32
/* Most fields of all nodes that are made of a pattern: more than it can have
 * itself, so that only branches of $or that have to be written out (compile.c)
 * may go past it. */
#define PATTERN_MAX_FIELDS 50000

/* ---- memory ------------------------------------------------------------- */

struct arena_chunk;
struct arena {
    struct arena_chunk *chunks; /* the newest first */
    size_t used;                /* of the newest */
};

/* Zeroed memory, aligned for any type; NULL without memory. */
void *arena_alloc (struct arena *a, size_t size);
void arena_free (struct arena *a);

/* ---- operators ---------------------------------------------------------- */

enum op_kind {
    OP_NEVER = 1,     /* a string with a lone surrogate: equals nothing */
    OP_STRING,        /* text */
    OP_NUMBER,        /* number */
    OP_WORD,          /* text: true, false or null */
    OP_PREFIX,        /* text */
    OP_SUFFIX,        /* text */
    OP_CONTAINS,      /* text */
    OP_WILDCARD,      /* glob */
    OP_FOLDED,        /* fold: equals-ignore-case */
    OP_FOLDED_PREFIX, /* fold */
    OP_FOLDED_SUFFIX, /* fold */
    OP_NUMERIC,       /* range */
    OP_CIDR,          /* net */
    OP_EXISTS,        /* true; false is struct leaf's absent */
    OP_BUT            /* list: no one of it */
};

struct op_text {
    const char *at; /* decoded */
    size_t len;
};

/* The parts between the "*" of a wildcard, n of them, n - 1 stars. */
struct op_glob {
    const struct op_text *parts;
    size_t n;
};

/* A character, and the two that it also is. */
struct fold_char {
    uint32_t is, lower, upper;
};

struct op_fold {
    const struct fold_char *chars;
    size_t n;
};

struct op_number {
    struct json_number value;
    struct op_text text; /* how an attribute would spell it */
};

struct op_range {
    struct json_number low, high;
    bool has_low, has_high;
    bool open_low, open_high; /* the bound itself is outside */
};

struct op_net {
    unsigned char address[16];
    unsigned bits;
    int family; /* AF_INET or AF_INET6 */
};

struct op_list {
    const struct op *ops;
    size_t n;
};

struct op {
    enum op_kind kind;
    union {
        struct op_text text;
        struct op_glob glob;
        struct op_fold fold;
        struct op_number number;
        struct op_range range;
        struct op_net net;
        struct op_list list;
    };
};

/* What the list of one field says: one of the operators says yes to a value,
 * or (absent) there is no value. */
struct leaf {
    struct op_list any;
    bool absent;
};

/* ---- as it was written -------------------------------------------------- */

struct written_field {
    struct op_text name;
    const struct leaf *leaf;     /* one of the two */
    const struct written *below; /* an object */
};

/* One object: all fields, and one of the branches of its $or. */
struct written {
    struct written_field *fields;
    size_t n_fields;
    struct written *branches;
    size_t n_branches;
};

/* ---- as it is asked ----------------------------------------------------- */

struct node;
struct node_list {
    const struct node **at;
    size_t n, room;
};

/* All leaves hold for the field's value; and one node does, if there are any.
 * Each element of an array is asked, through any depth of arrays. */
struct field {
    struct op_text name;
    const struct leaf **leaves;
    size_t n_leaves;
    struct node_list nodes; /* positive ones first */
    bool missing_ok;        /* holds where the field is missing */
    bool joint;             /* two leaves or more, or one and nodes */
};

/* Most fields of one node; the rest is in more. */
#define NODE_MAX_FIELDS 64

/* What one object must be like: all fields, sorted by length and bytes, and of
 * each group one node. */
struct node {
    const struct field *fields;
    size_t n_fields;
    const struct node_list *groups;
    size_t n_groups;
    const struct node *more; /* fields only */
    uint64_t required;       /* the fields that may not be missing */
    uint64_t lengths;        /* bit i: some name has i bytes, 63: or more */
    bool some_value;         /* not all of it may hold because nothing is
                              * there */
    bool positive;           /* needs some value: in an array one element has
                              * to satisfy it; else all have to */
};

struct pattern {
    struct arena arena;
    struct written *written;
    struct node_list nodes; /* one of them */
};

/* Reads JSON text, checked by nobody yet, into p->written.  0, -EINVAL after
 * saying why in message, or -ENOMEM. */
int parse_pattern (struct pattern *p, const char *json, size_t len,
                   struct buf *message);
/* Makes p->nodes of p->written.  As parse_pattern. */
int compile_pattern (struct pattern *p, struct buf *message);

#endif
