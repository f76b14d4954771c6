/* cloudevents.c - one JSON object to an event, in either form
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The EventBridge form is known by what CloudEvents does not allow: a time of
 * digits, tags that are an object, a resource that is an array.
 */
#include <errno.h>

#include "event/draft.h"

/* An object's members, by what their names mean. */
struct object {
    const struct json_members *members;
    const struct json_member *known[ATTR_N_KNOWN]; /* NULL: absent */
    uint8_t meaning[DRAFT_MAX_MEMBERS];            /* enum attr_known */
    bool bridge;                                   /* EventBridge form */
};

/* ---- names ------------------------------------------------------------- */

/* A member's name without its quotes: decoded, if it was written with
 * escapes. */
static int
member_name (struct trestle_batch *b, const struct json_member *m,
             const char **ret_name, size_t *ret_len)
{
    char *name;

    *ret_name = m->key + 1;
    *ret_len = m->key_len - 2;
    if (attr_is_name (*ret_name, *ret_len)
        || memchr (*ret_name, '\\', *ret_len) == NULL)
        return 0;
    name = batch_text (b, m->key_len);
    if (name == NULL)
        return batch_fail_memory (b);
    *ret_len = json_text (m->key, m->key_len, name, NULL);
    *ret_name = name;
    return 0;
}

/* What a member's name means. */
static int
member_known (struct trestle_batch *b, const struct json_member *m,
              enum attr_known *ret_known)
{
    const char *name;
    size_t len;
    int r;

    *ret_known = attr_known (m->key + 1, m->key_len - 2);
    if (*ret_known != ATTR_OTHER)
        return 0;
    r = member_name (b, m, &name, &len);
    if (r == 0)
        *ret_known = attr_known (name, len);
    return r;
}

/* Finds the members that have a meaning. */
static int
read_names (struct trestle_batch *b, struct object *o)
{
    for (size_t i = 0; i < o->members->n; i++) {
        const struct json_member *m = &o->members->at[i];
        enum attr_known known;
        size_t len;
        int r = member_known (b, m, &known);

        if (r < 0)
            return r;
        o->meaning[i] = (uint8_t)known;
        if (known == ATTR_OTHER)
            continue;
        if (o->known[known] != NULL) {
            const char *name = attr_known_name (known, &len);

            return batch_fail_twice (b, name, len);
        }
        o->known[known] = m;
    }
    return 0;
}

static bool
has_type (const struct json_member *m, int type)
{
    return m != NULL && m->type == type;
}

/* Whether a member is a string of digits alone. */
static bool
is_digits (const struct json_member *m)
{
    if (!has_type (m, TRESTLE_TYPE_STRING) || m->value_len == 2)
        return false;
    for (size_t i = 1; i < m->value_len - 1; i++)
        if (m->value[i] < '0' || m->value[i] > '9')
            return false;
    return true;
}

static bool
is_bridge (const struct object *o)
{
    return has_type (o->known[ATTR_TIME], TRESTLE_TYPE_NUMBER)
           || is_digits (o->known[ATTR_TIME])
           || has_type (o->known[ATTR_TAGS], TRESTLE_TYPE_OBJECT)
           || has_type (o->known[ATTR_RESOURCE], TRESTLE_TYPE_ARRAY);
}

/* ---- values ------------------------------------------------------------ */

/* The value of a member that is not null. */
static int
set_value (struct draft *dr, struct event_attr *at, enum attr_known known,
           const struct json_member *m)
{
    if (known == ATTR_TIME
        && (m->type == TRESTLE_TYPE_NUMBER || is_digits (m)))
        return draft_set_ms (dr, at, m);
    if ((known == ATTR_TAGS && m->type == TRESTLE_TYPE_OBJECT)
        || (known == ATTR_RESOURCE && m->type == TRESTLE_TYPE_ARRAY))
        return draft_set_structure (dr, at, m->type, m->value, m->value_len);
    return draft_set_json (dr, at, known, m);
}

/* What the EventBridge form writes for an attribute that is not there. */
static bool
is_absent (const struct object *o, enum attr_known known,
           const struct json_member *m)
{
    if (m->type == TRESTLE_TYPE_NULL)
        return true;
    if (!o->bridge || m->type != TRESTLE_TYPE_STRING || m->value_len != 2)
        return false;
    return known != ATTR_OTHER && known != ATTR_ID && known != ATTR_SOURCE
           && known != ATTR_TYPE;
}

/* The name of an attribute that has no known one. */
static int
other_name (struct draft *dr, const struct json_member *m,
            const char **ret_name, size_t *ret_len)
{
    const char *name;
    int r = member_name (dr->b, m, &name, ret_len);

    if (r < 0)
        return r;
    r = draft_check_name (dr->b, name, *ret_len);
    if (r < 0)
        return r;
    if (draft_find (dr, ATTR_OTHER, name, *ret_len) != NULL)
        return batch_fail_twice (dr->b, name, *ret_len);
    *ret_name = batch_name (dr->b, name, *ret_len);
    return *ret_name == NULL ? batch_fail_memory (dr->b) : 0;
}

static int
take_attr (struct draft *dr, const struct object *o, size_t i)
{
    const struct json_member *m = &o->members->at[i];
    enum attr_known known = o->meaning[i];
    struct event_attr *at;
    const char *name;
    size_t len;
    int r = 0;

    if (known == ATTR_SPECVERSION || known == ATTR_DATA
        || known == ATTR_DATA_BASE64)
        return 0;
    if (known != ATTR_OTHER)
        name = attr_known_name (known, &len);
    else
        r = other_name (dr, m, &name, &len);
    if (r < 0)
        return r;
    at = draft_place (dr, known, name, len);
    return is_absent (o, known, m) ? 0 : set_value (dr, at, known, m);
}

/* ---- the whole --------------------------------------------------------- */

static int
check_version (struct trestle_batch *b, const struct object *o)
{
    const struct json_member *m = o->known[ATTR_SPECVERSION];

    if (o->bridge)
        return 0; /* of any version */
    if (m == NULL || m->type == TRESTLE_TYPE_NULL)
        return batch_fail (b, -EINVAL, "attribute \"specversion\" is missing");
    if (m->type != TRESTLE_TYPE_STRING
        || !json_text_equal (m->value, m->value_len, "1.0", 3))
        return batch_fail (b, -EINVAL,
                           "attribute \"specversion\" must be \"1.0\"");
    return 0;
}

int
draft_object (struct draft *dr, struct trestle_batch *b,
              const struct json_members *members)
{
    struct object o;
    int r;

    o.members = members;
    memset (o.known, 0, sizeof o.known);
    r = read_names (b, &o);
    if (r < 0)
        return r;
    o.bridge = is_bridge (&o);
    r = check_version (b, &o);
    if (r < 0)
        return r;
    r = draft_begin (dr, b, members->n);
    if (r < 0)
        return r;
    for (size_t i = 0; i < members->n; i++) {
        r = take_attr (dr, &o, i);
        if (r < 0)
            return r;
    }
    r = draft_data_json (dr, o.known[ATTR_DATA], o.known[ATTR_DATA_BASE64]);
    return r < 0 ? r : draft_finish (dr);
}
