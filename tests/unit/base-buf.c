/* base-buf.c - a buffer grows to its limit, and errors stick
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "unit/unit.h"

static void
test_grows (void **state)
{
    struct buf b = BUF_INIT (100000);

    (void)state;
    for (int i = 0; i < 10000; i++)
        buf_printf (&b, "%05d", i);
    assert_int_equal (b.error, 0);
    assert_int_equal (b.len, 50000);
    assert_memory_equal (b.data + 49995, "09999", 6); /* with its NUL */
    buf_reset (&b);
    assert_string_equal (b.data, "");
    buf_free (&b);
}

static void
test_limit (void **state)
{
    struct buf b = BUF_INIT (5);

    (void)state;
    buf_add_string (&b, "12345");
    assert_int_equal (b.error, 0);
    buf_add_char (&b, '6');
    assert_int_equal (b.error, -EMSGSIZE);
    buf_reset (&b);
    buf_add_string (&b, "123456");
    assert_int_equal (b.error, -EMSGSIZE);
    buf_add_char (&b, '1'); /* it sticks */
    assert_int_equal (b.len, 0);
    assert_null (buf_take (&b));
    buf_free (&b);
}

static void
test_take (void **state)
{
    struct buf b = BUF_INIT (100);
    char *text = buf_take (&b);

    (void)state;
    assert_string_equal (text, "");
    free (text);
    buf_add_string (&b, "abc");
    text = buf_take (&b);
    assert_string_equal (text, "abc");
    assert_int_equal (b.len, 0);
    free (text);
    buf_free (&b);
}

static void
test_escaped (void **state)
{
    static const char text[] = "a\n\x1b[31m\x7f\xc2\x9b\xc3\xa9";
    struct buf b = BUF_INIT (1000);

    (void)state;
    buf_add_escaped (&b, text, sizeof text - 1, 1000);
    assert_string_equal (b.data, "a\\x0a\\x1b[31m\\x7f\\xc2\\x9b\xc3\xa9");
    buf_reset (&b);
    buf_add_escaped (&b, "abcdef", 6, 3);
    assert_string_equal (b.data, "abc...");
    buf_free (&b);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_grows),
        cmocka_unit_test (test_limit),
        cmocka_unit_test (test_take),
        cmocka_unit_test (test_escaped),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
