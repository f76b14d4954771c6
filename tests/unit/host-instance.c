/* host-instance.c - the life of an instance: what is called, and in which
 * order SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/instance.h"
#include "unit/unit.h"

/* What a fake source was called with; its self. */
struct calls {
    char text[256];
    int start_gives;
};

static struct calls calls;

static void
note (const char *what)
{
    size_t len = strlen (calls.text);

    snprintf (calls.text + len, sizeof calls.text - len, "%s ", what);
}

static int
fake_open (struct trestle_ctx *ctx, const struct trestle_conf *conf,
           void **ret_self)
{
    note ("open");
    *ret_self = &calls;
    if (strcmp (trestle_conf_string (conf, "word"), "bad") == 0)
        return trestle_conf_error (conf, "word", "no such word");
    if (strcmp (trestle_conf_string (conf, "word"), "worse") == 0)
        return trestle_error (ctx, "out of words");
    return 0;
}

static int
fake_start (void *self)
{
    struct calls *c = self;

    note ("start");
    return c->start_gives;
}

static void
fake_quiesce (void *self)
{
    (void)self;
    note ("quiesce");
}

static void
fake_stop (void *self, uint64_t deadline)
{
    (void)self;
    (void)deadline;
    note ("stop");
}

static void
fake_close (void *self)
{
    (void)self;
    note ("close");
}

static const struct trestle_param params[] = {
    { "word", "hello", NULL, "a word", NULL, TRESTLE_STRING, 0 },
    TRESTLE_PARAMS_END,
};

static struct plugin plugin = {
    .def = { .head = TRESTLE_HEAD (TRESTLE_SOURCE),
             .name = "fake",
             .params = params,
             .open = fake_open,
             .start = fake_start,
             .stop = fake_stop,
             .close = fake_close,
             .quiesce = fake_quiesce },
    .label = "source-fake",
};

struct fixture {
    struct host host;
    struct config_node *root;
    struct config_report rep;
    char printed[512];
};

static void
print (void *self, const char *line)
{
    struct fixture *x = self;

    snprintf (x->printed, sizeof x->printed, "%s", line);
}

static int
setup (void **state)
{
    struct fixture *x = calloc (1, sizeof *x);

    host_init (&x->host, &clock_real, "/nowhere", false);
    x->rep = (struct config_report){ print, x, 0, 0 };
    calls = (struct calls){ "", 0 };
    *state = x;
    return 0;
}

static int
teardown (void **state)
{
    struct fixture *x = *state;

    host_destroy (&x->host);
    config_free (x->root);
    free (x);
    return 0;
}

/* Opens an instance from the text of its group. */
static int
open_from (struct fixture *x, const char *text, struct trestle_ctx **ret_ctx)
{
    static const char *const core[] = { "name", NULL };
    static const int64_t limits[INSTANCE_LIMITS] = { 0 };
    const struct config_text from = { text, strlen (text), "t.cfg" };
    struct config_vars *vars = config_vars_new ();
    struct instance_spec spec = { .host = &x->host,
                                  .plugin = &plugin,
                                  .name = "in",
                                  .core = core,
                                  .limits = limits,
                                  .rep = &x->rep };
    int r;

    assert_int_equal (config_load_text (&from, &x->rep, &x->root), 0);
    assert_int_equal (config_expand (x->root, vars), 0);
    spec.node = x->root;
    r = instance_open (&spec, ret_ctx);
    config_vars_free (vars);
    return r;
}

static void
test_life (void **state)
{
    struct fixture *x = *state;
    struct trestle_ctx *ctx;

    assert_int_equal (open_from (x, "name = \"in\";", &ctx), 0);
    assert_int_equal (instance_start (ctx), 0);
    instance_quiesce (ctx, clock_now (&clock_real));
    instance_quiesce (ctx, clock_now (&clock_real)); /* once is enough */
    assert_int_equal (instance_stop (ctx, clock_now (&clock_real)), 0);
    assert_int_equal (instance_stop (ctx, clock_now (&clock_real)), 0);
    instance_close (ctx);
    assert_string_equal (calls.text, "open start quiesce stop close ");
}

static void
test_never_started (void **state)
{
    struct fixture *x = *state;
    struct trestle_ctx *ctx;

    assert_int_equal (open_from (x, "name = \"in\";", &ctx), 0);
    instance_quiesce (ctx, clock_now (&clock_real));
    assert_int_equal (instance_stop (ctx, clock_now (&clock_real)), 0);
    instance_close (ctx);
    assert_string_equal (calls.text, "open close ");
}

/* stop comes also after a start that failed half way. */
static void
test_start_fails (void **state)
{
    struct fixture *x = *state;
    struct trestle_ctx *ctx;

    calls.start_gives = -1;
    assert_int_equal (open_from (x, "name = \"in\";", &ctx), 0);
    assert_int_equal (instance_start (ctx), -EIO);
    assert_int_equal (instance_stop (ctx, clock_now (&clock_real)), 0);
    instance_close (ctx);
    assert_string_equal (calls.text, "open start stop close ");
}

static void
test_open_fails (void **state)
{
    struct fixture *x = *state;
    struct trestle_ctx *ctx = NULL;

    assert_int_equal (open_from (x, "name = \"in\";\nword = \"bad\";", &ctx),
                      -EINVAL);
    assert_null (ctx);
    assert_string_equal (x->printed, "t.cfg:2: word: no such word");
    assert_int_equal (x->rep.errors, 1);
    assert_string_equal (calls.text, "open ");
}

static void
test_open_fails_without_a_setting (void **state)
{
    struct fixture *x = *state;
    struct trestle_ctx *ctx = NULL;

    assert_int_equal (open_from (x, "word = \"worse\";", &ctx), -EINVAL);
    assert_string_equal (x->printed, "t.cfg:1: out of words");
    assert_int_equal (x->rep.errors, 1);
}

static void
test_bad_settings (void **state)
{
    struct fixture *x = *state;
    struct trestle_ctx *ctx = NULL;

    assert_int_equal (open_from (x, "wort = \"a\";", &ctx), -EINVAL);
    assert_string_equal (
        x->printed, "t.cfg:1: unknown setting \"wort\" in source \"in\". Did "
                    "you mean \"word\"?");
    assert_string_equal (calls.text, "");
}

int
main (void)
{
#define TEST(t) cmocka_unit_test_setup_teardown (t, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST (test_life),
        TEST (test_never_started),
        TEST (test_start_fails),
        TEST (test_open_fails),
        TEST (test_open_fails_without_a_setting),
        TEST (test_bad_settings),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
