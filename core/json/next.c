/* next.c - walks checked JSON text, and finds values in it
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Nothing here looks for mistakes; what is no checked text gives nonsense,
 * but is never read past its end.
 */
#include <string.h>
#include <trestle/plugin.h>

#include "json/scan.h"
#include "json/word.h"

/* What one step of a walk found.  key is NULL in an array. */
struct item {
    const char *key;
    const char *key_end;
    const char *value;
    const char *value_end;
    bool escaped; /* key has an escape */
};

/* Behind the string whose opening quote is before p. */
static inline const char *
skip_string (const char *p, const char *end, bool *ret_escaped)
{
    *ret_escaped = false;
    while (p < end) {
        if (end - p >= WORD_BYTES) {
            uint64_t hits = word_quote_or_backslash (word_load (p));

            if (hits == 0) {
                p += WORD_BYTES;
                continue;
            }
            p += word_first (hits);
        }
        if (*p == '"')
            return p + 1;
        if (*p == '\\') {
            *ret_escaped = true;
            p++;
        }
        p++;
    }
    return end;
}

/* Where a walk over an object or array is. */
struct walk {
    const char *p;
    size_t depth;
    uint64_t string; /* WORD_HIGH inside a string, else 0 */
};

/* One byte, or an escape. */
static inline void
walk_byte (struct walk *walk)
{
    char c = *walk->p;

    if (walk->string != 0 && c == '\\')
        walk->p++;
    else if (c == '"')
        walk->string ^= WORD_HIGH;
    else if (walk->string == 0 && (c == '{' || c == '['))
        walk->depth++;
    else if (walk->string == 0 && (c == '}' || c == ']'))
        walk->depth--;
    walk->p++;
}

/* Two words, without a jump for each string in them.  False if they must be
 * gone through byte by byte: they have an escape or may close the
 * outermost. */
static inline bool
walk_words (struct walk *walk)
{
    uint64_t w1 = word_load (walk->p);
    uint64_t w2 = word_load (walk->p + WORD_BYTES);
    uint64_t inside1
        = word_between (word_equal_exact (w1, '"')) ^ walk->string;
    uint64_t inside2 = word_between (word_equal_exact (w2, '"'))
                       ^ (inside1 >> 63) * WORD_HIGH;
    uint64_t brackets1 = word_brackets (w1) & ~inside1;
    uint64_t brackets2 = word_brackets (w2) & ~inside2;
    uint64_t closing1 = word_closing (w1, brackets1);
    uint64_t closing2 = word_closing (w2, brackets2);
    size_t n = word_count (closing1, closing2);

    if ((word_equal (w1, '\\') | word_equal (w2, '\\')) != 0
        || n >= walk->depth)
        return false;
    walk->depth += word_count (brackets1, brackets2) - 2 * n;
    walk->string = (inside2 >> 63) * WORD_HIGH;
    walk->p += 2 * WORD_BYTES;
    return true;
}

/* Behind the object or array at p. */
static const char *
skip_container (const char *p, const char *end)
{
    struct walk walk = { p + 1, 1, 0 };

    while (walk.p < end && walk.depth > 0)
        if (end - walk.p < 2 * WORD_BYTES || !walk_words (&walk))
            for (int i = 0;
                 i < 2 * WORD_BYTES && walk.p < end && walk.depth > 0; i++)
                walk_byte (&walk);
    return walk.p < end ? walk.p : end;
}

/* Behind the number or word at p. */
static inline const char *
skip_word (const char *p, const char *end)
{
    while (p < end && *p != ',' && *p != '}' && *p != ']'
           && !json_is_space (*p))
        p++;
    return p;
}

static inline const char *
skip_value (const char *p, const char *end)
{
    bool escaped;

    if (p == end)
        return end;
    if (*p == '"')
        return skip_string (p + 1, end, &escaped);
    if (*p == '{' || *p == '[')
        return skip_container (p, end);
    return skip_word (p, end);
}

/* Into the object or array at p: where its first item may be, and what closes
 * it; NULL if it is neither. */
