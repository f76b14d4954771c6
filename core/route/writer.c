/* writer.c - the one thread of a pipeline that settles
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "base/log.h"
#include "route/pipeline.h"
#include "route/writer.h"

/* How long after a failure dead letters are tried again, and sources resumed
 * though nothing has happened. */
#define PAUSE_S 1
/* One write of dead letters; a single line may be longer. */
#define DEAD_CHUNK (4u << 20)
/* Longest line of a dead letter: an event of 16 MiB, escaped. */
#define MAX_DEAD_LINE (128u << 20)

/* Sources that are resumed in one turn; the rest in the next. */
#define MAX_RESUME 64
/* Batches that one call of settled is for; the rest in the next call. */
#define MAX_SETTLED 256

struct writer {
    struct pipeline *pl;
    pthread_t thread;
    struct admission *open;      /* sent and not settled; linked both ways */
    struct admission *settling;  /* to be settled in this turn */
    struct admission *abandoned; /* settled as not taken; their deliveries may
                                  * still be looked at */
    struct admission *bad;       /* by next_bad, the oldest first */
    struct admission *last_bad;
    struct delivery_list finished; /* ended for good, to be counted */
    struct buf lines;
    bool failing; /* dead letters could not be written */
};

/* What one turn finds. */
struct work {
    struct admission *inbox;
    struct delivery_list ended;
    bool abandon;
};

/* ---- the way of an admitted batch ---- */

static void
open_link (struct writer *w, struct admission *a)
{
    a->prev = NULL;
    a->next = w->open;
    if (w->open != NULL)
        w->open->prev = a;
    w->open = a;
}

/* From the open to the settling ones. */
static void
open_done (struct writer *w, struct admission *a)
{
    if (a->prev != NULL)
        a->prev->next = a->next;
    else
        w->open = a->next;
    if (a->next != NULL)
        a->next->prev = a->prev;
    a->prev = NULL;
    a->next = w->settling;
    w->settling = a;
}

static void
send_one (struct writer *w, struct admission *a)
{
    open_link (w, a);
    for (struct delivery *d = a->deliveries; d != NULL; d = d->sibling)
        delivery_list_add (&d->pair->target->incoming, d);
    if (a->batch->n_bad > 0) {
        a->n_open++; /* until they are written */
        a->next_bad = NULL;
        *(w->bad != NULL ? &w->last_bad->next_bad : &w->bad) = a;
        w->last_bad = a;
    }
    if (a->n_open == 0)
        open_done (w, a);
}

static void
send (struct writer *w, struct admission *inbox)
{
    struct pipeline *pl = w->pl;

    while (inbox != NULL) {
        struct admission *a = inbox;

        inbox = a->next;
        send_one (w, a);
    }
    for (size_t i = 0; i < pl->n_targets; i++)
        if (pl->targets[i]->incoming.n > 0)
            target_push (pl->targets[i], &pl->targets[i]->incoming);
}

/* ---- ends ---- */

static void
sort_ended (struct writer *w, struct delivery_list *ended)
{
    struct delivery *d;

    while ((d = delivery_list_take (ended)) != NULL)
        if (d->end == DELIVERY_DEAD && !d->accepted && !d->admission->settled)
            delivery_list_add (&d->pair->target->dying, d);
        else
            delivery_list_add (&w->finished, d);
}

static struct dead_names
dead_names_now (const struct pipeline *pl, const char *target)
{
    return (struct dead_names){ pl->name, target,
                                clock_wall (pl->env->host->clock) };
}

static void
report_failure (struct writer *w, const char *what, int r)
{
    if (w->failing)
        return;
    w->failing = true;
    errno = -r;
    if (r == -EFBIG)
        log_line (LOG_LEVEL_ERROR,
                  "pipeline \"%s\": dead letters of \"%s\" have reached their "
                  "max_size: no more events are taken",
                  w->pl->name, what);
    else
        log_line (LOG_LEVEL_ERROR,
                  "pipeline \"%s\": could not write dead letters of \"%s\": "
                  "%m: no more events are taken",
                  w->pl->name, what);
}

