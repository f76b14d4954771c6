/* take.c - a request's body: into a batch, to the pipeline, and the answer
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "source.h"

#define RETRY_AFTER "Retry-After: 1\r\n"

/* ---- refusals ----------------------------------------------------------- */

/* What the core's errno means to a client. */
static unsigned
status_of (int error)
{
    switch (error) {
    case EINVAL:
        return 400;
    case EMSGSIZE:
        return 413;
    case ENOENT:
        return 404;
    default:
        return 503;
    }
}

static void
answer_error (struct call *call, unsigned status, const char *message)
{
    httpd_answer_error (call->req, status, status == 503 ? RETRY_AFTER : NULL,
                        message);
}

static int
make_batch (struct source *s, struct call *call)
{
    call->batch = trestle_batch_new (s->ctx, call->door->name, call);
    return call->batch != NULL ? 0 : -1;
}

unsigned
source_room (void *self, struct httpd_request *req, size_t len,
             void **ret_room)
{
    struct source *s = self;
    struct call *call = httpd_user (req);

    if (make_batch (s, call) == 0)
        *ret_room = trestle_batch_room (call->batch, len);
    return *ret_room != NULL ? 0 : status_of (errno);
}

/* Its events were never seen, so they cannot be counted: one request is.
 * Consent (200) was no event. */
void
source_refused (void *self, struct httpd_request *req, unsigned status)
{
    struct source *s = self;
    struct call *call = httpd_user (req);

    trestle_batch_free (call->batch);
    call->batch = NULL;
    if (call->door != NULL && (status == 0 || status >= 400))
        trestle_refused (s->ctx, call->door->name);
}

/* ---- a complete request --------------------------------------------------
 */

static int
add_binary (struct source *s, struct call *call, struct httpd_text body)
{
    struct attrs *a = &s->attrs;
    struct httpd_text name, value;

    attrs_begin (a);
    for (size_t i = 0; httpd_header (call->req, i, &name, &value); i++) {
        struct httpd_text attr = { name.at + 3, name.len - 3 };
        int r = 0;

        if (httpd_is (name, "content-type")) {
            r = value.len > 0 ? attrs_add_type (a, value) : 0;
        } else if (name.len > 3) {
            name.len = 3;
            if (httpd_is (name, "ce-"))
                r = attrs_add (a, attr, value);
        }
        if (r < 0) {
            call->why = a->error;
            errno = EINVAL;
            return -1;
        }
    }
    return trestle_batch_add (call->batch, NULL, a->list,
                              body.len > 0 ? body.at : NULL, body.len);
}

/* One event is an object, a batch of them an array. */
static int
add_json (struct call *call, struct httpd_text body)
{
    bool batch = call->mode == MODE_BATCH;
    size_t blank = 0;

    while (blank < body.len && memchr (" \t\r\n", body.at[blank], 4) != NULL)
        blank++;
    if (blank == body.len || body.at[blank] != (batch ? '[' : '{')) {
        call->why = batch ? "a batch must be a JSON array of events"
                          : "an event must be a JSON object";
        errno = EINVAL;
        return -1;
    }
    return trestle_batch_add_json (call->batch, body.at, body.len) < 0 ? -1
                                                                       : 0;
}

static bool
door_room (struct door *door)
{
    size_t cap = door->cap > 0 ? 2 * door->cap : 64;
    struct call **calls;
    struct trestle_batch **batches;

    if (door->n < door->cap)
        return true;
    calls = realloc (door->calls, cap * sizeof *calls);
    if (calls == NULL)
        return false;
    door->calls = calls;
    batches = realloc (door->batches, cap * sizeof *batches);
    if (batches == NULL)
        return false;
    door->batches = batches;
    door->cap = cap;
    return true;
}

/* With errno: the batch goes, and its request is told. */
static void
give_up (struct source *s, struct call *call, bool counted)
{
    const char *why = call->why;
    unsigned status = status_of (errno);

    if (why == NULL && call->batch != NULL)
        why = trestle_batch_error (call->batch);
    if (status == 404)
        why = "the pipeline of this path has no rules";
    answer_error (call, status, why);
    trestle_batch_free (call->batch);
    call->batch = NULL;
    if (!counted)
        trestle_refused (s->ctx, call->door->name);
}

void
source_request (void *self, struct httpd_request *req)
{
    struct source *s = self;
    struct call *call = httpd_user (req);
    struct httpd_text body = httpd_body (req);
    struct door *door = call->door;
    int r = 0;

    if ((call->batch == NULL && make_batch (s, call) < 0)
        || !door_room (door)) {
        give_up (s, call, false);
        return;
    }
    r = call->mode == MODE_BINARY ? add_binary (s, call, body)
                                  : add_json (call, body);
    if (r < 0) {
        /* What the core itself refused, it counts. */
        give_up (s, call, call->why == NULL);
        return;
    }
    door->calls[door->n] = call;
    door->batches[door->n++] = call->batch;
}

/* ---- the end of a turn ---------------------------------------------------
 */

/* All that this turn brought to one pipeline, in one call. */
static void
offer (struct source *s, struct door *door)
{
    size_t n = door->n, taken;
    int error;

    door->n = 0;
    taken = trestle_emit (s->ctx, door->batches, n);
    error = errno;
    for (size_t i = 0; i < n; i++) {
        struct call *call = door->calls[i];

        call->batch = NULL;
        trestle_batch_free (door->batches[i]);
        if (i >= taken)
            answer_error (call, 503,
                          error == EAGAIN ? "full" : "not taken now");
    }
}

void
source_turn_end (void *self)
{
    struct source *s = self;

    for (size_t i = 0; i < s->n_doors; i++)
        if (s->doors[i].n > 0)
            offer (s, &s->doors[i]);
}

/* ---- settled -------------------------------------------------------------
 */

/* Thread: any.  What is settled is answered by the loop. */
void
source_settled (void *self, void *const *tokens, size_t n, int outcome)
{
    struct source *s = self;
    struct call *first = NULL, *last = tokens[0], *old;

    for (size_t i = 0; i < n; i++) {
        struct call *call = tokens[i];

        call->outcome = outcome;
        call->next = first;
        first = call;
    }
    old = atomic_load (&s->settled);
    do
        last->next = old;
    while (!atomic_compare_exchange_weak (&s->settled, &old, first));
    httpd_wake (s->loop);
}

void
source_wake (void *self)
{
    const struct httpd_answer accepted = { .status = 202 };
    struct source *s = self;
    struct call *call = atomic_exchange (&s->settled, NULL), *next;

    for (; call != NULL; call = next) {
        next = call->next; /* call goes with its answer */
        if (call->outcome == TRESTLE_OK)
            httpd_answer (call->req, &accepted);
        else
            answer_error (call, 503, "not taken now");
    }
}
