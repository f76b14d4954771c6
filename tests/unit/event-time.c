/* event-time.c - times of RFC 3339 are read and written exactly
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "event-fixture.h"

#include "event/time.h"

static void
test_good_times (void **state)
{
    static const struct {
        const char *text;
        int64_t us;
    } rows[] = {
        { "1970-01-01T00:00:00Z", 0 },
        { "1970-01-01t00:00:00z", 0 },
        { "1969-12-31T23:59:59Z", -1000000 },
        { "1969-12-31T23:59:59.999999Z", -1 },
        { "1969-12-31T23:59:59.9999999Z", -1 },
        { "2024-02-29T23:59:59Z", INT64_C (1709251199000000) },
        { "2000-02-29T00:00:00Z", INT64_C (951782400000000) },
        { "2000-03-01T00:00:00Z", INT64_C (951868800000000) },
        { "1999-12-31T23:59:59.5Z", INT64_C (946684799500000) },
        { "2023-12-31T23:59:59.999Z", INT64_C (1704067199999000) },
        { "2024-01-01T00:00:00Z", INT64_C (1704067200000000) },
        { "2100-03-01T00:00:00Z", INT64_C (4107542400000000) },
        { "0000-01-01T00:00:00Z", INT64_C (-62167219200000000) },
        { "0000-02-29T00:00:00Z", INT64_C (-62162121600000000) },
        { "9999-12-31T23:59:59Z", INT64_C (253402300799000000) },
        { "2020-12-09T16:09:53+00:00", INT64_C (1607530193000000) },
        { "2020-12-09T16:09:53-00:00", INT64_C (1607530193000000) },
        { "2020-12-10T00:09:53+08:00", INT64_C (1607530193000000) },
        { "2020-12-09T06:39:53-09:30", INT64_C (1607530193000000) },
        { "2020-12-10T16:08:53+23:59", INT64_C (1607530193000000) },
        { "1970-01-01T00:00:00.1Z", 100000 },
        { "1970-01-01T00:00:00.12Z", 120000 },
        { "1970-01-01T00:00:00.123456Z", 123456 },
        { "1970-01-01T00:00:00.1234567Z", 123456 },
        { "1970-01-01T00:00:00.123456789012345678901234567890Z", 123456 },
        { "1970-01-01T00:00:00.000000999+01:00", INT64_C (-3600000000) },
        { "2016-12-31T23:59:60Z", INT64_C (1483228800000000) },
        { "2017-01-01T07:59:60+08:00", INT64_C (1483228800000000) },
        { "2016-12-31T23:59:60.5Z", INT64_C (1483228800500000) },
        { "2016-06-30T15:59:60-08:00", INT64_C (1467331200000000) },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (rows); i++) {
        int64_t us = -7;

        if (event_time_parse (rows[i].text, strlen (rows[i].text), &us) != 0)
            fail_msg ("refused: %s", rows[i].text);
        if (us != rows[i].us)
            fail_msg ("%s: %lld", rows[i].text, (long long)us);
    }
}

static void
test_bad_times (void **state)
{
    static const char *const rows[] = {
        "",
        "2024",
        "2024-02-29",
        "2024-02-29T00:00:00",
        "2024-02-29 00:00:00Z",
        "2024-02-29T00:00Z",
        "2023-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2100-02-29T00:00:00Z",
        "2024-04-31T00:00:00Z",
        "2024-13-01T00:00:00Z",
        "2024-00-01T00:00:00Z",
        "2024-01-00T00:00:00Z",
        "2024-01-32T00:00:00Z",
        "2024-01-01T24:00:00Z",
        "2024-01-01T00:60:00Z",
        "2024-01-01T00:00:61Z",
        "2024-01-01T00:00:60Z",
        "2016-12-30T23:59:60Z",
        "2016-12-31T23:59:60+01:00",
        "2024-01-01T00:00:00.Z",
        "2024-01-01T00:00:00,5Z",
        "2024-01-01T00:00:00.5",
        "2024-01-01T00:00:00+8:00",
        "2024-01-01T00:00:00+08",
        "2024-01-01T00:00:00+0800",
        "2024-01-01T00:00:00+24:00",
        "2024-01-01T00:00:00+00:60",
        "2024-01-01T00:00:00ZZ",
        "2024-01-01T00:00:00 Z",
        "2024/01/01T00:00:00Z",
        "2024-01-01X00:00:00Z",
        "+024-01-01T00:00:00Z",
        "2024-1-001T00:00:00Z",
        "2024-01-01T00:00:0 Z",
        "12024-01-01T00:00:00Z",
        "-2024-01-01T00:00:00Z",
        "1615430559146",
        "Thu, 29 Feb 2024 00:00:00 GMT",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (rows); i++) {
        int64_t us = -7;

        if (event_time_parse (rows[i], strlen (rows[i]), &us) != -EINVAL)
            fail_msg ("accepted: %s", rows[i]);
        assert_int_equal (us, -7);
    }
}

static void
test_written_times (void **state)
{
    static const struct {
        int64_t ms;
        const char *text;
    } rows[] = {
        { 0, "1970-01-01T00:00:00.000Z" },
        { -1, "1969-12-31T23:59:59.999Z" },
        { INT64_C (1615430559146), "2021-03-11T02:42:39.146Z" },
        { INT64_C (1709251199999), "2024-02-29T23:59:59.999Z" },
        { INT64_C (-62167219200000), "0000-01-01T00:00:00.000Z" },
        { INT64_C (253402300799999), "9999-12-31T23:59:59.999Z" },
    };
    char text[EVENT_TIME_SIZE];

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (rows); i++) {
        assert_int_equal (event_time_format (rows[i].ms, text), 0);
        assert_string_equal (text, rows[i].text);
    }
    assert_int_equal (event_time_format (INT64_C (-62167219200001), text),
                      -ERANGE);
    assert_int_equal (event_time_format (INT64_C (253402300800000), text),
                      -ERANGE);
    assert_int_equal (event_time_format (INT64_MAX, text), -ERANGE);
    assert_int_equal (event_time_format (INT64_MIN, text), -ERANGE);
}

/* Each day of 400 years and more, against what the C library says. */
static void
test_every_day (void **state)
{
    char text[EVENT_TIME_SIZE];

    (void)state;
    for (int64_t day = -150000; day < 150000; day += 1) {
        time_t seconds = (time_t)(day * 86400 + 86399);
        char want[32];
        struct tm tm;
        int64_t us;

        gmtime_r (&seconds, &tm);
        strftime (want, sizeof want, "%Y-%m-%dT%H:%M:%S.000Z", &tm);
        assert_int_equal (event_time_format ((int64_t)seconds * 1000, text),
                          0);
        assert_string_equal (text, want);
        assert_int_equal (event_time_parse (text, strlen (text), &us), 0);
        assert_int_equal (us, (int64_t)seconds * 1000000);
    }
}

static void
test_floor (void **state)
{
    (void)state;
    assert_int_equal (event_time_floor (1999), 1);
    assert_int_equal (event_time_floor (0), 0);
    assert_int_equal (event_time_floor (-1), -1);
    assert_int_equal (event_time_floor (-1000), -1);
    assert_int_equal (event_time_floor (-1001), -2);
}

static void
test_event_time (void **state)
{
    struct trestle_batch *b;
    const struct trestle_event *ev
        = accepted ("{" FOUR ",\"time\":\"1970-01-01T00:00:01.5Z\"}", &b);
    int64_t us = 0;

    (void)state;
    assert_int_equal (trestle_event_time (ev, &us), 1);
    assert_int_equal (us, 1500000);
    batch_unref (b);
    ev = accepted ("{" FOUR "}", &b);
    assert_int_equal (trestle_event_time (ev, &us), 0);
    assert_int_equal (trestle_event_admitted (ev), 1700000000123456);
    batch_unref (b);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_good_times),
        cmocka_unit_test (test_bad_times),
        cmocka_unit_test (test_written_times),
        cmocka_unit_test (test_every_day),
        cmocka_unit_test (test_floor),
        cmocka_unit_test (test_event_time),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
