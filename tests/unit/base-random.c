/* base-random.c - one seed brings back one history
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <string.h>

#include "base/random.h"
#include "unit/unit.h"

#define DRAWS 100000

static void
test_seed (void **state)
{
    struct random a, b, c;
    int same = 0;

    (void)state;
    random_seed (&a, 7);
    random_seed (&b, 7);
    random_seed (&c, 8);
    for (int i = 0; i < 1000; i++) {
        uint64_t x = random_next (&a);

        assert_true (x == random_next (&b));
        same += x == random_next (&c);
    }
    assert_true (same < 2);
}

/* Each of ten comes about every tenth time. */
static void
test_below (void **state)
{
    unsigned counts[10] = { 0 };
    struct random r;

    (void)state;
    random_seed (&r, 3);
    assert_true (random_below (&r, 1) == 0);
    for (int i = 0; i < DRAWS; i++) {
        uint64_t x = random_below (&r, 10);

        assert_true (x < 10);
        counts[x]++;
    }
    for (int i = 0; i < 10; i++)
        assert_in_range (counts[i], DRAWS / 10 - 500, DRAWS / 10 + 500);
}

static void
test_uuid (void **state)
{
    struct random r;
    char uuid[37], other[37];

    (void)state;
    random_seed (&r, 1);
    random_uuid (&r, uuid);
    random_uuid (&r, other);
    assert_int_equal (strlen (uuid), 36);
    assert_string_not_equal (uuid, other);
    for (int i = 0; i < 36; i++)
        assert_non_null (strchr (
            i == 8 || i == 13 || i == 18 || i == 23 ? "-" : "0123456789abcdef",
            uuid[i]));
    assert_int_equal (uuid[14], '4');
    assert_non_null (strchr ("89ab", uuid[19]));
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_seed),
        cmocka_unit_test (test_below),
        cmocka_unit_test (test_uuid),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
