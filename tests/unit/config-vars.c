/* config-vars.c - expansion of ${NAME}
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "config-capture.h"

#include <errno.h>
#include <stdlib.h>

#define ARRAY(a) (sizeof (a) / sizeof *(a))

static struct config_vars *
make_vars (void)
{
    struct config_vars *vars = config_vars_new ();

    assert_non_null (vars);
    assert_int_equal (config_vars_set (vars, "KAFKA", "old", true), 0);
    assert_int_equal (config_vars_set (vars, "KAFKA", "b1:9092", true), 0);
    assert_int_equal (config_vars_set (vars, "EMPTY", "", true), 0);
    assert_int_equal (config_vars_set (vars, "NESTED", "${KAFKA}", true), 0);
    assert_int_equal (config_vars_set (vars, "CLI_1", "given", false), 0);
    return vars;
}

/* Expands a file of one string, a. */
static struct config_node *
expanded (struct capture *c, const char *text)
{
    struct config_vars *vars = make_vars ();
    struct config_node *root;

    capture_begin (c);
    root = load (c, text);
    assert_non_null (root);
    assert_int_equal (config_expand (root, vars), 0);
    config_vars_free (vars);
    return root;
}

struct expansion {
    const char *text; /* between quotes */
    const char *result;
    bool secret_source;
};

static void
test_values (void **state)
{
    static const struct expansion cases[] = {
        { "plain", "plain", false },
        { "${KAFKA}", "b1:9092", true },
        { "<${KAFKA},${KAFKA}>", "<b1:9092,b1:9092>", true },
        { "${EMPTY}", "", true },
        { "${EMPTY:-x}", "x", false },
        { "${ABSENT:-a b}", "a b", false },
        { "${ABSENT:-}", "", false },
        { "${KAFKA:-x}", "b1:9092", true },
        { "${NESTED}", "${KAFKA}", true }, /* once */
        { "${env:TRESTLE_TEST_x}", "from env", true },
        { "${env:TRESTLE_TEST_none:-d}", "d", false },
        { "$$", "$", false },
        { "$${KAFKA}", "${KAFKA}", false },
        { "$$$$", "$$", false },
        { "$.data.id costs 5$", "$.data.id costs 5$", false },
        { "$", "$", false },
        { "a$b$", "a$b$", false },
        { "{KAFKA}", "{KAFKA}", false },
    };

    (void)state;
    setenv ("TRESTLE_TEST_x", "from env", 1);
    unsetenv ("TRESTLE_TEST_none");
    for (size_t i = 0; i < ARRAY (cases); i++) {
        struct buf text = BUF_INIT (1000);
        struct capture c;
        struct config_node *root;

        buf_printf (&text, "l = ( { a = \"%s\"; } );", cases[i].text);
        root = expanded (&c, text.data);
        assert_string_equal (root->first->first->first->string,
                             cases[i].result);
        assert_string_equal (root->first->first->first->verbatim,
                             cases[i].text);
        assert_int_equal (root->first->first->first->secret_source,
                          cases[i].secret_source);
        assert_false (root->first->first->first->command_line);
        assert_int_equal (
            config_check_string (&c.rep, root->first->first->first), 0);
        config_free (root);
        capture_expect (&c, "");
        buf_free (&text);
    }
}

