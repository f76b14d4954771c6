/* base-parse.c - numbers, durations, sizes, names; and CRC-32C
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <string.h>

#include "base/crc.h"
#include "base/parse.h"
#include "unit/unit.h"

struct number {
    const char *text;
    int r;
    int64_t value;
};

static void
check (int (*parse) (const char *text, int64_t *ret_value),
       const struct number *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        int64_t value = 77;

        if (parse (cases[i].text, &value) != cases[i].r)
            fail_msg ("\"%s\"", cases[i].text);
        if (value != (cases[i].r == 0 ? cases[i].value : 77))
            fail_msg ("\"%s\" gave %lld", cases[i].text, (long long)value);
    }
}

static void
test_int (void **state)
{
    static const struct number cases[] = {
        { "0", 0, 0 },
        { "-5", 0, -5 },
        { "9223372036854775807", 0, INT64_MAX },
        { "9223372036854775808", -ERANGE, 0 },
        { "", -EINVAL, 0 },
        { "-", -EINVAL, 0 },
        { " 1", -EINVAL, 0 },
        { "1 ", -EINVAL, 0 },
        { "+1", -EINVAL, 0 },
        { "0x10", -EINVAL, 0 },
        { "1.5", -EINVAL, 0 },
    };

    (void)state;
    check (parse_int, cases, ARRAY_SIZE (cases));
}

static void
test_duration (void **state)
{
    static const struct number cases[] = {
        { "0", 0, 0 },
        { "10us", 0, 10 },
        { "250ms", 0, 250000 },
        { "10s", 0, 10000000 },
        { "5m", 0, 300000000 },
        { "72h", 0, INT64_C (259200000000) },
        { "7d", 0, INT64_C (604800000000) },
        { "36525d", 0, INT64_C (3155760000000000) },
        { "36526d", -ERANGE, 0 },
        { "10", -EINVAL, 0 },
        { "1.5s", -EINVAL, 0 },
        { "s", -EINVAL, 0 },
        { "-1s", -EINVAL, 0 },
        { "1 s", -EINVAL, 0 },
        { "1S", -EINVAL, 0 },
        { "99999999999999999999s", -ERANGE, 0 },
    };

    (void)state;
    check (parse_duration, cases, ARRAY_SIZE (cases));
}

static void
test_size (void **state)
{
    static const struct number cases[] = {
        { "0", 0, 0 },
        { "64k", 0, 65536 },
        { "8M", 0, 8 << 20 },
        { "1G", 0, 1 << 30 },
        { "2T", 0, INT64_C (2) << 40 },
        { "9999999T", -ERANGE, 0 },
        { "1K", -EINVAL, 0 },
        { "1kB", -EINVAL, 0 },
        { "-1", -EINVAL, 0 },
    };

    (void)state;
    check (parse_size, cases, ARRAY_SIZE (cases));
}

static void
test_double (void **state)
{
    double value = 0;

    (void)state;
    assert_int_equal (parse_double ("1.5", &value), 0);
    assert_true (value == 1.5);
    assert_int_equal (parse_double ("-1e3", &value), 0);
    assert_true (value == -1000);
    assert_int_equal (parse_double ("1e999", &value), -ERANGE);
    assert_int_equal (parse_double ("inf", &value), -EINVAL);
    assert_int_equal (parse_double ("nan", &value), -EINVAL);
    assert_int_equal (parse_double ("0x1p3", &value), -EINVAL);
    assert_int_equal (parse_double ("", &value), -EINVAL);
    assert_true (value == -1000);
}

static void
test_name (void **state)
{
    char longest[62];

    (void)state;
    memset (longest, 'a', sizeof longest);
    longest[60] = '\0';
    assert_true (parse_is_name (longest));
    longest[60] = 'a';
    longest[61] = '\0';
    assert_false (parse_is_name (longest));
    assert_true (parse_is_name ("a"));
    assert_true (parse_is_name ("Shop-1_x"));
    assert_false (parse_is_name (""));
    assert_false (parse_is_name ("1a"));
    assert_false (parse_is_name ("_a"));
    assert_false (parse_is_name ("a.b"));
    assert_false (parse_is_name ("a/b"));
    assert_false (parse_is_name ("a b"));
    assert_false (parse_is_name ("caf\xc3\xa9"));
}

/* The check value of the catalogue of CRCs, and RFC 3720, B.4. */
static void
test_crc (void **state)
{
    static const unsigned char zeros[32];

    (void)state;
    assert_true (crc32c (0, "123456789", 9) == UINT32_C (0xe3069283));
    assert_true (crc32c (0, zeros, 32) == UINT32_C (0x8a9136aa));
    assert_true (crc32c (crc32c (0, "1234", 4), "56789", 5)
                 == UINT32_C (0xe3069283));
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_int),  cmocka_unit_test (test_duration),
        cmocka_unit_test (test_size), cmocka_unit_test (test_double),
        cmocka_unit_test (test_name), cmocka_unit_test (test_crc),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