/* Renders as many of a target's dead letters as make a chunk, but one, and no
 * more than there is room for. */
static void
render_chunk (struct writer *w, struct target *t, uint64_t room,
              struct delivery_list *chunk)
{
    struct dead_names names = dead_names_now (w->pl, t->name);
    uint64_t most = room < DEAD_CHUNK ? room : DEAD_CHUNK;

    buf_reset (&w->lines);
    while (t->dying.first != NULL) {
        size_t before = w->lines.len;

        dead_render (&w->lines, t->dying.first, &names);
        if (chunk->n > 0 && w->lines.len > most) {
            w->lines.len = before;
            return;
        }
        delivery_list_add (chunk, delivery_list_take (&t->dying));
    }
}

/* 0 or -errno. */
static int
write_chunk (struct writer *w, struct target *t)
{
    struct delivery_list chunk = { NULL, NULL, 0 };
    uint64_t room;
    int r = dead_room (&t->dead, &room);

    if (r < 0)
        return r;
    render_chunk (w, t, room, &chunk);
    r = w->lines.error;
    if (r == 0)
        r = dead_append (&t->dead, &w->lines);
    if (r == 0) {
        delivery_list_append (&w->finished, &chunk);
        return 0;
    }
    delivery_list_append (&chunk, &t->dying);
    t->dying = chunk;
    return r;
}

static void
write_target (struct writer *w, struct target *t, bool *failed)
{
    while (t->dying.first != NULL) {
        int r = write_chunk (w, t);

        if (r < 0) {
            report_failure (w, t->name, r);
            *failed = true;
            return;
        }
    }
}

/* Renders bad records of a from *next on, as many as make a chunk; *next is
 * the first that was not. */
static void
render_bad (struct writer *w, const struct admission *a,
            struct batch_bad **next)
{
    struct dead_names names = dead_names_now (w->pl, a->source->name);

    buf_reset (&w->lines);
    while (*next != NULL && w->lines.len < DEAD_CHUNK) {
        dead_render_bad (&w->lines, *next, &names);
        *next = (*next)->next;
    }
}

/* 0 or -errno; what is written is taken off the batch. */
static int
write_bad_of (struct writer *w, struct admission *a)
{
    while (a->batch->first_bad != NULL) {
        struct batch_bad *next = a->batch->first_bad;
        int r;

        render_bad (w, a, &next);
        r = w->lines.error;
        if (r == 0)
            r = dead_append (&w->pl->bad, &w->lines);
        if (r < 0)
            return r;
        a->batch->first_bad = next;
    }
    return 0;
}

static void
write_bad (struct writer *w, bool *failed)
{
    while (w->bad != NULL) {
        struct admission *a = w->bad;
        int r = write_bad_of (w, a);

        if (r < 0) {
            report_failure (w, "_bad", r);
            *failed = true;
            return;
        }
        w->bad = a->next_bad;
        if (--a->n_open == 0)
            open_done (w, a);
    }
}

/* Dead letters of this turn and of those before that failed. */
static void
write_dead (struct writer *w)
{
    bool failed = false;

    for (size_t i = 0; i < w->pl->n_targets; i++)
        write_target (w, w->pl->targets[i], &failed);
    write_bad (w, &failed);
    if (!failed && w->failing)
        log_line (LOG_LEVEL_INFO,
                  "pipeline \"%s\": dead letters can be written again",
                  w->pl->name);
    w->failing = failed;
}

/* ---- settlement ---- */

/* With the lock held: what has finished goes into the ledger. */
static void
count_finished (struct writer *w)
{
    for (struct delivery *d = w->finished.first; d != NULL; d = d->next) {
        if (d->counted)
            continue;
        ledger_end (&w->pl->ledger, d);
        d->counted = true;
        if (--d->admission->n_open == 0)
            open_done (w, d->admission);
    }
}

