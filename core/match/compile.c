/* compile.c - from a pattern as it was written to nodes that are asked
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Two things are made right here, once, that no walk over an event could
 * afford to try out.
 *
 * A node meets an array with one question: does one element satisfy it?  That
 * is what keeps two fields from being satisfied by different elements.  So all
 * that a pattern says of one field must be in one place.  Where branches of
 * $or name a field that is named elsewhere in the same object, the branches
 * are written out: one node for each way to choose.
 *
 * exists:false asks for no value anywhere, and only what other fields of the
 * pattern found chooses the element in which it is asked.  So a node that asks
 * for values (positive) needs one element, a node that does not needs all.
 * What may do either becomes a node of each kind, and where that depends on a
 * branch of $or, branches are written out; but not in the outermost object,
 * which is never in an array.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "match/tree.h"

struct compiler {
    struct arena *arena;
    size_t n_fields; /* made so far */
};

/* Fields and groups that must all hold for one object. */
struct conj {
    const struct written_field **fields;
    size_t n_fields;
    const struct written **groups; /* their branches */
    size_t n_groups;
};

/* A field's name, and where in a conj it stands: 0 its fields, i + 1 group
 * i. */
struct place {
    const struct op_text *name;
    size_t at;
};

/* All that is said of one name. */
struct merged {
    struct op_text name;
    const struct leaf **leaves;
    size_t n_leaves;
    struct node_list nodes; /* positive ones first */
    size_t n_positive;      /* of nodes */
};

static int compile_conj (struct compiler *c, const struct conj *conj,
                         bool fixed, struct node_list *list);

static void *
list_room (struct compiler *c, void *at, size_t *room, size_t n)
{
    size_t more = *room > 0 ? 2 * *room : 4;
    void **grown;

    if (n < *room)
        return at;
    grown = arena_alloc (c->arena, more * sizeof *grown);
    if (grown == NULL)
        return NULL;
    if (n > 0)
        memcpy (grown, at, n * sizeof *grown);
    *room = more;
    return grown;
}

static int
add_node (struct compiler *c, struct node_list *list, const struct node *node)
{
    const struct node **at = list_room (c, list->at, &list->room, list->n);

    if (at == NULL)
        return -ENOMEM;
    list->at = at;
    at[list->n++] = node;
    return 0;
}

static int
compare_text (const struct op_text *a, const struct op_text *b)
{
    if (a->len != b->len)
        return a->len < b->len ? -1 : 1;
    return memcmp (a->at, b->at, a->len);
}

/* ---- whether a value is asked for --------------------------------------- */

static bool is_positive (const struct written *w);

static bool
field_is_positive (const struct written_field *f)
{
    return f->leaf != NULL ? !f->leaf->absent : is_positive (f->below);
}

static bool
group_is_positive (const struct written *w)
{
    for (size_t i = 0; i < w->n_branches; i++)
        if (!is_positive (&w->branches[i]))
            return false;
    return w->n_branches > 0;
}

/* Whether some value is asked for, whatever is chosen. */
static bool
is_positive (const struct written *w)
{
    for (size_t i = 0; i < w->n_fields; i++)
        if (field_is_positive (&w->fields[i]))
            return true;
    return group_is_positive (w);
}

static bool
conj_is_positive (const struct conj *conj)
{
    for (size_t i = 0; i < conj->n_fields; i++)
        if (field_is_positive (conj->fields[i]))
            return true;
    for (size_t i = 0; i < conj->n_groups; i++)
        if (group_is_positive (conj->groups[i]))
            return true;
    return false;
}

/* ---- conjunctions ------------------------------------------------------- */

/* Room for all of n written objects, which are added with conj_add. */
static int
conj_new (struct compiler *c, size_t n_fields, size_t n_groups,
          struct conj *ret_conj)
{
    struct conj conj = { NULL, 0, NULL, 0 };

    conj.fields = arena_alloc (c->arena, n_fields * sizeof *conj.fields);
    conj.groups = arena_alloc (c->arena, n_groups * sizeof *conj.groups);
    if (conj.fields == NULL || conj.groups == NULL)
        return -ENOMEM;
    *ret_conj = conj;
    return 0;
}

static void
conj_add (struct conj *conj, const struct written *w)
{
    for (size_t i = 0; i < w->n_fields; i++)
        conj->fields[conj->n_fields++] = &w->fields[i];
    if (w->n_branches > 0)
        conj->groups[conj->n_groups++] = w;
}

