/* buf.c - a growing buffer of bytes with a limit
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

#define FIRST_SIZE 256

void
buf_free (struct buf *b)
{
    free (b->data);
    b->data = NULL;
    b->len = b->cap = 0;
}

void
buf_reset (struct buf *b)
{
    b->len = 0;
    b->error = 0;
    if (b->data != NULL)
        b->data[0] = '\0';
}

static int
buf_extend (struct buf *b, size_t need)
{
    size_t cap = b->cap > 0 ? b->cap : FIRST_SIZE;
    char *data;

    while (cap < need)
        cap *= 2;
    data = realloc (b->data, cap);
    if (data == NULL)
        return -ENOMEM;
    b->data = data;
    b->cap = cap;
    return 0;
}

char *
buf_room (struct buf *b, size_t len)
{
    if (b->error < 0)
        return NULL;
    if (len > b->limit || b->len > b->limit - len) {
        b->error = -EMSGSIZE;
        return NULL;
    }
    if (b->len + len + 1 > b->cap)
        b->error = buf_extend (b, b->len + len + 1);
    return b->error < 0 ? NULL : b->data + b->len;
}

void
buf_add (struct buf *b, const void *data, size_t len)
{
    char *room = buf_room (b, len);

    if (room == NULL)
        return;
    if (len > 0)
        memcpy (room, data, len);
    b->len += len;
    b->data[b->len] = '\0';
}

void
buf_add_char (struct buf *b, char c)
{
    buf_add (b, &c, 1);
}

void
buf_add_string (struct buf *b, const char *s)
{
    buf_add (b, s, strlen (s));
}

void
buf_vprintf (struct buf *b, const char *fmt, va_list ap)
{
    va_list again;
    char *room;
    int n;

    va_copy (again, ap);
    n = vsnprintf (NULL, 0, fmt, again);
    va_end (again);
    if (n < 0)
        return;
    room = buf_room (b, (size_t)n);
    if (room == NULL)
        return;
    vsnprintf (room, (size_t)n + 1, fmt, ap);
    b->len += (size_t)n;
}

void
buf_printf (struct buf *b, const char *fmt, ...)
{
    va_list ap;

    va_start (ap, fmt);
    buf_vprintf (b, fmt, ap);
    va_end (ap);
}

/* The first byte's promise, and the least code point that needs so many. */
static size_t
promised_length (unsigned char first, uint32_t *ret_least)
{
    if (first < 0x80) {
        *ret_least = 0;
        return 1;
    }
    if (first >= 0xc2 && first < 0xe0) {
        *ret_least = 0x80;
        return 2;
    }
    if (first >= 0xe0 && first < 0xf0) {
        *ret_least = 0x800;
        return 3;
    }
    *ret_least = 0x10000;
    return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

size_t
buf_utf8_length (const char *text, size_t len)
{
    uint32_t least = 0;
    size_t n = len > 0 ? promised_length ((unsigned char)text[0], &least) : 0;
    uint32_t c = n > 1 ? (unsigned char)text[0] & (0x7fu >> n) : 0;

    if (n <= 1 || n > len)
        return n <= len ? n : 0;
    for (size_t i = 1; i < n; i++) {
        if (((unsigned char)text[i] & 0xc0) != 0x80)
            return 0;
        c = c << 6 | ((unsigned char)text[i] & 0x3f);
    }
    return c >= least && c <= 0x10ffff && (c < 0xd800 || c > 0xdfff) ? n : 0;
}

void
buf_cut (struct buf *b, size_t most)
{
    if (b->len <= most)
        return;
    while (most > 0 && ((unsigned char)b->data[most] & 0xc0) == 0x80)
        most--;
    b->len = most;
    b->data[most] = '\0';
}

/* Whether a character of n bytes is one that a terminal obeys. */
static bool
is_control (const char *text, size_t n)
{
    unsigned char c = (unsigned char)text[0];

    if (n == 1)
        return c < 0x20 || c == 0x7f;
    return n == 2 && c == 0xc2 && ((unsigned char)text[1] & 0xe0) == 0x80;
}

void
buf_add_escaped (struct buf *b, const char *text, size_t len, size_t limit)
{
    size_t end = len < limit ? len : limit;
    size_t n;

    for (size_t i = 0; i < end; i += n) {
        n = buf_utf8_length (text + i, len - i);
        if (n > 0 && !is_control (text + i, n)) {
            buf_add (b, text + i, n);
            continue;
        }
        n = n > 0 ? n : 1;
        for (size_t j = 0; j < n; j++)
            buf_printf (b, "\\x%02x", (unsigned char)text[i + j]);
    }
    if (end < len)
        buf_add_string (b, "...");
}

char *
buf_take (struct buf *b)
{
    char *data = b->data;

    if (b->error < 0)
        return NULL;
    if (data == NULL)
        return calloc (1, 1);
    b->data = NULL;
    b->len = b->cap = 0;
    return data;
}
