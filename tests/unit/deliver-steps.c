/* deliver-steps.c - what filters and transforms make of one event
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "deliver/steps.h"
#include "host/instance.h"
#include "unit/unit.h"

static const struct batch_limits limits = { 1 << 20, 8 << 20 };

/* A step that does as it is told. */
struct fake {
    struct plugin plugin;
    struct trestle_ctx ctx;
    int outcome;        /* of the calls but one */
    int at, at_outcome; /* of call number at, from 0; -1: of none */
    int makes;          /* transform: so many events */
    int calls;
};

static int
answer (struct fake *f)
{
    int outcome = f->calls++ == f->at ? f->at_outcome : f->outcome;

    if (outcome >= TRESTLE_RETRY)
        trestle_step_reason (&f->ctx, "fake:no", "call %d", f->calls);
    return outcome;
}

static int
fake_filter (void *self, const struct trestle_event *ev)
{
    assert_non_null (trestle_event_get (ev, "id"));
    return answer (self);
}

static int
fake_transform (void *self, const struct trestle_event *ev,
                struct trestle_batch *out)
{
    struct fake *f = self;

    for (int i = 0; i < f->makes; i++)
        assert_int_equal (trestle_batch_add (out, ev, NULL, NULL, 0), 0);
    return answer (f);
}

static void
fake_init (struct fake *f, struct host *host, int kind)
{
    *f = (struct fake){ .outcome = TRESTLE_OK, .at = -1, .makes = 1 };
    f->plugin.def.head.kind = (uint32_t)kind;
    if (kind == TRESTLE_FILTER)
        f->plugin.def.filter = fake_filter;
    else
        f->plugin.def.transform = fake_transform;
    f->ctx.host = host;
    f->ctx.plugin = &f->plugin;
    f->ctx.self = f;
    f->ctx.tag.instance = "fake";
    pthread_mutex_init (&f->ctx.call, NULL);
    pthread_mutex_init (&f->ctx.log.lock, NULL);
    atomic_init (&f->ctx.state, INSTANCE_STARTED);
}

/* Two steps at most, and one event. */
struct fixture {
    struct host host;
    struct fake first, second;
    struct trestle_ctx *at[2];
    struct steps steps;
    struct steps_env env;
    struct random random;
    struct trestle_batch *b;
    struct delivery d;
};

static int
setup (void **state)
{
    static const char *const attrs[]
        = { "id", "1", "source", "/s", "type", "t", NULL };
    struct fixture *x = calloc (1, sizeof *x);

    x->host.clock = &clock_real;
    random_seed (&x->random, 1);
    x->env = (struct steps_env){ &limits, &x->random };
    x->b = batch_new (&limits, NULL, &x->random, 0);
    assert_int_equal (trestle_batch_add (x->b, NULL, attrs, "{}", 2), 0);
    x->d.ev = x->b->first;
    x->at[0] = &x->first.ctx;
    x->at[1] = &x->second.ctx;
    x->steps = (struct steps){ x->at, 0 };
    *state = x;
    return 0;
}

static int
teardown (void **state)
{
    struct fixture *x = *state;

    delivery_clear (&x->d);
    free (x->first.ctx.reason_code);
    free (x->first.ctx.reason_text);
    free (x->second.ctx.reason_code);
    free (x->second.ctx.reason_text);
    batch_unref (x->b);
    free (x);
    return 0;
}

static void
use (struct fixture *x, int first, int second)
{
    fake_init (&x->first, &x->host, first);
    x->steps.n = 1;
    if (second == 0)
        return;
    fake_init (&x->second, &x->host, second);
    x->steps.n = 2;
}

static int
run (struct fixture *x)
{
    return steps_run (&x->steps, &x->env, &x->d);
}

static void
test_none (void **state)
{
    struct fixture *x = *state;

    assert_int_equal (run (x), TRESTLE_OK);
    assert_null (x->d.parts);
}

