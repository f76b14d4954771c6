/* config-text.c - what is found in the text of a file, and its tree
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "config-capture.h"

#include <errno.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "config/text.h"

#define ARRAY(a) (sizeof (a) / sizeof *(a))

static void
test_tree (void **state)
{
    struct capture c;
    struct config_node *root;
    const struct config_node *n;

    (void)state;
    capture_begin (&c);
    root = load (&c, "name = \"orders\"; # a comment\n"
                     "/* one\n over two lines */ n = -5; big = 5000000000L;\n"
                     "hex = 0x7fffffff; hex64 = 0xFFFFFFFFFL; f = 1e3;\n"
                     "on = TRUE; off = false;\n"
                     "g : { a = [ \"x\",\n\n \"y\"\n]; l = ( { }, 1, ( ) ); }"
                     " // the end");
    assert_non_null (root);
    capture_expect (&c, "");
    assert_int_equal (root->type, CONFIG_GROUP);
    assert_int_equal (root->line, 1);
    assert_int_equal (root->n, 9);
    assert_string_equal (config_get (root, "name")->string, "orders");
    n = config_get (root, "n");
    assert_int_equal (n->type, CONFIG_INT);
    assert_int_equal (n->integer, -5);
    assert_int_equal (n->line, 3);
    assert_ptr_equal (n->parent, root);
    assert_int_equal (config_get (root, "big")->integer, 5000000000);
    assert_int_equal (config_get (root, "hex")->integer, 0x7fffffff);
    assert_int_equal (config_get (root, "hex64")->integer, 0xFFFFFFFFF);
    assert_true (config_get (root, "f")->real == 1000.0);
    assert_int_equal (config_get (root, "on")->integer, 1);
    assert_int_equal (config_get (root, "off")->type, CONFIG_BOOL);
    n = config_get (root, "g");
    assert_int_equal (n->line, 6);
    n = config_get (n, "a");
    assert_int_equal (n->type, CONFIG_ARRAY);
    /* libconfig says 8 and 9 */
    assert_int_equal (n->first->line, 6);
    assert_int_equal (n->first->next->line, 8);
    assert_int_equal (n->next->n, 3);
    assert_null (config_get (root, "absent"));
    assert_null (config_get (n, "x"));
    assert_null (config_get (NULL, "x"));
    config_free (root);
    config_free (NULL);
}

static void
test_good_texts (void **state)
{
    static const char *const texts[] = {
        "",
        "\n\n",
        "# only a comment",
        "\xef\xbb\xbf"
        "a = 1;",
        "a = 2147483647; b = -2147483648; c = +1;",
        "a = 9223372036854775807L; b = -9223372036854775808L;",
        "a = 0x7FFFFFFFFFFFFFFFL; b = 0x1LL; c = 1LL;",
        "a = 3000000000.0; b = 3.e10; c = .5; d = 4e9; e = 99999999999E+5;",
        "a = \"3000000000\"; # 3000000000\n/* 3000000000 */ // \"\" \"\"\n",
        "a = \"@include \\\"x\\\"\"; /*\n@include \"x\"\n*/ b = \"\n@include "
        "\\\"\";",
        "a = \"\\\\\"; b = \"\\\"\"; c = \"\\x22\"; d = \"\\\\x00\";",
        "a = ( \"x\", \"y\" ); b = [ \"x\" , \"y\" ]; c = \"z\"; d = \"\";",
        "a = \"x\" b = \"y\"",
        "a = { x = 1; }; b = { x = 1; c = { x = 1; }; y = 1; };",
        "l = ( { x = 1; }, { x = 1; } );",
        "trueish = true; falsehood = FALSE; x3000000000 = 1;",
        "a\r\n=\r\n1;\r\n",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY (texts); i++)
        expect_load (texts[i], "");
}

static void
test_integers (void **state)
{
    (void)state;
    expect_load ("a = 1;\nb = 3000000000;",
                 "t.cfg:2: integer 3000000000 does not fit in 32 bits. Write "
                 "it with an L at its end.\n");
    expect_load ("a = [ -1,\n-2147483649 ];",
                 "t.cfg:2: integer -2147483649 does not fit in 32 bits. Write "
                 "it with an L at its end.\n");
    expect_load ("a = 0xFFFFFFFF;",
                 "t.cfg:1: integer 0xFFFFFFFF does not fit in 32 bits. Write "
                 "it with an L at its end.\n");
    expect_load ("a = 1615430559146; b = 0X80000000;",
                 "t.cfg:1: integer 1615430559146 does not fit in 32 bits. "
                 "Write it with an L at its end.\n"
                 "t.cfg:1: integer 0X80000000 does not fit in 32 bits. Write "
                 "it with an L at its end.\n");
    expect_load ("a = 9223372036854775808L;\nb = 0x10000000000000000L;\n"
                 "c = 0x8000000000000000L; d = 99999999999999999999;",
                 "t.cfg:1: integer 9223372036854775808 does not fit in 64 "
                 "bits\n"
                 "t.cfg:2: integer 0x10000000000000000 does not fit in 64 "
                 "bits\n"
                 "t.cfg:3: integer 0x8000000000000000 does not fit in 64 "
                 "bits\n"
                 "t.cfg:3: integer 99999999999999999999 does not fit in 64 "
                 "bits\n");
    expect_load ("a = 1e999;", "t.cfg:1: number is too large\n");
}

