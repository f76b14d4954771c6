/* render.c - an event as JSON text, in the CloudEvents or EventBridge form
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What came in as JSON goes out as it stands; where the buffer ends, writing
 * stops and counting goes on.
 */
#include <endian.h>
#include <string.h>

#include "event/attrs.h"
#include "event/base64.h"
#include "event/event.h"
#include "event/time.h"
#include "json/scan.h"

struct out {
    char *buf;
    size_t size;
    size_t len; /* also of what had no room */
};

static inline void
put (struct out *o, const char *text, size_t len)
{
    if (len <= o->size && o->len <= o->size - len)
        memcpy (o->buf + o->len, text, len);
    o->len += len;
}

#define PUT(o_, literal_) put (o_, literal_, sizeof (literal_) - 1)

/* Where len more bytes can be written; NULL: nowhere. */
static char *
room (const struct out *o, size_t len)
{
    return len <= o->size && o->len <= o->size - len ? o->buf + o->len : NULL;
}

/* What put_name may write: a word beyond the name, at most. */
#define NAME_ROOM (4 + EVENT_MAX_NAME + 8)

/* A brace or comma and the name with its colon.  A name is copied by whole
 * words, which is faster than to ask for its few bytes. */
static inline void
put_name (struct out *o, const struct event_attr *at)
{
    const char *begin = o->len == 0 ? "{\"" : ",\"";
    char *p = room (o, NAME_ROOM);

    if (p == NULL) {
        put (o, begin, 2);
        put (o, at->name, at->name_len);
        PUT (o, "\":");
        return;
    }
    memcpy (p, begin, 2);
    p += 2;
    for (size_t i = 0; i < at->name_len; i += 8)
        memcpy (p + i, at->name + i, 8);
    memcpy (p + at->name_len, "\":", 2);
    o->len += (size_t)at->name_len + 4;
}

/* ---- values ------------------------------------------------------------ */

static void
put_quoted (struct out *o, const char *text, size_t len)
{
    size_t size = o->len < o->size ? o->size - o->len : 0;

    o->len += json_quote (text, len, size > 0 ? o->buf + o->len : NULL, size);
}

static void
put_base64 (struct out *o, const char *data, size_t len)
{
    char *at = room (o, BASE64_ENCODED (len) + 2);

    if (at != NULL) {
        *at = '"';
        base64_encode (data, len, at + 1);
        at[BASE64_ENCODED (len) + 1] = '"';
    }
    o->len += BASE64_ENCODED (len) + 2;
}

/* Checked JSON on one line: a line end can only be white space. */
static void
put_json (struct out *o, const char *json, size_t len)
{
    char *at = room (o, len);

    put (o, json, len);
    if (at == NULL
        || (memchr (json, '\n', len) == NULL
            && memchr (json, '\r', len) == NULL))
        return;
    for (size_t i = 0; i < len; i++)
        if (at[i] == '\n' || at[i] == '\r')
            at[i] = ' ';
}

static void
put_number (struct out *o, int64_t value)
{
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
    char digits[20];
    size_t n = sizeof digits;

    do
        digits[--n] = (char)('0' + rest % 10);
    while ((rest /= 10) > 0);
    if (value < 0)
        PUT (o, "-");
    put (o, digits + n, sizeof digits - n);
}

static void
put_value (struct out *o, const struct event_attr *at)
{
    if (at->json != NULL)
        put (o, at->json, at->json_len);
    else if (at->type == TRESTLE_TYPE_OBJECT || at->type == TRESTLE_TYPE_ARRAY)
        put_quoted (o, at->text, at->text_len);
    else {
        PUT (o, "\"");
        put (o, at->text, at->text_len);
        PUT (o, "\"");
    }
}

/* ---- the CloudEvents form ---------------------------------------------- */

/* Whether bytes that came as such may stand as a string: where they are text,
 * and that is the text of their type. */
static bool
is_text (const struct trestle_event *ev, bool any_type)
{
    const struct event_attr *at = event_attr (ev, "datacontenttype", 15);

    return at != NULL
           && (any_type || attr_is_text_type (at->text, at->text_len))
           && json_is_utf8 (ev->data, ev->data_len);
}

static void
put_cloud_data (struct out *o, const struct trestle_event *ev)
{
    if (ev->data == NULL)
        return;
    if (ev->json) {
        PUT (o, ",\"data\":");
        put_json (o, ev->data, ev->data_len);
    } else if (ev->data_json != NULL && !ev->base64) {
        PUT (o, ",\"data\":");
        put (o, ev->data_json, ev->data_json_len);
    } else if (ev->data_json != NULL) {
        PUT (o, ",\"data_base64\":");
        put (o, ev->data_json, ev->data_json_len);
    } else if (is_text (ev, false)) {
        PUT (o, ",\"data\":");
        put_quoted (o, ev->data, ev->data_len);
    } else {
        PUT (o, ",\"data_base64\":");
        put_base64 (o, ev->data, ev->data_len);
    }
}

static void
put_cloudevents (struct out *o, const struct trestle_event *ev)
{
    PUT (o, "{\"specversion\":\"1.0\"");
    for (uint32_t i = 1; i < ev->n_attrs; i++) {
        const struct event_attr *at = &ev->attrs[i];

        put_name (o, at);
        put_value (o, at);
    }
    put_cloud_data (o, ev);
    PUT (o, "}");
}

