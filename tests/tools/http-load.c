/* http-load.c - posts over N keep-alive connections, from one epoll thread
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * usage: http-load [-c CONNECTIONS] [-n REQUESTS | -t SECONDS] [-s BYTES]
 *                  [-f FILE] [-T CONTENT-TYPE] [-H "NAME: VALUE"]...
 *                  [-p PIPELINED] HOST PORT PATH
 *
 * The body is FILE, or a JSON object of BYTES.  "%d" in a header, and the
 * first run of nine "#" in the body, become the number of the request.
 * Prints one JSON line: {"requests","seconds","per_second","errors",
 * "statuses":{"202":...},"seconds_p99","seconds_max"}.  Exit 1 if a connection
 * failed.
 */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX_HEADERS 32
#define NUMBER      "#########"
/* Answers are counted by how long they took, in steps of 20 us. */
#define STEP    20e-6
#define N_STEPS 50000

struct load {
    const char *host, *port, *path, *type, *file;
    const char *headers[MAX_HEADERS];
    size_t n_headers, connections, size, pipelined;
    unsigned long requests; /* to be sent; 0: until the time is over */
    double seconds;
    char *body;
    size_t body_len;
    char *body_number; /* in body, or NULL */
    struct addrinfo *address;
    int epoll;
    unsigned long sent, answered, errors;
    unsigned long statuses[600];
    unsigned long took[N_STEPS];
    double longest, end;
};

struct client {
    struct load *l;
    int fd;
    char *out;
    size_t out_len, out_at, out_cap;
    char in[4096];
    size_t in_len;
    size_t body_left; /* of an answer */
    unsigned long waiting;
    double since;
};

