/* walk.h - through the members and elements of checked JSON text
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * As json_next, but for the matcher: it goes into an object or array without
 * having looked for its end, and looks for that only if somebody wants what
 * is behind it.
 */
#ifndef MATCH_WALK_H
#define MATCH_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "json/scan.h"
#include "json/word.h"

/* One value.  Of an object or array end is only somewhere behind it. */
struct json {
    const char *text;
    const char *end;
    int type;     /* enum trestle_type */
    bool escapes; /* there may be a backslash in it */
};

struct walk {
    const char *text; /* the container */
    const char *end;  /* of all text */
    const char *p;    /* what comes next; or, if inside, the item that is an
                       * object or array, whose end nobody has looked for */
    size_t depth;     /* arrays that are open */
    bool inside;
    bool escapes;
};

/* Behind the string whose opening quote is before p. */
const char *walk_string_end (const char *p, const char *end);
/* Behind the number or word at p. */
const char *walk_word_end (const char *p, const char *end);

/* Into an object, or an array. */
static inline void
walk_begin (struct walk *w, const struct json *container)
{
    w->text = container->text;
    w->end = container->end;
    w->p = container->text + 1;
    w->depth = 1;
    w->inside = false;
    w->escapes = container->escapes;
}

/* The next member: false at the end.  The key is without quotes. */
bool walk_member (struct walk *w, const char **ret_key, size_t *ret_len,
                  struct json *ret_value);
/* The next element, false at the end.  flat: what is in arrays in the array
 * are elements, and these arrays are not. */
bool walk_element (struct walk *w, bool flat, struct json *ret_value);

#endif
