/* add.c - one event from its attributes and data
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>

#include "event/draft.h"

/* Longest "/N" of a part's id, with its NUL. */
#define PART_SIZE 12

struct add {
    struct draft dr;
    const struct trestle_event *base;
    size_t n_base; /* attributes of base */
    /* Which places the caller has named. */
    bool named[PLACE_OTHERS + 2 * EVENT_MAX_ATTRS];
};

/* A name that the caller has written. */
struct written {
    const char *text;
    size_t len;
    enum attr_known known;
};

/* ---- what is base's ---------------------------------------------------- */

/* The id of a later part: base's with its number. */
static int
set_part_id (struct draft *dr, uint32_t number)
{
    struct event_attr *at = &dr->attrs[PLACE_ID];
    char digits[PART_SIZE];
    size_t n = PART_SIZE;
    char *id;

    digits[--n] = '\0';
    for (; number > 0; number /= 10)
        digits[--n] = (char)('0' + number % 10);
    digits[--n] = '/';
    id = batch_text (dr->b, at->text_len + PART_SIZE);
    if (id == NULL)
        return batch_fail_memory (dr->b);
    memcpy (id, at->text, at->text_len);
    memcpy (id + at->text_len, digits + n, PART_SIZE - n);
    return draft_set_text (dr, at, ATTR_ID, id);
}

/* Attributes and data are shared, so base's batch stays. */
static int
take_base (struct add *a)
{
    const struct trestle_event *base = a->base;
    struct draft *dr = &a->dr;
    int r = batch_keep (dr->b, base->batch);

    if (r < 0)
        return r;
    memcpy (dr->attrs, base->attrs, base->n_attrs * sizeof *dr->attrs);
    dr->n = base->n_attrs;
    dr->media_type = draft_find (dr, ATTR_DATACONTENTTYPE, "", 0);
    if (dr->b->admitted_us == 0)
        dr->b->admitted_us = base->batch->admitted_us;
    if (dr->b->in_source || dr->b->n_events == 0)
        return 0;
    return set_part_id (dr, dr->b->n_events + 1);
}

/* ---- what the caller names --------------------------------------------- */

/* The place of a name that has none. */
static int
new_place (struct draft *dr, const struct written *name,
           struct event_attr **ret_at)
{
    enum attr_known known = name->known;
    size_t len = name->len;
    const char *own;
    int r;

    if (known != ATTR_OTHER && known != ATTR_DATA_BASE64)
        own = attr_known_name (known, &len);
    else {
        r = draft_check_name (dr->b, name->text, len);
        if (r < 0)
            return r;
        own = batch_name (dr->b, name->text, len);
    }
    if (own == NULL)
        return batch_fail_memory (dr->b);
    *ret_at = draft_place (dr, known, own, len);
    return 0;
}

/* The place of a name that the caller has not named before. */
static int
name_place (struct add *a, const struct written *name,
            struct event_attr **ret_at)
{
    struct draft *dr = &a->dr;
    struct event_attr *at
        = draft_find (dr, name->known, name->text, name->len);
    int r = 0;

    if (name->known == ATTR_DATA)
        return batch_fail (dr->b, -EINVAL,
                           "attribute name \"data\" is not allowed");
    if (at == NULL)
        r = new_place (dr, name, &at);
    if (r < 0)
        return r;
    if (a->named[at - dr->attrs])
        return batch_fail_twice (dr->b, name->text, name->len);
    a->named[at - dr->attrs] = true;
    *ret_at = at;
    return 0;
}

/* "specversion" is there already. */
static int
check_version (struct trestle_batch *b, const char *value)
{
    if (value == NULL || strcmp (value, "1.0") == 0)
        return 0;
    return batch_fail (b, -EINVAL,
                       "attribute \"specversion\" must be \"1.0\"");
}

static int
take_attr (struct add *a, const char *text, const char *value)
{
    struct written name = { text, strlen (text), ATTR_OTHER };
    struct event_attr *at = NULL;
    int r;

    name.known = attr_known (text, name.len);
    r = name_place (a, &name, &at);
    if (r < 0)
        return r;
    if (name.known == ATTR_SPECVERSION)
        return check_version (a->dr.b, value);
    if (value == NULL) {
        at->text = NULL;
        return 0;
    }
    if (name.known == ATTR_ID && value[0] == '\0' && a->dr.b->in_source)
        return draft_set_uuid (&a->dr);
    return draft_set_text (&a->dr, at, name.known, value);
}