static void
test_problems (void **state)
{
    static const struct expansion cases[] = {
        { "${KAFAK}",
          "variable \"KAFAK\" is not defined. Did you mean \"KAFKA\"?",
          false },
        { "${OTHER}", "variable \"OTHER\" is not defined", false },
        { "x${KAFKA}${OTHER}", "variable \"OTHER\" is not defined", true },
        { "${env:TRESTLE_TEST_none}",
          "environment variable \"TRESTLE_TEST_none\" is not defined", false },
        { "${KAFKA", "\"${\" has no \"}\"", false },
        { "${kafka}",
          "\"${kafka}\" names no variable. Names are in upper case; \"$${\" "
          "stands for a plain \"${\".",
          false },
        { "${}",
          "\"${}\" names no variable. Names are in upper case; \"$${\" stands "
          "for a plain \"${\".",
          false },
        { "${1A}",
          "\"${1A}\" names no variable. Names are in upper case; \"$${\" "
          "stands for a plain \"${\".",
          false },
        { "${env:}",
          "\"${env:}\" names no variable. Names are in upper case; \"$${\" "
          "stands for a plain \"${\".",
          false },
        { "${A:-${KAFKA}}",
          "the default of variable \"A\" has a variable in it", false },
    };

    (void)state;
    unsetenv ("TRESTLE_TEST_none");
    for (size_t i = 0; i < ARRAY (cases); i++) {
        struct buf text = BUF_INIT (1000);
        struct capture c;
        struct config_node *root;

        buf_printf (&text, "\na = \"%s\";", cases[i].text);
        root = expanded (&c, text.data);
        assert_true (root->first->bad_variable);
        assert_string_equal (root->first->string, cases[i].text);
        assert_string_equal (root->first->problem, cases[i].result);
        buf_reset (&text);
        buf_printf (&text, "t.cfg:2: %s\n", cases[i].result);
        assert_int_equal (config_check_string (&c.rep, root->first), -EINVAL);
        config_free (root);
        capture_expect (&c, text.data);
        buf_free (&text);
    }
}

static void
test_command_line (void **state)
{
    struct capture c;
    struct config_node *root
        = expanded (&c, "a = \"${CLI_1}\"; b = \"${KAFKA}${CLI_1}\";"
                        "c = \"${KAFKA}\";");

    (void)state;
    assert_true (config_get (root, "a")->command_line);
    assert_true (config_get (root, "b")->command_line);
    assert_false (config_get (root, "c")->command_line);
    config_free (root);
}

/* Not more than 1 MiB comes out, however little goes in. */
static void
test_bomb (void **state)
{
    struct config_vars *vars = config_vars_new ();
    struct capture c;
    struct config_node *root;
    struct buf value = BUF_INIT (SIZE_MAX);

    (void)state;
    while (value.len < 600000)
        buf_add_string (&value, "0123456789");
    capture_begin (&c);
    root = load (&c, "a = \"${A}\"; b = \"${A}${A}\";");
    assert_int_equal (config_vars_set (vars, "A", value.data, true), 0);
    assert_int_equal (config_expand (root, vars), 0);
    assert_string_equal (config_get (root, "a")->string, value.data);
    assert_string_equal (config_get (root, "b")->problem,
                         "value with its variables is longer than 1 MiB");
    config_free (root);
    config_vars_free (vars);
    buf_free (&value);
}

/* Another round begins with what was written. */
static void
test_again (void **state)
{
    struct capture c;
    struct config_node *root = expanded (&c, "a = \"${KAFKA}\";");

    (void)state;
    assert_int_equal (config_expand (root, NULL), 0);
    assert_string_equal (root->first->problem,
                         "variable \"KAFKA\" is not defined");
    assert_string_equal (root->first->string, "${KAFKA}");
    config_free (root);
}

static void
test_names (void **state)
{
    struct config_vars *vars = config_vars_new ();

    (void)state;
    assert_int_equal (config_vars_set (vars, "A_1", "", true), 0);
    assert_int_equal (config_vars_set (vars, "_A", "", true), 0);
    assert_int_equal (config_vars_set (vars, "", "", true), -EINVAL);
    assert_int_equal (config_vars_set (vars, "a", "", true), -EINVAL);
    assert_int_equal (config_vars_set (vars, "1A", "", true), -EINVAL);
    assert_int_equal (config_vars_set (vars, "A-B", "", true), -EINVAL);
    config_vars_free (vars);
    config_vars_free (NULL);
}

int
main (void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_values),       cmocka_unit_test (test_problems),
        cmocka_unit_test (test_command_line), cmocka_unit_test (test_bomb),
        cmocka_unit_test (test_again),        cmocka_unit_test (test_names),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
