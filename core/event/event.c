/* event.c - what is read from an event
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <string.h>

#include "event/event.h"

const struct event_attr *
event_attr (const struct trestle_event *ev, const char *name, size_t len)
{
    for (uint32_t i = 0; i < ev->n_attrs; i++) {
        const struct event_attr *at = &ev->attrs[i];

        if (at->name_len == len && memcmp (at->name, name, len) == 0)
            return at;
    }
    return NULL;
}

const char *
trestle_event_get (const struct trestle_event *ev, const char *name)
{
    const struct event_attr *at = event_attr (ev, name, strlen (name));

    return at != NULL ? at->text : NULL;
}

int
trestle_event_attr (const struct trestle_event *ev, size_t i,
                    const char **ret_name, const char **ret_value)
{
    if (i >= ev->n_attrs)
        return 0;
    *ret_name = ev->attrs[i].name;
    *ret_value = ev->attrs[i].text;
    return ev->attrs[i].type;
}

const void *
trestle_event_data (const struct trestle_event *ev, size_t *ret_len,
                    int *ret_json)
{
    *ret_len = ev->data_len;
    *ret_json = ev->json;
    return ev->data;
}

int
trestle_event_is_payload (const struct trestle_event *ev)
{
    return ev->payload;
}

uint64_t
trestle_event_admitted (const struct trestle_event *ev)
{
    return ev->batch->admitted_us;
}

int
trestle_event_time (const struct trestle_event *ev, int64_t *ret_time)
{
    const struct event_attr *at = event_attr (ev, "time", 4);

    return at != NULL
           && event_time_parse (at->text, at->text_len, ret_time) == 0;
}
