/* event-property.c - generated events: rendered and read again, they are the
 * same, in each form and by each way in
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * One seed brings back one run: TRESTLE_SEED sets another.
 */
#include "event-fixture.h"

#include "base/buf.h"
#include "base/parse.h"
#include "json/scan.h"

#define EVENTS 4000

static struct random gen;

static uint64_t
below (uint64_t n)
{
    return random_below (&gen, n);
}

static const char *const letters[] = { "a",
                                       "Z",
                                       " ",
                                       "\"",
                                       "\\",
                                       "/",
                                       "\xc3\xbc",
                                       "\xe2\x82\xac",
                                       "\xf0\x9f\x98\x80",
                                       "0",
                                       "~",
                                       "\xc2\xa0" };
static const char *const escapes[]
    = { "\\u0061", "\\\"", "\\\\", "\\/", "\\u00fc", "\\ud83d\\ude00" };
static const char *const values[]
    = { "{}",
        "[ ]",
        "{\"a\":[1,2.50,-0,1e5],\n\"b\":{\"c\":null}}",
        "true",
        "\"x\\ty\\ud800\"",
        "0.10",
        "null",
        "[\"\xe2\x82\xac\",\r\n{}]" };
static const char *const types[]
    = { "application/json", "a/b+json;x=y", "text/plain", "image/png",
        "TEXT/XML; charset=\"utf-8\"" };
static const char *const times[]
    = { "2024-02-29T23:59:59.123456+08:00", "1969-12-31t23:59:59.9999z",
        "0001-01-01T00:00:00Z" };

#define PICK(a) ((a)[below (ARRAY_SIZE (a))])

/* A JSON string: plain and escaped characters. */
static void
put_string (struct buf *out)
{
    size_t n = 1 + below (20);

    buf_add_char (out, '"');
    while (n-- > 0) {
        const char *c = PICK (letters);

        if (below (4) == 0)
            buf_add_string (out, PICK (escapes));
        else if (*c != '"' && *c != '\\')
            buf_add_string (out, c);
        else
            buf_printf (out, "\\%s", c);
    }
    buf_add_char (out, '"');
}

static void
put_extension (struct buf *out, int number)
{
    buf_printf (out, ", \"x%d%s\" : ", number, below (2) ? "longname" : "");
    switch (below (4)) {
    case 0:
        buf_printf (out, "%d", (int)(int32_t)random_next (&gen));
        return;
    case 1:
        buf_add_string (out, below (2) ? "true" : "false");
        return;
    default:
        put_string (out);
    }
}

static void
put_data (struct buf *out)
{
    const char *type = below (3) > 0 ? PICK (types) : NULL;
    bool json = type == NULL || strstr (type, "json") != NULL;

    if (type != NULL) {
        buf_add_string (out, ",\"datacontenttype\":");
        buf_room (out, 200);
        buf_grow (out,
                  json_quote (type, strlen (type), out->data + out->len, 200));
    }
    if (below (4) == 0)
        return;
    if (!json && below (2) == 0)
        buf_add_string (out, ",\"data_base64\":\"AP8K8J+YgA==\"");
    else if (!json) {
        buf_add_string (out, ",\"data\":");
        put_string (out);
    } else
        buf_printf (out, ",\"data\": %s ", PICK (values));
}

/* An event object in the CloudEvents form. */
static void
generate (struct buf *out)
{
    int n = (int)below (6);

    buf_reset (out);
    buf_add_string (out, "{\"specversion\":\"1.0\",\"id\":");
    put_string (out);
    buf_add_string (out, ",\"type\":");
    put_string (out);
    if (below (2) == 0)
        buf_printf (out, ",\"time\":\"%s\"", PICK (times));
    buf_printf (out, ",\"source\":\"/s/%d\"", (int)below (1000));
    if (below (3) == 0)
        buf_add_string (out, ",\"tags\":\"{\\\"k\\\": [1]}\"");
    for (int i = 0; i < n; i++)
        put_extension (out, i);
    put_data (out);
    buf_add_char (out, '}');
}

/* ---- comparing --------------------------------------------------------- */

/* The time of an event in milliseconds; the form that has no finer one. */
static int64_t
time_ms (const struct trestle_event *ev)
{
    int64_t us = 0;

    if (!trestle_event_time (ev, &us))
        us = (int64_t)trestle_event_admitted (ev);
    return (us - (us % 1000 + 1000) % 1000) / 1000;
}

