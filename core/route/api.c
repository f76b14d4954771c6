/* api.c - batches on their way in, as the public header shows them
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <string.h>

#include "route/pipeline.h"
#include "route/route.h"

const char *
trestle_door (struct trestle_ctx *ctx, size_t i)
{
    const struct source *s = ctx->owner;

    return i < s->n_doors ? s->doors[i].path : NULL;
}

static bool
is_named (const struct pipeline *pl, const char *door)
{
    return strcmp (pl->name, door) == 0 || strcmp (pl->own_id, door) == 0
           || (pl->bus_id != NULL && strcmp (pl->bus_id, door) == 0);
}

/* By path first, then by name. */
static struct pipeline *
find_pipeline (const struct source *s, const char *door)
{
    if (s->pipeline_name != NULL)
        return s->doors[0].pipeline;
    for (size_t i = 0; door != NULL && i < s->n_doors; i++)
        if (s->doors[i].path != NULL && strcmp (s->doors[i].path, door) == 0)
            return s->doors[i].pipeline;
    for (size_t i = 0; door != NULL && i < s->n_doors; i++)
        if (is_named (s->doors[i].pipeline, door))
            return s->doors[i].pipeline;
    return NULL;
}

struct trestle_batch *
trestle_batch_new (struct trestle_ctx *ctx, const char *door, void *token)
{
    struct pipeline *pl;
    struct trestle_batch *b;
    struct admission *a;

    instance_check (ctx, INSTANCE_ALIVE, "trestle_batch_new");
    pl = find_pipeline (ctx->owner, door);
    if (pl == NULL || pl->rules->n == 0) {
        errno = ENOENT;
        return NULL;
    }
    b = batch_new (&pl->env->limits, pl->rules->watch, NULL, 0);
    a = b != NULL ? batch_alloc (b, sizeof *a) : NULL;
    if (a == NULL) {
        batch_unref (b);
        errno = ENOMEM;
        return NULL;
    }
    *a = (struct admission){
        .batch = b, .pipeline = pl, .source = ctx, .token = token
    };
    random_seed (&a->random, pipeline_seed (pl));
    b->random = &a->random;
    b->in_source = true;
    b->owner = a;
    return b;
}

static void
count_refused (struct pipeline *pl, uint64_t n)
{
    pthread_mutex_lock (&pl->lock);
    ledger_refuse (&pl->ledger, n);
    pthread_mutex_unlock (&pl->lock);
}

void
trestle_batch_free (struct trestle_batch *b)
{
    struct admission *a;
    uint64_t n;

    if (b == NULL)
        return;
    a = b->owner;
    /* What was refused first and then added as bad is one. */
    n = (uint64_t)b->n_events
        + (b->n_refused > b->n_bad ? b->n_refused : b->n_bad);
    if (!a->taken && n > 0)
        count_refused (a->pipeline, n);
    batch_unref (b);
}

void
trestle_refused (struct trestle_ctx *ctx, const char *door)
{
    struct pipeline *pl = find_pipeline (ctx->owner, door);

    instance_check (ctx, INSTANCE_STARTED | INSTANCE_QUIESCED,
                    "trestle_refused");
    if (pl != NULL)
        count_refused (pl, 1);
}

/* With the lock held: 0, or why nothing more is taken. */
static int
may_take (const struct pipeline *pl, const struct admission *a)
{
    if (pl->stopping || !instance_is (a->source, INSTANCE_STARTED))
        return ESHUTDOWN;
    if (pl->failing)
        return EIO;
    return ledger_has_room (&pl->ledger, a->batch) ? 0 : EAGAIN;
}

/* With the lock held. */
static void
take (struct pipeline *pl, struct admission *a)
{
    ledger_admit (&pl->ledger, a);
    batch_ref (a->batch);
    a->batch->sealed = true;
    a->taken = true;
    a->next = NULL;
    if (pl->inbox_last != NULL)
        pl->inbox_last->next = a;
    else
        pl->inbox_first = a;
    pl->inbox_last = a;
}

/* With the lock held: s is told when there is room, unless it is leaving. */
static void
wait_for_room (struct pipeline *pl, struct source *s)
{
    if (!instance_is (s->ctx, INSTANCE_STARTED))
        return;
    for (size_t i = 0; i < pl->n_waiting; i++)
        if (pl->waiting[i] == s)
            return;
    pl->waiting[pl->n_waiting++] = s;
}

/* Matches what lies in b; how many of them could be. */
static size_t
admit (struct trestle_batch *const *b, size_t n)
{
    const struct admission *first = b[0]->owner;
    const struct clock *clock = first->pipeline->env->host->clock;
    uint64_t now = clock_now (clock);
    uint64_t wall = clock_wall (clock);

    for (size_t i = 0; i < n; i++) {
        struct admission *a = b[i]->owner;

        if (a->pipeline != first->pipeline || a->source != first->source
            || a->taken) {
            instance_fault (first->source, "trestle_emit");
            return i;
        }
        b[i]->admitted_us = wall;
        a->now_us = now;
        if (route_admit (a) < 0)
            return i;
    }
    return n;
}

/* Takes of b what may be taken; how many, and why no more. */
static size_t
take_all (struct pipeline *pl, struct trestle_batch *const *b, size_t n,
          int *ret_error)
{
    size_t i;

    for (i = 0; i < n; i++) {
        *ret_error = may_take (pl, b[i]->owner);
        if (*ret_error != 0)
            break;
        take (pl, b[i]->owner);
    }
    return i;
}

size_t
trestle_emit (struct trestle_ctx *ctx, struct trestle_batch *const *b,
              size_t n)
{
    struct source *s = ctx->owner;
    struct pipeline *pl;
    size_t matched, i;
    int error = 0;

    instance_check (ctx, INSTANCE_ALIVE, "trestle_emit");
    if (n == 0)
        return 0;
    pl = ((struct admission *)b[0]->owner)->pipeline;
    matched = admit (b, n);
    /* Before its state is looked at: source_advance does it the other way
     * round, so that one of the two sees the other. */
    atomic_fetch_add (&s->n_out, matched);
    pthread_mutex_lock (&pl->lock);
    i = take_all (pl, b, matched, &error);
    if (i < n && error != ESHUTDOWN) /* no memory is like no room */
        wait_for_room (pl, s);
    pthread_mutex_unlock (&pl->lock);
    pthread_cond_signal (&pl->work); /* under the lock it would wake to wait */
    atomic_fetch_sub (&s->n_out, matched - i);
    if (i < n)
        errno = error != 0 ? error : EAGAIN;
    return i;
}

void
trestle_source_end (struct trestle_ctx *ctx, int outcome)
{
    struct source *s = ctx->owner;

    instance_check (ctx, INSTANCE_STARTED | INSTANCE_QUIESCED,
                    "trestle_source_end");
    atomic_store (&s->end, outcome == TRESTLE_OK || outcome == TRESTLE_HOLD
                               ? outcome
                               : TRESTLE_DOWN);
    s->notify (s->self);
}
