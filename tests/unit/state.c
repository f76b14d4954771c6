/* state.c - one daemon for a state directory, and its format
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "state/state.h"
#include "unit/unit.h"

struct fixture {
    char dir[32];
    char path[64];
};

static int
setup (void **state)
{
    struct fixture *x = calloc (1, sizeof *x);

    snprintf (x->dir, sizeof x->dir, "/tmp/trestle-state.XXXXXX");
    *state = x;
    return mkdtemp (x->dir) != NULL ? 0 : -1;
}

static const char *
at (struct fixture *x, const char *name)
{
    snprintf (x->path, sizeof x->path, "%s/%s", x->dir, name);
    return x->path;
}

static int
teardown (void **state)
{
    static const char *const names[]
        = { "lock", "format", "listen", "orders/dead", "orders" };
    struct fixture *x = *state;

    for (size_t i = 0; i < ARRAY_SIZE (names); i++)
        remove (at (x, names[i]));
    rmdir (x->dir);
    free (x);
    return 0;
}

static void
test_second_daemon (void **state)
{
    struct fixture *x = *state;
    struct state *first, *second = NULL;

    assert_int_equal (state_open (x->dir, &io_real, &first), 0);
    assert_int_equal (state_open (x->dir, &io_real, &second), -EBUSY);
    assert_null (second);
    state_close (first);
    assert_int_equal (state_open (x->dir, &io_real, &second), 0);
    state_close (second);
}

static void
test_other_format (void **state)
{
    struct fixture *x = *state;
    struct state *st = NULL;
    FILE *file = fopen (at (x, "format"), "w");

    fputs ("trestle-state 2\n", file);
    fclose (file);
    assert_int_equal (state_open (x->dir, &io_real, &st), -EINVAL);
    assert_null (st);
}

static void
test_listen_goes_with_the_daemon (void **state)
{
    struct fixture *x = *state;
    struct state *st;
    char text[32] = "";
    FILE *file;

    assert_int_equal (state_open (x->dir, &io_real, &st), 0);
    assert_int_equal (state_write_listen (st, "front 127.0.0.1:1\n"), 0);
    file = fopen (at (x, "listen"), "r");
    assert_non_null (file);
    assert_non_null (fgets (text, sizeof text, file));
    fclose (file);
    assert_string_equal (text, "front 127.0.0.1:1\n");
    state_close (st);
    assert_int_equal (access (at (x, "listen"), F_OK), -1);
}

static void
test_stale_listen_goes (void **state)
{
    struct fixture *x = *state;
    FILE *file = fopen (at (x, "listen"), "w");
    struct state *st;

    fclose (file);
    assert_int_equal (state_open (x->dir, &io_real, &st), 0);
    assert_int_equal (access (at (x, "listen"), F_OK), -1);
    state_close (st);
}

static void
test_directories (void **state)
{
    struct fixture *x = *state;
    struct stat st_of;
    struct state *st;
    char *dir;

    assert_int_equal (state_open (x->dir, &io_real, &st), 0);
    dir = state_dir (st, "orders", "dead");
    assert_string_equal (dir, at (x, "orders/dead"));
    assert_int_equal (stat (dir, &st_of), 0);
    assert_true (S_ISDIR (st_of.st_mode));
    assert_int_equal (st_of.st_mode & 07, 0);
    free (dir);
    state_close (st);
}

int
main (void)
{
#define TEST(t) cmocka_unit_test_setup_teardown (t, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST (test_second_daemon),
        TEST (test_other_format),
        TEST (test_listen_goes_with_the_daemon),
        TEST (test_stale_listen_goes),
        TEST (test_directories),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
