/* config-table.c - tables that a loader refuses
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "config-capture.h"

#include "base/cleanup.h"

/* clang-format off */
#define ROW(name_, type_) .name = name_, .type = TRESTLE_##type_
/* clang-format on */

struct table_case {
    struct trestle_param row;
    const char *error; /* NULL: it is a good one */
};

static const struct trestle_param members[] = {
    { ROW ("name", STRING) }, /* in a group no name is the core's */
    { ROW ("n", INT), .fallback = "5", .allowed = "1..9" },
    TRESTLE_PARAMS_END,
};

static const struct trestle_param needy[] = {
    { ROW ("n", INT), .flags = TRESTLE_REQUIRED },
    TRESTLE_PARAMS_END,
};

static const struct trestle_param none[] = { TRESTLE_PARAMS_END };

#define NAME_ERROR    "name is not of the form [a-z][a-z0-9_.-]*"
#define ALLOWED_ERROR "allowed values cannot be understood"
#define DEFAULT_ERROR "default is not a value that the table allows"

static const struct table_case cases[] = {
    { { ROW ("a", STRING) }, NULL },
    { { ROW ("security.protocol_2-x", STRING) }, NULL },
    { { ROW ("path", FILE) }, "name is the core's" },
    { { ROW ("", STRING) }, NAME_ERROR },
    { { ROW ("A", STRING) }, NAME_ERROR },
    { { ROW ("1a", STRING) }, NAME_ERROR },
    { { ROW ("a b", STRING) }, NAME_ERROR },
    { { ROW ("name", STRING) }, "name is the core's" },
    { { ROW ("type", STRING) }, "name is the core's" },
    { { ROW ("use", STRING) }, "name is the core's" },
    { { ROW ("filter", STRING) }, "name is the core's" },
    { { ROW ("transform", STRING) }, "name is the core's" },
    { { ROW ("retry", STRING) }, "name is the core's" },
    { { ROW ("delivery", STRING) }, "name is the core's" },
    { { ROW ("dead_letter", STRING) }, "name is the core's" },
    { { ROW ("first", STRING) }, "name stands twice in the table" },
    { { .name = "a", .type = 0 }, "type is not known" },
    { { .name = "a", .type = TRESTLE_FILE + 1 }, "type is not known" },
    { { .name = "a", .type = 0xffffffff }, "type is not known" },
    { { ROW ("a", STRING), .flags = 8 }, "flag is not known" },
    { { ROW ("a", STRING), .flags = 7 }, NULL },
    { { ROW ("a", GROUP) }, "group has no table" },
    { { ROW ("a", GROUPS) }, "group has no table" },
    { { ROW ("a", STRING), .params = members }, "only a group has a table" },
    { { ROW ("a", GROUP), .params = members }, NULL },
    { { ROW ("a", GROUP), .params = none }, NULL },
    { { ROW ("a", INT), .allowed = "1..9" }, NULL },
    { { ROW ("a", INT), .allowed = ".." }, ALLOWED_ERROR },
    { { ROW ("a", INT), .allowed = "5" }, ALLOWED_ERROR },
    { { ROW ("a", INT), .allowed = "1ms.." }, ALLOWED_ERROR },
    { { ROW ("a", INT), .allowed = "1...9" }, ALLOWED_ERROR },
    { { ROW ("a", INT), .allowed = "none|key" }, ALLOWED_ERROR },
    { { ROW ("a", DOUBLE), .allowed = "-0.5..1.5" }, NULL },
    { { ROW ("a", DURATION), .allowed = "1ms.." }, NULL },
    { { ROW ("a", DURATION), .allowed = "1.." }, ALLOWED_ERROR },
    { { ROW ("a", SIZE), .allowed = "1..64k" }, NULL },
    { { ROW ("a", STRING), .allowed = "none|key" }, NULL },
    { { ROW ("a", STRING), .allowed = "" }, ALLOWED_ERROR },
    { { ROW ("a", STRING), .allowed = "a||b" }, ALLOWED_ERROR },
    { { ROW ("a", STRING), .allowed = "a|b|" }, ALLOWED_ERROR },
    { { ROW ("a", STRING), .allowed = "a | b" }, ALLOWED_ERROR },
    { { ROW ("a", BOOL), .allowed = "true|false" }, ALLOWED_ERROR },
    { { ROW ("a", FILE), .allowed = "x" }, ALLOWED_ERROR },
    { { ROW ("a", GROUP), .params = members, .allowed = "x" }, ALLOWED_ERROR },
    { { ROW ("a", INT), .fallback = "10", .allowed = "1..9" }, DEFAULT_ERROR },
    { { ROW ("a", INT), .fallback = "x" }, DEFAULT_ERROR },
    { { ROW ("a", INT), .fallback = "" }, DEFAULT_ERROR },
    { { ROW ("a", BOOL), .fallback = "yes" }, DEFAULT_ERROR },
    { { ROW ("a", DOUBLE), .fallback = "1.5" }, NULL },
    { { ROW ("a", DOUBLE), .fallback = "1,5" }, DEFAULT_ERROR },
    { { ROW ("a", DURATION), .fallback = "5" }, DEFAULT_ERROR },
    { { ROW ("a", DURATION), .fallback = "0" }, NULL },
    { { ROW ("a", SIZE), .fallback = "64K" }, DEFAULT_ERROR },
    { { ROW ("a", SIZE), .fallback = "64" }, NULL },
    { { ROW ("a", STRING), .fallback = "" }, NULL },
    { { ROW ("a", STRING), .fallback = "no", .allowed = "none|key" },
      DEFAULT_ERROR },
    { { ROW ("a", STRINGS), .fallback = "" }, NULL },
    { { ROW ("a", STRINGS), .fallback = "[ \"x\" ]" }, NULL },
    { { ROW ("a", STRINGS), .fallback = "[ 5 ]" }, DEFAULT_ERROR },
    { { ROW ("a", STRINGS), .fallback = "[ \"x\"" }, DEFAULT_ERROR },
    { { ROW ("a", JSON), .fallback = "{\"a\":1}" }, NULL },
    { { ROW ("a", JSON), .fallback = "{a:1}" }, DEFAULT_ERROR },
    { { ROW ("a", GROUP), .params = members, .fallback = "{ n = 9; }" },
      NULL },
    { { ROW ("a", GROUP), .params = members, .fallback = "{ n = 10; }" },
      DEFAULT_ERROR },
    { { ROW ("a", GROUP), .params = members, .fallback = "{ x = 1; }" },
      DEFAULT_ERROR },
    { { ROW ("a", GROUP), .params = needy, .fallback = "{ }" },
      DEFAULT_ERROR },
    { { ROW ("a", GROUP), .params = members, .fallback = "5" },
      DEFAULT_ERROR },
    { { ROW ("a", GROUPS), .params = members, .fallback = "( )" }, NULL },
    { { ROW ("a", GROUPS), .params = members, .fallback = "{ }" },
      DEFAULT_ERROR },
    { { ROW ("a", SECRET), .fallback = "x" }, "secret has a default" },
    { { ROW ("a", INT), .fallback = "1", .flags = TRESTLE_REQUIRED },
      "required setting has a default" },
};

