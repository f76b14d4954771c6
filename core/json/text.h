/* text.h - escapes in checked JSON strings
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef JSON_TEXT_H
#define JSON_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Longest UTF-8 that one escape, or a pair of them, stands for. */
#define ESCAPE_MAX 4

/* The value of four hexadecimal digits, or -1. */
int hex_value (const char *p);

/* Decodes the escape that *p, before end, points at (a pair of surrogates is
 * one) into buf and moves *p behind it; returns the length.  A lone surrogate
 * becomes U+FFFD and sets *ret_lone. */
size_t escape_decode (const char **p, const char *end, char buf[ESCAPE_MAX],
                      bool *ret_lone);

#endif
