/* deliver-policy.c - backoff, jitter, age and attempts
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "base/clock.h"
#include "deliver/delivery.h"
#include "deliver/policy.h"
#include "unit/unit.h"

#define ROUNDS 2000

static const struct policy policy = { .initial_us = SECOND_US,
                                      .max_us = 300 * SECOND_US,
                                      .max_age_us = 86400 * SECOND_US,
                                      .max_attempts = 0 };

/* The longest wait of many after so many attempts. */
static uint64_t
longest (uint32_t attempts)
{
    struct policy_case c = { 5000, 0, 0, attempts };
    struct random random;
    uint64_t most = 0;

    random_seed (&random, attempts);
    for (int i = 0; i < ROUNDS; i++) {
        uint64_t due = 0;
        int reason = -1;

        assert_true (policy_retry (&policy, &c, &random, &due, &reason));
        assert_int_equal (reason, -1);
        assert_true (due >= c.now_us);
        if (due - c.now_us > most)
            most = due - c.now_us;
    }
    return most;
}

/* Full jitter: up to initial, then twice that, up to max. */
static void
test_backoff (void **state)
{
    (void)state;
    for (uint32_t attempts = 1; attempts < 40; attempts++) {
        uint64_t ceiling
            = attempts < 10 ? SECOND_US << (attempts - 1) : policy.max_us;
        uint64_t most;

        if (ceiling > policy.max_us)
            ceiling = policy.max_us;
        most = longest (attempts);
        assert_true (most <= ceiling);
        assert_true (most > ceiling / 100 * 95);
    }
}

static void
test_attempts (void **state)
{
    struct policy limited = policy;
    struct policy_case c = { 0, 0, 0, 2 };
    struct random random;
    uint64_t due = 0;
    int reason = -1;

    (void)state;
    random_seed (&random, 1);
    limited.max_attempts = 3;
    assert_true (policy_retry (&limited, &c, &random, &due, &reason));
    c.attempts = 3;
    assert_false (policy_retry (&limited, &c, &random, &due, &reason));
    assert_int_equal (reason, REASON_ATTEMPTS);
}

/* The last attempt is at the end of its age; after it there is none. */
static void
test_age (void **state)
{
    struct policy_case c = { 86399 * SECOND_US, 0, 0, 30 };
    struct random random;
    uint64_t due = 0;
    int reason = -1;

    (void)state;
    random_seed (&random, 1);
    for (int i = 0; i < ROUNDS; i++) {
        assert_true (policy_retry (&policy, &c, &random, &due, &reason));
        assert_true (due <= policy.max_age_us);
    }
    c.now_us = policy.max_age_us;
    assert_false (policy_retry (&policy, &c, &random, &due, &reason));
    assert_int_equal (reason, REASON_EXPIRED);
}

static void
test_retry_after (void **state)
{
    struct policy_case c = { 7, 0, 20 * SECOND_US, 1 };
    struct random random;
    uint64_t due = 0;
    int reason;

    (void)state;
    random_seed (&random, 1);
    assert_true (policy_retry (&policy, &c, &random, &due, &reason));
    assert_true (due == 7 + 20 * SECOND_US);
    c.retry_after_us = 4000 * SECOND_US; /* bounded by max */
    assert_true (policy_retry (&policy, &c, &random, &due, &reason));
    assert_true (due == 7 + policy.max_us);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_backoff),
        cmocka_unit_test (test_attempts),
        cmocka_unit_test (test_age),
        cmocka_unit_test (test_retry_after),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
