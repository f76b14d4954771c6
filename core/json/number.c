/* number.c - JSON numbers as integers and doubles
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json/scan.h"

/* No double and no middle between two has more significant decimal digits;
 * of what is behind them only whether it is zero counts. */
#define MAX_DIGITS 768
/* Beyond any exponent that text of the permitted length could balance. */
#define MAX_EXPONENT   INT64_C (1000000000000)
#define NEGATIVE_LIMIT (UINT64_C (1) << 63)

/* A number as it is written: digits and a power of ten. */
struct decimal {
    bool negative;
    bool integer; /* neither fraction nor exponent */
    bool more;    /* digits that are not zero were left out */
    size_t n;     /* digits, the first not 0 */
    int64_t exponent;
    char digits[MAX_DIGITS];
};

/* Takes a digit of weight 10^exponent. */
static void
decimal_digit (struct decimal *d, char c, bool fraction)
{
    if (d->n == 0 && c == '0') {
        d->exponent -= fraction;
        return;
    }
    if (d->n == MAX_DIGITS) {
        d->more = d->more || c != '0';
        d->exponent += !fraction;
        return;
    }
    d->digits[d->n++] = c;
    d->exponent -= fraction;
}

static int64_t
read_exponent (const char *p, const char *end)
{
    bool negative = p < end && *p == '-';
    int64_t exponent = 0;

    for (p += p < end && (*p == '-' || *p == '+'); p < end; p++)
        if (exponent < MAX_EXPONENT)
            exponent = exponent * 10 + (*p - '0');
    return negative ? -exponent : exponent;
}

static void
decimal_read (struct decimal *d, const char *p, const char *end)
{
    bool fraction = false;

    d->negative = p < end && *p == '-';
    d->integer = true;
    d->more = false;
    d->n = 0;
    d->exponent = 0;
    for (p += d->negative; p < end && (*p | 0x20) != 'e'; p++) {
        if (*p != '.') {
            decimal_digit (d, *p, fraction);
            continue;
        }
        fraction = true;
        d->integer = false;
    }
    if (p < end) {
        d->exponent += read_exponent (p + 1, end);
        d->integer = false;
    }
}

/* The digits as an integer; false if uint64 is too small. */
static bool
decimal_integer (const struct decimal *d, uint64_t *ret_value)
{
    uint64_t value = 0;

    if (d->n > 20)
        return false;
    for (size_t i = 0; i < d->n; i++) {
        uint64_t digit = (uint64_t)(d->digits[i] - '0');

        if (value > (UINT64_MAX - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *ret_value = value;
    return true;
}

/* Where digits and power of ten are doubles exactly, one operation rounds
 * once. */
static bool
decimal_small (const struct decimal *d, double *ret_value)
{
    static const double powers[]
        = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
            1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
            1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
    uint64_t value;

    if (FLT_EVAL_METHOD != 0 || d->n > 15 || d->exponent > 22
        || d->exponent < -22 || !decimal_integer (d, &value))
        return false;
    *ret_value = d->exponent < 0 ? (double)value / powers[-d->exponent]
                                 : (double)value * powers[d->exponent];
    return true;
}

static double
decimal_double (const struct decimal *d)
{
    char text[MAX_DIGITS + 32];
    int64_t exponent = d->exponent;
    size_t n = d->n;
    double value;

    if (n == 0)
        return 0;
    if (decimal_small (d, &value))
        return value;
    memcpy (text, d->digits, n);
    if (d->more) {
        text[n++] = '1';
        exponent--;
    }
    /* With at most 769 digits all beyond is zero or infinity anyway. */
    if (exponent > 9999)
        exponent = 9999;
    if (exponent < -9999)
        exponent = -9999;
    snprintf (text + n, sizeof text - n, "e%" PRId64, exponent);
    return strtod (text, NULL);
}

int
json_number (const char *json, size_t len, struct json_number *ret_number)
{
    struct decimal d;
    uint64_t value;
    double real;

    decimal_read (&d, json, json + len);
    if (d.integer && !d.more && decimal_integer (&d, &value)
        && (!d.negative || value <= NEGATIVE_LIMIT)) {
        ret_number->kind
            = d.negative && value > 0 ? JSON_NEGATIVE : JSON_POSITIVE;
        if (ret_number->kind == JSON_NEGATIVE)
            ret_number->negative = -1 - (int64_t)(value - 1);
        else
            ret_number->positive = value;
        return 0;
    }
    real = decimal_double (&d);
    if (isinf (real))
        return -ERANGE;
    ret_number->kind = JSON_DOUBLE;
    ret_number->real = d.negative && real > 0 ? -real : real;
    return 0;
}

#define ORDER(a, b) (((a) > (b)) - ((a) < (b)))

static int
compare_positive (uint64_t a, double b)
{
    uint64_t whole;

    if (b < 0)
        return 1;
    if (b >= 0x1p64)
        return -1;
    whole = (uint64_t)b;
    if (a != whole)
        return ORDER (a, whole);
    return b > (double)whole ? -1 : 0;
}

static int
compare_negative (int64_t a, double b)
{
    int64_t whole;

    if (b >= 0)
        return -1;
    if (b < -0x1p63)
        return 1;
    whole = (int64_t)b;
    if (a != whole)
        return ORDER (a, whole);
    return b < (double)whole ? 1 : 0;
}

static int
compare_double (const struct json_number *a, double b)
{
    switch (a->kind) {
    case JSON_NEGATIVE:
        return compare_negative (a->negative, b);
    case JSON_POSITIVE:
        return compare_positive (a->positive, b);
    default:
        return ORDER (a->real, b);
    }
}

int
json_number_compare (const struct json_number *a, const struct json_number *b)
{
    if (b->kind == JSON_DOUBLE)
        return compare_double (a, b->real);
    if (a->kind == JSON_DOUBLE)
        return -compare_double (b, a->real);
    if (a->kind != b->kind)
        return a->kind == JSON_NEGATIVE ? -1 : 1;
    return a->kind == JSON_NEGATIVE ? ORDER (a->negative, b->negative)
                                    : ORDER (a->positive, b->positive);
}
