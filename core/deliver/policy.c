/* policy.c - what follows on an attempt
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "deliver/policy.h"
#include "deliver/delivery.h"

/* initial * 2^(attempts - 1), at most max. */
static uint64_t
ceiling (const struct policy *policy, uint32_t attempts)
{
    uint64_t us = policy->initial_us;

    for (uint32_t i = 1; i < attempts && us < policy->max_us; i++)
        us *= 2;
    return us < policy->max_us ? us : policy->max_us;
}

bool
policy_retry (const struct policy *policy, const struct policy_case *c,
              struct random *random, uint64_t *ret_due_us, int *ret_reason)
{
    uint64_t expires = c->admitted_us + policy->max_age_us;
    uint64_t delay;

    if (policy->max_attempts > 0 && c->attempts >= policy->max_attempts) {
        *ret_reason = REASON_ATTEMPTS;
        return false;
    }
    if (c->now_us >= expires) {
        *ret_reason = REASON_EXPIRED;
        return false;
    }
    delay = random_below (random, ceiling (policy, c->attempts) + 1);
    if (c->retry_after_us > delay)
        delay = c->retry_after_us < policy->max_us ? c->retry_after_us
                                                   : policy->max_us;
    /* The last attempt is at the end of its age, not a wait beyond it. */
    *ret_due_us = c->now_us + delay < expires ? c->now_us + delay : expires;
    return true;
}
