/* match-event.c - patterns against events: attributes and data
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "event-fixture.h"
#include "match-table.h"

/* More of the event, ' for ", behind the four attributes; "" for none. */
static const struct pair attributes[] = {
    { "{'type':['t']}", "", true },
    { "{'type':['u']}", "", false },
    { "{'type':['t'],'source':['/s'],'id':['1']}", "", true },
    { "{'type':['t'],'source':['/x']}", "", false },
    { "{'specversion':['1.0']}", "", true },
    { "{'subject':['x']}", "", false },
    { "{'subject':[{'exists':false}]}", "", true },
    { "{'subject':[{'exists':true}]}", "'subject':'x'", true },
    { "{'type':[{'exists':false}]}", "", false },
    { "{'subject':[{'anything-but':'x'}]}", "", false },
    { "{'subject':[{'anything-but':'x'}]}", "'subject':'y'", true },
    { "{'type':[{'prefix':'T'}]}", "", false },
    { "{'type':[{'equals-ignore-case':'T'}]}", "", true },
    { "{'source':[{'wildcard':'/*'}]}", "", true },
    { "{'subject':['\xc3\xa9']}", "'subject':'\\u00e9'", true },
    { "{'ip':[{'cidr':'10.0.0.0/8'}]}", "'ip':'10.1.1.1'", true },
    { "{'type':{'x':[1]}}", "", false },
    { "{'type':{'x':[{'exists':false}]}}", "", true },
    { "{'time':[{'prefix':'2026-01-0'}]}", "'time':'2026-01-02T03:04:05Z'",
      true },
    { "{'$or':[{'type':['x']},{'source':['/s']}]}", "", true },
    { "{'$or':[{'type':['x']},{'source':['/t']}]}", "", false },
    { "{'type':['t'],'$or':[{'type':['x']},{'data':{'a':[1]}}]}",
      "'data':{'a':1}", true },
    { "{'type':['t'],'$or':[{'type':['x']},{'data':{'a':[1]}}]}",
      "'data':{'a':2}", false },
    /* canonical text, whatever it was */
    { "{'n':[5]}", "'n':5", true },
    { "{'n':[5]}", "'n':'5'", true },
    { "{'n':['5']}", "'n':5", true },
    { "{'n':[5.0]}", "'n':5", true },
    { "{'n':[5e0]}", "'n':'5'", true },
    { "{'n':[5]}", "'n':'5.0'", false },
    { "{'n':[5]}", "'n':'05'", false },
    { "{'n':[-7]}", "'n':-7", true },
    { "{'n':[-0.0]}", "'n':0", true },
    { "{'n':[1.5]}", "'n':'1.5'", true },
    { "{'n':[18446744073709551615]}", "'n':'18446744073709551615'", true },
    { "{'n':[{'anything-but':5}]}", "'n':'5'", false },
    { "{'n':[{'anything-but':5}]}", "'n':'x'", true },
    { "{'n':[{'prefix':'1'}]}", "'n':12", true },
    { "{'b':[true]}", "'b':true", true },
    { "{'b':[true]}", "'b':'true'", true },
    { "{'b':['true']}", "'b':true", true },
    { "{'b':[true]}", "'b':false", false },
    { "{'b':[false]}", "'b':'false'", true },
    { "{'b':[null]}", "'b':'null'", false },
    { "{'b':[null]}", "'b':null", false },
    { "{'b':[{'exists':false}]}", "'b':null", true },
    { "{'n':[{'numeric':['>',4,'<=',5]}]}", "'n':5", true },
    { "{'n':[{'numeric':['>',4,'<=',5]}]}", "'n':'4.5e0'", true },
    { "{'n':[{'numeric':['>',5]}]}", "'n':5", false },
    { "{'n':[{'numeric':['>',0]}]}", "'n':'05'", false },
    { "{'n':[{'numeric':['>',0]}]}", "'n':' 5'", false },
    { "{'n':[{'numeric':['>',0]}]}", "'n':'5 '", false },
    { "{'n':[{'numeric':['>',0]}]}", "'n':'5x'", false },
    { "{'n':[{'numeric':['>',0]}]}", "'n':'+5'", false },
    { "{'n':[{'numeric':['>',0]}]}", "'n':'1e400'", false },
    { "{'n':[{'numeric':['>',0]}]}", "'n':'x'", false },
};

