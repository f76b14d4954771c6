/* httpd-loop.c - the listener as its clients see it
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the above */
#include <cmocka.h>

#include "httpd-harness.h"
#include "httpd/httpd.h"

/* ---- order ----------------------------------------------------------------
 */

static void
answers_keep_their_order (void **state)
{
    struct harness *t = harness_start (&usual, NULL);
    int fd = client_open (t);
    const char *one, *two, *three;
    char *text;

    (void)state;
    post (fd, "/later", "one");
    post (fd, "/now", "two");
    post (fd, "/none", "x");
    post (fd, "/later", "three");
    harness_wait_size (&t->kept_count, 2);
    harness_release (t);
    text = client_until (fd, "three");
    one = strstr (text, "\r\n\r\none");
    two = strstr (text, "\r\n\r\ntwo");
    three = strstr (text, "\r\n\r\nthree");
    assert_true (one != NULL && two != NULL && three != NULL);
    assert_true (one < two && two < three);
    assert_non_null (strstr (two, "HTTP/1.1 404 Not Found\r\n"));
    assert_int_equal (atomic_load (&t->refused), 1);
    assert_int_equal (atomic_load (&t->answered), 4);
    free (text);
    close (fd);
    harness_stop (t);
}

/* Reads answers, whose bodies are numbers from 0 on. */
static void
read_numbers (int fd, int n)
{
    size_t len = 0, size = 1 << 22;
    char *buf = calloc (1, size), *at = buf;

    assert_non_null (buf);
    for (int i = 0; i < n; i++) {
        char want[64];
        char *found;

        snprintf (want, sizeof want, "\r\n\r\n%06d", i);
        while ((found = strstr (at, want)) == NULL) {
            ssize_t got = client_some (fd, buf + len, size - 1 - len);

            assert_true (got > 0);
            len += (size_t)got;
            buf[len] = '\0';
        }
        if (i > 0 && strstr (at, "\r\n\r\n") != found)
            fail_msg ("answer %d is not the next", i);
        at = found + 4;
    }
    free (buf);
}

static void
send_numbers (int fd, const char *path, int n)
{
    char *all = malloc ((size_t)n * 96);
    size_t len = 0;

    assert_non_null (all);
    for (int i = 0; i < n; i++)
        len += (size_t)snprintf (all + len, 96,
                                 "POST %s" END "Content-Length: 6\r\n\r\n%06d",
                                 path, i);
    client_send (fd, all, len);
    free (all);
}

static void
many_pipelined_are_answered_in_order (void **state)
{
    struct harness *t = harness_start (&usual, NULL);
    int fd = client_open (t);

    (void)state;
    send_numbers (fd, "/now", 3000);
    read_numbers (fd, 3000);
    close (fd);
    harness_stop (t);
}

/* At HTTPD_MAX_PIPELINED the connection is read no further until answers are
 * out; what it had sent meanwhile is not lost. */
static void
waiting_requests_are_bounded (void **state)
{
    struct harness *t = harness_start (&usual, NULL);
    int fd = client_open (t);
    const int n = HTTPD_MAX_PIPELINED + 500;
    unsigned turns;

    (void)state;
    send_numbers (fd, "/later", n);
    harness_wait_size (&t->kept_count, HTTPD_MAX_PIPELINED);
    turns = atomic_load (&t->turns);
    post (fd, "/now", "end");
    assert_true (atomic_load (&t->turns) - turns < 10);
    assert_int_equal (atomic_load (&t->kept_count), HTTPD_MAX_PIPELINED);
    harness_release (t);
    harness_wait_size (&t->kept_count, 500);
    harness_release (t);
    read_numbers (fd, n);
    close (fd);
    harness_stop (t);
}

/* ---- bodies ---------------------------------------------------------------
 */

