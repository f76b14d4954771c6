/* httpd-parser.c - what the HTTP parser takes and refuses, however it arrives
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the above */
#include <cmocka.h>

#include "httpd/parser.h"

#define LIMIT 4096
#define H     "Host: a\r\n"

struct head_case {
    const char *text;
    int result; /* 1: complete, all of it; 0: more; else minus the status */
};

static const struct head_case heads[] = {
    { "GET / HTTP/1.1\r\n" H "\r\n", 1 },
    { "GET / HTTP/1.0\r\n\r\n", 1 },
    { "\r\n\r\nGET / HTTP/1.1\r\n" H "\r\n", 1 },
    { "OPTIONS * HTTP/1.1\r\n" H "\r\n", 1 },
    { "GET http://a/b?c HTTP/1.1\r\n" H "\r\n", 1 },
    { "GET HTTPS://a HTTP/1.1\r\n" H "\r\n", 1 },
    { "BREW /pot HTTP/1.1\r\n" H "\r\n", 1 },
    { "GET / HTTP/1.1\r\nhOsT:a:80\r\n\r\n", 1 },
    { "GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", 1 },
    { "GET / HTTP/1.1\r\n" H "X:\r\nY: \t \r\n\r\n", 1 },
    { "GET / HTTP/1.1\r\n" H "X: \xe9\xff\r\n\r\n", 1 },
    { "GET / HTTP/1.1\r\n" H "X: a\tb\r\n\r\n", 1 },
    { "POST / HTTP/1.1\r\n" H "Content-Length: 5\r\n\r\n", 1 },
    { "POST / HTTP/1.1\r\n" H "Content-Length: 0005 \t\r\n\r\n", 1 },
    { "POST / HTTP/1.1\r\n" H "Transfer-Encoding: ChunKed\r\n\r\n", 1 },
    { "POST / HTTP/1.1\r\n" H "Expect: 100-Continue\r\n\r\n", 1 },
    { "POST / HTTP/1.0\r\nExpect: tea\r\n\r\n", 1 },

    { "GET / HTTP/1.1\r\n" H, 0 },
    { "GET / HTTP/1.1\r\n" H "\r", 0 },
    { "\r\n", 0 },
    { "\r", 0 },
    { "GE", 0 },

    /* the request line */
    { " GET / HTTP/1.1\r\n" H "\r\n", -400 },
    { "GET  / HTTP/1.1\r\n" H "\r\n", -400 },
    { "GET /  HTTP/1.1\r\n" H "\r\n", -400 },
    { "GET\t/ HTTP/1.1\r\n" H "\r\n", -400 },
    { "GET / HTTP/1.1 \r\n" H "\r\n", -400 },
    { "GET /\r\n\r\n", -400 },
    { "GET / HTTP/2.0\r\n" H "\r\n", -400 },
    { "GET / HTTP/1.2\r\n" H "\r\n", -400 },
    { "GET / http/1.1\r\n" H "\r\n", -400 },
    { "GET / HTTP/1.11\r\n" H "\r\n", -400 },
    { "GET a HTTP/1.1\r\n" H "\r\n", -400 },
    { "CONNECT a:80 HTTP/1.1\r\n" H "\r\n", -400 },
    { "GET /\x01 HTTP/1.1\r\n" H "\r\n", -400 },
    { "GET /\x7f HTTP/1.1\r\n" H "\r\n", -400 },
    { "GET /\xc3\xa9 HTTP/1.1\r\n" H "\r\n", -400 },
    { "G(T / HTTP/1.1\r\n" H "\r\n", -400 },
    { "\x16\x03\x01", -400 },
    { "\xff", -400 },

    /* lines */
    { "GET / HTTP/1.1\n" H "\r\n", -400 },
    { "GET / HTTP/1.1\r\nHost: a\n\r\n", -400 },
    { "GET / HTTP/1.1\r\n" H "\n", -400 },
    { "\nGET / HTTP/1.1\r\n" H "\r\n", -400 },
    { "GET / HTTP/1.1\r\n" H "X: a\rb\r\n\r\n", -400 },
    { "GET / HTTP/1.1\r\n" H "X: a\r\r\n\r\n", -400 },
    { "GET / HTTP/1.1\r\n" H "\r\r\n", -400 },
    { "GET / HTTP/1.1\r\n" H " folded: x\r\n\r\n", -400 },
    { "GET / HTTP/1.1\r\n" H "X: a\r\n\tb\r\n\r\n", -400 },

    /* names and values */
    { "GET / HTTP/1.1\r\n" H "X : a\r\n\r\n", -400 },
    { "GET / HTTP/1.1\r\n" H ": a\r\n\r\n", -400 },
    { "GET / HTTP/1.1\r\n" H "X\r\n\r\n", -400 },
    { "GET / HTTP/1.1\r\n" H "X(: a\r\n\r\n", -400 },
    { "GET / HTTP/1.1\r\n" H "X\xc3: a\r\n\r\n", -400 },
    { "GET / HTTP/1.1\r\n" H "X: \x01\r\n\r\n", -400 },
    { "GET / HTTP/1.1\r\n" H "X: \x7f\r\n\r\n", -400 },
    { "GET / HTTP/1.1\r\n" H "X: \x1b[2J\r\n\r\n", -400 },

    /* Host */
    { "GET / HTTP/1.1\r\n\r\n", -400 },
    { "GET / HTTP/1.1\r\n" H H "\r\n", -400 },
    { "GET / HTTP/1.0\r\n" H H "\r\n", -400 },
    { "GET / HTTP/1.1\r\nHost:\r\n\r\n", -400 },
    { "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", -400 },
    { "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", -400 },
    { "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", -400 },
    { "GET / HTTP/1.1\r\nHost: a:x\r\n\r\n", -400 },
    { "GET / HTTP/1.1\r\nHost: a:123456\r\n\r\n", -400 },
    { "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", -400 },
    { "GET / HTTP/1.1\r\nHost: []\r\n\r\n", -400 },
    { "GET / HTTP/1.1\r\nHost: [g]\r\n\r\n", -400 },

    /* lengths */
    { "POST / HTTP/1.1\r\n" H "Content-Length: 5\r\nContent-Length: 5\r\n\r\n",
      -400 },
    { "POST / HTTP/1.1\r\n" H "Content-Length: 5, 5\r\n\r\n", -400 },
    { "POST / HTTP/1.1\r\n" H "Content-Length: +5\r\n\r\n", -400 },
    { "POST / HTTP/1.1\r\n" H "Content-Length: -5\r\n\r\n", -400 },
    { "POST / HTTP/1.1\r\n" H "Content-Length: 0x5\r\n\r\n", -400 },
    { "POST / HTTP/1.1\r\n" H "Content-Length: 5 5\r\n\r\n", -400 },
    { "POST / HTTP/1.1\r\n" H "Content-Length:\r\n\r\n", -400 },
    { "POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n"
      "Content-Length: 5\r\n\r\n",
      -400 },
    { "POST / HTTP/1.1\r\n" H "Content-Length: 5\r\n"
      "Transfer-Encoding: gzip\r\n\r\n",
      -400 },
    { "POST / HTTP/1.0\r\n" H "Transfer-Encoding: chunked\r\n\r\n", -400 },
    { "POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n"
      "Transfer-Encoding: chunked\r\n\r\n",
      -400 },
    { "POST / HTTP/1.1\r\n" H "Transfer-Encoding: gzip\r\n\r\n", -501 },
    { "POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked, chunked\r\n\r\n",
      -501 },
    { "POST / HTTP/1.1\r\n" H "Transfer-Encoding: gzip, chunked\r\n\r\n",
      -501 },
    { "POST / HTTP/1.1\r\n" H "Transfer-Encoding:\r\n\r\n", -501 },
    { "POST / HTTP/1.1\r\n" H "Transfer-Encoding: xchunked\r\n\r\n", -501 },
    { "POST / HTTP/1.1\r\n" H "Expect: tea\r\n\r\n", -417 },
};

