/* deliver-lane.c - attempts, parts, retries and faults, without a thread
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "deliver/lane.h"
#include "deliver/worker.h"
#include "host/instance.h"
#include "unit/unit.h"

#define MOST 64

static const struct batch_limits limits = { 1 << 20, 8 << 20 };

/* A target that keeps what it is given until the test says what became of
 * it. */
struct fixture {
    struct host host;
    struct plugin plugin;
    struct trestle_ctx ctx;
    struct target *target;
    struct lane *lane;
    struct worker *worker;
    struct random random;
    struct trestle_batch *b;
    struct pair pair;
    struct admission admission;
    struct delivery d[MOST];
    struct trestle_delivery *out[MOST]; /* in the target's hands */
    size_t n_out, n_calls, most_in_call;
    struct delivery *ended[MOST];
    size_t n_ended;
    int outcome; /* given at once, or -1: kept */
};

static void
fake_deliver (void *self, struct trestle_delivery *const *d, size_t n)
{
    struct fixture *x = self;

    x->n_calls++;
    if (n > x->most_in_call)
        x->most_in_call = n;
    if (x->outcome >= 0) {
        trestle_delivery_done (d, n, x->outcome);
        return;
    }
    for (size_t i = 0; i < n; i++)
        x->out[x->n_out++] = d[i];
}

static void
fake_ended (void *self, struct delivery_list *list)
{
    struct fixture *x = self;
    struct delivery *d;

    while ((d = delivery_list_take (list)) != NULL)
        x->ended[x->n_ended++] = d;
}

static void
make_ctx (struct fixture *x)
{
    x->plugin.def.head.kind = TRESTLE_TARGET;
    x->plugin.def.deliver = fake_deliver;
    x->ctx.host = &x->host;
    x->host.clock = &clock_real;
    x->ctx.plugin = &x->plugin;
    x->ctx.self = x;
    x->ctx.tag.instance = "fake";
    pthread_mutex_init (&x->ctx.call, NULL);
    atomic_init (&x->ctx.state, INSTANCE_STARTED);
}

static void
make_target (struct fixture *x)
{
    const struct target_settings set = {
        .lanes = 1,
        .max_events = 4,
        .max_bytes = 1 << 20,
        .in_flight = 8,
        .timeout_us = SECOND_US,
        .retry_window = 5,
        .policy = { SECOND_US, 10 * SECOND_US, 3600 * SECOND_US, 3 },
    };

    x->target = target_new ("fake", &x->plugin, &set, 1);
    x->target->ended = fake_ended;
    x->target->self = x;
    x->target->n_pairs = 1;
    x->worker = worker_new (&clock_real);
    x->lane = lane_new (x->target, &limits, 2);
    x->lane->ctx = &x->ctx;
    worker_add (x->worker, x->lane);
}

static int
setup (void **state)
{
    struct fixture *x = calloc (1, sizeof *x);

    make_ctx (x);
    make_target (x);
    random_seed (&x->random, 1);
    x->b = batch_new (&limits, NULL, &x->random, 0);
    x->admission.batch = x->b;
    x->pair = (struct pair){ "rule", x->target, 0, 0 };
    x->outcome = -1;
    *state = x;
    return 0;
}

static int
teardown (void **state)
{
    struct fixture *x = *state;

    for (size_t i = 0; i < MOST; i++)
        delivery_clear (&x->d[i]);
    lane_free (x->lane);
    worker_free (x->worker);
    target_free (x->target);
    batch_unref (x->b);
    pthread_mutex_destroy (&x->ctx.call);
    free (x);
    return 0;
}

static const struct trestle_event *
make_event (struct trestle_batch *b)
{
    static const char *const attrs[]
        = { "id", "1", "source", "/s", "type", "t", NULL };

    assert_int_equal (trestle_batch_add (b, NULL, attrs, "1", 1), 0);
    return b->last;
}

/* n deliveries reach the target. */
static void
push (struct fixture *x, size_t n)
{
    struct delivery_list list = { NULL, NULL, 0 };

    for (size_t i = 0; i < n; i++) {
        x->d[i] = (struct delivery){ .admission = &x->admission,
                                     .ev = make_event (x->b),
                                     .pair = &x->pair };
        delivery_list_add (&list, &x->d[i]);
    }
    delivery_list_append (&x->target->ready, &list);
}

