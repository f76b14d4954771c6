/* lane.c - one instance of a target, and the deliveries in its hands
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdlib.h>

#include "deliver/forward.h"
#include "deliver/lane.h"
#include "deliver/worker.h"
#include "host/instance.h"

_Static_assert(sizeof (struct slot) == SLOT_SIZE, "slots fill their room");

/* ---- slots ---- */

static void
list_add (struct slot_list *list, struct slot *s)
{
    s->next = NULL;
    if (list->last != NULL)
        list->last->next = s;
    else
        list->first = s;
    list->last = s;
}

static struct slot *
list_take (struct slot_list *list)
{
    struct slot *s = list->first;

    if (s == NULL)
        return NULL;
    list->first = s->next;
    if (list->first == NULL)
        list->last = NULL;
    return s;
}

static struct slot *
slots_new (struct lane *lane, uint32_t n)
{
    struct slot *slots = aligned_alloc (SLOT_SIZE, (size_t)n * SLOT_SIZE);

    for (uint32_t i = 0; slots != NULL && i < n; i++)
        slots[i] = (struct slot){ .lane = lane, .state = SLOT_FREE };
    return slots;
}

struct lane *
lane_new (struct target *t, const struct batch_limits *limits, uint64_t seed)
{
    struct lane *lane = calloc (1, sizeof *lane);
    uint32_t n = t->set.in_flight;

    if (lane == NULL)
        return NULL;
    pthread_mutex_init (&lane->lock, NULL);
    lane->target = t;
    random_seed (&lane->random, seed);
    lane->env = (struct steps_env){ limits, &lane->random };
    lane->slots = slots_new (lane, n);
    lane->handles = calloc (t->set.max_events, sizeof *lane->handles);
    lane->steps = calloc (t->n_pairs + 1, sizeof *lane->steps);
    if (lane->slots == NULL || lane->handles == NULL || lane->steps == NULL) {
        lane_free (lane);
        return NULL;
    }
    for (uint32_t i = 0; i < n; i++)
        list_add (&lane->free, &lane->slots[i]);
    lane->n_free = n;
    return lane;
}

void
lane_free (struct lane *lane)
{
    if (lane == NULL)
        return;
    for (uint32_t i = 0;
         lane->slots != NULL && i < lane->target->set.in_flight; i++) {
        free (lane->slots[i].code);
        free (lane->slots[i].text);
    }
    for (uint32_t i = 0; lane->steps != NULL && i < lane->target->n_pairs; i++)
        free (lane->steps[i].at);
    pthread_mutex_destroy (&lane->lock);
    free (lane->slots);
    free (lane->handles);
    free (lane->steps);
    free (lane);
}

void
lane_wake (struct lane *lane)
{
    worker_wake (lane->worker);
}

void
lane_forget (struct lane *lane)
{
    pthread_mutex_lock (&lane->lock);
    for (uint32_t i = 0; i < lane->target->set.in_flight; i++) {
        lane->slots[i].state = SLOT_FREE;
        lane->slots[i].generation++;
    }
    lane->done = (struct slot_list){ NULL, NULL };
    pthread_mutex_unlock (&lane->lock);
}

/* ---- the end of an attempt ---- */

/* Whether d has gone on to the target of dead letters. */
static bool
forward (struct lane *lane, struct delivery *d, uint64_t now_us)
{
    struct delivery_list list = { NULL, NULL, 0 };

    if (lane->target->dead_target == NULL || d->forwarded
        || forward_begin (d, &lane->env, now_us) < 0)
        return false;
    delivery_list_add (&list, d);
    target_push (lane->target->dead_target, &list);
    return true;
}

/* A delivery has ended: without a dead letter it is dropped. */
static void
finish (struct lane *lane, struct delivery *d, uint64_t now_us,
        struct delivery_list *ended)
{
    if (d->forwarded)
        forward_end (d);
    else if (d->end == DELIVERY_DEAD && forward (lane, d, now_us))
        return;
    else if (d->end == DELIVERY_DEAD && lane->target->set.dead == DEAD_NONE)
        d->end = DELIVERY_DROPPED;
    delivery_list_add (ended, d);
}

