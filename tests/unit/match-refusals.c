/* match-refusals.c - patterns that are refused, with every message
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>

#include "match-table.h"

struct refusal {
    const char *pattern; /* ' stands for " */
    const char *message; /* here too */
};

#define NUMERIC                                                               \
    "a: numeric takes [COMPARISON, NUMBER], or ['>' or '>=', NUMBER, '<' or " \
    "'<=', NUMBER]"
#define BUT                                                                   \
    "a: anything-but takes a string, a number, a list of either, or an "      \
    "operator"
#define CIDR                                                                  \
    "a: cidr takes an address and the length of a prefix, like "              \
    "'10.0.0.0/8', not "
#define ESCAPE "a: wildcard has a '\\' that is not before '*' or '\\'"

static const struct refusal refusals[] = {
    { "", "not JSON: unexpected end at byte 0" },
    { "[]", "a pattern is a JSON object" },
    { "'x'", "a pattern is a JSON object" },
    { "{}", "the object is empty, it has to name a field" },
    { "{'a':{}}", "a: the object is empty, it has to name a field" },
    { "{'a':{'b':{}}}", "a.b: the object is empty, it has to name a field" },
    { "{'a':[]}", "a: the list of values is empty" },
    { "{'a':{'b':[]}}", "a.b: the list of values is empty" },
    { "{'a':[['x']]}", "a: a list in a list is no value" },
    { "{'a':[{}]}", "a: an operator is missing in '{}'" },
    { "{'a':[{'prefix':'x','suffix':'y'}]}",
      "a: an object in a list has one operator, this one has 2" },
    { "{'a':[{'prefix':'x','prefix':'x'}]}",
      "a: an object in a list has one operator, this one has 2" },
    { "{'a':[{'prefx':'x'}]}",
      "a: unknown operator 'prefx'. Did you mean 'prefix'?" },
    { "{'a':[{'zzz':'x'}]}", "a: unknown operator 'zzz'" },
    { "{'a':[{'':'x'}]}", "a: unknown operator ''" },
    { "{'a':[{'exactly':'x'}]}", "a: unknown operator 'exactly'" },
    { "{'a':[{'x\\n\\u0000y':'x'}]}", "a: unknown operator 'x\\x0a\\x00y'" },
    { "{'a':[1],'b':[2],'a':[3]}", "a: the key occurs twice in one object" },
    { "{'a':[1],'\\u0061':[3]}", "a: the key occurs twice in one object" },
    { "{'x':{'a':[1],'a':[3]}}", "x.a: the key occurs twice in one object" },
    { "{'$or':[{'a':[1]},{'b':[1]}],'$or':[{'a':[1]},{'b':[1]}]}",
      "$or: the key occurs twice in one object" },
    { "{'$or':['x'],'$or':['x']}", "$or: the key occurs twice in one object" },
    { "{'\\ud800':[1]}", "the key '\xef\xbf\xbd' has a lone surrogate" },
    { "{'a\\nb':[]}", "a\\x0ab: the list of values is empty" },
    { "{'data':{'$or':[{'a':[1]},{'b':{'c':[{'cidr':5}]}}]}}",
      "data.$or[1].b.c: cidr takes a string like '10.0.0.0/8'" },
    { "{'$or':[{},{}]}",
      "$or[0]: the object is empty, it has to name a field" },
    { "{'$or':[]}", "$or: the list of values is empty" },
    { "{'$or':[{'a':[1]}]}", "$or: unknown operator 'a'" },
    { "{'$or':[{'a':[1]},{'prefix':['x']}]}", "$or: unknown operator 'a'" },
    { "{'$or':[{'numeric':123},{'prefix':'abc'}]}",
      "$or: numeric takes [COMPARISON, NUMBER], or ['>' or '>=', NUMBER, "
      "'<' or '<=', NUMBER]" },
    { "{'$or':[{'regex':'x'},{'a':[1]}]}", "$or: unknown operator 'regex'" },
    { "{'a':[1e400]}", "a: the number '1e400' is too large for a double" },
    { "{'a':1e400}", "a: the number '1e400' is too large for a double" },
    { "{'a':[{'numeric':['<',-1e400]}]}",
      "a: the number '-1e400' is too large for a double" },
    { "{'a':[{'anything-but':1e400}]}",
      "a: the number '1e400' is too large for a double" },
    { "{'a':[{'prefix':5}]}", "a: prefix takes a string, a list of strings, "
                              "or {'equals-ignore-case': STRING}" },
    { "{'a':[{'suffix':null}]}", "a: suffix takes a string, a list of "
                                 "strings, or "
                                 "{'equals-ignore-case': STRING}" },
    { "{'a':[{'prefix':{'suffix':'x'}}]}",
      "a: prefix takes a string, a list of strings, or "
      "{'equals-ignore-case': STRING}" },
    { "{'a':[{'prefix':{'equals-ignore-case':['x']}}]}",
      "a: prefix takes a string, a list of strings, or "
      "{'equals-ignore-case': STRING}" },
    { "{'a':[{'prefix':{}}]}", "a: prefix takes a string, a list of strings, "
                               "or {'equals-ignore-case': STRING}" },
    { "{'a':[{'prefix':[]}]}", "a: the list in prefix is empty" },
    { "{'a':[{'suffix':['x',5]}]}", "a: a list in suffix has strings only" },
    { "{'a':[{'contains':5}]}",
      "a: contains takes a string or a list of strings" },
    { "{'a':[{'contain':[]}]}", "a: the list in contains is empty" },
    { "{'a':[{'equals-ignore-case':['x']}]}",
      "a: equals-ignore-case takes a string" },
    { "{'a':[{'wildcard':['x']}]}", "a: wildcard takes a string" },
    { "{'a':[{'wildcard':'a**b'}]}", "a: wildcard has two '*' in a row" },
    { "{'a':[{'wildcard':'a\\\\b'}]}", ESCAPE },
    { "{'a':[{'wildcard':'a\\\\'}]}", ESCAPE },
    { "{'a':[{'anything-but':{'wildcard':['x','**']}}]}",
      "a: wildcard has two '*' in a row" },
    { "{'a':[{'numeric':5}]}", NUMERIC },
    { "{'a':[{'numeric':[]}]}", NUMERIC },
    { "{'a':[{'numeric':['>']}]}", NUMERIC },
    { "{'a':[{'numeric':['>','5']}]}", NUMERIC },
    { "{'a':[{'numeric':['=>',5]}]}", NUMERIC },
    { "{'a':[{'numeric':[5,'>']}]}", NUMERIC },
    { "{'a':[{'numeric':['>',5,'<']}]}", NUMERIC },
    { "{'a':[{'numeric':['>',5,'>',6]}]}", NUMERIC },
    { "{'a':[{'numeric':['<',5,'<',6]}]}", NUMERIC },
    { "{'a':[{'numeric':['<',5,'>',1]}]}", NUMERIC },
    { "{'a':[{'numeric':['=',5,'<',6]}]}", NUMERIC },
    { "{'a':[{'numeric':['>',5,'=',6]}]}", NUMERIC },
    { "{'a':[{'numeric':['>',1,'<',5,'<',9]}]}", NUMERIC },
    { "{'a':[{'numeric':['>',5,'<',5]}]}",
      "a: numeric needs a lower bound that is below the upper bound" },
    { "{'a':[{'numeric':['>=',5,'<=',5.0]}]}",
      "a: numeric needs a lower bound that is below the upper bound" },
    { "{'a':[{'numeric':['>',6,'<',5]}]}",
      "a: numeric needs a lower bound that is below the upper bound" },
    { "{'a':[{'cidr':5}]}", "a: cidr takes a string like '10.0.0.0/8'" },
    { "{'a':[{'cidr':['10.0.0.0/8']}]}",
      "a: cidr takes a string like '10.0.0.0/8'" },
    { "{'a':[{'cidr':'10.0.0.0'}]}", CIDR "'10.0.0.0'" },
    { "{'a':[{'cidr':'10.0.0.0/33'}]}", CIDR "'10.0.0.0/33'" },
    { "{'a':[{'cidr':'10.0.0.0/-1'}]}", CIDR "'10.0.0.0/-1'" },
    { "{'a':[{'cidr':'10.0.0.0/'}]}", CIDR "'10.0.0.0/'" },
    { "{'a':[{'cidr':'10.0.0.0/08'}]}", CIDR "'10.0.0.0/08'" },
    { "{'a':[{'cidr':'10.0.0.0/8/8'}]}", CIDR "'10.0.0.0/8/8'" },
    { "{'a':[{'cidr':'10.0.0/8'}]}", CIDR "'10.0.0/8'" },
    { "{'a':[{'cidr':'010.0.0.0/8'}]}", CIDR "'010.0.0.0/8'" },
    { "{'a':[{'cidr':'::/129'}]}", CIDR "'::/129'" },
    { "{'a':[{'cidr':'::1%eth0/64'}]}", CIDR "'::1%eth0/64'" },
    { "{'a':[{'cidr':'::ffff:10.0.0.0/104'}]}", CIDR "'::ffff:10.0.0.0/104'" },
    { "{'a':[{'cidr':'10.0.0.0\\u0000/8'}]}", CIDR "'10.0.0.0\\x00/8'" },
    { "{'a':[{'cidr':'/8'}]}", CIDR "'/8'" },
    { "{'a':[{'cidr':''}]}", CIDR "''" },
    { "{'a':[{'exists':'true'}]}", "a: exists takes true or false" },
    { "{'a':[{'exists':null}]}", "a: exists takes true or false" },
    { "{'a':[{'anything-but':null}]}", BUT },
    { "{'a':[{'anything-but':true}]}", BUT },
    { "{'a':[{'anything-but':[]}]}", "a: the list in anything-but is empty" },
    { "{'a':[{'anything-but':['x',5]}]}",
      "a: a list in anything-but has strings or numbers, not both" },
    { "{'a':[{'anything-but':['x',null]}]}",
      "a: a list in anything-but has strings or numbers only" },
    { "{'a':[{'anything-but':[{'prefix':'x'}]}]}",
      "a: a list in anything-but has strings or numbers only" },
    { "{'a':[{'anything-but':{}}]}", "a: an operator is missing in '{}'" },
    { "{'a':[{'anything-but':{'prefix':'x','suffix':'y'}}]}",
      "a: an object in a list has one operator, this one has 2" },
    { "{'a':[{'anything-but':{'anything-but':'x'}}]}",
      "a: anything-but takes no anything-but" },
    { "{'a':[{'anything-but':{'exists':true}}]}",
      "a: anything-but takes no exists" },
    { "{'a':[{'anything-but':{'zzz':true}}]}", "a: unknown operator 'zzz'" },
    { "{'a':[{'anything-but':{'prefix':''}}]}",
      "a: anything-but takes no empty prefix" },
    { "{'a':[{'anything-but':{'suffix':['x','']}}]}",
      "a: anything-but takes no empty suffix" },
    { "{'a':[{'anything-but':{'equals-ignore-case':5}}]}",
      "a: equals-ignore-case takes a string or a list of strings" },
    { "{'a':[{'anything-but':{'wildcard':[]}}]}",
      "a: the list in wildcard is empty" },
};

