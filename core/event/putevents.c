/* putevents.c - one entry of PutEvents' list to an event
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>

#include "event/draft.h"

#define CONTENT_TYPE "application/json;charset=utf-8"

/* The entry's names, with their quotes. */
static const struct put_name {
    const char *key;
    enum attr_known known;
} put_names[] = {
    { "\"Source\"", ATTR_SOURCE },   { "\"Type\"", ATTR_TYPE },
    { "\"Subject\"", ATTR_SUBJECT }, { "\"Data\"", ATTR_DATA },
    { "\"Time\"", ATTR_TIME },       { "\"Region\"", ATTR_REGION },
    { "\"Status\"", ATTR_STATUS },   { "\"Id\"", ATTR_ID },
    { "\"TagList\"", ATTR_TAGS },
};

static enum attr_known
put_known (const struct json_member *m)
{
    for (size_t i = 0; i < sizeof put_names / sizeof *put_names; i++)
        if (strlen (put_names[i].key) == m->key_len
            && memcmp (put_names[i].key, m->key, m->key_len) == 0)
            return put_names[i].known;
    return ATTR_OTHER;
}

static bool
is_empty (const struct json_member *m)
{
    return m->type == TRESTLE_TYPE_NULL
           || (m->type == TRESTLE_TYPE_STRING && m->value_len == 2);
}

/* ---- tags -------------------------------------------------------------- */

/* One {"Key": K, "Value": V}: both as they stand, with their quotes. */
static int
read_tag (struct trestle_batch *b, const char *text, size_t len,
          struct json_member *ret_tag)
{
    const char *key, *value;
    size_t key_len, value_len;
    size_t pos = 0;
    int type;

    memset (ret_tag, 0, sizeof *ret_tag);
    while ((type
            = json_next (text, len, &pos, &key, &key_len, &value, &value_len))
           != 0) {
        if (key == NULL || type != TRESTLE_TYPE_STRING)
            break;
        if (json_text_equal (key, key_len, "Key", 3)) {
            ret_tag->key = value;
            ret_tag->key_len = (uint32_t)value_len;
        } else if (json_text_equal (key, key_len, "Value", 5)) {
            ret_tag->value = value;
            ret_tag->value_len = (uint32_t)value_len;
        } else
            break;
    }
    if (type != 0 || ret_tag->key == NULL || ret_tag->value == NULL)
        return batch_fail (b, -EINVAL,
                           "TagList is not a list of Key and Value");
    return 0;
}

/* Writes [{"Key":K,"Value":V}, ...] as {K:V, ...}, which is never longer. */
static int
write_tags (struct draft *dr, const struct json_member *m, char *buf,
            size_t *ret_len)
{
    const char *key, *value;
    size_t key_len, value_len;
    size_t pos = 0;
    char *at = buf;
    struct json_member tag;

    while (json_next (m->value, m->value_len, &pos, &key, &key_len, &value,
                      &value_len)
           != 0) {
        int r = read_tag (dr->b, value, value_len, &tag);

        if (r < 0)
            return r;
        *at = at == buf ? '{' : ',';
        at++;
        memcpy (at, tag.key, tag.key_len);
        at += tag.key_len;
        *at++ = ':';
        memcpy (at, tag.value, tag.value_len);
        at += tag.value_len;
    }
    if (at != buf)
        *at++ = '}';
    *ret_len = (size_t)(at - buf);
    return 0;
}

/* TagList as the attribute tags. */
static int
set_tags (struct draft *dr, struct event_attr *at, const struct json_member *m)
{
    const struct json_watch *watch = dr->b->watch;
    struct json_error error;
    char *text;
    size_t len;
    int r;

    if (m->type != TRESTLE_TYPE_ARRAY)
        return batch_fail (dr->b, -EINVAL,
                           "TagList is not a list of Key and Value");
    text = batch_text (dr->b, m->value_len);
    if (text == NULL)
        return batch_fail_memory (dr->b);
    r = write_tags (dr, m, text, &len);
    if (r < 0 || len == 0)
        return r;
    if (watch != NULL)
        watch = json_watch_below (watch, "tags", 4);
    r = json_check (text, len, watch, &error);
    if (r < 0)
        return r == -ENOMEM
                   ? batch_fail_memory (dr->b)
                   : batch_fail (dr->b, -EINVAL, "TagList: %s", error.what);
    return draft_set_structure (dr, at, TRESTLE_TYPE_OBJECT, text, len);
}

