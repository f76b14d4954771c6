/* event-attrs.c - the rules for attributes, each with its error text
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "event-fixture.h"

#include "base/buf.h"

#define NAME_64                                                               \
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct {
    const char *text;
    const char *error;
} refused_rows[] = {
    { "{}", "attribute \"specversion\" is missing" },
    { "{\"specversion\":\"1.0\"}", "attribute \"id\" is missing" },
    { "{\"specversion\":\"1.0\",\"id\":\"1\"}",
      "attribute \"source\" is missing" },
    { "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\"}",
      "attribute \"type\" is missing" },
    { "{\"specversion\":null,\"id\":\"1\",\"source\":\"s\","
      "\"type\":\"t\"}",
      "attribute \"specversion\" is missing" },
    { "{\"specversion\":\"0.3\",\"id\":\"1\",\"source\":\"s\","
      "\"type\":\"t\"}",
      "attribute \"specversion\" must be \"1.0\"" },
    { "{\"specversion\":1.0,\"id\":\"1\",\"source\":\"s\","
      "\"type\":\"t\"}",
      "attribute \"specversion\" must be \"1.0\"" },
    { "{\"specversion\":\"1.0\",\"id\":\"\",\"source\":\"s\","
      "\"type\":\"t\"}",
      "attribute \"id\" is empty" },
    { "{\"specversion\":\"1.0\",\"id\":null,\"source\":\"s\","
      "\"type\":\"t\"}",
      "attribute \"id\" is missing" },
    { "{\"specversion\":\"1.0\",\"id\":7,\"source\":\"s\","
      "\"type\":\"t\"}",
      "attribute \"id\" must be a string" },
    { "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"\","
      "\"type\":\"t\"}",
      "attribute \"source\" is empty" },
    { "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"a b\","
      "\"type\":\"t\"}",
      "attribute \"source\" is not a URI reference" },
    { "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\","
      "\"type\":true}",
      "attribute \"type\" must be a string" },
    { "{" FOUR ",\"id\":\"2\"}", "\"id\" occurs twice" },
    { "{" FOUR ",\"i\\u0064\":\"2\"}", "\"id\" occurs twice" },
    { "{" FOUR ",\"ext\":\"a\",\"ext\":\"b\"}", "\"ext\" occurs twice" },
    { "{" FOUR ",\"ext\":null,\"ext\":\"b\"}", "\"ext\" occurs twice" },
    { "{" FOUR ",\"ext\":1,\"e\\u0078t\":1}", "\"ext\" occurs twice" },
    { "{" FOUR ",\"data\":1,\"data\":1}", "\"data\" occurs twice" },
    { "{" FOUR ",\"\":1}", "an attribute has no name" },
    { "{" FOUR ",\"" NAME_64 "a\":1}",
      "attribute name \"aaaaaaaaaaaaaaaaaaaa...\" is longer than 64 "
      "characters" },
    { "{" FOUR ",\"fooBar\":1}",
      "attribute name \"fooBar\" is not of a-z and 0-9 alone" },
    { "{" FOUR ",\"foo_bar\":null}",
      "attribute name \"foo_bar\" is not of a-z and 0-9 alone" },
    { "{" FOUR ",\"a\\nb\":1}",
      "attribute name \"a?b\" is not of a-z and 0-9 alone" },
    { "{" FOUR ",\"\xc3\xbc\":1}",
      "attribute name \"\xc3\xbc\" is not of a-z and 0-9 alone" },
    { "{" FOUR ",\"ext\":1.5}",
      "attribute \"ext\" is not an integer of 32 bits" },
    { "{" FOUR ",\"ext\":1e2}",
      "attribute \"ext\" is not an integer of 32 bits" },
    { "{" FOUR ",\"ext\":2147483648}",
      "attribute \"ext\" is not an integer of 32 bits" },
    { "{" FOUR ",\"ext\":-2147483649}",
      "attribute \"ext\" is not an integer of 32 bits" },
    { "{" FOUR ",\"ext\":99999999999999999999}",
      "attribute \"ext\" is not an integer of 32 bits" },
    { "{" FOUR ",\"ext\":{}}",
      "attribute \"ext\" must be a string, a boolean or an integer" },
    { "{" FOUR ",\"ext\":[1]}",
      "attribute \"ext\" must be a string, a boolean or an integer" },
    { "{" FOUR ",\"tags\":[1]}",
      "attribute \"tags\" must be a string, a boolean or an integer" },
    { "{" FOUR ",\"resource\":{}}",
      "attribute \"resource\" must be a string, a boolean or an "
      "integer" },
    { "{" FOUR ",\"ext\":\"a\\u0000b\"}",
      "attribute \"ext\" has a control character" },
    { "{" FOUR ",\"ext\":\"a\\tb\"}",
      "attribute \"ext\" has a control character" },
    { "{" FOUR ",\"ext\":\"a\x7f\"}",
      "attribute \"ext\" has a control character" },
    { "{" FOUR ",\"ext\":\"\\u0085\"}",
      "attribute \"ext\" has a control character" },
    { "{" FOUR ",\"ext\":\"\xc2\x9f\"}",
      "attribute \"ext\" has a control character" },
    { "{" FOUR ",\"ext\":\"\\ud800\"}",
      "attribute \"ext\" has a lone surrogate" },
    { "{" FOUR ",\"ext\":\"x\\udc00y\"}",
      "attribute \"ext\" has a lone surrogate" },
    { "{" FOUR ",\"ext\":\"\\ufffe\"}",
      "attribute \"ext\" has a noncharacter" },
    { "{" FOUR ",\"ext\":\"\xef\xb7\x90\"}",
      "attribute \"ext\" has a noncharacter" },
    { "{" FOUR ",\"ext\":\"\\ud83f\\udfff\"}",
      "attribute \"ext\" has a noncharacter" },
    { "{" FOUR ",\"ext\":\"\xf4\x8f\xbf\xbf\"}",
      "attribute \"ext\" has a noncharacter" },
    { "{" FOUR ",\"subject\":\"\"}", "attribute \"subject\" is empty" },
    { "{" FOUR ",\"subject\":1}", "attribute \"subject\" must be a string" },
    { "{" FOUR ",\"time\":\"\"}", "attribute \"time\" is empty" },
    { "{" FOUR ",\"time\":\"yesterday\"}",
      "attribute \"time\" is not an RFC 3339 time" },
    { "{" FOUR ",\"time\":true}", "attribute \"time\" must be a string" },
    { "{" FOUR ",\"time\":1.5}",
      "attribute \"time\" is not a time in milliseconds" },
    { "{" FOUR ",\"time\":1e12}",
      "attribute \"time\" is not a time in milliseconds" },
    { "{" FOUR ",\"time\":253402300800000}",
      "attribute \"time\" is not a time in milliseconds" },
    { "{" FOUR ",\"time\":\"99999999999999999999\"}",
      "attribute \"time\" is not a time in milliseconds" },
    { "{" FOUR ",\"dataschema\":\"\"}", "attribute \"dataschema\" is empty" },
    { "{" FOUR ",\"dataschema\":\"/relative\"}",
      "attribute \"dataschema\" is not an absolute URI" },
    { "{" FOUR ",\"dataschema\":\"http:\"}",
      "attribute \"dataschema\" is not an absolute URI" },
    { "{" FOUR ",\"dataschema\":\"1http://x\"}",
      "attribute \"dataschema\" is not an absolute URI" },
    { "{" FOUR ",\"datacontenttype\":\"\"}",
      "attribute \"datacontenttype\" is empty" },
    { "{" FOUR ",\"datacontenttype\":\"json\"}",
      "attribute \"datacontenttype\" is not a media type" },
    { "{" FOUR ",\"datacontenttype\":\"a/\"}",
      "attribute \"datacontenttype\" is not a media type" },
    { "{" FOUR ",\"datacontenttype\":\"/json\"}",
      "attribute \"datacontenttype\" is not a media type" },
    { "{" FOUR ",\"datacontenttype\":\"a/b c\"}",
      "attribute \"datacontenttype\" is not a media type" },
    { "{" FOUR ",\"datacontenttype\":\"a/b;c\"}",
      "attribute \"datacontenttype\" is not a media type" },
    { "{" FOUR ",\"datacontenttype\":\"a/b;c=\"}",
      "attribute \"datacontenttype\" is not a media type" },
    { "{" FOUR ",\"datacontenttype\":\"a/b;c=\\\"d\"}",
      "attribute \"datacontenttype\" is not a media type" },
    { "{" FOUR ",\"datacontenttype\":\"a/b,c/d\"}",
      "attribute \"datacontenttype\" is not a media type" },
};

static void
test_refused (void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (refused_rows); i++)
        assert_refused (refused_rows[i].text, EINVAL, refused_rows[i].error);
}

static const struct {
    const char *member;
    const char *name, *text;
    int type;
} accepted_rows[] = {
    { "\"ext\":\"\"", "ext", "", TRESTLE_TYPE_STRING },
    { "\"ext\":\"a\\u0062\\\"\\\\\\/c\"", "ext", "ab\"\\/c",
      TRESTLE_TYPE_STRING },
    { "\"ext\":\"\\ud83d\\ude00\xc3\xbc\"", "ext", "\xf0\x9f\x98\x80\xc3\xbc",
      TRESTLE_TYPE_STRING },
    { "\"ext\":\"\\ufffd\"", "ext", "\xef\xbf\xbd", TRESTLE_TYPE_STRING },
    { "\"e\\u0078t\":\"a\"", "ext", "a", TRESTLE_TYPE_STRING },
    { "\"" NAME_64 "\":\"a\"", NAME_64, "a", TRESTLE_TYPE_STRING },
    { "\"0\":\"a\"", "0", "a", TRESTLE_TYPE_STRING },
    { "\"ext\":2147483647", "ext", "2147483647", TRESTLE_TYPE_INTEGER },
    { "\"ext\":-2147483648", "ext", "-2147483648", TRESTLE_TYPE_INTEGER },
    { "\"ext\":-0", "ext", "0", TRESTLE_TYPE_INTEGER },
    { "\"ext\":0", "ext", "0", TRESTLE_TYPE_INTEGER },
    { "\"ext\":true", "ext", "true", TRESTLE_TYPE_BOOLEAN },
    { "\"ext\":false", "ext", "false", TRESTLE_TYPE_BOOLEAN },
    { "\"subject\":\"a b\"", "subject", "a b", TRESTLE_TYPE_STRING },
    { "\"time\":\"2024-02-29t01:02:03.000000000001+08:00\"", "time",
      "2024-02-29t01:02:03.000000000001+08:00", TRESTLE_TYPE_TIME },
    { "\"time\":1615430559146", "time", "2021-03-11T02:42:39.146Z",
      TRESTLE_TYPE_TIME },
    { "\"time\":\"1615430559146\"", "time", "2021-03-11T02:42:39.146Z",
      TRESTLE_TYPE_TIME },
    { "\"time\":-1", "time", "1969-12-31T23:59:59.999Z", TRESTLE_TYPE_TIME },
    { "\"dataschema\":\"urn:x\"", "dataschema", "urn:x", TRESTLE_TYPE_URI },
    { "\"datacontenttype\":\"A/B\"", "datacontenttype", "A/B",
      TRESTLE_TYPE_STRING },
    { "\"datacontenttype\":\"application/json;charset=utf-8\"",
      "datacontenttype", "application/json;charset=utf-8",
      TRESTLE_TYPE_STRING },
    { "\"datacontenttype\":\"a/b ; c=d;e=\\\"f; g\\\\\\\"\\\" \"",
      "datacontenttype", "a/b ; c=d;e=\"f; g\\\"\" ", TRESTLE_TYPE_STRING },
    { "\"datacontenttype\":\"a/b;\"", "datacontenttype", "a/b;",
      TRESTLE_TYPE_STRING },
    { "\"tags\":{\"a\" :\r\n\"b\"}", "tags", "{\"a\" :  \"b\"}",
      TRESTLE_TYPE_OBJECT },
    { "\"tags\":\"{\\\"a\\\":\\\"b\\\"}\"", "tags", "{\"a\":\"b\"}",
      TRESTLE_TYPE_OBJECT },
    { "\"tags\":\"{no\"", "tags", "{no", TRESTLE_TYPE_STRING },
    { "\"tags\":\"red\"", "tags", "red", TRESTLE_TYPE_STRING },
    { "\"resource\":[\"a\",\"b\"]", "resource", "[\"a\",\"b\"]",
      TRESTLE_TYPE_ARRAY },
    { "\"resource\":\"[]\"", "resource", "[]", TRESTLE_TYPE_ARRAY },
    { "\"resource\":\"{}\"", "resource", "{}", TRESTLE_TYPE_STRING },
};

static void
test_accepted (void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (accepted_rows); i++) {
        struct trestle_batch *b;
        const struct trestle_event *ev;
        const char *name = "", *text = "";
        char object[512];

        snprintf (object, sizeof object, "{" FOUR ",%s}",
                  accepted_rows[i].member);
        ev = accepted (object, &b);
        assert_int_equal (trestle_event_attr (ev, 4, &name, &text),
                          accepted_rows[i].type);
        assert_string_equal (name, accepted_rows[i].name);
        assert_string_equal (text, accepted_rows[i].text);
        assert_string_equal (trestle_event_get (ev, accepted_rows[i].name),
                             accepted_rows[i].text);
        assert_int_equal (trestle_event_attr (ev, 5, &name, &text), 0);
        batch_unref (b);
    }
}

/* The four come first, the others in their order; null is absent. */
static void
test_order (void **state)
{
    static const char *const want[][2] = {
        { "specversion", "1.0" },
        { "id", "1" },
        { "source", "s" },
        { "type", "t" },
        { "zz", "b" },
        { "subject", "x" },
        { "aa", "c" },
    };
    struct trestle_batch *b;
    const struct trestle_event *ev
        = accepted ("{\"zz\":\"b\",\"type\":\"t\",\"gone\":null,\"subject\":"
                    "\"x\",\"source\":\"s\",\"data\":{},\"aa\":\"c\","
                    "\"id\":\"1\",\"specversion\":\"1.0\"}",
                    &b);
    const char *name, *text;
    size_t n = 0;

    (void)state;
    for (; trestle_event_attr (ev, n, &name, &text) != 0; n++) {
        assert_string_equal (name, want[n][0]);
        assert_string_equal (text, want[n][1]);
    }
    assert_int_equal (n, ARRAY_SIZE (want));
    assert_null (trestle_event_get (ev, "gone"));
    assert_null (trestle_event_get (ev, "data"));
    batch_unref (b);
}

