/* config-secret.c - secrets: where they come from, and that they stay secret
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "config-capture.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/log.h"

static const struct trestle_param inner_rows[] = {
    { .name = "key", .type = TRESTLE_SECRET },
    TRESTLE_PARAMS_END,
};

static const struct trestle_param rows[] = {
    { .name = "token", .type = TRESTLE_SECRET },
    { .name = "other", .type = TRESTLE_SECRET },
    { .name = "auth", .type = TRESTLE_GROUP, .params = inner_rows },
    TRESTLE_PARAMS_END,
};

static char directory[] = "/tmp/trestle-secret-XXXXXX";

/* The path of a file in the directory; the caller frees. */
static char *
path_of (const char *name)
{
    char *path;

    assert_true (asprintf (&path, "%s/%s", directory, name) > 0);
    return path;
}

/* As an operator replaces it: a new file gets the name. */
static void
put_bytes (const char *name, const char *data, size_t len)
{
    CLEANUP_FREE char *path = path_of (name), *fresh = path_of ("fresh");
    FILE *f = fopen (fresh, "w");

    assert_non_null (f);
    assert_int_equal (fwrite (data, 1, len, f), len);
    assert_int_equal (fclose (f), 0);
    assert_int_equal (rename (fresh, path), 0);
}

static void
put (const char *name, const char *text)
{
    put_bytes (name, text, strlen (text));
}

struct fixture {
    struct capture c;
    struct config_node *root;
    struct trestle_conf *conf;
    char *file; /* what the configuration is called */
};

static int
fixture_load (struct fixture *f, const char *text)
{
    struct conf_check check = { .params = rows,
                                .param_size = sizeof *rows,
                                .what = "source \"front\"" };
    struct config_vars *vars = config_vars_new ();
    struct config_text file = { .data = text, .len = strlen (text) };
    int r;

    capture_begin (&f->c);
    f->conf = NULL;
    f->file = path_of ("t.cfg");
    file.file = f->file;
    assert_int_equal (config_load_text (&file, &f->c.rep, &f->root), 0);
    config_vars_set (vars, "TOKEN", "from-variable", true);
    config_vars_set (vars, "CLI", "from-command-line", false);
    config_vars_set (vars, "DIR", directory, false);
    assert_int_equal (config_expand (f->root, vars), 0);
    config_vars_free (vars);
    check.rep = &f->c.rep;
    r = conf_new (f->root, &check, &f->conf);
    if (f->conf != NULL)
        conf_set_report (f->conf, NULL);
    return r;
}

/* The messages, without the directory. */
static void
fixture_done (struct fixture *f, const char *expected)
{
    struct buf cut = BUF_INIT (SIZE_MAX);
    const char *p = f->c.lines.data != NULL ? f->c.lines.data : "", *at;

    while ((at = strstr (p, directory)) != NULL) {
        buf_add (&cut, p, (size_t)(at - p));
        p = at + strlen (directory) + 1;
    }
    buf_add_string (&cut, p);
    assert_string_equal (cut.data != NULL ? cut.data : "", expected);
    buf_free (&cut);
    buf_free (&f->c.lines);
    conf_free (f->conf);
    config_free (f->root);
    free (f->file);
}

static void
expect_secret (const struct trestle_conf *conf, const char *name,
               const char *expected)
{
    char value[100] = "unset";

    assert_int_equal (trestle_conf_secret (conf, name, value, sizeof value),
                      strlen (expected));
    assert_string_equal (value, expected);
}

static void
expect_bad (const char *text, const char *expected)
{
    struct fixture f;

    assert_int_equal (fixture_load (&f, text), -EINVAL);
    fixture_done (&f, expected);
}

