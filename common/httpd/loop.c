/* loop.c - the listener's one thread: epoll, deadlines, accept, start and end
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <malloc.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "httpd/internal.h"

#define SECOND_US UINT64_C (1000000)

static uint64_t
clock_us (void)
{
    struct timespec ts;

    clock_gettime (CLOCK_BOOTTIME, &ts);
    return (uint64_t)ts.tv_sec * SECOND_US + (uint64_t)ts.tv_nsec / 1000;
}

/* What a flood of clients has left behind goes back to the system. */
#ifdef __GLIBC__
static void
give_back (void)
{
    malloc_trim (0);
}
#else
static void
give_back (void)
{
}
#endif

void
loop_log (struct httpd *h, int level, const char *text)
{
    if (h->handlers->log != NULL)
        h->handlers->log (h->self, level, text);
}

static int
epoll_change (struct httpd *h, struct entry *e, int op, uint32_t mask)
{
    struct epoll_event event = { .events = mask, .data.ptr = e };

    return epoll_ctl (h->epoll, op, e->fd, &event);
}

void
loop_interest (struct conn *c, uint32_t mask)
{
    int op = EPOLL_CTL_MOD;

    if (mask == c->mask)
        return;
    if (mask == 0)
        op = EPOLL_CTL_DEL;
    else if (c->mask == 0)
        op = EPOLL_CTL_ADD;
    if (epoll_change (c->h, &c->entry, op, mask) == 0)
        c->mask = mask;
    else
        conn_kill (c);
}

void
loop_dirty (struct conn *c)
{
    if (c->dirty)
        return;
    c->dirty = true;
    c->next_dirty = c->h->dirty;
    c->h->dirty = c;
}

void
loop_resume (struct conn *c)
{
    if (c->resuming)
        return;
    c->resuming = true;
    c->next_resume = c->h->resume;
    c->h->resume = c;
}

/* ---- accepting ---------------------------------------------------------- */

static void
accept_set (struct httpd *h, bool on)
{
    if (on == h->accepting)
        return;
    h->accepting = on;
    for (size_t i = 0; i < h->n_listeners; i++)
        epoll_change (h, &h->listeners[i], on ? EPOLL_CTL_ADD : EPOLL_CTL_DEL,
                      EPOLLIN);
}

static void
accept_check (struct httpd *h)
{
    accept_set (h, !h->quiesced && h->accept_timer.next == NULL
                       && h->n_connections < h->limits.connections);
}

void
loop_gone (struct conn *c)
{
    struct httpd *h = c->h;

    address_leave (&h->addresses, c->address);
    h->n_connections--;
    c->next_dead = h->dead;
    h->dead = c;
    if (h->trim_timer.next == NULL)
        list_append (&h->timers[T_TRIM], &h->trim_timer, h->now);
}

static void
accept_one (struct httpd *h, int fd, const struct sockaddr_storage *peer)
{
    struct address *a = address_enter (&h->addresses, peer,
                                       h->limits.connections_per_address);
    struct conn *c = a != NULL ? conn_new (h, fd, a) : NULL;
    int one = 1;

    if (c == NULL) {
        if (a != NULL)
            address_leave (&h->addresses, a);
        close (fd);
        return;
    }
    setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    h->n_connections++;
    list_append (&h->all, &c->all, h->now);
    conn_arm (c);
}

/* No descriptor or memory is free: the listener would wake the loop again and
 * again. */
static void
accept_pause (struct httpd *h)
{
    list_append (&h->timers[T_ACCEPT], &h->accept_timer, h->now);
    loop_log (h, 4,
              "could not accept a connection: no free descriptor or "
              "memory; trying again");
}

