/* internal.h - what the files of the listener share
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * All of it is the loop thread's, but for the fields that are marked any.
 */
#ifndef HTTPD_INTERNAL_H
#define HTTPD_INTERNAL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>

#include "httpd/httpd.h"
#include "httpd/parser.h"
#include "httpd/tls.h"

#define BUFFER_BYTES    65536
#define LINGER_BYTES    ((size_t)16 << 20)
#define LINGER_US       2000000
#define QUIET_US        1000000
#define ACCEPT_PAUSE_US 100000
#define MAX_ACCEPT      256
#define MAX_EVENTS      256
#define ADDRESS_BUCKETS 1024
#define DATE_BYTES      40
#define MAX_SPARE       256
#define TRIM_US         2000000

/* ---- lists with a fixed duration: the oldest is first ------------------- */

struct link {
    struct link *prev, *next; /* NULL: in no list */
    uint64_t since;
};

struct list {
    struct link ends;
    uint64_t duration; /* UINT64_MAX: for ever */
};

enum timer {
    T_HANDSHAKE,
    T_IDLE,    /* no byte of a request is here */
    T_QUIET,   /* idle while we are going */
    T_REQUEST, /* a part of a request is here */
    T_WRITE,   /* the peer does not take its answers */
    T_LINGER,
    T_ACCEPT, /* of the loop: no descriptor was free */
    T_TLS,    /* of the loop: look at the files */
    T_TRIM,   /* of the loop: connections have ended lately */
    T_ANSWER, /* of requests: the user has not answered */
    N_TIMERS
};

void list_init (struct list *l, uint64_t duration);
void list_append (struct list *l, struct link *link, uint64_t now);
void list_remove (struct link *link);
struct link *list_first (const struct list *l); /* or NULL */

/* ---- growing bytes ------------------------------------------------------ */

struct bytes {
    char *data;
    size_t len;
    size_t cap;
};

/* false without memory. */
bool bytes_add (struct bytes *b, const void *data, size_t len);
/* Takes the first n away. */
void bytes_drop (struct bytes *b, size_t n);
void bytes_free (struct bytes *b);

/* ---- connections by address -------------------------------------------- */

struct address {
    struct address *next;
    unsigned char key[16];
    unsigned connections;
};

struct addresses {
    struct address *buckets[ADDRESS_BUCKETS];
    uint32_t seed;
};

/* NULL: there are limit already (errno EBUSY), or no memory. */
struct address *address_enter (struct addresses *all,
                               const struct sockaddr_storage *peer,
                               unsigned limit);
void address_leave (struct addresses *all, struct address *a);

/* ---- the loop ----------------------------------------------------------- */

/* What an event of epoll points to. */
enum kind { K_LISTENER, K_WAKE, K_CONN };

struct entry {
    enum kind kind;
    int fd;
};

struct conn {
    struct entry entry; /* the first */
    struct httpd *h;
    struct link timer; /* in h->timers[] */
    struct link all;   /* in h->all */
    uint32_t mask;     /* what epoll watches; 0: it does not */
    int list;          /* enum timer; -1: in none */
    void *session;     /* of TLS; NULL: plain */
    struct address *address;
    struct httpd_request *first, *last; /* to be answered, in order */
    struct httpd_request *cur;          /* whose body is arriving */
    struct http_head *head;             /* whose lines are arriving, or NULL */
    struct bytes in;                    /* what could not be parsed yet */
    struct bytes out;                   /* what the peer has not taken yet */
    struct conn *next_dirty, *next_dead, *next_resume;
    size_t lingered; /* bytes that were thrown away */
    unsigned n_requests;
    bool handshaking;
    bool tls_wants_write;
    bool eof;      /* the peer sends no more */
    bool last_one; /* no request is taken any more */
    bool lingering;
    bool paused; /* too many requests wait */
    bool failed; /* no memory for its answers */
    bool dirty;
    bool resuming;
    bool dead;
};

