/* config-conf.c - groups checked against tables, and the accessors
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "config-capture.h"

#include <errno.h>

#define ARRAY(a) (sizeof (a) / sizeof *(a))
/* clang-format off */
#define ROW(name_, type_) .name = name_, .type = TRESTLE_##type_
/* clang-format on */

static const struct trestle_param tls_rows[] = {
    { ROW ("cert", FILE), .flags = TRESTLE_REQUIRED },
    { ROW ("key", FILE) },
    { ROW ("versions", STRINGS), .fallback = "[ \"1.2\", \"1.3\" ]" },
    TRESTLE_PARAMS_END,
};

static const struct trestle_param limit_rows[] = {
    { ROW ("events", INT), .fallback = "10", .allowed = "1.." },
    { ROW ("rate", DOUBLE), .fallback = "0.5" },
    TRESTLE_PARAMS_END,
};

static const struct trestle_param rows[] = {
    { ROW ("port", INT), .fallback = "8080", .allowed = "1..65535" },
    { ROW ("least", INT), .allowed = "-5.." },
    { ROW ("most", INT), .allowed = "..10" },
    { ROW ("word", STRING), .fallback = "hello" },
    { ROW ("order", STRING), .fallback = "none",
      .allowed = "none|key|strict" },
    { ROW ("template", STRING), .flags = TRESTLE_VERBATIM },
    { ROW ("share", DOUBLE), .fallback = "0.25", .allowed = "0..1" },
    { ROW ("on", BOOL), .fallback = "true" },
    { ROW ("off", BOOL) },
    { ROW ("wait", DURATION), .fallback = "10s", .allowed = "1ms..1h" },
    { ROW ("linger", DURATION) },
    { ROW ("room", SIZE), .fallback = "64k", .allowed = "..1M" },
    { ROW ("doc", JSON), .fallback = "{}" },
    { ROW ("raw", JSON), .flags = TRESTLE_VERBATIM },
    { ROW ("topics", STRINGS) },
    { ROW ("acks", STRINGS), .fallback = "all", .allowed = "all|one" },
    { ROW ("paths", STRINGS), .flags = TRESTLE_VERBATIM },
    { ROW ("cert", FILE), .fallback = "pem/cert.pem" },
    { ROW ("tls", GROUP), .params = tls_rows },
    { ROW ("limits", GROUP), .params = limit_rows, .fallback = "{}" },
    { ROW ("output", GROUPS), .params = limit_rows },
    { ROW ("standard", GROUPS), .params = limit_rows,
      .fallback = "( { events = 1; }, { rate = 2; } )" },
    { ROW ("old", STRING), .flags = TRESTLE_DEPRECATED, .help = "use word" },
    { ROW ("older", STRING), .flags = TRESTLE_DEPRECATED },
    TRESTLE_PARAMS_END,
};

static const struct trestle_param required_rows[] = {
    { ROW ("path", STRING), .flags = TRESTLE_REQUIRED },
    { ROW ("size", INT), .flags = TRESTLE_REQUIRED },
    TRESTLE_PARAMS_END,
};

static const char *const core_names[] = { "name", "retry", NULL };

/* A file, its conf by a table, and what was said. */
struct fixture {
    struct capture c;
    struct config_node *root;
    struct trestle_conf *conf;
};

static int
fixture_load (struct fixture *f, const struct trestle_param *params,
              const char *text)
{
    struct conf_check check = { .params = params,
                                .param_size = sizeof *params,
                                .core = core_names,
                                .what = "target \"lake\"" };
    struct config_vars *vars = config_vars_new ();
    int r;

    f->conf = NULL;
    capture_begin (&f->c);
    f->root = load (&f->c, text);
    assert_non_null (f->root);
    assert_int_equal (config_vars_set (vars, "PORT", "99", true), 0);
    assert_int_equal (config_vars_set (vars, "WORD", "w\"ord", true), 0);
    assert_int_equal (config_expand (f->root, vars), 0);
    config_vars_free (vars);
    check.rep = &f->c.rep;
    r = conf_new (f->root, &check, &f->conf);
    assert_int_equal (r < 0, f->conf == NULL);
    return r;
}

