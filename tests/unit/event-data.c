/* event-data.c - data: JSON, text, bytes; out as it came in
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "event-fixture.h"

#include "event/base64.h"

#define BRIDGE_TAIL                                                           \
    "\"id\":\"1\",\"source\":\"/s\",\"specversion\":\"1.0\",\"status\":\"\"," \
    "\"tags\":null,\"time\":1700000000123,\"type\":\"t\"}"

static void
assert_data (const struct trestle_event *ev, const void *data, size_t len,
             int json)
{
    size_t got = 99;
    int is_json = 99;
    const void *p = trestle_event_data (ev, &got, &is_json);

    assert_non_null (p);
    assert_int_equal (got, len);
    assert_memory_equal (p, data, len);
    assert_int_equal (is_json, json);
}

/* Members after the four, the data that they are, and what is rendered of
 * data in the two forms. */
static const struct {
    const char *members, *data;
    int json;
    const char *cloudevents, *eventbridge; /* NULL: as members */
} data_rows[] = {
    { "\"data\":{\"a\" : 1.50e+01}", "{\"a\" : 1.50e+01}", 1, NULL,
      "\"data\":{\"a\" : 1.50e+01}," },
    { "\"data\":null", "null", 1, NULL, "\"data\":null," },
    { "\"data\":\"te\\u0078t\"", "\"te\\u0078t\"", 1, NULL,
      "\"data\":\"te\\u0078t\"," },
    { "\"data\":\"\\ud800\"", "\"\\ud800\"", 1, NULL,
      "\"data\":\"\\ud800\"," },
    { "\"data\":12345678901234567890.000", "12345678901234567890.000", 1, NULL,
      "\"data\":12345678901234567890.000," },
    { "\"data\":[1,\r\n\t2]", "[1,\r\n\t2]", 1, "\"data\":[1,  \t2]",
      "\"data\":[1,  \t2]," },
    { "\"datacontenttype\":\"Text/JSON\",\"data\":[]", "[]", 1, NULL,
      "\"data\":[],\"datacontenttype\":\"Text/JSON\"," },
    { "\"datacontenttype\":\"a/b+JSON; c=d\",\"data\":[]", "[]", 1, NULL,
      "\"data\":[],\"datacontenttype\":\"a/b+JSON; c=d\"," },
    { "\"datacontenttype\":\"text/plain\",\"data\":\"a\\n\\u00fc\\/\"",
      "a\n\xc3\xbc/", 0, NULL,
      "\"data\":\"a\\n\\u00fc\\/\",\"datacontenttype\":\"text/plain\"," },
    { "\"datacontenttype\":\"a/json5\",\"data\":\"\"", "", 0, NULL,
      "\"data\":\"\",\"datacontenttype\":\"a/json5\"," },
    { "\"datacontenttype\":\"a/xjson\",\"data\":\"{}\"", "{}", 0, NULL,
      "\"data\":\"{}\",\"datacontenttype\":\"a/xjson\"," },
    { "\"data_base64\":\"e30=\"", "{}", 0, NULL, "\"data_base64\":\"e30=\"," },
    { "\"data_base64\":\"e3\\u0030=\"", "{}", 0, NULL,
      "\"data_base64\":\"e3\\u0030=\"," },
    { "\"data_base64\":\"\"", "", 0, NULL, "\"data_base64\":\"\"," },
    { "\"data_base64\":\"/\\/8=\"", "\xff\xff", 0, NULL,
      "\"data_base64\":\"/\\/8=\"," },
    { "\"data\":null,\"data_base64\":\"e30=\"", "{}", 0,
      "\"data_base64\":\"e30=\"", "\"data_base64\":\"e30=\"," },
    { "\"data\":1,\"data_base64\":null", "1", 1, "\"data\":1", "\"data\":1," },
    { "\"datacontenttype\":\"application/json\",\"data_base64\":\"e30=\"",
      "{}", 1, "\"datacontenttype\":\"application/json\",\"data\":{}",
      "\"data\":{},\"datacontenttype\":\"application/json\"," },
    { "\"datacontenttype\":\"a/b\",\"data_base64\":\"e30=\"", "{}", 0, NULL,
      "\"data\":\"{}\",\"datacontenttype\":\"a/b\"," },
    { "\"datacontenttype\":\"a/b\",\"data_base64\":\"gA==\"", "\x80", 0, NULL,
      "\"data_base64\":\"gA==\",\"datacontenttype\":\"a/b\"," },
};

