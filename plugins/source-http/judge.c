/* judge.c - a request's head: path, method, credentials, type of its body
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source.h"

#define ORIGIN_MAX 255

static unsigned
refuse (struct httpd_request *req, unsigned status, const char *headers,
        const char *message)
{
    httpd_answer_error (req, status, headers, message);
    return status;
}

static struct door *
find_door (struct source *s, struct httpd_text path)
{
    for (size_t i = 0; i < s->n_doors; i++)
        if (s->doors[i].path_len == path.len
            && memcmp (s->doors[i].path, path.at, path.len) == 0)
            return &s->doors[i];
    return NULL;
}

static bool
is_method (struct httpd_text method, const char *name)
{
    return method.len == strlen (name)
           && memcmp (method.at, name, method.len) == 0;
}

/* ---- the webhook handshake ---------------------------------------------- */

static bool
origin_is_welcome (const struct source *s, struct httpd_text origin)
{
    size_t n = trestle_conf_length (s->conf, "webhook_origins");

    for (size_t i = 0; i < n; i++) {
        const char *item = trestle_conf_item (s->conf, "webhook_origins", i);

        if (strcmp (item, "*") == 0
            || (strlen (item) == origin.len
                && strncasecmp (item, origin.at, origin.len) == 0))
            return true;
    }
    return false;
}

/* OPTIONS of a sender that asks whether it may send. */
static unsigned
consent (struct source *s, struct httpd_request *req)
{
    static const char before[] = "Allow: POST\r\nWebHook-Allowed-Rate: *\r\n"
                                 "WebHook-Allowed-Origin: ";
    struct httpd_text origin
        = httpd_header_get (req, "webhook-request-origin");
    struct httpd_answer a = { .status = 200 };
    char lines[sizeof before + ORIGIN_MAX + 2];

    if (origin.at == NULL || origin.len > ORIGIN_MAX
        || !origin_is_welcome (s, origin))
        return refuse (req, 405, "Allow: POST\r\n", NULL);
    snprintf (lines, sizeof lines, "%s%.*s\r\n", before, (int)origin.len,
              origin.at);
    a.headers = lines;
    httpd_answer (req, &a);
    return 200;
}

/* ---- the type of the body ----------------------------------------------- */

static struct httpd_text
trim (struct httpd_text t)
{
    while (t.len > 0 && (t.at[0] == ' ' || t.at[0] == '\t')) {
        t.at++;
        t.len--;
    }
    while (t.len > 0 && (t.at[t.len - 1] == ' ' || t.at[t.len - 1] == '\t'))
        t.len--;
    return t;
}

/* What stands before sep; *rest is what stands behind it. */
static struct httpd_text
cut (struct httpd_text *rest, char sep)
{
    const char *at = rest->len > 0 ? memchr (rest->at, sep, rest->len) : NULL;
    struct httpd_text first = *rest;

    if (at == NULL) {
        rest->len = 0;
        return trim (first);
    }
    first.len = (size_t)(at - rest->at);
    rest->at = at + 1;
    rest->len -= first.len + 1;
    return trim (first);
}

/* JSON is UTF-8; a charset that says otherwise is not believed. */
static bool
charset_ok (struct httpd_text params)
{
    while (params.len > 0) {
        struct httpd_text value = cut (&params, ';');
        struct httpd_text name = cut (&value, '=');

        value = trim (value);
        if (!httpd_is (name, "charset"))
            continue;
        if (value.len >= 2 && value.at[0] == '"') {
            value.at++;
            value.len -= 2;
        }
        if (!httpd_is (value, "utf-8") && !httpd_is (value, "utf8")
            && !httpd_is (value, "us-ascii"))
            return false;
    }
    return true;
}

static bool
begins (struct httpd_text text, const char *lower)
{
    struct httpd_text head = { text.at, strlen (lower) };

    return text.len >= head.len && httpd_is (head, lower);
}

/* The mode, or -1: a format of events that is not known. */
static int
mode_of (struct httpd_text content_type)
{
    struct httpd_text media = cut (&content_type, ';');
    int mode = MODE_STRUCTURED;

    if (!begins (media, "application/cloudevents"))
        return MODE_BINARY;
    if (begins (media, "application/cloudevents-batch"))
        mode = MODE_BATCH;
    if (!httpd_is (media, mode == MODE_BATCH
                              ? "application/cloudevents-batch+json"
                              : "application/cloudevents+json")
        && !httpd_is (media, mode == MODE_BATCH
                                 ? "application/cloudevents-batch"
                                 : "application/cloudevents"))
        return -1;
    return charset_ok (content_type) ? mode : -1;
}

/* All four must be there, and say something. */
static unsigned
judge_binary (struct httpd_request *req)
{
    static const char *const required[]
        = { "ce-specversion", "ce-id", "ce-source", "ce-type" };
    const char *missing = NULL;
    char message[64];
    size_t n = 0;

    for (size_t i = 0; i < sizeof required / sizeof *required; i++) {
        if (httpd_header_get (req, required[i]).len > 0)
            n++;
        else if (missing == NULL)
            missing = required[i];
    }
    if (missing == NULL)
        return 0;
    if (n == 0)
        return refuse (req, 415, NULL,
                       "neither a CloudEvents content type nor ce- headers");
    snprintf (message, sizeof message, "header \"%s\" is missing", missing);
    return refuse (req, 400, NULL, message);
}

/* Whether a header of that name comes a second time. */
static bool
comes_twice (const struct httpd_request *req, const char *lower)
{
    struct httpd_text name, value;
    unsigned n = 0;

    for (size_t i = 0; httpd_header (req, i, &name, &value); i++)
        n += httpd_is (name, lower);
    return n > 1;
}

static unsigned
judge_body (struct source *s, struct httpd_request *req, struct call *call)
{
    struct httpd_text coding = httpd_header_get (req, "content-encoding");
    struct httpd_text type = httpd_header_get (req, "content-type");
    int mode = type.at != NULL ? mode_of (type) : MODE_BINARY;

    if (comes_twice (req, "content-type")
        || comes_twice (req, "content-encoding"))
        return refuse (req, 400, NULL,
                       "Content-Type or Content-Encoding comes twice");
    if (coding.len > 0 && !httpd_is (coding, "identity"))
        return refuse (req, 415, NULL, "Content-Encoding is not supported");
    if (mode < 0)
        return refuse (req, 415, NULL,
                       "events are taken as JSON in UTF-8 only");
    call->mode = (enum mode)mode;
    httpd_body_limit (req,
                      mode == MODE_BINARY ? s->event_bytes : s->batch_bytes);
    return mode == MODE_BINARY ? judge_binary (req) : 0;
}

/* ---- the whole ---------------------------------------------------------- */

unsigned
source_head (void *self, struct httpd_request *req)
{
    struct source *s = self;
    struct call *call = httpd_user (req);
    struct httpd_text method = httpd_method (req);
    struct door *door = find_door (s, httpd_path (req));

    call->req = req;
    if (door == NULL)
        return refuse (req, 404, NULL, NULL);
    call->door = door;
    if (is_method (method, "OPTIONS"))
        return consent (s, req);
    if (!is_method (method, "POST"))
        return refuse (req, 405, "Allow: POST\r\n", NULL);
    if (!auth_allows (&s->auth, httpd_header_get (req, "authorization")))
        return refuse (req, 401, auth_challenge (&s->auth), NULL);
    if (atomic_load (&s->quiesced))
        return refuse (req, 503, "Retry-After: 1\r\n", "shutting down");
    return judge_body (s, req, call);
}
