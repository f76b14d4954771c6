/* fuzz-http.c - the HTTP parser: nothing crashes, and nothing depends on the
 * pieces in which the bytes arrive
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "httpd/parser.h"

#define LIMIT 2048

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
require (int condition)
{
    if (!condition)
        abort ();
}

/* A copy, so that reading past the end is seen. */
static char *
copy_of (const char *data, size_t len)
{
    char *copy = malloc (len > 0 ? len : 1);

    require (copy != NULL);
    memcpy (copy, data, len);
    return copy;
}

static int
head_by (const char *data, size_t len, size_t step, struct http_head *head)
{
    int r = 0;

    http_head_init (head, LIMIT);
    for (size_t n = 0; r == 0 && n < len;) {
        char *copy;

        n = len - n < step ? len : n + step;
        copy = copy_of (data, n);
        r = http_head_feed (head, copy, n);
        free (copy);
    }
    return r;
}

static void
check_slices (const struct http_head *head)
{
    require (head->method.at + head->method.len < head->target.at);
    require (head->target.at + head->target.len <= head->size);
    for (uint32_t i = 0; i < head->n_fields; i++) {
        const struct http_field *f = &head->fields[i];

        require (f->name.len > 0);
        require (f->name.at + f->name.len < head->size);
        require (f->value.at + f->value.len < head->size);
    }
    require (!head->has_coding || head->chunked);
    require (!(head->has_coding && head->has_length));
    require (head->http10 || head->has_host);
}

static size_t
check_head (const char *data, size_t len)
{
    struct http_head whole, part;
    int r = head_by (data, len, len > 0 ? len : 1, &whole);

    for (size_t step = 1; step < 8; step += 3) {
        require (head_by (data, len, step, &part) == r);
        require (part.n_fields == whole.n_fields);
        if (r == 1) {
            require (part.size == whole.size);
            require (part.length == whole.length);
            require (memcmp (part.fields, whole.fields,
                             part.n_fields * sizeof part.fields[0])
                     == 0);
        }
    }
    require (r == 0 || r == 1 || (r <= -400 && whole.why != NULL));
    if (r != 1)
        return 0;
    check_slices (&whole);
    return whole.size;
}

/* Returns the result; *sum is one of the body's bytes. */
static int
chunks_by (const char *data, size_t len, size_t step, uint64_t *sum)
{
    struct http_chunked c;
    size_t at = 0;
    int r = 0;

    http_chunked_init (&c, LIMIT);
    *sum = 0;
    while (r == 0 && at < len) {
        size_t n = len - at < step ? len - at : step, used, body_len;
        char *copy = copy_of (data + at, n);
        const char *body;

        r = http_chunked_feed (&c, copy, n, &used, &body, &body_len);
        require (used > 0 && used <= n && body_len <= used);
        for (size_t i = 0; i < body_len; i++)
            *sum = *sum * 31 + (unsigned char)body[i] + 1;
        free (copy);
        at += used;
    }
    require (c.total <= LIMIT);
    return r;
}

static void
check_chunks (const char *data, size_t len)
{
    uint64_t sum, other;
    int r = chunks_by (data, len, len > 0 ? len : 1, &sum);

    for (size_t step = 1; step < 8; step += 3) {
        require (chunks_by (data, len, step, &other) == r);
        require (other == sum);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    size_t head = check_head (text, size);

    check_chunks (text + head, size - head);
    return 0;
}
