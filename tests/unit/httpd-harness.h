/* httpd-harness.h - a listener in a thread, and raw clients, for its tests
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Paths: /now echoes the body; /later keeps the request until harness_release,
 * which answers all that are kept, the youngest first; /close closes; /room
 * takes the body in memory of its own; what is longer than /small allows is
 * refused; /block keeps the loop until go; every other path is 404.
 */
#ifndef TESTS_HTTPD_HARNESS_H
#define TESTS_HTTPD_HARNESS_H

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "httpd/httpd.h"
#include "httpd/tls.h"

#define PATIENCE_MS 10000 /* how long a condition may take */
#define MAX_KEPT    4096

struct harness {
    struct httpd *h;
    pthread_t thread;
    uint16_t port;
    struct httpd_request *kept[MAX_KEPT];
    char *echo[MAX_KEPT];
    size_t n_kept;
    atomic_size_t kept_count; /* n_kept, for the test's thread */
    atomic_bool release, go;
    atomic_uint blocked, turns, refused, refused_status, logged, rooms,
        answered;
    atomic_size_t connections;
};

struct user {
    char *room;
};

static inline bool
is_path (const struct httpd_request *req, const char *path)
{
    struct httpd_text t = httpd_path (req);

    return t.len == strlen (path) && memcmp (t.at, path, t.len) == 0;
}

static inline unsigned
harness_head (void *self, struct httpd_request *req)
{
    (void)self;
    if (is_path (req, "/small"))
        httpd_body_limit (req, 10);
    return is_path (req, "/now") || is_path (req, "/later")
                   || is_path (req, "/room") || is_path (req, "/small")
                   || is_path (req, "/close") || is_path (req, "/block")
               ? 0
               : 404;
}

static inline unsigned
harness_room (void *self, struct httpd_request *req, size_t len,
              void **ret_room)
{
    struct harness *t = self;
    struct user *user = httpd_user (req);

    if (!is_path (req, "/room"))
        return 0;
    atomic_fetch_add (&t->rooms, 1);
    user->room = malloc (len);
    *ret_room = user->room;
    return user->room != NULL ? 0 : 503;
}

static inline void
harness_answer (struct httpd_request *req, const char *body, size_t len)
{
    struct httpd_answer a = {
        .status = 200, .type = "text/plain", .body = body, .body_len = len
    };

    httpd_answer (req, &a);
}

static inline void
harness_request (void *self, struct httpd_request *req)
{
    struct harness *t = self;
    struct user *user = httpd_user (req);
    struct httpd_text body = httpd_body (req);
    struct httpd_answer closing = { .status = 204, .close = true };

    if (is_path (req, "/block")) {
        atomic_fetch_add (&t->blocked, 1);
        while (!atomic_load (&t->go))
            poll (NULL, 0, 1);
    }
    if (is_path (req, "/close")) {
        httpd_answer (req, &closing);
    } else if (is_path (req, "/later")) {
        t->echo[t->n_kept] = strndup (body.at, body.len);
        t->kept[t->n_kept++] = req;
        atomic_store (&t->kept_count, t->n_kept);
    } else {
        harness_answer (req, body.at, body.len);
    }
    free (user->room);
    user->room = NULL;
}

static inline void
harness_refused (void *self, struct httpd_request *req, unsigned status)
{
    struct harness *t = self;
    struct user *user = httpd_user (req);

    free (user->room);
    atomic_store (&t->refused_status, status);
    atomic_fetch_add (&t->refused, 1);
}

static inline void
harness_wake (void *self)
{
    struct harness *t = self;

    if (!atomic_exchange (&t->release, false))
        return;
    while (t->n_kept > 0) {
        struct httpd_request *req = t->kept[--t->n_kept];

        harness_answer (req, t->echo[t->n_kept], strlen (t->echo[t->n_kept]));
        free (t->echo[t->n_kept]);
    }
    atomic_store (&t->kept_count, 0);
}

static inline void
harness_turn_end (void *self)
{
    struct harness *t = self;

    atomic_fetch_add (&t->turns, 1);
}

static inline void
harness_connections (void *self, size_t n)
{
    struct harness *t = self;

    atomic_store (&t->connections, n);
}

static inline void
harness_answered (void *self, unsigned status)
{
    struct harness *t = self;

    (void)status;
    atomic_fetch_add (&t->answered, 1);
}

static inline void
harness_log (void *self, int level, const char *text)
{
    struct harness *t = self;

    (void)level;
    (void)text;
    atomic_fetch_add (&t->logged, 1);
}

static inline void *
harness_main (void *self)
{
    struct harness *t = self;

    httpd_run (t->h);
    return NULL;
}

static const struct httpd_handlers harness_handlers = {
    .head = harness_head,
    .room = harness_room,
    .request = harness_request,
    .refused = harness_refused,
    .answered = harness_answered,
    .connections = harness_connections,
    .turn_end = harness_turn_end,
    .wake = harness_wake,
    .log = harness_log,
};

