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

        PUT (o, ",\"");
        put (o, at->name, at->name_len);
        PUT (o, "\":");
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
    = { .name = "data_base64", .name_len = 11 };
static const struct event_attr no_status
    = { .name = "status\0", .name_len = 6, .json = "\"\"", .json_len = 2 };
static const struct event_attr no_tags
    = { .name = "tags\0\0\0", .name_len = 4, .json = "null", .json_len = 4 };

/* A name, and its first eight bytes so that they can be compared at once. */
struct name {
    uint64_t head;
    const struct event_attr *at;
};

struct names {
    size_t n;
    struct name at[EVENT_MAX_ATTRS + 4];
};

/* Names have a NUL, which is before every other byte. */
static bool
is_before (const struct name *a, const struct name *b)
{
    if (a->head != b->head)
        return a->head < b->head;
    return strcmp (a->at->name, b->at->name) < 0;
}

static void
add_name (struct names *names, const struct event_attr *at)
{
    struct name name = { 0, at };
    size_t i = names->n++;

    memcpy (&name.head, at->name, sizeof name.head);
    name.head = be64toh (name.head);
    for (; i > 0 && is_before (&name, &names->at[i - 1]); i--)
        names->at[i] = names->at[i - 1];
    names->at[i] = name;
}

/* Under which name data goes, if there is any. */
static const struct event_attr *
data_name (const struct trestle_event *ev)
{
    if (ev->json || (ev->data_json != NULL && !ev->base64))
        return &no_data;
    return is_text (ev, true) ? &no_data : &no_base64;
}

static void
sort_names (struct names *names, const struct trestle_event *ev)
{
    unsigned seen = 0;

    names->n = 0;
    for (uint32_t i = 0; i < ev->n_attrs; i++) {
        seen |= 1u << ev->attrs[i].known;
        add_name (names, &ev->attrs[i]);
    }
    if ((seen & 1u << ATTR_TIME) == 0)
        add_name (names, &no_time);
    if ((seen & 1u << ATTR_STATUS) == 0)
        add_name (names, &no_status);
    if ((seen & 1u << ATTR_TAGS) == 0)
        add_name (names, &no_tags);
    if (ev->data != NULL)
        add_name (names, data_name (ev));
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
put_eventbridge (struct out *o, const struct trestle_event *ev)
{
    struct names names;

    sort_names (&names, ev);
    for (size_t i = 0; i < names.n; i++) {
        const struct event_attr *at = names.at[i].at;

        if (i == 0)
            PUT (o, "{\"");
        else
            PUT (o, ",\"");
        put (o, at->name, at->name_len);
        PUT (o, "\":");
        put_bridge_value (o, ev, at);
    }
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
