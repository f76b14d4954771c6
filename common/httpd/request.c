/* request.c - a request, from its head to its answer
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "httpd/internal.h"

static const struct status {
    unsigned status;
    const char *reason;  /* of the status line */
    const char *code;    /* in the body of an error */
    const char *message; /* the usual one */
} statuses[] = {
    { 200, "OK", NULL, NULL },
    { 202, "Accepted", NULL, NULL },
    { 204, "No Content", NULL, NULL },
    { 400, "Bad Request", "bad_request", "malformed request" },
    { 401, "Unauthorized", "unauthorized", "no valid credentials" },
    { 403, "Forbidden", "forbidden", "not allowed" },
    { 404, "Not Found", "not_found", "no such path" },
    { 405, "Method Not Allowed", "method_not_allowed", "wrong method" },
    { 408, "Request Timeout", "request_timeout",
      "the request did not arrive in time" },
    { 413, "Content Too Large", "content_too_large", "body too large" },
    { 415, "Unsupported Media Type", "unsupported_media_type",
      "unsupported content type" },
    { 417, "Expectation Failed", "expectation_failed", "unknown expectation" },
    { 429, "Too Many Requests", "too_many_requests", "too many requests" },
    { 431, "Request Header Fields Too Large", "header_fields_too_large",
      "header too large" },
    { 500, "Internal Server Error", "internal_error", "internal error" },
    { 501, "Not Implemented", "not_implemented", "not implemented" },
    { 503, "Service Unavailable", "unavailable", "try again later" },
    { 504, "Gateway Timeout", "timeout",
      "not known in time whether the events were delivered" },
};

static const struct status *
status_find (unsigned status)
{
    static const struct status unknown = { 0, "Unknown", "error", "error" };

    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        if (statuses[i].status == status)
            return &statuses[i];
    return &unknown;
}

const char *
status_reason (unsigned status)
{
    return status_find (status)->reason;
}

/* ---- life ----------------------------------------------------------------
 */

struct httpd_request *
request_new (struct conn *c)
{
    struct httpd *h = c->h;
    struct httpd_request *req = h->spare;

    if (req != NULL) {
        h->spare = req->next;
        h->n_spare--;
    } else {
        req = malloc (sizeof *req + h->user_bytes);
        if (req == NULL)
            return NULL;
    }
    memset (req, 0, sizeof *req + h->user_bytes);
    req->h = h;
    req->conn = c;
    req->body_limit = h->limits.body_bytes;
    req->queued = true;
    if (c->first == NULL)
        c->first = req;
    else
        c->last->next = req;
    c->last = req;
    c->n_requests++;
    return req;
}

void
request_forget_body (struct httpd_request *req)
{
    struct httpd *h = req->h;

    if (req->conn != NULL && req->conn->cur == req) {
        h->buffered -= req->body_len;
        req->conn->cur = NULL;
    }
    req->head = NULL;
    free (req->kept);
    req->kept = NULL;
    bytes_free (&req->own);
    req->body = NULL;
}

static void
request_free (struct httpd_request *req)
{
    struct httpd *h = req->h;

    list_remove (&req->timer);
    free (req->text);
    if (h->n_spare >= MAX_SPARE) {
        free (req);
        return;
    }
    req->next = h->spare;
    h->spare = req;
    h->n_spare++;
}

void
request_drop (struct httpd_request *req)
{
    request_forget_body (req);
    list_remove (&req->timer); /* nobody is there to be told of 504 */
    req->queued = false;
    req->conn = NULL;
    if (!req->user_has)
        request_free (req);
}

/* ---- what the user asks ------------------------------------------------- */

static struct httpd_text
text_of (const struct httpd_request *req, struct http_slice s)
{
    struct httpd_text t = { req->base + s.at, s.len };

    return t;
}

void *
httpd_user (struct httpd_request *req)
{
    return req->user;
}

struct httpd_text
httpd_method (const struct httpd_request *req)
{
    return text_of (req, req->head->method);
}

/* The target from its path on. */
static struct httpd_text
target_tail (const struct httpd_request *req)
{
    struct httpd_text t = text_of (req, req->head->target);
    const char *slash = t.at, *end = t.at + t.len;

    if (t.at[0] == '/' || t.at[0] == '*')
        return t;
    slash = memchr (t.at, '/', t.len);
    slash += 2; /* the parser has seen :// */
    while (slash < end && *slash != '/' && *slash != '?')
        slash++;
    t.len = (size_t)(end - slash);
    t.at = slash;
    return t;
}