/* A copy that ends where its allocation does, so that reading past it is
 * seen. */
static char *
copy_of (const char *text, size_t len)
{
    char *copy = malloc (len > 0 ? len : 1);

    assert_non_null (copy);
    memcpy (copy, text, len);
    return copy;
}

/* The result when text comes in two pieces, or byte by byte (cut == len). */
static int
feed_cut (const char *text, size_t len, size_t cut, struct http_head *head)
{
    size_t step = cut == len ? 1 : cut;
    int r = 0;

    http_head_init (head, LIMIT);
    for (size_t n = step; r == 0; n = cut == len ? n + 1 : len) {
        char *copy = copy_of (text, n);

        r = http_head_feed (head, copy, n);
        free (copy);
        if (n >= len)
            break;
    }
    return r;
}

static void
check_head (const char *text, size_t len, int result)
{
    struct http_head head;

    for (size_t cut = 1; cut <= len; cut++) {
        int r = feed_cut (text, len, cut, &head);

        if (r != result)
            fail_msg ("\"%s\", cut at %zu: %d, not %d", text, cut, r, result);
        if (r == 1)
            assert_int_equal (head.size, len);
        if (r < 0)
            assert_non_null (head.why);
    }
}

static void
heads_are_judged (void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        check_head (heads[i].text, strlen (heads[i].text), heads[i].result);
}