static int
compile_written (struct compiler *c, const struct written *w, bool fixed,
                 struct node_list *list)
{
    struct conj conj;
    int r = conj_new (c, w->n_fields, 1, &conj);

    if (r < 0)
        return r;
    conj_add (&conj, w);
    return compile_conj (c, &conj, fixed, list);
}

/* Counts fields; those that are written out count each time. */
static int
count_fields (struct compiler *c, size_t n)
{
    c->n_fields += n;
    return c->n_fields > PATTERN_MAX_FIELDS ? -E2BIG : 0;
}

/* One way for each branch of a group. */
static int
expand (struct compiler *c, const struct conj *conj, size_t group,
        struct node_list *list, bool fixed)
{
    const struct written *w = conj->groups[group];

    for (size_t i = 0; i < w->n_branches; i++) {
        const struct written *branch = &w->branches[i];
        size_t n = conj->n_fields + branch->n_fields;
        struct conj way;
        int r = count_fields (c, 1);

        if (r == 0)
            r = conj_new (c, n, conj->n_groups + 1, &way);
        if (r < 0)
            return r;
        for (size_t j = 0; j < conj->n_fields; j++)
            way.fields[way.n_fields++] = conj->fields[j];
        for (size_t j = 0; j < conj->n_groups; j++)
            if (j != group)
                way.groups[way.n_groups++] = conj->groups[j];
        conj_add (&way, branch);
        r = compile_conj (c, &way, fixed, list);
        if (r < 0)
            return r;
    }
    return 0;
}

/* ---- names that stand in two places ------------------------------------- */

static size_t
count_names (const struct written *w)
{
    size_t n = w->n_fields;

    for (size_t i = 0; i < w->n_branches; i++)
        n += count_names (&w->branches[i]);
    return n;
}

static void
add_names (const struct written *w, size_t at, struct place *places, size_t *n)
{
    for (size_t i = 0; i < w->n_fields; i++)
        places[(*n)++] = (struct place){ &w->fields[i].name, at };
    for (size_t i = 0; i < w->n_branches; i++)
        add_names (&w->branches[i], at, places, n);
}