struct httpd_request {
    struct httpd *h;
    struct conn *conn; /* NULL: it has died */
    struct httpd_request *next;
    struct link timer;            /* in h->timers[T_ANSWER] */
    const struct http_head *head; /* NULL: not here any more */
    const char *base;             /* the bytes it counts in */
    char *kept;                   /* both, if they had to be kept */
    char *body;
    size_t body_len;
    uint64_t body_need;  /* Content-Length */
    uint64_t body_limit; /* bytes */
    struct bytes own;    /* the body, if the loop keeps it */
    struct http_chunked chunked;
    char *text; /* of the answer: header lines, then the body */
    size_t text_head, text_body;
    uint16_t status; /* of the answer; 0: none yet */
    bool judged;     /* head has seen it */
    bool user_has;   /* request got it, and it was not answered */
    bool room;       /* body is the user's memory */
    bool is_chunked;
    bool is_head;
    bool http10;
    bool close;
    bool keep_alive; /* asked for, in HTTP/1.0 */
    bool want_continue;
    bool queued; /* in its connection's queue */
    max_align_t user[];
};

struct httpd {
    const struct httpd_handlers *handlers;
    void *self;
    size_t user_bytes;
    struct httpd_limits limits;
    struct httpd_tls_head *tls;
    int epoll;
    struct entry wake;
    struct entry listeners[HTTPD_MAX_LISTENERS];
    size_t n_listeners;
    bool accepting; /* the listeners are in the set */
    bool quiesced;
    bool stopping;             /* the stop was seen, and handler wake called */
    atomic_bool woken;         /* any */
    atomic_bool want_quiesce;  /* any */
    atomic_bool want_stop;     /* any */
    _Atomic uint64_t deadline; /* any; before want_stop */
    uint64_t now;
    struct list timers[N_TIMERS];
    struct link accept_timer, tls_timer, trim_timer;
    struct list all;
    size_t n_connections;
    size_t n_told;   /* of them, by handler connections */
    size_t buffered; /* bytes of bodies in c->cur */
    struct addresses addresses;
    struct conn *dirty, *dead, *resume;
    struct httpd_request *spare;
    size_t n_spare;
    int64_t date_second;
    char date[DATE_BYTES]; /* "Date: ...\r\n" */
    size_t date_len;
    struct http_head scratch;
    char in[BUFFER_BYTES];  /* every connection reads here */
    char out[BUFFER_BYTES]; /* and writes from here */
    size_t out_len;
};

/* loop.c */
void loop_log (struct httpd *h, int level, const char *text);
void loop_interest (struct conn *c, uint32_t mask);
void loop_dirty (struct conn *c);
/* It is parsed again in the next turn. */
void loop_resume (struct conn *c);
void loop_gone (struct conn *c); /* a connection is dead */

/* conn.c */
struct conn *conn_new (struct httpd *h, int fd, struct address *address);
void conn_event (struct conn *c);
void conn_resume (struct conn *c);
void conn_expired (struct conn *c);
/* Deadline and interest, as its state is now. */
void conn_arm (struct conn *c);
void conn_kill (struct conn *c);
/* Its answers were written, as far as they could be. */
void conn_written (struct conn *c);

/* read.c */
/* Takes what can be taken of data, and keeps the rest. */
void read_data (struct conn *c, const char *data, size_t len);
void read_kept (struct conn *c);
/* The peer has ended; or the deadline of the request has passed. */
void read_stop (struct conn *c, unsigned status, const char *why);

/* request.c */
struct httpd_request *request_new (struct conn *c);
/* Its connection goes on without it. */
void request_drop (struct httpd_request *req);
void request_forget_body (struct httpd_request *req);
void request_late (struct httpd_request *req);
const char *status_reason (unsigned status);

/* write.c */
/* Sends what is answered, in order. */
void write_conn (struct conn *c);
ssize_t write_some (struct conn *c, const void *data, size_t len);

#endif