static void
clear_finished (struct writer *w)
{
    struct delivery *d;

    while ((d = delivery_list_take (&w->finished)) != NULL)
        delivery_clear (d);
}

/* Of the settling ones, all of one source in one call. */
static void
settle_source (struct admission **settling, struct trestle_ctx *ctx,
               int outcome, struct admission **ret_settled)
{
    struct source *s = ctx->owner;
    struct admission *rest = NULL;
    void *tokens[MAX_SETTLED];
    size_t n = 0;

    while (*settling != NULL) {
        struct admission *a = *settling;

        *settling = a->next;
        if (a->source != ctx || n == MAX_SETTLED) {
            a->next = rest;
            rest = a;
            continue;
        }
        tokens[n++] = a->token;
        a->next = *ret_settled;
        *ret_settled = a;
    }
    *settling = rest;
    instance_settled (ctx, tokens, n, outcome);
    if (atomic_fetch_sub (&s->n_out, n) == n && s->notify != NULL
        && atomic_load (&s->end) >= 0)
        s->notify (s->self);
}

/* Tells the sources; the batches may go afterwards. */
static struct admission *
settle_all (struct admission *settling, int outcome)
{
    struct admission *settled = NULL;

    while (settling != NULL)
        settle_source (&settling, settling->source, outcome, &settled);
    return settled;
}

static void
unref_all (struct admission *settled)
{
    while (settled != NULL) {
        struct admission *a = settled;

        settled = a->next;
        batch_unref (a->batch);
    }
}

/* With the lock held: sources that wait and may come back.  None of them is
 * closed before it was resumed: each counts as one batch that is out. */
static size_t
take_waiting (struct pipeline *pl, struct source **ret_waiting)
{
    size_t n = 0;

    if (pl->failing || pl->ledger.window.events >= pl->ledger.window.max_events
        || pl->ledger.window.bytes >= pl->ledger.window.max_bytes)
        return 0;
    while (pl->n_waiting > 0 && n < MAX_RESUME) {
        struct source *s = pl->waiting[--pl->n_waiting];

        atomic_fetch_add (&s->n_out, 1);
        ret_waiting[n++] = s;
    }
    return n;
}

static void
settle (struct writer *w)
{
    struct pipeline *pl = w->pl;
    uint64_t now = clock_now (pl->env->host->clock);
    struct source *waiting[MAX_RESUME];
    struct admission *settling;
    size_t n;

    pthread_mutex_lock (&pl->lock);
    count_finished (w);
    settling = w->settling;
    w->settling = NULL;
    for (struct admission *a = settling; a != NULL; a = a->next) {
        a->settled = true;
        ledger_leave (&pl->ledger, a, now);
    }
    pl->failing = w->failing;
    n = take_waiting (pl, waiting);
    pthread_mutex_unlock (&pl->lock);

    clear_finished (w);
    unref_all (settle_all (settling, TRESTLE_OK));
    for (size_t i = 0; i < n; i++) {
        instance_resume (waiting[i]->ctx);
        atomic_fetch_sub (&waiting[i]->n_out, 1);
    }
}

/* The deadline of the stop: all that is out is settled as not taken, its open
 * deliveries leave as dropped (contracts 1.2). */
static void
abandon (struct writer *w)
{
    struct pipeline *pl = w->pl;
    uint64_t now = clock_now (pl->env->host->clock);
    struct admission *settling = w->open;

    pthread_mutex_lock (&pl->lock);
    for (struct admission *a = settling; a != NULL; a = a->next) {
        for (struct delivery *d = a->deliveries; d != NULL; d = d->sibling) {
            if (d->counted)
                continue;
            d->counted = true;
            ledger_drop (&pl->ledger, d, REASON_NOT_TAKEN);
        }
        a->settled = true;
        ledger_leave (&pl->ledger, a, now);
    }
    pthread_mutex_unlock (&pl->lock);
    w->open = w->bad = NULL;
    w->failing = false;
    for (size_t i = 0; i < pl->n_targets; i++)
        pl->targets[i]->dying = (struct delivery_list){ NULL, NULL, 0 };
    settling = settle_all (settling, TRESTLE_RETRY);
    while (settling != NULL) {
        struct admission *a = settling;

        settling = a->next;
        a->next = w->abandoned;
        w->abandoned = a;
    }
}