static int
compare_places (const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    int r = compare_text (x->name, y->name);

    if (r != 0)
        return r;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* A group with a name that also stands elsewhere: its number and 1, in
 * *ret_group; 0 if there is none. */
static int
find_shared (const struct conj *conj, size_t *ret_group)
{
    CLEANUP_FREE struct place *places = NULL;
    size_t room = conj->n_fields, n = 0;

    *ret_group = 0;
    if (conj->n_groups == 0)
        return 0;
    for (size_t i = 0; i < conj->n_groups; i++)
        for (size_t j = 0; j < conj->groups[i]->n_branches; j++)
            room += count_names (&conj->groups[i]->branches[j]);
    places = malloc (room * sizeof *places);
    if (places == NULL)
        return -ENOMEM;
    for (size_t i = 0; i < conj->n_fields; i++)
        places[n++] = (struct place){ &conj->fields[i]->name, 0 };
    for (size_t i = 0; i < conj->n_groups; i++)
        for (size_t j = 0; j < conj->groups[i]->n_branches; j++)
            add_names (&conj->groups[i]->branches[j], i + 1, places, &n);
    qsort (places, n, sizeof *places, compare_places);
    for (size_t i = 1; i < n; i++)
        if (places[i].at != places[i - 1].at
            && compare_text (places[i].name, places[i - 1].name) == 0)
            *ret_group = places[i].at;
    return 0;
}

/* ---- fields ------------------------------------------------------------- */

static int
compare_fields (const void *a, const void *b)
{
    const struct written_field *const *x = a, *const *y = b;

    return compare_text (&(*x)->name, &(*y)->name);
}

/* Puts the positive nodes first. */
static int
sort_nodes (struct compiler *c, struct merged *m)
{
    struct node_list sorted = { NULL, 0, 0 };
    int r = 0;

    for (size_t i = 0; r == 0 && i < m->nodes.n; i++)
        if (m->nodes.at[i]->positive)
            r = add_node (c, &sorted, m->nodes.at[i]);
    m->n_positive = sorted.n;
    for (size_t i = 0; r == 0 && i < m->nodes.n; i++)
        if (!m->nodes.at[i]->positive)
            r = add_node (c, &sorted, m->nodes.at[i]);
    m->nodes = sorted;
    return r;
}

/* All that n fields of one name say. */
static int
merge (struct compiler *c, const struct written_field **fields, size_t n,
       struct merged *ret_merged)
{
    size_t n_below = 0, n_fields = 0;
    struct conj conj;
    int r;

    ret_merged->name = fields[0]->name;
    ret_merged->leaves
        = arena_alloc (c->arena, n * sizeof *ret_merged->leaves);
    if (ret_merged->leaves == NULL)
        return -ENOMEM;
    for (size_t i = 0; i < n; i++) {
        if (fields[i]->leaf != NULL) {
            ret_merged->leaves[ret_merged->n_leaves++] = fields[i]->leaf;
            continue;
        }
        n_below++;
        n_fields += fields[i]->below->n_fields;
    }
    if (n_below == 0)
        return 0;
    r = conj_new (c, n_fields, n_below, &conj);
    for (size_t i = 0; r == 0 && i < n; i++)
        if (fields[i]->below != NULL)
            conj_add (&conj, fields[i]->below);
    if (r == 0)
        r = compile_conj (c, &conj, false, &ret_merged->nodes);
    if (r == 0)
        r = sort_nodes (c, ret_merged);
    return r;
}

/* conj->fields by name, into *ret_merged, which the arena holds. */
static int
merge_all (struct compiler *c, const struct conj *conj,
           struct merged **ret_merged, size_t *ret_n)
{
    struct merged *merged
        = arena_alloc (c->arena, conj->n_fields * sizeof *merged);
    size_t n = 0, same;
    int r = count_fields (c, conj->n_fields);

    if (r < 0)
        return r;
    if (merged == NULL)
        return -ENOMEM;
    qsort (conj->fields, conj->n_fields, sizeof *conj->fields, compare_fields);
    for (size_t i = 0; i < conj->n_fields; i += same) {
        for (same = 1;
             i + same < conj->n_fields
             && compare_fields (&conj->fields[i], &conj->fields[i + same])
                    == 0;)
            same++;
        r = merge (c, &conj->fields[i], same, &merged[n++]);
        if (r < 0)
            return r;
    }
    *ret_merged = merged;
    *ret_n = n;
    return 0;
}

/* ---- nodes -------------------------------------------------------------- */

static bool
is_missing_ok (const struct field *f)
{
    for (size_t i = 0; i < f->n_leaves; i++)
        if (!f->leaves[i]->absent)
            return false;
    for (size_t i = 0; i < f->nodes.n; i++)
        if (!f->nodes.at[i]->positive)
            return true;
    return f->nodes.n == 0;
}

/* A node of n fields, and as many more behind it as are needed. */
static struct node *
make_node (struct compiler *c, struct field *fields, size_t n)
{
    struct node *node = arena_alloc (c->arena, sizeof *node);

    if (node == NULL)
        return NULL;
    node->fields = fields;
    node->n_fields = n < NODE_MAX_FIELDS ? n : NODE_MAX_FIELDS;
    for (size_t i = 0; i < node->n_fields; i++) {
        size_t len = fields[i].name.len;

        fields[i].missing_ok = is_missing_ok (&fields[i]);
        fields[i].joint = fields[i].n_leaves + (fields[i].nodes.n > 0) > 1;
        node->required |= (uint64_t)!fields[i].missing_ok << i;
        node->lengths |= UINT64_C (1) << (len < 63 ? len : 63);
    }
    if (n > NODE_MAX_FIELDS) {
        node->more
            = make_node (c, fields + NODE_MAX_FIELDS, n - NODE_MAX_FIELDS);
        if (node->more == NULL)
            return NULL;
    }
    return node;
}

/* One node of all fields. */
static struct node *
make_one (struct compiler *c, const struct merged *merged, size_t n)
{
    struct field *fields = arena_alloc (c->arena, n * sizeof *fields);

    if (fields == NULL)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        fields[i].name = merged[i].name;
        fields[i].leaves = merged[i].leaves;
        fields[i].n_leaves = merged[i].n_leaves;
        fields[i].nodes = merged[i].nodes;
    }
    return make_node (c, fields, n);
}

/* A node whose object is given, or which asks for values in any case: nothing
 * is written out. */
static int
make_whole (struct compiler *c, const struct conj *conj,
            const struct merged *merged, size_t n, struct node_list *list)
{
    struct node *node = make_one (c, merged, n);
    struct node_list *groups
        = arena_alloc (c->arena, conj->n_groups * sizeof *groups);
    int r;

    if (node == NULL || groups == NULL)
        return -ENOMEM;
    for (size_t i = 0; i < conj->n_groups; i++)
        for (size_t j = 0; j < conj->groups[i]->n_branches; j++) {
            r = compile_written (c, &conj->groups[i]->branches[j], true,
                                 &groups[i]);
            if (r < 0)
                return r;
        }
    node->groups = groups;
    node->n_groups = conj->n_groups;
    node->positive = true; /* or nobody wants to know */
    return add_node (c, list, node);
}

