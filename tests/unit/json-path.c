/* json-path.c - paths good and bad
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "json/path.h"

static const struct {
    const char *text;
    const char *steps; /* names in <>, indexes in [] */
} good[] = {
    { "$", "" },
    { "$.", "" },
    { "$.a", "<a>" },
    { "$.data.order-id.x_1", "<data><order-id><x_1>" },
    { "$[0]", "[0]" },
    { "$[0][12].a[3]", "[0][12]<a>[3]" },
    { "$.\xe4\xb8\x8a.$", "<\xe4\xb8\x8a><$>" },
    { "$.0.\"q\"", "<0><\"q\">" },
    { "$[\"a.b [c]\"].d", "<a.b [c]><d>" },
    { "$[\"\"][\"\\u0041\\n\\ud83d\\ude00\"]", "<><A\n\xf0\x9f\x98\x80>" },
    { "$[18446744073709551615]", "[18446744073709551615]" },
};

static void
test_good (void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (good); i++) {
        CLEANUP_BUF struct buf b = BUF_INIT (4096);
        struct json_path *path;
        const struct json_step *steps;
        size_t offset = 0;
        const char *what = "";
        size_t n;

        if (sizeof (size_t) < 8 && strstr (good[i].text, "[184") != NULL)
            continue;
        if (json_path_new (good[i].text, &path, &offset, &what) != 0)
            fail_msg ("%s: %zu: %s", good[i].text, offset, what);
        steps = json_path_steps (path, &n);
        buf_add_string (&b, "");
        for (size_t k = 0; k < n; k++) {
            if (steps[k].name == NULL) {
                buf_printf (&b, "[%zu]", steps[k].index);
                continue;
            }
            assert_int_equal (strlen (steps[k].name), steps[k].len);
            buf_printf (&b, "<%s>", steps[k].name);
        }
        assert_string_equal (b.data, good[i].steps);
        json_path_free (path);
    }
}

static const struct {
    const char *text;
    size_t offset;
    const char *what;
} bad[] = {
    { "", 0, "a path begins with $" },
    { "a", 0, "a path begins with $" },
    { ".a", 0, "a path begins with $" },
    { " $", 0, "a path begins with $" },
    { "$a", 1, "expected . or [" },
    { "$ ", 1, "expected . or [" },
    { "$..a", 2, "expected a name" },
    { "$.a.", 4, "expected a name" },
    { "$.[0]", 2, "expected a name" },
    { "$.a b", 3, "expected . or [" },
    { "$.a\t", 3, "expected . or [" },
    { "$.a]", 3, "expected . or [" },
    { "$.a\xff", 2, "not UTF-8" },
    { "$[", 2, "expected an index or a name in quotes" },
    { "$[]", 2, "expected an index or a name in quotes" },
    { "$[*]", 2, "expected an index or a name in quotes" },
    { "$[-1]", 2, "expected an index or a name in quotes" },
    { "$['a']", 2, "expected an index or a name in quotes" },
    { "$[01]", 2, "leading zero" },
    { "$[1", 3, "expected ]" },
    { "$[1:2]", 3, "expected ]" },
    { "$[18446744073709551616]", 2, "index is too large" },
    { "$[\"a\"", 5, "expected ]" },
    { "$[\"a\" ]", 5, "expected ]" },
    { "$[\"a", 4, "unexpected end" },
    { "$[\"\\x\"]", 3, "bad escape in a string" },
    { "$[\"\\ud800\"]", 2, "lone surrogate in a name" },
    { "$[\"a\nb\"]", 4, "control character in a string" },
    { "$.a[\"b\"]c", 8, "expected . or [" },
};

static void
test_bad (void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (bad); i++) {
        struct json_path *path = NULL;
        size_t offset = 999;
        const char *what = "";

        if (json_path_new (bad[i].text, &path, &offset, &what) != -EINVAL)
            fail_msg ("accepted: %s", bad[i].text);
        assert_null (path);
        if (offset != bad[i].offset || strcmp (what, bad[i].what) != 0)
            fail_msg ("%s: %zu: %s", bad[i].text, offset, what);
    }
    json_path_free (NULL);
}

static void
test_steps (void **state)
{
    CLEANUP_BUF struct buf b = BUF_INIT (4096);
    struct json_path *path;
    size_t offset;
    const char *what;
    size_t n;

    (void)state;
    buf_add_char (&b, '$');
    for (int i = 0; i < 64; i++)
        buf_add_string (&b, i % 2 ? ".a" : "[7]");
    assert_int_equal (json_path_new (b.data, &path, &offset, &what), 0);
    assert_int_equal (json_path_steps (path, &n)[63].len, 1);
    assert_int_equal (n, 64);
    json_path_free (path);
    buf_add_string (&b, ".b");
    assert_int_equal (json_path_new (b.data, &path, &offset, &what), -EINVAL);
    assert_int_equal (offset, b.len - 2);
    assert_string_equal (what, "more than 64 steps");
}

int
main (void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_good),
        cmocka_unit_test (test_bad),
        cmocka_unit_test (test_steps),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
