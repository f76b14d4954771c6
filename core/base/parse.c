/* parse.c - numbers, durations, sizes and names in text
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/parse.h"

#define MAX_NAME 60
#define DAY_US   (INT64_C (86400) * 1000000)

struct unit {
    const char *name;
    int64_t factor;
};

static const struct unit durations[] = {
    { "us", 1 },
    { "ms", 1000 },
    { "s", 1000000 },
    { "m", INT64_C (60) * 1000000 },
    { "h", INT64_C (3600) * 1000000 },
    { "d", DAY_US },
};

static const struct unit sizes[] = {
    { "", 1 },
    { "k", INT64_C (1) << 10 },
    { "M", INT64_C (1) << 20 },
    { "G", INT64_C (1) << 30 },
    { "T", INT64_C (1) << 40 },
};

static bool
is_digit (char c)
{
    return c >= '0' && c <= '9';
}

int
parse_int (const char *text, int64_t *ret_value)
{
    char *end;
    long long value;

    if (!is_digit (text[*text == '-']))
        return -EINVAL;
    errno = 0;
    value = strtoll (text, &end, 10);
    if (*end != '\0')
        return -EINVAL;
    if (errno == ERANGE)
        return -ERANGE;
    *ret_value = value;
    return 0;
}

int
parse_double (const char *text, double *ret_value)
{
    char *end;
    double value;

    if (!is_digit (text[*text == '-'])
        || text[strspn (text, "-+.0123456789eE")] != '\0')
        return -EINVAL;
    value = strtod (text, &end);
    if (*end != '\0')
        return -EINVAL;
    if (isinf (value))
        return -ERANGE;
    *ret_value = value;
    return 0;
}

/* An unsigned integer and one of n units. */
static int
parse_with_unit (const char *text, const struct unit *units, size_t n,
                 int64_t *ret_value)
{
    char *end;
    unsigned long long value;

    if (!is_digit (*text))
        return -EINVAL;
    errno = 0;
    value = strtoull (text, &end, 10);
    if (errno == ERANGE || value > INT64_MAX)
        return -ERANGE;
    for (size_t i = 0; i < n; i++) {
        if (strcmp (end, units[i].name) != 0)
            continue;
        if (value > (uint64_t)(INT64_MAX / units[i].factor))
            return -ERANGE;
        *ret_value = (int64_t)value * units[i].factor;
        return 0;
    }
    return -EINVAL;
}

int
parse_duration (const char *text, int64_t *ret_us)
{
    int64_t us;
    int r;

    if (strcmp (text, "0") == 0) {
        *ret_us = 0;
        return 0;
    }
    r = parse_with_unit (text, durations, ARRAY_SIZE (durations), &us);
    if (r < 0)
        return r;
    if (us > 36525 * DAY_US)
        return -ERANGE;
    *ret_us = us;
    return 0;
}

int
parse_size (const char *text, int64_t *ret_bytes)
{
    return parse_with_unit (text, sizes, ARRAY_SIZE (sizes), ret_bytes);
}

int
parse_bool (const char *text, bool *ret_value)
{
    if (strcmp (text, "true") == 0)
        *ret_value = true;
    else if (strcmp (text, "false") == 0)
        *ret_value = false;
    else
        return -EINVAL;
    return 0;
}

static bool
is_letter (char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool
parse_is_name (const char *text)
{
    size_t len = strlen (text);

    if (len == 0 || len > MAX_NAME || !is_letter (text[0]))
        return false;
    for (size_t i = 1; i < len; i++)
        if (!is_letter (text[i]) && !is_digit (text[i]) && text[i] != '_'
            && text[i] != '-')
            return false;
    return true;
}
