/* read.c - from bytes to requests
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "httpd/internal.h"

/* Answers the request, unless its user has, and lets it go. */
static void
refuse (struct httpd_request *req, unsigned status, const char *why)
{
    struct httpd *h = req->h;

    if (req->status == 0)
        httpd_answer_error (req, status,
                            status == 503 ? "Retry-After: 1\r\n" : NULL, why);
    if (req->judged && h->handlers->refused != NULL)
        h->handlers->refused (h->self, req, status);
    request_forget_body (req);
}

/* Nothing more is read from a connection of which a part would be taken for
 * what it is not. */
static void
refuse_rest (struct conn *c, struct httpd_request *req, unsigned status,
             const char *why)
{
    c->last_one = true;
    refuse (req, status, why);
}

void
read_stop (struct conn *c, unsigned status, const char *why)
{
    struct httpd_request *req = c->cur;

    if (req == NULL)
        req = request_new (c);
    if (req == NULL) {
        conn_kill (c);
        return;
    }
    refuse_rest (c, req, status, why);
    bytes_free (&c->in);
    free (c->head);
    c->head = NULL;
}

static void
deliver (struct conn *c, struct httpd_request *req)
{
    struct httpd *h = c->h;

    if (c->cur == req)
        h->buffered -= req->body_len;
    c->cur = NULL;
    if (req->own.len > 0)
        req->body = req->own.data;
    req->want_continue = false;
    req->user_has = true;
    list_remove (&c->timer); /* its time is over */
    h->handlers->request (h->self, req);
    request_forget_body (req);
    if (req->status == 0 && h->limits.answer_us > 0)
        list_append (&h->timers[T_ANSWER], &req->timer, h->now);
    if (req->close)
        c->last_one = true;
}

/* A part of the body.  false: refused. */
static bool
store (struct httpd_request *req, const char *data, size_t len)
{
    struct httpd *h = req->h;
    bool whole = !req->is_chunked && len == req->body_need;

    if (!whole && h->buffered + len > h->limits.buffer_bytes) {
        refuse_rest (req->conn, req, 503, NULL);
        return false;
    }
    if (req->room) {
        memcpy (req->body + req->body_len, data, len);
    } else if (!bytes_add (&req->own, data, len)) {
        refuse_rest (req->conn, req, 503, NULL);
        return false;
    }
    req->body_len += len;
    h->buffered += len;
    return true;
}

static size_t
take_fixed (struct conn *c, const char *data, size_t len)
{
    struct httpd_request *req = c->cur;
    uint64_t need = req->body_need - req->body_len;
    size_t n = len < need ? len : (size_t)need;

    if (store (req, data, n) && req->body_len == req->body_need)
        deliver (c, req);
    return n;
}

static size_t
take_chunked (struct conn *c, const char *data, size_t len)
{
    struct httpd_request *req = c->cur;
    size_t at = 0;
    int r = 0;

    while (r == 0 && at < len) {
        const char *body;
        size_t used, body_len;

        r = http_chunked_feed (&req->chunked, data + at, len - at, &used,
                               &body, &body_len);
        at += used;
        if (body_len > 0 && !store (req, body, body_len))
            return at;
    }
    if (r < 0)
        refuse_rest (c, req, (unsigned)-r, req->chunked.why);
    else if (r > 0)
        deliver (c, req);
    return at;
}

static size_t
take_body (struct conn *c, const char *data, size_t len)
{
    return c->cur->is_chunked ? take_chunked (c, data, len)
                              : take_fixed (c, data, len);
}

/* The head must outlive the bytes it points to. */
static bool
keep_head (struct httpd_request *req)
{
    const struct http_head *head = req->head;
    size_t size = offsetof (struct http_head, fields)
                  + head->n_fields * sizeof head->fields[0];

    req->kept = malloc (size + head->size);
    if (req->kept == NULL)
        return false;
    memcpy (req->kept, head, size);
    memcpy (req->kept + size, req->base, head->size);
    req->head = (const struct http_head *)(const void *)req->kept;
    req->base = req->kept + size;
    return true;
}

static unsigned
judge (struct conn *c, struct httpd_request *req)
{
    struct httpd *h = c->h;
    unsigned status = 0;
    void *room = NULL;

    req->judged = true;
    if (h->handlers->head != NULL)
        status = h->handlers->head (h->self, req);
    if (status == 0 && req->body_need > req->body_limit)
        status = 413;
    if (status == 0 && req->body_need > 0 && h->handlers->room != NULL)
        status
            = h->handlers->room (h->self, req, (size_t)req->body_need, &room);
    req->room = room != NULL;
    req->body = room;
    return status;
}

