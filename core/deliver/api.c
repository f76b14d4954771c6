/* api.c - deliveries as the public header shows them
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <string.h>

#include "base/buf.h"
#include "deliver/lane.h"
#include "deliver/worker.h"
#include "host/instance.h"

/* Longest reason that is kept, and that a plugin may say. */
#define MAX_REASON    1024
#define MAX_FORMATTED (1u << 20)

/* Slots are aligned; what a handle has beyond that is its generation. */
static struct slot *
slot_of (const struct trestle_delivery *d)
{
    uintptr_t at = (uintptr_t)d;

    return (struct slot *)(at - at % SLOT_SIZE);
}

static bool
is_current (const struct slot *s, const struct trestle_delivery *d)
{
    return (uintptr_t)d % SLOT_SIZE == s->generation % SLOT_SIZE;
}

/* The slot of a delivery that is out; a fault otherwise. */
static struct slot *
slot_out (const struct trestle_delivery *d, const char *function)
{
    struct slot *s = slot_of (d);

    if (is_current (s, d) && s->d != NULL)
        return s;
    instance_fault (s->lane->ctx, function);
    return NULL;
}

const struct trestle_event *
trestle_delivery_event (const struct trestle_delivery *d)
{
    const struct slot *s = slot_out (d, "trestle_delivery_event");

    return s != NULL ? s->ev : NULL;
}

unsigned
trestle_delivery_attempt (const struct trestle_delivery *d)
{
    const struct slot *s = slot_out (d, "trestle_delivery_attempt");

    return s != NULL ? s->d->attempts : 0;
}

void **
trestle_delivery_slot (struct trestle_delivery *d)
{
    struct slot *s = slot_out (d, "trestle_delivery_slot");

    return s != NULL ? &s->user : NULL;
}

uint64_t
trestle_delivery_deadline (const struct trestle_delivery *d)
{
    const struct slot *s = slot_out (d, "trestle_delivery_deadline");

    return s != NULL ? s->deadline_us : 0;
}

void
trestle_delivery_reason (struct trestle_delivery *const *d, size_t n,
                         const char *code, const char *fmt, ...)
{
    CLEANUP_BUF struct buf text = BUF_INIT (MAX_FORMATTED);
    va_list ap;

    va_start (ap, fmt);
    buf_vprintf (&text, fmt, ap);
    va_end (ap);
    buf_cut (&text, MAX_REASON);
    for (size_t i = 0; i < n; i++) {
        struct slot *s = slot_out (d[i], "trestle_delivery_reason");

        if (s == NULL)
            continue;
        free (s->code);
        free (s->text);
        s->code = code != NULL ? strdup (code) : NULL;
        s->text = text.data != NULL ? strdup (text.data) : NULL;
    }
}

void
trestle_delivery_retry_after (struct trestle_delivery *const *d, size_t n,
                              uint64_t delay_us)
{
    for (size_t i = 0; i < n; i++) {
        struct slot *s = slot_out (d[i], "trestle_delivery_retry_after");

        if (s != NULL)
            s->retry_after_us = delay_us;
    }
}

/* Puts one among the done; with the lane's lock held.  False: it was not
 * out, or is another lane's. */
static bool
put_done (struct lane *lane, const struct trestle_delivery *d, int outcome)
{
    struct slot_list *done = &lane->done;
    struct slot *s = slot_of (d);

    if (s->lane != lane || s->state != SLOT_OUT || !is_current (s, d))
        return false;
    s->state = SLOT_DONE;
    s->generation++; /* the handle is no longer good for anything */
    s->outcome = outcome;
    s->next = NULL;
    if (done->last != NULL)
        done->last->next = s;
    else
        done->first = s;
    done->last = s;
    return true;
}

static bool
on_worker (const struct lane *lane)
{
    return lane->delivering
           && pthread_equal (lane->worker->thread, pthread_self ());
}

void
trestle_delivery_done (struct trestle_delivery *const *d, size_t n,
                       int outcome)
{
    size_t faults = 0;
    struct lane *lane;
    bool wake;

    if (n == 0)
        return;
    lane = slot_of (d[0])->lane;
    pthread_mutex_lock (&lane->lock);
    for (size_t i = 0; i < n; i++)
        if (!put_done (lane, d[i], outcome))
            faults++;
    wake = !on_worker (lane);
    pthread_mutex_unlock (&lane->lock);
    if (faults > 0)
        instance_fault (lane->ctx, "trestle_delivery_done");
    if (wake)
        lane_wake (lane);
}