static const struct pair datas[] = {
    { "{'data':{'a':['x']}}", "'data':{'a':'x'}", true },
    { "{'data':{'a':['x']}}", "'data':{'a':'y'}", false },
    { "{'data':{'a':[5]}}", "'data':{'a':'5'}", false },
    { "{'data':{'a':[5]}}", "'data':{'a':5.0}", true },
    { "{'data':{'a':['x']}}", "", false },
    { "{'data':{'a':[{'exists':false}]}}", "", true },
    { "{'data':{'a':[{'exists':false}]}}", "'data':5", true },
    { "{'data':{'a':['x']}}", "'data':[{'a':'y'},{'a':'x'}]", true },
    { "{'data':{'a':['x']}}", "'data':{'\\u0061':'\\u0078'}", true },
    { "{'type':['t'],'data':{'a':['x']}}", "'data':{'a':'x'}", true },
    { "{'type':['u'],'data':{'a':['x']}}", "'data':{'a':'x'}", false },
    { "{'a':['x']}", "'data':{'a':'x'}", false },
    { "{'data':[5]}", "'data':5", true },
    { "{'data':['x']}", "'data':'x'", true },
    { "{'data':[5]}", "'data':'5'", false },
    { "{'data':['x']}", "'data':['y','x']", true },
    { "{'data':[{'exists':true}]}", "'data':{}", false },
    { "{'data':[{'exists':true}]}", "'data':0", true },
    { "{'data':[{'exists':true}]}", "", false },
    { "{'data':[{'exists':false}]}", "", true },
    /* text that is no JSON */
    { "{'data':['{}']}", "'datacontenttype':'text/plain','data':'{}'", true },
    { "{'data':['5']}", "'datacontenttype':'text/plain','data':'5'", true },
    { "{'data':[5]}", "'datacontenttype':'text/plain','data':'5'", false },
    { "{'data':[{'numeric':['>',0]}]}",
      "'datacontenttype':'text/plain','data':'5'", false },
    { "{'data':['a\\nb']}", "'datacontenttype':'text/plain','data':'a\\nb'",
      true },
    { "{'data':[{'contains':'\\\\'}]}",
      "'datacontenttype':'text/plain','data':'a\\\\b'", true },
    { "{'data':{'a':[{'exists':false}]}}",
      "'datacontenttype':'text/plain','data':'x'", true },
    { "{'data':{'a':[1]}}",
      "'datacontenttype':'text/plain','data':'{\\'a\\':1}'", false },
    /* bytes: hello, and what is no text */
    { "{'data':['hello']}", "'datacontenttype':'x/y','data_base64':'aGVsbG8='",
      true },
    { "{'data':[{'prefix':''}]}",
      "'datacontenttype':'x/y','data_base64':'/w=='", false },
    { "{'data':[{'exists':true}]}",
      "'datacontenttype':'x/y','data_base64':'/w=='", true },
    { "{'data':[{'anything-but':'x'}]}",
      "'datacontenttype':'x/y','data_base64':'/w=='", true },
    { "{'data_base64':[{'exists':true}]}",
      "'datacontenttype':'x/y','data_base64':'/w=='", false },
};

/* The EventBridge form: tags and resource are JSON inside. */
static const struct pair inside[] = {
    { "{'tags':{'k':['v']}}", "'tags':{'k':'v'}", true },
    { "{'tags':{'k':['w']}}", "'tags':{'k':'v'}", false },
    { "{'tags':{'k':[5]}}", "'tags':{'k':5}", true },
    { "{'tags':{'k':['5']}}", "'tags':{'k':5}", false },
    { "{'tags':[{'exists':true}]}", "'tags':{'k':'v'}", false },
    { "{'tags':{'k':[{'exists':false}]}}", "'tags':null", true },
    { "{'tags':{'k':['v']}}", "'tags':null", false },
    { "{'resource':['qcs::b']}", "'resource':['qcs::a','qcs::b']", true },
    { "{'resource':[{'suffix':'c'}]}", "'resource':['qcs::a','qcs::b']",
      false },
    { "{'resource':[{'exists':true}]}", "'resource':[]", false },
    { "{'status':['']}", "'status':'','tags':null", true },
};