/* All parts of this attempt are back. */
static void
attempt_over (struct lane *lane, struct delivery *d, uint64_t now_us,
              struct delivery_list *ended)
{
    d->next_part = 0;
    d->begun = false;
    if (d->again && target_retry (lane->target, d, now_us))
        return;
    finish (lane, d, now_us, ended);
}

static uint32_t
parts_of (const struct delivery *d)
{
    return d->parts != NULL ? d->n_parts : 1;
}

/* It was given and then came to nothing: not for the slot's next one. */
static void
forget_reason (struct slot *s)
{
    free (TAKE (s->code));
    free (TAKE (s->text));
}

/* What the plugin said of one part. */
static void
part_back (struct slot *s)
{
    struct delivery *d = s->d;
    bool ended = true;

    d->n_out--;
    switch (s->outcome) {
    case TRESTLE_OK:
        delivery_note (d, DELIVERY_DELIVERED, REASON_NONE);
        break;
    case TRESTLE_FILTERED:
    case TRESTLE_REJECT:
        delivery_note (d, DELIVERY_DEAD, REASON_REJECTED);
        break;
    default: /* DOWN and HOLD too, until the breaker is there */
        ended = false;
        d->again = true;
        if (s->retry_after_us > d->retry_after_us)
            d->retry_after_us = s->retry_after_us;
        break;
    }
    if (d->parts != NULL)
        d->parts[s->part].ended = ended;
    if (s->outcome != TRESTLE_OK && !d->forwarded)
        delivery_set_reason (d, TAKE (s->code), TAKE (s->text));
    else if (s->code != NULL || s->text != NULL)
        forget_reason (s);
}

static int
known_outcome (int outcome)
{
    return outcome >= TRESTLE_OK && outcome <= TRESTLE_HOLD ? outcome
                                                            : TRESTLE_RETRY;
}

/* With the lock held. */
static void
count (struct lane *lane, const struct slot *s, uint64_t now_us)
{
    uint64_t began = s->deadline_us - lane->target->set.timeout_us;

    lane->stats.attempts[known_outcome (s->outcome)]++;
    if (s->outcome == TRESTLE_OK)
        lane->stats.bytes += s->ev->data_len;
    histogram_add (&lane->stats.duration, now_us > began ? now_us - began : 0);
}

void
lane_add_stats (struct lane *lane, struct lane_stats *stats)
{
    pthread_mutex_lock (&lane->lock);
    for (int i = 0; i <= TRESTLE_HOLD; i++)
        stats->attempts[i] += lane->stats.attempts[i];
    stats->bytes += lane->stats.bytes;
    histogram_merge (&stats->duration, &lane->stats.duration);
    pthread_mutex_unlock (&lane->lock);
}

static bool
collect (struct lane *lane, uint64_t now_us, struct delivery_list *ended)
{
    struct slot_list done;
    struct slot *s;

    pthread_mutex_lock (&lane->lock);
    done = lane->done;
    lane->done = (struct slot_list){ NULL, NULL };
    for (s = done.first; s != NULL; s = s->next) {
        s->state = SLOT_FREE;
        count (lane, s, now_us);
    }
    pthread_mutex_unlock (&lane->lock);
    if (done.first == NULL)
        return false;
    while ((s = list_take (&done)) != NULL) {
        struct delivery *d = s->d;

        part_back (s);
        s->d = NULL;
        list_add (&lane->free, s);
        lane->n_free++;
        if (d->n_out == 0 && d->next_part == parts_of (d))
            attempt_over (lane, d, now_us, ended);
    }
    return true;
}

/* ---- the begin of an attempt ---- */

/* Runs the steps, if they have not run.  False if nothing is to be sent: the
 * attempt is over. */
static bool
begin (struct lane *lane, struct delivery *d)
{
    int outcome = TRESTLE_OK;

    d->attempts++;
    d->begun = true;
    d->again = false;
    d->retry_after_us = 0;
    if (d->parts == NULL)
        outcome = steps_run (&lane->steps[d->pair->number], &lane->env, d);
    if (outcome == TRESTLE_OK)
        return true;
    if (outcome == TRESTLE_FILTERED)
        delivery_note (d, DELIVERY_FILTERED, REASON_NONE);
    else if (outcome == TRESTLE_REJECT)
        delivery_note (d, DELIVERY_DEAD, REASON_REJECTED);
    else
        d->again = true;
    return false;
}

