/* text.c - equal, begins, ends, contains, wildcard
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <string.h>

#include "match/text.h"

/* ---- plain text: bytes -------------------------------------------------- */

static size_t
length (const struct chars *text)
{
    return (size_t)(text->end - text->at);
}

/* Where the first `what` in text ends; NULL if there is none. */
static const char *
plain_find (const struct chars *text, const struct op_text *what)
{
    const char *hit = memmem (text->at, length (text), what->at, what->len);

    return hit != NULL ? hit + what->len : NULL;
}

static bool
plain_begins (const struct chars *text, const struct op_text *what)
{
    return length (text) >= what->len
           && memcmp (text->at, what->at, what->len) == 0;
}

static bool
plain_ends (const struct chars *text, const struct op_text *what)
{
    return length (text) >= what->len
           && memcmp (text->end - what->len, what->at, what->len) == 0;
}

/* The parts between the first and the last star, each as early as it can. */
static bool
plain_globs (struct chars text, const struct op_glob *glob)
{
    const struct op_text *first = &glob->parts[0];
    const struct op_text *last = &glob->parts[glob->n - 1];

    if (!plain_begins (&text, first))
        return false;
    text.at += first->len;
    if (!plain_ends (&text, last))
        return false;
    text.end -= last->len;
    for (size_t i = 1; i + 1 < glob->n; i++) {
        text.at = plain_find (&text, &glob->parts[i]);
        if (text.at == NULL)
            return false;
    }
    return true;
}

/* ---- escaped text: characters ------------------------------------------- */

/* Whether text begins so; then it is behind that. */
static bool
take (struct chars *text, const struct op_text *what)
{
    struct chars want = { what->at, what->at + what->len, false };
    struct chars rest = *text;

    while (want.at < want.end)
        if (chars_next (&rest) != chars_next (&want))
            return false;
    *text = rest;
    return true;
}

/* Moves text behind the first place where it says so. */
static bool
take_later (struct chars *text, const struct op_text *what)
{
    do {
        if (take (text, what))
            return true;
    } while (chars_next (text) != CHARS_END);
    return false;
}

/* Whether text, from where it is, ends so. */
static bool
take_end (struct chars text, const struct op_text *what)
{
    do {
        struct chars rest = text;

        if (take (&rest, what) && rest.at == rest.end)
            return true;
    } while (chars_next (&text) != CHARS_END);
    return false;
}

static bool
escaped_globs (struct chars text, const struct op_glob *glob)
{
    if (!take (&text, &glob->parts[0]))
        return false;
    for (size_t i = 1; i + 1 < glob->n; i++)
        if (!take_later (&text, &glob->parts[i]))
            return false;
    return take_end (text, &glob->parts[glob->n - 1]);
}

/* ------------------------------------------------------------------------- */

bool
text_equals (struct chars text, const struct op_text *what)
{
    if (!text.escaped)
        return length (&text) == what->len
               && memcmp (text.at, what->at, what->len) == 0;
    return take (&text, what) && text.at == text.end;
}

bool
text_begins (struct chars text, const struct op_text *what)
{
    return text.escaped ? take (&text, what) : plain_begins (&text, what);
}

bool
text_ends (struct chars text, const struct op_text *what)
{
    return text.escaped ? take_end (text, what) : plain_ends (&text, what);
}

bool
text_contains (struct chars text, const struct op_text *what)
{
    return text.escaped ? take_later (&text, what)
                        : plain_find (&text, what) != NULL;
}

bool
text_globs (struct chars text, const struct op_glob *glob)
{
    if (glob->n == 1)
        return text_equals (text, &glob->parts[0]);
    return text.escaped ? escaped_globs (text, glob)
                        : plain_globs (text, glob);
}