static void
test_rows (void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (cases); i++) {
        const struct trestle_param table[]
            = { { ROW ("first", STRING) }, cases[i].row, TRESTLE_PARAMS_END };
        const char *name = NULL;
        const char *error
            = conf_table_error (table, sizeof *table, TRESTLE_SOURCE, &name);

        if (cases[i].error == NULL) {
            assert_null (error);
            continue;
        }
        assert_non_null (error);
        assert_string_equal (error, cases[i].error);
        assert_string_equal (name, cases[i].row.name);
    }
}

static void
test_tables (void **state)
{
    static const struct trestle_param inner[]
        = { { ROW ("b", INT), .fallback = "x" }, TRESTLE_PARAMS_END };
    static const struct trestle_param outer[]
        = { { ROW ("a", GROUPS), .params = inner }, TRESTLE_PARAMS_END };
    static const struct trestle_param endless[]
        = { { ROW ("a", GROUP), .params = endless }, TRESTLE_PARAMS_END };
    const char *name = NULL;

    (void)state;
    assert_null (conf_table_error (NULL, 0, TRESTLE_SOURCE, &name));
    assert_null (conf_table_error (none, sizeof *none, 1, &name));
    assert_string_equal (conf_table_error (none, 8, 1, &name),
                         "rows are too short");
    assert_string_equal (name, "");
    assert_string_equal (conf_table_error (outer, sizeof *outer, 1, &name),
                         DEFAULT_ERROR);
    assert_string_equal (name, "b");
    assert_string_equal (conf_table_error (endless, sizeof *endless, 1, &name),
                         "groups are nested too deeply");
    /* the core's own tables may have the core's names */
    assert_null (conf_table_error (members, sizeof *members, 0, &name));
    assert_string_equal (conf_table_error (members, sizeof *members, 1, &name),
                         "name is the core's");
}

