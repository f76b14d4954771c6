/* conn.c - one connection: handshake, deadlines, half-close, goodbye
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "httpd/internal.h"

struct conn *
conn_new (struct httpd *h, int fd, struct address *address)
{
    struct conn *c = calloc (1, sizeof *c);

    if (c == NULL)
        return NULL;
    c->entry.kind = K_CONN;
    c->entry.fd = fd;
    c->h = h;
    c->list = -1;
    c->address = address;
    if (h->tls != NULL) {
        c->session = h->tls->ops->accept ((struct httpd_tls *)h->tls, fd);
        c->handshaking = true;
    }
    if (h->tls != NULL && c->session == NULL) {
        free (c);
        return NULL;
    }
    return c;
}

/* A request that will not be answered. */
static void
abandon (struct conn *c, struct httpd_request *req)
{
    struct httpd *h = c->h;

    if (req->status == 0 && req->judged && !req->user_has
        && h->handlers->refused != NULL)
        h->handlers->refused (h->self, req, 0);
    request_drop (req);
}

void
conn_kill (struct conn *c)
{
    struct httpd_request *req, *next;

    if (c->dead)
        return;
    c->dead = true;
    for (req = c->first; req != NULL; req = next) {
        next = req->next;
        abandon (c, req);
    }
    c->first = c->last = NULL;
    if (c->session != NULL)
        c->h->tls->ops->free (c->session);
    c->session = NULL;
    close (c->entry.fd); /* and so it leaves the epoll set */
    list_remove (&c->timer);
    list_remove (&c->all);
    bytes_free (&c->in);
    bytes_free (&c->out);
    free (c->head);
    c->head = NULL;
    loop_gone (c);
}

/* The list whose deadline applies. */
static int
conn_list (const struct conn *c)
{
    if (c->lingering)
        return T_LINGER;
    if (c->handshaking)
        return T_HANDSHAKE;
    if (c->out.len > 0)
        return T_WRITE;
    if (c->paused)
        return -1;
    if (!c->last_one && (c->cur != NULL || c->in.len > 0))
        return T_REQUEST;
    if (c->first != NULL)
        return -1;
    return c->h->quiesced ? T_QUIET : T_IDLE;
}

/* Who only waits for an answer and is closing leaves the set: its FIN would
 * come again and again. */
static uint32_t
conn_mask (const struct conn *c)
{
    if (c->lingering)
        return EPOLLIN;
    if (c->out.len > 0)
        return EPOLLOUT;
    if (c->handshaking)
        return c->tls_wants_write ? EPOLLOUT : EPOLLIN;
    if (c->last_one || c->eof || c->paused)
        return 0;
    return c->tls_wants_write ? EPOLLIN | EPOLLOUT : EPOLLIN;
}

void
conn_arm (struct conn *c)
{
    struct httpd *h = c->h;
    int list = conn_list (c);

    if (list < 0)
        list_remove (&c->timer);
    else if (list != c->list || c->timer.next == NULL)
        list_append (&h->timers[list], &c->timer, h->now);
    c->list = list;
    loop_interest (c, conn_mask (c));
}

/* The last answer is out.  A plain close would lose it to a reset, so the
 * peer's bytes are thrown away for a while. */
static void
conn_goodbye (struct conn *c)
{
    if (c->session != NULL)
        c->h->tls->ops->shutdown (c->session);
    if (c->eof || shutdown (c->entry.fd, SHUT_WR) < 0) {
        conn_kill (c);
        return;
    }
    c->lingering = true;
    bytes_free (&c->in);
}

static void
conn_linger (struct conn *c)
{
    ssize_t n
        = recv (c->entry.fd, c->h->in, BUFFER_BYTES, MSG_DONTWAIT | MSG_TRUNC);

    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n > 0)
        c->lingered += (size_t)n;
    if (n <= 0 || c->lingered > LINGER_BYTES)
        conn_kill (c);
}

/* What is to be done after answers were written. */
void
conn_written (struct conn *c)
{
    if (c->dead)
        return;
    if (c->last_one && c->first == NULL && c->out.len == 0 && !c->lingering)
        conn_goodbye (c);
    if (c->dead)
        return;
    if (c->paused && c->out.len == 0
        && c->n_requests <= HTTPD_MAX_PIPELINED / 2) {
        c->paused = false;
        loop_resume (c);
    }
    conn_arm (c);
}

static void
conn_eof (struct conn *c)
{
    c->eof = true;
    if (!c->last_one && (c->cur != NULL || c->in.len > 0))
        read_stop (c, 400, "the request ended early");
    c->last_one = true;
    if (!c->dead && c->first == NULL && c->out.len == 0)
        conn_kill (c);
}

static void
conn_handshake (struct conn *c)
{
    int r = c->h->tls->ops->handshake (c->session);

    c->tls_wants_write = r == HTTPD_WANT_WRITE;
    if (r == HTTPD_BROKEN)
        conn_kill (c);
    else if (r == 0)
        c->handshaking = false;
}

/* Several records, until the buffer is full. */
static ssize_t
receive_tls (struct conn *c, size_t most)
{
    struct httpd *h = c->h;
    size_t len = 0;
    ssize_t n = 0;

    c->tls_wants_write = false;
    while (len < most) {
        n = h->tls->ops->read (c->session, h->in + len, most - len);
        if (n <= 0)
            break;
        len += (size_t)n;
    }
    c->tls_wants_write = n == HTTPD_WANT_WRITE;
    if (len > 0)
        return (ssize_t)len; /* an end comes again */
    return n;
}

static ssize_t
receive (struct conn *c)
{
    ssize_t n;

    if (c->session != NULL)
        return receive_tls (c, BUFFER_BYTES);
    n = recv (c->entry.fd, c->h->in, BUFFER_BYTES, MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return HTTPD_WANT_READ;
    return n < 0 ? HTTPD_BROKEN : n;
}

static void
conn_take (struct conn *c, ssize_t n)
{
    if (n > 0)
        read_data (c, c->h->in, (size_t)n);
    else if (n == 0)
        conn_eof (c);
    else if (n == HTTPD_BROKEN)
        conn_kill (c);
}

static bool
conn_reads (const struct conn *c)
{
    return !c->dead && !c->last_one && !c->paused && !c->eof
           && c->out.len == 0;
}

static void
conn_read (struct conn *c)
{
    conn_take (c, receive (c));
    /* What TLS has decrypted already, epoll does not tell. */
    while (c->session != NULL && conn_reads (c)) {
        size_t pending = c->h->tls->ops->pending (c->session);

        if (pending == 0)
            break;
        if (pending > BUFFER_BYTES)
            pending = BUFFER_BYTES;
        conn_take (c, receive_tls (c, pending));
    }
}

void
conn_event (struct conn *c)
{
    if (c->lingering)
        conn_linger (c);
    else if (c->handshaking)
        conn_handshake (c);
    else if (c->out.len > 0)
        loop_dirty (c);
    if (!c->handshaking && conn_reads (c) && !c->lingering)
        conn_read (c);
    if (!c->dead)
        conn_arm (c);
}

void
conn_resume (struct conn *c)
{
    read_kept (c);
    if (c->session != NULL && conn_reads (c))
        conn_read (c);
    if (!c->dead)
        conn_arm (c);
}

void
conn_expired (struct conn *c)
{
    if (c->list != T_REQUEST) {
        conn_kill (c);
        return;
    }
    read_stop (c, 408, NULL);
    if (!c->dead)
        conn_arm (c);
}
