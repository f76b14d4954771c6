/* base64.h - Base64 as in RFC 4648, strictly
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef EVENT_BASE64_H
#define EVENT_BASE64_H

#include <stddef.h>

/* Bytes of the encoding of len bytes, and at most of its decoding. */
#define BASE64_ENCODED(len_) (((len_) + 2) / 3 * 4)
#define BASE64_DECODED(len_) ((len_) / 4 * 3)

/* No NUL is added; returns the length. */
size_t base64_encode (const void *data, size_t len, char *buf);
/* Of canonical text only: padded, no white space, unused bits 0.  0 or
 * -EINVAL. */
int base64_decode (const char *text, size_t len, char *buf, size_t *ret_len);

#endif