static void
continue_is_said_once_and_in_order (void **state)
{
    struct harness *t = harness_start (&usual, NULL);
    int fd = client_open (t);
    char *text;

    (void)state;
    post (fd, "/later", "first");
    client_say (fd, NOW "Expect: 100-continue\r\nContent-Length: 4\r\n\r\n");
    harness_wait_size (&t->kept_count, 1);
    harness_release (t);
    text = client_until (fd, "100 Continue\r\n\r\n");
    assert_true (strstr (text, "first") != NULL);
    assert_true (strstr (text, "first") < strstr (text, "100 Continue"));
    free (text);
    client_say (fd, "body");
    text = client_until (fd, "body");
    assert_int_equal (strncmp (text, "HTTP/1.1 200 OK\r\n", 17), 0);
    free (text);
    close (fd);
    harness_stop (t);
}

static void
continue_is_not_said_in_vain (void **state)
{
    struct harness *t = harness_start (&usual, NULL);
    int fd = client_open (t), other = client_open (t);
    char *text;

    (void)state;
    client_say (fd,
                NOW "Expect: 100-continue\r\nContent-Length: 4\r\n\r\nbody");
    text = client_until (fd, "body");
    assert_null (strstr (text, "100 Continue"));
    free (text);
    client_say (fd, NOW "Expect: 100-continue\r\nContent-Length: 4\r\n\r\nbo");
    post (other, "/now", "a turn later");
    free (client_until (other, "later"));
    client_say (fd, "dy");
    text = client_until (fd, "body");
    assert_null (strstr (text, "100 Continue"));
    free (text);
    close (other);
    client_say (fd, "POST /none" END
                    "Expect: 100-continue\r\nContent-Length: 4\r\n\r\n");
    client_ends_with (fd, 404);
    harness_stop (t);
}

static void
chunks_arrive (void **state)
{
    static const char text[] = NOW "Transfer-Encoding: chunked\r\n\r\n"
                                   "3\r\nfoo\r\n5;x=y\r\n-bar-\r\n"
                                   "0\r\nX: trailer\r\n\r\n";
    struct harness *t = harness_start (&usual, NULL);
    int fd = client_open (t);
    char *answer;

    (void)state;
    client_say (fd, text);
    answer = client_until (fd, "foo-bar-");
    assert_non_null (strstr (answer, "Content-Length: 8\r\n"));
    free (answer);
    for (size_t i = 0; i < sizeof text - 1; i++)
        client_send (fd, text + i, 1);
    answer = client_until (fd, "foo-bar-");
    assert_non_null (strstr (answer, "Content-Length: 8\r\n"));
    free (answer);
    close (fd);
    harness_stop (t);
}

/* A body of several reads comes back, while the client does not read yet: the
 * answer is more than a socket takes at once. */
static void
large_body (const char *path, bool chunked)
{
    const size_t size = 3 << 20;
    struct harness *t = harness_start (&usual, NULL);
    int fd = client_open (t);
    char *body = malloc (size + 1), *text, *begin, head[256];

    assert_non_null (body);
    for (size_t i = 0; i < size; i++)
        body[i] = (char)('a' + i % 23);
    body[size] = '\0';
    snprintf (head, sizeof head,
              chunked ? "POST %s" END "Connection: close\r\n"
                        "Transfer-Encoding: chunked\r\n\r\n%zx\r\n"
                      : "POST %s" END "Connection: close\r\n"
                        "Content-Length: %zu\r\n\r\n",
              path, size);
    client_say (fd, head);
    client_send (fd, body, size);
    if (chunked)
        client_say (fd, "\r\n0\r\n\r\n");
    harness_wait (&t->answered, 1);
    text = client_until (fd, NULL);
    begin = strstr (text, "\r\n\r\n");
    assert_non_null (begin);
    assert_string_equal (begin + 4, body);
    assert_int_equal (atomic_load (&t->rooms), strcmp (path, "/room") == 0);
    free (text);
    free (body);
    close (fd);
    harness_stop (t);
}

static void
large_bodies_arrive (void **state)
{
    (void)state;
    large_body ("/now", false);
    large_body ("/now", true);
    large_body ("/room", false);
}

/* ---- refusals --------------------------------------------------------------
 */

