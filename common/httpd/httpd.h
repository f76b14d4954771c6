/* httpd.h - a small HTTP/1.1 listener for the program and its plugins
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * One loop, one thread: httpd_run is called on a thread of the user's and
 * makes all calls of struct httpd_handlers there.  No handler may block.
 *
 * Thread  loop: inside a handler, or before httpd_run, or after it returned.
 *         any: at any time between httpd_new and httpd_free.
 * Memory  A request is the loop's.  It is valid from its first handler until
 *         the user has answered it (httpd_answer), also when its connection
 *         has died meanwhile; every request that handler request got must be
 *         answered once.  Its method, target, headers and body are borrowed
 *         until handler request returns.
 * Time    uint64_t microseconds of CLOCK_BOOTTIME.
 *
 * A request's way: head, room, request, httpd_answer; or head and refused.
 * Answers leave in the order of the requests, neighbours in one write.
 */
#ifndef HTTPD_HTTPD_H
#define HTTPD_HTTPD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct httpd;         /* one loop */
struct httpd_request; /* one request, until it is answered */
struct httpd_tls;     /* see httpd/tls.h */

/* Most requests of one connection that wait for their answers; it is read no
 * further meanwhile. */
#define HTTPD_MAX_PIPELINED 1024
/* Most listening sockets of one loop. */
#define HTTPD_MAX_LISTENERS 4

/* What is 0 has the value in parentheses. */
struct httpd_limits {
    size_t header_bytes;  /* of a request's head (32 KiB) */
    size_t body_bytes;    /* of a body, unless head says otherwise (1 MiB) */
    size_t buffer_bytes;  /* of all bodies that have not arrived wholly
                           * (64 MiB); one more is answered 503 */
    unsigned connections; /* in all (1024) */
    unsigned connections_per_address; /* IPv6: for each /64 (no limit) */
    uint64_t request_us;   /* from a request's first byte to its last, and
                            * for a peer to take an answer (10 s) */
    uint64_t idle_us;      /* between requests (60 s) */
    uint64_t handshake_us; /* of TLS (10 s) */
    uint64_t answer_us;    /* until httpd_answer; then 504 (no limit) */
};

/* All in the loop's thread; all but request may be NULL. */
struct httpd_handlers {
    /* Judges the head, before its body and before "100 Continue".  0: go on.
     * Else a status: refused, with the answer that was given by httpd_answer,
     * or with the usual text. */
    unsigned (*head) (void *self, struct httpd_request *req);
    /* Where a body of len bytes (Content-Length, more than 0) is to be put; it
     * is the user's and lives until request or refused.  *ret_room is NULL at
     * first, and may stay so: then the loop keeps the body.  0 or a status, as
     * above. */
    unsigned (*room) (void *self, struct httpd_request *req, size_t len,
                      void **ret_room);
    /* The request is complete.  Answer now, or keep req and answer later. */
    void (*request) (void *self, struct httpd_request *req);
    /* The request ended without handler request: because of head, of room, of
     * the loop's own judgement (400, 408, 413, 431, 503), or because its
     * connection died (status 0).  Only for requests that head has seen.  What
     * httpd_user holds is to be freed; req is not the user's any more. */
    void (*refused) (void *self, struct httpd_request *req, unsigned status);
    /* An answer is being sent (whoever gave it). */
    void (*answered) (void *self, unsigned status);
    /* How many connections there are, when that has changed; once a turn. */
    void (*connections) (void *self, size_t n);
    /* Once a turn, when every readable connection was read. */
    void (*turn_end) (void *self);
    /* httpd_wake was called since the last time. */
    void (*wake) (void *self);
    /* A line for the log; of a level as syslog's, 4 or 6. */
    void (*log) (void *self, int level, const char *text);
};

struct httpd_config {
    const struct httpd_handlers *handlers; /* borrowed until httpd_free */
    void *self;                            /* first argument of each */
    size_t user_bytes;                     /* see httpd_user */
    struct httpd_limits limits;
    struct httpd_tls *tls; /* NULL: plain.  Borrowed until httpd_free */
};

struct httpd_answer {
    unsigned status;
    bool close;          /* the connection, afterwards */
    const char *type;    /* Content-Type; NULL: none */
    const char *headers; /* whole lines, each with CR LF; NULL: none */
    const void *body;
    size_t body_len;
};

struct httpd_text {
    const char *at; /* no NUL behind it */
    size_t len;
};

/* NULL with errno. */
struct httpd *httpd_new (const struct httpd_config *config);
/* After httpd_run has returned, or without it; every request is answered.
 * Takes NULL. */
void httpd_free (struct httpd *h);
/* Thread: loop.  Takes over a listening socket, which becomes non-blocking; it
 * is closed by httpd_quiesce or httpd_free.  0 or -1 with errno; then it is
 * still the caller's. */
int httpd_listen (struct httpd *h, int fd);
/* Returns after httpd_stop.  SIGPIPE is blocked in its thread. */
void httpd_run (struct httpd *h);
/* Thread: any.  Handler wake comes soon; many calls may give one. */
void httpd_wake (struct httpd *h);
/* Thread: any.  Accept no more than are connected; answers close their
 * connections; idle ones are dropped after a second. */
void httpd_quiesce (struct httpd *h);
/* Thread: any.  Quiesce, and let httpd_run return when no connection is left,
 * or at the deadline; but handler wake comes first, also after the deadline,
 * and what it answers is written as far as peers take it at once. */
void httpd_stop (struct httpd *h, uint64_t deadline);
/* Thread: loop. */
size_t httpd_connections (const struct httpd *h);

/* The user's own memory in the request, user_bytes, zero at first. */
void *httpd_user (struct httpd_request *req);
struct httpd_text httpd_method (const struct httpd_request *req);
/* The target without scheme, host and query, and the query ("" or "a=b"). */
struct httpd_text httpd_path (const struct httpd_request *req);
struct httpd_text httpd_query (const struct httpd_request *req);
/* The i-th header; false past the last.  Values have no white space around
 * them; bytes from 0x80 on are as they came. */
bool httpd_header (const struct httpd_request *req, size_t i,
                   struct httpd_text *ret_name, struct httpd_text *ret_value);
/* The first of that name (in lower case); at is NULL if there is none. */
struct httpd_text httpd_header_get (const struct httpd_request *req,
                                    const char *name);
/* Is text, in any case, this string of lower case? */
bool httpd_is (struct httpd_text text, const char *lower);
/* Handler head: another limit than body_bytes. */
void httpd_body_limit (struct httpd_request *req, size_t limit_bytes);
/* Handler request: the body; "" if there is none. */
struct httpd_text httpd_body (const struct httpd_request *req);

/* Thread: loop.  Copies what a names; req is not the user's any more, unless
 * this is handler head or room. */
void httpd_answer (struct httpd_request *req, const struct httpd_answer *a);
/* {"error":{"code":...,"message":...}} with the status' own code.  message
 * NULL: its usual text.  headers as above. */
void httpd_answer_error (struct httpd_request *req, unsigned status,
                         const char *headers, const char *message);

#endif
