/* httpd-limits.c - the listener's deadlines, its limits, and its end
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
/* cmocka wants the above */
#include <cmocka.h>

#include "httpd-harness.h"
#include "httpd/internal.h"

/* ---- deadlines -------------------------------------------------------------
 */

static void
half_a_request_at_its_deadline_is_408 (void **state)
{
    struct httpd_limits limits = { .request_us = 150000 };
    struct harness *t = harness_start (&limits, NULL);
    int fd = client_open (t);

    (void)state;
    refuses (t, "POST /n", 408);
    refuses (t, NOW "Content-Length: 5\r\n\r\nhel", 408);
    refuses (t, NOW "Transfer-Encoding: chunked\r\n\r\n5\r\nhel", 408);
    assert_int_equal (atomic_load (&t->refused), 2);
    /* a byte now and then does not put it off */
    for (;;) {
        struct pollfd p = { .fd = fd, .events = POLLIN };

        if (send (fd, "G", 1, MSG_NOSIGNAL) < 0 || poll (&p, 1, 10) == 1)
            break;
    }
    client_ends_with (fd, 408);
    harness_stop (t);
}

static void
idle_connections_are_dropped (void **state)
{
    struct httpd_limits limits = { .idle_us = 100000 };
    struct harness *t = harness_start (&limits, NULL);
    int fd = client_open (t), used = client_open (t);
    char byte;

    (void)state;
    post (used, "/now", "x");
    free (client_until (used, "\r\n\r\nx"));
    assert_int_equal (client_some (fd, &byte, 1), 0);
    assert_int_equal (client_some (used, &byte, 1), 0);
    close (fd);
    close (used);
    harness_stop (t);
}

/* Each request begins the time anew. */
static void
a_busy_connection_is_not_idle (void **state)
{
    struct httpd_limits limits = { .idle_us = 1000000 };
    struct harness *t = harness_start (&limits, NULL);
    uint64_t until = harness_now () + 1500000;
    int fd = client_open (t);

    (void)state;
    while (harness_now () < until) {
        post (fd, "/none", "x");
        free (client_until (fd, "}}"));
        poll (NULL, 0, 20);
    }
    close (fd);
    harness_stop (t);
}

static void
a_late_answer_is_504 (void **state)
{
    struct httpd_limits limits = { .answer_us = 100000 };
    struct harness *t = harness_start (&limits, NULL);
    int fd = client_open (t);
    char *text;

    (void)state;
    post (fd, "/later", "x");
    text = client_until (fd, "}}");
    assert_int_equal (strncmp (text, "HTTP/1.1 504 ", 13), 0);
    free (text);
    harness_release (t);
    post (fd, "/now", "y");
    text = client_until (fd, "\r\n\r\ny");
    assert_int_equal (strncmp (text, "HTTP/1.1 200 ", 13), 0);
    free (text);
    close (fd);
    harness_stop (t);
}

/* A client that is gone before its answer is late: its request stays the
 * user's, and becomes nobody else's. */
