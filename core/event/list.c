/* list.c - the events of a JSON text: one, an array, or PutEvents' EventList
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * One pass: an array is walked here, each of its objects is scanned once.
 */
#include <errno.h>
#include <limits.h>

#include "event/draft.h"

struct list {
    struct trestle_batch *b;
    const char *text;
    size_t len;
    size_t pos;
    struct trestle_event *first, *last; /* not yet linked */
    uint32_t n;
    bool put; /* events as PutEvents has them */
};

/* The byte at pos behind white space; NUL at the end. */
static char
next_byte (struct list *l)
{
    json_skip_space (l->text, l->len, &l->pos);
    return l->pos < l->len ? l->text[l->pos] : '\0';
}

static int
fail_here (struct list *l, const char *what)
{
    struct json_error error = { l->pos, what };

    if (l->pos == l->len)
        error.what = "unexpected end";
    return batch_fail_json (l->b, -EINVAL, &error);
}

/* ---- one event --------------------------------------------------------- */

static int
scan_object (struct list *l, struct json_members *members)
{
    struct json_error error;
    bool object = next_byte (l) == '{';
    int r = json_scan (l->text, l->len, &l->pos, l->b->watch, members, &error);

    if (r == -E2BIG && members->n > members->max)
        return batch_fail (l->b, -EINVAL, "more than %d attributes",
                           EVENT_MAX_ATTRS);
    if (r < 0)
        return batch_fail_json (l->b, r, &error);
    return object ? 0 : batch_fail (l->b, -EINVAL, "not a JSON object");
}

static int
add_object (struct list *l)
{
    struct json_member at[DRAFT_MAX_MEMBERS];
    struct json_members members = { at, DRAFT_MAX_MEMBERS, 0 };
    struct draft dr;
    int r = scan_object (l, &members);

    if (r < 0)
        return r;
    if (l->put)
        r = draft_put (&dr, l->b, &members);
    else
        r = draft_object (&dr, l->b, &members);
    if (r < 0)
        return r;
    if (l->last == NULL)
        l->first = dr.ev;
    else
        l->last->next = dr.ev;
    l->last = dr.ev;
    l->n++;
    return 0;
}

/* Puts "event 3: " before the error text; one that begins with Data, as
 * PutEvents has it, goes on beginning so. */
static int
name_index (struct list *l, int r)
{
    char text[sizeof l->b->error];

    if (r == -ENOMEM)
        return r;
    memcpy (text, l->b->error, sizeof text);
    if (strncmp (text, "Data ", 5) == 0)
        return batch_fail (l->b, r, "Data of event %u %s", l->n, text + 5);
    return batch_fail (l->b, r, "event %u: %s", l->n, text);
}

/* The array whose bracket is at pos. */
static int
add_array (struct list *l)
{
    char c;

    l->pos++;
    if (next_byte (l) == ']') {
        l->pos++;
        return 0;
    }
    do {
        int r = add_object (l);

        if (r < 0)
            return name_index (l, r);
        c = next_byte (l);
        if (c != ',' && c != ']')
            return fail_here (l, "expected a comma or ]");
        l->pos++;
    } while (c == ',');
    return 0;
}

/* ---- the whole text ---------------------------------------------------- */

/* Whether a name with its quotes stands at pos. */
static bool
is_key (const struct list *l, const char *key)
{
    size_t n = strlen (key);

    return l->len - l->pos > n && memcmp (l->text + l->pos, key, n) == 0;
}

/* {"EventList": [...]}, with "EventBusId" or without: told by its first
 * name. */
static bool
is_wrapper (const struct list *l)
{
    struct list inside = *l;

    inside.pos++;
    next_byte (&inside);
    return is_key (&inside, "\"EventList\"")
           || is_key (&inside, "\"EventBusId\"");
}