static void
accept_some (struct httpd *h, const struct entry *listener)
{
    for (int i = 0; i < MAX_ACCEPT; i++) {
        struct sockaddr_storage peer;
        socklen_t len = sizeof peer;
        int fd, error;

        if (h->n_connections >= h->limits.connections)
            break;
        memset (&peer, 0, sizeof peer);
        fd = accept4 (listener->fd, (struct sockaddr *)&peer, &len,
                      SOCK_NONBLOCK | SOCK_CLOEXEC);
        error = errno;
        if (fd >= 0)
            accept_one (h, fd, &peer);
        else if (error == EMFILE || error == ENFILE || error == ENOBUFS
                 || error == ENOMEM)
            accept_pause (h);
        if (fd < 0 && error != ECONNABORTED && error != EINTR)
            break;
    }
}

/* ---- deadlines ---------------------------------------------------------- */

static uint64_t
nearest (const struct httpd *h)
{
    uint64_t at = UINT64_MAX;

    for (int i = 0; i < N_TIMERS; i++) {
        const struct list *l = &h->timers[i];
        const struct link *first = list_first (l);

        if (first != NULL && first->since + l->duration < at)
            at = first->since + l->duration;
    }
    if (h->quiesced && atomic_load (&h->want_stop)
        && atomic_load (&h->deadline) < at)
        at = atomic_load (&h->deadline);
    return at;
}

static int
timeout_ms (const struct httpd *h)
{
    uint64_t at, now, ms;

    if (h->resume != NULL)
        return 0;
    at = nearest (h);
    if (at == UINT64_MAX)
        return -1;
    now = clock_us ();
    if (at <= now)
        return 0;
    ms = (at - now + 999) / 1000;
    return ms < INT_MAX ? (int)ms : INT_MAX;
}

static void
tls_look (struct httpd *h)
{
    char error[256];
    int r = h->tls->ops->refresh ((struct httpd_tls *)h->tls, error,
                                  sizeof error);

    list_append (&h->timers[T_TLS], &h->tls_timer, h->now);
    if (r > 0)
        loop_log (h, 6, "certificate was read again");
    else if (r < 0)
        loop_log (h, 4, error);
}

static void
expire (struct httpd *h, enum timer timer, struct link *link)
{
    char *at = (char *)link;

    switch (timer) {
    case T_ACCEPT:
        list_remove (link);
        break;
    case T_TLS:
        tls_look (h);
        break;
    case T_TRIM:
        list_remove (link);
        give_back ();
        break;
    case T_ANSWER:
        list_remove (link);
        request_late (
            (struct httpd_request *)(void *)(at
                                             - offsetof (struct httpd_request,
                                                         timer)));
        break;
    default:
        conn_expired (
            (struct conn *)(void *)(at - offsetof (struct conn, timer)));
    }
}

static void
expire_all (struct httpd *h)
{
    for (int i = 0; i < N_TIMERS; i++) {
        struct list *l = &h->timers[i];
        struct link *first;

        while ((first = list_first (l)) != NULL
               && first->since + l->duration <= h->now)
            expire (h, (enum timer)i, first);
    }
}

/* ---- a turn ------------------------------------------------------------- */

static void
wake_up (struct httpd *h)
{
    uint64_t n;

    if (read (h->wake.fd, &n, sizeof n) < 0)
        return;
    atomic_store (&h->woken, false);
    if (h->handlers->wake != NULL)
        h->handlers->wake (h->self);
}

static void
close_listeners (struct httpd *h)
{
    accept_set (h, false);
    for (size_t i = 0; i < h->n_listeners; i++)
        close (h->listeners[i].fd);
    h->n_listeners = 0;
}

/* Who is connected already gets an answer.  Idle connections have a second
 * more, in which a request may come. */
static void
begin_quiesce (struct httpd *h)
{
    struct link *link, *next;

    for (size_t i = 0; h->accepting && i < h->n_listeners; i++)
        accept_some (h, &h->listeners[i]);
    h->quiesced = true;
    close_listeners (h);
    link = h->all.ends.next;
    for (; link != &h->all.ends; link = next) {
        next = link->next;
        conn_arm ((struct conn *)(void *)((char *)link
                                          - offsetof (struct conn, all)));
    }
}

/* What was there to be answered before the stop is answered, however late it
 * is. */
