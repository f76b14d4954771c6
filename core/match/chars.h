/* chars.h - the characters of a text, with JSON escapes or without
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef MATCH_CHARS_H
#define MATCH_CHARS_H

#include <stdbool.h>
#include <stdint.h>

/* UTF-8, or the inside of a checked JSON string. */
struct chars {
    const char *at;
    const char *end;
    bool escaped; /* there is a backslash, and it is an escape */
};

#define CHARS_END UINT32_MAX
/* A lone surrogate: a character that equals none. */
#define CHARS_LONE 0x110000u

/* The next character where it is not plain ASCII. */
uint32_t chars_next_slow (struct chars *c);

/* The next character; CHARS_END after the last. */
static inline uint32_t
chars_next (struct chars *c)
{
    if (c->at == c->end)
        return CHARS_END;
    if ((unsigned char)*c->at < 0x80 && *c->at != '\\')
        return (unsigned char)*c->at++;
    return chars_next_slow (c);
}

/* How many there are. */
size_t chars_count (struct chars c);

#endif
