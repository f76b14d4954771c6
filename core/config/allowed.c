/* allowed.c - the values that a row of a table allows
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <string.h>
#include <trestle/plugin.h>

#include "base/parse.h"
#include "config/allowed.h"
#include "config/config.h"

#define MAX_WORDS 64
#define DOTS      ".."

/* The ends of a range as they are written, "" for an open one. */
struct range {
    char *low;
    char *high;
};

static void
range_done (struct range *range)
{
    free (range->low);
    free (range->high);
}

#define CLEANUP_RANGE __attribute__ ((__cleanup__ (range_done)))

/* false without memory, or if there are no dots. */
static bool
range_split (const char *allowed, struct range *ret_range)
{
    const char *dots = strstr (allowed, DOTS);

    if (dots == NULL)
        return false;
    ret_range->low = strndup (allowed, (size_t)(dots - allowed));
    ret_range->high = strdup (dots + strlen (DOTS));
    return ret_range->low != NULL && ret_range->high != NULL;
}

typedef int parse_end (const char *text, int64_t *ret_value);

static parse_end *
end_parser (int type)
{
    static parse_end *const parsers[] = {
        [TRESTLE_INT] = parse_int,
        [TRESTLE_DURATION] = parse_duration,
        [TRESTLE_SIZE] = parse_size,
    };

    return type < (int)ARRAY_SIZE (parsers) ? parsers[type] : NULL;
}

static bool
is_end (const char *text, int type)
{
    parse_end *parse = end_parser (type);
    int64_t value;
    double real;

    if (text[0] == '\0')
        return true;
    if (type == TRESTLE_DOUBLE)
        return parse_double (text, &real) == 0;
    return parse != NULL && parse (text, &value) == 0;
}

bool
conf_allowed_is_range (const char *allowed, int type)
{
    CLEANUP_RANGE struct range range = { NULL, NULL };

    return range_split (allowed, &range) && is_end (range.low, type)
           && is_end (range.high, type)
           && (range.low[0] != '\0' || range.high[0] != '\0');
}

/* inside is what the caller has found. */
static bool
range_answer (const char *allowed, const struct range *range, bool inside,
              struct buf *must)
{
    if (inside)
        return true;
    if (range->low[0] == '\0')
        buf_printf (must, "at most %s", range->high);
    else if (range->high[0] == '\0')
        buf_printf (must, "at least %s", range->low);
    else
        buf_printf (must, "in %s", allowed);
    return false;
}

bool
conf_allowed_integer (const char *allowed, int type, int64_t value,
                      struct buf *must)
{
    CLEANUP_RANGE struct range range = { NULL, NULL };
    int64_t low = INT64_MIN, high = INT64_MAX;

    if (!range_split (allowed, &range))
        return false;
    if (range.low[0] != '\0')
        end_parser (type) (range.low, &low);
    if (range.high[0] != '\0')
        end_parser (type) (range.high, &high);
    return range_answer (allowed, &range, value >= low && value <= high, must);
}

bool
conf_allowed_real (const char *allowed, double value, struct buf *must)
{
    CLEANUP_RANGE struct range range = { NULL, NULL };
    double low = value, high = value;

    if (!range_split (allowed, &range))
        return false;
    if (range.low[0] != '\0')
        parse_double (range.low, &low);
    if (range.high[0] != '\0')
        parse_double (range.high, &high);
    return range_answer (allowed, &range, value >= low && value <= high, must);
}

bool
conf_allowed_is_words (const char *allowed)
{
    size_t len, n = 0;

    for (const char *p = allowed;; p += len + 1) {
        len = strcspn (p, "|");
        if (len == 0 || strcspn (p, " \t") < len || ++n > MAX_WORDS)
            return false;
        if (p[len] == '\0')
            return true;
    }
}

/* Cuts list, a copy of the words, into them; returns how many. */
static size_t
split_words (char *list, const char **ret_words)
{
    char *rest = list;
    size_t n = 0;

    while (rest != NULL && n < MAX_WORDS)
        ret_words[n++] = strsep (&rest, "|");
    return n;
}

/* "a", "b" or "c" */
static void
add_words (struct buf *must, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *before = i + 1 == n ? " or " : ", ";

        buf_printf (must, "%s\"%s\"", i == 0 ? "" : before, words[i]);
    }
}

bool
conf_allowed_word (const char *allowed, const char *text, struct buf *must,
                   char **ret_meant)
{
    CLEANUP_FREE char *list = strdup (allowed);
    const char *words[MAX_WORDS], *meant;
    size_t n;

    if (list == NULL)
        return false;
    n = split_words (list, words);
    for (size_t i = 0; i < n; i++)
        if (strcmp (words[i], text) == 0)
            return true;
    add_words (must, words, n);
    meant = config_suggest (text, words, n);
    *ret_meant = meant != NULL ? strdup (meant) : NULL;
    return false;
}