static void
fixture_done (struct fixture *f, const char *expected)
{
    conf_free (f->conf);
    config_free (f->root);
    capture_expect (&f->c, expected);
}

static void
expect_good (const struct trestle_param *params, const char *text)
{
    struct fixture f;

    assert_int_equal (fixture_load (&f, params, text), 0);
    fixture_done (&f, "");
}

static void
expect_bad (const struct trestle_param *params, const char *text,
            const char *expected)
{
    struct fixture f;

    assert_int_equal (fixture_load (&f, params, text), -EINVAL);
    assert_true (f.c.rep.errors > 0);
    fixture_done (&f, expected);
}

static void
test_fallbacks (void **state)
{
    struct trestle_conf *c;
    const struct trestle_conf *g;

    (void)state;
    assert_int_equal (conf_new_default (rows, sizeof *rows, &c), 0);
    assert_int_equal (trestle_conf_int (c, "port"), 8080);
    assert_int_equal (trestle_conf_int (c, "least"), 0);
    assert_string_equal (trestle_conf_string (c, "word"), "hello");
    assert_null (trestle_conf_string (c, "template"));
    assert_true (trestle_conf_double (c, "share") == 0.25);
    assert_int_equal (trestle_conf_bool (c, "on"), 1);
    assert_int_equal (trestle_conf_bool (c, "off"), 0);
    assert_int_equal (trestle_conf_int (c, "wait"), 10000000);
    assert_int_equal (trestle_conf_int (c, "room"), 65536);
    assert_string_equal (trestle_conf_string (c, "doc"), "{}");
    assert_null (trestle_conf_string (c, "raw"));
    assert_int_equal (trestle_conf_length (c, "topics"), 0);
    assert_null (trestle_conf_item (c, "topics", 0));
    assert_int_equal (trestle_conf_length (c, "acks"), 1);
    assert_string_equal (trestle_conf_item (c, "acks", 0), "all");
    assert_null (trestle_conf_group (c, "tls", 0));
    g = trestle_conf_group (c, "limits", 0);
    assert_non_null (g);
    assert_int_equal (trestle_conf_int (g, "events"), 10);
    assert_null (trestle_conf_group (c, "limits", 1));
    assert_int_equal (trestle_conf_length (c, "output"), 0);
    assert_int_equal (trestle_conf_length (c, "standard"), 2);
    g = trestle_conf_group (c, "standard", 1);
    assert_true (trestle_conf_double (g, "rate") == 2.0);
    assert_int_equal (trestle_conf_int (g, "events"), 10);
    assert_false (conf_is_set (c, "port"));
    assert_null (conf_node (c, "port"));
    conf_free (c);
    conf_free (NULL);
    assert_int_equal (conf_new_default (required_rows, sizeof *rows, &c), 0);
    assert_null (trestle_conf_string (c, "path"));
    conf_free (c);
    assert_int_equal (conf_new_default (NULL, sizeof *rows, &c), 0);
    conf_free (c);
}