static void
begin_stop (struct httpd *h)
{
    h->stopping = true;
    if (h->handlers->wake != NULL)
        h->handlers->wake (h->self);
}

static void
resume_all (struct httpd *h)
{
    struct conn *c = h->resume, *next;

    h->resume = NULL;
    for (; c != NULL; c = next) {
        next = c->next_resume;
        c->resuming = false;
        if (!c->dead)
            conn_resume (c);
    }
}

static void
write_all (struct httpd *h)
{
    struct conn *c;

    while ((c = h->dirty) != NULL) {
        h->dirty = c->next_dirty;
        c->dirty = false;
        if (c->dead)
            continue;
        write_conn (c);
        conn_written (c);
    }
}

static void
bury (struct httpd *h)
{
    struct conn *c = h->dead, *next;

    h->dead = NULL;
    for (; c != NULL; c = next) {
        next = c->next_dead;
        if (!c->resuming) {
            free (c);
            continue;
        }
        c->next_dead = h->dead;
        h->dead = c;
    }
}

static void
tell_connections (struct httpd *h)
{
    if (h->n_connections == h->n_told)
        return;
    h->n_told = h->n_connections;
    if (h->handlers->connections != NULL)
        h->handlers->connections (h->self, h->n_connections);
}

static void
turn (struct httpd *h)
{
    struct epoll_event events[MAX_EVENTS];
    int n = epoll_wait (h->epoll, events, MAX_EVENTS, timeout_ms (h));

    h->now = clock_us ();
    for (int i = 0; i < n; i++)
        if (((struct entry *)events[i].data.ptr)->kind == K_WAKE)
            wake_up (h);
    if (atomic_load (&h->want_quiesce) && !h->quiesced)
        begin_quiesce (h);
    if (atomic_load (&h->want_stop) && !h->stopping)
        begin_stop (h);
    resume_all (h);
    for (int i = 0; i < n; i++) {
        struct entry *e = events[i].data.ptr;

        if (e->kind == K_CONN && !((struct conn *)(void *)e)->dead)
            conn_event ((struct conn *)(void *)e);
        else if (e->kind == K_LISTENER && h->accepting)
            accept_some (h, e);
    }
    expire_all (h);
    if (h->handlers->turn_end != NULL)
        h->handlers->turn_end (h->self);
    write_all (h);
    accept_check (h);
    bury (h);
    tell_connections (h);
}

static bool
is_over (const struct httpd *h)
{
    if (!h->quiesced || !h->stopping)
        return false;
    return h->n_connections == 0 || h->now >= atomic_load (&h->deadline);
}

void
httpd_run (struct httpd *h)
{
    sigset_t pipe_signal;

    sigemptyset (&pipe_signal);
    sigaddset (&pipe_signal, SIGPIPE);
    pthread_sigmask (SIG_BLOCK, &pipe_signal, NULL);
    h->now = clock_us ();
    if (h->tls != NULL)
        list_append (&h->timers[T_TLS], &h->tls_timer, h->now);
    accept_check (h);
    while (!is_over (h))
        turn (h);
}

/* ---- any thread --------------------------------------------------------- */

void
httpd_wake (struct httpd *h)
{
    uint64_t one = 1;

    if (!atomic_exchange (&h->woken, true)
        && write (h->wake.fd, &one, sizeof one) < 0)
        atomic_store (&h->woken, false); /* cannot be: it is never full */
}

void
httpd_quiesce (struct httpd *h)
{
    atomic_store (&h->want_quiesce, true);
    httpd_wake (h);
}

void
httpd_stop (struct httpd *h, uint64_t deadline)
{
    atomic_store (&h->deadline, deadline);
    atomic_store (&h->want_stop, true);
    httpd_quiesce (h);
}

/* ---- begin and end ------------------------------------------------------ */

