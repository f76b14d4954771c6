/* draft.c - an event in the making: its attributes
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>

#include "base/random.h"
#include "event/draft.h"
#include "event/time.h"

static const struct event_attr specversion = {
    .name = "specversion\0\0\0\0",
    .text = "1.0",
    .json = "\"1.0\"",
    .text_len = 3,
    .json_len = 5,
    .name_len = 11,
    .type = TRESTLE_TYPE_STRING,
    .known = ATTR_SPECVERSION,
};

/* ---- names ------------------------------------------------------------- */

int
draft_begin (struct draft *dr, struct trestle_batch *b, size_t others)
{
    dr->b = b;
    dr->n = PLACE_OTHERS;
    dr->media_type = NULL;
    dr->ev = batch_alloc (b, sizeof *dr->ev);
    dr->attrs = batch_alloc (b, (PLACE_OTHERS + others) * sizeof *dr->attrs);
    if (dr->ev == NULL || dr->attrs == NULL)
        return batch_fail_memory (b);
    memset (dr->ev, 0, sizeof *dr->ev);
    memset (dr->attrs, 0, PLACE_OTHERS * sizeof *dr->attrs);
    dr->attrs[PLACE_SPECVERSION] = specversion;
    dr->ev->batch = b;
    return 0;
}

struct event_attr *
draft_place (struct draft *dr, enum attr_known known, const char *name,
             size_t len)
{
    struct event_attr *at;

    if (known == ATTR_ID)
        at = &dr->attrs[PLACE_ID];
    else if (known == ATTR_SOURCE)
        at = &dr->attrs[PLACE_SOURCE];
    else if (known == ATTR_TYPE)
        at = &dr->attrs[PLACE_TYPE];
    else
        at = &dr->attrs[dr->n++];
    at->name = name;
    at->name_len = (uint8_t)len;
    at->known = (uint8_t)known;
    at->text = NULL;
    if (known == ATTR_DATACONTENTTYPE)
        dr->media_type = at;
    return at;
}

struct event_attr *
draft_find (const struct draft *dr, enum attr_known known, const char *name,
            size_t len)
{
    for (size_t i = 0; i < dr->n; i++) {
        struct event_attr *at = &dr->attrs[i];

        if (at->known != known || at->name == NULL)
            continue;
        if (known != ATTR_OTHER
            || (at->name_len == len && memcmp (at->name, name, len) == 0))
            return at;
    }
    return NULL;
}

int
draft_check_name (struct trestle_batch *b, const char *name, size_t len)
{
    if (len == 0)
        return batch_fail (b, -EINVAL, "an attribute has no name");
    if (len > EVENT_MAX_NAME)
        return batch_fail (b, -EINVAL,
                           "attribute name \"%.20s...\" is longer than %d "
                           "characters",
                           name, EVENT_MAX_NAME);
    if (!attr_is_name (name, len))
        return batch_fail (b, -EINVAL,
                           "attribute name \"%.*s\" is not of a-z and 0-9 "
                           "alone",
                           (int)len, name);
    return 0;
}

/* ---- values ------------------------------------------------------------ */

static int
fail_attr (struct draft *dr, const struct event_attr *at, const char *fault)
{
    return batch_fail (dr->b, -EINVAL, "attribute \"%s\" %s", at->name, fault);
}

static int
fail_size (struct draft *dr)
{
    return batch_fail (dr->b, -EMSGSIZE, "event is larger than %zu bytes",
                       dr->b->limits->event_bytes);
}

/* tags and resource may be JSON text: then they are read as such, and no name
 * that is looked for in them may occur twice.  1, 0 if it is other text, or
 * -EINVAL. */
static int
is_json_of (struct draft *dr, const struct event_attr *at, char begin)
{
    const struct json_watch *below
        = dr->b->watch != NULL
              ? json_watch_below (dr->b->watch, at->name, at->name_len)
              : NULL;
    struct json_error error;
    int r;

    if (at->text_len < 2 || at->text[0] != begin)
        return 0;
    r = json_check (at->text, at->text_len, below, &error);
    if (r == -EEXIST)
        return batch_fail (dr->b, -EINVAL,
                           "attribute \"%s\": a name occurs twice", at->name);
    return r == 0;
}

