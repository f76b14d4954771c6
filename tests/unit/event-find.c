/* event-find.c - values are found in the EventBridge form of an event
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <pthread.h>

#include "event-fixture.h"

static int
find (const struct trestle_event *ev, const char *text, const char **ret_json,
      size_t *ret_len)
{
    struct json_path *path;
    const char *what;
    size_t offset;
    int type;

    assert_int_equal (json_path_new (text, &path, &offset, &what), 0);
    type = trestle_event_find (ev, (const struct trestle_path *)path, ret_json,
                               ret_len);
    json_path_free (path);
    return type;
}

static void
assert_found (const struct trestle_event *ev, const char *path, int type,
              const char *want)
{
    const char *json = NULL;
    size_t len = 0;
    int got = find (ev, path, &json, &len);

    if (got != type)
        fail_msg ("%s: type %d", path, got);
    if (want != NULL) {
        assert_int_equal (len, strlen (want));
        assert_memory_equal (json, want, len);
    }
}

struct row {
    const char *path;
    int type;
    const char *want;
};

static const struct row rows[] = {
    { "$.id", TRESTLE_TYPE_STRING, "\"1\"" },
    { "$.source", TRESTLE_TYPE_STRING, "\"/s\"" },
    { "$.specversion", TRESTLE_TYPE_STRING, "\"1.0\"" },
    { "$.q", TRESTLE_TYPE_STRING, "\"\\u0078\"" },
    { "$.n", TRESTLE_TYPE_NUMBER, "-0" },
    { "$.b", TRESTLE_TYPE_BOOLEAN, "true" },
    { "$.time", TRESTLE_TYPE_NUMBER, "1500" },
    { "$.status", TRESTLE_TYPE_STRING, "\"\"" },
    { "$.tags", TRESTLE_TYPE_OBJECT, "{\"k\":[\"v\"]}" },
    { "$.tags.k[0]", TRESTLE_TYPE_STRING, "\"v\"" },
    { "$.data", TRESTLE_TYPE_OBJECT, "{\"a\": {\"b\":[1,{\"c\":null}]}}" },
    { "$[\"data\"].a.b", TRESTLE_TYPE_ARRAY, "[1,{\"c\":null}]" },
    { "$.data.a.b[1].c", TRESTLE_TYPE_NULL, "null" },
    { "$.data.a.b[2]", 0, NULL },
    { "$.data[0]", 0, NULL },
    { "$.data.b", 0, NULL },
    { "$.data.a.b[0].c", 0, NULL },
    { "$.gone", 0, NULL },
    { "$[0]", 0, NULL },
    { "$.id.x", 0, NULL },
    { "$.data_base64", 0, NULL },
};

static void
test_paths (void **state)
{
    struct trestle_batch *b;
    const struct trestle_event *ev = accepted (
        "{" FOUR ",\"q\":\"\\u0078\",\"n\":-0,\"b\":true,\"tags\":{\"k\":"
        "[\"v\"]},\"time\":\"1970-01-01T00:00:01.5009Z\",\"data\": {\"a\": "
        "{\"b\":[1,{\"c\":null}]}} }",
        &b);
    char *whole = rendered (ev, TRESTLE_EVENTBRIDGE);
    const char *json;
    size_t len;

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (rows); i++)
        assert_found (ev, rows[i].path, rows[i].type, rows[i].want);
    assert_found (ev, "$", TRESTLE_TYPE_OBJECT, whole);
    assert_int_equal (find (ev, "$.data.a", &json, &len), TRESTLE_TYPE_OBJECT);
    assert_ptr_equal (json, ev->data + 6); /* not a copy */
    free (whole);
    batch_unref (b);
}

