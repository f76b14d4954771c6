/* deliver-dead.c - dead letters are whole lines, synced, bounded
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "deliver/dead.h"
#include "tools/disk.h"
#include "unit/unit.h"

#define FIRST "/d/lake-1.jsonl"

struct fixture {
    struct disk disk;
    struct dead_file f;
};

static int
setup (void **state)
{
    struct fixture *x = calloc (1, sizeof *x);

    disk_init (&x->disk);
    dead_init (&x->f, &x->disk.io, "/d", "lake");
    x->f.max_size = 100;
    *state = x;
    return 0;
}

static int
teardown (void **state)
{
    struct fixture *x = *state;

    dead_destroy (&x->f);
    disk_destroy (&x->disk);
    free (x);
    return 0;
}

static int
append (struct fixture *x, const char *text)
{
    struct buf lines = BUF_INIT (1000);
    int r;

    buf_add_string (&lines, text);
    r = dead_append (&x->f, &lines);
    buf_free (&lines);
    return r;
}

static void
assert_file (struct fixture *x, const char *path, const char *text)
{
    const struct disk_file *file = disk_find (&x->disk, path);

    assert_non_null (file);
    assert_int_equal (file->len, strlen (text));
    assert_memory_equal (file->data, text, file->len);
    assert_int_equal (file->synced, file->len);
    assert_true (file->linked);
}

static void
test_append (void **state)
{
    struct fixture *x = *state;

    assert_int_equal (append (x, "one\n"), 0);
    assert_int_equal (append (x, "two\n"), 0);
    assert_file (x, FIRST, "one\ntwo\n");
    assert_int_equal (x->disk.syncs, 2);
    assert_int_equal (x->disk.dir_syncs, 1);
}

static void
test_torn_line_is_ended (void **state)
{
    struct fixture *x = *state;

    disk_put (&x->disk, FIRST, "whole\nhal");
    assert_int_equal (append (x, "next\n"), 0);
    assert_file (x, FIRST, "whole\nhal\nnext\n");
}

static void
test_newest_file_goes_on (void **state)
{
    struct fixture *x = *state;

    disk_put (&x->disk, FIRST, "a\n");
    disk_put (&x->disk, "/d/lake-2.jsonl", "b\n");
    assert_int_equal (append (x, "c\n"), 0);
    assert_file (x, FIRST, "a\n");
    assert_file (x, "/d/lake-2.jsonl", "b\nc\n");
}

/* max_size counts all files; a line that does not fit is not there. */
static void
test_bound (void **state)
{
    struct fixture *x = *state;

    disk_put (&x->disk, FIRST, "0123456789012345678901234567890123456789\n");
    disk_put (&x->disk, "/d/lake-2.jsonl",
              "0123456789012345678901234567890123456789\n");
    assert_int_equal (append (x, "01234567890123456789\n"), -EFBIG);
    assert_int_equal (append (x, "01234567890123456\n"), 0);
    assert_int_equal (append (x, "\n"), -EFBIG);
}

static void
test_failed_sync_leaves_nothing (void **state)
{
    struct fixture *x = *state;

    assert_int_equal (append (x, "one\n"), 0);
    x->disk.sync_error = -EIO;
    assert_int_equal (append (x, "two\n"), -EIO);
    assert_file (x, FIRST, "one\n");
    assert_int_equal (append (x, "two\n"), 0);
    assert_file (x, FIRST, "one\ntwo\n");
}

static void
test_short_write_leaves_nothing (void **state)
{
    struct fixture *x = *state;

    assert_int_equal (append (x, "one\n"), 0);
    x->disk.write_room = 2;
    x->disk.write_error = -ENOSPC;
    assert_int_equal (append (x, "two\n"), -ENOSPC);
    assert_file (x, FIRST, "one\n");
    x->disk.write_room = 2; /* short, but it goes on */
    assert_int_equal (append (x, "two\n"), 0);
    assert_file (x, FIRST, "one\ntwo\n");
}

/* What is moved away while it runs is not missed, and nothing is written
 * over. */
static void
test_moved_away (void **state)
{
    struct fixture *x = *state;

    disk_put (&x->disk, FIRST, "a\n");
    disk_put (&x->disk, "/d/lake-2.jsonl", "b\n");
    x->disk.io.unlink (&x->disk.io, FIRST);
    assert_int_equal (append (x, "c\n"), 0);
    assert_file (x, "/d/lake-2.jsonl", "b\nc\n");
    x->disk.io.unlink (&x->disk.io, "/d/lake-2.jsonl");
    assert_int_equal (append (x, "d\n"), 0);
    assert_file (x, FIRST, "d\n");
}

static void
test_full_file_is_followed (void **state)
{
    struct fixture *x = *state;
    static char big[(64 << 20) + 1];

    x->f.max_size = UINT64_C (1) << 30;
    memset (big, 'x', sizeof big - 1);
    big[sizeof big - 2] = '\n';
    disk_put (&x->disk, "/d/lake-3.jsonl", big);
    assert_int_equal (append (x, "next\n"), 0);
    assert_file (x, "/d/lake-4.jsonl", "next\n");
}

static void
test_others_do_not_count (void **state)
{
    static const char *const others[]
        = { "/d/lake-1.jsonl.old", "/d/lake-x.jsonl", "/d/lake-0.jsonl",
            "/d/lakes-1.jsonl", "/d/lake-a-1.jsonl" };
    struct fixture *x = *state;
    uint64_t room = 0;

    for (size_t i = 0; i < ARRAY_SIZE (others); i++)
        disk_put (&x->disk, others[i], "12345678901234567890123456789\n");
    assert_int_equal (dead_room (&x->f, &room), 0);
    assert_int_equal (room, 100);
    assert_int_equal (append (x, "one\n"), 0);
    assert_file (x, FIRST, "one\n");
}

static void
test_open_fails_and_comes_back (void **state)
{
    struct fixture *x = *state;

    x->disk.open_error = -EACCES;
    assert_int_equal (append (x, "one\n"), -EACCES);
    assert_int_equal (append (x, "one\n"), 0);
    assert_file (x, FIRST, "one\n");
}

int
main (void)
{
#define TEST(t) cmocka_unit_test_setup_teardown (t, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST (test_append),
        TEST (test_torn_line_is_ended),
        TEST (test_newest_file_goes_on),
        TEST (test_bound),
        TEST (test_failed_sync_leaves_nothing),
        TEST (test_short_write_leaves_nothing),
        TEST (test_open_fails_and_comes_back),
        TEST (test_moved_away),
        TEST (test_full_file_is_followed),
        TEST (test_others_do_not_count),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