/* One call of deliver as it fills up. */
struct load {
    uint64_t now_us;
    uint64_t bytes;
    uint32_t n;
};

/* For an event of so many bytes; a call has at least one. */
static bool
has_room (const struct lane *lane, const struct load *load, uint64_t bytes)
{
    const struct target_settings *set = &lane->target->set;

    if (lane->n_free == 0 || load->n >= set->max_events)
        return false;
    return load->n == 0 || load->bytes + bytes <= set->max_bytes;
}

static const struct trestle_event *
part_of (const struct delivery *d, uint32_t part)
{
    return d->parts != NULL ? d->parts[part].ev : d->ev;
}

static void
hand_over (struct lane *lane, struct delivery *d, uint32_t part,
           struct load *load)
{
    struct slot *s = list_take (&lane->free);

    lane->n_free--;
    s->d = d;
    s->part = part;
    s->ev = part_of (d, part);
    s->user = NULL;
    s->retry_after_us = 0;
    s->deadline_us = load->now_us + lane->target->set.timeout_us;
    s->next = NULL;
    d->n_out++;
    load->bytes += s->ev->data_len;
    lane->handles[load->n++]
        = (struct trestle_delivery *)((char *)s + s->generation % SLOT_SIZE);
}

/* As many parts of d as there is room for; true if that was all of them. */
static bool
hand_over_parts (struct lane *lane, struct delivery *d, struct load *load)
{
    while (d->next_part < parts_of (d)) {
        bool ended = d->parts != NULL && d->parts[d->next_part].ended;

        if (!ended
            && !has_room (lane, load, part_of (d, d->next_part)->data_len))
            return false;
        if (!ended)
            hand_over (lane, d, d->next_part, load);
        d->next_part++;
    }
    return true;
}

static void
fill (struct lane *lane, struct load *load, struct delivery_list *ended)
{
    struct delivery *d;

    while (has_room (lane, load, 0) && (d = lane->taken.first) != NULL) {
        if (!d->begun && !begin (lane, d)) {
            delivery_list_take (&lane->taken);
            attempt_over (lane, d, load->now_us, ended);
            continue;
        }
        if (!hand_over_parts (lane, d, load))
            return;
        delivery_list_take (&lane->taken);
        if (d->n_out == 0)
            attempt_over (lane, d, load->now_us, ended);
    }
}

static void
deliver (struct lane *lane, uint32_t n)
{
    pthread_mutex_lock (&lane->lock);
    for (uint32_t i = 0; i < n; i++) {
        uintptr_t at = (uintptr_t)lane->handles[i];

        ((struct slot *)(at - at % SLOT_SIZE))->state = SLOT_OUT;
    }
    lane->delivering = true;
    pthread_mutex_unlock (&lane->lock);

    instance_deliver (lane->ctx, lane->handles, n);

    pthread_mutex_lock (&lane->lock);
    lane->delivering = false;
    pthread_mutex_unlock (&lane->lock);
}

static bool
launch (struct lane *lane, uint64_t now_us, struct delivery_list *ended)
{
    uint32_t most = lane->target->set.max_events;
    struct load load = { now_us, 0, 0 };

    if (lane->n_free == 0)
        return false;
    if (most > lane->n_free)
        most = lane->n_free; /* the rest is for other lanes */
    if (lane->taken.first == NULL)
        target_take (lane->target, now_us, most, &lane->taken);
    if (lane->taken.first == NULL)
        return false;
    fill (lane, &load, ended);
    if (load.n > 0)
        deliver (lane, load.n);
    return true;
}

bool
lane_turn (struct lane *lane, uint64_t now_us)
{
    struct delivery_list ended = { NULL, NULL, 0 };
    bool busy = collect (lane, now_us, &ended);

    busy |= launch (lane, now_us, &ended);
    if (ended.n > 0)
        lane->target->ended (lane->target->self, &ended);
    return busy;
}

uint64_t
lane_next (struct lane *lane)
{
    if (lane->n_free == 0)
        return UINT64_MAX;
    return lane->taken.first != NULL ? 0 : target_next (lane->target);
}