static void
turn (struct fixture *x, uint64_t now_us)
{
    while (lane_turn (x->lane, now_us))
        continue;
}

static void
test_all_are_delivered (void **state)
{
    struct fixture *x = *state;

    x->outcome = TRESTLE_OK;
    push (x, 30);
    turn (x, 0);
    assert_int_equal (x->n_ended, 30);
    assert_int_equal (x->most_in_call, 4); /* max_events */
    for (size_t i = 0; i < 30; i++) {
        assert_ptr_equal (x->ended[i], &x->d[i]);
        assert_int_equal (x->d[i].end, DELIVERY_DELIVERED);
        assert_int_equal (x->d[i].attempts, 1);
    }
}

static void
test_in_flight_bounds (void **state)
{
    struct fixture *x = *state;

    push (x, 30);
    turn (x, 0);
    assert_int_equal (x->n_out, 8);
    trestle_delivery_done (&x->out[3], 1, TRESTLE_OK);
    turn (x, 0);
    assert_int_equal (x->n_out, 9);
    assert_int_equal (x->n_ended, 1);
    assert_ptr_equal (x->ended[0], &x->d[3]);
}

/* Three attempts, none before its time, then a dead letter with the last
 * reason. */
static void
test_retry_until_attempts_end (void **state)
{
    struct fixture *x = *state;
    uint64_t now = 0;

    push (x, 1);
    for (unsigned attempt = 1; attempt <= 3; attempt++) {
        turn (x, now);
        assert_int_equal (x->n_out, attempt);
        assert_int_equal (trestle_delivery_attempt (x->out[attempt - 1]),
                          attempt);
        trestle_delivery_reason (&x->out[attempt - 1], 1, "fake:no",
                                 "attempt %u", attempt);
        trestle_delivery_done (&x->out[attempt - 1], 1, TRESTLE_RETRY);
        turn (x, now);
        if (attempt == 3)
            break;
        assert_int_equal (x->n_ended, 0);
        now = lane_next (x->lane);
        assert_true (now <= 12 * SECOND_US);
    }
    assert_int_equal (x->n_ended, 1);
    assert_int_equal (x->d[0].end, DELIVERY_DEAD);
    assert_int_equal (x->d[0].reason, REASON_ATTEMPTS);
    assert_string_equal (x->d[0].code, "fake:no");
    assert_string_equal (x->d[0].text, "attempt 3");
}

static void
test_reject_is_a_dead_letter (void **state)
{
    struct fixture *x = *state;

    x->outcome = TRESTLE_REJECT;
    push (x, 1);
    turn (x, 0);
    assert_int_equal (x->d[0].end, DELIVERY_DEAD);
    assert_int_equal (x->d[0].reason, REASON_REJECTED);
}

static void
test_filtered_is_rejected (void **state)
{
    struct fixture *x = *state;

    x->outcome = TRESTLE_FILTERED;
    push (x, 1);
    turn (x, 0);
    assert_int_equal (x->d[0].end, DELIVERY_DEAD);
    assert_int_equal (x->d[0].reason, REASON_REJECTED);
}

static void
test_without_dead_letters_it_is_dropped (void **state)
{
    struct fixture *x = *state;

    x->target->set.dead = DEAD_NONE;
    x->outcome = TRESTLE_REJECT;
    push (x, 1);
    turn (x, 0);
    assert_int_equal (x->d[0].end, DELIVERY_DROPPED);
    assert_int_equal (x->d[0].reason, REASON_REJECTED);
}

/* Reading ahead stops when so many wait for another attempt. */
static void
test_retry_window (void **state)
{
    struct fixture *x = *state;

    x->outcome = TRESTLE_RETRY;
    push (x, 30);
    turn (x, 0);
    assert_true (x->target->schedule.n >= 5);
    assert_true (x->target->schedule.n <= 5 + 4);
    assert_true (x->target->ready.n >= 30 - 9 - 4);
}

