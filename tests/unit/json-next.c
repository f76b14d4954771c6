/* json-next.c - walks over checked text, and finds values in it
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <trestle/plugin.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "json/path.h"
#include "json/scan.h"

/* All items as "key=value;", in a block of the exact size. */
static void
walk (const char *text, struct buf *ret)
{
    size_t len = strlen (text);
    char *copy = malloc (len > 0 ? len : 1);
    size_t pos = 0;
    const char *key;
    const char *value;
    size_t key_len;
    size_t value_len;
    int type;

    assert_non_null (copy);
    memcpy (copy, text, len);
    while ((type
            = json_next (copy, len, &pos, &key, &key_len, &value, &value_len))
           != 0) {
        assert_int_equal (type, json_type_of (*value));
        if (key != NULL)
            buf_add (ret, key, key_len);
        buf_add_char (ret, '=');
        buf_add (ret, value, value_len);
        buf_add_char (ret, ';');
    }
    assert_int_equal (
        json_next (copy, len, &pos, &key, &key_len, &value, &value_len), 0);
    free (copy);
}

static const struct {
    const char *text;
    const char *items;
} walks[] = {
    { "[]", "" },
    { " { \n } ", "" },
    { "12", "" },
    { "\"[1]\"", "" },
    { "null", "" },
    { "[1]", "=1;" },
    { " [ 1 , -2.5e3,\ttrue,\nfalse , null ] ",
      "=1;=-2.5e3;=true;=false;=null;" },
    { "[[],{},[[1,2],{\"a\":[]}],\"\"]",
      "=[];={};=[[1,2],{\"a\":[]}];=\"\";" },
    { "{\"a\":1,\"b\":\"x\"}", "\"a\"=1;\"b\"=\"x\";" },
    { " { \"a\" : [ 1 , 2 ] , \"b\" : { } } ", "\"a\"=[ 1 , 2 ];\"b\"={ };" },
    { "{\"a\\\"}\":\"b\\\\\",\"c\":\"]}\\\"\"}",
      "\"a\\\"}\"=\"b\\\\\";\"c\"=\"]}\\\"\";" },
    { "[{\"long enough for words\":\"with ] and } and { inside\",\"x\":"
      "[\"\\\"]\",{\"\\\\\":\"}\"}]},2]",
      "={\"long enough for words\":\"with ] and } and { inside\",\"x\":"
      "[\"\\\"]\",{\"\\\\\":\"}\"}]};=2;" },
    { "[{\"#\":\"#\",\"!\":\"\"},[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]],3]",
      "={\"#\":\"#\",\"!\":\"\"};"
      "=[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]];=3;" },
    { "[[\"\xe4\xb8\x8a\xe6\xb5\xb7\xef\xbf\xbd]\",\"\xf0\x9f\x98\x80{\"],0]",
      "=[\"\xe4\xb8\x8a\xe6\xb5\xb7\xef\xbf\xbd]\",\"\xf0\x9f\x98\x80{\"];"
      "=0;" },
};

static void
test_walks (void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (walks); i++) {
        CLEANUP_BUF struct buf b = BUF_INIT (1 << 16);
        struct json_error error;

        assert_int_equal (
            json_check (walks[i].text, strlen (walks[i].text), NULL, &error),
            0);
        buf_add_string (&b, "");
        walk (walks[i].text, &b);
        assert_string_equal (b.data, walks[i].items);
    }
}

/* A container of every length is left at its end, whatever stands there. */
static void
test_lengths (void **state)
{
    (void)state;
    for (size_t n = 0; n < 80; n++)
        for (int escape = 0; escape < 2; escape++) {
            CLEANUP_BUF struct buf text = BUF_INIT (1 << 16);
            CLEANUP_BUF struct buf items = BUF_INIT (1 << 16);
            CLEANUP_BUF struct buf wanted = BUF_INIT (1 << 16);

            buf_add_string (&wanted, "=[\"");
            for (size_t i = 0; i < n; i++)
                buf_add_char (&wanted, "]{}[,:x"[(i + n) % 7]);
            buf_add_string (&wanted, escape ? "\\\"\"]" : "\"]");
            buf_printf (&text, "[%s,[]]", wanted.data + 1);
            buf_add_string (&wanted, ";=[];");
            walk (text.data, &items);
            assert_string_equal (items.data, wanted.data);
        }
}

static const char event[]
    = " {\"id\":\"1\",\"data\":{\"store\":\"sh-1\",\"items\":[{\"sku\":7},"
      "{\"sku\":8,\"tags\":[\"a\",\"b\"]}],\"a.b\":true,\"\":null,"
      "\"\\u4e0a\":1.5,\"caf\xc3\xa9\":2,\"q\\\"q\":3,\"dup\":1,\"dup\":2},"
      "\"dat\":0,\"data2\":1} ";