static double
now (void)
{
    struct timespec ts;

    clock_gettime (CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void
fail (const char *what)
{
    fprintf (stderr, "http-load: %s: %s\n", what, strerror (errno));
    exit (2);
}

static void
client_add (struct client *c, const char *data, size_t len)
{
    if (c->out_len + len > c->out_cap) {
        c->out_cap = 2 * (c->out_len + len);
        c->out = realloc (c->out, c->out_cap);
        if (c->out == NULL)
            fail ("out of memory");
    }
    memcpy (c->out + c->out_len, data, len);
    c->out_len += len;
}

static void
client_string (struct client *c, const char *s)
{
    client_add (c, s, strlen (s));
}

static void
client_request (struct client *c)
{
    struct load *l = c->l;
    char number[32];

    snprintf (number, sizeof number, "%09lu", l->sent % 1000000000UL);
    client_string (c, "POST ");
    client_string (c, l->path);
    client_string (c, " HTTP/1.1\r\nHost: localhost\r\n");
    for (size_t i = 0; i < l->n_headers; i++) {
        const char *h = l->headers[i], *mark = strstr (h, "%d");

        client_add (c, h, mark != NULL ? (size_t)(mark - h) : strlen (h));
        if (mark != NULL) {
            client_string (c, number);
            client_string (c, mark + 2);
        }
        client_string (c, "\r\n");
    }
    client_string (c, "Content-Type: ");
    client_string (c, l->type);
    client_string (c, "\r\nContent-Length: ");
    if (l->body_number != NULL)
        memcpy (l->body_number, number, strlen (NUMBER));
    snprintf (number, sizeof number, "%zu\r\n\r\n", l->body_len);
    client_string (c, number);
    client_add (c, l->body, l->body_len);
    l->sent++;
    c->waiting++;
}

static bool
more (const struct load *l)
{
    return l->requests > 0 ? l->sent < l->requests : now () < l->end;
}

static void
client_watch (struct client *c, int op, uint32_t events)
{
    struct epoll_event e = { .events = events, .data.ptr = c };

    if (epoll_ctl (c->l->epoll, op, c->fd, &e) < 0)
        fail ("epoll_ctl");
}

static void
client_close (struct client *c, bool error)
{
    if (error)
        c->l->errors += 1 + c->waiting;
    close (c->fd);
    c->fd = -1;
}

static void
client_write (struct client *c)
{
    ssize_t n = send (c->fd, c->out + c->out_at, c->out_len - c->out_at,
                      MSG_NOSIGNAL | MSG_DONTWAIT);

    if (n < 0 && errno != EAGAIN) {
        client_close (c, true);
        return;
    }
    if (n > 0)
        c->out_at += (size_t)n;
    if (c->out_at < c->out_len) {
        client_watch (c, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
        return;
    }
    if (c->out_at > 0 && n < (ssize_t)c->out_len)
        client_watch (c, EPOLL_CTL_MOD, EPOLLIN);
    c->out_len = c->out_at = 0;
}

static void
client_next (struct client *c)
{
    c->since = now ();
    for (size_t i = 0; i < c->l->pipelined && more (c->l); i++)
        client_request (c);
    if (c->waiting == 0)
        client_close (c, false);
    else
        client_write (c);
}

static size_t
number_after (const char *text, const char *name)
{
    const char *p = strcasestr (text, name);
    size_t n = 0;

    if (p == NULL)
        return 0;
    for (p += strlen (name); *p == ' ' || (*p >= '0' && *p <= '9'); p++)
        if (*p != ' ')
            n = n * 10 + (size_t)(*p - '0');
    return n;
}

/* One answer's head in c->in; false: it is not complete. */
static bool
client_head (struct client *c)
{
    char *end;
    size_t status, used;

    c->in[c->in_len] = '\0';
    end = strstr (c->in, "\r\n\r\n");
    if (end == NULL)
        return false;
    *end = '\0';
    status = number_after (c->in, "HTTP/1.1 ");
    c->body_left = number_after (c->in, "\ncontent-length:");
    used = (size_t)(end - c->in) + 4;
    memmove (c->in, c->in + used, c->in_len - used);
    c->in_len -= used;
    if (status < 600)
        c->l->statuses[status]++;
    return true;
}

static void
client_answered (struct client *c)
{
    double took = now () - c->since;
    size_t step = (size_t)(took / STEP);

    c->l->took[step < N_STEPS ? step : N_STEPS - 1]++;
    c->l->answered++;
    c->waiting--;
    if (took > c->l->longest)
        c->l->longest = took;
}

static void
client_take (struct client *c)
{
    while (c->in_len > 0) {
        size_t skip = c->in_len < c->body_left ? c->in_len : c->body_left;

        memmove (c->in, c->in + skip, c->in_len - skip);
        c->in_len -= skip;
        c->body_left -= skip;
        if (skip > 0 && c->body_left == 0)
            client_answered (c);
        if (c->in_len == 0 || c->body_left > 0 || !client_head (c))
            return;
        if (c->body_left == 0)
            client_answered (c);
    }
}

static void
client_read (struct client *c)
{
    ssize_t n = recv (c->fd, c->in + c->in_len, sizeof c->in - 1 - c->in_len,
                      MSG_DONTWAIT);

    if (n < 0 && errno == EAGAIN)
        return;
    if (n <= 0) {
        client_close (c, true);
        return;
    }
    c->in_len += (size_t)n;
    client_take (c);
    if (c->waiting == 0)
        client_next (c);
}

static void
client_open (struct load *l, struct client *c)
{
    int one = 1;

    c->l = l;
    c->fd = socket (l->address->ai_family, SOCK_STREAM, 0);
    if (c->fd < 0
        || connect (c->fd, l->address->ai_addr, l->address->ai_addrlen) < 0)
        fail ("could not connect");
    setsockopt (c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    client_watch (c, EPOLL_CTL_ADD, EPOLLIN);
}

static void
load_body (struct load *l)
{
    static const char begin[] = "{\"n\":\"" NUMBER "\",\"x\":\"";
    FILE *f = l->file != NULL ? fopen (l->file, "rb") : NULL;
    size_t size = l->file != NULL ? (size_t)64 << 20 : l->size + 64;

    if (l->file != NULL && f == NULL)
        fail (l->file);
    l->body = calloc (1, size);
    if (l->body == NULL)
        fail ("out of memory");
    if (f != NULL) {
        l->body_len = fread (l->body, 1, size - 1, f);
        fclose (f);
    } else {
        memcpy (l->body, begin, sizeof begin - 1);
        l->body_len = l->size > sizeof begin + 2 ? l->size : sizeof begin + 2;
        memset (l->body + sizeof begin - 1, 'x',
                l->body_len - sizeof begin + 1);
        memcpy (l->body + l->body_len - 2, "\"}", 2);
    }
    l->body_number = strstr (l->body, NUMBER);
}

static void
usage (void)
{
    fprintf (stderr, "usage: http-load [-c CONNECTIONS] [-n REQUESTS | "
                     "-t SECONDS] [-s BYTES] [-f FILE] [-T TYPE] [-H HEADER] "
                     "[-p PIPELINED] HOST PORT PATH\n");
    exit (2);
}

static void
load_options (struct load *l, int argc, char **argv)
{
    int o;

    while ((o = getopt (argc, argv, "c:n:t:s:f:T:H:p:")) != -1) {
        if (o == 'c')
            l->connections = strtoul (optarg, NULL, 10);
        else if (o == 'n')
            l->requests = strtoul (optarg, NULL, 10);
        else if (o == 't')
            l->seconds = strtod (optarg, NULL);
        else if (o == 's')
            l->size = strtoul (optarg, NULL, 10);
        else if (o == 'p')
            l->pipelined = strtoul (optarg, NULL, 10);
        else if (o == 'f')
            l->file = optarg;
        else if (o == 'T')
            l->type = optarg;
        else if (o == 'H' && l->n_headers < MAX_HEADERS)
            l->headers[l->n_headers++] = optarg;
        else
            usage ();
    }
    if (argc - optind != 3 || l->connections == 0 || l->pipelined == 0)
        usage ();
    l->host = argv[optind];
    l->port = argv[optind + 1];
    l->path = argv[optind + 2];
}

static void
load_run (struct load *l, struct client *clients)
{
    struct epoll_event events[256];
    double limit = now () + 60 + l->seconds;

    for (size_t i = 0; i < l->connections; i++)
        client_next (&clients[i]);
    while (l->answered + l->errors < l->sent && now () < limit) {
        int n = epoll_wait (l->epoll, events, 256, 1000);

        for (int i = 0; i < n; i++) {
            struct client *c = events[i].data.ptr;

            if (c->fd >= 0 && (events[i].events & EPOLLOUT) != 0)
                client_write (c);
            if (c->fd >= 0 && (events[i].events & ~(unsigned)EPOLLOUT) != 0)
                client_read (c);
        }
    }
}

/* 99 of 100 answers took no longer. */
static double
load_p99 (const struct load *l)
{
    unsigned long n = 0;
    size_t i = 0;

    while (i < N_STEPS - 1 && (n += l->took[i]) < l->answered * 0.99)
        i++;
    return (double)(i + 1) * STEP;
}

static void
load_print (const struct load *l, double seconds)
{
    const char *comma = "";

    printf ("{\"requests\":%lu,\"seconds\":%.3f,\"per_second\":%.0f,"
            "\"errors\":%lu,\"statuses\":{",
            l->answered, seconds, (double)l->answered / seconds,
            l->errors + (l->sent - l->answered - l->errors));
    for (int i = 0; i < 600; i++) {
        if (l->statuses[i] == 0)
            continue;
        printf ("%s\"%d\":%lu", comma, i, l->statuses[i]);
        comma = ",";
    }
    printf ("},\"seconds_p99\":%.5f,\"seconds_max\":%.4f}\n", load_p99 (l),
            l->longest);
}

int
main (int argc, char **argv)
{
    static struct load l = { .connections = 64,
                             .size = 1024,
                             .pipelined = 1,
                             .type = "application/json" };
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
    struct client *clients;
    double begin;

    load_options (&l, argc, argv);
    if (l.requests == 0 && l.seconds <= 0)
        l.requests = 10000;
    if (getaddrinfo (l.host, l.port, &hints, &l.address) != 0)
        fail (l.host);
    load_body (&l);
    l.epoll = epoll_create1 (EPOLL_CLOEXEC);
    clients = calloc (l.connections, sizeof *clients);
    if (l.epoll < 0 || clients == NULL)
        fail ("could not begin");
    for (size_t i = 0; i < l.connections; i++)
        client_open (&l, &clients[i]);
    begin = now ();
    l.end = begin + l.seconds;
    load_run (&l, clients);
    load_print (&l, now () - begin);
    for (size_t i = 0; i < l.connections; i++)
        free (clients[i].out);
    free (clients);
    free (l.body);
    freeaddrinfo (l.address);
    return l.errors > 0 || l.answered < l.sent ? 1 : 0;
}