static void
test_strings (void **state)
{
    (void)state;
    expect_load ("a = [ \"a\"\n\"b\" ];",
                 "t.cfg:2: missing comma between two strings\n");
    expect_load ("a = ( \"a\" /* , */ \"b\" # ,\n \"c\" );",
                 "t.cfg:1: missing comma between two strings\n"
                 "t.cfg:2: missing comma between two strings\n");
    expect_load ("a = \"x\" \"y\"; b = 1;",
                 "t.cfg:1: missing comma between two strings\n");
    expect_load ("a = \"x\n\\x00y\"; b = \"\\X00\";",
                 "t.cfg:2: a string cannot hold \"\\x00\"\n"
                 "t.cfg:2: a string cannot hold \"\\x00\"\n");
    expect_load ("a = \"\\xff\";", "t.cfg:1: string is not UTF-8\n");
    expect_load ("a = \"\\xc3\\xa4\";", "");
    expect_refused ("a = 1;\n\"b\n = 2;", "t.cfg:2: string has no end\n");
    expect_refused ("a = 1;\n\n/* b\n = 2;", "t.cfg:3: comment has no end\n");
    expect_refused ("a = \n\"x\\\"\n;", "t.cfg:2: string has no end\n");
    expect_refused ("/*/", "t.cfg:1: comment has no end\n");
}

static void
test_syntax (void **state)
{
    (void)state;
    expect_refused ("a = 1;\nb = \n; c = }", "t.cfg:3: syntax error\n");
    expect_refused (
        "a = {",
        "t.cfg:2: syntax error: the file ends in an open group or list\n");
    expect_refused ("a.b = 1;", "t.cfg:1: syntax error: expected \"=\". A "
                                "name has no dots and no spaces.\n");
    expect_refused ("a = - 1;", "t.cfg:1: syntax error\n");
    expect_refused ("a = 1;;", "t.cfg:1: syntax error\n");
    expect_refused (
        "a = ( 1, );",
        "t.cfg:1: syntax error: a list must not end with a comma\n");
    expect_refused ("a = ( , 1 );", "t.cfg:1: syntax error\n");
    expect_refused ("a = ( 1 2 );",
                    "t.cfg:1: syntax error: a comma is missing\n");
    expect_refused ("a = ( 1 ];", "t.cfg:1: syntax error\n");
    expect_refused (
        "a = [ ( ) ];",
        "t.cfg:1: syntax error: a list of lists stands in ( ), not in [ ]\n");
    expect_refused ("a = ( x = 1 );", "t.cfg:1: syntax error\n");
    expect_refused ("a = { 1 };", "t.cfg:1: syntax error: expected a name: "
                                  "without quotes, a letter first\n");
    expect_refused ("a = 1; };", "t.cfg:1: syntax error\n");
    expect_refused ("a 1;", "t.cfg:1: syntax error: expected \"=\". A name "
                            "has no dots and no spaces.\n");
    expect_refused ("\"a\" = 1;", "t.cfg:1: syntax error: expected a name: "
                                  "without quotes, a letter first\n");
    expect_refused ("true = 1;", "t.cfg:1: syntax error: expected a name: "
                                 "without quotes, a letter first\n");
    expect_refused (
        "a = 0x;",
        "t.cfg:1: syntax error: expected \"=\", or quotes around a value\n");
    expect_refused (
        "a = 1LLL;",
        "t.cfg:1: syntax error: expected \"=\", or quotes around a value\n");
}

