/* deliver-schedule.c - what is due comes first, and nothing before its time
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "deliver/schedule.h"
#include "unit/unit.h"

#define MANY 1000

static void
test_empty (void **state)
{
    struct schedule s = { NULL, 0, 0 };

    (void)state;
    assert_null (schedule_take (&s, UINT64_MAX));
    assert_true (schedule_next (&s) == UINT64_MAX);
    schedule_destroy (&s);
}

static void
test_not_before_its_time (void **state)
{
    struct schedule s = { NULL, 0, 0 };
    struct delivery d = { .due_us = 100 };

    (void)state;
    assert_int_equal (schedule_add (&s, &d), 0);
    assert_true (schedule_next (&s) == 100);
    assert_null (schedule_take (&s, 99));
    assert_ptr_equal (schedule_take (&s, 100), &d);
    assert_null (schedule_take (&s, 100));
    schedule_destroy (&s);
}

static void
test_order (void **state)
{
    static struct delivery d[MANY];
    struct schedule s = { NULL, 0, 0 };
    struct random random;
    uint64_t last = 0;

    (void)state;
    random_seed (&random, 1);
    for (int i = 0; i < MANY; i++) {
        d[i].due_us = random_below (&random, 500);
        assert_int_equal (schedule_add (&s, &d[i]), 0);
    }
    for (int i = 0; i < MANY; i++) {
        struct delivery *next = schedule_take (&s, UINT64_MAX - 1);

        assert_non_null (next);
        assert_true (next->due_us >= last);
        last = next->due_us;
    }
    assert_null (schedule_take (&s, UINT64_MAX - 1));
    schedule_destroy (&s);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_empty),
        cmocka_unit_test (test_not_before_its_time),
        cmocka_unit_test (test_order),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