/* Three parts; one fails twice and goes alone, the worst end counts. */
static void
test_parts (void **state)
{
    struct fixture *x = *state;
    struct part *parts = calloc (3, sizeof *parts);

    push (x, 1);
    for (int i = 0; i < 3; i++) {
        parts[i].ev = make_event (x->b);
        batch_ref (x->b);
    }
    x->d[0].parts = parts;
    x->d[0].n_parts = 3;
    turn (x, 0);
    assert_int_equal (x->n_out, 3);
    trestle_delivery_done (&x->out[0], 1, TRESTLE_OK);
    trestle_delivery_done (&x->out[2], 1, TRESTLE_REJECT);
    turn (x, 0);
    assert_int_equal (x->n_ended, 0);
    trestle_delivery_done (&x->out[1], 1, TRESTLE_RETRY);
    turn (x, 0);
    turn (x, lane_next (x->lane));
    assert_int_equal (x->n_out, 4);
    assert_ptr_equal (trestle_delivery_event (x->out[3]), parts[1].ev);
    trestle_delivery_done (&x->out[3], 1, TRESTLE_OK);
    turn (x, 3600 * SECOND_US);
    assert_int_equal (x->n_ended, 1);
    assert_int_equal (x->d[0].end, DELIVERY_DEAD);
}

/* What does not fit into one call begins in the next: one attempt, not two. */
static void
test_full_call_is_no_attempt (void **state)
{
    struct fixture *x = *state;

    x->target->set.max_bytes = 1;
    x->outcome = TRESTLE_OK;
    push (x, 3);
    turn (x, 0);
    assert_int_equal (x->most_in_call, 1);
    assert_int_equal (x->n_ended, 3);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal (x->d[i].attempts, 1);
}

/* A reason that came with OK is not that of the slot's next delivery. */
static void
test_reason_of_success (void **state)
{
    struct fixture *x = *state;

    x->target->set.in_flight = 1;
    x->lane->free.last = x->lane->free.first;
    x->lane->free.first->next = NULL;
    x->lane->n_free = 1;
    push (x, 2);
    turn (x, 0);
    trestle_delivery_reason (&x->out[0], 1, "fake:yes", "it went well");
    trestle_delivery_done (&x->out[0], 1, TRESTLE_OK);
    turn (x, 0);
    trestle_delivery_done (&x->out[1], 1, TRESTLE_REJECT);
    turn (x, 0);
    assert_int_equal (x->n_ended, 2);
    assert_null (x->d[1].code);
    assert_null (x->d[1].text);
}

#ifndef TRESTLE_DEBUG
/* Twice, and after its slot was used again: noticed, without effect. */
static void
test_done_twice (void **state)
{
    struct fixture *x = *state;
    struct trestle_delivery *stale;

    push (x, 20);
    turn (x, 0);
    stale = x->out[0];
    trestle_delivery_done (&stale, 1, TRESTLE_OK);
    trestle_delivery_done (&stale, 1, TRESTLE_REJECT);
    turn (x, 0);
    assert_int_equal (x->n_ended, 1);
    assert_int_equal (x->d[0].end, DELIVERY_DELIVERED);
    for (size_t i = 1; i < 9; i++) /* its slot comes round again */
        trestle_delivery_done (&x->out[i], 1, TRESTLE_OK);
    turn (x, 0);
    x->n_ended = 0;
    trestle_delivery_done (&stale, 1, TRESTLE_OK);
    turn (x, 0);
    assert_int_equal (x->n_ended, 0);
}

static void
test_done_after_stop (void **state)
{
    struct fixture *x = *state;

    push (x, 1);
    turn (x, 0);
    lane_forget (x->lane);
    trestle_delivery_done (&x->out[0], 1, TRESTLE_OK);
    turn (x, 0);
    assert_int_equal (x->n_ended, 0);
}
#endif

int
main (void)
{
#define TEST(t) cmocka_unit_test_setup_teardown (t, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST (test_all_are_delivered),
        TEST (test_in_flight_bounds),
        TEST (test_retry_until_attempts_end),
        TEST (test_reject_is_a_dead_letter),
        TEST (test_filtered_is_rejected),
        TEST (test_without_dead_letters_it_is_dropped),
        TEST (test_retry_window),
        TEST (test_parts),
        TEST (test_full_call_is_no_attempt),
        TEST (test_reason_of_success),
#ifndef TRESTLE_DEBUG
        TEST (test_done_twice),
        TEST (test_done_after_stop),
#endif
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
