/* time.c - times as text: RFC 3339, and back
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "event/event.h"
#include "event/time.h"

#define DAY_SECONDS  86400
#define DAY_MS       INT64_C (86400000)
#define FIRST_MS     INT64_C (-62167219200000) /* 0000-01-01 */
#define LAST_MS      INT64_C (253402300799999) /* 9999-12-31 */
#define DAYS_TO_1970 719468                    /* from 0000-03-01 */
#define ERA_DAYS     146097                    /* 400 years */

/* Days since 1970-01-01 of a day of the Gregorian calendar.  Years are counted
 * from March, so that the leap day is the last. */
static int64_t
days_from_date (int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t of_era = y - era * 400;
    int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5;

    of_year += day - 1;
    return era * ERA_DAYS + of_era * 365 + of_era / 4 - of_era / 100 + of_year
           - DAYS_TO_1970;
}

static void
date_from_days (int64_t days, int *ret_year, int *ret_month, int *ret_day)
{
    int64_t n = days + DAYS_TO_1970;
    int64_t era = (n >= 0 ? n : n - ERA_DAYS + 1) / ERA_DAYS;
    int64_t of_era = n - era * ERA_DAYS;
    int64_t year
        = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * of_year + 2) / 153;

    *ret_day = (int)(of_year - (153 * month + 2) / 5 + 1);
    *ret_month = (int)(month < 10 ? month + 3 : month - 9);
    *ret_year = (int)(year + era * 400 + (*ret_month <= 2));
}

static int
month_days (int year, int month)
{
    static const char days[]
        = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return month == 2 && leap ? 29 : days[month - 1];
}

static bool
is_digit (char c)
{
    return (unsigned)(c - '0') <= 9;
}

/* Two digits; negative if they are none. */
static int
two_digits (const char *p)
{
    if (!is_digit (p[0]) || !is_digit (p[1]))
        return -1;
    return (p[0] - '0') * 10 + (p[1] - '0');
}

/* "2024-02-29T23:59:" to seconds, without checks of 60. */
static int
parse_minutes (const char *t, int64_t *ret_seconds)
{
    int century = two_digits (t);
    int year = two_digits (t + 2);
    int month = two_digits (t + 5);
    int day = two_digits (t + 8);
    int hour = two_digits (t + 11);
    int minute = two_digits (t + 14);

    if (t[4] != '-' || t[7] != '-' || (t[10] | 0x20) != 't' || t[13] != ':'
        || t[16] != ':')
        return -EINVAL;
    if (century < 0 || year < 0 || month < 1 || month > 12 || day < 1
        || hour < 0 || hour > 23 || minute < 0 || minute > 59)
        return -EINVAL;
    year += century * 100;
    if (day > month_days (year, month))
        return -EINVAL;
    *ret_seconds = days_from_date (year, month, day) * DAY_SECONDS
                   + hour * 3600 + minute * 60;
    return 0;
}

/* ".25" to microseconds, cut; returns its length, 0 if there is none and -1
 * if it has no digit. */
static int
parse_fraction (const char *t, size_t len, int64_t *ret_us)
{
    int64_t unit = 100000;
    size_t n = 1;

    *ret_us = 0;
    if (len == 0 || t[0] != '.')
        return 0;
    for (; n < len && is_digit (t[n]); n++) {
        *ret_us += (t[n] - '0') * unit;
        unit /= 10;
    }
    return n > 1 ? (int)n : -1;
}

/* "Z" or "+08:00" to seconds. */
static int
parse_offset (const char *t, size_t len, int64_t *ret_seconds)
{
    int hours, minutes;

    *ret_seconds = 0;
    if (len == 1)
        return (t[0] | 0x20) == 'z' ? 0 : -EINVAL;
    if (len != 6 || (t[0] != '+' && t[0] != '-') || t[3] != ':')
        return -EINVAL;
    hours = two_digits (t + 1);
    minutes = two_digits (t + 4);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
        return -EINVAL;
    *ret_seconds = (hours * 3600 + minutes * 60) * (t[0] == '-' ? -1 : 1);
    return 0;
}

/* Whether a second may have the number 60: at the end of a month, UTC.
 * seconds is that of the minute's begin. */
static bool
is_leap_minute (int64_t seconds)
{
    int64_t next = seconds + 60;
    int year, month, day;

    if (next % DAY_SECONDS != 0)
        return false;
    date_from_days (next / DAY_SECONDS, &year, &month, &day);
    return day == 1;
}

/* A leap second counts as the first second after it, as the system has it. */
int
event_time_parse (const char *text, size_t len, int64_t *ret_us)
{
    int64_t seconds, us, offset;
    int second, n;

    if (len < 20 || len > INT32_MAX || parse_minutes (text, &seconds) < 0)
        return -EINVAL;
    second = two_digits (text + 17);
    if (second < 0 || second > 60)
        return -EINVAL;
    n = parse_fraction (text + 19, len - 19, &us);
    if (n < 0)
        return -EINVAL;
    if (parse_offset (text + 19 + n, len - 19 - (size_t)n, &offset) < 0)
        return -EINVAL;
    seconds -= offset;
    if (second == 60 && !is_leap_minute (seconds))
        return -EINVAL;
    *ret_us = (seconds + second) * INT64_C (1000000) + us;
    return 0;
}

static void
put_digits (char *at, int n, int value)
{
    while (n-- > 0) {
        at[n] = (char)('0' + value % 10);
        value /= 10;
    }
}

int
event_time_format (int64_t ms, char ret_text[EVENT_TIME_SIZE])
{
    int64_t days;
    int rest, year, month, day;

    if (ms < FIRST_MS || ms > LAST_MS)
        return -ERANGE;
    days = ms / DAY_MS - (ms % DAY_MS < 0);
    rest = (int)(ms - days * DAY_MS);
    date_from_days (days, &year, &month, &day);
    memcpy (ret_text, "0000-00-00T00:00:00.000Z", EVENT_TIME_SIZE);
    put_digits (ret_text, 4, year);
    put_digits (ret_text + 5, 2, month);
    put_digits (ret_text + 8, 2, day);
    put_digits (ret_text + 11, 2, rest / 3600000);
    put_digits (ret_text + 14, 2, rest / 60000 % 60);
    put_digits (ret_text + 17, 2, rest / 1000 % 60);
    put_digits (ret_text + 20, 3, rest % 1000);
    return 0;
}

int64_t
event_time_floor (int64_t us)
{
    return us / 1000 - (us % 1000 < 0);
}