/* A filter alone makes no copy. */
static void
test_filter (void **state)
{
    struct fixture *x = *state;

    use (x, TRESTLE_FILTER, TRESTLE_FILTER);
    assert_int_equal (run (x), TRESTLE_OK);
    assert_null (x->d.parts);
    assert_int_equal (x->second.calls, 1);
    x->first.outcome = TRESTLE_FILTERED;
    assert_int_equal (run (x), TRESTLE_FILTERED);
    assert_int_equal (x->second.calls, 1);
    assert_null (x->d.code);
}

static void
test_filter_fails (void **state)
{
    struct fixture *x = *state;

    use (x, TRESTLE_FILTER, 0);
    x->first.outcome = TRESTLE_REJECT;
    assert_int_equal (run (x), TRESTLE_REJECT);
    assert_string_equal (x->d.code, "fake:no");
    assert_string_equal (x->d.text, "call 1");
    x->first.outcome = TRESTLE_RETRY;
    assert_int_equal (run (x), TRESTLE_RETRY);
    assert_string_equal (x->d.text, "call 2");
    x->first.outcome = TRESTLE_HOLD; /* of a step that is RETRY */
    assert_int_equal (run (x), TRESTLE_RETRY);
}

static void
assert_ids (struct fixture *x, const char *const *ids, uint32_t n)
{
    assert_int_equal (x->d.n_parts, n);
    for (uint32_t i = 0; i < n; i++)
        assert_string_equal (trestle_event_get (x->d.parts[i].ev, "id"),
                             ids[i]);
}

/* The first part keeps the id, the others have numbers (contracts 1.3). */
static void
test_transform (void **state)
{
    static const char *const ids[] = { "1", "1/2", "1/3" };
    struct fixture *x = *state;

    use (x, TRESTLE_TRANSFORM, 0);
    x->first.makes = 3;
    assert_int_equal (run (x), TRESTLE_OK);
    assert_ids (x, ids, 3);
}

/* No id twice, however many transforms split. */
static void
test_two_transforms (void **state)
{
    static const char *const ids[] = { "1", "1/2", "1/2/3", "1/2/4" };
    struct fixture *x = *state;

    use (x, TRESTLE_TRANSFORM, TRESTLE_TRANSFORM);
    x->first.makes = x->second.makes = 2;
    assert_int_equal (run (x), TRESTLE_OK);
    assert_ids (x, ids, 4);
}

static void
test_transform_makes_nothing (void **state)
{
    struct fixture *x = *state;

    use (x, TRESTLE_TRANSFORM, 0);
    x->first.makes = 0;
    assert_int_equal (run (x), TRESTLE_FILTERED);
    assert_null (x->d.parts);
    x->first.makes = 2; /* thrown away */
    x->first.outcome = TRESTLE_FILTERED;
    assert_int_equal (run (x), TRESTLE_FILTERED);
    assert_null (x->d.parts);
}

/* The rest goes on, the end of the one that fails is noted. */
static void
test_one_part_is_rejected (void **state)
{
    static const char *const ids[] = { "1", "1/3" };
    struct fixture *x = *state;

    use (x, TRESTLE_TRANSFORM, TRESTLE_FILTER);
    x->first.makes = 3;
    x->second.at = 1;
    x->second.at_outcome = TRESTLE_REJECT;
    assert_int_equal (run (x), TRESTLE_OK);
    assert_ids (x, ids, 2);
    assert_int_equal (x->d.end, DELIVERY_DEAD);
    assert_int_equal (x->d.reason, REASON_REJECTED);
}

static void
test_one_part_wants_a_retry (void **state)
{
    struct fixture *x = *state;

    use (x, TRESTLE_TRANSFORM, TRESTLE_FILTER);
    x->first.makes = 3;
    x->second.at = 2;
    x->second.at_outcome = TRESTLE_RETRY;
    assert_int_equal (run (x), TRESTLE_RETRY);
    assert_null (x->d.parts);
}

int
main (void)
{
#define TEST(t) cmocka_unit_test_setup_teardown (t, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST (test_none),
        TEST (test_filter),
        TEST (test_filter_fails),
        TEST (test_transform),
        TEST (test_two_transforms),
        TEST (test_transform_makes_nothing),
        TEST (test_one_part_is_rejected),
        TEST (test_one_part_wants_a_retry),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