static void
assert_same_data (const struct trestle_event *a, const struct trestle_event *b)
{
    size_t a_len, b_len;
    int a_json, b_json;
    const char *p = trestle_event_data (a, &a_len, &a_json);
    const char *q = trestle_event_data (b, &b_len, &b_json);

    assert_int_equal (p == NULL, q == NULL);
    assert_int_equal (a_len, b_len);
    if (p == NULL)
        return;
    assert_int_equal (a_json, b_json);
    for (size_t i = 0; i < a_len; i++)
        if (p[i] != q[i]
            && !(a_json && (p[i] == '\n' || p[i] == '\r') && q[i] == ' '))
            fail_msg ("data differs at %zu", i);
}

static void
assert_same (const struct trestle_event *a, const struct trestle_event *b,
             int form)
{
    const char *name, *text;
    size_t n = 0;
    int type;

    for (; (type = trestle_event_attr (a, n, &name, &text)) != 0; n++) {
        const struct event_attr *at = event_attr (b, name, strlen (name));

        assert_non_null (at);
        if (form == TRESTLE_EVENTBRIDGE && type == TRESTLE_TYPE_TIME)
            continue;
        assert_int_equal (at->type, type);
        assert_string_equal (at->text, text);
    }
    if (form == TRESTLE_CLOUDEVENTS)
        assert_int_equal (trestle_event_attr (b, n, &name, &text), 0);
    assert_int_equal (time_ms (a), time_ms (b));
    assert_same_data (a, b);
}

/* Rendered, read, and rendered again. */
static void
assert_round (const struct trestle_event *ev, int form)
{
    char *text = rendered (ev, form);
    struct trestle_batch *b;
    const struct trestle_event *again = accepted (text, &b);

    assert_null (strpbrk (text, "\r\n"));
    assert_same (ev, again, form);
    assert_rendered (again, form, text);
    free (text);
    batch_unref (b);
}

/* The same event as attributes and bytes. */
static void
assert_binary (const struct trestle_event *ev)
{
    const char *attrs[2 * EVENT_MAX_ATTRS + 1];
    struct trestle_batch *b = fixture_batch ();
    size_t n = 0;
    size_t len;
    int json;
    const void *data = trestle_event_data (ev, &len, &json);

    while (trestle_event_attr (ev, n, &attrs[2 * n], &attrs[2 * n + 1]) != 0)
        n++;
    attrs[2 * n] = NULL;
    if (data != NULL && len == 0)
        data = NULL;
    assert_int_equal (trestle_batch_add (b, NULL, attrs, data, len), 0);
    for (size_t i = 0; i < n; i++)
        assert_string_equal (trestle_event_get (b->first, attrs[2 * i]),
                             attrs[2 * i + 1]);
    assert_same_data (ev, b->first);
    assert_round (b->first, TRESTLE_CLOUDEVENTS);
    assert_round (b->first, TRESTLE_EVENTBRIDGE);
    batch_unref (b);
}

static void
test_rounds (void **state)
{
    struct buf text = BUF_INIT (1 << 16);
    const char *seed = getenv ("TRESTLE_SEED");
    int64_t number = 1;

    (void)state;
    if (seed != NULL)
        assert_int_equal (parse_int (seed, &number), 0);
    random_seed (&gen, (uint64_t)number);
    for (int i = 0; i < EVENTS; i++) {
        struct trestle_batch *b;
        const struct trestle_event *ev;

        generate (&text);
        assert_int_equal (text.error, 0);
        ev = accepted (text.data, &b);
        assert_round (ev, TRESTLE_CLOUDEVENTS);
        assert_round (ev, TRESTLE_EVENTBRIDGE);
        assert_binary (ev);
        batch_unref (b);
    }
    buf_free (&text);
}

/* Texts with one byte changed are refused or read, and leave no trace when
 * refused. */
static void
test_damaged (void **state)
{
    struct buf text = BUF_INIT (1 << 16);

    (void)state;
    random_seed (&gen, 2);
    for (int i = 0; i < EVENTS; i++) {
        struct trestle_batch *b = fixture_batch ();
        int n;

        generate (&text);
        text.data[below (text.len)] = (char)below (256);
        n = trestle_batch_add_json (b, text.data, text.len);
        assert_int_equal (b->n_events, n == 1);
        assert_int_equal (b->n_refused, n == -1);
        assert_int_equal (trestle_batch_error (b)[0] == '\0', n == 1);
        if (n == 1)
            assert_round (b->first, TRESTLE_CLOUDEVENTS);
        batch_unref (b);
    }
    buf_free (&text);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_rounds),
        cmocka_unit_test (test_damaged),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
