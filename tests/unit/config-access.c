/* config-access.c - settings as a plugin reads them, and its own mistakes
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "config-capture.h"

#include <stdlib.h>

#define ARRAY(a) (sizeof (a) / sizeof *(a))

static const struct trestle_param limit_rows[] = {
    { .name = "rate", .type = TRESTLE_STRING },
    TRESTLE_PARAMS_END,
};

static const struct trestle_param rows[] = {
    { .name = "port", .type = TRESTLE_INT },
    { .name = "word", .type = TRESTLE_STRING },
    { .name = "limits",
      .fallback = "{}",
      .params = limit_rows,
      .type = TRESTLE_GROUP },
    { .name = "output", .params = limit_rows, .type = TRESTLE_GROUPS },
    TRESTLE_PARAMS_END,
};

/* A file, its conf by the table, and what was said. */
struct fixture {
    struct capture c;
    struct config_node *root;
    struct trestle_conf *conf;
};

static void
fixture_load (struct fixture *f, const char *text)
{
    struct conf_check check = { .params = rows,
                                .param_size = sizeof *rows,
                                .what = "target \"lake\"" };

    f->conf = NULL;
    capture_begin (&f->c);
    f->root = load (&f->c, text);
    assert_non_null (f->root);
    check.rep = &f->c.rep;
    assert_int_equal (conf_new (f->root, &check, &f->conf), 0);
}

static void
fixture_done (struct fixture *f, const char *expected)
{
    conf_free (f->conf);
    config_free (f->root);
    capture_expect (&f->c, expected);
}

static void
ask_wrongly (struct trestle_conf *conf)
{
    char secret[4] = "xxx";

    assert_null (trestle_conf_string (conf, "absent"));
    assert_null (trestle_conf_string (conf, "port"));
    assert_int_equal (trestle_conf_int (conf, "word"), 0);
    assert_int_equal (trestle_conf_bool (conf, "port"), 0);
    assert_true (trestle_conf_double (conf, "port") == 0);
    assert_int_equal (trestle_conf_length (conf, "word"), 0);
    assert_null (trestle_conf_item (conf, "output", 0));
    assert_null (trestle_conf_group (conf, "word", 0));
    assert_int_equal (trestle_conf_secret (conf, "word", secret, 4), 0);
    assert_string_equal (secret, "");
    assert_int_equal (trestle_conf_secret (conf, "word", NULL, 0), 0);
    assert_null (trestle_conf_string (NULL, "word"));
}

static void
test_wrong_questions (void **state)
{
    static const char *const expected[] = {
        "setting \"absent\" of target \"lake\" is read, but not declared\n",
        "setting \"port\" of target \"lake\" is read as a string, but "
        "declared as an integer\n",
        "setting \"word\" of target \"lake\" is read as an integer, but "
        "declared as a string\n",
        "setting \"port\" of target \"lake\" is read as true or false, but ",
        "setting \"port\" of target \"lake\" is read as a number, but ",
        "setting \"word\" of target \"lake\" is read as a list, but ",
        "setting \"output\" of target \"lake\" is read as a list of strings, "
        "but declared as a list of groups\n",
        "setting \"word\" of target \"lake\" is read as a group, but ",
        "setting \"word\" of target \"lake\" is read as a secret, but ",
        "setting \"word\" of target \"lake\" is read as a secret, but ",
        "setting \"word\" of ? is read, but not declared\n",
    };
    struct fixture f;
    char *text;
    const char *p;

    (void)state;
    fixture_load (&f, "");
    text = logged (ask_wrongly, f.conf);
    p = text;
    for (size_t i = 0; i < ARRAY (expected); i++) {
        p = strstr (p, expected[i]);
        assert_non_null (p);
        p++;
    }
    free (text);
    fixture_done (&f, "");
}

static void
fail_later (struct trestle_conf *conf)
{
    assert_int_equal (trestle_conf_error (conf, "port", "is %d", 5), -1);
}

static void
test_conf_error (void **state)
{
    struct fixture f;
    const struct trestle_conf *g;
    char *text;

    (void)state;
    fixture_load (&f, "\nport = 5;\nlimits = {\n};");
    g = trestle_conf_group (f.conf, "limits", 0);
    assert_int_equal (trestle_conf_error (f.conf, "port", "is %d", 5), -1);
    assert_int_equal (trestle_conf_error (f.conf, "word", "is bad"), -1);
    assert_int_equal (trestle_conf_error (g, "rate", "is bad"), -1);
    assert_int_equal (trestle_conf_error (g, NULL, "is bad"), -1);
    assert_int_equal (f.c.rep.errors, 4);
    conf_set_report (f.conf, NULL);
    text = logged (fail_later, f.conf);
    assert_non_null (strstr (text, "error: t.cfg:2: port: is 5\n"));
    free (text);
    fixture_done (&f, "t.cfg:2: port: is 5\n"
                      "t.cfg:1: word: is bad\n"
                      "t.cfg:3: rate: is bad\n"
                      "t.cfg:3: is bad\n");
}

static void
test_path_new (void **state)
{
    struct fixture f;
    struct trestle_path *path;
    struct json_watch *watch = json_watch_new ();
    const struct json_watch *below;

    (void)state;
    fixture_load (&f, "\nword = \"x\";");
    assert_null (conf_watch (f.conf));
    path = trestle_path_new (f.conf, "word", "$.data.id");
    assert_non_null (path);
    trestle_path_free (path);
    conf_set_watch (f.conf, watch);
    assert_ptr_equal (conf_watch (trestle_conf_group (f.conf, "limits", 0)),
                      watch);
    path = trestle_path_new (trestle_conf_group (f.conf, "limits", 0), "rate",
                             "$.data.id");
    assert_non_null (path);
    below = json_watch_below (watch, "data", 4);
    assert_non_null (below);
    assert_non_null (json_watch_below (below, "id", 2));
    trestle_path_free (path);
    trestle_path_free (NULL);
    assert_null (trestle_path_new (f.conf, "word", "data["));
    assert_int_equal (f.c.rep.errors, 1);
    f.c.lines.data[strlen ("t.cfg:2: word: path \"data[\": ")] = '\0';
    json_watch_free (watch);
    fixture_done (&f, "t.cfg:2: word: path \"data[\": ");
}

int
main (void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_wrong_questions),
        cmocka_unit_test (test_conf_error),
        cmocka_unit_test (test_path_new),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
