/* host-listen.c - listening sockets outlive who uses them
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "host/listen.h"
#include "unit/unit.h"

static const struct log_tag front = { NULL, "front", NULL };

static unsigned
port_of (int fd)
{
    struct sockaddr_in is;
    socklen_t len = sizeof is;

    assert_int_equal (getsockname (fd, (struct sockaddr *)&is, &len), 0);
    return ntohs (is.sin_port);
}

/* Closed and asked for again, it is the same socket: no client is refused. */
static void
test_kept (void **state)
{
    struct buf lines = BUF_INIT (1000);
    struct listeners l;
    const char *message;
    unsigned port;
    char wanted[64];
    int fd;

    (void)state;
    listeners_init (&l);
    fd = listeners_get (&l, &front, "127.0.0.1:0", &message);
    assert_true (fd >= 0);
    assert_true ((fcntl (fd, F_GETFL) & O_NONBLOCK) != 0);
    port = port_of (fd);
    close (fd);
    fd = listeners_get (&l, &front, "127.0.0.1:0", &message);
    assert_int_equal (port_of (fd), port);
    close (fd);
    listeners_list (&l, &lines);
    snprintf (wanted, sizeof wanted, "front 127.0.0.1:%u\n", port);
    assert_string_equal (lines.data, wanted);
    buf_free (&lines);
    listeners_destroy (&l);
}

/* Two pipelines may have sources of one name, each on port 0. */
static void
test_two_pipelines (void **state)
{
    const struct log_tag a = { "a", "in", NULL };
    const struct log_tag b = { "b", "in", NULL };
    struct listeners l;
    const char *message;
    int first, second;

    (void)state;
    listeners_init (&l);
    first = listeners_get (&l, &a, "127.0.0.1:0", &message);
    second = listeners_get (&l, &b, "127.0.0.1:0", &message);
    assert_int_not_equal (port_of (first), port_of (second));
    close (first);
    close (second);
    listeners_destroy (&l);
}

static void
test_bad_addresses (void **state)
{
    static const char *const bad[] = { "",
                                       ":",
                                       "127.0.0.1",
                                       "127.0.0.1:",
                                       ":80",
                                       "127.0.0.1:65536",
                                       "127.0.0.1:-1",
                                       "127.0.0.1:http",
                                       "::1:80",
                                       "127.0.0.1:0x50" };
    struct listeners l;
    const char *message = NULL;

    (void)state;
    listeners_init (&l);
    for (size_t i = 0; i < ARRAY_SIZE (bad); i++) {
        if (listeners_get (&l, &front, bad[i], &message) != -EINVAL)
            fail_msg ("\"%s\"", bad[i]);
        assert_string_equal (message,
                             "is not an address such as \"127.0.0.1:8080\"");
    }
    listeners_destroy (&l);
}

static void
test_taken (void **state)
{
    struct listeners l;
    const char *message;
    char address[64];
    int fd;

    (void)state;
    listeners_init (&l);
    fd = listeners_get (&l, &front, "127.0.0.1:0", &message);
    snprintf (address, sizeof address, "127.0.0.1:%u", port_of (fd));
    assert_int_equal (listeners_get (&l, &front, address, &message),
                      -EADDRINUSE);
    close (fd);
    listeners_destroy (&l);
}

/* sd_listen_fds(3): descriptor 3 listens on the address that is asked for. */
static void
test_systemd (void **state)
{
    struct sockaddr_in here = { .sin_family = AF_INET };
    struct listeners l;
    const char *message;
    char address[64], pid[32];
    int fd = socket (AF_INET, SOCK_STREAM, 0);

    (void)state;
    here.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
    assert_int_equal (bind (fd, (struct sockaddr *)&here, sizeof here), 0);
    assert_int_equal (listen (fd, 1), 0);
    snprintf (address, sizeof address, "127.0.0.1:%u", port_of (fd));
    if (fd != 3) {
        assert_int_equal (dup2 (fd, 3), 3);
        close (fd);
    }
    snprintf (pid, sizeof pid, "%d", (int)getpid ());
    setenv ("LISTEN_PID", pid, 1);
    setenv ("LISTEN_FDS", "1", 1);
    listeners_init (&l);
    fd = listeners_get (&l, &front, address, &message);
    assert_true (fd > 3); /* a bind of our own would have failed */
    close (fd);
    setenv ("LISTEN_PID", "1", 1); /* another's */
    assert_int_equal (listeners_get (&l,
                                     &(struct log_tag){ NULL, "other", NULL },
                                     address, &message),
                      -EADDRINUSE);
    listeners_destroy (&l);
    close (3);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_kept),
        cmocka_unit_test (test_two_pipelines),
        cmocka_unit_test (test_bad_addresses),
        cmocka_unit_test (test_taken),
        cmocka_unit_test (test_systemd),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