/* An object with n attributes; the caller frees it. */
static char *
many_attrs (int n)
{
    struct buf text = BUF_INIT (1 << 16);

    buf_add_string (&text, "{" FOUR);
    for (int i = 4; i < n; i++)
        buf_printf (&text, ",\"a%d\":1", i);
    buf_add_char (&text, '}');
    return buf_take (&text);
}

static void
test_most_attributes (void **state)
{
    CLEANUP_FREE char *most = many_attrs (EVENT_MAX_ATTRS);
    CLEANUP_FREE char *more = many_attrs (EVENT_MAX_ATTRS + 1);
    CLEANUP_FREE char *many = many_attrs (EVENT_MAX_ATTRS + 100);
    struct trestle_batch *b;
    const struct trestle_event *ev = accepted (most, &b);

    (void)state;
    assert_int_equal (ev->n_attrs, EVENT_MAX_ATTRS);
    free (rendered (ev, TRESTLE_EVENTBRIDGE));
    batch_unref (b);
    assert_refused (more, EINVAL, "more than 128 attributes");
    assert_refused (many, EINVAL, "more than 128 attributes");
}

/* A name twice on a watched path, wherever it stands. */
static void
test_watched_names (void **state)
{
    static const char *const path[] = { "data", "amount" };
    static const size_t lens[] = { 4, 6 };
    static const char *const attrs[]
        = { "id", "1", "source", "/s", "type", "t", NULL };
    static const char twice[] = "{\"amount\":1,\"amount\":2}";
    static const char other[] = "{\"x\":1,\"x\":2}";
    struct json_watch *watch = json_watch_new ();
    struct trestle_batch *b;

    (void)state;
    assert_int_equal (json_watch_add (watch, path, lens, 2), 0);
    random_seed (&fixture_random, 1);
    b = batch_new (&small_limits, watch, &fixture_random, 0);
    assert_int_equal (add_text (b, "{" FOUR ",\"data\":{\"x\":1,\"x\":2}}"),
                      1);
    assert_int_equal (
        add_text (b, "{" FOUR ",\"data\":{\"amount\":1,\"amount\":2}}"), -1);
    assert_non_null (strstr (trestle_batch_error (b), "name occurs twice"));
    assert_int_equal (
        put_text (b, "{\"EventList\":[{\"Source\":\"s\",\"Type\":\"t\","
                     "\"Data\":\"{\\\"amount\\\":1,\\\"amount\\\":2}\"}]}"),
        -1);
    assert_int_equal (
        trestle_batch_add (b, NULL, attrs, twice, sizeof twice - 1), -1);
    assert_int_equal (errno, EINVAL);
    assert_int_equal (
        trestle_batch_add (b, NULL, attrs, other, sizeof other - 1), 0);
    assert_int_equal (b->n_events, 2);
    assert_int_equal (b->n_refused, 3);
    batch_unref (b);
    json_watch_free (watch);
}

/* The same in tags that came as text (contracts 2.2, 2.4). */
static void
test_watched_names_in_tags (void **state)
{
    const char *const path[] = { "tags", "k" };
    const size_t lens[] = { 4, 1 };
    struct json_watch *watch = json_watch_new ();
    struct trestle_batch *b;

    (void)state;
    assert_int_equal (json_watch_add (watch, path, lens, 2), 0);
    random_seed (&fixture_random, 1);
    b = batch_new (&small_limits, watch, &fixture_random, 0);
    assert_int_equal (add_text (b, "{" FOUR ",\"tags\":\"{\\\"k\\\":1}\"}"),
                      1);
    assert_int_equal (
        add_text (b, "{" FOUR ",\"tags\":\"{\\\"k\\\":1,\\\"k\\\":2}\"}"), -1);
    assert_string_equal (trestle_batch_error (b),
                         "attribute \"tags\": a name occurs twice");
    batch_unref (b);
    json_watch_free (watch);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_refused),
        cmocka_unit_test (test_accepted),
        cmocka_unit_test (test_order),
        cmocka_unit_test (test_most_attributes),
        cmocka_unit_test (test_watched_names),
        cmocka_unit_test (test_watched_names_in_tags),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
