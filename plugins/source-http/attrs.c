/* attrs.c - attributes of an event from headers (CloudEvents binary mode)
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The rule is: quotes are taken off, then percent-escapes are decoded once.
 * Clients that do not escape are understood too: bytes from 0x80 on are taken
 * as the UTF-8 that they are, or else as Latin-1, which is what Node's HTTP
 * clients make of a string, where they are single letters between ASCII; other
 * bytes are refused.
 */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source.h"

int
attrs_init (struct attrs *a, size_t header_bytes)
{
    /* A Latin-1 letter becomes two bytes; each string gets a NUL. */
    a->size = 2 * header_bytes + 256;
    a->text = malloc (a->size);
    return a->text != NULL ? 0 : -1;
}

void
attrs_free (struct attrs *a)
{
    free (a->text);
    a->text = NULL;
}

void
attrs_begin (struct attrs *a)
{
    a->n = 0;
    a->used = 0;
    a->list[0] = NULL;
}

static int fail (struct attrs *a, const char *fmt, ...)
    __attribute__ ((__format__ (__printf__, 2, 3)));
static int
fail (struct attrs *a, const char *fmt, ...)
{
    va_list ap;

    va_start (ap, fmt);
    vsnprintf (a->error, sizeof a->error, fmt, ap);
    va_end (ap);
    return -1;
}

/* Length of the UTF-8 sequence at p, 0 if there is none: no overlong form, no
 * surrogate, nothing past U+10FFFF. */
static size_t
utf8_length (const unsigned char *p, size_t len)
{
    unsigned char low = 0x80, high = 0xbf;
    size_t n;

    if (p[0] < 0x80)
        return 1;
    if (p[0] < 0xc2 || p[0] > 0xf4)
        return 0;
    n = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
    if (n > len)
        return 0;
    if (p[0] == 0xe0)
        low = 0xa0;
    else if (p[0] == 0xf0)
        low = 0x90;
    else if (p[0] == 0xed)
        high = 0x9f;
    else if (p[0] == 0xf4)
        high = 0x8f;
    if (p[1] < low || p[1] > high)
        return 0;
    for (size_t i = 2; i < n; i++)
        if (p[i] < 0x80 || p[i] > 0xbf)
            return 0;
    return n;
}

static bool
is_utf8 (const char *text, size_t len)
{
    const unsigned char *p = (const unsigned char *)text;
    size_t n;

    for (size_t i = 0; i < len; i += n) {
        n = utf8_length (p + i, len - i);
        if (n == 0)
            return false;
    }
    return true;
}

/* Each byte from 0x80 on is a letter, and stands alone. */
static bool
is_latin1 (const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];

        if (c < 0x80)
            continue;
        if (c < 0xc0 || c == 0xd7 || c == 0xf7
            || (i + 1 < len && (unsigned char)text[i + 1] >= 0x80))
            return false;
    }
    return true;
}

static int
hex (char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* A quoted-string without its quotes; anything else stays as it is. */
static size_t
unquote (char *out, struct httpd_text value)
{
    size_t n = 0;

    if (value.len >= 2 && value.at[0] == '"'
        && value.at[value.len - 1] == '"') {
        size_t i = 1;

        while (i < value.len - 1 && value.at[i] != '"') {
            i += value.at[i] == '\\'; /* may step past the last quote */
            out[n++] = value.at[i++];
        }
        if (i == value.len - 1)
            return n;
    }
    memcpy (out, value.at, value.len);
    return value.len;
}

/* In place; out[0..len-1] has room for twice as much. */
static size_t
from_latin1 (char *out, size_t len)
{
    size_t extra = 0, n;

    for (size_t i = 0; i < len; i++)
        extra += (unsigned char)out[i] >= 0x80;
    n = len + extra;
    for (size_t i = len, o = n; i > 0; i--) {
        unsigned char c = (unsigned char)out[i - 1];

        if (c < 0x80) {
            out[--o] = (char)c;
            continue;
        }
        out[--o] = (char)(0x80 | (c & 0x3f));
        out[--o] = (char)(0xc0 | c >> 6);
    }
    return n;
}

/* In place.  A "%" that begins no escape stays. */
static size_t
percent_decode (char *out, size_t len)
{
    size_t n = 0;

    for (size_t i = 0; i < len; i++) {
        int high = -1, low = -1;

        if (out[i] == '%' && i + 2 < len) {
            high = hex (out[i + 1]);
            low = hex (out[i + 2]);
        }
        if (high < 0 || low < 0) {
            out[n++] = out[i];
            continue;
        }
        out[n++] = (char)(high << 4 | low);
        i += 2;
    }
    return n;
}

/* The value, decoded, behind what there is; NULL: refused. */
static const char *
decode (struct attrs *a, const char *name, struct httpd_text value)
{
    char *out = a->text + a->used;
    size_t len;

    if (a->size - a->used < 2 * value.len + 1) {
        fail (a, "headers are too long");
        return NULL;
    }
    len = unquote (out, value);
    if (!is_utf8 (out, len)) {
        if (!is_latin1 (out, len)) {
            fail (a, "header \"ce-%s\" is not UTF-8", name);
            return NULL;
        }
        len = from_latin1 (out, len);
    }
    len = percent_decode (out, len);
    if (!is_utf8 (out, len) || memchr (out, '\0', len) != NULL) {
        fail (a, "header \"ce-%s\" is not UTF-8", name);
        return NULL;
    }
    if (len == 0) {
        fail (a, "header \"ce-%s\" is empty", name);
        return NULL;
    }
    out[len] = '\0';
    a->used += len + 1;
    return out;
}

int
attrs_add (struct attrs *a, struct httpd_text name, struct httpd_text value)
{
    char *copy = a->text + a->used;
    const char *text;

    if (a->size - a->used < name.len + 1)
        return fail (a, "headers are too long");
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];

        copy[i] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
    }
    copy[name.len] = '\0';
    a->used += name.len + 1;
    text = decode (a, copy, value);
    if (text == NULL)
        return -1;
    a->list[2 * a->n] = copy;
    a->list[2 * a->n + 1] = text;
    a->list[2 * ++a->n] = NULL;
    return 0;
}

int
attrs_add_type (struct attrs *a, struct httpd_text content_type)
{
    char *copy = a->text + a->used;

    if (a->size - a->used < content_type.len + 1)
        return fail (a, "headers are too long");
    memcpy (copy, content_type.at, content_type.len);
    copy[content_type.len] = '\0';
    a->used += content_type.len + 1;
    a->list[2 * a->n] = "datacontenttype";
    a->list[2 * a->n + 1] = copy;
    a->list[2 * ++a->n] = NULL;
    return 0;
}
