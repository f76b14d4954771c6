/* buf.h - a growing buffer of bytes with a limit
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"

/* Errors stick: after the first that fails, data keeps what it had and every
 * later call does nothing, so that a writer asks once, at the end. */
struct buf {
    char *data;   /* len bytes and a NUL; NULL while empty */
    size_t len;   /* bytes in use */
    size_t cap;   /* bytes allocated */
    size_t limit; /* most bytes that it may hold */
    int error;    /* 0, -ENOMEM or -EMSGSIZE */
};

#define BUF_INIT(limit_)                                                      \
    {                                                                         \
        NULL, 0, 0, (limit_), 0                                               \
    }

PRIVATE_API void buf_free (struct buf *b);
/* Empty it, keep the memory. */
PRIVATE_API void buf_reset (struct buf *b);
/* Room for len more bytes at data + len; NULL after an error.  Add what was
 * written with buf_grow. */
PRIVATE_API char *buf_room (struct buf *b, size_t len);
static inline void
buf_grow (struct buf *b, size_t len)
{
    b->len += len;
}
PRIVATE_API void buf_add (struct buf *b, const void *data, size_t len);
PRIVATE_API void buf_add_char (struct buf *b, char c);
PRIVATE_API void buf_add_string (struct buf *b, const char *s);
PRIVATE_API void buf_printf (struct buf *b, const char *fmt, ...)
    __attribute__ ((__format__ (__printf__, 2, 3)));
PRIVATE_API void buf_vprintf (struct buf *b, const char *fmt, va_list ap)
    __attribute__ ((__format__ (__printf__, 2, 0)));
/* Bytes of the UTF-8 character (RFC 3629) that text begins with; 0: it begins
 * with none. */
size_t buf_utf8_length (const char *text, size_t len);
/* Cuts what is beyond most bytes, between characters. */
void buf_cut (struct buf *b, size_t most);
/* Text of unknown origin for a terminal or a log: control characters and what
 * is no UTF-8 become \xNN, at most limit bytes of text are used and "..."
 * tells of a cut. */
PRIVATE_API void buf_add_escaped (struct buf *b, const char *text, size_t len,
                                  size_t limit);
/* The string, which the caller frees; b is empty afterwards.  NULL if an error
 * occurred. */
PRIVATE_API char *buf_take (struct buf *b);

#define CLEANUP_BUF __attribute__ ((__cleanup__ (buf_free)))

#endif
