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

/* More fields than this are searched, not tried in turn. */
#define FEW_FIELDS 8

/* One value in JSON text. */
struct json {
    const char *text;
    size_t len;
    int type;
    bool escapes; /* there is a backslash in it, or may be */
};

static bool
node_json (const struct node *node, const struct json *object);

/* ---- arrays ------------------------------------------------------------- */

/* Whether c may stand between two elements. */
static bool
is_between (char c)
{
    return c == ',' || c == ' ' || c == '[' || c == ']' || c == '\n'
           || c == '\t' || c == '\r';
}

/* The next element of the array, or of the arrays in it: false at the end. */
static bool
array_next (const struct json *array, size_t *pos, struct json *ret_element)
{
    const char *key;
    size_t key_len;

    while (*pos < array->len && is_between (array->text[*pos]))
        ++*pos;
    if (*pos == array->len)
        return false;
    ret_element->type
        = json_next (array->text, array->len, pos, &key, &key_len,
                     &ret_element->text, &ret_element->len);
    ret_element->escapes = array->escapes;
    return ret_element->type != 0;
}

/* ---- leaves and nodes --------------------------------------------------- */

/* Whether the leaf holds for all that is there. */
static bool
leaf_json (const struct leaf *leaf, const struct json *json)
{
    bool some = false;
    struct json element;
    struct value v;

    if (json->type == TRESTLE_TYPE_OBJECT)
        return leaf->absent;
    if (json->type != TRESTLE_TYPE_ARRAY) {
        value_json (&v, json->type, json->text, json->len, json->escapes);
        return value_any (&v, &leaf->any);
    }
    for (size_t pos = 0; array_next (json, &pos, &element);) {
        if (element.type == TRESTLE_TYPE_OBJECT)
            continue;
        some = true;
        value_json (&v, element.type, element.text, element.len,
                    element.escapes);
        if (value_any (&v, &leaf->any))
            return true;
    }
    return leaf->absent && !some;
}

/* Whether a node holds for a value: for one element of an array, if it asks
 * for values, else for all of them. */
static bool
below_json (const struct node *node, const struct json *json)
{
    struct json element;

    if (json->type == TRESTLE_TYPE_OBJECT)
        return node_json (node, json);
    if (json->type != TRESTLE_TYPE_ARRAY)
        return !node->positive;
    for (size_t pos = 0; array_next (json, &pos, &element);)
        if (element.type == TRESTLE_TYPE_OBJECT
            && node_json (node, &element) == node->positive)
            return node->positive;
    return !node->positive;
}

/* ---- several things asked of one array -----------------------------------
 * They may come from different branches of $or, but they are one pattern's:
 * what lies in different elements does not do.  A value that is itself an
 * element binds to nothing, as in event-ruler; one in an inner array binds to
 * that. */

#define JOINT_NODE   (UINT64_C (1) << 63)
#define JOINT_LEAVES 63

/* Takes from pending the leaves that hold for a value. */
static uint64_t
joint_value (const struct field *f, uint64_t pending, const struct json *json)
{
    struct value v;

    value_json (&v, json->type, json->text, json->len, json->escapes);
    for (size_t i = 0; i < f->n_leaves && i < JOINT_LEAVES; i++)
        if ((pending >> i & 1) != 0 && value_any (&v, &f->leaves[i]->any))
            pending &= ~(UINT64_C (1) << i);
    return pending;
}

static bool
joint_node (const struct field *f, uint64_t pending, const struct json *object)
{
    if (pending != JOINT_NODE)
        return false;
    for (size_t i = 0; i < f->nodes.n; i++)
        if (node_json (f->nodes.at[i], object))
            return true;
    return false;
}

/* Whether all that is pending holds for values in the array and one element
 * of it that is an object or array. */
static bool
joint_array (const struct field *f, uint64_t pending, const struct json *array)
{
    struct json one = { NULL, 0, 0, array->escapes };
    const char *key;
    size_t key_len;

    for (size_t pos = 0;
         (one.type = json_next (array->text, array->len, &pos, &key, &key_len,
                                &one.text, &one.len))
         != 0;)
        if (one.type != TRESTLE_TYPE_OBJECT && one.type != TRESTLE_TYPE_ARRAY)
            pending = joint_value (f, pending, &one);
    if (pending == 0)
        return true;
    for (size_t pos = 0;
         (one.type = json_next (array->text, array->len, &pos, &key, &key_len,
                                &one.text, &one.len))
         != 0;) {
        if (one.type == TRESTLE_TYPE_OBJECT && joint_node (f, pending, &one))
            return true;
        if (one.type == TRESTLE_TYPE_ARRAY && joint_array (f, pending, &one))
            return true;
    }
    return false;
}