/* The same of an event that came as attributes and bytes. */
static void
test_binary (void **state)
{
    static const char *const attrs[]
        = { "id", "1", "source", "/s", "type", "t", "q", "a\"b", NULL };
    struct trestle_batch *b = fixture_batch ();

    (void)state;
    assert_int_equal (
        trestle_batch_add (b, NULL, attrs, "\n {\"a\":1}\r\n", 11), 0);
    assert_found (b->first, "$.data", TRESTLE_TYPE_OBJECT, "{\"a\":1}");
    assert_found (b->first, "$.data.a", TRESTLE_TYPE_NUMBER, "1");
    assert_null (atomic_load (&b->forms)); /* nothing had to be rendered */
    assert_found (b->first, "$.absent", 0, NULL);
    assert_found (b->first, "$.q", TRESTLE_TYPE_STRING, "\"a\\\"b\"");
    assert_null (atomic_load (&b->forms));
    assert_found (b->first, "$.id", TRESTLE_TYPE_STRING, "\"1\"");
    assert_found (b->first, "$.tags", TRESTLE_TYPE_NULL, "null");
    assert_found (b->first, "$.time", TRESTLE_TYPE_NUMBER, "1700000000123");
    assert_non_null (atomic_load (&b->forms));
    batch_unref (b);
}

static void
test_other_data (void **state)
{
    struct trestle_batch *b;
    const struct trestle_event *ev = accepted (
        "{" FOUR ",\"datacontenttype\":\"a/b\",\"data\":\"te\\u0078t\"}", &b);

    (void)state;
    assert_found (ev, "$.data", TRESTLE_TYPE_STRING, "\"te\\u0078t\"");
    assert_found (ev, "$.data.x", 0, NULL);
    batch_unref (b);
    ev = accepted ("{" FOUR ",\"data_base64\":\"/w==\"}", &b);
    assert_found (ev, "$.data_base64", TRESTLE_TYPE_STRING, "\"/w==\"");
    assert_found (ev, "$.data", 0, NULL);
    batch_unref (b);
    ev = accepted ("{" FOUR "}", &b);
    assert_found (ev, "$.data", 0, NULL);
    batch_unref (b);
}

/* Of a payload, paths begin in what is sent of it. */
static void
test_payload (void **state)
{
    struct trestle_batch *b;
    const struct trestle_event *base = accepted ("{" FOUR "}", &b);
    struct trestle_batch *out = fixture_batch ();

    (void)state;
    assert_int_equal (
        trestle_batch_add_payload (out, base, " {\"id\":[7]} ", 12), 0);
    assert_found (out->first, "$", TRESTLE_TYPE_OBJECT, "{\"id\":[7]}");
    assert_found (out->first, "$.id[0]", TRESTLE_TYPE_NUMBER, "7");
    assert_found (out->first, "$.source", 0, NULL);
    batch_unref (out);
    batch_unref (b);
}

static void *
read_all (void *arg)
{
    const struct trestle_event *ev = arg;
    const char *json;
    size_t len;

    for (int i = 0; i < 100; i++, ev = ev->next)
        if (find (ev, "$.time", &json, &len) != TRESTLE_TYPE_NUMBER
            || len != 13)
            return arg;
    return NULL;
}

/* Several threads ask for the form at the same time. */
static void
test_threads (void **state)
{
    struct trestle_batch *b = fixture_batch ();
    pthread_t threads[4];
    void *wrong;

    (void)state;
    for (int i = 0; i < 100; i++)
        assert_int_equal (add_text (b, "{" FOUR "}"), 1);
    for (size_t i = 0; i < ARRAY_SIZE (threads); i++)
        assert_int_equal (
            pthread_create (&threads[i], NULL, read_all, b->first), 0);
    for (size_t i = 0; i < ARRAY_SIZE (threads); i++) {
        assert_int_equal (pthread_join (threads[i], &wrong), 0);
        assert_null (wrong);
    }
    batch_unref (b);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_paths),      cmocka_unit_test (test_binary),
        cmocka_unit_test (test_other_data), cmocka_unit_test (test_payload),
        cmocka_unit_test (test_threads),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
