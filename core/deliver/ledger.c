/* ledger.c - the two ledgers of a pipeline, and what it holds
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdlib.h>

#include "deliver/ledger.h"

static const char *const state_names[LEDGER_STATES]
    = { "received", "refused", "duplicate", "bad",
        "admitted", "routed",  "unmatched" };

const char *
ledger_state_name (int state)
{
    return state_names[state];
}

int
ledger_init (struct ledger *ledger, size_t n_pairs)
{
    *ledger = (struct ledger){ .n_pairs = n_pairs };
    ledger->pairs = calloc (n_pairs > 0 ? n_pairs : 1, sizeof *ledger->pairs);
    return ledger->pairs != NULL ? 0 : -ENOMEM;
}

void
ledger_destroy (struct ledger *ledger)
{
    free (ledger->pairs);
    ledger->pairs = NULL;
}

bool
ledger_has_room (const struct ledger *ledger, const struct trestle_batch *b)
{
    const struct window *w = &ledger->window;

    if (w->events == 0 && w->bytes == 0)
        return true;
    return w->events + b->n_events <= w->max_events
           && w->bytes + b->bytes <= w->max_bytes;
}

void
ledger_admit (struct ledger *ledger, const struct admission *a)
{
    const struct trestle_batch *b = a->batch;

    ledger->events[LEDGER_RECEIVED] += b->n_events + b->n_bad;
    ledger->events[LEDGER_BAD] += b->n_bad;
    ledger->events[LEDGER_ADMITTED] += b->n_events;
    ledger->events[LEDGER_ROUTED] += a->n_routed;
    ledger->events[LEDGER_UNMATCHED] += b->n_events - a->n_routed;
    for (const struct delivery *d = a->deliveries; d != NULL; d = d->sibling) {
        ledger->pairs[d->pair->index].created++;
        ledger->pairs[d->pair->index].pending++;
    }
    ledger->received_bytes += b->bytes;
    ledger->window.events += b->n_events;
    ledger->window.bytes += b->bytes;
}

void
ledger_refuse (struct ledger *ledger, uint64_t n)
{
    ledger->events[LEDGER_RECEIVED] += n;
    ledger->events[LEDGER_REFUSED] += n;
}

void
ledger_end (struct ledger *ledger, const struct delivery *d)
{
    struct ledger_pair *pair = &ledger->pairs[d->pair->index];

    pair->pending--;
    switch (d->end) {
    case DELIVERY_DELIVERED:
        pair->delivered++;
        break;
    case DELIVERY_FILTERED:
        pair->filtered++;
        break;
    case DELIVERY_DROPPED:
        pair->dropped[d->reason]++;
        break;
    default:
        pair->dead[d->reason]++;
        break;
    }
}

void
ledger_drop (struct ledger *ledger, const struct delivery *d, int reason)
{
    ledger->pairs[d->pair->index].pending--;
    ledger->pairs[d->pair->index].dropped[reason]++;
}

void
ledger_leave (struct ledger *ledger, const struct admission *a,
              uint64_t now_us)
{
    ledger->window.events -= a->batch->n_events;
    ledger->window.bytes -= a->batch->bytes;
    histogram_add (&ledger->settlement, now_us - a->now_us);
}

static uint64_t
pair_sum (const struct ledger_pair *pair)
{
    uint64_t sum = pair->delivered + pair->filtered + pair->pending;

    for (int i = 0; i < REASONS; i++)
        sum += pair->dead[i] + pair->dropped[i];
    return sum;
}

bool
ledger_is_exact (const struct ledger *ledger)
{
    const uint64_t *ev = ledger->events;

    for (size_t i = 0; i < ledger->n_pairs; i++)
        if (ledger->pairs[i].created != pair_sum (&ledger->pairs[i]))
            return false;
    return ev[LEDGER_RECEIVED]
               == ev[LEDGER_REFUSED] + ev[LEDGER_DUPLICATE] + ev[LEDGER_BAD]
                      + ev[LEDGER_ADMITTED]
           && ev[LEDGER_ADMITTED] == ev[LEDGER_ROUTED] + ev[LEDGER_UNMATCHED];
}
