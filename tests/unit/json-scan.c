/* json-scan.c - what the scanner accepts, refuses and records
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <trestle/plugin.h>

#include "base/cleanup.h"
#include "json/path.h"
#include "json/scan.h"

/* In a block of the exact size, so that a memory checker sees what is read
 * beyond. */
static int
check_exactly (const char *text, size_t len, const struct json_watch *watch,
               struct json_error *ret_error)
{
    char *copy = malloc (len > 0 ? len : 1);
    int r;

    assert_non_null (copy);
    memcpy (copy, text, len);
    r = json_check (copy, len, watch, ret_error);
    free (copy);
    return r;
}

static const char *const good[] = {
    "{}",
    "[]",
    " \t\r\n[ \t\r\n] \t\r\n",
    "null",
    "true",
    "false",
    "\"\"",
    "0",
    "-0",
    "-0.0e-0",
    "1E+2",
    "10.250",
    "123456789012345678901234567890",
    "1e400",
    "{\"\":{\"a\":[1,2,[],{}],\"a\":null}}",
    "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\\uFfFf\"",
    "\"\\ud800\"",
    "\"\\udc00\\ud800\"",
    "\"\\ud83d\\ude00\"",
    "\"\x7f\"",
    "\"\xc2\x80\xdf\xbf\"",
    "\"\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf\"",
    "\"\xf0\x90\x80\x80\xf4\x8f\xbf\xbf\"",
    "\"exactly 8\\n and more than that, up to here \xe4\xb8\x8a\xe6\xb5\xb7\"",
    "[1 , 2\n,\n3 ]",
    "{ \"a\" : 1 , \"b\" : [ true , false , null ] }",
};

static void
test_good (void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (good); i++) {
        struct json_error error = { 0, "" };

        if (check_exactly (good[i], strlen (good[i]), NULL, &error) != 0)
            fail_msg ("%s: %zu: %s", good[i], error.offset, error.what);
    }
}

static const struct {
    const char *text;
    size_t offset;
    const char *what;
} bad[] = {
    { "", 0, "unexpected end" },
    { "  ", 2, "unexpected end" },
    { "\xef\xbb\xbf{}", 0, "expected a value" },
    { "nul", 3, "unexpected end" },
    { "nulL", 3, "expected a value" },
    { "TRUE", 0, "expected a value" },
    { "NaN", 0, "expected a value" },
    { "-Infinity", 1, "expected a digit" },
    { "'a'", 0, "expected a value" },
    { "+1", 0, "expected a value" },
    { ".5", 0, "expected a value" },
    { "-", 1, "unexpected end" },
    { "-a", 1, "expected a digit" },
    { "01", 0, "leading zero" },
    { "[-012]", 2, "leading zero" },
    { "1.", 2, "unexpected end" },
    { "[1.]", 3, "expected a digit" },
    { "[1.e1]", 3, "expected a digit" },
    { "[1e]", 3, "expected a digit" },
    { "[1e+]", 4, "expected a digit" },
    { "[0x1]", 2, "expected a comma or ]" },
    { "1 2", 2, "text after the value" },
    { "{}x", 2, "text after the value" },
    { "[", 1, "unexpected end" },
    { "[1", 2, "unexpected end" },
    { "[1,", 3, "unexpected end" },
    { "[1,]", 3, "expected a value" },
    { "[,1]", 1, "expected a value" },
    { "[1 2]", 3, "expected a comma or ]" },
    { "[1:2, 3, 4, 5]", 2, "expected a comma or ]" },
    { "[1/2, 3, 4, 5]", 2, "expected a comma or ]" },
    { "[1}", 2, "expected a comma or ]" },
    { "]", 0, "expected a value" },
    { "{", 1, "unexpected end" },
    { "{1:2}", 1, "expected a name in quotes" },
    { "{\"a\"}", 4, "expected a colon" },
    { "{\"a\" 1}", 5, "expected a colon" },
    { "{\"a\":}", 5, "expected a value" },
    { "{\"a\":1,}", 7, "expected a name in quotes" },
    { "{,}", 1, "expected a name in quotes" },
    { "{\"a\":1]", 6, "expected a comma or }" },
    { "{\"a\":1 \"b\":2}", 7, "expected a comma or }" },
    { "[1]/**/", 3, "text after the value" },
    { "\"abc", 4, "unexpected end" },
    { "\"\\", 2, "unexpected end" },
    { "\"\\u12\"", 6, "unexpected end" },
    { "\"\\u123g\"", 1, "bad \\u escape in a string" },
    { "\"abc\\x\"", 4, "bad escape in a string" },
    { "\"\\U0041\"", 1, "bad escape in a string" },
    { "\"a\tb\"", 2, "control character in a string" },
    { "\"12345678\x1f\"", 9, "control character in a string" },
    { "{\"a\nb\":1}", 3, "control character in a string" },
    { "\"a\x80\"", 2, "not UTF-8" },
    { "\"\xc0\x80\"", 1, "not UTF-8" },
    { "\"\xc1\xbf\"", 1, "not UTF-8" },
    { "\"\xe0\x9f\xbf\"", 1, "not UTF-8" },
    { "\"\xed\xa0\x80\"", 1, "not UTF-8" },
    { "\"\xed\xbf\xbf\"", 1, "not UTF-8" },
    { "\"\xf0\x8f\xbf\xbf\"", 1, "not UTF-8" },
    { "\"\xf4\x90\x80\x80\"", 1, "not UTF-8" },
    { "\"\xf5\x80\x80\x80\"", 1, "not UTF-8" },
    { "\"\xff\"", 1, "not UTF-8" },
    { "\"ok \xe4\xb8\"", 4, "not UTF-8" },
    { "\"\xe4\xb8\x8a\xe6\xb5\"", 4, "not UTF-8" },
    { "[\xc3\xa9]", 1, "expected a value" },
    { "[1\xa0]", 2, "expected a comma or ]" },
    { "[1\f]", 2, "expected a comma or ]" },
};

