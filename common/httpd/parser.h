/* parser.h - HTTP/1.1 requests as a pure function over bytes
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Nothing here allocates, reads a clock or a socket.  What is refused is
 * refused whatever the pieces in which the bytes arrive.  Refusals are
 * negative HTTP statuses: -400, -413, -417, -431, -501.
 */
#ifndef HTTPD_PARSER_H
#define HTTPD_PARSER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HTTP_MAX_FIELDS 100
/* All extensions of one chunked body; all its trailers. */
#define HTTP_MAX_EXTENSION_BYTES 8192
#define HTTP_MAX_TRAILER_BYTES   8192

/* Bytes of the head, counted from its first byte: a head may move between two
 * calls. */
struct http_slice {
    uint32_t at;
    uint32_t len;
};

struct http_field {
    struct http_slice name;  /* as it was written */
    struct http_slice value; /* without white space around it */
};

struct http_head {
    const char *why; /* a refusal in words; a constant */
    uint64_t length; /* Content-Length; UINT64_MAX if it is larger */
    uint32_t limit;  /* most bytes */
    uint32_t size;   /* bytes that were judged; in the end, of the head */
    uint32_t n_fields;
    struct http_slice method; /* len 0: the request line is to come */
    struct http_slice target;
    bool http10;
    bool has_host;
    bool has_length;
    bool has_coding;      /* Transfer-Encoding */
    bool chunked;         /* exactly that */
    bool close;           /* in Connection */
    bool keep_alive;      /* in Connection */
    bool expect_continue; /* 100-continue */
    bool expect_other;
    struct http_field fields[HTTP_MAX_FIELDS]; /* n_fields are set */
};

/* limit_bytes: of the head, up to INT32_MAX. */
void http_head_init (struct http_head *head, size_t limit_bytes);
/* data[0..len-1] are all bytes from the head's first on, at each call.
 * 1: complete, head->size bytes; 0: more is needed; negative: refused. */
int http_head_feed (struct http_head *head, const char *data, size_t len);

/* In text, is there the token (of lower case) in a list with commas? */
bool http_list_has (const char *text, size_t len, const char *token);
/* Is text, in any case, this string of lower case? */
bool http_is (const char *text, size_t len, const char *lower);

struct http_chunked {
    const char *why;     /* as above */
    uint64_t left;       /* of the chunk */
    uint64_t total;      /* bytes of body, announced */
    uint64_t limit;      /* of total */
    uint32_t extensions; /* bytes of them, and of trailers, so far */
    uint32_t trailers;
    uint8_t state;
    uint8_t digits;
};

void http_chunked_init (struct http_chunked *c, uint64_t limit_bytes);
/* Takes *ret_used bytes, of which *ret_body_len at *ret_body are body; call
 * again with the rest while there is one.  1: the body is complete; 0: more is
 * needed; negative: refused. */
int http_chunked_feed (struct http_chunked *c, const char *data, size_t len,
                       size_t *ret_used, const char **ret_body,
                       size_t *ret_body_len);

#endif