static void
test_refused (void **state)
{
    struct capture c;

    (void)state;
    expect_refused ("a = 1;\n@include \"/etc/passwd\"\n",
                    "t.cfg:2: @include is refused. Put each pipeline into a "
                    "file of its own in pipelines_dir.\n");
    expect_refused ("a = 1; @include \"x\"\n",
                    "t.cfg:1: @include is refused. Put each pipeline into a "
                    "file of its own in pipelines_dir.\n");
    expect_refused ("a = 1;\nb = \xff;\n", "t.cfg:2: text is not UTF-8\n");
    expect_refused ("# \xc0\xaf\n", "t.cfg:1: text is not UTF-8\n");
    expect_refused ("a = 3000000000;\nb = \"x\" \"y\";\nc = ];",
                    "t.cfg:1: integer 3000000000 does not fit in 32 bits. "
                    "Write it with an L at its end.\n"
                    "t.cfg:2: missing comma between two strings\n"
                    "t.cfg:3: syntax error\n");
    expect_refused ("a = [ 1,\n\"b\" ];",
                    "t.cfg:2: values of one [ ] are of different types. Write "
                    "( ) instead.\n");
    expect_refused ("a = 1;\nb = { c = 1; d = { c = 2; };\n c = 3; };",
                    "t.cfg:3: setting \"c\" is there twice, first in line "
                    "2\n");
    expect_refused ("x = 1;\nx = 2;\ny = 5000000000;\nx = 3;",
                    "t.cfg:2: setting \"x\" is there twice, first in line 1\n"
                    "t.cfg:3: integer 5000000000 does not fit in 32 bits. "
                    "Write it with an L at its end.\n"
                    "t.cfg:4: setting \"x\" is there twice, first in line "
                    "1\n");
    expect_refused ("x = 1;\n= ;\nx = 2;\n", "t.cfg:2: syntax error\n");
    capture_begin (&c);
    assert_null (load_bytes (&c, "a = 1;\nb = \"\0\";", 15));
    capture_expect (&c, "t.cfg:2: NUL byte in a text file\n");
}

/* n opening brackets and as many that close. */
static char *
nested (size_t n)
{
    struct buf text = BUF_INIT (1 << 20);

    buf_add_string (&text, "a = ");
    for (size_t i = 0; i < n; i++)
        buf_add_char (&text, '(');
    for (size_t i = 0; i < n; i++)
        buf_add_char (&text, ')');
    return buf_take (&text);
}

static void
test_depth (void **state)
{
    char *text = nested (CONFIG_MAX_DEPTH);

    (void)state;
    expect_load (text, "");
    free (text);
    text = nested (CONFIG_MAX_DEPTH + 1);
    expect_refused (text, "t.cfg:1: groups and lists are nested too deeply\n");
    free (text);
}

static void
test_large (void **state)
{
    struct capture c;
    size_t len = (4 << 20) + 1;
    char *text = malloc (len);

    (void)state;
    memset (text, ' ', len);
    capture_begin (&c);
    assert_null (load_bytes (&c, text, len));
    capture_expect (&c, "t.cfg: file is larger than 4 MiB\n");
    free (text);
}

static void
test_file (void **state)
{
    char name[] = "/tmp/trestle-config-XXXXXX";
    int fd = mkstemp (name);
    struct capture c;
    struct config_node *root = NULL;
    CLEANUP_FREE char *expected = NULL;

    (void)state;
    assert_true (fd >= 0);
    assert_int_equal (write (fd, "a = 7;", 6), 6);
    close (fd);
    capture_begin (&c);
    assert_int_equal (config_load (name, &c.rep, &root), 0);
    assert_int_equal (config_get (root, "a")->integer, 7);
    assert_string_equal (root->file, name);
    config_free (root);
    unlink (name);
    assert_int_equal (config_load (name, &c.rep, &root), -ENOENT);
    assert_true (asprintf (&expected,
                           "%s: could not read configuration file: No such "
                           "file or directory\n",
                           name)
                 > 0);
    assert_int_equal (c.rep.errors, 1);
    capture_expect (&c, expected);
    assert_int_equal (config_load ("/", &c.rep, &root), -EISDIR);
    capture_expect (&c,
                    "/: could not read configuration file: Is a directory\n");
}

static void
test_report (void **state)
{
    struct config_node place = { .file = "a.cfg", .line = 3 };
    struct capture c;

    (void)state;
    capture_begin (&c);
    assert_int_equal (
        config_error (&c.rep, &place, "value \"%s\"", "\033[2J\n"), -EINVAL);
    config_warning (&c.rep, &place, "old");
    config_error (&c.rep, NULL, "no place");
    assert_int_equal (c.rep.errors, 2);
    assert_int_equal (c.rep.warnings, 1);
    errno = ENOENT;
    config_warning (&c.rep, &place, "%m");
    capture_expect (&c, "a.cfg:3: value \"\\x1b[2J\\x0a\"\n"
                        "a.cfg:3: warning: old\n"
                        "no place\n"
                        "a.cfg:3: warning: No such file or directory\n");
}

int
main (void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_tree),     cmocka_unit_test (test_good_texts),
        cmocka_unit_test (test_integers), cmocka_unit_test (test_strings),
        cmocka_unit_test (test_syntax),   cmocka_unit_test (test_refused),
        cmocka_unit_test (test_depth),    cmocka_unit_test (test_large),
        cmocka_unit_test (test_file),     cmocka_unit_test (test_report),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
