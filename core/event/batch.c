/* batch.c - the batch: its memory, its references, its error text
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The batch and its first chunk are one allocation, so that a small request
 * costs one malloc.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "event/draft.h"
#include "event/form.h"

#define FIRST_CHUNK 4096
#define MAX_CHUNK   ((size_t)1 << 20)
/* What an event costs beside its text: structs, names, values with a NUL. */
#define EVENT_COST 2048

struct batch_keep {
    struct batch_keep *next;
    struct trestle_batch *batch;
};

/* ---- memory ------------------------------------------------------------ */

static void
drop_chunks (struct trestle_batch *b, const struct batch_chunk *until)
{
    while (b->chunks != until) {
        struct batch_chunk *c = b->chunks;

        b->chunks = c->next;
        free (c);
    }
}

/* What batch_text does when the chunk has no room: the next one. */
char *
batch_more (struct trestle_batch *b, size_t size)
{
    size_t want = b->chunks->size * 2;
    struct batch_chunk *c;

    if (want > MAX_CHUNK)
        want = MAX_CHUNK;
    if (want < size)
        want = size;
    if (want > SIZE_MAX - sizeof *c)
        return NULL;
    c = malloc (sizeof *c + want);
    if (c == NULL)
        return NULL;
    c->next = b->chunks;
    c->size = want;
    c->used = size;
    b->chunks = c;
    b->bytes += size;
    return c->at;
}

void *
batch_alloc (struct trestle_batch *b, size_t size)
{
    struct batch_chunk *c = b->chunks;
    size_t pad = -c->used & (alignof (max_align_t) - 1);

    if (size > SIZE_MAX / 2)
        return NULL;
    if (c->size - c->used < pad + size)
        return batch_more (b, size);
    c->used += pad;
    b->bytes += pad;
    return batch_text (b, size);
}

struct batch_mark
batch_mark (const struct trestle_batch *b)
{
    struct batch_mark mark = { b->chunks, b->chunks->used, b->bytes, b->held };

    return mark;
}

void
batch_rollback (struct trestle_batch *b, const struct batch_mark *mark)
{
    drop_chunks (b, mark->chunk);
    b->chunks->used = mark->used;
    b->bytes = mark->bytes;
    b->held = mark->held;
}

bool
batch_owns (const struct trestle_batch *b, const void *p, size_t len)
{
    uintptr_t at = (uintptr_t)p;

    for (const struct batch_chunk *c = b->chunks; c != NULL; c = c->next) {
        uintptr_t begin = (uintptr_t)c->at;

        if (at >= begin && at - begin <= c->used
            && len <= c->used - (at - begin))
            return true;
    }
    return false;
}

static int
count_held (struct trestle_batch *b, size_t len)
{
    size_t limit = b->limits->batch_bytes;

    if (len > limit || b->held > limit - len)
        return batch_fail (b, -EMSGSIZE, "batch is larger than %zu bytes",
                           limit);
    b->held += len;
    return 0;
}

int
batch_hold (struct trestle_batch *b, const void *data, size_t len,
            const char **ret_data)
{
    char *copy;
    int r;

    if (batch_owns (b, data, len)) {
        *ret_data = data;
        return 0;
    }
    r = count_held (b, len);
    if (r < 0)
        return r;
    copy = batch_text (b, len);
    if (copy == NULL)
        return batch_fail_memory (b);
    memcpy (copy, data, len);
    *ret_data = copy;
    return 0;
}

int
batch_keep (struct trestle_batch *b, struct trestle_batch *other)
{
    struct batch_keep *keep;

    if (other == b || (b->keeps != NULL && b->keeps->batch == other))
        return 0;
    keep = malloc (sizeof *keep);
    if (keep == NULL)
        return batch_fail_memory (b);
    keep->batch = batch_ref (other);
    keep->next = b->keeps;
    b->keeps = keep;
    return 0;
}

void *
trestle_batch_room (struct trestle_batch *b, size_t len)
{
    void *room;

    if (batch_is_sealed (b))
        return NULL;
    b->error_set = false;
    if (count_held (b, len) < 0) {
        errno = EMSGSIZE;
        return NULL;
    }
    room = batch_alloc (b, len);
    if (room == NULL) {
        b->held -= len;
        batch_fail_memory (b);
        errno = ENOMEM;
    }
    return room;
}

bool
batch_is_sealed (const struct trestle_batch *b)
{
    if (!b->sealed)
        return false;
    log_line (
        LOG_LEVEL_ERROR,
        "a plugin adds to a batch that it has emitted: nothing is added");
    errno = EINVAL;
    return true;
}

/* ---- life -------------------------------------------------------------- */

struct trestle_batch *
batch_new (const struct batch_limits *limits, const struct json_watch *watch,
           struct random *random, size_t size_hint)
{
    size_t head = sizeof (struct trestle_batch);
    size_t want = FIRST_CHUNK;
    struct trestle_batch *b;
    struct batch_chunk *c;

