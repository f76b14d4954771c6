/* source-http-attrs.c - attributes from ce- headers, well and badly encoded
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
/* cmocka wants the above */
#include <cmocka.h>

#include "../../plugins/source-http/source.h"

static struct httpd_text
text_of (const char *s)
{
    struct httpd_text t = { s, strlen (s) };

    return t;
}

/* text NULL: refused. */
static const struct value_case {
    const char *header, *text;
} values[] = {
    { "plain", "plain" },
    { "100%", "100%" },
    { "%", "%" },
    { "%2", "%2" },
    { "%zz%", "%zz%" },
    { "a%20b%22c%25d", "a b\"c%d" },
    { "%41", "A" },
    { "%2541", "%41" },
    { "Euro%20%E2%82%AC%20%F0%9F%98%80",
      "Euro \xe2\x82\xac \xf0\x9f\x98\x80" },
    { "%e2%82%ac", "\xe2\x82\xac" },
    { "\"quoted\"", "quoted" },
    { "\"a\\\"b\\\\c\"", "a\"b\\c" },
    { "\"%20\"", " " },
    { "say \"hi\"", "say \"hi\"" },
    { "\"a\"b\"", "\"a\"b\"" },
    { "\"", "\"" },
    { "\"open\\\"", "\"open\\\"" },
    /* not escaped: UTF-8, then Latin-1 */
    { "caf\xc3\xa9", "caf\xc3\xa9" },
    { "caf\xe9", "caf\xc3\xa9" },
    { "\xe9t\xe9%20\xfb", "\xc3\xa9t\xc3\xa9 \xc3\xbb" },
    { "\xe6\x97\xa5", "\xe6\x97\xa5" },
    /* neither */
    { "x\xff\xfe", NULL },
    { "x\x80", NULL },
    { "x\xc0\xaf", NULL },
    { "x\xed\xa0\x80", NULL },
    { "x\xf5\x80\x80\x80", NULL },
    { "x\xe2\x82", NULL },
    { "x\xd7y", NULL },
    { "%FF", NULL },
    { "%C0%AF", NULL },
    { "%ED%A0%80", NULL },
    { "%F4%90%80%80", NULL },
    { "%E2%82", NULL },
    { "a%00b", NULL },
    { "", NULL },
    { "\"\"", NULL },
};

static void
values_are_decoded (void **state)
{
    struct attrs a;

    (void)state;
    assert_int_equal (attrs_init (&a, 1000), 0);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        const struct value_case *v = &values[i];
        int r;

        attrs_begin (&a);
        r = attrs_add (&a, text_of ("SubJect"), text_of (v->header));
        if ((r == 0) != (v->text != NULL))
            fail_msg ("\"%s\": %d", v->header, r);
        if (r < 0) {
            assert_non_null (strstr (a.error, "\"ce-subject\""));
            continue;
        }
        assert_int_equal (a.n, 1);
        assert_string_equal (a.list[0], "subject");
        assert_string_equal (a.list[1], v->text);
        assert_null (a.list[2]);
    }
    attrs_free (&a);
}

static void
the_list_ends_with_null (void **state)
{
    struct attrs a;

    (void)state;
    assert_int_equal (attrs_init (&a, 1000), 0);
    attrs_begin (&a);
    assert_null (a.list[0]);
    assert_int_equal (attrs_add_type (&a, text_of ("text/plain")), 0);
    assert_int_equal (attrs_add (&a, text_of ("id"), text_of ("1")), 0);
    assert_string_equal (a.list[0], "datacontenttype");
    assert_string_equal (a.list[1], "text/plain");
    assert_string_equal (a.list[2], "id");
    assert_string_equal (a.list[3], "1");
    assert_null (a.list[4]);
    attrs_free (&a);
}

/* Headers as large as they may be, all letters that double. */
static void
room_is_enough_for_all_headers (void **state)
{
    struct attrs a;
    char value[501];

    (void)state;
    for (size_t i = 0; i < sizeof value - 1; i++)
        value[i] = i % 2 == 0 ? '\xe9' : 'e';
    value[sizeof value - 1] = '\0';
    assert_int_equal (attrs_init (&a, 1000), 0);
    attrs_begin (&a);
    assert_int_equal (attrs_add (&a, text_of ("a"), text_of (value)), 0);
    assert_int_equal (strlen (a.list[1]), 750);
    assert_int_equal (attrs_add (&a, text_of ("b"), text_of (value)), 0);
    assert_int_equal (attrs_add (&a, text_of ("c"), text_of (value)), -1);
    attrs_free (&a);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (values_are_decoded),
        cmocka_unit_test (the_list_ends_with_null),
        cmocka_unit_test (room_is_enough_for_all_headers),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