static size_t
count_attrs (const char *const *attrs)
{
    size_t n = 0;

    while (attrs != NULL && attrs[2 * n] != NULL && n <= EVENT_MAX_ATTRS)
        n++;
    return n;
}

/* ---- data -------------------------------------------------------------- */

/* base's data, which is checked again if its media type is another now. */
static int
share_data (struct add *a)
{
    const struct trestle_event *base = a->base;
    struct trestle_event *ev = a->dr.ev;
    const struct event_attr *was = event_attr (base, "datacontenttype", 15);
    const struct event_attr *now = a->dr.media_type;
    bool same;

    ev->data = base->data;
    ev->data_len = base->data_len;
    ev->data_json = base->data_json;
    ev->data_json_len = base->data_json_len;
    ev->json = base->json;
    ev->base64 = base->base64;
    ev->payload = base->payload;
    if (now != NULL && now->text == NULL)
        now = NULL;
    if (was == NULL || now == NULL)
        same = was == now;
    else
        same = strcmp (was->text, now->text) == 0;
    if (same || ev->data == NULL || ev->payload)
        return 0;
    return draft_data_again (&a->dr);
}

/* Whether bytes are some of base's data. */
static bool
is_inside (const struct trestle_event *base, const void *data, size_t len)
{
    uintptr_t at = (uintptr_t)data;
    uintptr_t begin = (uintptr_t)base->data;

    return base->data != NULL && at >= begin && at - begin <= base->data_len
           && len <= base->data_len - (at - begin);
}

/* data where it may stay: in the batch, or in base's. */
static int
hold_data (struct add *a, const void *data, size_t len, const char **ret_data)
{
    struct trestle_batch *b = a->dr.b;

    if (len > b->limits->event_bytes)
        return batch_fail (b, -EMSGSIZE, "event is larger than %zu bytes",
                           b->limits->event_bytes);
    if (a->base != NULL && is_inside (a->base, data, len)) {
        *ret_data = data;
        return 0;
    }
    return batch_hold (b, data, len, ret_data);
}

static int
take_data (struct add *a, const void *data, size_t len)
{
    const char *held;
    int r;

    if (data == NULL)
        return a->base != NULL ? share_data (a) : 0;
    if (len == 0)
        return 0;
    r = hold_data (a, data, len, &held);
    return r < 0 ? r : draft_data_bytes (&a->dr, held, len);
}

/* ---- the whole --------------------------------------------------------- */

static int
begin (struct add *a, struct trestle_batch *b, const char *const *attrs)
{
    size_t n = count_attrs (attrs);
    size_t most = n + (a->base != NULL ? a->base->n_attrs : 0);
    int r;

    if (n > EVENT_MAX_ATTRS)
        return batch_fail (b, -EINVAL, "more than %d attributes",
                           EVENT_MAX_ATTRS);
    r = draft_begin (&a->dr, b, most);
    if (r < 0)
        return r;
    memset (a->named, 0, PLACE_OTHERS + most);
    if (a->base != NULL)
        r = take_base (a);
    for (size_t i = 0; i < n && r == 0; i++)
        r = take_attr (a, attrs[2 * i], attrs[2 * i + 1]);
    return r;
}

/* Adds what was made, or goes back to where it began. */
static int
end (struct add *a, struct trestle_batch *b, const struct batch_mark *mark,
     int r)
{
    if (r == 0)
        r = draft_finish (&a->dr);
    if (r < 0) {
        batch_rollback (b, mark);
        b->n_refused++;
        errno = -r;
        return -1;
    }
    batch_link (b, a->dr.ev, a->dr.ev, 1);
    return 0;
}

int
trestle_batch_add (struct trestle_batch *b, const struct trestle_event *base,
                   const char *const *attrs, const void *data, size_t len)
{
    struct batch_mark mark = batch_mark (b);
    struct add a;
    int r;

    if (batch_is_sealed (b))
        return -1;
    b->error_set = false;
    a.base = base;
    r = begin (&a, b, attrs);
    if (r == 0)
        r = take_data (&a, data, len);
    return end (&a, b, &mark, r);
}

int
trestle_batch_add_payload (struct trestle_batch *b,
                           const struct trestle_event *base, const void *data,
                           size_t len)
{
    struct batch_mark mark = batch_mark (b);
    const char *held;
    struct add a;
    int r;

    if (batch_is_sealed (b))
        return -1;
    b->error_set = false;
    a.base = base;
    r = begin (&a, b, NULL);
    if (r == 0)
        r = hold_data (&a, len > 0 ? data : "", len, &held);
    if (r == 0)
        r = draft_data_payload (&a.dr, held, len);
    return end (&a, b, &mark, r);
}