    if (size_hint > limits->batch_bytes)
        size_hint = limits->batch_bytes;
    if (want < size_hint + EVENT_COST)
        want = size_hint + EVENT_COST;
    head = (head + alignof (max_align_t) - 1) & -alignof (max_align_t);
    b = malloc (head + sizeof *c + want);
    if (b == NULL)
        return NULL;
    memset (b, 0, sizeof *b);
    atomic_init (&b->refs, 1);
    atomic_init (&b->forms, NULL);
    c = (struct batch_chunk *)((char *)b + head);
    c->next = NULL;
    c->size = want;
    c->used = 0;
    b->chunks = c;
    b->limits = limits;
    b->watch = watch;
    b->random = random;
    return b;
}

struct trestle_batch *
batch_ref (struct trestle_batch *b)
{
    atomic_fetch_add_explicit (&b->refs, 1, memory_order_relaxed);
    return b;
}

/* Lets go of all that the batch has but its first chunk. */
static void
let_go (struct trestle_batch *b)
{
    struct batch_chunk *first = b->chunks;

    event_forms_free (atomic_load_explicit (&b->forms, memory_order_acquire));
    atomic_store_explicit (&b->forms, NULL, memory_order_relaxed);
    while (b->keeps != NULL) {
        struct batch_keep *keep = b->keeps;

        b->keeps = keep->next;
        batch_unref (keep->batch);
        free (keep);
    }
    while (first->next != NULL)
        first = first->next;
    drop_chunks (b, first);
}

void
batch_unref (struct trestle_batch *b)
{
    if (b == NULL)
        return;
    if (atomic_fetch_sub_explicit (&b->refs, 1, memory_order_acq_rel) != 1)
        return;
    let_go (b);
    free (b);
}

void
batch_reset (struct trestle_batch *b)
{
    let_go (b);
    b->chunks->used = 0;
    b->n_events = b->n_refused = b->n_bad = 0;
    b->first = b->last = NULL;
    b->first_bad = b->last_bad = NULL;
    b->bytes = b->held = 0;
    b->admitted_us = 0;
    b->error_set = false;
}

void
batch_link (struct trestle_batch *b, struct trestle_event *first,
            struct trestle_event *last, uint32_t n)
{
    if (n == 0)
        return;
    if (b->last == NULL)
        b->first = first;
    else
        b->last->next = first;
    b->last = last;
    b->n_events += n;
}

/* ---- what cannot be an event ------------------------------------------- */

static struct batch_bad *
new_bad (struct trestle_batch *b, const void *data, size_t len,
         const char *reason)
{
    struct batch_bad *bad = batch_alloc (b, sizeof *bad);

    if (bad == NULL)
        return NULL;
    bad->next = NULL;
    bad->len = len;
    bad->reason = batch_copy (b, reason, strlen (reason));
    if (batch_owns (b, data, len))
        bad->data = data;
    else
        bad->data = batch_copy (b, len > 0 ? data : "", len);
    return bad->reason == NULL || bad->data == NULL ? NULL : bad;
}

int
trestle_batch_add_bad (struct trestle_batch *b, const void *data, size_t len,
                       const char *reason)
{
    struct batch_bad *bad;

    if (batch_is_sealed (b))
        return -1;
    bad = new_bad (b, data, len, reason);
    b->error_set = false;
    if (bad == NULL) {
        batch_fail_memory (b);
        errno = ENOMEM;
        return -1;
    }
    if (b->last_bad == NULL)
        b->first_bad = bad;
    else
        b->last_bad->next = bad;
    b->last_bad = bad;
    b->n_bad++;
    return 0;
}

/* ---- the error text ---------------------------------------------------- */

/* Names in the text came from outside: one line of UTF-8 is promised. */
static void
clean_error (struct trestle_batch *b)
{
    size_t len = strlen (b->error);
    bool utf8 = true;

    while (len > 0 && !(utf8 = json_is_utf8 (b->error, len))
           && sizeof b->error - len < 4)
        len--; /* a character that the end of the room cut */
    if (!utf8)
        len = strlen (b->error);
    b->error[len] = '\0';
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)b->error[i];

        if (c < 0x20 || c == 0x7f || (c >= 0x80 && !utf8))
            b->error[i] = '?';
    }
    b->error_set = true;
}

int
batch_fail (struct trestle_batch *b, int r, const char *fmt, ...)
{
    va_list ap;

    va_start (ap, fmt);
    vsnprintf (b->error, sizeof b->error, fmt, ap);
    va_end (ap);
    clean_error (b);
    return r;
}

int
batch_fail_memory (struct trestle_batch *b)
{
    return batch_fail (b, -ENOMEM, "no memory");
}

int
batch_fail_json (struct trestle_batch *b, int r,
                 const struct json_error *error)
{
    if (r == -ENOMEM)
        return batch_fail_memory (b);
    return batch_fail (b, -EINVAL, "invalid JSON: %s at byte %zu", error->what,
                       error->offset);
}

int
batch_fail_twice (struct trestle_batch *b, const char *name, size_t len)
{
    return batch_fail (b, -EINVAL, "\"%.*s\" occurs twice", (int)len, name);
}

const char *
trestle_batch_error (const struct trestle_batch *b)
{
    return b->error_set ? b->error : "";
}
