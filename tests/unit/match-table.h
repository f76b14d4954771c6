/* match-table.h - tables of patterns, events, and whether they match
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef TESTS_MATCH_TABLE_H
#define TESTS_MATCH_TABLE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "json/scan.h"
#include "match/match.h"

/* In pattern and event ' stands for ". */
struct pair {
    const char *pattern;
    const char *event;
    bool match;
};

static inline char *
double_quotes (const char *text)
{
    char *copy = strdup (text);

    assert_non_null (copy);
    for (char *p = copy; *p != '\0'; p++)
        if (*p == '\'')
            *p = '"';
    return copy;
}

/* In a block of its own, so that reading past the end is noticed. */
static inline bool
match_exactly (const struct pattern *p, const char *event)
{
    size_t len = strlen (event);
    char *block = malloc (len);
    struct json_error error;
    bool match;

    assert_non_null (block);
    memcpy (block, event, len);
    if (json_check (block, len, NULL, &error) < 0)
        fail_msg ("%s: %s at %zu", event, error.what, error.offset);
    match = pattern_match_json (p, block, len);
    free (block);
    return match;
}

static inline void
check_pair (const struct pair *pair)
{
    char *pattern = double_quotes (pair->pattern);
    char *event = double_quotes (pair->event);
    char *message = NULL;
    struct pattern *p = NULL;

    if (pattern_new (pattern, strlen (pattern), &p, &message) < 0)
        fail_msg ("%s: %s", pattern, message);
    if (match_exactly (p, event) != pair->match)
        fail_msg ("%s must %smatch %s", pattern, pair->match ? "" : "not ",
                  event);
    pattern_free (p);
    free (pattern);
    free (event);
}

static inline void
check_pairs (const struct pair *pairs, size_t n)
{
    for (size_t i = 0; i < n; i++)
        check_pair (&pairs[i]);
}

#define CHECK_PAIRS(pairs) check_pairs ((pairs), ARRAY_SIZE (pairs))

#endif
