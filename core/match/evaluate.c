/* evaluate.c - asks one pattern about one event
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Every object is walked once for each node that looks at it, up to the last
 * of the node's fields; nothing is allocated.  Arrays are walked flat: arrays
 * in arrays are no levels of their own.
 */
#include <string.h>
#include <trestle/plugin.h>

#include "event/event.h"
#include "match/evaluate.h"
#include "match/tree.h"
#include "match/value.h"
#include "match/walk.h"

/* More fields than this are searched, not tried in turn. */
#define FEW_FIELDS 8

static bool node_json (const struct node *node, const struct json *object);

/* ---- leaves and nodes --------------------------------------------------- */

/* How something holds: because of a value, or because there is none. */
enum holds { NO = 0, EMPTY, YES };

/* The value that checked text is; false if there is none. */
static bool
json_begin (const char *text, size_t len, bool escapes, struct json *ret_json)
{
    size_t pos = 0;

    json_skip_space (text, len, &pos);
    if (pos == len)
        return false;
    ret_json->text = text + pos;
    ret_json->type = json_type_of (text[pos]);
    ret_json->escapes = escapes;
    ret_json->end = text + len;
    if (ret_json->type == TRESTLE_TYPE_STRING)
        ret_json->end = walk_string_end (text + pos + 1, text + len);
    else if (ret_json->type != TRESTLE_TYPE_OBJECT
             && ret_json->type != TRESTLE_TYPE_ARRAY)
        ret_json->end = walk_word_end (text + pos, text + len);
    return true;
}

static enum holds
leaf_value (const struct leaf *leaf, struct value *v)
{
    return value_any (v, &leaf->any) ? YES : NO;
}

static size_t
json_len (const struct json *scalar)
{
    return (size_t)(scalar->end - scalar->text);
}

static enum holds
leaf_json (const struct leaf *leaf, const struct json *json)
{
    bool some = false;
    struct json element;
    struct value v;
    struct walk w;

    if (json->type == TRESTLE_TYPE_OBJECT)
        return leaf->absent ? EMPTY : NO;
    if (json->type != TRESTLE_TYPE_ARRAY) {
        value_json (&v, json->type, json->text, json_len (json),
                    json->escapes);
        return leaf_value (leaf, &v);
    }
    walk_begin (&w, json);
    while (walk_element (&w, true, &element)) {
        if (element.type == TRESTLE_TYPE_OBJECT)
            continue;
        some = true;
        value_json (&v, element.type, element.text, json_len (&element),
                    element.escapes);
        if (value_any (&v, &leaf->any))
            return YES;
    }
    return leaf->absent && !some ? EMPTY : NO;
}

/* Whether a node holds for a value: for one element of an array, if it asks
 * for values, else for all of them. */
static bool
below_json (const struct node *node, const struct json *json)
{
    struct json element;
    struct walk w;

    if (json->type == TRESTLE_TYPE_OBJECT)
        return node_json (node, json);
    if (json->type != TRESTLE_TYPE_ARRAY)
        return !node->positive;
    walk_begin (&w, json);
    while (walk_element (&w, true, &element))
        if (element.type == TRESTLE_TYPE_OBJECT
            && node_json (node, &element) == node->positive)
            return node->positive;
    return !node->positive;
}

/* ---- several things asked of one array -----------------------------------
 * They come from different branches of $or, but they are one pattern's: what
 * lies in different elements does not do.  A value that is itself an element
 * binds to nothing, as in event-ruler; one in an inner array binds to that.
 * What holds because nothing is there holds in the element that values bind
 * to. */

#define JOINT_NODES  (UINT64_C (1) << 63)
#define JOINT_LEAVES 63

/* What is asked, a bit for each leaf and one for the nodes, and whether values
 * that bind to nothing are there: then there is not nothing. */
struct joint {
    const struct field *field;
    uint64_t pending;
    bool values;
};

static enum holds joint_array (struct joint j, const struct json *array);

/* Takes the leaves from pending that hold for a value. */
static void
joint_value (struct joint *j, const struct json *json)
{
    const struct field *f = j->field;
    struct value v;

    j->values = true;
    value_json (&v, json->type, json->text, json_len (json), json->escapes);
    for (size_t i = 0; i < f->n_leaves && i < JOINT_LEAVES; i++)
        if ((j->pending >> i & 1) != 0 && value_any (&v, &f->leaves[i]->any))
            j->pending &= ~(UINT64_C (1) << i);
}

/* Whether the pending leaves hold because nothing is there. */
static bool
joint_absent (const struct joint *j)
{
    const struct field *f = j->field;

    for (size_t i = 0; i < f->n_leaves && i < JOINT_LEAVES; i++)
        if ((j->pending >> i & 1) != 0 && (j->values || !f->leaves[i]->absent))
            return false;
    return true;
}

