/* delivery.h - one event on its way to one target because of one rule
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef DELIVER_DELIVERY_H
#define DELIVER_DELIVERY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "event/event.h"

struct target;

/* How a delivery ended; of several parts the worst counts, in this order
 * (contracts 1.3). */
enum delivery_end {
    DELIVERY_PENDING,
    DELIVERY_DELIVERED,
    DELIVERY_FILTERED,
    DELIVERY_DROPPED,
    DELIVERY_DEAD,
    DELIVERY_ENDS
};

/* Why it ended badly (contracts 1.3): the label `reason`. */
enum delivery_reason {
    REASON_NONE,
    REASON_REJECTED,
    REASON_EXPIRED,
    REASON_ATTEMPTS,
    REASON_NO_ROUTE,
    REASON_TOO_LARGE,
    REASON_OVERFLOW,
    REASON_OPERATOR,
    REASON_NOT_TAKEN,
    REASONS
};

/* "delivered", ... and "rejected", ...: the labels of the metrics. */
PRIVATE_API const char *delivery_end_name (int end);
PRIVATE_API const char *delivery_reason_name (int reason);

/* A rule and one of its targets. */
struct pair {
    const char *rule; /* borrowed from the pipeline */
    struct target *target;
    uint32_t index;  /* in the pipeline's ledger */
    uint32_t number; /* among its target's pairs */
};

/* What the steps made of the event. */
struct part {
    const struct trestle_event *ev; /* holds a reference on its batch */
    bool ended;
};

/* Lies in the memory of its batch. */
struct delivery {
    struct delivery *next;    /* of the one list that it is in */
    struct delivery *sibling; /* of its batch */
    struct admission *admission;
    const struct trestle_event *ev; /* as it was admitted */
    const struct pair *pair;
    struct part *parts;      /* malloc'ed; NULL: the event itself */
    char *code, *text;       /* of the last failure; malloc'ed or NULL */
    uint64_t due_us;         /* when it waits: until then */
    uint64_t retry_after_us; /* as the target asked for; 0: it did not */
    uint32_t n_parts;
    uint32_t next_part; /* first that this attempt has not handed over */
    uint32_t n_out;     /* parts in the target's hands */
    uint32_t attempts;
    uint64_t since_us; /* its age counts from here; 0: from its admission */
    uint32_t dead_attempts; /* forwarded: attempts before that */
    bool forwarded;         /* a dead letter on its way to another target */
    bool accepted;          /* which has taken it */
    uint8_t dead_reason;    /* forwarded: why */
    bool counted;           /* its end stands in the ledger; the writer's */
    bool begun;             /* an attempt is under way */
    bool again;             /* a part of this attempt asks for another */
    uint8_t end;            /* enum delivery_end, the worst so far */
    uint8_t reason;         /* enum delivery_reason */
};

/* What the core knows of a batch: batch->owner.  Lies in its memory. */
struct admission {
    struct admission *next, *prev; /* of those that are open */
    struct trestle_batch *batch;
    struct pipeline *pipeline;
    struct trestle_ctx *source;
    void *token;
    struct admission *next_bad;  /* of those whose bad ones are to write */
    struct delivery *deliveries; /* all, linked by sibling */
    struct delivery *last;       /* of them */
    struct random random;        /* for the UUIDs of its events */
    uint64_t now_us;             /* of its admission, CLOCK_BOOTTIME */
    uint32_t n_deliveries;
    uint32_t n_open;     /* deliveries that have not ended */
    uint32_t n_routed;   /* events that some rule wants */
    bool matched, taken; /* by route_admit; by trestle_emit */
    bool settled;
};

/* A list with its end. */
struct delivery_list {
    struct delivery *first, *last;
    size_t n;
};

static inline void
delivery_list_add (struct delivery_list *list, struct delivery *d)
{
    d->next = NULL;
    if (list->last != NULL)
        list->last->next = d;
    else
        list->first = d;
    list->last = d;
    list->n++;
}

static inline struct delivery *
delivery_list_take (struct delivery_list *list)
{
    struct delivery *d = list->first;

    if (d == NULL)
        return NULL;
    list->first = d->next;
    if (list->first == NULL)
        list->last = NULL;
    list->n--;
    return d;
}

/* Moves all of from behind list. */
static inline void
delivery_list_append (struct delivery_list *list, struct delivery_list *from)
{
    if (from->first == NULL)
        return;
    if (list->last != NULL)
        list->last->next = from->first;
    else
        list->first = from->first;
    list->last = from->last;
    list->n += from->n;
    from->first = from->last = NULL;
    from->n = 0;
}

/* Notes an end of the delivery or of one of its parts; the worst stays. */
void delivery_note (struct delivery *d, int end, int reason);
/* Replaces code and text by the strings given, which become d's. */
void delivery_set_reason (struct delivery *d, char *code, char *text);
/* Drops what the steps made of its event. */
void delivery_drop_parts (struct delivery *d);
/* Drops what an ended delivery holds beyond its batch. */
void delivery_clear (struct delivery *d);

#endif