static bool
joint_json (const struct field *f, const struct json *array)
{
    uint64_t pending = f->nodes.n > 0 ? JOINT_NODE : 0;

    for (size_t i = 0; i < f->n_leaves; i++) {
        if (i < JOINT_LEAVES && !f->leaves[i]->absent)
            pending |= UINT64_C (1) << i;
        else if (!leaf_json (f->leaves[i], array))
            return false;
    }
    for (size_t i = 0; i < f->nodes.n; i++)
        if (!f->nodes.at[i]->positive && below_json (f->nodes.at[i], array))
            pending &= ~JOINT_NODE;
    return pending == 0 || joint_array (f, pending, array);
}

/* ---- fields ------------------------------------------------------------- */

static bool
field_json (const struct field *f, const struct json *json)
{
    if (f->joint && json->type == TRESTLE_TYPE_ARRAY)
        return joint_json (f, json);
    for (size_t i = 0; i < f->n_leaves; i++)
        if (!leaf_json (f->leaves[i], json))
            return false;
    for (size_t i = 0; i < f->nodes.n; i++)
        if (below_json (f->nodes.at[i], json))
            return true;
    return f->nodes.n == 0;
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

/* The same for a key with its quotes. */
static size_t
find_key (const struct node *node, const char *key, size_t len, bool escapes)
{
    if (!escapes || memchr (key, '\\', len) == NULL)
        return find_name (node, key + 1, len - 2);
    for (size_t i = 0; i < node->n_fields; i++)
        if (json_text_equal (key, len, node->fields[i].name.at,
                             node->fields[i].name.len))
            return i;
    return node->n_fields;
}

static bool
fields_json (const struct node *node, const struct json *object)
{
    uint64_t seen = 0;
    size_t n_seen = 0, pos = 0, key_len;
    struct json value = { NULL, 0, 0, object->escapes };
    const char *key;

    while (n_seen < node->n_fields
           && (value.type = json_next (object->text, object->len, &pos, &key,
                                       &key_len, &value.text, &value.len))
                  != 0) {
        size_t i = find_key (node, key, key_len, object->escapes);

        if (i == node->n_fields || (seen >> i & 1) != 0)
            continue;
        if (!field_json (&node->fields[i], &value))
            return false;
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
    for (const struct node *n = node; n != NULL; n = n->more)
        if (!fields_json (n, object))
            return false;
    return groups_json (node, object);
}

bool
evaluate_json (const struct pattern *p, const char *text, size_t len,
               bool escapes)
{
    struct json object = { text, len, TRESTLE_TYPE_OBJECT, escapes };

    for (size_t i = 0; i < p->nodes.n; i++)
        if (node_json (p->nodes.at[i], &object))
            return true;
    return false;
}

/* ---- events ------------------------------------------------------------- */

static void
json_of (const char *text, size_t len, struct json *ret_json)
{
    size_t pos = 0;

    json_skip_space (text, len, &pos);
    ret_json->text = text + pos;
    ret_json->len = len - pos;
    ret_json->type = pos < len ? json_type_of (text[pos]) : 0;
    ret_json->escapes = true;
}

/* Data is JSON, or text, or bytes, which are there and no more. */
static bool
field_data (const struct field *f, const struct trestle_event *ev)
{
    struct json json;
    struct value v;

    if (ev->data == NULL)
        return f->missing_ok;
    if (ev->json) {
        json_of (ev->data, ev->data_len, &json);
        return field_json (f, &json);
    }
    value_text (&v, ev->data, ev->data_len, false);
    if (!json_is_utf8 (ev->data, ev->data_len))
        v.type = 0;
    return field_value (f, &v);
}

static bool
field_event (const struct field *f, const struct trestle_event *ev)
{
    const struct event_attr *attr;
    struct json json;
    struct value v;

    if (f->name.len == 4 && memcmp (f->name.at, "data", 4) == 0)
        return field_data (f, ev);
    attr = event_attr (ev, f->name.at, f->name.len);
    if (attr == NULL)
        return f->missing_ok;
    if (attr->type == TRESTLE_TYPE_OBJECT
        || attr->type == TRESTLE_TYPE_ARRAY) {
        json_of (attr->text, attr->text_len, &json);
        return field_json (f, &json);
    }
    value_text (&v, attr->text, attr->text_len, true);
    return field_value (f, &v);
}

static bool
node_event (const struct node *node, const struct trestle_event *ev)
{
    for (const struct node *n = node; n != NULL; n = n->more)
        for (size_t i = 0; i < n->n_fields; i++)
            if (!field_event (&n->fields[i], ev))
                return false;
    for (size_t i = 0; i < node->n_groups; i++) {
        const struct node_list *group = &node->groups[i];
        size_t j = 0;

        while (j < group->n && !node_event (group->at[j], ev))
            j++;
        if (j == group->n)
            return false;
    }
    return true;
}

bool
pattern_match_event (const struct pattern *p, const struct trestle_event *ev)
{
    for (size_t i = 0; i < p->nodes.n; i++)
        if (node_event (p->nodes.at[i], ev))
            return true;
    return false;
}