/* ---- the thread ---- */

/* With the lock held. */
static bool
is_idle (const struct pipeline *pl)
{
    return !pl->busy && pl->ledger.window.events == 0
           && pl->ledger.window.bytes == 0 && pl->inbox_first == NULL
           && pl->ended.first == NULL;
}

bool
pipeline_is_idle (struct pipeline *pl)
{
    bool idle;

    pthread_mutex_lock (&pl->lock);
    idle = is_idle (pl);
    pthread_mutex_unlock (&pl->lock);
    return idle;
}

/* With the lock held. */
static void
turn_over (struct pipeline *pl)
{
    pl->busy = false;
    if (!pl->watched)
        return;
    pthread_cond_broadcast (&pl->calm);
    if (is_idle (pl))
        pl->env->notify (pl->env->self);
}

/* With the lock held: until there is work, or it is time to try what has
 * failed, or to resume sources that found no memory. */
static void
wait_for_work (struct writer *w)
{
    struct pipeline *pl = w->pl;
    struct timespec until;

    clock_gettime (CLOCK_MONOTONIC, &until);
    until.tv_sec += PAUSE_S;
    while (pl->inbox_first == NULL && pl->ended.first == NULL && !pl->abandon
           && !pl->ending) {
        if (!w->failing && pl->n_waiting == 0)
            pthread_cond_wait (&pl->work, &pl->lock);
        else if (pthread_cond_timedwait (&pl->work, &pl->lock, &until)
                 == ETIMEDOUT)
            return;
    }
}

/* False when it shall end. */
static bool
take_work (struct writer *w, struct work *work)
{
    struct pipeline *pl = w->pl;
    bool go_on;

    pthread_mutex_lock (&pl->lock);
    turn_over (pl);
    wait_for_work (w);
    work->inbox = pl->inbox_first;
    pl->inbox_first = pl->inbox_last = NULL;
    work->ended = pl->ended;
    pl->ended = (struct delivery_list){ NULL, NULL, 0 };
    work->abandon = pl->abandon;
    pl->abandon = false;
    go_on = !pl->ending || work->inbox != NULL || work->ended.first != NULL;
    pl->busy = go_on;
    pthread_mutex_unlock (&pl->lock);
    return go_on;
}

static void *
writer_main (void *arg)
{
    struct writer *w = arg;
    struct work work;

    while (take_work (w, &work)) {
        send (w, work.inbox);
        sort_ended (w, &work.ended);
        write_dead (w);
        settle (w);
        if (work.abandon)
            abandon (w);
    }
    return NULL;
}

int
writer_start (struct pipeline *pl)
{
    struct writer *w = calloc (1, sizeof *w);
    int r;

    if (w == NULL)
        return -ENOMEM;
    w->pl = pl;
    w->lines = (struct buf)BUF_INIT (MAX_DEAD_LINE);
    pl->busy = true;
    r = pthread_create (&w->thread, NULL, writer_main, w);
    if (r != 0) {
        free (w);
        return -r;
    }
    pl->writer = w;
    return 0;
}

void
writer_stop (struct pipeline *pl)
{
    struct writer *w = pl->writer;

    if (w == NULL)
        return;
    pthread_mutex_lock (&pl->lock);
    pl->ending = true;
    pthread_cond_signal (&pl->work);
    pthread_mutex_unlock (&pl->lock);
    pthread_join (w->thread, NULL);
    for (struct admission *a = w->abandoned; a != NULL; a = a->next)
        for (struct delivery *d = a->deliveries; d != NULL; d = d->sibling)
            delivery_clear (d);
    unref_all (w->abandoned);
    buf_free (&w->lines);
    free (w);
    pl->writer = NULL;
}