static inline const char *
items_begin (const char *p, const char *end, char *ret_close)
{
    p = space_end (p, end);
    if (p == end || (*p != '{' && *p != '['))
        return NULL;
    *ret_close = (char)(*p + 2); /* [ and ], { and } are two apart */
    return space_end (p + 1, end);
}

/* The item at p, which is where items_begin or the last call says; where the
 * next may be, or NULL at the end. */
static inline const char *
items_next (const char *p, const char *end, char close, struct item *ret_item)
{
    if (p < end && *p == ',')
        p = space_end (p + 1, end);
    if (p == end || *p == close)
        return NULL;
    ret_item->key = NULL;
    ret_item->key_end = NULL;
    ret_item->escaped = false;
    if (close == '}') {
        ret_item->key = p;
        p = skip_string (p + 1, end, &ret_item->escaped);
        ret_item->key_end = p;
        p = space_end (p, end);
        if (p < end)
            p = space_end (p + 1, end);
    }
    if (p == end)
        return NULL;
    ret_item->value = p;
    return p;
}

/* Behind the item's value, and white space. */
static inline const char *
item_end (struct item *item, const char *end)
{
    item->value_end = skip_value (item->value, end);
    return space_end (item->value_end, end);
}

void
json_skip_space (const char *text, size_t len, size_t *pos)
{
    *pos = (size_t)(space_end (text + *pos, text + len) - text);
}

int
json_type_of (char first)
{
    switch (first) {
    case '"':
        return TRESTLE_TYPE_STRING;
    case '{':
        return TRESTLE_TYPE_OBJECT;
    case '[':
        return TRESTLE_TYPE_ARRAY;
    case 't':
    case 'f':
        return TRESTLE_TYPE_BOOLEAN;
    case 'n':
        return TRESTLE_TYPE_NULL;
    default:
        return TRESTLE_TYPE_NUMBER;
    }
}

int
json_next (const char *text, size_t len, size_t *pos, const char **ret_key,
           size_t *ret_key_len, const char **ret_value, size_t *ret_value_len)
{
    const char *end = text + len;
    struct item item;
    char close;
    const char *p = items_begin (text, end, &close);

    if (p == NULL)
        return 0;
    if (*pos > 0)
        p = text + *pos;
    if (items_next (p, end, close, &item) == NULL)
        return 0;
    *pos = (size_t)(item_end (&item, end) - text);
    *ret_key = item.key;
    *ret_key_len = (size_t)(item.key_end - item.key);
    *ret_value = item.value;
    *ret_value_len = (size_t)(item.value_end - item.value);
    return json_type_of (*item.value);
}

static inline bool
item_is (const struct item *item, const struct json_step *step)
{
    size_t len = (size_t)(item->key_end - item->key);

    if (item->escaped)
        return json_text_equal (item->key, len, step->name, step->len);
    return len == step->len + 2
           && memcmp (item->key + 1, step->name, step->len) == 0;
}

/* The value of the member or element of the container at p that step names;
 * NULL if there is none. */
static const char *
find_step (const char *p, const char *end, const struct json_step *step)
{
    struct item item;
    char close;

    p = items_begin (p, end, &close);
    if (p == NULL || (close == '}') != (step->name != NULL))
        return NULL;
    for (size_t i = 0; items_next (p, end, close, &item) != NULL; i++) {
        if (step->name == NULL && i == step->index)
            return item.value;
        if (step->name != NULL && item_is (&item, step))
            return item.value;
        p = item_end (&item, end);
    }
    return NULL;
}

int
json_find (const char *text, size_t len, const struct json_path *path,
           const char **ret_value, size_t *ret_len)
{
    const char *end = text + len;
    const char *p = space_end (text, end);
    size_t n;
    const struct json_step *steps = json_path_steps (path, &n);

    for (size_t i = 0; i < n && p != NULL; i++)
        p = find_step (p, end, &steps[i]);
    if (p == NULL || p == end)
        return 0;
    *ret_value = p;
    *ret_len = (size_t)(skip_value (p, end) - p);
    return json_type_of (*p);
}