static void
test_written (void **state)
{
    struct fixture f;
    const struct trestle_conf *g;

    (void)state;
    assert_int_equal (
        fixture_load (
            &f, rows,
            "name = \"lake\"; retry : { }; port = 1; least = -5;\n"
            "most = 10; word = \"${WORD}!\"; order = \"strict\";\n"
            "template = \"${WORD} $$\"; share = 1; on = false;\n"
            "off = true; wait = \"250ms\"; linger = 0;\n"
            "room = 4096; doc = { a = [ \"${WORD}\" ]; };\n"
            "raw = { a = \"${WORD}\"; }; topics = [ \"a\", \"${WORD}\""
            " ];\nacks = \"one\"; paths = ( \"${WORD}\" );\n"
            "cert = \"/x.pem\"; tls = { cert = \"y.pem\"; };\n"
            "output = ( { events = 3; },\n { rate = 1e3; } );\n"),
        0);
    assert_int_equal (trestle_conf_int (f.conf, "port"), 1);
    assert_int_equal (trestle_conf_int (f.conf, "least"), -5);
    assert_int_equal (trestle_conf_int (f.conf, "most"), 10);
    assert_string_equal (trestle_conf_string (f.conf, "word"), "w\"ord!");
    assert_string_equal (trestle_conf_string (f.conf, "order"), "strict");
    assert_string_equal (trestle_conf_string (f.conf, "template"),
                         "${WORD} $$");
    assert_true (trestle_conf_double (f.conf, "share") == 1.0);
    assert_int_equal (trestle_conf_bool (f.conf, "on"), 0);
    assert_int_equal (trestle_conf_bool (f.conf, "off"), 1);
    assert_int_equal (trestle_conf_int (f.conf, "wait"), 250000);
    assert_int_equal (trestle_conf_int (f.conf, "room"), 4096);
    assert_string_equal (trestle_conf_string (f.conf, "doc"),
                         "{\"a\":[\"w\\\"ord\"]}");
    assert_string_equal (trestle_conf_string (f.conf, "raw"),
                         "{\"a\":\"${WORD}\"}");
    assert_int_equal (trestle_conf_length (f.conf, "topics"), 2);
    assert_string_equal (trestle_conf_item (f.conf, "topics", 1), "w\"ord");
    assert_null (trestle_conf_item (f.conf, "topics", 2));
    assert_string_equal (trestle_conf_item (f.conf, "paths", 0), "${WORD}");
    assert_string_equal (trestle_conf_string (f.conf, "cert"), "/x.pem");
    g = trestle_conf_group (f.conf, "tls", 0);
    assert_int_equal (trestle_conf_string (g, "cert")[0], '/');
    assert_non_null (strstr (trestle_conf_string (g, "cert"), "/y.pem"));
    assert_string_equal (trestle_conf_item (g, "versions", 1), "1.3");
    g = trestle_conf_group (f.conf, "output", 1);
    assert_true (trestle_conf_double (g, "rate") == 1000.0);
    assert_int_equal (conf_node (g, NULL)->line, 10);
    assert_true (conf_is_set (f.conf, "port"));
    assert_false (conf_is_set (f.conf, "limits"));
    assert_int_equal (conf_node (f.conf, "most")->line, 2);
    assert_ptr_equal (conf_node (f.conf, "limits"), f.root);
    fixture_done (&f, "");
}

/* What a variable has made may be a number. */
static void
test_expanded_numbers (void **state)
{
    struct fixture f;

    (void)state;
    assert_int_equal (fixture_load (&f, rows,
                                    "port = \"${PORT}\"; share = "
                                    "\"${X:-0.5}\"; on = \"${X:-false}\";"
                                    "room = \"${PORT}k\";"
                                    "wait = \"${PORT}ms\";"),
                      0);
    assert_int_equal (trestle_conf_int (f.conf, "port"), 99);
    assert_true (trestle_conf_double (f.conf, "share") == 0.5);
    assert_int_equal (trestle_conf_bool (f.conf, "on"), 0);
    assert_int_equal (trestle_conf_int (f.conf, "room"), 99 * 1024);
    assert_int_equal (trestle_conf_int (f.conf, "wait"), 99000);
    fixture_done (&f, "");
    expect_bad (rows,
                "port = \"${WORD}\"; share = \"${WORD}\"; on = \"${WORD}\";",
                "t.cfg:1: setting \"port\" of target \"lake\" must be an "
                "integer, not \"w\"ord\"\n"
                "t.cfg:1: setting \"share\" of target \"lake\" must be a "
                "number, not \"w\"ord\"\n"
                "t.cfg:1: setting \"on\" of target \"lake\" must be true or "
                "false, not \"w\"ord\"\n");
    expect_bad (rows, "port = \"${PORT}000\";",
                "t.cfg:1: setting \"port\" of target \"lake\" must be in "
                "1..65535, not \"99000\"\n");
}