static void
test_bad (void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (bad); i++) {
        struct json_error error = { 0, "" };

        if (check_exactly (bad[i].text, strlen (bad[i].text), NULL, &error)
            != -EINVAL)
            fail_msg ("accepted: %s", bad[i].text);
        if (error.offset != bad[i].offset
            || strcmp (error.what, bad[i].what) != 0)
            fail_msg ("%s: %zu: %s", bad[i].text, error.offset, error.what);
    }
}

static void
test_nul (void **state)
{
    struct json_error error;

    (void)state;
    assert_int_equal (check_exactly ("[1\0]", 4, NULL, &error), -EINVAL);
    assert_int_equal (check_exactly ("\"\0\"", 3, NULL, &error), -EINVAL);
    assert_int_equal (check_exactly ("\"\\\0\"", 4, NULL, &error), -EINVAL);
    assert_int_equal (check_exactly ("1\0", 2, NULL, &error), -EINVAL);
}

/* Each byte at each place of a string: plain, special or part of UTF-8. */
static void
test_string_bytes (void **state)
{
    (void)state;
    for (unsigned c = 0; c < 256; c++)
        for (size_t at = 1; at <= 20; at++) {
            char text[23];
            struct json_error error;
            int wanted = c < 0x20 || c == '"' || c == '\\' || c >= 0x80;

            memset (text, 'x', sizeof text);
            text[0] = text[22] = '"';
            text[at] = (char)c;
            if ((check_exactly (text, sizeof text, NULL, &error) < 0)
                != wanted)
                fail_msg ("byte %u at %zu", c, at);
        }
}

/* No prefix of a document is valid or read past its end. */
static void
test_prefixes (void **state)
{
    static const char *const texts[]
        = { "{\"key\":\"value \\u00e9\\n \xe4\xb8\x8a\",\"n\":[1.5e10,-20]}",
            "[\"\xf0\x9f\x98\x80\",true,false,null,{\"a\":{\"b\":[]}}]",
            "\"a string of more than sixteen bytes, \\\"quoted\\\"\"" };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (texts); i++)
        for (size_t len = 0; len <= strlen (texts[i]); len++) {
            struct json_error error = { 0, "" };
            int r = check_exactly (texts[i], len, NULL, &error);

            assert_int_equal (r, len < strlen (texts[i]) ? -EINVAL : 0);
            if (r < 0)
                assert_true (error.offset <= len);
        }
}

static char *
nested (size_t depth, char open, char close)
{
    char *text = malloc (2 * depth + 1);

    assert_non_null (text);
    memset (text, open, depth);
    memset (text + depth, close, depth);
    text[2 * depth] = '\0';
    return text;
}

static void
test_depth (void **state)
{
    struct json_error error;
    char *text = nested (JSON_MAX_DEPTH, '[', ']');

    (void)state;
    assert_int_equal (json_check (text, strlen (text), NULL, &error), 0);
    free (text);
    text = nested (JSON_MAX_DEPTH + 1, '[', ']');
    assert_int_equal (json_check (text, strlen (text), NULL, &error), -E2BIG);
    assert_int_equal (error.offset, JSON_MAX_DEPTH);
    assert_string_equal (error.what, "nested too deeply");
    free (text);
}

/* The outermost object counts as a level whether its members are wanted or
 * not. */