static void
test_no_end (void **state)
{
    static struct trestle_param table[1001];
    static char names[1000][4];
    const char *name = NULL;

    (void)state;
    for (int i = 0; i < 1000; i++) {
        names[i][0] = 'a';
        names[i][1] = (char)('a' + i / 100);
        names[i][2] = (char)('a' + i / 10 % 10);
        names[i][3] = '\0';
        table[i] = (struct trestle_param){ ROW (names[i], INT) };
        names[i][0] = (char)('a' + i % 10);
    }
    assert_string_equal (conf_table_error (table, sizeof *table, 1, &name),
                         "table has no end");
    table[999].name = NULL;
    assert_null (conf_table_error (table, sizeof *table, 1, &name));
}

/* The rows of an author who knew neither flags nor what came after. */
struct short_row {
    const char *name, *fallback, *allowed, *help;
    const struct trestle_param *params;
    uint32_t type;
    uint32_t trash;
};

static void
test_short_rows (void **state)
{
    static const struct short_row table[] = {
        { "a", "5", "1..9", NULL, NULL, TRESTLE_INT, 0xffffffff },
        { "b", NULL, NULL, NULL, NULL, TRESTLE_STRING, 0xffffffff },
        { NULL, NULL, NULL, NULL, NULL, 0, 0 },
    };
    const size_t size = offsetof (struct short_row, trash);
    char packed[3 * sizeof (struct short_row)];
    const struct trestle_param *params = (void *)packed;
    struct trestle_param row;
    struct trestle_conf *conf;
    const char *name;

    (void)state;
    for (size_t i = 0; i < 3; i++)
        memcpy (packed + i * size, &table[i], size);
    assert_ptr_equal (conf_row (params, size, 1, &row), &row);
    assert_string_equal (row.name, "b");
    assert_int_equal (row.flags, 0);
    assert_null (conf_row (params, size, 2, &row));
    assert_null (conf_row (NULL, size, 0, &row));
    assert_null (conf_table_error (params, size, TRESTLE_TARGET, &name));
    assert_int_equal (conf_new_default (params, size, &conf), 0);
    assert_int_equal (trestle_conf_int (conf, "a"), 5);
    conf_free (conf);
    assert_string_equal (conf_table_error (params, size - 1, 1, &name),
                         "rows are too short");
}

/* And of one who knows more. */
static void
test_long_rows (void **state)
{
    struct {
        struct trestle_param row;
        const char *more;
    } table[] = { { { ROW ("a", INT), .fallback = "5" }, NULL },
                  { { ROW ("b", INT), .fallback = "6" }, NULL },
                  { TRESTLE_PARAMS_END, NULL } };
    struct trestle_conf *conf;
    const char *name;

    (void)state;
    assert_null (conf_table_error (&table[0].row, sizeof *table, 1, &name));
    assert_int_equal (conf_new_default (&table[0].row, sizeof *table, &conf),
                      0);
    assert_int_equal (trestle_conf_int (conf, "b"), 6);
    conf_free (conf);
    table[1].more = "new";
    assert_string_equal (
        conf_table_error (&table[0].row, sizeof *table, 1, &name),
        "row is of a later trestle ABI");
    assert_string_equal (name, "b");
}

int
main (void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_rows),      cmocka_unit_test (test_tables),
        cmocka_unit_test (test_no_end),    cmocka_unit_test (test_short_rows),
        cmocka_unit_test (test_long_rows),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