static void
nul_is_refused (void **state)
{
    static const char value[] = "GET / HTTP/1.1\r\n" H "X: a\0b\r\n\r\n";
    static const char name[] = "GET / HTTP/1.1\r\n" H "X\0: a\r\n\r\n";
    static const char target[] = "GET /\0 HTTP/1.1\r\n" H "\r\n";

    (void)state;
    check_head (value, sizeof value - 1, -400);
    check_head (name, sizeof name - 1, -400);
    check_head (target, sizeof target - 1, -400);
}

/* What follows a head is another's business. */
static void
the_head_ends_where_it_ends (void **state)
{
    static const char text[] = "GET /a HTTP/1.1\r\n" H "\r\nGET /b";
    struct http_head head;

    (void)state;
    http_head_init (&head, LIMIT);
    assert_int_equal (http_head_feed (&head, text, sizeof text - 1), 1);
    assert_int_equal (head.size, sizeof text - 1 - 6);
}

static void
slice_is (const char *text, struct http_slice s, const char *what)
{
    assert_int_equal (s.len, strlen (what));
    assert_memory_equal (text + s.at, what, s.len);
}

static void
what_was_read_is_found (void **state)
{
    static const char text[]
        = "\r\nPOST /a?b HTTP/1.1\r\nhost: a\r\nX-Y: \t v w \t\r\n"
          "Connection: Foo , CLOSE\r\nConnection: keep-alive\r\n"
          "Content-Length: 12\r\nExpect: 100-continue\r\nEmpty:\r\n\r\n";
    struct http_head head;

    (void)state;
    http_head_init (&head, LIMIT);
    assert_int_equal (http_head_feed (&head, text, sizeof text - 1), 1);
    slice_is (text, head.method, "POST");
    slice_is (text, head.target, "/a?b");
    assert_int_equal (head.n_fields, 7);
    slice_is (text, head.fields[1].name, "X-Y");
    slice_is (text, head.fields[1].value, "v w");
    slice_is (text, head.fields[6].value, "");
    assert_true (head.close);
    assert_true (head.keep_alive);
    assert_true (head.has_length);
    assert_true (head.length == 12);
    assert_true (head.expect_continue);
    assert_false (head.http10);
    assert_false (head.chunked);
}

static void
huge_lengths_do_not_wrap (void **state)
{
    static const char text[] = "POST / HTTP/1.1\r\n" H
                               "Content-Length: 18446744073709551621\r\n\r\n";
    struct http_head head;

    (void)state;
    http_head_init (&head, LIMIT);
    assert_int_equal (http_head_feed (&head, text, sizeof text - 1), 1);
    assert_true (head.length > UINT64_MAX / 2);
}

