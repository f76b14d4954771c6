/* floor-http.c - the least an HTTP listener can cost: a bare epoll loop that
 * answers 204
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * One thread, level-triggered, one read of at most 64 KiB and one write for
 * each request.  Of a request only Content-Length and the end of its head are
 * looked for.  Prints its port; on SIGTERM its CPU time in seconds, and ends.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_FD 4096

/* Bytes of the request that are still to come, for each connection. */
static size_t left[MAX_FD];
static char buf[65536 + 1];
static const char answer[] = "HTTP/1.1 204 No Content\r\n\r\n";

static int
listen_any (void)
{
    struct sockaddr_in a
        = { .sin_family = AF_INET, .sin_addr = { htonl (INADDR_LOOPBACK) } };
    socklen_t len = sizeof a;
    int fd = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

    if (fd < 0 || bind (fd, (struct sockaddr *)&a, len) < 0
        || listen (fd, 1024) < 0
        || getsockname (fd, (struct sockaddr *)&a, &len) < 0) {
        perror ("floor-http");
        exit (1);
    }
    printf ("%u\n", ntohs (a.sin_port));
    fflush (stdout);
    return fd;
}

static void
watch (int epoll, int fd)
{
    struct epoll_event e = { .events = EPOLLIN, .data.fd = fd };

    if (epoll_ctl (epoll, EPOLL_CTL_ADD, fd, &e) < 0)
        perror ("floor-http: epoll_ctl");
}

static void
take (int epoll, int listener)
{
    int fd = accept4 (listener, NULL, NULL, SOCK_NONBLOCK), one = 1;

    if (fd < 0)
        return;
    if (fd >= MAX_FD) {
        close (fd);
        return;
    }
    setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    left[fd] = 0;
    watch (epoll, fd);
}

/* How many bytes of the request are not here yet. */
static size_t
missing (size_t n)
{
    const char *end, *length;
    size_t body = 0, have;

    buf[n] = '\0';
    end = strstr (buf, "\r\n\r\n");
    if (end == NULL)
        return 0;
    length = strcasestr (buf, "\ncontent-length:");
    if (length != NULL)
        for (length += 16;
             *length == ' ' || (*length >= '0' && *length <= '9'); length++)
            if (*length != ' ')
                body = body * 10 + (size_t)(*length - '0');
    have = n - (size_t)(end + 4 - buf);
    return body > have ? body - have : 0;
}

static void
serve (int fd)
{
    ssize_t n = read (fd, buf, sizeof buf - 1);

    if (n < 0 && errno == EAGAIN)
        return;
    if (n <= 0) {
        close (fd);
        return;
    }
    if (left[fd] > 0)
        left[fd] -= (size_t)n < left[fd] ? (size_t)n : left[fd];
    else
        left[fd] = missing ((size_t)n);
    if (left[fd] == 0 && write (fd, answer, sizeof answer - 1) < 0)
        close (fd);
}

static void
print_cpu (void)
{
    struct rusage u;

    getrusage (RUSAGE_SELF, &u);
    printf ("cpu %.6f\n",
            (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec)
                + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6);
}

int
main (void)
{
    int epoll = epoll_create1 (0), listener = listen_any (), signals;
    struct epoll_event events[256];
    sigset_t set;

    sigemptyset (&set);
    sigaddset (&set, SIGTERM);
    sigaddset (&set, SIGINT);
    sigprocmask (SIG_BLOCK, &set, NULL);
    signal (SIGPIPE, SIG_IGN);
    signals = signalfd (-1, &set, 0);
    watch (epoll, signals);
    watch (epoll, listener);
    for (;;) {
        int n = epoll_wait (epoll, events, 256, -1);

        for (int i = 0; i < n; i++) {
            int fd = events[i].data.fd;

            if (fd == signals) {
                print_cpu ();
                return 0;
            }
            if (fd == listener)
                take (epoll, listener);
            else
                serve (fd);
        }
    }
}