static void
test_sources (void **state)
{
    struct fixture f;

    (void)state;
    put ("plain", "from-file");
    put ("line", "from-line\n");
    put ("dos", "from-dos\r\n");
    put ("two", "from-two\n\n");
    assert_int_equal (fixture_load (&f, "token = \"file:plain\";"
                                        "other = \"${TOKEN}\";"
                                        "auth = { key = \"file:line\"; };"),
                      0);
    expect_secret (f.conf, "token", "from-file");
    expect_secret (f.conf, "other", "from-variable");
    expect_secret (trestle_conf_group (f.conf, "auth", 0), "key", "from-line");
    fixture_done (&f, "");
    assert_int_equal (fixture_load (&f, "token = \"file:${DIR}/dos\";"
                                        "other = \"file:two\";"),
                      0);
    expect_secret (f.conf, "token", "from-dos");
    expect_secret (f.conf, "other", "from-two\n");
    fixture_done (&f, "");
    setenv ("CREDENTIALS_DIRECTORY", directory, 1);
    assert_int_equal (fixture_load (&f, "token = \"credential:plain\";"), 0);
    expect_secret (f.conf, "token", "from-file");
    expect_secret (f.conf, "other", "");
    fixture_done (&f, "");
    unsetenv ("CREDENTIALS_DIRECTORY");
}

static void
test_literal (void **state)
{
    struct fixture f;

    (void)state;
    assert_int_equal (fixture_load (&f, "\ntoken = \"hunter2\";"
                                        "other = \"${ABSENT:-hunter3}\";"),
                      0);
    expect_secret (f.conf, "token", "hunter2");
    assert_int_equal (f.c.rep.warnings, 2);
    fixture_done (
        &f, "t.cfg:2: warning: setting \"token\" of source \"front\" is a "
            "secret and stands in the file. Use \"file:PATH\" or "
            "\"credential:NAME\".\n"
            "t.cfg:2: warning: setting \"other\" of source \"front\" is a "
            "secret and stands in the file. Use \"file:PATH\" or "
            "\"credential:NAME\".\n");
}

static void
test_refused (void **state)
{
    (void)state;
    put ("empty", "\n");
    expect_bad ("\n\ntoken = \"file:absent\";",
                "t.cfg:3: setting \"token\" of source \"front\": could not "
                "read \"absent\": No such file or directory\n");
    expect_bad ("auth = { key = \"file:empty\"; };",
                "t.cfg:1: setting \"key\" of group \"auth\" of source "
                "\"front\": could not read \"empty\": it is empty\n");
    expect_bad ("token = \"${CLI}\";",
                "t.cfg:1: setting \"token\" of source \"front\" is a secret: "
                "--set must not give it. Use \"file:PATH\" or "
                "\"${env:NAME}\".\n");
    expect_bad ("token = \"\";", "t.cfg:1: setting \"token\" of source "
                                 "\"front\" must not be empty\n");
    expect_bad ("token = 5;", "t.cfg:1: setting \"token\" of source \"front\" "
                              "must be a string\n");
    expect_bad ("token = \"${NONE}\";",
                "t.cfg:1: variable \"NONE\" is not defined\n");
    unsetenv ("CREDENTIALS_DIRECTORY");
    expect_bad ("token = \"credential:x\";",
                "t.cfg:1: setting \"token\" of source \"front\" is credential "
                "\"x\", but CREDENTIALS_DIRECTORY is not set. The service "
                "manager sets it.\n");
    expect_bad ("token = \"credential:../x\";",
                "t.cfg:1: setting \"token\" of source \"front\" names no "
                "credential: \"../x\"\n");
    expect_bad ("token = \"credential:..\"; other = \"credential:\";",
                "t.cfg:1: setting \"token\" of source \"front\" names no "
                "credential: \"..\"\n"
                "t.cfg:1: setting \"other\" of source \"front\" names no "
                "credential: \"\"\n");
}

static void
test_size (void **state)
{
    struct fixture f;
    static char large[65537], back[65537];

    (void)state;
    memset (large, 'x', sizeof large);
    put_bytes ("large", large, 65536);
    assert_int_equal (fixture_load (&f, "token = \"file:large\";"), 0);
    assert_int_equal (trestle_conf_secret (f.conf, "token", back, 65537),
                      65536);
    assert_memory_equal (back, large, 65536);
    assert_int_equal (back[65536], '\0');
    back[0] = 'y';
    assert_int_equal (trestle_conf_secret (f.conf, "token", back, 65536),
                      65536);
    assert_int_equal (back[0], 'y');
    assert_int_equal (trestle_conf_secret (f.conf, "token", NULL, 0), 65536);
    fixture_done (&f, "");
    put_bytes ("large", large, 65537);
    expect_bad ("token = \"file:large\";",
                "t.cfg:1: setting \"token\" of source \"front\": could not "
                "read \"large\": it is larger than 64 KiB\n");
}