static void
test_depth_members (void **state)
{
    char text[2 * JSON_MAX_DEPTH + 16];
    struct json_member room[1];
    struct json_members members = { room, 1, 0 };
    struct json_error error;

    (void)state;
    for (int over = 0; over < 2; over++) {
        char *arrays = nested ((size_t)(JSON_MAX_DEPTH - 1 + over), '[', ']');
        size_t len = strlen (arrays);
        size_t pos = 0;

        memcpy (text, "{\"a\":", 5);
        memcpy (text + 5, arrays, len);
        text[5 + len] = '}';
        assert_int_equal (
            json_scan (text, len + 6, &pos, NULL, &members, &error),
            over ? -E2BIG : 0);
        assert_int_equal (json_check (text, len + 6, NULL, &error),
                          over ? -E2BIG : 0);
        free (arrays);
    }
}

static void
assert_member (const struct json_member *m, const char *key, const char *value,
               int type)
{
    assert_int_equal (m->key_len, strlen (key));
    assert_memory_equal (m->key, key, strlen (key));
    assert_int_equal (m->value_len, strlen (value));
    assert_memory_equal (m->value, value, strlen (value));
    assert_int_equal (m->type, type);
}

static void
test_members (void **state)
{
    static const char text[]
        = " { \"s\" : \"x\\\"y\" ,\"n\":-1.5e3,\"b\":true, \"z\":null\n,"
          "\"o\":{\"o\":{}} , \"a\":[ 1, [2] ],\"s\":\"\" } ";
    struct json_member room[7];
    struct json_members members = { room, 7, 0 };
    struct json_error error;
    size_t pos = 0;

    (void)state;
    assert_int_equal (
        json_scan (text, strlen (text), &pos, NULL, &members, &error), 0);
    assert_int_equal (pos, strlen (text));
    assert_int_equal (members.n, 7);
    assert_member (&room[0], "\"s\"", "\"x\\\"y\"", TRESTLE_TYPE_STRING);
    assert_member (&room[1], "\"n\"", "-1.5e3", TRESTLE_TYPE_NUMBER);
    assert_member (&room[2], "\"b\"", "true", TRESTLE_TYPE_BOOLEAN);
    assert_member (&room[3], "\"z\"", "null", TRESTLE_TYPE_NULL);
    assert_member (&room[4], "\"o\"", "{\"o\":{}}", TRESTLE_TYPE_OBJECT);
    assert_member (&room[5], "\"a\"", "[ 1, [2] ]", TRESTLE_TYPE_ARRAY);
    assert_member (&room[6], "\"s\"", "\"\"", TRESTLE_TYPE_STRING);
    members.max = 6;
    pos = 0;
    assert_int_equal (
        json_scan (text, strlen (text), &pos, NULL, &members, &error), -E2BIG);
    assert_int_equal (pos, 0);
    assert_string_equal (error.what, "too many members");
}

/* With members wanted, refusals are the same as without. */
static void
test_members_bad (void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (bad); i++) {
        struct json_member room[4];
        struct json_members members = { room, 4, 0 };
        struct json_error error = { 0, "" };
        size_t len = strlen (bad[i].text);
        size_t pos = 0;
        int r;

        r = json_scan (bad[i].text, len, &pos, NULL, &members, &error);
        if (strcmp (bad[i].what, "text after the value") == 0) {
            assert_int_equal (r, 0);
            assert_int_equal (pos, bad[i].offset);
            continue;
        }
        assert_int_equal (r, -EINVAL);
        assert_int_equal (error.offset, bad[i].offset);
        assert_string_equal (error.what, bad[i].what);
        assert_int_equal (pos, 0);
    }
}

/* Values one after the other, as in JSON Lines. */
static void
test_sequence (void **state)
{
    static const char text[] = " {\"a\":1}\n[2] 3 \"4\"  ";
    static const size_t ends[] = { 9, 13, 15, 20 };
    struct json_member room[2];
    struct json_members members = { room, 2, 9 };
    struct json_error error;
    size_t pos = 0;

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (ends); i++) {
        assert_int_equal (
            json_scan (text, strlen (text), &pos, NULL, &members, &error), 0);
        assert_int_equal (pos, ends[i]);
        assert_int_equal (members.n, i == 0);
    }
    assert_int_equal (
        json_scan (text, strlen (text), &pos, NULL, &members, &error),
        -EINVAL);
}

static void
test_public (void **state)
{
    (void)state;
    assert_int_equal (trestle_json_check ("[1]", 3), 1);
    assert_int_equal (trestle_json_check ("[1", 2), 0);
}

int
main (void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_good),
        cmocka_unit_test (test_bad),
        cmocka_unit_test (test_nul),
        cmocka_unit_test (test_string_bytes),
        cmocka_unit_test (test_prefixes),
        cmocka_unit_test (test_depth),
        cmocka_unit_test (test_depth_members),
        cmocka_unit_test (test_members),
        cmocka_unit_test (test_members_bad),
        cmocka_unit_test (test_sequence),
        cmocka_unit_test (test_public),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
