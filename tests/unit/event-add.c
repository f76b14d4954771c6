/* event-add.c - events from attributes and data, with and without a base
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "event-fixture.h"

static int
add (struct trestle_batch *b, const struct trestle_event *base,
     const char *const *attrs, const char *data)
{
    return trestle_batch_add (b, base, attrs, data,
                              data != NULL ? strlen (data) : 0);
}

static void
assert_add_refused (struct trestle_batch *b, const char *const *attrs,
                    const char *data, const char *want)
{
    unsigned refused = b->n_refused;
    size_t bytes = b->bytes;

    errno = 0;
    assert_int_equal (add (b, NULL, attrs, data), -1);
    assert_int_equal (errno, EINVAL);
    assert_string_equal (trestle_batch_error (b), want);
    assert_int_equal (b->n_refused, refused + 1);
    assert_int_equal (b->bytes, bytes);
}

static const struct {
    const char *attrs[12];
    const char *data;
    const char *error;
} refused_rows[] = {
    { { NULL }, NULL, "attribute \"id\" is missing" },
    { { "id", "1", "source", "s" }, NULL, "attribute \"type\" is missing" },
    { { "id", "", "source", "s", "type", "t" },
      NULL,
      "attribute \"id\" is empty" },
    { { "specversion", "0.3" },
      NULL,
      "attribute \"specversion\" must be \"1.0\"" },
    { { "specversion", "1.0", "specversion", "1.0" },
      NULL,
      "\"specversion\" occurs twice" },
    { { "id", "1", "id", "1" }, NULL, "\"id\" occurs twice" },
    { { "x", "1", "y", "1", "x", NULL }, NULL, "\"x\" occurs twice" },
    { { "Id", "1" },
      NULL,
      "attribute name \"Id\" is not of a-z and 0-9 alone" },
    { { "\xff\n", "1" },
      NULL,
      "attribute name \"??\" is not of a-z and 0-9 alone" },
    { { "data", "1" }, NULL, "attribute name \"data\" is not allowed" },
    { { "x", "\xff" }, NULL, "attribute \"x\" is not UTF-8" },
    { { "x", "\xed\xa0\x80" }, NULL, "attribute \"x\" is not UTF-8" },
    { { "x", "a\tb" }, NULL, "attribute \"x\" has a control character" },
    { { "x", "12345678\x1f" },
      NULL,
      "attribute \"x\" has a control character" },
    { { "x", "\xef\xbf\xbf" }, NULL, "attribute \"x\" has a noncharacter" },
    { { "time", "1615430559146" },
      NULL,
      "attribute \"time\" is not an RFC 3339 time" },
    { { "datacontenttype", "json" },
      NULL,
      "attribute \"datacontenttype\" is not a media type" },
    { { "id", "1", "source", "s", "type", "t" },
      "no",
      "data is not JSON: expected a value at byte 1" },
    { { "id", "1", "source", "s", "type", "t", "datacontenttype", "a/json" },
      "{} x",
      "data is not JSON: text after the value at byte 3" },
};

static void
test_refused (void **state)
{
    struct trestle_batch *b = fixture_batch ();

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (refused_rows); i++)
        assert_add_refused (b, refused_rows[i].attrs, refused_rows[i].data,
                            refused_rows[i].error);
    assert_int_equal (b->n_events, 0);
    batch_unref (b);
}

static void
test_types (void **state)
{
    static const char *const attrs[]
        = { "n",          "5",         "id",          "1",
            "b",          "true",      "time",        "2024-01-01T00:00:00Z",
            "source",     "/s",        "type",        "t",
            "dataschema", "u:x",       "q",           "\"\\\xc3\xbc",
            "tags",       "{\"a\":1}", "specversion", "1.0",
            NULL };
    struct trestle_batch *b = fixture_batch ();

    (void)state;
    assert_int_equal (add (b, NULL, attrs, "[1]"), 0);
    assert_rendered (b->first, TRESTLE_CLOUDEVENTS,
                     "{" FOUR ",\"n\":\"5\",\"b\":\"true\",\"time\":"
                     "\"2024-01-01T00:00:00Z\",\"dataschema\":\"u:x\","
                     "\"q\":\"\\\"\\\\\xc3\xbc\",\"tags\":\"{\\\"a\\\":1}\","
                     "\"data\":[1]}");
    assert_int_equal (event_attr (b->first, "n", 1)->type,
                      TRESTLE_TYPE_STRING);
    assert_int_equal (event_attr (b->first, "time", 4)->type,
                      TRESTLE_TYPE_TIME);
    assert_int_equal (event_attr (b->first, "source", 6)->type,
                      TRESTLE_TYPE_URI);
    assert_int_equal (event_attr (b->first, "dataschema", 10)->type,
                      TRESTLE_TYPE_URI);
    assert_int_equal (event_attr (b->first, "tags", 4)->type,
                      TRESTLE_TYPE_OBJECT);
    batch_unref (b);
}

static void
test_uuid (void **state)
{
    static const char *const attrs[]
        = { "id", "", "source", "/s", "type", "t", NULL };
    struct trestle_batch *b = fixture_batch ();

    (void)state;
    assert_int_equal (add (b, NULL, attrs, NULL), -1);
    b->in_source = true;
    assert_int_equal (add (b, NULL, attrs, NULL), 0);
    assert_int_equal (add (b, NULL, attrs, NULL), 0);
    assert_int_equal (strlen (trestle_event_get (b->first, "id")), 36);
    assert_string_not_equal (trestle_event_get (b->first, "id"),
                             trestle_event_get (b->last, "id"));
    batch_unref (b);
}

/* ---- base -------------------------------------------------------------- */