static void
expect_refusal (const char *pattern, size_t len, const char *message)
{
    struct pattern *p = NULL;
    char *got = NULL;

    if (pattern_new (pattern, len, &p, &got) != -EINVAL)
        fail_msg ("%s was accepted", pattern);
    assert_string_equal (got, message);
    free (got);
    assert_int_equal (pattern_new (pattern, len, &p, NULL), -EINVAL);
    assert_null (p);
}

static void
test_refusals (void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (refusals); i++) {
        char *pattern = double_quotes (refusals[i].pattern);
        char *message = double_quotes (refusals[i].message);

        expect_refusal (pattern, strlen (pattern), message);
        free (pattern);
        free (message);
    }
}

/* What is no JSON: the scanner's words, behind ours. */
static void
test_no_json (void **state)
{
    static const char *const texts[] = { "{",
                                         "{\"a\":[1]} x",
                                         "{\"a\":[01]}",
                                         "{\"a\":[\"\x01\"]}",
                                         "{\"a\":[\"\xff\"]}",
                                         "{'a':[1]}" };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (texts); i++) {
        struct pattern *p = NULL;
        char *message = NULL;

        assert_int_equal (
            pattern_new (texts[i], strlen (texts[i]), &p, &message), -EINVAL);
        assert_memory_equal (message, "not JSON: ", 10);
        free (message);
    }
}