/* Refused before its body: if that is here already it is skipped, else it
 * never will be read. */
static size_t
refuse_head (struct conn *c, struct httpd_request *req, unsigned status,
             size_t rest)
{
    if (req->is_chunked || req->body_need > rest || req->close)
        refuse_rest (c, req, status, NULL);
    else
        refuse (req, status, NULL);
    return c->last_one ? rest : (size_t)req->body_need;
}

static size_t
begin_body (struct conn *c, struct httpd_request *req, const char *data,
            size_t len)
{
    size_t used = 0;

    if (!req->is_chunked && !req->room && req->body_need <= len) {
        req->body = (char *)data; /* read only: httpd_body */
        req->body_len = (size_t)req->body_need;
        deliver (c, req);
        return req->body_len;
    }
    c->cur = req;
    if (len > 0)
        used = take_body (c, data, len);
    if (c->cur != req)
        return used;
    req->want_continue = req->head->expect_continue && len == 0;
    if (req->want_continue)
        loop_dirty (c);
    if (!keep_head (req))
        refuse_rest (c, req, 503, NULL);
    return used;
}

/* A complete head at data; returns how many bytes were taken. */
static size_t
take_request (struct conn *c, const struct http_head *head, const char *data,
              size_t len)
{
    struct httpd_request *req = request_new (c);
    size_t size = head->size, rest = len - size;
    unsigned status;

    if (req == NULL) {
        conn_kill (c);
        return len;
    }
    req->head = head;
    req->base = data;
    req->http10 = head->http10;
    req->keep_alive = head->http10 && head->keep_alive && !head->close;
    req->close = head->close || (head->http10 && !head->keep_alive);
    req->is_head = httpd_method (req).len == 4
                   && memcmp (httpd_method (req).at, "HEAD", 4) == 0;
    req->is_chunked = head->chunked;
    req->body_need = head->length;
    status = judge (c, req);
    if (req->is_chunked)
        http_chunked_init (&req->chunked, req->body_limit);
    if (status != 0)
        return size + refuse_head (c, req, status, rest);
    return size + begin_body (c, req, data + size, rest);
}

/* Half a head: what was learnt of it is kept beside the bytes. */
static size_t
keep_half (struct conn *c, const struct http_head *head, size_t len)
{
    if (head->method.len == 0 && head->size == len) {
        free (c->head); /* nothing but empty lines */
        c->head = NULL;
        return len;
    }
    if (c->head == NULL) {
        c->head = malloc (sizeof *c->head);
        if (c->head == NULL)
            conn_kill (c);
        else
            memcpy (c->head, head, sizeof *head);
    }
    return 0;
}

/* 0: more is needed. */
static size_t
take_head (struct conn *c, const char *data, size_t len)
{
    struct http_head *head = c->head;
    size_t used;
    int r;

    if (head == NULL) {
        head = &c->h->scratch;
        http_head_init (head, c->h->limits.header_bytes);
    }
    r = http_head_feed (head, data, len);
    if (r == 0)
        return keep_half (c, head, len);
    if (r < 0) {
        struct httpd_request *req = request_new (c);

        if (req == NULL)
            conn_kill (c);
        else
            refuse_rest (c, req, (unsigned)-r, head->why);
        used = len;
    } else {
        used = take_request (c, head, data, len);
    }
    free (c->head);
    c->head = NULL;
    return used;
}

/* Returns how many bytes were taken; the rest is the begin of a head, or waits
 * for answers. */
static size_t
parse (struct conn *c, const char *data, size_t len)
{
    size_t at = 0;

    while (at < len && !c->dead) {
        size_t used;

        if (c->last_one)
            return len; /* nobody will look at it */
        if (c->cur == NULL && c->n_requests >= HTTPD_MAX_PIPELINED) {
            c->paused = true;
            break;
        }
        used = c->cur != NULL ? take_body (c, data + at, len - at)
                              : take_head (c, data + at, len - at);
        if (used == 0)
            break;
        at += used;
    }
    return at;
}

void
read_kept (struct conn *c)
{
    size_t used = parse (c, c->in.data, c->in.len);

    if (!c->dead)
        bytes_drop (&c->in, used);
}

void
read_data (struct conn *c, const char *data, size_t len)
{
    size_t used = 0;
    bool kept = c->in.len > 0;

    if (!kept)
        used = parse (c, data, len);
    if (c->dead || used == len)
        return;
    if (!bytes_add (&c->in, data + used, len - used))
        conn_kill (c);
    else if (kept)
        read_kept (c);
}