struct httpd_text
httpd_path (const struct httpd_request *req)
{
    struct httpd_text t = target_tail (req);
    const char *mark = memchr (t.at, '?', t.len);

    if (mark != NULL)
        t.len = (size_t)(mark - t.at);
    if (t.len == 0) {
        t.at = "/";
        t.len = 1;
    }
    return t;
}

struct httpd_text
httpd_query (const struct httpd_request *req)
{
    struct httpd_text t = target_tail (req);
    const char *mark = memchr (t.at, '?', t.len);
    struct httpd_text none = { "", 0 };

    if (mark == NULL)
        return none;
    t.len -= (size_t)(mark + 1 - t.at);
    t.at = mark + 1;
    return t;
}

bool
httpd_header (const struct httpd_request *req, size_t i,
              struct httpd_text *ret_name, struct httpd_text *ret_value)
{
    if (i >= req->head->n_fields)
        return false;
    *ret_name = text_of (req, req->head->fields[i].name);
    *ret_value = text_of (req, req->head->fields[i].value);
    return true;
}

bool
httpd_is (struct httpd_text text, const char *lower)
{
    return http_is (text.at, text.len, lower);
}

struct httpd_text
httpd_header_get (const struct httpd_request *req, const char *name)
{
    struct httpd_text key, value;

    for (size_t i = 0; httpd_header (req, i, &key, &value); i++)
        if (httpd_is (key, name))
            return value;
    value.at = NULL;
    value.len = 0;
    return value;
}

void
httpd_body_limit (struct httpd_request *req, size_t limit_bytes)
{
    req->body_limit = limit_bytes;
}

struct httpd_text
httpd_body (const struct httpd_request *req)
{
    struct httpd_text t
        = { req->body != NULL ? req->body : "", req->body_len };

    return t;
}

/* ---- the answer --------------------------------------------------------- */

static size_t
length_of (const char *text)
{
    return text != NULL ? strlen (text) : 0;
}

static char *
put (char *at, const void *data, size_t len)
{
    if (len > 0)
        memcpy (at, data, len);
    return at + len;
}

/* Copies what the answer names; without memory it stays bare. */
static void
answer_copy (struct httpd_request *req, const struct httpd_answer *a)
{
    static const char label[] = "Content-Type: ";
    size_t type = length_of (a->type), headers = length_of (a->headers);
    size_t type_line = type > 0 ? sizeof label - 1 + type + 2 : 0;
    char *p;

    if (type_line + headers + a->body_len == 0)
        return;
    req->text = p = malloc (type_line + headers + a->body_len);
    if (p == NULL)
        return;
    if (type > 0) {
        p = put (p, label, sizeof label - 1);
        p = put (p, a->type, type);
        p = put (p, "\r\n", 2);
    }
    p = put (p, a->headers, headers);
    put (p, a->body, a->body_len);
    req->text_head = type_line + headers;
    req->text_body = a->body_len;
}

static void
answer_set (struct httpd_request *req, const struct httpd_answer *a)
{
    list_remove (&req->timer);
    answer_copy (req, a);
    req->status = (uint16_t)a->status;
    req->close |= a->close;
    if (req->close && req->conn->last == req)
        req->conn->last_one = true;
    loop_dirty (req->conn);
}

void
httpd_answer (struct httpd_request *req, const struct httpd_answer *a)
{
    req->user_has = false;
    if (!req->queued)
        request_free (req);
    else if (req->status == 0)
        answer_set (req, a);
}

/* Writes text as the inside of a JSON string; bytes from 0x80 on become "?",
 * for a message may quote what a peer sent. */
static size_t
quote (char *at, const char *text, size_t len)
{
    size_t n = 0;

    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];

        if (c == '"' || c == '\\')
            at[n++] = '\\';
        at[n++] = c < 0x20 || c >= 0x7f ? '?' : (char)c;
    }
    return n;
}

void
httpd_answer_error (struct httpd_request *req, unsigned status,
                    const char *headers, const char *message)
{
    const struct status *s = status_find (status);
    const char *text = message != NULL ? message : s->message;
    size_t len = strlen (text), n;
    char *body = malloc (2 * len + 128);
    struct httpd_answer a = { .status = status, .headers = headers };

    if (body != NULL) {
        n = (size_t)snprintf (
            body, 128, "{\"error\":{\"code\":\"%s\",\"message\":\"", s->code);
        n += quote (body + n, text, len);
        n = (size_t)(put (body + n, "\"}}\n", 4) - body);
        a.type = "application/json";
        a.body = body;
        a.body_len = n;
    }
    httpd_answer (req, &a);
    free (body);
}

/* Not answered in time: the peer is told, and the user's answer, when it
 * comes, goes nowhere. */
void
request_late (struct httpd_request *req)
{
    httpd_answer_error (req, 504, NULL, NULL);
    req->user_has = true;
}