static void
fields_are_counted (void **state)
{
    struct http_head head;
    char text[LIMIT];

    (void)state;
    for (int extra = 0; extra < 2; extra++) {
        size_t n
            = (size_t)snprintf (text, sizeof text, "GET / HTTP/1.1\r\n" H);

        for (int i = 1; i < HTTP_MAX_FIELDS + extra; i++)
            n += (size_t)snprintf (text + n, sizeof text - n, "X%d: y\r\n", i);
        n += (size_t)snprintf (text + n, sizeof text - n, "\r\n");
        http_head_init (&head, LIMIT);
        assert_int_equal (http_head_feed (&head, text, n),
                          extra > 0 ? -431 : 1);
    }
}

/* A head of n bytes in all. */
static size_t
long_head (char *text, size_t n)
{
    size_t at = (size_t)snprintf (text, n, "GET / HTTP/1.1\r\n" H "X: ");

    memset (text + at, 'x', n - at - 4);
    memcpy (text + n - 4, "\r\n\r\n", 4);
    return n;
}

static void
size_is_limited (void **state)
{
    struct http_head head;
    static char text[LIMIT + 2];

    (void)state;
    http_head_init (&head, LIMIT);
    assert_int_equal (http_head_feed (&head, text, long_head (text, LIMIT)),
                      1);
    for (size_t cut = LIMIT - 3; cut <= LIMIT + 1; cut++) {
        long_head (text, LIMIT + 1);
        assert_int_equal (feed_cut (text, LIMIT + 1, cut, &head), -431);
    }
    /* one line without an end, and empty lines without one */
    memset (text, 'G', sizeof text);
    http_head_init (&head, LIMIT);
    assert_int_equal (http_head_feed (&head, text, LIMIT - 1), 0);
    assert_int_equal (http_head_feed (&head, text, LIMIT), -431);
    for (size_t i = 0; i < LIMIT; i++)
        text[i] = i % 2 == 0 ? '\r' : '\n';
    http_head_init (&head, LIMIT);
    assert_int_equal (http_head_feed (&head, text, LIMIT), -431);
}

/* ---- chunked bodies ------------------------------------------------------
 */

struct chunk_case {
    const char *text;
    int result;
    const char *body; /* what came until then */
};

static const struct chunk_case chunks[] = {
    { "0\r\n\r\n", 1, "" },
    { "5\r\nhello\r\n0\r\n\r\n", 1, "hello" },
    { "3\r\nfoo\r\n04\r\nbarz\r\n000\r\n\r\n", 1, "foobarz" },
    { "A\r\n0123456789\r\n0\r\n\r\n", 1, "0123456789" },
    { "a;x=y;z\r\n0123456789\r\n0;q\r\n\r\n", 1, "0123456789" },
    { "1\r\n\r\r\n0\r\n\r\n", 1, "\r" },
    { "0\r\nX-Sum: 1\r\nY:\r\n\r\n", 1, "" },
    { "5\r\nhel", 0, "hel" },
    { "5\r\nhello\r\n0\r\n", 0, "hello" },
    { "", 0, "" },
    { "\r\n", -400, "" },
    { ";x\r\n", -400, "" },
    { "5\nhello\r\n", -400, "" },
    { "5 \r\nhello\r\n", -400, "" },
    { " 5\r\nhello\r\n", -400, "" },
    { "+5\r\nhello\r\n", -400, "" },
    { "-5\r\nhello\r\n", -400, "" },
    { "0x5\r\nhello\r\n", -400, "" },
    { "g\r\n", -400, "" },
    { "5\rhello\r\n", -400, "" },
    { "5;a\nb\r\n", -400, "" },
    { "5;a\rb\r\n", -400, "" },
    { "5;\x01\r\n", -400, "" },
    { "5\r\nhelloX\r\n", -400, "hello" },
    { "5\r\nhello\n0\r\n\r\n", -400, "hello" },
    { "5\r\nhello\rX", -400, "hello" },
    { "00000000000000005\r\n", -400, "" },
    { "ffffffffffffffff\r\n", -413, "" },
    { "10000000000000000\r\n", -400, "" },
    { "65\r\n", -413, "" },
    { "60\r\n", 0, "" },
    { "0\r\nX\r\n\r\n", -400, "" },
    { "0\r\n X: 1\r\n\r\n", -400, "" },
    { "0\r\nX : 1\r\n\r\n", -400, "" },
    { "0\r\nX: \x01\r\n\r\n", -400, "" },
    { "0\r\n\n", -400, "" },
    { "0\r\n\rX", -400, "" },
    { "0\r\nX: 1\n\r\n", -400, "" },
};

