/* config-json.c - trees as JSON, suggestions, and paths
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "config-capture.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "json/scan.h"

#define ARRAY(a) (sizeof (a) / sizeof *(a))

struct pair {
    const char *text;
    const char *result;
};

/* The member a of a file, as JSON, which must be valid. */
static char *
to_json (const char *text, bool expanded)
{
    struct capture c;
    struct config_node *root;
    struct json_error error;
    char *json;

    capture_begin (&c);
    root = load (&c, text);
    assert_non_null (root);
    assert_int_equal (config_expand (root, NULL), 0);
    json = expanded ? config_to_json_expanded (root->first)
                    : config_to_json (root->first);
    assert_non_null (json);
    assert_int_equal (json_check (json, strlen (json), NULL, &error), 0);
    config_free (root);
    capture_expect (&c, "");
    return json;
}

static void
test_json (void **state)
{
    static const struct pair cases[] = {
        { "a = { };", "{}" },
        { "a = ( );", "[]" },
        { "a = [ ];", "[]" },
        { "a = { x = 1; y = \"z\"; g : { on = true; off = false; }; };",
          "{\"x\":1,\"y\":\"z\",\"g\":{\"on\":true,\"off\":false}}" },
        { "a = ( 1, \"two\", ( 3.5 ), { four = [ 4, 4 ]; } );",
          "[1,\"two\",[3.5],{\"four\":[4,4]}]" },
        { "a = 9223372036854775807L;", "9223372036854775807" },
        { "a = -9223372036854775808L;", "-9223372036854775808" },
        { "a = 0x10;", "16" },
        { "a = 0.1;", "0.1" },
        { "a = -0.0;", "-0" },
        { "a = 1.0;", "1" },
        { "a = 1e23;", "1e+23" },
        { "a = 0.30000000000000004;", "0.30000000000000004" },
        { "a = 123456789.125;", "123456789.125" },
        { "a = 5e-324;", "5e-324" },
        { "a = 1.7976931348623157e308;", "1.7976931348623157e+308" },
        { "a = \"q\\\" b\\\\ n\\n t\\t \\x01 \xc3\xa4\";",
          "\"q\\\" b\\\\ n\\n t\\t \\u0001 \xc3\xa4\"" },
        { "a = \"${X:-d} $$\";", "\"${X:-d} $$\"" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY (cases); i++) {
        char *json = to_json (cases[i].text, false);

        assert_string_equal (json, cases[i].result);
        free (json);
    }
}

static void
test_expanded_json (void **state)
{
    char *json = to_json ("a = ( \"${X:-d\\\"} $$\" );", true);

    (void)state;
    assert_string_equal (json, "[\"d\\\" $\"]");
    free (json);
}

static void
test_suggest (void **state)
{
    static const char *const names[]
        = { "retry", "name", "type", "max_size", "brokers", "id", "on" };
    static const struct pair cases[] = {
        { "retyr", "retry" },
        { "rety", "retry" },
        { "retrys", "retry" },
        { "nmae", "name" },
        { "nmea", NULL },
        { "tpye", "type" },
        { "max-size", "max_size" },
        { "maxsize", "max_size" },
        { "brok", "brokers" },
        { "brokers_list", "brokers" },
        { "ids", "id" },
        { "xy", NULL },
        { "no", NULL },
        { "x", NULL },
        { "ma", NULL },
        { "color", NULL },
        { "bxxxers", NULL },
        { "", NULL },
        { "retry", "retry" },
    };
    static const char longer[]
        = "retry567890123456789012345678901234567890123456789012345678901234";

    (void)state;
    for (size_t i = 0; i < ARRAY (cases); i++) {
        const char *meant
            = config_suggest (cases[i].text, names, ARRAY (names));

        if (cases[i].result == NULL)
            assert_null (meant);
        else
            assert_string_equal (meant != NULL ? meant : cases[i].text,
                                 cases[i].result);
    }
    assert_null (config_suggest ("retry", NULL, 0));
    assert_string_equal (config_suggest (longer, names, ARRAY (names)),
                         "retry");
}

static void
expect_path (const char *file, const char *path, const char *expected)
{
    struct config_node node = { .file = file };
    char *result = config_path (&node, path);

    assert_string_equal (result, expected);
    free (result);
}

static void
test_path (void **state)
{
    char *here = getcwd (NULL, 0);
    struct buf text = BUF_INIT (10000);

    (void)state;
    expect_path ("/etc/trestle/trestle.cfg", "x.pem", "/etc/trestle/x.pem");
    expect_path ("/etc/trestle/trestle.cfg", "/x.pem", "/x.pem");
    expect_path ("/trestle.cfg", "a/b", "/a/b");
    expect_path ("t.cfg", "/x.pem", "/x.pem");
    buf_printf (&text, "%s/x.pem", here);
    expect_path ("t.cfg", "x.pem", text.data);
    expect_path (NULL, "x.pem", text.data);
    buf_reset (&text);
    buf_printf (&text, "%s/d/x.pem", here);
    expect_path ("d/t.cfg", "x.pem", text.data);
    buf_free (&text);
    free (here);
}

int
main (void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_json),
        cmocka_unit_test (test_expanded_json),
        cmocka_unit_test (test_suggest),
        cmocka_unit_test (test_path),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