static void
refusals_go_out_before_the_body (void **state)
{
    struct harness *t = harness_start (&usual, NULL);

    (void)state;
    refuses (t, "POST /none" END "Content-Length: 9\r\n\r\n", 404);
    refuses (t, "POST /small" END "Content-Length: 11\r\n\r\n", 413);
    refuses (t,
             "POST /small" END "Transfer-Encoding: chunked\r\n\r\n"
             "6\r\n123456\r\n5\r\n",
             413);
    refuses (t, NOW "Content-Length: 99999999999999999999\r\n\r\n", 413);
    refuses (t, NOW "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
             400);
    refuses (t, NOW "Transfer-Encoding: gzip\r\n\r\n", 501);
    refuses (t, NOW "Expect: tea\r\n\r\n", 417);
    refuses (t, "GET / HTTP/1.1\n", 400);
    refuses (t, "\x16\x03\x01", 400);
    refuses (t, NOW "Transfer-Encoding: chunked\r\n\r\nx\r\n", 400);
    assert_int_equal (atomic_load (&t->refused), 5);
    harness_stop (t);
}

static void
headers_are_limited (void **state)
{
    struct httpd_limits limits = { .header_bytes = 1000 };
    struct harness *t = harness_start (&limits, NULL);
    char text[1200];

    (void)state;
    memset (text, 'x', sizeof text);
    memcpy (text, "GET /", 5);
    text[sizeof text - 1] = '\0';
    refuses (t, text, 431);
    harness_stop (t);
}

/* The client writes all it has before it reads: the answer must not be lost
 * to a reset. */
static void
a_refusal_survives_what_still_comes (void **state)
{
    const size_t size = 8 << 20; /* more than sockets hold */
    struct httpd_limits limits = { .body_bytes = 1000 };
    struct harness *t = harness_start (&limits, NULL);
    int fd = client_open (t);
    char *body = calloc (1, size);

    (void)state;
    assert_non_null (body);
    client_say (fd, NOW "Content-Length: 8388608\r\n\r\n");
    client_send (fd, body, size);
    client_ends_with (fd, 413);
    free (body);
    harness_stop (t);
}

/* A refusal whose body is here costs no connection. */
static void
a_small_refusal_keeps_the_connection (void **state)
{
    struct harness *t = harness_start (&usual, NULL);
    int fd = client_open (t);
    char *text;

    (void)state;
    post (fd, "/none", "x");
    post (fd, "/now", "still here");
    text = client_until (fd, "still here");
    assert_non_null (strstr (text, "HTTP/1.1 404 "));
    assert_non_null (strstr (text, "application/json"));
    assert_non_null (strstr (text, "{\"error\":{\"code\":\"not_found\","
                                   "\"message\":\"no such path\"}}"));
    free (text);
    close (fd);
    harness_stop (t);
}

static void
bodies_on_their_way_are_limited (void **state)
{
    struct httpd_limits limits
        = { .body_bytes = 1 << 20, .buffer_bytes = 100000 };
    struct harness *t = harness_start (&limits, NULL);
    int one = client_open (t), two = client_open (t);
    char *body = calloc (1, 60000);

    (void)state;
    assert_non_null (body);
    client_say (one, NOW "Content-Length: 1000000\r\n\r\n");
    client_send (one, body, 60000);
    client_say (two, NOW "Content-Length: 1000000\r\n\r\n");
    client_send (two, body, 60000);
    harness_wait (&t->refused, 1);
    assert_int_equal (atomic_load (&t->refused_status), 503);
    close (one);
    close (two);
    free (body);
    harness_stop (t);
}

/* ---- ends ------------------------------------------------------------------
 */

static void
half_close_is_answered (void **state)
{
    struct harness *t = harness_start (&usual, NULL);
    int fd = client_open (t), other = client_open (t);
    unsigned turns;
    char *text;

    (void)state;
    post (fd, "/later", "later");
    shutdown (fd, SHUT_WR);
    harness_wait_size (&t->kept_count, 1);
    /* Its FIN must not turn the loop while it waits. */
    turns = atomic_load (&t->turns);
    for (int i = 0; i < 20; i++) {
        post (other, "/now", "x");
        free (client_until (other, "\r\n\r\nx"));
    }
    assert_true (atomic_load (&t->turns) - turns < 60);
    harness_release (t);
    text = client_until (fd, NULL);
    assert_non_null (strstr (text, "\r\n\r\nlater"));
    assert_non_null (strstr (text, "Connection: close\r\n"));
    free (text);
    close (fd);
    close (other);
    harness_stop (t);
}

