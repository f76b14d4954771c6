/* deliver-ledger.c - both laws hold at every step, and the window is bounded
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "deliver/ledger.h"
#include "unit/unit.h"

#define PAIRS 3
#define STEPS 20000
#define OUT   64

static void
test_room (void **state)
{
    struct trestle_batch b = { .n_events = 60, .bytes = 500 };
    struct admission a = { .batch = &b };
    struct ledger ledger;

    (void)state;
    assert_int_equal (ledger_init (&ledger, 1), 0);
    ledger.window.max_events = 100;
    ledger.window.max_bytes = 1000;
    assert_true (ledger_has_room (&ledger, &b));
    ledger_admit (&ledger, &a);
    assert_false (ledger_has_room (&ledger, &b));
    b.n_events = 40;
    assert_true (ledger_has_room (&ledger, &b));
    b.bytes = 501;
    assert_false (ledger_has_room (&ledger, &b));
    b = (struct trestle_batch){ .n_events = 60, .bytes = 500 };
    ledger_leave (&ledger, &a, 0);
    b = (struct trestle_batch){ .n_events = 1000, .bytes = 50000 };
    assert_true (ledger_has_room (&ledger, &b)); /* larger than an empty one */
    ledger_destroy (&ledger);
}

/* Batches come and deliveries end in any way, in any order. */
struct history {
    struct ledger ledger;
    struct random random;
    struct pair pairs[PAIRS];
    struct trestle_batch batches[OUT];
    struct admission admissions[OUT];
    struct delivery deliveries[OUT];
    bool out[OUT];
};

static void
begin (struct history *h, size_t i)
{
    uint32_t n = (uint32_t)random_below (&h->random, 5);

    h->batches[i] = (struct trestle_batch){
        .n_events = n,
        .n_bad = (uint32_t)random_below (&h->random, 3),
        .bytes = random_below (&h->random, 100),
    };
    h->deliveries[i] = (struct delivery){
        .pair = &h->pairs[random_below (&h->random, PAIRS)],
        .end = (uint8_t)(DELIVERY_DELIVERED
                         + random_below (&h->random, DELIVERY_ENDS - 1)),
        .reason = (uint8_t)random_below (&h->random, REASONS),
    };
    h->admissions[i] = (struct admission){
        .batch = &h->batches[i],
        .n_routed = n > 0 ? n - 1 : 0,
        .deliveries = &h->deliveries[i],
    };
    ledger_admit (&h->ledger, &h->admissions[i]);
}

static void
end (struct history *h, size_t i)
{
    if (random_below (&h->random, 10) == 0)
        ledger_drop (&h->ledger, &h->deliveries[i], REASON_NOT_TAKEN);
    else
        ledger_end (&h->ledger, &h->deliveries[i]);
    ledger_leave (&h->ledger, &h->admissions[i], 0);
}

static void
test_laws (void **state)
{
    static struct history h;

    (void)state;
    random_seed (&h.random, 42);
    assert_int_equal (ledger_init (&h.ledger, PAIRS), 0);
    for (uint32_t i = 0; i < PAIRS; i++)
        h.pairs[i].index = i;
    for (int step = 0; step < STEPS; step++) {
        size_t i = random_below (&h.random, OUT);

        if (random_below (&h.random, 8) == 0)
            ledger_refuse (&h.ledger, random_below (&h.random, 4));
        if (h.out[i])
            end (&h, i);
        else
            begin (&h, i);
        h.out[i] = !h.out[i];
        assert_true (ledger_is_exact (&h.ledger));
    }
    for (size_t i = 0; i < OUT; i++)
        if (h.out[i])
            end (&h, i);
    assert_true (ledger_is_exact (&h.ledger));
    assert_true (h.ledger.window.events == 0 && h.ledger.window.bytes == 0);
    for (size_t i = 0; i < PAIRS; i++)
        assert_true (h.ledger.pairs[i].pending == 0);
    ledger_destroy (&h.ledger);
}

/* The check itself must be able to fail. */
static void
test_an_error_shows (void **state)
{
    struct ledger ledger;

    (void)state;
    assert_int_equal (ledger_init (&ledger, 1), 0);
    ledger.pairs[0].created = 1;
    assert_false (ledger_is_exact (&ledger));
    ledger.pairs[0].pending = 1;
    assert_true (ledger_is_exact (&ledger));
    ledger.events[LEDGER_RECEIVED] = 1;
    assert_false (ledger_is_exact (&ledger));
    ledger_destroy (&ledger);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_room),
        cmocka_unit_test (test_laws),
        cmocka_unit_test (test_an_error_shows),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
