/* match-values.c - patterns: literal values, numbers, missing and present
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "match-table.h"

static const struct pair strings[] = {
    { "{'a':['x']}", "{'a':'x'}", true },
    { "{'a':['x']}", "{'a':'X'}", false },
    { "{'a':['x']}", "{'a':'xx'}", false },
    { "{'a':['x']}", "{'a':''}", false },
    { "{'a':['x','y']}", "{'a':'y'}", true },
    { "{'a':['x','y']}", "{'a':'z'}", false },
    { "{'a':'x'}", "{'a':'x'}", true },
    { "{'a':'x'}", "{'a':'y'}", false },
    { "{'a':['']}", "{'a':''}", true },
    { "{'a':['']}", "{'a':null}", false },
    { "{'a':['']}", "{'a':' '}", false },
    { "{'a':['']}", "{'a':[]}", false },
    { "{'a':['']}", "{}", false },
    { "{'a':['x'],'b':['y']}", "{'a':'x','b':'y'}", true },
    { "{'a':['x'],'b':['y']}", "{'b':'y','a':'x'}", true },
    { "{'a':['x'],'b':['y']}", "{'a':'x','b':'z'}", false },
    { "{'a':['x'],'b':['y']}", "{'a':'x'}", false },
    { "{'a':['x']}", "{'b':'x'}", false },
    { "{'a':['x']}", "{'A':'x'}", false },
    { "{'a':['x']}", "{'a':{'a':'x'}}", false },
    { "{'a':{'a':['x']}}", "{'a':'x'}", false },
    { "{'a':{'b':['x']}}", "{'a':{'b':'x'}}", true },
    { "{'a':{'b':['x']}}", "{'a':{'b':'y'}}", false },
    { "{'a':{'b':['x']}}", "{'b':'x'}", false },
    { "{'a':{'b':['x']}}", "{'a':{'c':'x'},'b':'x'}", false },
    { "{'a':{'b':['x'],'c':['y']}}", "{'a':{'c':'y','b':'x','d':1}}", true },
    { " {\t'a' : [ 'x' ,\r\n 'y' ] } ", " { 'a' : 'y' } ", true },
    { "{'':['x']}", "{'':'x'}", true },
    { "{'a.b':['x']}", "{'a.b':'x'}", true },
    { "{'a.b':['x']}", "{'a':{'b':'x'}}", false },
    { "{'a':{'b':['x']}}", "{'a.b':'x'}", false },
    { "{'\xe4\xb8\xad':['\xe6\x96\x87']}", "{'\xe4\xb8\xad':'\xe6\x96\x87'}",
      true },
    { "{'type':['cos:created:object']}", "{'type':'cos:created:object'}",
      true },
    { "{'source':'apigw.cloud.tencent','type':['connector:apigw']}",
      "{'source':'apigw.cloud.tencent','type':'connector:apigw'}", true },
    { "{'data':{'name':['testname','test']}}",
      "{'data':{'name':'testname','scope':100}}", true },
    /* longer than a word of the walk */
    { "{'abcdefghijklmnopqrstuvwxyz':['0123456789012345678901234567890']}",
      "{'abcdefghijklmnopqrstuvwxyz':'0123456789012345678901234567890'}",
      true },
    { "{'abcdefghijklmnopqrstuvwxyz':['0123456789012345678901234567890']}",
      "{'abcdefghijklmnopqrstuvwxyz':'0123456789012345678901234567891'}",
      false },
    { "{'abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"
      "abcdefghijklmnopqrstuvwxyz':['x']}",
      "{'abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"
      "abcdefghijklmnopqrstuvwxyz':'x'}",
      true },
};

static void
test_strings (void **state)
{
    (void)state;
    CHECK_PAIRS (strings);
}

