/* host-metric.c - a plugin's metrics: names, labels, their instance
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <string.h>

#include "host/instance.h"
#include "unit/unit.h"

struct fixture {
    struct host host;
    struct plugin plugin;
    struct trestle_ctx a, b;
    struct metric_view seen[8];
    size_t n_seen;
};

static void
make_ctx (struct fixture *x, struct trestle_ctx *ctx, const char *name)
{
    ctx->host = &x->host;
    ctx->plugin = &x->plugin;
    ctx->name = (char *)(uintptr_t)name;
    ctx->tag.instance = name;
    pthread_mutex_init (&ctx->log.lock, NULL);
}

static int
setup (void **state)
{
    struct fixture *x = calloc (1, sizeof *x);

    metrics_init (&x->host.metrics);
    x->host.clock = &clock_real;
    memcpy (x->plugin.label, "target-my-lake", sizeof "target-my-lake");
    make_ctx (x, &x->a, "a");
    make_ctx (x, &x->b, "b");
    *state = x;
    return 0;
}

static int
teardown (void **state)
{
    struct fixture *x = *state;

    metrics_destroy (&x->host.metrics);
    free (x);
    return 0;
}

static void
see (void *self, const struct metric_view *view)
{
    struct fixture *x = self;

    if (view != NULL)
        x->seen[x->n_seen++] = *view;
}

static void
test_values (void **state)
{
    struct fixture *x = *state;
    struct trestle_metric *m
        = trestle_metric_new (&x->a, TRESTLE_GAUGE, "lag", "partition=3");

    trestle_metric_set (m, 5);
    trestle_metric_add (m, -2);
    trestle_metric_add (NULL, 1);
    metrics_each (&x->host.metrics, see, x);
    assert_int_equal (x->n_seen, 1);
    assert_string_equal (x->seen[0].name, "trestle_target_my_lake_lag");
    assert_string_equal (x->seen[0].label, "partition=\"3\"");
    assert_string_equal (x->seen[0].instance, "a");
    assert_int_equal (x->seen[0].value, 3);
}

static void
test_same_name_same_metric (void **state)
{
    struct fixture *x = *state;
    struct trestle_metric *m
        = trestle_metric_new (&x->a, TRESTLE_COUNTER, "n", NULL);

    assert_ptr_equal (trestle_metric_new (&x->a, TRESTLE_COUNTER, "n", NULL),
                      m);
    assert_ptr_not_equal (
        trestle_metric_new (&x->a, TRESTLE_COUNTER, "n", "k=v"), m);
    assert_ptr_not_equal (
        trestle_metric_new (&x->b, TRESTLE_COUNTER, "n", NULL), m);
}

/* Those of one name stand in a row, whoever made them when. */
static void
test_in_a_row (void **state)
{
    struct fixture *x = *state;

    assert_non_null (trestle_metric_new (&x->a, TRESTLE_COUNTER, "m", NULL));
    assert_non_null (trestle_metric_new (&x->a, TRESTLE_COUNTER, "k", NULL));
    assert_non_null (trestle_metric_new (&x->b, TRESTLE_COUNTER, "m", NULL));
    metrics_each (&x->host.metrics, see, x);
    assert_int_equal (x->n_seen, 3);
    assert_string_equal (x->seen[1].name, x->seen[2].name);
    metrics_drop (&x->host.metrics, &x->a);
    x->n_seen = 0;
    metrics_each (&x->host.metrics, see, x);
    assert_int_equal (x->n_seen, 1);
    assert_string_equal (x->seen[0].instance, "b");
}

static void
test_refused (void **state)
{
    struct fixture *x = *state;

    assert_null (trestle_metric_new (&x->a, TRESTLE_COUNTER, "", NULL));
    assert_null (trestle_metric_new (&x->a, TRESTLE_COUNTER, "Up", NULL));
    assert_null (trestle_metric_new (&x->a, TRESTLE_COUNTER, "a-b", NULL));
    assert_null (trestle_metric_new (&x->a, 9, "a", NULL));
    assert_null (trestle_metric_new (&x->a, TRESTLE_COUNTER, "a", "nolabel"));
    assert_null (trestle_metric_new (&x->a, TRESTLE_COUNTER, "a", "k=\"\n"));
}

int
main (void)
{
#define TEST(t) cmocka_unit_test_setup_teardown (t, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST (test_values),
        TEST (test_same_name_same_metric),
        TEST (test_in_a_row),
        TEST (test_refused),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