/* A pattern of exactly size bytes, blank at its end. */
static void
check_size (size_t size, int wanted)
{
    static const char text[] = "{\"a\":[1]}";
    char *pattern = malloc (size);
    struct pattern *p = NULL;
    char *message = NULL;

    assert_non_null (pattern);
    memset (pattern, ' ', size);
    memcpy (pattern, text, sizeof text - 1);
    assert_int_equal (pattern_new (pattern, size, &p, &message), wanted);
    if (wanted < 0)
        assert_string_equal (message,
                             "the pattern is longer than 65536 bytes");
    pattern_free (p);
    free (message);
    free (pattern);
}

static void
test_size (void **state)
{
    (void)state;
    check_size (65536, 0);
    check_size (65537, -EINVAL);
}

/* levels objects in one another. */
static int
make_levels (const char *open, const char *close, size_t levels,
             char **ret_message)
{
    struct buf text = BUF_INIT (SIZE_MAX);
    struct pattern *p = NULL;
    int r;

    for (size_t i = 1; i < levels; i++)
        buf_add_string (&text, open);
    buf_add_string (&text, "{\"a\":[1]}");
    for (size_t i = 1; i < levels; i++)
        buf_add_string (&text, close);
    r = pattern_new (text.data, text.len, &p, ret_message);
    pattern_free (p);
    buf_free (&text);
    return r;
}