#define BASE                                                                  \
    "{" FOUR ",\"subject\":\"x\",\"n\":5,\"q\":\"\\u0078\",\"data\":{\"a\":1" \
    "}}"

/* What is not named is base's, its data not copied, and base's batch lives
 * while it is needed. */
static void
test_base (void **state)
{
    static const char *const attrs[]
        = { "subject", "y", "n", NULL, "gone", NULL, "new", "z", NULL };
    struct trestle_batch *b;
    const struct trestle_event *base = accepted (BASE, &b);
    struct trestle_batch *out = fixture_batch ();

    (void)state;
    out->admitted_us = 0;
    assert_int_equal (add (out, base, attrs, NULL), 0);
    assert_ptr_equal (out->first->data, base->data);
    assert_int_equal (trestle_event_admitted (out->first),
                      trestle_event_admitted (base));
    assert_int_equal (atomic_load (&b->refs), 2);
    batch_unref (b);
    assert_rendered (out->first, TRESTLE_CLOUDEVENTS,
                     "{" FOUR ",\"subject\":\"y\",\"q\":\"\\u0078\","
                     "\"new\":\"z\",\"data\":{\"a\":1}}");
    batch_unref (out);
}

static void
test_base_data (void **state)
{
    static const char *const plain[] = { "datacontenttype", "text/x", NULL };
    static const char *const json[] = { "datacontenttype", "a/json", NULL };
    struct trestle_batch *b;
    const struct trestle_event *base = accepted (BASE, &b);
    struct trestle_batch *out = fixture_batch ();
    size_t held;

    (void)state;
    out->in_source = true; /* keeps the id, which is not asked for here */
    assert_int_equal (add (out, base, NULL, ""), 0);
    assert_null (out->last->data);
    assert_int_equal (add (out, base, NULL, "7"), 0);
    assert_memory_equal (out->last->data, "7", 1);
    held = out->held;
    assert_int_equal (trestle_batch_add (out, base, NULL, base->data + 5, 1),
                      0);
    assert_ptr_equal (out->last->data, base->data + 5);
    assert_int_equal (out->held, held);
    assert_int_equal (add (out, base, plain, NULL), 0);
    assert_false (out->last->json);
    assert_rendered (out->last, TRESTLE_CLOUDEVENTS,
                     "{" FOUR ",\"subject\":\"x\",\"n\":5,\"q\":\"\\u0078\","
                     "\"datacontenttype\":\"text/x\","
                     "\"data\":\"{\\\"a\\\":1}\"}");
    assert_int_equal (add (out, out->last, json, NULL), 0);
    assert_true (out->last->json);
    assert_int_equal (add (out, base, plain, "no"), 0);
    assert_int_equal (add (out, out->last, json, NULL), -1);
    batch_unref (out);
    batch_unref (b);
}