static void
limits_set (struct httpd_limits *l)
{
    const struct httpd_limits usual = { .header_bytes = 32768,
                                        .body_bytes = (size_t)1 << 20,
                                        .buffer_bytes = (size_t)64 << 20,
                                        .connections = 1024,
                                        .request_us = 10 * SECOND_US,
                                        .idle_us = 60 * SECOND_US,
                                        .handshake_us = 10 * SECOND_US };

    if (l->header_bytes == 0)
        l->header_bytes = usual.header_bytes;
    if (l->body_bytes == 0)
        l->body_bytes = usual.body_bytes;
    if (l->buffer_bytes == 0)
        l->buffer_bytes = usual.buffer_bytes;
    if (l->connections == 0)
        l->connections = usual.connections;
    if (l->request_us == 0)
        l->request_us = usual.request_us;
    if (l->idle_us == 0)
        l->idle_us = usual.idle_us;
    if (l->handshake_us == 0)
        l->handshake_us = usual.handshake_us;
}

static void
lists_init (struct httpd *h)
{
    const struct httpd_limits *l = &h->limits;
    const uint64_t durations[N_TIMERS] = {
        [T_HANDSHAKE] = l->handshake_us,
        [T_IDLE] = l->idle_us,
        [T_QUIET] = QUIET_US,
        [T_REQUEST] = l->request_us,
        [T_WRITE] = l->request_us,
        [T_LINGER] = LINGER_US,
        [T_ACCEPT] = ACCEPT_PAUSE_US,
        [T_TRIM] = TRIM_US,
        [T_ANSWER] = l->answer_us,
    };

    for (int i = 0; i < N_TIMERS; i++)
        list_init (&h->timers[i], durations[i]);
    if (h->tls != NULL)
        h->timers[T_TLS].duration = h->tls->check_us;
    list_init (&h->all, UINT64_MAX);
}

struct httpd *
httpd_new (const struct httpd_config *config)
{
    struct httpd *h = calloc (1, sizeof *h);

    if (h == NULL)
        return NULL;
    h->handlers = config->handlers;
    h->self = config->self;
    h->user_bytes = config->user_bytes;
    h->limits = config->limits;
    h->tls = (struct httpd_tls_head *)config->tls;
    h->date_second = -1;
    limits_set (&h->limits);
    lists_init (h);
    if (getrandom (&h->addresses.seed, sizeof h->addresses.seed, 0) < 0)
        h->addresses.seed = (uint32_t)clock_us ();
    h->wake.kind = K_WAKE;
    h->wake.fd = eventfd (0, EFD_NONBLOCK | EFD_CLOEXEC);
    h->epoll = epoll_create1 (EPOLL_CLOEXEC);
    if (h->wake.fd < 0 || h->epoll < 0
        || epoll_change (h, &h->wake, EPOLL_CTL_ADD, EPOLLIN) < 0) {
        httpd_free (h);
        return NULL;
    }
    return h;
}

int
httpd_listen (struct httpd *h, int fd)
{
    int flags = fcntl (fd, F_GETFL);

    if (h->n_listeners == HTTPD_MAX_LISTENERS) {
        errno = ENOSPC;
        return -1;
    }
    if (flags < 0 || fcntl (fd, F_SETFL, flags | O_NONBLOCK) < 0)
        return -1;
    h->listeners[h->n_listeners].kind = K_LISTENER;
    h->listeners[h->n_listeners].fd = fd;
    h->n_listeners++;
    return 0;
}

size_t
httpd_connections (const struct httpd *h)
{
    return h->n_connections;
}

void
httpd_free (struct httpd *h)
{
    struct link *link;

    if (h == NULL)
        return;
    close_listeners (h);
    while ((link = list_first (&h->all)) != NULL)
        conn_kill ((struct conn *)(void *)((char *)link
                                           - offsetof (struct conn, all)));
    h->resume = NULL;
    for (struct conn *c = h->dead, *next; c != NULL; c = next) {
        next = c->next_dead;
        free (c);
    }
    for (struct httpd_request *r = h->spare, *next; r != NULL; r = next) {
        next = r->next;
        free (r);
    }
    if (h->wake.fd >= 0)
        close (h->wake.fd);
    if (h->epoll >= 0)
        close (h->epoll);
    free (h);
}
