/* suggest.c - what a misspelt name was meant to be
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <string.h>

#include "config/config.h"

#define MAX_NAME   63 /* no suggestion for longer names */
#define MAX_EDITS  2
#define MIN_PREFIX 3

static size_t
smallest (size_t a, size_t b, size_t c)
{
    size_t ab = a < b ? a : b;

    return ab < c ? ab : c;
}

/* Letters to add, take away, replace, or swap with their neighbour. */
static size_t
edit_distance (const char *a, const char *b)
{
    size_t rows[3][MAX_NAME + 1], *before = rows[0], *last = rows[1],
                                  *row = rows[2], *swap;
    size_t len_a = strlen (a), len_b = strlen (b);

    if (len_a > MAX_NAME || len_b > MAX_NAME)
        return SIZE_MAX;
    for (size_t j = 0; j <= len_b; j++)
        row[j] = j;
    for (size_t i = 1; i <= len_a; i++) {
        swap = before;
        before = last;
        last = row;
        row = swap;
        row[0] = i;
        for (size_t j = 1; j <= len_b; j++) {
            row[j] = smallest (last[j] + 1, row[j - 1] + 1,
                               last[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]
                && before[j - 2] + 1 < row[j])
                row[j] = before[j - 2] + 1;
        }
    }
    return row[len_b];
}

static bool
is_prefix (const char *text, const char *name)
{
    size_t len = strlen (text), name_len = strlen (name);
    size_t n = len < name_len ? len : name_len;

    return n >= MIN_PREFIX && strncmp (text, name, n) == 0;
}

const char *
config_suggest (const char *text, const char *const *names, size_t n)
{
    const char *best = NULL;
    size_t least = MAX_EDITS + 1, len = strlen (text);

    for (size_t i = 0; i < n; i++) {
        size_t edits = edit_distance (text, names[i]);

        /* more than half of a word must be right */
        if (edits < least && edits * 2 < len) {
            least = edits;
            best = names[i];
        }
    }
    for (size_t i = 0; i < n && best == NULL; i++)
        if (is_prefix (text, names[i]))
            best = names[i];
    return best;
}
