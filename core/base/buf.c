/* buf.c - a growing buffer of bytes with a limit
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
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

void
buf_add_escaped (struct buf *b, const char *text, size_t len, size_t limit)
{
    size_t n = len < limit ? len : limit;

    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];

        if (c < 0x20 || c == 0x7f)
            buf_printf (b, "\\x%02x", c);
        else if (c == 0xc2 && i + 1 < n
                 && ((unsigned char)text[i + 1] & 0xe0) == 0x80)
            buf_printf (b, "\\x%02x", (unsigned char)text[++i]);
        else
            buf_add_char (b, (char)c);
    }
    if (n < len)
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