/* What is written with escapes and without is one. */
static const struct pair escapes[] = {
    { "{'a':['x']}", "{'a':'\\u0078'}", true },
    { "{'a':['\\u0078']}", "{'a':'x'}", true },
    { "{'\\u0061':['x']}", "{'a':'x'}", true },
    { "{'a':['x']}", "{'\\u0061':'x'}", true },
    { "{'a':['x']}", "{'\\u0062':'x'}", false },
    { "{'a':['x']}", "{'b':'\\\\','a':'x'}", true },
    { "{'a':['/']}", "{'a':'\\/'}", true },
    { "{'a':['\\/']}", "{'a':'/'}", true },
    { "{'a':['\\\\']}", "{'a':'\\\\'}", true },
    { "{'a':['\\\\']}", "{'a':'\\u005c'}", true },
    { "{'a':['\\\\u0078']}", "{'a':'x'}", false },
    { "{'a':['x']}", "{'a':'\\\\u0078'}", false },
    { "{'a':['\\'']}", "{'a':'\\u0022'}", true },
    { "{'a':['\\b\\f\\n\\r\\t']}",
      "{'a':'\\u0008\\u000c\\u000a\\u000d\\u0009'}", true },
    { "{'a':['\xc3\xa9']}", "{'a':'\\u00e9'}", true },
    { "{'a':['\xc3\xa9']}", "{'a':'\\u00E9'}", true },
    { "{'a':['\xc3\xa9']}", "{'a':'e\\u0301'}", false }, /* no normalising */
    { "{'a':['\xf0\x9f\x98\x80']}", "{'a':'\\ud83d\\ude00'}", true },
    { "{'a':['\\ud83d\\ude00']}", "{'a':'\xf0\x9f\x98\x80'}", true },
    { "{'a':['\\u0000']}", "{'a':'\\u0000'}", true },
    { "{'a':['\\u0000']}", "{'a':''}", false },
    { "{'a':['']}", "{'a':'\\u0000'}", false },
    { "{'a':['x\\u0000y']}", "{'a':'x\\u0000z'}", false },
    { "{'a':['ab']}", "{'a':'a\\u0062c'}", false },
    { "{'a':['abc']}", "{'a':'a\\u0062'}", false },
    { "{'b':['z']}", "{'a':'x\\'y','b':'z'}", true },
    { "{'b':['z']}", "{'a':'\\'','b':'z'}", true },
    { "{'b':['z']}", "{'a':'x\\\\','b':'z'}", true },
    { "{'b':['z']}", "{'x\\'y':'y','b':'z'}", true },
    { "{'b':['z']}", "{'x\\\\\\'':'y','b':'z'}", true },
    { "{'b':['z']}", "{'a':['x\\'y',{'c':'\\']'}],'b':'z'}", true },
    { "{'b':['z']}", "{'a':'more than sixteen\\'y','b':'z'}", true },
    { "{'b':['z']}", "{'a':'more than sixteen\\\\','b':'z'}", true },
    /* a lone surrogate equals nothing, not even itself */
    { "{'a':['\\ud800']}", "{'a':'\\ud800'}", false },
    { "{'a':['\\ud800']}", "{'a':'\xef\xbf\xbd'}", false },
    { "{'a':['\xef\xbf\xbd']}", "{'a':'\\ud800'}", false },
    { "{'a':['x']}", "{'a':'x\\udc00'}", false },
    { "{'a':['\\udc00\\ud800']}", "{'a':'\\udc00\\ud800'}", false },
    { "{'a':[{'prefix':'\\ud800'}]}", "{'a':'\\ud800'}", false },
    { "{'a':[{'prefix':'x'}]}", "{'a':'x\\ud800'}", true },
    { "{'a':[{'suffix':'x'}]}", "{'a':'\\ud800x'}", true },
    { "{'a':[{'wildcard':'x*y'}]}", "{'a':'x\\ud800y'}", true },
    { "{'a':[{'anything-but':'\\ud800'}]}", "{'a':'\\ud800'}", true },
    { "{'a':[{'anything-but':'x'}]}", "{'a':'\\ud800'}", true },
    { "{'a':[{'exists':true}]}", "{'a':'\\ud800'}", true },
    { "{'a':[{'equals-ignore-case':'\\ud800'}]}", "{'a':'\\ud800'}", false },
    { "{'a':['x']}", "{'\\ud800':'x','a':'x'}", true },
};

static void
test_escapes (void **state)
{
    (void)state;
    CHECK_PAIRS (escapes);
}

static const struct pair words[] = {
    { "{'a':[true]}", "{'a':true}", true },
    { "{'a':[true]}", "{'a':false}", false },
    { "{'a':[true]}", "{'a':'true'}", false },
    { "{'a':['true']}", "{'a':true}", false },
    { "{'a':[true]}", "{'a':1}", false },
    { "{'a':[false]}", "{'a':false}", true },
    { "{'a':[false]}", "{'a':null}", false },
    { "{'a':[false]}", "{'a':0}", false },
    { "{'a':[false]}", "{}", false },
    { "{'a':[null]}", "{'a':null}", true },
    { "{'a':[null]}", "{'a':'null'}", false },
    { "{'a':[null]}", "{'a':''}", false },
    { "{'a':[null]}", "{'a':[]}", false },
    { "{'a':[null]}", "{'a':{}}", false },
    { "{'a':[null]}", "{}", false },
    { "{'a':['null']}", "{'a':null}", false },
    { "{'a':null}", "{'a':null}", true },
    { "{'a':true}", "{'a':true}", true },
    { "{'a':[true,null,'x',5]}", "{'a':5}", true },
    { "{'a':{'b':[null]}}", "{'a':null}", false },
};