static void
refresh_in_vain (struct trestle_conf *conf)
{
    assert_false (conf_refresh_secrets (conf));
}

static void
test_refresh (void **state)
{
    struct fixture f;
    char *text;
    CLEANUP_FREE char *path = path_of ("key");

    (void)state;
    put ("key", "one\n");
    put ("same", "s");
    assert_int_equal (fixture_load (&f, "token = \"file:same\";"
                                        "other = \"${TOKEN}\";"
                                        "auth = { key = \"file:key\"; };"),
                      0);
    assert_false (conf_refresh_secrets (f.conf));
    put ("key", "two\n");
    assert_true (conf_refresh_secrets (f.conf));
    expect_secret (trestle_conf_group (f.conf, "auth", 0), "key", "two");
    expect_secret (f.conf, "token", "s");
    assert_false (conf_refresh_secrets (f.conf));
    /* the same length, then another one's beginning */
    put ("key", "twO");
    assert_true (conf_refresh_secrets (f.conf));
    put ("key", "tw");
    assert_true (conf_refresh_secrets (f.conf));
    put ("key", "");
    text = logged (refresh_in_vain, f.conf);
    assert_non_null (strstr (text, "warning: could not read secret \"/"));
    assert_non_null (strstr (text, "/key\" again: it is empty. The last one "
                                   "that was read stays in use.\n"));
    free (text);
    expect_secret (trestle_conf_group (f.conf, "auth", 0), "key", "tw");
    assert_int_equal (unlink (path), 0);
    text = logged (refresh_in_vain, f.conf);
    assert_string_equal (text, ""); /* it was told */
    free (text);
    expect_secret (trestle_conf_group (f.conf, "auth", 0), "key", "tw");
    put ("key", "three");
    assert_true (conf_refresh_secrets (f.conf));
    expect_secret (trestle_conf_group (f.conf, "auth", 0), "key", "three");
    fixture_done (&f, "");
}

/* A secret is read whole, whatever is written meanwhile. */
static void *
read_often (void *arg)
{
    const struct trestle_conf *conf = arg;
    char value[100];

    for (int i = 0; i < 20000; i++) {
        size_t len = trestle_conf_secret (conf, "token", value, sizeof value);

        if (len != (value[0] == 'a' ? 3U : 60U) || value[len] != '\0'
            || value[len - 1] != value[0])
            return arg;
    }
    return NULL;
}

static void
test_threads (void **state)
{
    static const char other[]
        = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
    struct fixture f;
    pthread_t thread;
    void *broken = NULL;

    (void)state;
    put ("key", "aaa");
    assert_int_equal (fixture_load (&f, "token = \"file:key\";"), 0);
    assert_int_equal (pthread_create (&thread, NULL, read_often, f.conf), 0);
    for (int i = 0; i < 200; i++) {
        put ("key", i % 2 == 0 ? other : "aaa");
        assert_true (conf_refresh_secrets (f.conf));
    }
    pthread_join (thread, &broken);
    assert_null (broken);
    fixture_done (&f, "");
}

static int
make_directory (void **state)
{
    (void)state;
    return mkdtemp (directory) != NULL ? 0 : -1;
}

static int
remove_directory (void **state)
{
    static const char *const names[]
        = { "plain", "line", "dos", "two", "empty", "key", "same", "large" };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (names); i++) {
        CLEANUP_FREE char *path = path_of (names[i]);

        unlink (path);
    }
    return rmdir (directory);
}

int
main (void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_sources), cmocka_unit_test (test_literal),
        cmocka_unit_test (test_refused), cmocka_unit_test (test_size),
        cmocka_unit_test (test_refresh), cmocka_unit_test (test_threads),
    };

    return cmocka_run_group_tests (tests, make_directory, remove_directory);
}