static void
test_json_texts (void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (data_rows); i++) {
        struct trestle_batch *b;
        const struct trestle_event *ev;
        char text[512], want[512];

        snprintf (text, sizeof text, "{" FOUR ",%s}", data_rows[i].members);
        ev = accepted (text, &b);
        assert_data (ev, data_rows[i].data, strlen (data_rows[i].data),
                     data_rows[i].json);
        snprintf (want, sizeof want, "{" FOUR ",%s}",
                  data_rows[i].cloudevents != NULL ? data_rows[i].cloudevents
                                                   : data_rows[i].members);
        assert_rendered (ev, TRESTLE_CLOUDEVENTS, want);
        snprintf (want, sizeof want, "{%s" BRIDGE_TAIL,
                  data_rows[i].eventbridge);
        assert_rendered (ev, TRESTLE_EVENTBRIDGE, want);
        batch_unref (b);
    }
}

static void
test_refused_data (void **state)
{
    static const struct {
        const char *text, *error;
    } rows[] = {
        { "{" FOUR ",\"data\":1,\"data_base64\":\"e30=\"}",
          "both \"data\" and \"data_base64\" are given" },
        { "{" FOUR ",\"data_base64\":1}", "\"data_base64\" must be a string" },
        { "{" FOUR ",\"data_base64\":\"e30\"}",
          "\"data_base64\" is not Base64" },
        { "{" FOUR ",\"data_base64\":\"e30=\",\"data_base64\":\"e30=\"}",
          "\"data_base64\" occurs twice" },
        { "{" FOUR ",\"datacontenttype\":\"a/json\",\"data_base64\":"
          "\"e30w\"}",
          "data is not JSON: text after the value at byte 2" },
        { "{" FOUR ",\"datacontenttype\":\"a/json\",\"data_base64\":\"\"}",
          "data is not JSON: unexpected end at byte 0" },
        { "{" FOUR ",\"datacontenttype\":\"text/plain\",\"data\":{}}",
          "\"data\" must be a string, as \"datacontenttype\" is not JSON" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (rows); i++)
        assert_refused (rows[i].text, EINVAL, rows[i].error);
}

static void
test_no_data (void **state)
{
    static const char *const rows[] = {
        "{" FOUR "}",
        "{" FOUR ",\"data_base64\":null}",
        "{" FOUR ",\"datacontenttype\":\"text/plain\",\"data\":null}",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (rows); i++) {
        struct trestle_batch *b;
        const struct trestle_event *ev = accepted (rows[i], &b);
        char *text = rendered (ev, TRESTLE_CLOUDEVENTS);
        size_t len;
        int json;

        assert_null (trestle_event_data (ev, &len, &json));
        assert_null (strstr (text, "\"data\""));
        assert_null (strstr (text, "\"data_base64\""));
        free (text);
        batch_unref (b);
    }
}

/* ---- bytes ------------------------------------------------------------- */

/* Bytes of a media type, as a binary request brings them, through each form
 * and back. */
static void
assert_survives (const char *type, const void *data, size_t len)
{
    const char *const attrs[]
        = { "id", "1", "source", "/s", "type", "t", "datacontenttype",
            type, NULL };
    struct trestle_batch *b = fixture_batch ();

    assert_int_equal (trestle_batch_add (b, NULL, attrs, data, len), 0);
    assert_data (b->first, data, len, 0);
    for (int form = TRESTLE_CLOUDEVENTS; form <= TRESTLE_EVENTBRIDGE; form++) {
        char *text = rendered (b->first, form);
        struct trestle_batch *again;

        assert_data (accepted (text, &again), data, len, 0);
        batch_unref (again);
        free (text);
    }
    batch_unref (b);
}

static void
test_bytes_survive (void **state)
{
    static const char *const types[]
        = { "application/octet-stream", "text/plain; charset=latin1",
            "image/png" };
    unsigned char all[256];

    (void)state;
    for (size_t i = 0; i < sizeof all; i++)
        all[i] = (unsigned char)i;
    for (size_t i = 0; i < ARRAY_SIZE (types); i++) {
        for (size_t len = 1; len <= sizeof all; len++)
            assert_survives (types[i], all, len);
        for (size_t first = 0; first < sizeof all; first++)
            assert_survives (types[i], all + first, 1);
    }
}

/* How such bytes are rendered. */
static void
test_bytes_rendered (void **state)
{
    static const struct {
        const char *type, *data, *cloudevents, *eventbridge;
    } rows[] = {
        { "text/plain", "a\"\n\xc3\xbc", "\"data\":\"a\\\"\\n\xc3\xbc\"}",
          "{\"data\":\"a\\\"\\n\xc3\xbc\"" },
        { "TEXT/plain", "a", "\"data\":\"a\"}", "{\"data\":\"a\"" },
        { "text/plain", "\xc3", "\"data_base64\":\"ww==\"}",
          "{\"data_base64\":\"ww==\"" },
        { "a/b", "a", "\"data_base64\":\"YQ==\"}", "{\"data\":\"a\"" },
        { "a/b", "\xff", "\"data_base64\":\"/w==\"}",
          "{\"data_base64\":\"/w==\"" },
        { "a/json", " [1,\r\n2]\n", "\"data\": [1,  2] }",
          "{\"data\": [1,  2] ," },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (rows); i++) {
        const char *const attrs[]
            = { "id",   "1", "source",          "/s",
                "type", "t", "datacontenttype", rows[i].type,
                NULL };
        struct trestle_batch *b = fixture_batch ();
        char *text;

        assert_int_equal (trestle_batch_add (b, NULL, attrs, rows[i].data,
                                             strlen (rows[i].data)),
                          0);
        text = rendered (b->first, TRESTLE_CLOUDEVENTS);
        assert_non_null (strstr (text, rows[i].cloudevents));
        free (text);
        text = rendered (b->first, TRESTLE_EVENTBRIDGE);
        assert_non_null (strstr (text, rows[i].eventbridge));
        free (text);
        batch_unref (b);
    }
}

/* ---- Base64 ------------------------------------------------------------ */

static void
test_base64_vectors (void **state)
{
    static const struct {
        const char *plain, *coded;
    } rows[] = {
        { "", "" },
        { "f", "Zg==" },
        { "fo", "Zm8=" },
        { "foo", "Zm9v" },
        { "foob", "Zm9vYg==" },
        { "fooba", "Zm9vYmE=" },
        { "foobar", "Zm9vYmFy" },
    };
    char buf[16];
    size_t len;

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (rows); i++) {
        len = base64_encode (rows[i].plain, strlen (rows[i].plain), buf);
        assert_int_equal (len, strlen (rows[i].coded));
        assert_memory_equal (buf, rows[i].coded, len);
        assert_int_equal (base64_decode (rows[i].coded, len, buf, &len), 0);
        assert_int_equal (len, strlen (rows[i].plain));
        assert_memory_equal (buf, rows[i].plain, len);
    }
}

static void
test_base64_strict (void **state)
{
    static const char *const rows[]
        = { "Z",    "Zg",   "Zg=",  "Zg==\n",   "Zh==",
            "Zm9=", "Z===", "====", "=g==",     "Zg=g",
            "Zm-v", "Zm_v", "Z g=", "Zg==Zg==", "Zm9vZg=" };
    char buf[16];
    size_t len;

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (rows); i++)
        if (base64_decode (rows[i], strlen (rows[i]), buf, &len) != -EINVAL)
            fail_msg ("accepted: %s", rows[i]);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_json_texts),
        cmocka_unit_test (test_refused_data),
        cmocka_unit_test (test_no_data),
        cmocka_unit_test (test_bytes_survive),
        cmocka_unit_test (test_bytes_rendered),
        cmocka_unit_test (test_base64_vectors),
        cmocka_unit_test (test_base64_strict),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
