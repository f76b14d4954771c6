/* fold.c - text without regard to case
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>

#include "base/cleanup.h"
#include "match/fold-table.h"
#include "match/text.h"

/* The other case of c by one of the tables; c itself if it has none. */
static uint32_t
other_case (uint32_t c, const struct fold_row *rows, size_t n)
{
    size_t low = 0, high = n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (c > rows[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == n || c < rows[low].first
        || (c - rows[low].first) % (uint32_t)rows[low].step != 0)
        return c;
    return (uint32_t)((int64_t)c + rows[low].delta);
}

int
fold_make (struct arena *arena, const struct op_text *text,
           struct op_fold *ret_fold)
{
    struct chars from = { text->at, text->at + text->len, false };
    size_t n = chars_count (from);
    struct fold_char *chars = arena_alloc (arena, n * sizeof *chars);

    if (chars == NULL)
        return -ENOMEM;
    for (size_t i = 0; i < n; i++) {
        uint32_t c = chars_next (&from);

        chars[i].is = c;
        chars[i].lower = other_case (c, fold_lower, ARRAY_SIZE (fold_lower));
        chars[i].upper = other_case (c, fold_upper, ARRAY_SIZE (fold_upper));
    }
    ret_fold->chars = chars;
    ret_fold->n = n;
    return 0;
}

static bool
take (struct chars *text, const struct op_fold *what)
{
    for (size_t i = 0; i < what->n; i++) {
        const struct fold_char *want = &what->chars[i];
        uint32_t c = chars_next (text);

        if (c != want->is && c != want->lower && c != want->upper)
            return false;
    }
    return true;
}

bool
fold_equals (struct chars text, const struct op_fold *what)
{
    return take (&text, what) && text.at == text.end;
}

bool
fold_begins (struct chars text, const struct op_fold *what)
{
    return take (&text, what);
}

bool
fold_ends (struct chars text, const struct op_fold *what)
{
    size_t n = chars_count (text);

    if (n < what->n)
        return false;
    for (n -= what->n; n > 0; n--)
        chars_next (&text);
    return take (&text, what);
}