static inline struct harness *
harness_start (const struct httpd_limits *limits, struct httpd_tls *tls)
{
    struct harness *t = calloc (1, sizeof *t);
    struct httpd_config config = { .handlers = &harness_handlers,
                                   .self = t,
                                   .user_bytes = sizeof (struct user),
                                   .limits = *limits,
                                   .tls = tls };
    struct sockaddr_in a
        = { .sin_family = AF_INET, .sin_addr = { htonl (INADDR_LOOPBACK) } };
    socklen_t len = sizeof a;
    int fd = socket (AF_INET, SOCK_STREAM, 0);

    assert_non_null (t);
    assert_int_equal (bind (fd, (struct sockaddr *)&a, len), 0);
    assert_int_equal (listen (fd, 128), 0);
    assert_int_equal (getsockname (fd, (struct sockaddr *)&a, &len), 0);
    t->port = ntohs (a.sin_port);
    t->h = httpd_new (&config);
    assert_non_null (t->h);
    assert_int_equal (httpd_listen (t->h, fd), 0);
    assert_int_equal (pthread_create (&t->thread, NULL, harness_main, t), 0);
    return t;
}

static inline void
harness_release (struct harness *t)
{
    atomic_store (&t->release, true);
    httpd_wake (t->h);
}

static inline uint64_t
harness_now (void)
{
    struct timespec ts;

    clock_gettime (CLOCK_BOOTTIME, &ts);
    return (uint64_t)ts.tv_sec * 1000000 + (uint64_t)ts.tv_nsec / 1000;
}

/* Waits until *what has reached n. */
static inline void
harness_wait (atomic_uint *what, unsigned n)
{
    uint64_t until = harness_now () + PATIENCE_MS * 1000;

    while (atomic_load (what) < n) {
        if (harness_now () > until)
            fail_msg ("waited in vain");
        poll (NULL, 0, 1);
    }
}

static inline void
harness_wait_size (atomic_size_t *what, size_t n)
{
    uint64_t until = harness_now () + PATIENCE_MS * 1000;

    while (atomic_load (what) != n) {
        if (harness_now () > until)
            fail_msg ("waited in vain");
        poll (NULL, 0, 1);
    }
}

static inline void
harness_stop (struct harness *t)
{
    httpd_stop (t->h, harness_now () + 5000000);
    pthread_join (t->thread, NULL);
    atomic_store (&t->release, true);
    harness_wake (t);
    httpd_free (t->h);
    free (t);
}

/* ---- clients -------------------------------------------------------------
 */

static inline struct sockaddr_in
harness_address (const struct harness *t)
{
    struct sockaddr_in a = { .sin_family = AF_INET,
                             .sin_port = htons (t->port),
                             .sin_addr = { htonl (INADDR_LOOPBACK) } };

    return a;
}

static inline int
client_open (const struct harness *t)
{
    struct sockaddr_in a = harness_address (t);
    int fd = socket (AF_INET, SOCK_STREAM, 0);

    assert_true (fd >= 0);
    assert_int_equal (connect (fd, (struct sockaddr *)&a, sizeof a), 0);
    return fd;
}

static inline void
client_send (int fd, const char *data, size_t len)
{
    while (len > 0) {
        ssize_t n = send (fd, data, len, MSG_NOSIGNAL);

        assert_true (n > 0);
        data += n;
        len -= (size_t)n;
    }
}

static inline void
client_say (int fd, const char *text)
{
    client_send (fd, text, strlen (text));
}

/* Bytes, 0 at the end, -1 after a reset. */
static inline ssize_t
client_some (int fd, char *buf, size_t size)
{
    struct pollfd p = { .fd = fd, .events = POLLIN };

    if (poll (&p, 1, PATIENCE_MS) != 1)
        fail_msg ("no answer");
    return recv (fd, buf, size, 0);
}

/* Reads until the text has come wholly, or the end. */
static inline char *
client_until (int fd, const char *text)
{
    size_t len = 0, size = 1 << 16;
    char *buf = calloc (1, size);

    assert_non_null (buf);
    while (text == NULL || strstr (buf, text) == NULL) {
        ssize_t n = client_some (fd, buf + len, size - 1 - len);

        if (n < 0)
            fail_msg ("a reset, and not the end");
        if (n == 0)
            break;
        len += (size_t)n;
        if (size - len < 4096) {
            size *= 2;
            buf = realloc (buf, size);
            assert_non_null (buf);
        }
        buf[len] = '\0';
    }
    return buf;
}

/* What comes until the end begins with HTTP/1.1 and this status. */
static inline void
client_ends_with (int fd, int status)
{
    char *text = client_until (fd, NULL);
    char want[32];

    snprintf (want, sizeof want, "HTTP/1.1 %d ", status);
    if (strncmp (text, want, strlen (want)) != 0)
        fail_msg ("not %d: \"%s\"", status, text);
    if (strstr (text, "Connection: close\r\n") == NULL)
        fail_msg ("no Connection: close: \"%s\"", text);
    free (text);
    close (fd);
}

/* ---- requests ------------------------------------------------------------
 */

#define END " HTTP/1.1\r\nHost: a\r\n"
#define NOW "POST /now" END

static const struct httpd_limits usual __attribute__ ((__unused__))
= { .body_bytes = 4 << 20 };

static inline void
post (int fd, const char *path, const char *body)
{
    char text[512];

    snprintf (text, sizeof text, "POST %s" END "Content-Length: %zu\r\n\r\n%s",
              path, strlen (body), body);
    client_say (fd, text);
}

static inline void
refuses (struct harness *t, const char *text, int status)
{
    int fd = client_open (t);

    client_say (fd, text);
    client_ends_with (fd, status);
}

#endif
