/* data.c - an event in the making: its data
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>

#include "event/base64.h"
#include "event/draft.h"

/* The media type of data, as far as it matters here. */
enum media { MEDIA_NONE, MEDIA_JSON, MEDIA_OTHER };

static enum media
draft_media (const struct draft *dr)
{
    const struct event_attr *at = dr->media_type;

    if (at == NULL || at->text == NULL)
        return MEDIA_NONE;
    return attr_is_json_type (at->text, at->text_len) ? MEDIA_JSON
                                                      : MEDIA_OTHER;
}

static void
set_bytes (struct draft *dr, const char *data, size_t len)
{
    dr->ev->data = data;
    dr->ev->data_len = len;
    dr->ev->json = false;
}

/* The same for what must be JSON. */
static int
check_bytes (struct draft *dr, const char *data, size_t len,
             const struct json_watch *watch)
{
    struct json_error error;
    int r = json_check (data, len, watch, &error);

    if (r == -ENOMEM)
        return batch_fail_memory (dr->b);
    if (r < 0)
        return batch_fail (dr->b, -EINVAL, "data is not JSON: %s at byte %zu",
                           error.what, error.offset);
    set_bytes (dr, data, len);
    dr->ev->json = true;
    return 0;
}

static int
check_data (struct draft *dr, const char *data, size_t len)
{
    const struct json_watch *watch = dr->b->watch;

    if (watch != NULL)
        watch = json_watch_below (watch, "data", 4);
    return check_bytes (dr, data, len, watch);
}

int
draft_data_bytes (struct draft *dr, const char *data, size_t len)
{
    if (draft_media (dr) != MEDIA_OTHER)
        return check_data (dr, data, len);
    set_bytes (dr, data, len);
    return 0;
}

int
draft_data_payload (struct draft *dr, const char *data, size_t len)
{
    dr->ev->payload = true;
    return check_bytes (dr, data, len, dr->b->watch);
}

int
draft_data_again (struct draft *dr)
{
    dr->ev->data_json = NULL;
    dr->ev->data_json_len = 0;
    dr->ev->base64 = false;
    return draft_data_bytes (dr, dr->ev->data, dr->ev->data_len);
}

/* A string that stands for other than JSON: its text is the data. */
static int
set_string (struct draft *dr, const struct json_member *m)
{
    const char *inside = m->value + 1;
    size_t len = m->value_len - 2;
    char *text;

    if (!json_is_plain (m->value, m->value_len)) {
        text = batch_text (dr->b, len);
        if (text == NULL)
            return batch_fail_memory (dr->b);
        len = json_text (m->value, m->value_len, text, NULL);
        inside = text;
    }
    dr->ev->data_json = m->value;
    dr->ev->data_json_len = m->value_len;
    set_bytes (dr, inside, len);
    return 0;
}

/* Base64 holds no character that JSON would escape but '/', which need not
 * be. */
static int
set_base64 (struct draft *dr, const struct json_member *m)
{
    const char *inside = m->value + 1;
    size_t len = m->value_len - 2;
    bool json = draft_media (dr) == MEDIA_JSON;
    char *text, *data;

    if (m->type != TRESTLE_TYPE_STRING)
        return batch_fail (dr->b, -EINVAL, "\"data_base64\" must be a string");
    if (!json_is_plain (m->value, m->value_len)) {
        text = batch_text (dr->b, len);
        if (text == NULL)
            return batch_fail_memory (dr->b);
        len = json_text (m->value, m->value_len, text, NULL);
        inside = text;
    }
    data = batch_text (dr->b, BASE64_DECODED (len));
    if (data == NULL)
        return batch_fail_memory (dr->b);
    if (base64_decode (inside, len, data, &len) < 0)
        return batch_fail (dr->b, -EINVAL, "\"data_base64\" is not Base64");
    if (json)
        return check_data (dr, data, len);
    dr->ev->data_json = m->value;
    dr->ev->data_json_len = m->value_len;
    dr->ev->base64 = true;
    set_bytes (dr, data, len);
    return 0;
}

int
draft_data_json (struct draft *dr, const struct json_member *data,
                 const struct json_member *base64)
{
    if (base64 != NULL && base64->type == TRESTLE_TYPE_NULL)
        base64 = NULL;
    if (base64 != NULL) {
        if (data != NULL && data->type != TRESTLE_TYPE_NULL)
            return batch_fail (dr->b, -EINVAL,
                               "both \"data\" and \"data_base64\" are given");
        return set_base64 (dr, base64);
    }
    if (data == NULL)
        return 0;
    if (draft_media (dr) == MEDIA_OTHER) {
        if (data->type == TRESTLE_TYPE_NULL)
            return 0;
        if (data->type != TRESTLE_TYPE_STRING)
            return batch_fail (dr->b, -EINVAL,
                               "\"data\" must be a string, as "
                               "\"datacontenttype\" is not JSON");
        return set_string (dr, data);
    }
    dr->ev->data = data->value; /* checked with the whole text */
    dr->ev->data_len = data->value_len;
    dr->ev->json = true;
    return 0;
}
