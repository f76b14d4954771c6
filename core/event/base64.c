/* base64.c - Base64 as in RFC 4648, strictly
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdint.h>

#include "event/base64.h"

static const char alphabet[]
    = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

size_t
base64_encode (const void *data, size_t len, char *buf)
{
    const unsigned char *p = data;
    char *at = buf;

    for (; len >= 3; len -= 3, p += 3) {
        uint32_t w = (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];

        *at++ = alphabet[w >> 18];
        *at++ = alphabet[w >> 12 & 63];
        *at++ = alphabet[w >> 6 & 63];
        *at++ = alphabet[w & 63];
    }
    if (len > 0) {
        uint32_t w
            = (uint32_t)p[0] << 16 | (len > 1 ? (uint32_t)p[1] << 8 : 0);

        *at++ = alphabet[w >> 18];
        *at++ = alphabet[w >> 12 & 63];
        *at++ = len > 1 ? alphabet[w >> 6 & 63] : '=';
        *at++ = '=';
    }
    return (size_t)(at - buf);
}

/* The six bits of a character; above 63: it is none. */
static uint32_t
letter_bits (char c)
{
    if (c >= 'A' && c <= 'Z')
        return (uint32_t)(c - 'A');
    if (c >= 'a' && c <= 'z')
        return (uint32_t)(c - 'a') + 26;
    if (c >= '0' && c <= '9')
        return (uint32_t)(c - '0') + 52;
    if (c == '+')
        return 62;
    return c == '/' ? 63 : 64;
}

/* Four characters, of which the last `pad` are padding. */
static int
decode_four (const char *text, int pad, char *buf)
{
    uint32_t w = 0;
    uint32_t wrong = 0;

    for (int i = 0; i < 4 - pad; i++) {
        uint32_t bits = letter_bits (text[i]);

        wrong |= bits;
        w = w << 6 | (bits & 63);
    }
    w <<= 6 * pad;
    if (wrong > 63 || (w & ((1u << 8 * pad) - 1)) != 0)
        return -EINVAL;
    for (int i = 0; i < 3 - pad; i++)
        buf[i] = (char)(w >> (16 - 8 * i));
    return 0;
}

int
base64_decode (const char *text, size_t len, char *buf, size_t *ret_len)
{
    int pad = 0;

    *ret_len = 0;
    if (len % 4 != 0)
        return -EINVAL;
    if (len == 0)
        return 0;
    while (pad < 2 && text[len - 1 - (size_t)pad] == '=')
        pad++;
    for (size_t i = 0; i < len; i += 4)
        if (decode_four (text + i, i + 4 == len ? pad : 0, buf + i / 4 * 3)
            < 0)
            return -EINVAL;
    *ret_len = BASE64_DECODED (len) - (size_t)pad;
    return 0;
}