static void
half_a_request_and_no_more_is_400 (void **state)
{
    struct harness *t = harness_start (&usual, NULL);
    int fd = client_open (t);

    (void)state;
    client_say (fd, NOW "Content-Length: 5\r\n\r\nhel");
    shutdown (fd, SHUT_WR);
    client_ends_with (fd, 400);
    fd = client_open (t);
    client_say (fd, "POST /now HT");
    shutdown (fd, SHUT_WR);
    client_ends_with (fd, 400);
    assert_int_equal (atomic_load (&t->refused), 1);
    harness_stop (t);
}

static void
http_1_0_closes_unless_asked (void **state)
{
    struct harness *t = harness_start (&usual, NULL);
    int fd = client_open (t);
    char *text;

    (void)state;
    client_say (fd, "POST /now HTTP/1.0\r\n\r\n");
    client_ends_with (fd, 200);
    fd = client_open (t);
    client_say (fd, "POST /now HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
    text = client_until (fd, "\r\n\r\n");
    assert_non_null (strstr (text, "Connection: keep-alive\r\n"));
    free (text);
    client_say (fd, "POST /close HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
    client_ends_with (fd, 204);
    harness_stop (t);
}

static void
head_has_no_body (void **state)
{
    struct harness *t = harness_start (&usual, NULL);
    int fd = client_open (t);
    char *text;

    (void)state;
    client_say (fd, "HEAD /none" END "Connection: close\r\n\r\n");
    text = client_until (fd, NULL);
    assert_non_null (strstr (text, "HTTP/1.1 404 Not Found\r\nDate: "));
    assert_non_null (strstr (text, " GMT\r\n"));
    assert_null (strstr (text, "Content-Length: 0\r\n"));
    assert_string_equal (strstr (text, "\r\n\r\n"), "\r\n\r\n");
    free (text);
    close (fd);
    harness_stop (t);
}

/* The user answers one whose client has gone. */
static void
a_dead_client_is_answered_in_vain (void **state)
{
    const struct linger abort_it = { 1, 0 };
    struct harness *t = harness_start (&usual, NULL);
    int fd = client_open (t), other = client_open (t);

    (void)state;
    post (fd, "/later", "x");
    harness_wait_size (&t->kept_count, 1);
    setsockopt (fd, SOL_SOCKET, SO_LINGER, &abort_it, sizeof abort_it);
    close (fd);
    harness_wait_size (&t->connections, 1);
    post (other, "/later", "other");
    harness_wait_size (&t->kept_count, 2);
    harness_release (t);
    free (client_until (other, "\r\n\r\nother"));
    close (other);
    harness_stop (t);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (answers_keep_their_order),
        cmocka_unit_test (many_pipelined_are_answered_in_order),
        cmocka_unit_test (waiting_requests_are_bounded),
        cmocka_unit_test (continue_is_said_once_and_in_order),
        cmocka_unit_test (continue_is_not_said_in_vain),
        cmocka_unit_test (chunks_arrive),
        cmocka_unit_test (large_bodies_arrive),
        cmocka_unit_test (refusals_go_out_before_the_body),
        cmocka_unit_test (headers_are_limited),
        cmocka_unit_test (a_refusal_survives_what_still_comes),
        cmocka_unit_test (a_small_refusal_keeps_the_connection),
        cmocka_unit_test (bodies_on_their_way_are_limited),
        cmocka_unit_test (half_close_is_answered),
        cmocka_unit_test (half_a_request_and_no_more_is_400),
        cmocka_unit_test (http_1_0_closes_unless_asked),
        cmocka_unit_test (head_has_no_body),
        cmocka_unit_test (a_dead_client_is_answered_in_vain),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