/* The field where nothing is there, as way number *way has it; *way is divided
 * by the number of its ways.  Only called where it has some. */
static int
make_empty_field (struct compiler *c, const struct merged *from, size_t *way,
                  struct field *f)
{
    static const struct leaf nothing = { { NULL, 0 }, true };
    size_t n = from->nodes.n - from->n_positive, pick;

    f->name = from->name;
    f->n_leaves = from->n_leaves;
    f->leaves = arena_alloc (c->arena, f->n_leaves * sizeof *f->leaves);
    if (f->leaves == NULL)
        return -ENOMEM;
    for (size_t i = 0; i < f->n_leaves; i++)
        f->leaves[i] = &nothing;
    if (n == 0)
        return 0;
    pick = *way % n;
    *way /= n;
    return add_node (c, &f->nodes, from->nodes.at[from->n_positive + pick]);
}

/* In how many ways nothing can be there; if they are too many, more than
 * PATTERN_MAX_FIELDS. */
static size_t
count_empty_ways (const struct merged *merged, size_t n)
{
    size_t ways = 1;

    for (size_t i = 0; i < n && ways <= PATTERN_MAX_FIELDS; i++)
        if (merged[i].nodes.n > 0)
            ways *= merged[i].nodes.n - merged[i].n_positive;
    return ways;
}

/* A node for each way in which all fields hold because nothing is there. */
static int
make_empty (struct compiler *c, const struct merged *merged, size_t n,
            struct node_list *list)
{
    size_t ways = count_empty_ways (merged, n);

    for (size_t i = 0; i < ways; i++) {
        struct field *fields = arena_alloc (c->arena, n * sizeof *fields);
        size_t way = i;
        struct node *node;
        int r = fields == NULL ? -ENOMEM : count_fields (c, n);

        for (size_t j = 0; r == 0 && j < n; j++)
            r = make_empty_field (c, &merged[j], &way, &fields[j]);
        if (r < 0)
            return r;
        node = make_node (c, fields, n);
        r = node == NULL ? -ENOMEM : add_node (c, list, node);
        if (r < 0)
            return r;
    }
    return 0;
}

/* Whether some field may hold because of a value. */
static bool
may_have_value (const struct merged *merged, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bool some = merged[i].n_positive > 0;

        for (size_t j = 0; j < merged[i].n_leaves; j++)
            some |= merged[i].leaves[j]->any.n > 0;
        if (some)
            return true;
    }
    return false;
}

/* Fields that may all hold because nothing is there: apart from that, one node
 * where some value is. */
static int
make_both (struct compiler *c, const struct merged *merged, size_t n,
           struct node_list *list)
{
    int r;

    if (may_have_value (merged, n)) {
        struct node *node = make_one (c, merged, n);

        if (node == NULL)
            return -ENOMEM;
        node->positive = node->some_value = true;
        r = add_node (c, list, node);
        if (r < 0)
            return r;
    }
    return make_empty (c, merged, n, list);
}

/* Adds the nodes of which one has to hold.  fixed: the object is given, no
 * array between it and what was chosen. */
static int
compile_conj (struct compiler *c, const struct conj *conj, bool fixed,
              struct node_list *list)
{
    struct merged *merged;
    size_t shared, n;
    bool whole = fixed || conj_is_positive (conj);
    int r = find_shared (conj, &shared);

    if (r < 0)
        return r;
    if (shared > 0)
        return expand (c, conj, shared - 1, list, fixed);
    if (!whole && conj->n_groups > 0)
        return expand (c, conj, 0, list, fixed);
    r = merge_all (c, conj, &merged, &n);
    if (r < 0)
        return r;
    if (whole)
        return make_whole (c, conj, merged, n, list);
    return make_both (c, merged, n, list);
}

int
compile_pattern (struct pattern *p, struct buf *message)
{
    struct compiler c = { &p->arena, 0 };
    int r = compile_written (&c, p->written, true, &p->nodes);

    if (r != -E2BIG)
        return r;
    buf_printf (message,
                "too many combinations of $or: written out, they "
                "have more than %d fields",
                PATTERN_MAX_FIELDS);
    return -EINVAL;
}
