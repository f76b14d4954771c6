/* json-watch.c - names that may not occur twice
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "json/path.h"
#include "json/scan.h"

static void
watch_text (struct json_watch *watch, const char *text, size_t skip)
{
    struct json_path *path;
    size_t offset;
    const char *what;

    assert_int_equal (json_path_new (text, &path, &offset, &what), 0);
    assert_int_equal (json_watch_add_path (watch, path, skip), 0);
    json_path_free (path);
}

static int
setup (void **state)
{
    struct json_watch *watch = json_watch_new ();

    assert_non_null (watch);
    watch_text (watch, "$.data.amount", 0);
    watch_text (watch, "$.data.items.sku", 0);
    watch_text (watch, "$.data[\"a \\\"name\\\"\"]", 0);
    watch_text (watch, "$.data.first[0].unseen", 0);
    watch_text (watch, "$.id", 0);
    watch_text (watch, "$.a-rather-long-name-of-32-bytes!.x", 0);
    watch_text (watch, "$[\"\"]", 0);
    *state = watch;
    return 0;
}

static int
teardown (void **state)
{
    json_watch_free (*state);
    return 0;
}

static const char *const single[] = {
    "{\"x\":1,\"x\":2}",
    "{\"amount\":1,\"amount\":2}",
    "{\"x\":{\"data\":1,\"data\":2}}",
    "{\"data\":{\"x\":1,\"x\":2,\"amount\":3},\"id\":1}",
    "{\"data\":[{\"amount\":1},{\"amount\":2}]}",
    "{\"data\":{\"items\":[{\"sku\":1},[{\"sku\":2},{\"sku\":3}]]}}",
    "{\"data\":{\"x\":{\"sku\":1,\"sku\":2}}}",
    "{\"data\":{\"sku\":1,\"sku\":2}}",
    "{\"data\":{\"first\":[{\"unseen\":1,\"unseen\":2}]}}",
    "[{\"id\":1},{\"id\":1}]",
    "{\"\\u0069d2\":1,\"id\":2}",
    "{\"id\\ud800\":1,\"id\":2}",
    "{\"\\ud800\":1,\"\\ud800\":2}",
    "{\"data\":{\"data\":{\"amount\":1,\"amount\":2}}}",
};

static const struct {
    const char *text;
    size_t offset;
} twice[] = {
    { "{\"id\":1,\"id\":2}", 8 },
    { "{\"id\":1,\"x\":2,\"\\u0069\\u0064\":2}", 14 },
    { "{\"\":1,\"x\":2,\"\":2}", 12 },
    { "{\"data\":1,\"data\":{}}", 10 },
    { "{\"data\":{\"amount\":1,\"x\":[{},{}],\"amount\":2}}", 32 },
    { "{\"data\":[[1,{}],{\"amount\":1,\"amount\":2}]}", 28 },
    { "{\"data\":{\"items\":[{\"sku\":1},{\"sku\":2,\"sku\":3}]}}", 37 },
    { "{\"data\":{\"items\":[{\"sku\":1,\"y\":[{\"sku\":2}],\"sku\":3}]}}",
      43 },
    { "{\"data\":{\"a \\\"name\\\"\":1,\"a\\u0020\\u0022name\\\"\":1}}", 24 },
    { "{\"data\":{\"first\":1,\"first\":2}}", 19 },
    { "{\"a-rather-long-name-of-32-bytes!\":1,"
      "\"a-rather-long-name-of-32-byte\\u0073!\":2}",
      37 },
    { "[{\"id\":1},{\"id\":1,\"id\":1}]", 18 },
};

static int
scan (const struct json_watch *watch, const char *text, bool with_members,
      struct json_error *ret_error)
{
    struct json_member room[8];
    struct json_members members = { room, 8, 0 };
    size_t pos = 0;

    return json_scan (text, strlen (text), &pos, watch,
                      with_members ? &members : NULL, ret_error);
}

static void
test_single (void **state)
{
    for (size_t i = 0; i < ARRAY_SIZE (single); i++)
        for (int with = 0; with < 2; with++) {
            struct json_error error = { 0, "" };

            if (scan (*state, single[i], with, &error) != 0)
                fail_msg ("%s: %zu: %s", single[i], error.offset, error.what);
        }
}

static void
test_twice (void **state)
{
    for (size_t i = 0; i < ARRAY_SIZE (twice); i++)
        for (int with = 0; with < 2; with++) {
            struct json_error error = { 0, "" };

            if (scan (*state, twice[i].text, with, &error) != -EEXIST)
                fail_msg ("accepted: %s", twice[i].text);
            if (error.offset != twice[i].offset)
                fail_msg ("%s: %zu", twice[i].text, error.offset);
            assert_string_equal (error.what, "name occurs twice in an object");
        }
}

static void
test_below (void **state)
{
    const struct json_watch *watch = *state;
    const struct json_watch *data = json_watch_below (watch, "data", 4);
    struct json_error error;

    assert_non_null (data);
    assert_null (json_watch_below (watch, "dat", 3));
    assert_null (json_watch_below (watch, "datb", 4));
    assert_null (json_watch_below (NULL, "data", 4));
    assert_non_null (json_watch_below (data, "amount", 6));
    assert_null (
        json_watch_below (json_watch_below (data, "amount", 6), "amount", 6));
    assert_int_equal (scan (data, "{\"amount\":1,\"amount\":2}", 0, &error),
                      -EEXIST);
    assert_int_equal (scan (data, "{\"id\":1,\"id\":2}", 0, &error), 0);
}

static void
test_skip (void **state)
{
    struct json_watch *watch = json_watch_new ();
    struct json_error error;

    (void)state;
    assert_non_null (watch);
    watch_text (watch, "$.data.a.b", 1);
    watch_text (watch, "$.data", 1);
    watch_text (watch, "$[3].c", 0);
    assert_int_equal (scan (watch, "{\"data\":1,\"data\":1}", 0, &error), 0);
    assert_int_equal (scan (watch, "{\"c\":1,\"c\":1}", 0, &error), 0);
    assert_int_equal (scan (watch, "{\"\":1,\"\":1}", 0, &error), 0);
    assert_int_equal (scan (watch, "{\"a\":{\"b\":1,\"b\":1}}", 0, &error),
                      -EEXIST);
    json_watch_free (watch);
    json_watch_free (NULL);
}

#define MANY 1000

/* More names than a scan has room for at first, in more than one object. */
static void
test_many (void **state)
{
    struct json_watch *watch = json_watch_new ();
    struct buf text = BUF_INIT (1 << 20);
    struct json_error error;

    (void)state;
    assert_non_null (watch);
    for (int i = 0; i < MANY; i++) {
        char name[16];
        const char *names[] = { name };
        size_t len = (size_t)snprintf (name, sizeof name, "name%d", i);

        assert_int_equal (json_watch_add (watch, names, &len, 1), 0);
    }
    buf_add_char (&text, '[');
    for (int k = 0; k < 2; k++) {
        buf_add_string (&text, k ? ",{" : "{");
        for (int i = 0; i < MANY; i++)
            buf_printf (&text, "\"name%d\":%d,\"other%d\":0,", i, i, i % 7);
        buf_add_string (&text, "\"x\":0}");
    }
    buf_add_char (&text, ']');
    assert_int_equal (json_check (text.data, text.len, watch, &error), 0);
    text.len -= 8; /* "x":0}] */
    text.data[text.len] = '\0';
    buf_add_string (&text, ",\"name500\":0}]");
    assert_int_equal (json_check (text.data, text.len, watch, &error),
                      -EEXIST);
    buf_free (&text);
    json_watch_free (watch);
}

int
main (void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_single), cmocka_unit_test (test_twice),
        cmocka_unit_test (test_below),  cmocka_unit_test (test_skip),
        cmocka_unit_test (test_many),
    };

    return cmocka_run_group_tests (tests, setup, teardown);
}