static void
test_words (void **state)
{
    (void)state;
    CHECK_PAIRS (words);
}

static const struct pair numbers[] = {
    { "{'a':[100]}", "{'a':100}", true },
    { "{'a':[100]}", "{'a':100.0}", true },
    { "{'a':[100]}", "{'a':1e2}", true },
    { "{'a':[1E+2]}", "{'a':100.00}", true },
    { "{'a':[100]}", "{'a':'100'}", false },
    { "{'a':['100']}", "{'a':100}", false },
    { "{'a':[100]}", "{'a':100.5}", false },
    { "{'a':[100]}", "{'a':-100}", false },
    { "{'a':100}", "{'a':100}", true },
    { "{'a':[0]}", "{'a':-0}", true },
    { "{'a':[0]}", "{'a':-0.0}", true },
    { "{'a':[-0.0]}", "{'a':0}", true },
    { "{'a':[0]}", "{'a':0e99999}", true },
    { "{'a':[0.1]}", "{'a':0.1}", true },
    { "{'a':[0.1]}", "{'a':1e-1}", true },
    { "{'a':[0.1]}", "{'a':0.10000000000000001}", true },
    { "{'a':[0.1]}", "{'a':0.1000000000000001}", false },
    { "{'a':[9007199254740993]}", "{'a':9007199254740993}", true },
    { "{'a':[9007199254740993]}", "{'a':9007199254740992}", false },
    { "{'a':[9007199254740993]}", "{'a':9007199254740993.0}", false },
    { "{'a':[9007199254740992]}", "{'a':9007199254740993.0}", true },
    { "{'a':[18446744073709551615]}", "{'a':18446744073709551615}", true },
    { "{'a':[18446744073709551615]}", "{'a':18446744073709551614}", false },
    { "{'a':[18446744073709551616]}", "{'a':18446744073709551616}", true },
    { "{'a':[18446744073709551615]}", "{'a':18446744073709551616}", false },
    { "{'a':[-9223372036854775808]}", "{'a':-9223372036854775808}", true },
    { "{'a':[-9223372036854775808]}", "{'a':-9223372036854775807}", false },
    { "{'a':[1615430559146]}", "{'a':1615430559146}", true },
    { "{'a':[1e308]}", "{'a':1e308}", true },
    { "{'a':[0]}", "{'a':1e-400}", true }, /* the nearest double */
    /* no double: there, but nothing can be said of it */
    { "{'a':[5]}", "{'a':1e400}", false },
    { "{'a':[{'numeric':['>',5]}]}", "{'a':1e400}", false },
    { "{'a':[{'anything-but':5}]}", "{'a':1e400}", false },
    { "{'a':[{'anything-but':'x'}]}", "{'a':-1e400}", false },
    { "{'a':[{'exists':true}]}", "{'a':1e400}", true },
    { "{'a':[{'exists':false}]}", "{'a':1e400}", false },
    { "{'a':[5]}", "{'a':[1e400,5]}", true },
};

static void
test_numbers (void **state)
{
    (void)state;
    CHECK_PAIRS (numbers);
}

