/* listen.c - listening sockets, which outlive the instances that use them
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <stdbool.h>
#include <sys/socket.h>

#include "base/parse.h"
#include "host/listen.h"

#define BACKLOG 1024
/* Where systemd's descriptors begin: sd_listen_fds(3). */
#define SYSTEMD_FIRST_FD 3

struct listener {
    struct listener *next;
    char *pipeline; /* NULL: of no one pipeline */
    char *name;
    char *address; /* as it was asked for */
    char *actual;  /* numeric, with its port */
    int fd;
};

void
listeners_init (struct listeners *listeners)
{
    pthread_mutex_init (&listeners->lock, NULL);
    listeners->first = NULL;
}

static void
listener_free (struct listener *l)
{
    if (l->fd >= 0)
        close (l->fd);
    free (l->pipeline);
    free (l->name);
    free (l->address);
    free (l->actual);
    free (l);
}

void
listeners_destroy (struct listeners *listeners)
{
    while (listeners->first != NULL) {
        struct listener *l = listeners->first;

        listeners->first = l->next;
        listener_free (l);
    }
    pthread_mutex_destroy (&listeners->lock);
}

/* Splits "host:port" or "[host]:port"; both are copies. */
static int
split (const char *address, char **ret_host, char **ret_port)
{
    const char *colon = strrchr (address, ':');
    const char *host = address;
    size_t len;

    if (colon == NULL || colon == address || colon[1] == '\0')
        return -EINVAL;
    len = (size_t)(colon - address);
    if (host[0] == '[' && host[len - 1] == ']') {
        host++;
        len -= 2;
    } else if (memchr (host, ':', len) != NULL)
        return -EINVAL;
    *ret_host = strndup (host, len);
    *ret_port = strdup (colon + 1);
    return *ret_host != NULL && *ret_port != NULL ? 0 : -ENOMEM;
}

int
listen_check (const char *address, bool *ret_loopback)
{
    CLEANUP_FREE char *host = NULL;
    CLEANUP_FREE char *port = NULL;
    struct in6_addr in6;
    struct in_addr in;
    int64_t number;
    int r = split (address, &host, &port);

    if (r < 0)
        return r;
    if (parse_int (port, &number) < 0 || number < 0 || number > 65535)
        return -EINVAL;
    if (inet_pton (AF_INET, host, &in) == 1)
        *ret_loopback = ntohl (in.s_addr) >> 24 == IN_LOOPBACKNET;
    else if (inet_pton (AF_INET6, host, &in6) == 1)
        *ret_loopback = IN6_IS_ADDR_LOOPBACK (&in6);
    else
        *ret_loopback = strcmp (host, "localhost") == 0;
    return 0;
}

static int
resolve (const char *address, struct addrinfo **ret_found,
         const char **ret_message)
{
    const struct addrinfo hints
        = { .ai_flags = AI_PASSIVE | AI_ADDRCONFIG | AI_NUMERICSERV,
            .ai_socktype = SOCK_STREAM };
    const struct addrinfo numeric
        = { .ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV,
            .ai_socktype = SOCK_STREAM };
    CLEANUP_FREE char *host = NULL;
    CLEANUP_FREE char *port = NULL;
    bool loopback;
    int r = listen_check (address, &loopback);

    *ret_message = LISTEN_BAD_ADDRESS;
    if (r == 0)
        r = split (address, &host, &port);
    if (r < 0)
        return r;
    r = getaddrinfo (host, port, &numeric, ret_found);
    if (r != 0)
        r = getaddrinfo (host, port, &hints, ret_found);
    if (r == 0)
        return 0;
    *ret_message = gai_strerror (r);
    return -EADDRNOTAVAIL;
}

static bool
same_address (int fd, const struct sockaddr *wanted, socklen_t len)
{
    struct sockaddr_storage is;
    socklen_t is_len = sizeof is;

    return getsockname (fd, (struct sockaddr *)&is, &is_len) == 0
           && is_len == len && memcmp (&is, wanted, len) == 0;
}

/* The descriptor that systemd has opened for this address, or -1. */
static int
from_systemd (const struct sockaddr *wanted, socklen_t len)
{
    const char *pid = getenv ("LISTEN_PID");
    const char *fds = getenv ("LISTEN_FDS");
    int64_t number, n;

    if (pid == NULL || fds == NULL || parse_int (pid, &number) < 0
        || number != getpid () || parse_int (fds, &n) < 0)
        return -1;
    for (int fd = SYSTEMD_FIRST_FD; fd < SYSTEMD_FIRST_FD + n; fd++)
        if (same_address (fd, wanted, len))
            return fcntl (fd, F_DUPFD_CLOEXEC, 0);
    return -1;
}

