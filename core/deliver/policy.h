/* policy.h - what follows on an attempt
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A pure function of settings, outcome, age and a random number.
 */
#ifndef DELIVER_POLICY_H
#define DELIVER_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/random.h"

struct policy {
    uint64_t initial_us;   /* most that the first retry waits */
    uint64_t max_us;       /* most that any waits */
    uint64_t max_age_us;   /* since the admission */
    uint32_t max_attempts; /* 0: no limit */
};

struct policy_case {
    uint64_t now_us;
    uint64_t admitted_us;    /* on the same clock */
    uint64_t retry_after_us; /* what the target asked for; 0: nothing */
    uint32_t attempts;       /* made so far, at least 1 */
};

/* After an attempt that failed but may succeed later: true and when to try
 * again; or false and the enum delivery_reason.  Full jitter: evenly between 0
 * and initial * 2^(attempts - 1), at most max (contracts 1.10). */
bool policy_retry (const struct policy *policy, const struct policy_case *c,
                   struct random *random, uint64_t *ret_due_us,
                   int *ret_reason);

#endif