/* One member of it. */
static int
wrapper_member (struct list *l, bool *seen)
{
    bool is_list = is_key (l, "\"EventList\"");
    struct json_error error;
    int r;

    if (!is_list && !is_key (l, "\"EventBusId\""))
        return fail_here (l, "expected \"EventList\" or \"EventBusId\"");
    if (seen[is_list])
        return batch_fail_twice (l->b, is_list ? "EventList" : "EventBusId",
                                 is_list ? 9 : 10);
    seen[is_list] = true;
    l->pos += is_list ? strlen ("\"EventList\"") : strlen ("\"EventBusId\"");
    if (next_byte (l) != ':')
        return fail_here (l, "expected a colon");
    l->pos++;
    if (is_list)
        return next_byte (l) == '[' ? add_array (l)
                                    : fail_here (l, "expected a list");
    if (next_byte (l) != '"')
        return fail_here (l, "expected a string");
    r = json_scan (l->text, l->len, &l->pos, NULL, NULL, &error);
    return r < 0 ? batch_fail_json (l->b, r, &error) : 0;
}

static int
add_wrapper (struct list *l)
{
    bool seen[2] = { false, false };
    char c;

    do {
        int r;

        l->pos++;
        next_byte (l);
        r = wrapper_member (l, seen);
        if (r < 0)
            return r;
        c = next_byte (l);
        if (c != ',' && c != '}')
            return fail_here (l, "expected a comma or }");
    } while (c == ',');
    l->pos++;
    return seen[true] ? 0 : batch_fail (l->b, -EINVAL, "no \"EventList\"");
}

static int
add_text (struct list *l)
{
    char c = next_byte (l);
    int r;

    if (c == '[')
        r = add_array (l);
    else if (c == '{' && l->put && is_wrapper (l))
        r = add_wrapper (l);
    else
        r = add_object (l);
    if (r < 0)
        return r;
    next_byte (l);
    return l->pos == l->len ? 0 : fail_here (l, "text after the value");
}

/* ---- what was refused -------------------------------------------------- */

static size_t
count_items (const char *text, size_t len)
{
    const char *key, *value;
    size_t key_len, value_len;
    size_t pos = 0;
    size_t n = 0;

    while (json_next (text, len, &pos, &key, &key_len, &value, &value_len)
           != 0)
        n++;
    return n;
}

/* How many events a text has that could not be added: 1 if it cannot be
 * told. */
static size_t
count_events (const struct list *l)
{
    const char *text = l->text;
    size_t len = l->len;
    struct list begin = *l;
    struct json_error error;
    const char *key, *value;
    size_t key_len, value_len;
    size_t pos = 0;
    size_t n = 0;

    if (json_check (text, len, NULL, &error) < 0)
        return 1;
    begin.pos = 0;
    if (next_byte (&begin) == '[')
        n = count_items (text, len);
    else if (l->put && is_wrapper (&begin))
        while (json_next (text, len, &pos, &key, &key_len, &value, &value_len)
               != 0)
            if (json_text_equal (key, key_len, "EventList", 9)
                && value[0] == '[')
                n = count_items (value, value_len);
    return n > 0 ? n : 1;
}

static int
add_list (struct list *l, const char *text)
{
    int r;

    if (l->len > UINT32_MAX || l->len > l->b->limits->batch_bytes)
        return batch_fail (l->b, -EMSGSIZE, "batch is larger than %zu bytes",
                           l->b->limits->batch_bytes);
    r = batch_hold (l->b, text, l->len, &l->text);
    return r < 0 ? r : add_text (l);
}

static int
add_all (struct trestle_batch *b, const char *text, size_t len, bool put)
{
    struct batch_mark mark = batch_mark (b);
    struct list l = { .b = b, .len = len, .put = put };
    int r;

    if (batch_is_sealed (b))
        return -1;
    b->error_set = false;
    r = add_list (&l, len > 0 ? text : "");
    if (r < 0) {
        l.text = len > 0 ? text : "";
        batch_rollback (b, &mark);
        b->n_refused += (uint32_t)count_events (&l);
        errno = -r;
        return -1;
    }
    batch_link (b, l.first, l.last, l.n);
    return (int)l.n;
}

int
trestle_batch_add_json (struct trestle_batch *b, const char *text, size_t len)
{
    return add_all (b, text, len, false);
}

int
trestle_batch_add_put_events (struct trestle_batch *b, const char *text,
                              size_t len)
{
    return add_all (b, text, len, true);
}