static void
check_event (const struct pair *pair)
{
    struct buf text = BUF_INIT (SIZE_MAX);
    char *pattern = double_quotes (pair->pattern);
    char *more = double_quotes (pair->event);
    struct trestle_batch *b;
    const struct trestle_event *ev;
    struct pattern *p = NULL;
    char *message = NULL;

    buf_printf (&text, "{" FOUR "%s%s}", *more != '\0' ? "," : "", more);
    ev = accepted (text.data, &b);
    if (pattern_new (pattern, strlen (pattern), &p, &message) < 0)
        fail_msg ("%s: %s", pattern, message);
    if (pattern_match_event (p, ev) != pair->match)
        fail_msg ("%s must %smatch %s", pattern, pair->match ? "" : "not ",
                  text.data);
    pattern_free (p);
    batch_unref (b);
    buf_free (&text);
    free (pattern);
    free (more);
}

static void
test_attributes (void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (attributes); i++)
        check_event (&attributes[i]);
}

static void
test_data (void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (datas); i++)
        check_event (&datas[i]);
}

static void
test_inside (void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (inside); i++)
        check_event (&inside[i]);
}

/* Many patterns at once: the numbers of those that match, in order. */
static void
test_matcher (void **state)
{
    static const char *const texts[] = {
        "{\"type\":[\"x\"]}",
        "{\"type\":[\"t\"]}",
        "{\"data\":{\"a\":[2]}}",
        "{\"data\":{\"a\":[1]}}",
    };
    struct pattern *patterns[ARRAY_SIZE (texts)];
    uint32_t found[ARRAY_SIZE (texts)];
    static const char json[] = " {\"type\":\"x\",\"data\":{\"a\":2}}\n";
    struct trestle_batch *b;
    const struct trestle_event *ev
        = accepted ("{" FOUR ",\"data\":{\"a\":1}}", &b);
    struct matcher *m;

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (texts); i++)
        assert_int_equal (
            pattern_new (texts[i], strlen (texts[i]), &patterns[i], NULL), 0);
    m = matcher_new ((const struct pattern *const *)patterns,
                     ARRAY_SIZE (texts));
    assert_non_null (m);
    assert_int_equal (matcher_event (m, ev, found), 2);
    assert_int_equal (found[0], 1);
    assert_int_equal (found[1], 3);
    assert_int_equal (matcher_json (m, json, strlen (json), found), 2);
    assert_int_equal (found[0], 0);
    assert_int_equal (found[1], 2);
    assert_int_equal (matcher_json (m, "[]", 2, found), 0);
    matcher_free (m);
    for (size_t i = 0; i < ARRAY_SIZE (texts); i++)
        pattern_free (patterns[i]);
    pattern_free (NULL);
    matcher_free (NULL);
    batch_unref (b);
}

static bool
is_refused (const struct json_watch *watch, const char *text)
{
    struct json_error error;

    return json_check (text, strlen (text), watch, &error) == -EEXIST;
}

/* Names that a pattern uses, in $or too, may not occur twice. */
static void
test_watch (void **state)
{
    static const char text[]
        = "{\"type\":[\"x\"],\"data\":{\"a\":{\"b\":[1]},\"$or\":["
          "{\"c\":[1]},{\"d\":{\"e\":[1]}}]}}";
    struct json_watch *watch = json_watch_new ();
    struct pattern *p = NULL;

    (void)state;
    assert_non_null (watch);
    assert_int_equal (pattern_new (text, strlen (text), &p, NULL), 0);
    assert_int_equal (pattern_watch (p, watch), 0);
    assert_true (is_refused (watch, "{\"type\":1,\"type\":1}"));
    assert_true (is_refused (watch, "{\"data\":1,\"data\":1}"));
    assert_true (is_refused (watch, "{\"data\":{\"a\":1,\"\\u0061\":1}}"));
    assert_true (is_refused (watch, "{\"data\":{\"a\":{\"b\":1,\"b\":1}}}"));
    assert_true (is_refused (watch, "{\"data\":{\"c\":1,\"c\":1}}"));
    assert_true (is_refused (watch, "{\"data\":[{\"d\":{\"e\":1,\"e\":1}}]}"));
    assert_false (is_refused (watch, "{\"x\":1,\"x\":1}"));
    assert_false (is_refused (watch, "{\"data\":{\"type\":1,\"type\":1}}"));
    assert_false (is_refused (watch, "{\"data\":{\"a\":{\"c\":1,\"c\":1}}}"));
    assert_false (is_refused (watch, "{\"a\":{\"b\":1,\"b\":1}}"));
    pattern_free (p);
    json_watch_free (watch);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_attributes), cmocka_unit_test (test_data),
        cmocka_unit_test (test_inside),     cmocka_unit_test (test_matcher),
        cmocka_unit_test (test_watch),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
