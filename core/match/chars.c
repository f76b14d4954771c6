/* chars.c - the characters of a text, with JSON escapes or without
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stddef.h>

#include "json/text.h"
#include "match/chars.h"

/* The character that begins at p, which is UTF-8; *ret_len is its length. */
static uint32_t
decode_utf8 (const char *p, size_t *ret_len)
{
    const unsigned char *u = (const unsigned char *)p;

    if (u[0] < 0x80) {
        *ret_len = 1;
        return u[0];
    }
    if (u[0] < 0xe0) {
        *ret_len = 2;
        return (u[0] & 0x1fu) << 6 | (u[1] & 0x3fu);
    }
    if (u[0] < 0xf0) {
        *ret_len = 3;
        return (u[0] & 0x0fu) << 12 | (u[1] & 0x3fu) << 6 | (u[2] & 0x3fu);
    }
    *ret_len = 4;
    return (u[0] & 0x07u) << 18 | (u[1] & 0x3fu) << 12 | (u[2] & 0x3fu) << 6
           | (u[3] & 0x3fu);
}

uint32_t
chars_next_slow (struct chars *c)
{
    char buf[ESCAPE_MAX] = "";
    bool lone = false;
    uint32_t code;
    size_t n;

    if (c->escaped && *c->at == '\\') {
        escape_decode (&c->at, c->end, buf, &lone);
        return lone ? CHARS_LONE : decode_utf8 (buf, &n);
    }
    code = decode_utf8 (c->at, &n);
    c->at += n;
    return code;
}

size_t
chars_count (struct chars c)
{
    size_t n = 0;

    while (chars_next (&c) != CHARS_END)
        n++;
    return n;
}