static enum holds
joint_element (const struct joint *j, const struct json *json)
{
    const struct field *f = j->field;

    if (json->type == TRESTLE_TYPE_ARRAY)
        return joint_array (*j, json);
    if (json->type != TRESTLE_TYPE_OBJECT || !joint_absent (j))
        return NO;
    if ((j->pending & JOINT_NODES) == 0)
        return EMPTY;
    for (size_t i = 0; i < f->nodes.n; i++)
        if (node_json (f->nodes.at[i], json))
            return f->nodes.at[i]->positive ? YES : EMPTY;
    return NO;
}

/* Whether an element holds all that is pending, and a value binds to it: one
 * that is asked for, or one of those that were found outside of it. */
static bool
joint_binds (const struct joint *j, uint64_t found, const struct json *element)
{
    struct joint more = *j;

    if (joint_element (j, element) == YES)
        return true;
    for (; found != 0; found &= found - 1) {
        more.pending = j->pending | (found & -found);
        if (joint_element (&more, element) == YES)
            return true;
    }
    return false;
}

/* Whether all that is pending holds because nothing is there in the whole
 * array. */
static bool
joint_empty (const struct joint *j, const struct json *array)
{
    static const struct leaf nothing = { { NULL, 0 }, true };
    const struct node_list *nodes = &j->field->nodes;

    if ((j->pending & ~JOINT_NODES) != 0
        && (!joint_absent (j) || leaf_json (&nothing, array) == NO))
        return false;
    if ((j->pending & JOINT_NODES) == 0)
        return true;
    for (size_t i = 0; i < nodes->n; i++)
        if (!nodes->at[i]->positive && below_json (nodes->at[i], array))
            return true;
    return false;
}

static enum holds
joint_array (struct joint j, const struct json *array)
{
    uint64_t found = j.pending;
    struct json one;
    struct walk w;

    walk_begin (&w, array);
    while (walk_element (&w, false, &one))
        if (one.type != TRESTLE_TYPE_OBJECT && one.type != TRESTLE_TYPE_ARRAY)
            joint_value (&j, &one);
    if (j.pending == 0)
        return YES;
    found &= ~j.pending;
    walk_begin (&w, array);
    while (walk_element (&w, false, &one))
        if (joint_binds (&j, found, &one))
            return YES;
    if (!joint_empty (&j, array))
        return NO;
    return found != 0 ? YES : EMPTY;
}

static enum holds
joint_json (const struct field *f, const struct json *array)
{
    struct joint j = { f, f->nodes.n > 0 ? JOINT_NODES : 0, false };
    enum holds result = EMPTY, holds;

    for (size_t i = 0; i < f->n_leaves; i++) {
        if (i < JOINT_LEAVES) {
            j.pending |= UINT64_C (1) << i;
            continue;
        }
        holds = leaf_json (f->leaves[i], array);
        if (holds == NO)
            return NO;
        if (holds == YES)
            result = YES;
    }
    holds = joint_array (j, array);
    return holds == EMPTY ? result : holds;
}

/* ---- fields ------------------------------------------------------------- */

static enum holds
field_json (const struct field *f, const struct json *json)
{
    enum holds result = EMPTY, holds;

    if (f->joint && json->type == TRESTLE_TYPE_ARRAY)
        return joint_json (f, json);
    for (size_t i = 0; i < f->n_leaves; i++) {
        holds = leaf_json (f->leaves[i], json);
        if (holds == NO)
            return NO;
        if (holds == YES)
            result = YES;
    }
    for (size_t i = 0; i < f->nodes.n; i++)
        if (below_json (f->nodes.at[i], json))
            return f->nodes.at[i]->positive ? YES : result;
    return f->nodes.n == 0 ? result : NO;
}

/* The same for a value without an inside. */
static bool
field_value (const struct field *f, struct value *v)
{
    for (size_t i = 0; i < f->n_leaves; i++)
        if (!value_any (v, &f->leaves[i]->any))
            return false;
    for (size_t i = 0; i < f->nodes.n; i++)
        if (!f->nodes.at[i]->positive)
            return true;
    return f->nodes.n == 0;
}

/* ---- objects ------------------------------------------------------------ */

static int
compare_name (const char *name, size_t len, const struct op_text *with)
{
    if (len != with->len)
        return len < with->len ? -1 : 1;
    return memcmp (name, with->at, len);
}