/* The rules of a known attribute; sets the type of a text. */
static int
check_known (struct draft *dr, struct event_attr *at, enum attr_known known)
{
    const char *fault = attr_value_fault (known, at->text, at->text_len);
    int r;

    if (fault != NULL)
        return fail_attr (dr, at, fault);
    at->type = TRESTLE_TYPE_STRING;
    if (known == ATTR_TIME)
        at->type = TRESTLE_TYPE_TIME;
    else if (known == ATTR_SOURCE || known == ATTR_DATASCHEMA)
        at->type = TRESTLE_TYPE_URI;
    if (known != ATTR_TAGS && known != ATTR_RESOURCE)
        return 0;
    r = is_json_of (dr, at, known == ATTR_TAGS ? '{' : '[');
    if (r > 0)
        at->type
            = known == ATTR_TAGS ? TRESTLE_TYPE_OBJECT : TRESTLE_TYPE_ARRAY;
    return r < 0 ? r : 0;
}

/* Text between quotes would be no JSON string: keeps one that is. */
static int
keep_quoted (struct draft *dr, struct event_attr *at)
{
    size_t len = json_quote (at->text, at->text_len, NULL, 0);
    char *json = batch_text (dr->b, len);

    if (json == NULL)
        return batch_fail_memory (dr->b);
    json_quote (at->text, at->text_len, json, len);
    at->json = json;
    at->json_len = (uint32_t)len;
    return 0;
}

int
draft_set_text (struct draft *dr, struct event_attr *at, enum attr_known known,
                const char *text)
{
    size_t len = strlen (text);
    const char *fault = NULL;
    int r;

    if (len > dr->b->limits->event_bytes)
        return fail_size (dr);
    at->text = batch_copy (dr->b, text, len);
    if (at->text == NULL)
        return batch_fail_memory (dr->b);
    at->text_len = (uint32_t)len;
    at->json = NULL;
    at->json_len = 0;
    if (!attr_is_plain (text, len)) {
        fault = json_is_utf8 (text, len) ? attr_string_fault (text, len)
                                         : "is not UTF-8";
        if (fault != NULL)
            return fail_attr (dr, at, fault);
        if (strpbrk (text, "\"\\") != NULL) {
            r = keep_quoted (dr, at);
            if (r < 0)
                return r;
        }
    }
    return check_known (dr, at, known);
}

/* The text of a JSON string that is more than plain ASCII. */
static int
decode_string (struct draft *dr, struct event_attr *at,
               const struct json_member *m)
{
    char *text = batch_text (dr->b, m->value_len);
    const char *fault;
    bool lone = false;

    if (text == NULL)
        return batch_fail_memory (dr->b);
    at->text_len = (uint32_t)json_text (m->value, m->value_len, text, &lone);
    text[at->text_len] = '\0';
    at->text = text;
    fault = lone ? "has a lone surrogate"
                 : attr_string_fault (text, at->text_len);
    return fault == NULL ? 0 : fail_attr (dr, at, fault);
}

int
draft_set_string (struct draft *dr, struct event_attr *at,
                  enum attr_known known, const struct json_member *m)
{
    const char *inside = m->value + 1;
    size_t len = m->value_len - 2;
    int r;

    if (len / 6 > dr->b->limits->event_bytes)
        return fail_size (dr);
    at->json = m->value;
    at->json_len = m->value_len;
    if (attr_is_plain_inside (inside, len)) {
        at->text = batch_copy (dr->b, inside, len);
        at->text_len = (uint32_t)len;
        if (at->text == NULL)
            return batch_fail_memory (dr->b);
        return check_known (dr, at, known);
    }
    r = decode_string (dr, at, m);
    return r < 0 ? r : check_known (dr, at, known);
}

/* Whether a checked number is an integer of 32 bits. */
static bool
is_int32 (const char *json, size_t len)
{
    size_t first = json[0] == '-';
    int64_t value = 0;

    if (len - first > 10)
        return false;
    for (size_t i = first; i < len; i++) {
        if (json[i] < '0' || json[i] > '9')
            return false;
        value = value * 10 + (json[i] - '0');
    }
    return value <= INT32_MAX + (int64_t)first;
}