static const struct {
    const char *path;
    const char *value; /* NULL: none */
    int type;
} finds[] = {
    { "$.id", "\"1\"", TRESTLE_TYPE_STRING },
    { "$.dat", "0", TRESTLE_TYPE_NUMBER },
    { "$.data2", "1", TRESTLE_TYPE_NUMBER },
    { "$.data.store", "\"sh-1\"", TRESTLE_TYPE_STRING },
    { "$.data.items[0]", "{\"sku\":7}", TRESTLE_TYPE_OBJECT },
    { "$.data.items[1].sku", "8", TRESTLE_TYPE_NUMBER },
    { "$.data.items[1].tags", "[\"a\",\"b\"]", TRESTLE_TYPE_ARRAY },
    { "$[\"data\"][\"items\"][1].tags[1]", "\"b\"", TRESTLE_TYPE_STRING },
    { "$.data[\"a.b\"]", "true", TRESTLE_TYPE_BOOLEAN },
    { "$.data[\"\"]", "null", TRESTLE_TYPE_NULL },
    { "$.data.\xe4\xb8\x8a", "1.5", TRESTLE_TYPE_NUMBER },
    { "$.data[\"caf\\u00e9\"]", "2", TRESTLE_TYPE_NUMBER },
    { "$.data[\"q\\\"q\"]", "3", TRESTLE_TYPE_NUMBER },
    { "$.data.q\"q", "3", TRESTLE_TYPE_NUMBER },
    { "$.data.dup", "1", TRESTLE_TYPE_NUMBER },
    { "$.nothing", NULL, 0 },
    { "$.da", NULL, 0 },
    { "$.store", NULL, 0 },
    { "$.data.items.sku", NULL, 0 },
    { "$.data.items[2]", NULL, 0 },
    { "$.data[0]", NULL, 0 },
    { "$[0]", NULL, 0 },
    { "$.id.x", NULL, 0 },
    { "$.data.store[0]", NULL, 0 },
    { "$.data.\\u4e0a", NULL, 0 },
};

static struct json_path *
path_of (const char *text)
{
    struct json_path *path = NULL;
    size_t offset;
    const char *what;

    if (json_path_new (text, &path, &offset, &what) < 0)
        fail_msg ("%s: %zu: %s", text, offset, what);
    return path;
}

static void
test_finds (void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (finds); i++) {
        struct json_path *path = path_of (finds[i].path);
        const char *value = NULL;
        size_t len = 0;
        int type = json_find (event, strlen (event), path, &value, &len);

        if (type != finds[i].type)
            fail_msg ("%s: type %d", finds[i].path, type);
        if (type != 0) {
            assert_int_equal (len, strlen (finds[i].value));
            assert_memory_equal (value, finds[i].value, len);
        }
        json_path_free (path);
    }
}

static void
test_whole (void **state)
{
    static const char *const texts[] = { "$", "$." };
    static const char scalar[] = " \"x\" ";

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (texts); i++) {
        struct json_path *path = path_of (texts[i]);
        const char *value;
        size_t len;

        assert_int_equal (
            json_find (scalar, strlen (scalar), path, &value, &len),
            TRESTLE_TYPE_STRING);
        assert_ptr_equal (value, scalar + 1);
        assert_int_equal (len, 3);
        assert_int_equal (
            json_find (event, strlen (event), path, &value, &len),
            TRESTLE_TYPE_OBJECT);
        assert_ptr_equal (value, event + 1);
        assert_int_equal (len, strlen (event) - 2);
        json_path_free (path);
    }
}

static void
test_public (void **state)
{
    struct json_path *path = path_of ("$.id");
    const char *key;
    const char *value;
    size_t key_len;
    size_t len;
    size_t pos = 0;

    (void)state;
    assert_int_equal (trestle_json_find (event, strlen (event),
                                         (const struct trestle_path *)path,
                                         &value, &len),
                      TRESTLE_TYPE_STRING);
    assert_int_equal (len, 3);
    assert_int_equal (trestle_json_next (event, strlen (event), &pos, &key,
                                         &key_len, &value, &len),
                      TRESTLE_TYPE_STRING);
    assert_int_equal (key_len, 4);
    json_path_free (path);
}

static void
test_types (void **state)
{
    (void)state;
    assert_int_equal (json_type_of ('"'), TRESTLE_TYPE_STRING);
    assert_int_equal (json_type_of ('{'), TRESTLE_TYPE_OBJECT);
    assert_int_equal (json_type_of ('['), TRESTLE_TYPE_ARRAY);
    assert_int_equal (json_type_of ('t'), TRESTLE_TYPE_BOOLEAN);
    assert_int_equal (json_type_of ('f'), TRESTLE_TYPE_BOOLEAN);
    assert_int_equal (json_type_of ('n'), TRESTLE_TYPE_NULL);
    assert_int_equal (json_type_of ('-'), TRESTLE_TYPE_NUMBER);
    assert_int_equal (json_type_of ('0'), TRESTLE_TYPE_NUMBER);
}

static void
test_skip_space (void **state)
{
    size_t pos = 1;

    (void)state;
    json_skip_space ("x \t\r\n y", 7, &pos);
    assert_int_equal (pos, 6);
    json_skip_space ("x \t\r\n y", 7, &pos);
    assert_int_equal (pos, 6);
    pos = 1;
    json_skip_space ("x  ", 3, &pos);
    assert_int_equal (pos, 3);
}

int
main (void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_walks),      cmocka_unit_test (test_lengths),
        cmocka_unit_test (test_finds),      cmocka_unit_test (test_whole),
        cmocka_unit_test (test_public),     cmocka_unit_test (test_types),
        cmocka_unit_test (test_skip_space),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