/* ---- values ------------------------------------------------------------ */

/* Data is JSON inside a JSON string. */
static int
set_data (struct draft *dr, const struct json_member *m)
{
    const struct json_watch *watch = dr->b->watch;
    struct json_error error;
    bool lone = false;
    char *text;
    int r;

    if (m == NULL || m->type == TRESTLE_TYPE_NULL)
        return batch_fail (dr->b, -EINVAL, "Data is missing");
    if (m->type != TRESTLE_TYPE_STRING)
        return batch_fail (dr->b, -EINVAL, "Data is not a string");
    text = batch_text (dr->b, m->value_len);
    if (text == NULL)
        return batch_fail_memory (dr->b);
    dr->ev->data = text;
    dr->ev->data_len = json_text (m->value, m->value_len, text, &lone);
    dr->ev->json = true;
    if (lone)
        return batch_fail (dr->b, -EINVAL, "Data has a lone surrogate");
    if (watch != NULL)
        watch = json_watch_below (watch, "data", 4);
    r = json_check (text, dr->ev->data_len, watch, &error);
    if (r == -ENOMEM)
        return batch_fail_memory (dr->b);
    if (r < 0)
        return batch_fail (dr->b, -EINVAL, "Data is not JSON: %s at byte %zu",
                           error.what, error.offset);
    return 0;
}

static int
set_value (struct draft *dr, enum attr_known known,
           const struct json_member *m)
{
    size_t len;
    const char *name = attr_known_name (known, &len);
    struct event_attr *at = draft_place (dr, known, name, len);

    if (m->type == TRESTLE_TYPE_NULL)
        return 0;
    if (known == ATTR_TIME)
        return draft_set_ms (dr, at, m);
    if (known == ATTR_TAGS)
        return set_tags (dr, at, m);
    if (m->type != TRESTLE_TYPE_STRING)
        return batch_fail (dr->b, -EINVAL, "%.*s is not a string",
                           (int)m->key_len - 2, m->key + 1);
    if (known != ATTR_SOURCE && known != ATTR_TYPE && is_empty (m))
        return 0;
    return draft_set_string (dr, at, known, m);
}

static int
set_content_type (struct draft *dr)
{
    size_t len;
    const char *name = attr_known_name (ATTR_DATACONTENTTYPE, &len);
    struct event_attr *at = draft_place (dr, ATTR_DATACONTENTTYPE, name, len);

    return draft_set_text (dr, at, ATTR_DATACONTENTTYPE, CONTENT_TYPE);
}

static int
take_members (struct draft *dr, const struct json_members *members,
              const struct json_member **known)
{
    for (size_t i = 0; i < members->n; i++) {
        const struct json_member *m = &members->at[i];
        enum attr_known k = put_known (m);
        int r;

        if (k == ATTR_OTHER)
            return batch_fail (
                dr->b, -EINVAL, "\"%.*s\" is no name of PutEvents",
                m->key_len > 66 ? 64 : (int)m->key_len - 2, m->key + 1);
        if (known[k] != NULL)
            return batch_fail_twice (dr->b, m->key + 1, m->key_len - 2);
        known[k] = m;
        if (k == ATTR_DATA)
            continue;
        r = set_value (dr, k, m);
        if (r < 0)
            return r;
    }
    return 0;
}

int
draft_put (struct draft *dr, struct trestle_batch *b,
           const struct json_members *members)
{
    const struct json_member *known[ATTR_N_KNOWN] = { NULL };
    int r = draft_begin (dr, b, members->n + 1);

    if (r < 0)
        return r;
    r = take_members (dr, members, known);
    if (r < 0)
        return r;
    r = set_data (dr, known[ATTR_DATA]);
    if (r < 0)
        return r;
    r = set_content_type (dr);
    if (r == 0 && dr->attrs[PLACE_ID].text == NULL)
        r = draft_set_uuid (dr);
    return r < 0 ? r : draft_finish (dr);
}