static void
test_names (void **state)
{
    (void)state;
    expect_bad (rows, "\nretyr = 1;\nnam = 1; color = 2;\nport = 0;",
                "t.cfg:2: unknown setting \"retyr\" in target \"lake\". Did "
                "you mean \"retry\"?\n"
                "t.cfg:3: unknown setting \"nam\" in target \"lake\". Did you "
                "mean \"name\"?\n"
                "t.cfg:3: unknown setting \"color\" in target \"lake\"\n"
                "t.cfg:4: setting \"port\" of target \"lake\" must be in "
                "1..65535, not 0\n");
    expect_bad (required_rows, "",
                "t.cfg:1: setting \"path\" of target \"lake\" is required\n"
                "t.cfg:1: setting \"size\" of target \"lake\" is required\n");
    expect_bad (rows, "tls = {\ncrt = \"x\"; };",
                "t.cfg:2: unknown setting \"crt\" in group \"tls\" of target "
                "\"lake\". Did you mean \"cert\"?\n"
                "t.cfg:1: setting \"cert\" of group \"tls\" of target "
                "\"lake\" is required\n");
    expect_bad (rows, "output = ( {\nevents = 0; },\n{ x = 1; } );",
                "t.cfg:2: setting \"events\" of group \"output\" of target "
                "\"lake\" must be at least 1, not 0\n"
                "t.cfg:3: unknown setting \"x\" in group \"output\" of target "
                "\"lake\"\n");
    expect_bad (NULL, "port = 1;",
                "t.cfg:1: unknown setting \"port\" in target \"lake\"\n");
    expect_good (NULL, "name = 1;");
}