static int
open_socket (const struct addrinfo *found, const char **ret_message)
{
    int fd = from_systemd (found->ai_addr, found->ai_addrlen);
    int on = 1;
    int r;

    *ret_message = "could not listen on it";
    if (fd >= 0) {
        if (fcntl (fd, F_SETFL, fcntl (fd, F_GETFL) | O_NONBLOCK) < 0) {
            r = -errno;
            close (fd);
            return r;
        }
        return fd;
    }
    fd = socket (found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
                 0);
    if (fd < 0)
        return -errno;
    setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (found->ai_family == AF_INET6)
        setsockopt (fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    if (bind (fd, found->ai_addr, found->ai_addrlen) == 0
        && listen (fd, BACKLOG) == 0)
        return fd;
    r = -errno;
    close (fd);
    return r;
}

/* "127.0.0.1:8080" or "[::1]:8080". */
static char *
actual_address (int fd)
{
    struct buf text = BUF_INIT (NI_MAXHOST + NI_MAXSERV);
    struct sockaddr_storage is;
    socklen_t len = sizeof is;
    char host[NI_MAXHOST], port[NI_MAXSERV];

    if (getsockname (fd, (struct sockaddr *)&is, &len) < 0
        || getnameinfo ((struct sockaddr *)&is, len, host, sizeof host, port,
                        sizeof port, NI_NUMERICHOST | NI_NUMERICSERV)
               != 0)
        return NULL;
    if (is.ss_family == AF_INET6)
        buf_printf (&text, "[%s]:%s", host, port);
    else
        buf_printf (&text, "%s:%s", host, port);
    return buf_take (&text);
}

static int
listener_new (const struct log_tag *who, const char *address,
              struct listener **ret_listener, const char **ret_message)
{
    struct listener *l = calloc (1, sizeof *l);
    struct addrinfo *found = NULL;
    int r;

    if (l == NULL)
        return -ENOMEM;
    l->fd = -1;
    r = resolve (address, &found, ret_message);
    if (r == 0) {
        l->fd = open_socket (found, ret_message);
        r = l->fd < 0 ? l->fd : 0;
        freeaddrinfo (found);
    }
    if (r == 0) {
        l->pipeline = who->pipeline != NULL ? strdup (who->pipeline) : NULL;
        l->name = strdup (who->instance);
        l->address = strdup (address);
        l->actual = actual_address (l->fd);
        if (l->name == NULL || l->address == NULL || l->actual == NULL
            || (who->pipeline != NULL && l->pipeline == NULL))
            r = -ENOMEM;
    }
    if (r < 0) {
        listener_free (l);
        return r;
    }
    *ret_listener = l;
    return 0;
}

/* Names are those of one pipeline: two that are called the same may listen on
 * port 0, and are not the same. */
static bool
is_of (const struct listener *l, const struct log_tag *who)
{
    if (strcmp (l->name, who->instance) != 0)
        return false;
    if (l->pipeline == NULL || who->pipeline == NULL)
        return l->pipeline == who->pipeline;
    return strcmp (l->pipeline, who->pipeline) == 0;
}

static struct listener *
find (const struct listeners *listeners, const struct log_tag *who,
      const char *address)
{
    for (struct listener *l = listeners->first; l != NULL; l = l->next)
        if (is_of (l, who) && strcmp (l->address, address) == 0)
            return l;
    return NULL;
}

void
listeners_close (struct listeners *listeners)
{
    pthread_mutex_lock (&listeners->lock);
    for (struct listener *l = listeners->first; l != NULL; l = l->next) {
        if (l->fd >= 0)
            close (l->fd);
        l->fd = -1;
    }
    pthread_mutex_unlock (&listeners->lock);
}

int
listeners_get (struct listeners *listeners, const struct log_tag *who,
               const char *address, const char **ret_message)
{
    struct listener *l;
    int r = 0;

    pthread_mutex_lock (&listeners->lock);
    l = find (listeners, who, address);
    if (l == NULL) {
        r = listener_new (who, address, &l, ret_message);
        if (r == 0) {
            l->next = listeners->first;
            listeners->first = l;
        }
    }
    if (r == 0) {
        *ret_message = "could not duplicate its socket";
        r = fcntl (l->fd, F_DUPFD_CLOEXEC, 0);
        if (r < 0)
            r = -errno;
    }
    pthread_mutex_unlock (&listeners->lock);
    return r;
}

void
listeners_list (struct listeners *listeners, struct buf *lines)
{
    pthread_mutex_lock (&listeners->lock);
    for (struct listener *l = listeners->first; l != NULL; l = l->next)
        buf_printf (lines, "%s %s\n", l->name, l->actual);
    pthread_mutex_unlock (&listeners->lock);
}