/* The number of the field of this name; n_fields: there is none. */
static size_t
search_name (const struct node *node, const char *name, size_t len)
{
    size_t low = 0, high = node->n_fields;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int c = compare_name (name, len, &node->fields[middle].name);

        if (c == 0)
            return middle;
        if (c < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return node->n_fields;
}

static size_t
find_name (const struct node *node, const char *name, size_t len)
{
    if ((node->lengths >> (len < 63 ? len : 63) & 1) == 0)
        return node->n_fields;
    if (node->n_fields > FEW_FIELDS)
        return search_name (node, name, len);
    for (size_t i = 0; i < node->n_fields; i++)
        if (node->fields[i].name.len == len
            && memcmp (node->fields[i].name.at, name, len) == 0)
            return i;
    return node->n_fields;
}

/* The same for a key in JSON text, without its quotes. */
static size_t
find_key (const struct node *node, const char *key, size_t len, bool escapes)
{
    if (!escapes || memchr (key, '\\', len) == NULL)
        return find_name (node, key, len);
    for (size_t i = 0; i < node->n_fields; i++)
        if (json_text_equal (key - 1, len + 2, node->fields[i].name.at,
                             node->fields[i].name.len))
            return i;
    return node->n_fields;
}

static bool
fields_json (const struct node *node, const struct json *object,
             bool *ret_value)
{
    uint64_t seen = 0;
    size_t n_seen = 0, len;
    struct json value;
    const char *key;
    struct walk w;

    walk_begin (&w, object);
    while (n_seen < node->n_fields && walk_member (&w, &key, &len, &value)) {
        size_t i = find_key (node, key, len, object->escapes);
        enum holds holds;

        if (i == node->n_fields || (seen >> i & 1) != 0)
            continue;
        holds = field_json (&node->fields[i], &value);
        if (holds == NO)
            return false;
        if (holds == YES)
            *ret_value = true;
        seen |= UINT64_C (1) << i;
        n_seen++;
    }
    return (node->required & ~seen) == 0;
}

static bool
groups_json (const struct node *node, const struct json *object)
{
    for (size_t i = 0; i < node->n_groups; i++) {
        const struct node_list *group = &node->groups[i];
        size_t j = 0;

        while (j < group->n && !node_json (group->at[j], object))
            j++;
        if (j == group->n)
            return false;
    }
    return true;
}

static bool
node_json (const struct node *node, const struct json *object)
{
    bool value = false;

    for (const struct node *n = node; n != NULL; n = n->more)
        if (!fields_json (n, object, &value))
            return false;
    if (node->some_value && !value)
        return false;
    return groups_json (node, object);
}

bool
evaluate_json (const struct pattern *p, const char *text, size_t len,
               bool escapes)
{
    struct json object = { text, text + len, TRESTLE_TYPE_OBJECT, escapes };

    for (size_t i = 0; i < p->nodes.n; i++)
        if (node_json (p->nodes.at[i], &object))
            return true;
    return false;
}

/* ---- events ------------------------------------------------------------- */

/* Data is JSON, or text, or bytes, which are there and no more. */
static bool
field_data (const struct field *f, const struct trestle_event *ev,
            bool escapes)
{
    struct json json;
    struct value v;

    if (ev->data == NULL)
        return f->missing_ok;
    if (ev->json && json_begin (ev->data, ev->data_len, escapes, &json))
        return field_json (f, &json) != NO;
    value_text (&v, ev->data, ev->data_len, false);
    if (!json_is_utf8 (ev->data, ev->data_len))
        v.type = 0;
    return field_value (f, &v);
}

static bool
field_attr (const struct field *f, const struct trestle_event *ev)
{
    const struct event_attr *attr = event_attr (ev, f->name.at, f->name.len);
    struct json json;
    struct value v;

    if (attr == NULL)
        return f->missing_ok;
    if ((attr->type == TRESTLE_TYPE_OBJECT || attr->type == TRESTLE_TYPE_ARRAY)
        && json_begin (attr->text, attr->text_len, true, &json))
        return field_json (f, &json) != NO;
    value_text (&v, attr->text, attr->text_len, true);
    return field_value (f, &v);
}

static bool
is_data (const struct field *f)
{
    return f->name.len == 4 && memcmp (f->name.at, "data", 4) == 0;
}

/* Attributes cost little: data comes last. */
static bool
fields_event (const struct node *node, const struct trestle_event *ev,
              bool escapes)
{
    const struct field *data = NULL;

    for (size_t i = 0; i < node->n_fields; i++) {
        if (is_data (&node->fields[i]))
            data = &node->fields[i];
        else if (!field_attr (&node->fields[i], ev))
            return false;
    }
    return data == NULL || field_data (data, ev, escapes);
}

static bool
node_event (const struct node *node, const struct trestle_event *ev,
            bool escapes)
{
    for (const struct node *n = node; n != NULL; n = n->more)
        if (!fields_event (n, ev, escapes))
            return false;
    for (size_t i = 0; i < node->n_groups; i++) {
        const struct node_list *group = &node->groups[i];
        size_t j = 0;

        while (j < group->n && !node_event (group->at[j], ev, escapes))
            j++;
        if (j == group->n)
            return false;
    }
    return true;
}

bool
evaluate_event (const struct pattern *p, const struct trestle_event *ev,
                bool escapes)
{
    for (size_t i = 0; i < p->nodes.n; i++)
        if (node_event (p->nodes.at[i], ev, escapes))
            return true;
    return false;
}