static void
test_types (void **state)
{
    static const char *const cases[][2] = {
        { "port = \"80\"", "\"port\" of target \"lake\" must be an integer" },
        { "port = 8.5", "\"port\" of target \"lake\" must be an integer" },
        { "port = [ 1 ]", "\"port\" of target \"lake\" must be an integer" },
        { "word = 5", "\"word\" of target \"lake\" must be a string" },
        { "on = 1", "\"on\" of target \"lake\" must be true or false" },
        { "on = \"true\"", "\"on\" of target \"lake\" must be true or false" },
        { "share = \"1\"", "\"share\" of target \"lake\" must be a number" },
        { "wait = 5", "\"wait\" of target \"lake\" must be a duration such as "
                      "\"250ms\"" },
        { "wait = \"5 s\"", "\"wait\" of target \"lake\" must be a duration "
                            "such as \"250ms\", not \"5 s\"" },
        { "wait = \"999999d\"", "\"wait\" of target \"lake\" must be a "
                                "duration such as \"250ms\", not "
                                "\"999999d\"" },
        { "room = -1", "\"room\" of target \"lake\" must be a size such as "
                       "\"64k\"" },
        { "room = \"64 k\"", "\"room\" of target \"lake\" must be a size such "
                             "as \"64k\", not \"64 k\"" },
        { "doc = \"{a}\"", "\"doc\" of target \"lake\" is not valid JSON: " },
        { "topics = 5",
          "\"topics\" of target \"lake\" must be a list of strings" },
        { "topics = ( \"a\", 5 )",
          "\"topics\" of target \"lake\" must be a list of strings" },
        { "cert = 5", "\"cert\" of target \"lake\" must be a string" },
        { "cert = \"\"", "\"cert\" of target \"lake\" must not be empty" },
        { "tls = \"x\"", "\"tls\" of target \"lake\" must be a group" },
        { "limits = ( )", "\"limits\" of target \"lake\" must be a group" },
        { "output = { }",
          "\"output\" of target \"lake\" must be a list of groups" },
        { "output = ( 5 )",
          "\"output\" of target \"lake\" must be a list of groups" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY (cases); i++) {
        struct buf expected = BUF_INIT (1000), text = BUF_INIT (1000);
        struct fixture f;

        buf_printf (&text, "%s;", cases[i][0]);
        buf_printf (&expected, "t.cfg:1: setting %s", cases[i][1]);
        assert_int_equal (fixture_load (&f, rows, text.data), -EINVAL);
        assert_int_equal (f.c.rep.errors, 1);
        if (strstr (expected.data, "JSON: ") != NULL)
            f.c.lines.data[expected.len] = '\0'; /* the scanner's words */
        else
            buf_add_char (&expected, '\n');
        fixture_done (&f, expected.data);
        buf_free (&expected);
        buf_free (&text);
    }
    expect_good (rows, "output = [ ]; topics = ( ); doc = \"5\";");
}

static void
test_allowed (void **state)
{
    static const char *const cases[][2] = {
        { "port = 70000", "\"port\" of target \"lake\" must be in 1..65535, "
                          "not 70000" },
        { "least = -6", "\"least\" of target \"lake\" must be at least -5, "
                        "not -6" },
        { "most = 11", "\"most\" of target \"lake\" must be at most 10, not "
                       "11" },
        { "share = 1.5", "\"share\" of target \"lake\" must be in 0..1, not "
                         "1.5" },
        { "share = -1", "\"share\" of target \"lake\" must be in 0..1, not "
                        "-1" },
        { "wait = \"10us\"", "\"wait\" of target \"lake\" must be in 1ms..1h, "
                             "not \"10us\"" },
        { "wait = 0", "\"wait\" of target \"lake\" must be in 1ms..1h, not "
                      "0" },
        { "room = \"2M\"", "\"room\" of target \"lake\" must be at most 1M, "
                           "not \"2M\"" },
        { "room = 1048577", "\"room\" of target \"lake\" must be at most 1M, "
                            "not 1048577" },
        { "order = \"kye\"", "\"order\" of target \"lake\" must be \"none\", "
                             "\"key\" or \"strict\", not \"kye\". Did you "
                             "mean \"key\"?" },
        { "order = \"\"", "\"order\" of target \"lake\" must be \"none\", "
                          "\"key\" or \"strict\", not \"\"" },
        { "acks = [ \"all\", \"two\" ]", "\"acks\" of target \"lake\" must be "
                                         "\"all\" or \"one\", not \"two\"" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY (cases); i++) {
        struct buf expected = BUF_INIT (1000), text = BUF_INIT (1000);

        buf_printf (&text, "\n%s;", cases[i][0]);
        buf_printf (&expected, "t.cfg:2: setting %s\n", cases[i][1]);
        expect_bad (rows, text.data, expected.data);
        buf_free (&expected);
        buf_free (&text);
    }
    expect_good (rows, "wait = \"1ms\"; room = \"1M\"; share = 0;");
}

static void
test_variables (void **state)
{
    (void)state;
    expect_bad (rows,
                "word = \"${KAFKA}\";\ntopics = [ \"${A}\",\n\"${B}\" ];\n"
                "doc = { a = ( \"${C}\" ); };\nport = \"${D}\";",
                "t.cfg:1: variable \"KAFKA\" is not defined\n"
                "t.cfg:2: variable \"A\" is not defined\n"
                "t.cfg:3: variable \"B\" is not defined\n"
                "t.cfg:4: variable \"C\" is not defined\n"
                "t.cfg:5: variable \"D\" is not defined\n");
    expect_good (rows, "template = \"${KAFKA}\"; paths = [ \"${\" ];"
                       "raw = ( \"${x\" ); ");
}

/* A mistake in the text is told once, but counts again for who reads it. */
static void
test_bad_text (void **state)
{
    struct fixture f;

    assert_int_equal (fixture_load (&f, rows, "port = 1; room = \"a\" \"b\";"),
                      -EINVAL);
    assert_int_equal (f.c.rep.errors, 2);
    assert_int_equal (config_check_string (&f.c.rep, f.root->first->next),
                      -EINVAL);
    assert_int_equal (f.c.rep.errors, 3);
    fixture_done (&f, "t.cfg:1: missing comma between two strings\n");
    expect_bad (rows,
                "port = 3000000000;\nword = \"a\" \"b\";\n"
                "topics = [ \"a\" \"b\" ]; doc = ( 9999999999 );",
                "t.cfg:1: integer 3000000000 does not fit in 32 bits. Write "
                "it with an L at its end.\n"
                "t.cfg:2: missing comma between two strings\n"
                "t.cfg:3: missing comma between two strings\n"
                "t.cfg:3: integer 9999999999 does not fit in 32 bits. Write "
                "it with an L at its end.\n");
    (void)state;
}

static void
test_deprecated (void **state)
{
    struct fixture f;

    (void)state;
    assert_int_equal (fixture_load (&f, rows, "old = \"x\"; older = \"y\";"),
                      0);
    assert_int_equal (f.c.rep.warnings, 2);
    assert_int_equal (f.c.rep.errors, 0);
    fixture_done (&f, "t.cfg:1: warning: setting \"old\" of target \"lake\" "
                      "is deprecated: use word\n"
                      "t.cfg:1: warning: setting \"older\" of target "
                      "\"lake\" is deprecated\n");
}

/* A loader refuses such tables; here the setting is. */
static void
test_unknown_type (void **state)
{
    static const struct trestle_param table[]
        = { { .name = "a", .type = 99 }, TRESTLE_PARAMS_END };

    (void)state;
    expect_bad (table, "a = 1;",
                "t.cfg:1: setting \"a\" of target \"lake\" has a type that is "
                "not known\n");
    expect_good (table, "");
}

static void
test_no_group (void **state)
{
    struct capture c;
    struct config_node *root;
    struct trestle_conf *conf = NULL;
    struct conf_check check = { .what = "target \"lake\"" };

    (void)state;
    capture_begin (&c);
    root = load (&c, "a = 5;");
    check.rep = &c.rep;
    assert_int_equal (conf_new (root->first, &check, &conf), -EINVAL);
    config_free (root);
    capture_expect (&c, "t.cfg:1: target \"lake\" must be a group\n");
}

/* What is wrong has its default, what is right is there. */
static void
test_anyway (void **state)
{
    struct capture c;
    struct config_node *root;
    struct trestle_conf *conf = NULL;
    struct conf_check check = { .params = rows, .param_size = sizeof *rows };

    (void)state;
    capture_begin (&c);
    root = load (&c, "port = 0; word = 5; wait = \"1s\"; topics = ( 5, 6 );\n"
                     "tls = { }; limits = { events = 0; }; prot = 5;");
    check.rep = &c.rep;
    assert_int_equal (conf_new_anyway (root, &check, &conf), 0);
    assert_int_equal (trestle_conf_int (conf, "port"), 8080);
    assert_false (conf_is_set (conf, "port"));
    assert_string_equal (trestle_conf_string (conf, "word"), "hello");
    assert_int_equal (trestle_conf_int (conf, "wait"), 1000000);
    assert_true (conf_is_set (conf, "wait"));
    assert_int_equal (trestle_conf_length (conf, "topics"), 0);
    assert_null (trestle_conf_group (conf, "tls", 0));
    assert_int_equal (
        trestle_conf_int (trestle_conf_group (conf, "limits", 0), "events"),
        10);
    conf_free (conf);
    assert_int_equal (conf_new_anyway (root->first, &check, &conf), 0);
    assert_int_equal (trestle_conf_int (conf, "port"), 8080);
    conf_free (conf);
    config_free (root);
    capture_expect (
        &c, "t.cfg:1: setting \"port\" must be in 1..65535, not 0\n"
            "t.cfg:1: setting \"word\" must be a string\n"
            "t.cfg:1: setting \"topics\" must be a list of strings\n"
            "t.cfg:1: setting \"topics\" must be a list of strings\n"
            "t.cfg:2: setting \"cert\" of group \"tls\" is required\n"
            "t.cfg:2: setting \"events\" of group \"limits\" must be at least "
            "1, not 0\n"
            "t.cfg:2: unknown setting \"prot\". Did you mean \"port\"?\n"
            "t.cfg:1: file must be a group\n");
}

int
main (void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_fallbacks),
        cmocka_unit_test (test_written),
        cmocka_unit_test (test_expanded_numbers),
        cmocka_unit_test (test_names),
        cmocka_unit_test (test_types),
        cmocka_unit_test (test_allowed),
        cmocka_unit_test (test_variables),
        cmocka_unit_test (test_bad_text),
        cmocka_unit_test (test_deprecated),
        cmocka_unit_test (test_unknown_type),
        cmocka_unit_test (test_no_group),
        cmocka_unit_test (test_anyway),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
