/* text.c - JSON strings to text and back
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <string.h>

#include "json/scan.h"
#include "json/text.h"
#include "json/word.h"

#define REPLACEMENT     "\xef\xbf\xbd" /* U+FFFD */
#define REPLACEMENT_LEN 3

static int
hex_digit (char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int
hex_value (const char *p)
{
    int value = 0;

    for (int i = 0; i < 4; i++) {
        int digit = hex_digit (p[i]);

        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

static size_t
utf8_encode (unsigned code, char *buf)
{
    if (code < 0x80) {
        buf[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        buf[0] = (char)(0xc0 | code >> 6);
        buf[1] = (char)(0x80 | (code & 0x3f));
        return 2;
    }
    if (code < 0x10000) {
        buf[0] = (char)(0xe0 | code >> 12);
        buf[1] = (char)(0x80 | (code >> 6 & 0x3f));
        buf[2] = (char)(0x80 | (code & 0x3f));
        return 3;
    }
    buf[0] = (char)(0xf0 | code >> 18);
    buf[1] = (char)(0x80 | (code >> 12 & 0x3f));
    buf[2] = (char)(0x80 | (code >> 6 & 0x3f));
    buf[3] = (char)(0x80 | (code & 0x3f));
    return 4;
}

/* The low surrogate that an escape at p spells, or 0. */
static unsigned
low_surrogate (const char *p, const char *end)
{
    int value;

    if (end - p < 6 || p[0] != '\\' || p[1] != 'u')
        return 0;
    value = hex_value (p + 2);
    return value >= 0xdc00 && value <= 0xdfff ? (unsigned)value : 0;
}

static size_t
escape_unicode (const char **p, const char *end, char *buf, bool *ret_lone)
{
    int value = end - *p >= 6 ? hex_value (*p + 2) : -1;
    unsigned code = (unsigned)value;
    unsigned low = 0;

    if (value < 0) { /* not checked text */
        *p = end;
        return 0;
    }
    *p += 6;
    if (code < 0xd800 || code > 0xdfff)
        return utf8_encode (code, buf);
    if (code < 0xdc00)
        low = low_surrogate (*p, end);
    if (low == 0) {
        *ret_lone = true;
        memcpy (buf, REPLACEMENT, REPLACEMENT_LEN);
        return REPLACEMENT_LEN;
    }
    *p += 6;
    return utf8_encode (0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00),
                        buf);
}

size_t
escape_decode (const char **p, const char *end, char buf[ESCAPE_MAX],
               bool *ret_lone)
{
    static const char from[] = "bfnrt";
    static const char to[] = "\b\f\n\r\t";
    const char *known;
    char c;

    if (end - *p < 2) { /* not checked text */
        *p = end;
        return 0;
    }
    c = (*p)[1];
    if (c == 'u')
        return escape_unicode (p, end, buf, ret_lone);
    known = memchr (from, c, sizeof from - 1);
    buf[0] = known != NULL ? to[known - from] : c;
    *p += 2;
    return 1;
}

size_t
json_text (const char *json, size_t len, char *buf, bool *ret_lone)
{
    const char *p = json + 1;
    const char *end = json + len - 1;
    size_t n = 0;
    bool lone = false;

    if (len < 2)
        end = p = json;
    while (p < end) {
        const char *stop = memchr (p, '\\', (size_t)(end - p));
        size_t run = (size_t)((stop != NULL ? stop : end) - p);

        memcpy (buf + n, p, run);
        n += run;
        p += run;
        if (p < end) {
            char bytes[ESCAPE_MAX];
            size_t got = escape_decode (&p, end, bytes, &lone);

            memcpy (buf + n, bytes, got);
            n += got;
        }
    }
    if (ret_lone != NULL)
        *ret_lone = lone;
    return n;
}

static bool
text_equal_escaped (const char *p, const char *end, const char *text,
                    size_t text_len)
{
    const char *text_end = text + text_len;
    bool lone = false;

    while (p < end) {
        char bytes[ESCAPE_MAX];
        size_t n = 1;

        if (*p == '\\')
            n = escape_decode (&p, end, bytes, &lone);
        else
            bytes[0] = *p++;
        if (lone || (size_t)(text_end - text) < n
            || memcmp (text, bytes, n) != 0)
            return false;
        text += n;
    }
    return text == text_end;
}

bool
json_text_equal (const char *json, size_t len, const char *text,
                 size_t text_len)
{
    size_t inner = len - 2;

    if (len < 2 || inner < text_len)
        return false; /* decoding never makes text longer */
    if (inner == text_len) {
        if (inner > 0 && memcmp (json + 1, text, inner) != 0)
            return false;
        return memchr (json, '\\', len) == NULL;
    }
    if (memchr (json, '\\', len) == NULL)
        return false;
    return text_equal_escaped (json + 1, json + len - 1, text, text_len);
}

bool
json_is_plain (const char *json, size_t len)
{
    return memchr (json, '\\', len) == NULL;
}

/* Where the ASCII that may begin at p ends. */
static const char *
ascii_end (const char *p, const char *end)
{
    while (end - p >= WORD_BYTES) {
        uint64_t hits = word_load (p) & WORD_HIGH;

        if (hits != 0)
            return p + word_first (hits);
        p += WORD_BYTES;
    }
    while (p < end && ((unsigned char)*p & 0x80) == 0)
        p++;
    return p;
}

bool
json_is_utf8 (const char *text, size_t len)
{
    const char *end = text + len;
    const char *p = text;

    while ((p = ascii_end (p, end)) < end) {
        size_t n = utf8_length (p, end);

        if (n == 0)
            return false;
        p += n;
    }
    return true;
}

/* Text that is written as far as there is room, and measured. */
struct quoted {
    char *buf;
    size_t size;
    size_t len; /* needed */
};

static void
quoted_add (struct quoted *q, const char *text, size_t len)
{
    if (len > 0 && q->len <= q->size && len <= q->size - q->len)
        memcpy (q->buf + q->len, text, len);
    q->len += len;
}

/* Length of what at p is not UTF-8: the begin of a character that is cut, or
 * one byte (Unicode, "maximal subpart"). */
static size_t
utf8_bad_length (const char *p, const char *end)
{
    unsigned first = (unsigned char)p[0];
    size_t expected = utf8_expected (first);
    size_t n = 1;

    while (n < expected && n < (size_t)(end - p) && utf8_is_more (p[n])
           && utf8_is_second (first, (unsigned char)p[1]))
        n++;
    return n;
}

static void
quoted_add_escape (struct quoted *q, unsigned char c)
{
    static const char digits[] = "0123456789abcdef";
    static const char from[] = "\b\f\n\r\t\"\\";
    static const char to[] = "bfnrt\"\\";
    const char *known = memchr (from, c, sizeof from - 1);
    char escape[6] = { '\\', 'u', '0', '0', 0, 0 };

    if (known != NULL) {
        escape[1] = to[known - from];
        quoted_add (q, escape, 2);
        return;
    }
    escape[4] = digits[c >> 4];
    escape[5] = digits[c & 15];
    quoted_add (q, escape, 6);
}

/* Where what needs no escape ends. */
static const char *
quotable_end (const char *p, const char *end)
{
    while (p < end) {
        unsigned char c = (unsigned char)*p;
        size_t n = 1;

        if (end - p >= WORD_BYTES) {
            uint64_t hits = word_special (word_load (p));

            n = hits != 0 ? word_first (hits) : WORD_BYTES;
        } else if (c < 0x20 || c == '"' || c == '\\' || c >= 0x80) {
            n = 0;
        }
        if (n == 0 && c >= 0x80)
            n = utf8_length (p, end);
        if (n == 0)
            return p;
        p += n;
    }
    return p;
}

size_t
json_quote (const char *text, size_t len, char *buf, size_t size)
{
    struct quoted q = { buf, size, 0 };
    const char *end = text + len;
    const char *p = text;

    quoted_add (&q, "\"", 1);
    while (p < end) {
        const char *stop = quotable_end (p, end);

        quoted_add (&q, p, (size_t)(stop - p));
        p = stop;
        if (p == end)
            break;
        if (((unsigned char)*p & 0x80) == 0) {
            quoted_add_escape (&q, (unsigned char)*p++);
        } else {
            quoted_add (&q, REPLACEMENT, REPLACEMENT_LEN);
            p += utf8_bad_length (p, end);
        }
    }
    quoted_add (&q, "\"", 1);
    return q.len;
}
