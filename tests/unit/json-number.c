/* json-number.c - numbers, exactly
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "base/random.h"
#include "json/scan.h"

static struct json_number
number (const char *text)
{
    size_t len = strlen (text);
    char *copy = malloc (len);
    struct json_number n = { JSON_DOUBLE, { .real = NAN } };

    assert_non_null (copy);
    memcpy (copy, text, len);
    if (json_number (copy, len, &n) != 0)
        fail_msg ("out of range: %s", text);
    free (copy);
    return n;
}

static void
assert_positive (const char *text, uint64_t value)
{
    struct json_number n = number (text);

    assert_int_equal (n.kind, JSON_POSITIVE);
    assert_true (n.positive == value);
}

static void
assert_negative (const char *text, int64_t value)
{
    struct json_number n = number (text);

    assert_int_equal (n.kind, JSON_NEGATIVE);
    assert_true (n.negative == value);
}

static void
assert_real (const char *text, double value)
{
    struct json_number n = number (text);

    assert_int_equal (n.kind, JSON_DOUBLE);
    if (n.real != value)
        fail_msg ("%s: %a, not %a", text, n.real, value);
}

static void
test_integers (void **state)
{
    (void)state;
    assert_positive ("0", 0);
    assert_positive ("-0", 0);
    assert_positive ("7", 7);
    assert_positive ("9007199254740993", UINT64_C (9007199254740993));
    assert_positive ("9223372036854775808", UINT64_C (1) << 63);
    assert_positive ("18446744073709551615", UINT64_MAX);
    assert_negative ("-1", -1);
    assert_negative ("-9007199254740993", INT64_C (-9007199254740993));
    assert_negative ("-9223372036854775807", -INT64_MAX);
    assert_negative ("-9223372036854775808", INT64_MIN);
    assert_real ("18446744073709551616", 0x1p64);
    assert_real ("-9223372036854775809", -0x1p63);
    assert_real ("99999999999999999999999", 1e23);
}

static void
test_doubles (void **state)
{
    (void)state;
    assert_real ("0.0", 0);
    assert_real ("-0.0", 0);
    assert_false (signbit (number ("-0.0").real));
    assert_false (signbit (number ("-1e-999").real));
    assert_real ("0e99999999999999999999", 0);
    assert_real ("1.0", 1);
    assert_real ("1e2", 100);
    assert_real ("1E+2", 100);
    assert_real ("-12.5e-1", -1.25);
    assert_real ("0.1", 0.1);
    assert_real ("19.99", 19.99);
    assert_real ("123456789012345.678", 123456789012345.678);
    assert_real ("1e22", 1e22);
    assert_real ("1e23", 1e23);
    assert_real ("5e-324", 0x1p-1074);
    assert_real ("2e-324", 0);
    assert_real ("1e-99999999999999999999999", 0);
    assert_real ("1.7976931348623157e308", 0x1.fffffffffffffp1023);
    assert_real ("2.2250738585072011e-308", 0x0.fffffffffffffp-1022);
}

static void
test_range (void **state)
{
    static const char *const texts[] = { "1e400",
                                         "-1e400",
                                         "1e309",
                                         "1.7976931348623159e308",
                                         "1e999999999999999999999999",
                                         "123456e9999" };
    struct json_number n;

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (texts); i++)
        assert_int_equal (json_number (texts[i], strlen (texts[i]), &n),
                          -ERANGE);
}

/* 2^53 + 1 is the middle of two doubles; a digit far behind decides. */
static void
test_long (void **state)
{
    static const char middle[] = "9007199254740993";
    CLEANUP_BUF struct buf b = BUF_INIT (1 << 16);

    (void)state;
    buf_printf (&b, "%s.", middle);
    for (int i = 0; i < 3000; i++)
        buf_add_char (&b, '0');
    assert_real (b.data, 0x1p53);
    buf_add_char (&b, '1');
    assert_real (b.data, 0x1p53 + 2);
    buf_reset (&b);
    buf_add_string (&b, "0.");
    for (int i = 0; i < 3000; i++)
        buf_add_char (&b, '0');
    buf_add_string (&b, "25e3000");
    assert_real (b.data, 0.25);
    buf_reset (&b);
    buf_add_char (&b, '5');
    for (int i = 0; i < 3000; i++)
        buf_add_char (&b, '0');
    assert_int_equal (json_number (b.data, b.len, &(struct json_number){ 0 }),
                      -ERANGE);
    buf_add_string (&b, "e-2999");
    assert_real (b.data, 50);
}

/* What the shortcut for small numbers gives is what the library gives. */
static void
test_library (void **state)
{
    struct random r;

    (void)state;
    random_seed (&r, 11);
    for (int i = 0; i < 20000; i++) {
        char text[64];

        snprintf (text, sizeof text, "%" PRIu64 ".%03ue%d",
                  random_next (&r) >> random_below (&r, 64),
                  (unsigned)random_below (&r, 1000),
                  (int)random_below (&r, 60) - 30);
        assert_real (text, strtod (text, NULL));
    }
}

/* Each is below the next; = joins equals. */
static const char *const ascending[] = {
    "-1.7976931348623157e308",
    "-1e19",
    "-9223372036854777856.0",
    "-9223372036854775808=-9223372036854775808.0=-9223372036854775809",
    "-9223372036854775807",
    "-9223372036854774784=-9223372036854774784.0",
    "-9007199254740993",
    "-9007199254740992=-9007199254740992.0=-9007199254740993.0",
    "-9007199254740991=-9007199254740991.0",
    "-1.5",
    "-1=-1.0=-10e-1",
    "-0.5",
    "-5e-324",
    "0=-0=0.0=-0.0=0e9",
    "5e-324",
    "0.5",
    "1=1.0=1e0",
    "1.5",
    "9007199254740991=9007199254740991.0",
    "9007199254740992=9007199254740992.0=9007199254740993.0",
    "9007199254740993",
    "9007199254740994=9007199254740994.0=9007199254740994.00",
    "9223372036854775807",
    "9223372036854775808=9223372036854775808.0=9223372036854775807.0",
    "18446744073709549568=18446744073709549568.0",
    "18446744073709551615",
    "18446744073709551616=18446744073709551615.0=1.8446744073709551616e19",
    "1e300",
};

/* The k-th number of a line of the table; false past the last. */
static bool
part (const char *line, size_t k, struct json_number *ret)
{
    size_t len;

    for (; k > 0; k--) {
        line = strchr (line, '=');
        if (line == NULL)
            return false;
        line++;
    }
    len = strcspn (line, "=");
    assert_int_equal (json_number (line, len, ret), 0);
    return true;
}

static void
test_compare (void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (ascending); i++)
        for (size_t k = 0; k < ARRAY_SIZE (ascending); k++) {
            struct json_number a;
            struct json_number b;
            int wanted = (i > k) - (i < k);

            for (size_t x = 0; part (ascending[i], x, &a); x++)
                for (size_t y = 0; part (ascending[k], y, &b); y++)
                    if (json_number_compare (&a, &b) != wanted)
                        fail_msg ("%s (%zu) and %s (%zu)", ascending[i], x,
                                  ascending[k], y);
        }
}

int
main (void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_integers), cmocka_unit_test (test_doubles),
        cmocka_unit_test (test_range),    cmocka_unit_test (test_long),
        cmocka_unit_test (test_library),  cmocka_unit_test (test_compare),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