/* In pieces of step bytes. */
static int
feed_chunks (const char *text, size_t len, size_t step, char *body,
             size_t *ret_body_len)
{
    struct http_chunked c;
    size_t body_len = 0, at = 0;
    int r = 0;

    http_chunked_init (&c, 100);
    while (r == 0 && at < len) {
        size_t n = len - at < step ? len - at : step, used, part_len;
        char *piece = copy_of (text + at, n);
        const char *part;

        r = http_chunked_feed (&c, piece, n, &used, &part, &part_len);
        memcpy (body + body_len, part, part_len);
        body_len += part_len;
        assert_true (used > 0 && used <= n);
        at += used;
        free (piece);
    }
    if (r == 1)
        assert_int_equal (at, len);
    *ret_body_len = body_len;
    return r;
}

static void
chunks_are_judged (void **state)
{
    char body[256];
    size_t body_len;

    (void)state;
    for (size_t i = 0; i < sizeof chunks / sizeof *chunks; i++) {
        const struct chunk_case *k = &chunks[i];
        size_t len = strlen (k->text);

        for (size_t step = 1; step <= len; step++) {
            int r = feed_chunks (k->text, len, step, body, &body_len);

            if (r != k->result)
                fail_msg ("\"%s\" by %zu: %d, not %d", k->text, step, r,
                          k->result);
            assert_int_equal (body_len, strlen (k->body));
            assert_memory_equal (body, k->body, body_len);
        }
    }
}

/* The sum counts, not each chunk. */
static void
body_is_limited_in_the_middle (void **state)
{
    char text[1024], body[256];
    size_t n = 0, body_len;

    (void)state;
    for (int i = 0; i < 11; i++)
        n += (size_t)snprintf (text + n, sizeof text - n,
                               "a\r\n0123456789\r\n");
    assert_int_equal (feed_chunks (text, n, n, body, &body_len), -413);
    assert_int_equal (body_len, 100);
}

static void
extensions_are_limited (void **state)
{
    static char text[2 * HTTP_MAX_EXTENSION_BYTES];
    char body[8];
    size_t n = (size_t)snprintf (text, sizeof text, "1;"), body_len;

    (void)state;
    memset (text + n, 'e', sizeof text - n);
    assert_int_equal (
        feed_chunks (text, sizeof text, sizeof text, body, &body_len), -400);
}

static void
trailers_are_limited (void **state)
{
    static char text[2 * HTTP_MAX_TRAILER_BYTES];
    char body[8];
    size_t n = (size_t)snprintf (text, sizeof text, "0\r\nX: "), body_len;

    (void)state;
    memset (text + n, 'e', sizeof text - n);
    assert_int_equal (
        feed_chunks (text, sizeof text, sizeof text, body, &body_len), -431);
}

static void
lists_have_tokens (void **state)
{
    (void)state;
    assert_true (http_list_has ("close", 5, "close"));
    assert_true (http_list_has ("a, \tCLOSE ,b", 12, "close"));
    assert_false (http_list_has ("closed", 6, "close"));
    assert_false (http_list_has ("a close", 7, "close"));
    assert_false (http_list_has ("", 0, "close"));
    assert_false (http_list_has (",,", 2, "close"));
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (heads_are_judged),
        cmocka_unit_test (nul_is_refused),
        cmocka_unit_test (the_head_ends_where_it_ends),
        cmocka_unit_test (what_was_read_is_found),
        cmocka_unit_test (huge_lengths_do_not_wrap),
        cmocka_unit_test (fields_are_counted),
        cmocka_unit_test (size_is_limited),
        cmocka_unit_test (chunks_are_judged),
        cmocka_unit_test (body_is_limited_in_the_middle),
        cmocka_unit_test (extensions_are_limited),
        cmocka_unit_test (trailers_are_limited),
        cmocka_unit_test (lists_have_tokens),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