/* ---- the EventBridge form ---------------------------------------------- */

/* What has a place among the names, but no attribute. */
static const struct event_attr no_time
    = { .name = "time\0\0\0", .name_len = 4 };
static const struct event_attr no_data
    = { .name = "data\0\0\0", .name_len = 4 };
static const struct event_attr no_base64
    = { .name = "data_base64\0\0\0\0", .name_len = 11 };
static const struct event_attr no_status
    = { .name = "status\0", .name_len = 6, .json = "\"\"", .json_len = 2 };
static const struct event_attr no_tags
    = { .name = "tags\0\0\0", .name_len = 4, .json = "null", .json_len = 4 };

/* The attributes in the order of their names: the known ones have it in their
 * numbers, the others are sorted. */
struct names {
    const struct event_attr *known[ATTR_N_KNOWN];
    const struct event_attr *others[EVENT_MAX_ATTRS];
    size_t n_others;
};

/* The first eight bytes tell most names apart.  Names have a NUL, which is
 * before every other byte. */
static bool
is_before (const struct event_attr *a, const struct event_attr *b)
{
    uint64_t a_head, b_head;

    memcpy (&a_head, a->name, 8);
    memcpy (&b_head, b->name, 8);
    if (a_head != b_head)
        return be64toh (a_head) < be64toh (b_head);
    return strcmp (a->name, b->name) < 0;
}

static void
add_other (struct names *names, const struct event_attr *at)
{
    size_t i = names->n_others++;

    for (; i > 0 && is_before (at, names->others[i - 1]); i--)
        names->others[i] = names->others[i - 1];
    names->others[i] = at;
}

static void
sort_names (struct names *names, const struct trestle_event *ev)
{
    memset (names->known, 0, sizeof names->known);
    names->n_others = 0;
    names->known[ATTR_TIME] = &no_time;
    names->known[ATTR_STATUS] = &no_status;
    names->known[ATTR_TAGS] = &no_tags;
    for (uint32_t i = 0; i < ev->n_attrs; i++) {
        const struct event_attr *at = &ev->attrs[i];

        if (at->known != ATTR_OTHER)
            names->known[at->known] = at;
        else
            add_other (names, at);
    }
    if (ev->data == NULL)
        return;
    if (ev->json || (ev->data_json != NULL && !ev->base64)
        || is_text (ev, true))
        names->known[ATTR_DATA] = &no_data;
    else
        names->known[ATTR_DATA_BASE64] = &no_base64;
}

/* The attribute time, or when the event was admitted, in milliseconds. */
static void
put_bridge_time (struct out *o, const struct trestle_event *ev,
                 const struct event_attr *at)
{
    int64_t us = (int64_t)ev->batch->admitted_us;

    if (at != &no_time)
        event_time_parse (at->text, at->text_len, &us);
    put_number (o, event_time_floor (us));
}

static void
put_bridge_value (struct out *o, const struct trestle_event *ev,
                  const struct event_attr *at)
{
    if (at == &no_data && ev->json)
        put_json (o, ev->data, ev->data_len);
    else if (at == &no_data && ev->data_json != NULL && !ev->base64)
        put (o, ev->data_json, ev->data_json_len);
    else if (at == &no_data)
        put_quoted (o, ev->data, ev->data_len);
    else if (at == &no_base64 && ev->data_json != NULL)
        put (o, ev->data_json, ev->data_json_len);
    else if (at == &no_base64)
        put_base64 (o, ev->data, ev->data_len);
    else if (at == &no_time || at->type == TRESTLE_TYPE_TIME)
        put_bridge_time (o, ev, at);
    else if (at->type == TRESTLE_TYPE_OBJECT || at->type == TRESTLE_TYPE_ARRAY)
        put (o, at->text, at->text_len);
    else
        put_value (o, at);
}

static void
put_bridge_member (struct out *o, const struct trestle_event *ev,
                   const struct event_attr *at)
{
    put_name (o, at);
    put_bridge_value (o, ev, at);
}

static void
put_eventbridge (struct out *o, const struct trestle_event *ev)
{
    struct names names;
    size_t i = 0;

    sort_names (&names, ev);
    for (int k = ATTR_OTHER + 1; k < ATTR_N_KNOWN; k++) {
        const struct event_attr *at = names.known[k];

        if (at == NULL)
            continue;
        while (i < names.n_others && is_before (names.others[i], at))
            put_bridge_member (o, ev, names.others[i++]);
        put_bridge_member (o, ev, at);
    }
    while (i < names.n_others)
        put_bridge_member (o, ev, names.others[i++]);
    PUT (o, "}");
}

size_t
trestle_event_render (const struct trestle_event *ev, int form, char *buf,
                      size_t size)
{
    struct out o = { buf, size, 0 };

    if (ev->payload)
        put_json (&o, ev->data, ev->data_len);
    else if (form == TRESTLE_EVENTBRIDGE)
        put_eventbridge (&o, ev);
    else
        put_cloudevents (&o, ev);
    return o.len;
}