/* Later parts have numbers, unless they name an id. */
static void
test_parts (void **state)
{
    static const char *const own[] = { "id", "own", NULL };
    static const char *const want[] = { "1", "1/2", "own", "1/4", "1/5" };
    struct trestle_batch *b;
    const struct trestle_event *base = accepted (BASE, &b);
    struct trestle_batch *out = fixture_batch ();
    size_t i = 0;

    (void)state;
    assert_int_equal (add (out, base, NULL, NULL), 0);
    assert_int_equal (add (out, base, NULL, NULL), 0);
    assert_int_equal (add (out, base, own, NULL), 0);
    assert_int_equal (add (out, base, NULL, "no"), -1);
    assert_int_equal (add (out, base, NULL, "4"), 0);
    assert_int_equal (trestle_batch_add_payload (out, base, "5", 1), 0);
    for (const struct trestle_event *ev = out->first; ev != NULL;
         ev = ev->next)
        assert_string_equal (trestle_event_get (ev, "id"), want[i++]);
    assert_int_equal (i, ARRAY_SIZE (want));
    out->in_source = true;
    assert_int_equal (add (out, base, NULL, NULL), 0);
    assert_string_equal (trestle_event_get (out->last, "id"), "1");
    batch_unref (out);
    batch_unref (b);
}

static void
test_payload (void **state)
{
    static const char *const attrs[] = { "subject", "y", NULL };
    struct trestle_batch *b;
    const struct trestle_event *base = accepted (
        "{" FOUR ",\"datacontenttype\":\"text/plain\",\"data\":\"a\"}", &b);
    struct trestle_batch *out = fixture_batch ();

    (void)state;
    assert_int_equal (trestle_batch_add_payload (out, base, " [1,\n2]", 7), 0);
    assert_int_equal (trestle_event_is_payload (out->first), 1);
    assert_int_equal (trestle_event_is_payload (base), 0);
    assert_rendered (out->first, TRESTLE_CLOUDEVENTS, " [1, 2]");
    assert_rendered (out->first, TRESTLE_EVENTBRIDGE, " [1, 2]");
    assert_string_equal (trestle_event_get (out->first, "id"), "1");
    assert_int_equal (trestle_batch_add_payload (out, base, "no", 2), -1);
    assert_int_equal (errno, EINVAL);
    assert_int_equal (trestle_batch_add_payload (out, base, NULL, 0), -1);
    assert_int_equal (trestle_batch_add_payload (out, NULL, "1", 1), -1);
    assert_int_equal (out->n_events, 1);
    /* What shares a payload's data is one too. */
    assert_int_equal (add (out, out->first, attrs, NULL), 0);
    assert_int_equal (trestle_event_is_payload (out->last), 1);
    assert_int_equal (add (out, out->first, attrs, "1"), 0);
    assert_int_equal (trestle_event_is_payload (out->last), 0);
    batch_unref (out);
    batch_unref (b);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_refused),   cmocka_unit_test (test_types),
        cmocka_unit_test (test_uuid),      cmocka_unit_test (test_base),
        cmocka_unit_test (test_base_data), cmocka_unit_test (test_parts),
        cmocka_unit_test (test_payload),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