static void
who_is_gone_gets_no_504 (void **state)
{
    struct httpd_limits limits = { .answer_us = 1000000 };
    struct harness *t = harness_start (&limits, NULL);
    const struct linger reset = { 1, 0 };
    uint64_t until = harness_now () + 1300000;
    int gone = client_open (t), next;

    (void)state;
    post (gone, "/later", "gone");
    harness_wait_size (&t->kept_count, 1);
    setsockopt (gone, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    close (gone);
    harness_wait_size (&t->connections, 0);
    while (harness_now () < until)
        poll (NULL, 0, 20);
    next = client_open (t);
    post (next, "/later", "next");
    harness_wait_size (&t->kept_count, 2);
    assert_ptr_not_equal (t->kept[0], t->kept[1]);
    harness_release (t);
    free (client_until (next, "\r\n\r\nnext"));
    close (next);
    harness_stop (t);
}

/* A client that does not read its answers. */
static void
who_takes_no_answers_is_dropped (void **state)
{
    struct httpd_limits limits
        = { .request_us = 200000, .body_bytes = 8 << 20 };
    struct harness *t = harness_start (&limits, NULL);
    const size_t size = 8 << 20;
    char *body = calloc (1, size);
    int fd = client_open (t);

    (void)state;
    assert_non_null (body);
    client_say (fd, NOW "Content-Length: 8388608\r\n\r\n");
    client_send (fd, body, size);
    harness_wait (&t->answered, 1);
    harness_wait_size (&t->connections, 0);
    close (fd);
    free (body);
    harness_stop (t);
}

/* ---- limits ----------------------------------------------------------------
 */

static void
connections_are_limited (void **state)
{
    struct httpd_limits limits = { .connections = 2 };
    struct harness *t = harness_start (&limits, NULL);
    int one = client_open (t), two = client_open (t), three;
    struct pollfd p = { .events = POLLIN };
    unsigned turns;

    (void)state;
    post (one, "/now", "1");
    free (client_until (one, "\r\n\r\n1"));
    post (two, "/now", "2");
    free (client_until (two, "\r\n\r\n2"));
    three = client_open (t); /* in the backlog */
    post (three, "/now", "3");
    turns = atomic_load (&t->turns);
    post (one, "/now", "4");
    free (client_until (one, "\r\n\r\n4"));
    p.fd = three;
    assert_int_equal (poll (&p, 1, 50), 0);
    assert_true (atomic_load (&t->turns) - turns < 10);
    close (one);
    free (client_until (three, "\r\n\r\n3"));
    close (two);
    close (three);
    harness_stop (t);
}

static void
connections_of_an_address_are_limited (void **state)
{
    struct httpd_limits limits = { .connections_per_address = 1 };
    struct harness *t = harness_start (&limits, NULL);
    int one = client_open (t), two;
    char byte;

    (void)state;
    post (one, "/now", "1");
    free (client_until (one, "\r\n\r\n1"));
    two = client_open (t);
    assert_int_equal (client_some (two, &byte, 1), 0);
    close (two);
    close (one);
    harness_wait_size (&t->connections, 0);
    two = client_open (t);
    post (two, "/now", "2");
    free (client_until (two, "\r\n\r\n2"));
    close (two);
    harness_stop (t);
}

/* Without a free descriptor the listener rests, and comes back. */
static void
no_descriptor_does_not_turn_the_loop (void **state)
{
    const char *preload = getenv ("LD_PRELOAD");
    struct rlimit old, none;
    struct sockaddr_in a;
    struct harness *t;
    unsigned turns;
    int fd;

    (void)state;
    if (preload != NULL && strstr (preload, "vgpreload") != NULL)
        skip (); /* valgrind counts descriptors itself, after the accept */
    t = harness_start (&usual, NULL);
    a = harness_address (t);
    fd = socket (AF_INET, SOCK_STREAM, 0);
    getrlimit (RLIMIT_NOFILE, &old);
    none = old;
    none.rlim_cur = (rlim_t)fd + 1;
    assert_int_equal (setrlimit (RLIMIT_NOFILE, &none), 0);
    assert_int_equal (connect (fd, (struct sockaddr *)&a, sizeof a), 0);
    harness_wait (&t->logged, 1);
    turns = atomic_load (&t->turns);
    harness_wait (&t->logged, 3);
    assert_true (atomic_load (&t->turns) - turns < 20);
    setrlimit (RLIMIT_NOFILE, &old);
    post (fd, "/now", "x");
    free (client_until (fd, "\r\n\r\nx"));
    close (fd);
    harness_stop (t);
}

static void
an_idle_connection_is_small (void **state)
{
    (void)state;
    assert_true (sizeof (struct conn) + sizeof (struct address) < 512);
}

/* ---- stop ------------------------------------------------------------------
 */

static void
quiesce_answers_and_closes (void **state)
{
    struct harness *t = harness_start (&usual, NULL);
    int idle = client_open (t), busy = client_open (t),
        waits = client_open (t);
    char byte;

    (void)state;
    post (busy, "/now", "1");
    free (client_until (busy, "\r\n\r\n1"));
    post (idle, "/now", "1");
    free (client_until (idle, "\r\n\r\n1"));
    post (waits, "/later", "later");
    harness_wait_size (&t->kept_count, 1);
    httpd_quiesce (t->h);
    post (busy, "/now", "2"); /* in the second that is left */
    client_ends_with (busy, 200);
    assert_int_equal (client_some (idle, &byte, 1), 0);
    harness_release (t);
    client_ends_with (waits, 200);
    close (idle);
    harness_stop (t);
}

/* What could be answered when the stop came is, though its deadline is past
 * and the loop was busy. */
static void
stop_answers_what_is_late (void **state)
{
    struct harness *t = harness_start (&usual, NULL);
    int waits = client_open (t), block = client_open (t);

    (void)state;
    post (waits, "/later", "later");
    harness_wait_size (&t->kept_count, 1);
    httpd_quiesce (t->h);
    post (block, "/block", "x");
    harness_wait (&t->blocked, 1);
    harness_release (t);
    httpd_stop (t->h, 1);
    atomic_store (&t->go, true);
    pthread_join (t->thread, NULL);
    client_ends_with (waits, 200);
    client_ends_with (block, 200);
    httpd_free (t->h);
    free (t);
}

/* Whoever is connected when quiesce comes, though not accepted, is answered;
 * who comes later is not let in. */
static void
quiesce_accepts_who_is_connected (void **state)
{
    struct harness *t = harness_start (&usual, NULL);
    struct sockaddr_in a = harness_address (t);
    int block = client_open (t), waits, late;

    (void)state;
    post (block, "/block", "x");
    harness_wait (&t->blocked, 1);
    waits = client_open (t);
    post (waits, "/now", "y");
    httpd_quiesce (t->h);
    atomic_store (&t->go, true);
    client_ends_with (waits, 200);
    late = socket (AF_INET, SOCK_STREAM, 0);
    assert_int_equal (connect (late, (struct sockaddr *)&a, sizeof a), -1);
    assert_int_equal (errno, ECONNREFUSED);
    close (late);
    free (client_until (block, "\r\n\r\nx"));
    close (block);
    harness_stop (t);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (half_a_request_at_its_deadline_is_408),
        cmocka_unit_test (idle_connections_are_dropped),
        cmocka_unit_test (a_busy_connection_is_not_idle),
        cmocka_unit_test (a_late_answer_is_504),
        cmocka_unit_test (who_is_gone_gets_no_504),
        cmocka_unit_test (who_takes_no_answers_is_dropped),
        cmocka_unit_test (connections_are_limited),
        cmocka_unit_test (connections_of_an_address_are_limited),
        cmocka_unit_test (no_descriptor_does_not_turn_the_loop),
        cmocka_unit_test (an_idle_connection_is_small),
        cmocka_unit_test (quiesce_answers_and_closes),
        cmocka_unit_test (quiesce_accepts_who_is_connected),
        cmocka_unit_test (stop_answers_what_is_late),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
