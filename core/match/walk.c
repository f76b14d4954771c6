/* walk.c - through the members and elements of checked JSON text
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What is no checked text gives nonsense, but is never read past its end.
 */
#include <trestle/plugin.h>

#include "match/walk.h"

/* Whether the quote at p, of a string that begins at begin, is escaped. */
static bool
is_escaped (const char *p, const char *begin)
{
    size_t n = 0;

    while (p - n > begin && p[-1 - (ptrdiff_t)n] == '\\')
        n++;
    return n % 2 != 0;
}

const char *
walk_string_end (const char *p, const char *end)
{
    const char *begin = p;

    while (p < end) {
        p = memchr (p, '"', (size_t)(end - p));
        if (p == NULL)
            return end;
        if (p == begin || p[-1] != '\\' || !is_escaped (p, begin))
            return p + 1;
        begin = ++p; /* what is before has been counted */
    }
    return end;
}

/* The same; most strings, names above all, are short. */
static inline const char *
string_end (const char *p, const char *end)
{
    const char *at = p;

    for (int i = 0; i < 2 && end - at >= WORD_BYTES; i++, at += WORD_BYTES) {
        uint64_t hits = word_equal (word_load (at), '"');

        if (hits != 0) {
            at += word_first (hits);
            return at > p && at[-1] == '\\' ? walk_string_end (p, end)
                                            : at + 1;
        }
    }
    return walk_string_end (p, end);
}

const char *
walk_word_end (const char *p, const char *end)
{
    while (p < end && *p != ',' && *p != '}' && *p != ']'
           && !json_is_space (*p))
        p++;
    return p;
}

/* Where the next item, or the comma before it, may be. */
static inline const char *
go_on (struct walk *w)
{
    if (w->inside) {
        size_t pos = (size_t)(w->p - w->text), key_len, len;
        const char *key, *value;

        json_next (w->text, (size_t)(w->end - w->text), &pos, &key, &key_len,
                   &value, &len);
        w->p = w->text + pos;
        w->inside = false;
    }
    return space_end (w->p, w->end);
}

/* The value at p, of the item that begins at item. */
static inline void
take_value (struct walk *w, const char *item, const char *p,
            struct json *ret_value)
{
    ret_value->text = p;
    ret_value->end = w->end;
    ret_value->type = *p == '"' ? TRESTLE_TYPE_STRING : json_type_of (*p);
    ret_value->escapes = w->escapes;
    w->p = item;
    w->inside = *p == '{' || *p == '[';
    if (w->inside)
        return;
    ret_value->end
        = *p == '"' ? string_end (p + 1, w->end) : walk_word_end (p, w->end);
    w->p = ret_value->end;
}

bool
walk_member (struct walk *w, const char **ret_key, size_t *ret_len,
             struct json *ret_value)
{
    const char *p = go_on (w);
    const char *key;

    if (p < w->end && *p == ',')
        p = space_end (p + 1, w->end);
    if (p == w->end || *p != '"')
        return false;
    key = p + 1;
    p = string_end (key, w->end);
    *ret_key = key;
    *ret_len = (size_t)(p - key) - 1;
    p = space_end (p, w->end);
    if (p < w->end)
        p = space_end (p + 1, w->end); /* the colon */
    if (p == w->end)
        return false;
    take_value (w, key - 1, p, ret_value);
    return true;
}

bool
walk_element (struct walk *w, bool flat, struct json *ret_value)
{
    const char *p = go_on (w);

    while (p < w->end) {
        if (*p == ']') {
            if (--w->depth == 0)
                return false;
        } else if (*p == '[' && flat) {
            w->depth++;
        } else if (*p != ',') {
            take_value (w, p, p, ret_value);
            return true;
        }
        p = space_end (p + 1, w->end);
    }
    return false;
}
