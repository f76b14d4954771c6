/* word.h - eight bytes of text at a time, and steps of UTF-8
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A "hit" is a byte whose highest bit is set in a mask.  Only the first hit of
 * a word is exact: a borrow may make later ones up.
 */
#ifndef JSON_WORD_H
#define JSON_WORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define WORD_BYTES 8
#define WORD_OF(c) (UINT64_C (0x0101010101010101) * (c))
#define WORD_HIGH  WORD_OF (0x80)

/* The byte at p is the lowest, so that borrows go to later bytes. */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
static inline uint64_t
word_load (const char *p)
{
    uint64_t word;

    memcpy (&word, p, sizeof word);
    return word;
}
#else
static inline uint64_t
word_load (const char *p)
{
    uint64_t word;

    memcpy (&word, p, sizeof word);
    return __builtin_bswap64 (word);
}
#endif

/* Which byte the first hit is; hits is not 0. */
static inline size_t
word_first (uint64_t hits)
{
    return (size_t)__builtin_ctzll (hits) / 8;
}

/* Quotes, backslashes, control characters and what is not ASCII. */
static inline uint64_t
word_special (uint64_t word)
{
    /* 0x22 ^ 2 is 0x20, so one comparison finds quote and controls. */
    return (((word ^ WORD_OF (2)) - WORD_OF (0x21))
            | ((word ^ WORD_OF ('\\')) - WORD_OF (1)) | word)
           & WORD_HIGH;
}

/* Bytes that are c; c is ASCII. */
static inline uint64_t
word_equal (uint64_t word, unsigned char c)
{
    return ((word ^ WORD_OF (c)) - WORD_OF (1)) & ~word & WORD_HIGH;
}

static inline uint64_t
word_quote_or_backslash (uint64_t word)
{
    return word_equal (word, '"') | word_equal (word, '\\');
}

/* The same, but every hit is exact. */
static inline uint64_t
word_equal_exact (uint64_t word, unsigned char c)
{
    uint64_t x = word ^ WORD_OF (c);

    return ~(((x & ~WORD_HIGH) + ~WORD_HIGH) | x) & WORD_HIGH;
}

/* Brackets and braces, exactly, of what may stand outside of strings: nothing
 * else there has the bits 0x58. */
static inline uint64_t
word_brackets (uint64_t word)
{
    return word << 1 & word << 3 & word << 4 & WORD_HIGH;
}

/* The closing ones of these. */
static inline uint64_t
word_closing (uint64_t word, uint64_t brackets)
{
    return word << 5 & brackets;
}

/* How many hits there are in two words. */
static inline size_t
word_count (uint64_t a, uint64_t b)
{
    return (size_t)(((a >> 7) + (b >> 7)) * WORD_OF (1) >> 56);
}

/* Of exact hits of quotes: hits from each first quote up to before the second,
 * or to the end of the word. */
static inline uint64_t
word_between (uint64_t quotes)
{
    quotes ^= quotes << 8;
    quotes ^= quotes << 16;
    return quotes ^ quotes << 32;
}

/* What is no decimal digit. */
static inline uint64_t
word_no_digit (uint64_t word)
{
    return (((word ^ WORD_OF ('0')) + WORD_OF (0x76)) | word) & WORD_HIGH;
}

static inline bool
utf8_is_more (char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

/* Whether second may follow the first byte of three or four: neither overlong
 * nor a surrogate nor above U+10FFFF. */
static inline bool
utf8_is_second (unsigned first, unsigned second)
{
    switch (first) {
    case 0xe0:
        return second >= 0xa0;
    case 0xed:
        return second < 0xa0;
    case 0xf0:
        return second >= 0x90;
    case 0xf4:
        return second < 0x90;
    default:
        return true;
    }
}

/* How many bytes a character has that begins with this one; 0: none does. */
static inline size_t
utf8_expected (unsigned first)
{
    if (first < 0xc2 || first > 0xf4)
        return 0;
    if (first < 0xe0)
        return 2;
    return first < 0xf0 ? 3 : 4;
}

/* Length of the character that begins at p, before end, with a byte that is
 * not ASCII; 0 if it is not UTF-8 (RFC 3629). */
static inline size_t
utf8_length (const char *p, const char *end)
{
    unsigned first = (unsigned char)p[0];
    size_t n = utf8_expected (first);

    if (n == 0 || (size_t)(end - p) < n || !utf8_is_more (p[1]))
        return 0;
    if (n == 2)
        return 2;
    if (!utf8_is_more (p[2]) || !utf8_is_second (first, (unsigned char)p[1]))
        return 0;
    return n == 3 || utf8_is_more (p[3]) ? n : 0;
}

static inline bool
json_is_space (char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Where white space that may begin at p ends. */
static inline const char *
space_end (const char *p, const char *end)
{
    if (p < end && (unsigned char)*p > ' ')
        return p;
    while (p < end && json_is_space (*p))
        p++;
    return p;
}

/* Where the digits that may begin at p end. */
static inline const char *
digits_end (const char *p, const char *end)
{
    while (end - p >= WORD_BYTES) {
        uint64_t hits = word_no_digit (word_load (p));

        if (hits != 0)
            return p + word_first (hits);
        p += WORD_BYTES;
    }
    while (p < end && *p >= '0' && *p <= '9')
        p++;
    return p;
}

#endif