static void
test_levels (void **state)
{
    char *message = NULL;

    (void)state;
    assert_int_equal (make_levels ("{\"a\":", "}", 32, &message), 0);
    assert_int_equal (make_levels ("{\"a\":", "}", 33, &message), -EINVAL);
    assert_non_null (
        strstr (message, ".a: objects are nested deeper than 32 levels"));
    free (message);
    message = NULL;
    assert_int_equal (
        make_levels ("{\"$or\":[{\"b\":[1]},", "]}", 32, &message), 0);
    assert_int_equal (
        make_levels ("{\"$or\":[{\"b\":[1]},", "]}", 33, &message), -EINVAL);
    assert_non_null (
        strstr (message, "$or[0]: objects are nested deeper than 32 levels"));
    free (message);
}

/* n times a field and two branches that name it again: 2^n ways, of n fields
 * and more. */
static int
make_combinations (size_t n, char **ret_message)
{
    struct buf text = BUF_INIT (SIZE_MAX);
    struct pattern *p = NULL;
    int r;

    for (size_t i = 0; i < n; i++)
        buf_printf (&text,
                    "{\"$or\":[{\"a\":{\"b%zu\":[1]}},{\"a\":{\"c%zu\":[1]}}],"
                    "\"a\":",
                    i, i);
    buf_add_string (&text, "[1]");
    for (size_t i = 0; i < n; i++)
        buf_add_char (&text, '}');
    r = pattern_new (text.data, text.len, &p, ret_message);
    pattern_free (p);
    buf_free (&text);
    return r;
}

static void
test_combinations (void **state)
{
    char *message = NULL;

    (void)state;
    assert_int_equal (make_combinations (10, &message), 0);
    assert_int_equal (make_combinations (20, &message), -EINVAL);
    assert_string_equal (message,
                         "too many combinations of $or: written out, they "
                         "have more than 50000 fields");
    free (message);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_refusals),     cmocka_unit_test (test_no_json),
        cmocka_unit_test (test_size),         cmocka_unit_test (test_levels),
        cmocka_unit_test (test_combinations),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