static const struct pair presence[] = {
    { "{'a':[{'exists':true}]}", "{'a':1}", true },
    { "{'a':[{'exists':true}]}", "{'a':null}", true },
    { "{'a':[{'exists':true}]}", "{'a':''}", true },
    { "{'a':[{'exists':true}]}", "{'a':false}", true },
    { "{'a':[{'exists':true}]}", "{'b':1}", false },
    { "{'a':[{'exists':true}]}", "{}", false },
    { "{'a':[{'exists':true}]}", "{'a':{'b':1}}", false },
    { "{'a':[{'exists':true}]}", "{'a':{}}", false },
    { "{'a':[{'exists':true}]}", "{'a':[]}", false },
    { "{'a':[{'exists':true}]}", "{'a':[{}]}", false },
    { "{'a':[{'exists':true}]}", "{'a':[[]]}", false },
    { "{'a':[{'exists':true}]}", "{'a':[1]}", true },
    { "{'a':[{'exists':true}]}", "{'a':[[{},null]]}", true },
    { "{'a':[{'exists':false}]}", "{'a':1}", false },
    { "{'a':[{'exists':false}]}", "{'a':null}", false },
    { "{'a':[{'exists':false}]}", "{'b':1}", true },
    { "{'a':[{'exists':false}]}", "{}", true },
    { "{'a':[{'exists':false}]}", "{'a':{'b':1}}", true },
    { "{'a':[{'exists':false}]}", "{'a':{}}", true },
    { "{'a':[{'exists':false}]}", "{'a':[]}", true },
    { "{'a':[{'exists':false}]}", "{'a':[{'a':1}]}", true },
    { "{'a':[{'exists':false}]}", "{'a':[{'a':1},2]}", false },
    { "{'a':{'b':[{'exists':false}]}}", "{}", true },
    { "{'a':{'b':[{'exists':false}]}}", "{'a':1}", true },
    { "{'a':{'b':[{'exists':false}]}}", "{'a':null}", true },
    { "{'a':{'b':[{'exists':false}]}}", "{'a':{}}", true },
    { "{'a':{'b':[{'exists':false}]}}", "{'a':{'c':1}}", true },
    { "{'a':{'b':[{'exists':false}]}}", "{'a':{'b':1}}", false },
    { "{'a':{'b':[{'exists':false}]}}", "{'a':{'b':{'c':1}}}", true },
    { "{'a':[{'exists':false},'x']}", "{}", true },
    { "{'a':[{'exists':false},'x']}", "{'a':'x'}", true },
    { "{'a':['x',{'exists':false}]}", "{'a':'y'}", false },
    { "{'a':[{'exists':false},{'exists':true}]}", "{'a':'y'}", true },
    { "{'a':[{'exists':true}],'b':[{'exists':false}]}", "{'a':1}", true },
    { "{'a':[{'exists':true}],'b':[{'exists':false}]}", "{'a':1,'b':1}",
      false },
    { "{'a':{'b':[1],'c':[{'exists':false}]}}", "{'a':{'b':1}}", true },
    { "{'a':{'b':[1],'c':[{'exists':false}]}}", "{'a':{'b':1,'c':1}}", false },
    { "{'a':{'b':[1],'c':[{'exists':false}]}}", "{}", false },
    /* an operator's name that is no operator */
    { "{'a':{'exists':[true]}}", "{'a':{'exists':true}}", true },
    { "{'a':{'prefix':['1','2']}}", "{'a':{'prefix':'2'}}", true },
    { "{'data':{'prefix':['1','2']}}", "{'data':'1x'}", false },
    { "{'prefix':['x']}", "{'prefix':'x'}", true },
    { "{'a':{'numeric':['>',5]}}", "{'a':{'numeric':5}}", true },
};

static void
test_presence (void **state)
{
    (void)state;
    CHECK_PAIRS (presence);
}

/* Only an object is an event. */
static const struct pair others[] = {
    { "{'a':[{'exists':false}]}", "[]", false },
    { "{'a':[1]}", "[{'a':1}]", false },
    { "{'a':[{'exists':false}]}", "'x'", false },
    { "{'a':[{'exists':false}]}", "null", false },
    { "{'a':[{'exists':false}]}", " 5 ", false },
    { "{'a':['x']}", "\n{'a':'x'}\r\n", true },
};

static void
test_others (void **state)
{
    (void)state;
    CHECK_PAIRS (others);
}

/* More fields than one node has, and more than are tried in turn. */
static void
check_many (size_t n)
{
    struct buf pattern = BUF_INIT (SIZE_MAX);
    struct buf event = BUF_INIT (SIZE_MAX);
    struct pattern *p = NULL;

    for (size_t i = 0; i < n; i++) {
        buf_printf (&pattern, "%c\"f%zu\":[%zu]", i > 0 ? ',' : '{', i, i);
        buf_printf (&event, "%c\"f%zu\":%zu", i > 0 ? ',' : '{', n - 1 - i,
                    n - 1 - i);
    }
    buf_add_char (&pattern, '}');
    buf_add_char (&event, '}');
    assert_int_equal (pattern_new (pattern.data, pattern.len, &p, NULL), 0);
    assert_true (match_exactly (p, event.data));
    for (size_t i = 0; i < n; i++) {
        char *name = NULL;
        char *at;

        assert_true (asprintf (&name, "\"f%zu\":", i) > 0);
        at = strstr (event.data, name);
        assert_non_null (at);
        at[1] = 'g';
        assert_false (match_exactly (p, event.data));
        at[1] = 'f';
        free (name);
    }
    pattern_free (p);
    buf_free (&pattern);
    buf_free (&event);
}

static void
test_many_fields (void **state)
{
    (void)state;
    check_many (1);
    check_many (8);
    check_many (9);
    check_many (64);
    check_many (65);
    check_many (200);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_strings),     cmocka_unit_test (test_escapes),
        cmocka_unit_test (test_words),       cmocka_unit_test (test_numbers),
        cmocka_unit_test (test_presence),    cmocka_unit_test (test_others),
        cmocka_unit_test (test_many_fields),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
