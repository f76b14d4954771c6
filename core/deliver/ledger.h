/* ledger.h - the two ledgers of a pipeline, and what it holds
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Contracts 1.3.  No lock here: the pipeline's lock guards all of it, so that
 * a copy made under the lock is one snapshot.
 */
#ifndef DELIVER_LEDGER_H
#define DELIVER_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "deliver/delivery.h"
#include "deliver/histogram.h"

/* received = refused + duplicate + bad + admitted;
 * admitted = routed + unmatched. */
enum ledger_state {
    LEDGER_RECEIVED,
    LEDGER_REFUSED,
    LEDGER_DUPLICATE,
    LEDGER_BAD,
    LEDGER_ADMITTED,
    LEDGER_ROUTED,
    LEDGER_UNMATCHED,
    LEDGER_STATES
};

PRIVATE_API const char *ledger_state_name (int state);

/* created = delivered + filtered + dead_lettered + dropped + pending. */
struct ledger_pair {
    uint64_t created;
    uint64_t delivered, filtered;
    uint64_t dead[REASONS];
    uint64_t dropped[REASONS];
    uint64_t pending; /* counted as deliveries enter the window and leave it,
                       * not computed from the others */
};

/* What is in flight, and may be (contracts: window). */
struct window {
    uint64_t events, bytes;
    uint64_t max_events, max_bytes;
};

struct ledger {
    uint64_t events[LEDGER_STATES];
    struct ledger_pair *pairs; /* by struct pair.index */
    size_t n_pairs;
    struct window window;
    uint64_t received_bytes;     /* of batches that were taken */
    struct histogram settlement; /* from emit to settled */
};

/* 0 or -ENOMEM. */
int ledger_init (struct ledger *ledger, size_t n_pairs);
PRIVATE_API void ledger_destroy (struct ledger *ledger);

/* Whether a batch of so much may come in; a larger one than the window only
 * when that is empty (contracts 1.12). */
bool ledger_has_room (const struct ledger *ledger,
                      const struct trestle_batch *b);
/* A batch came in, with the deliveries of its admission. */
void ledger_admit (struct ledger *ledger, const struct admission *a);
/* n events were refused. */
void ledger_refuse (struct ledger *ledger, uint64_t n);
/* A delivery has ended as its fields say. */
void ledger_end (struct ledger *ledger, const struct delivery *d);
/* A delivery is given up while others may still look at its fields. */
void ledger_drop (struct ledger *ledger, const struct delivery *d, int reason);
/* A batch is settled and leaves the window. */
void ledger_leave (struct ledger *ledger, const struct admission *a,
                   uint64_t now_us);

/* Whether both laws hold. */
PRIVATE_API bool ledger_is_exact (const struct ledger *ledger);

#endif