int
draft_set_json (struct draft *dr, struct event_attr *at, enum attr_known known,
                const struct json_member *m)
{
    if (m->type == TRESTLE_TYPE_STRING)
        return draft_set_string (dr, at, known, m);
    if (attr_value_fault (known, "", 0) != NULL)
        return fail_attr (dr, at, "must be a string");
    at->json = m->value;
    at->json_len = at->text_len = m->value_len;
    at->type = TRESTLE_TYPE_BOOLEAN;
    if (m->type == TRESTLE_TYPE_NUMBER) {
        at->type = TRESTLE_TYPE_INTEGER;
        if (!is_int32 (m->value, m->value_len))
            return fail_attr (dr, at, "is not an integer of 32 bits");
        if (m->value_len == 2 && memcmp (m->value, "-0", 2) == 0)
            at->text_len = 1;
    } else if (m->type != TRESTLE_TYPE_BOOLEAN)
        return fail_attr (dr, at, "must be a string, a boolean or an integer");
    at->text = batch_copy (dr->b, m->value + m->value_len - at->text_len,
                           at->text_len);
    return at->text == NULL ? batch_fail_memory (dr->b) : 0;
}

int
draft_set_ms (struct draft *dr, struct event_attr *at,
              const struct json_member *m)
{
    size_t quotes = m->type == TRESTLE_TYPE_STRING;
    const char *p = m->value + quotes;
    size_t len = m->value_len - 2 * quotes;
    size_t first = len > 0 && p[0] == '-';
    bool right = len > first && len <= 18;
    char text[EVENT_TIME_SIZE];
    int64_t ms = 0;

    for (size_t i = first; right && i < len; i++) {
        right = p[i] >= '0' && p[i] <= '9';
        ms = ms * 10 + (p[i] - '0');
    }
    if (!right || event_time_format (first > 0 ? -ms : ms, text) < 0)
        return fail_attr (dr, at, "is not a time in milliseconds");
    return draft_set_text (dr, at, ATTR_TIME, text);
}

int
draft_set_structure (struct draft *dr, struct event_attr *at, int type,
                     const char *text, size_t len)
{
    char *copy = batch_copy (dr->b, text, len);
    const char *fault;

    if (copy == NULL)
        return batch_fail_memory (dr->b);
    for (size_t i = 0; i < len; i++)
        if (copy[i] == '\n' || copy[i] == '\r' || copy[i] == '\t')
            copy[i] = ' '; /* in JSON these are white space only */
    fault = attr_string_fault (copy, len);
    if (fault != NULL)
        return fail_attr (dr, at, fault);
    at->text = copy;
    at->text_len = (uint32_t)len;
    at->json = NULL;
    at->json_len = 0;
    at->type = (uint8_t)type;
    return 0;
}

int
draft_set_uuid (struct draft *dr)
{
    char uuid[37];
    size_t len;
    const char *name = attr_known_name (ATTR_ID, &len);
    struct event_attr *at = draft_place (dr, ATTR_ID, name, len);

    random_uuid (dr->b->random, uuid);
    return draft_set_text (dr, at, ATTR_ID, uuid);
}

/* ---- the whole --------------------------------------------------------- */

static int
check_required (struct draft *dr)
{
    static const char *const names[]
        = { "specversion", "id", "source", "type" };

    for (int i = 0; i < PLACE_OTHERS; i++)
        if (dr->attrs[i].text == NULL)
            return batch_fail (dr->b, -EINVAL, "attribute \"%s\" is missing",
                               names[i]);
    return 0;
}

int
draft_finish (struct draft *dr)
{
    size_t size = dr->ev->data_len;
    size_t n = 0;
    int r = check_required (dr);

    if (r < 0)
        return r;
    for (size_t i = 0; i < dr->n; i++) {
        if (dr->attrs[i].text == NULL)
            continue;
        if (n < i)
            dr->attrs[n] = dr->attrs[i];
        size += (size_t)dr->attrs[n].name_len + dr->attrs[n].text_len;
        n++;
    }
    if (n > EVENT_MAX_ATTRS)
        return batch_fail (dr->b, -EINVAL, "more than %d attributes",
                           EVENT_MAX_ATTRS);
    if (size > dr->b->limits->event_bytes)
        return fail_size (dr);
    dr->ev->attrs = dr->attrs;
    dr->ev->n_attrs = (uint32_t)n;
    return 0;
}
