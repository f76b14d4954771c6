/* event-forms.c - JSON texts to events: either form, arrays, PutEvents
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "event-fixture.h"

static void
assert_both (const char *text, const char *cloudevents,
             const char *eventbridge)
{
    struct trestle_batch *b;
    const struct trestle_event *ev = accepted (text, &b);

    assert_rendered (ev, TRESTLE_CLOUDEVENTS, cloudevents);
    assert_rendered (ev, TRESTLE_EVENTBRIDGE, eventbridge);
    batch_unref (b);
}

/* Each rendered form is read again and gives the same two. */
static void
assert_stable (const char *text)
{
    struct trestle_batch *b;
    const struct trestle_event *ev = accepted (text, &b);
    char *cloudevents = rendered (ev, TRESTLE_CLOUDEVENTS);
    char *eventbridge = rendered (ev, TRESTLE_EVENTBRIDGE);

    assert_both (cloudevents, cloudevents, eventbridge);
    free (cloudevents);
    free (eventbridge);
    batch_unref (b);
}

#define DOCUMENTED                                                            \
    "{\"specversion\":\"1.0\",\"id\":\"13a3f42d-7258-4ada-da6d-023a333b4662"  \
    "\",\"type\":\"cos:created:object\",\n \"source\":\"cos.cloud.tencent\"," \
    "\"subject\":\"qcs::cos:ap-guangzhou:uid1250000000:bucketname\",\n "      \
    "\"time\":\"1615430559146\",\"region\":\"ap-guangzhou\","                 \
    "\"datacontenttype\":\"application/json;charset=utf-8\",\n "              \
    "\"resource\":[\"qcs::eb:ap-guangzhou:uid1250000000:eventbusid/"          \
    "eventruleid\"],\n \"data\":{\"name\":\"testname\",\"scope\":100}}"

#define DELIVERED                                                             \
    "{\"data\":{\"Partition\":1,\"msgBody\":\"Hello from Ckafka again!\","    \
    "\"msgKey\":\"test\",\"offset\":37,\"topic\":\"target-topic\"},\n "       \
    "\"datacontenttype\":\"application/json;charset=utf-8\","                 \
    "\"id\":\"13a3f42d-7258-4ada-da6d-023a333b4662\","                        \
    "\"region\":\"ap-guangzhou\",\n \"source\":\"ckafka.cloud.tencent\","     \
    "\"specversion\":\"0\",\"status\":\"\",\"subject\":\"qcs::ckafka:x\","    \
    "\"tags\":null,\n \"time\":1615430559146,\"type\":\"connector:kafka\"\n}"

static void
test_documented_sample (void **state)
{
    (void)state;
    assert_both (
        DOCUMENTED,
        "{\"specversion\":\"1.0\",\"id\":\"13a3f42d-7258-4ada-da6d-"
        "023a333b4662\",\"source\":\"cos.cloud.tencent\",\"type\":\"cos:"
        "created:object\",\"subject\":\"qcs::cos:ap-guangzhou:uid1250000000:"
        "bucketname\",\"time\":\"2021-03-11T02:42:39.146Z\",\"region\":\"ap-"
        "guangzhou\",\"datacontenttype\":\"application/json;charset=utf-8\","
        "\"resource\":\"[\\\"qcs::eb:ap-guangzhou:uid1250000000:eventbusid/"
        "eventruleid\\\"]\",\"data\":{\"name\":\"testname\",\"scope\":100}}",
        "{\"data\":{\"name\":\"testname\",\"scope\":100},"
        "\"datacontenttype\":\"application/json;charset=utf-8\",\"id\":"
        "\"13a3f42d-7258-4ada-da6d-023a333b4662\",\"region\":\"ap-guangzhou"
        "\",\"resource\":[\"qcs::eb:ap-guangzhou:uid1250000000:eventbusid/"
        "eventruleid\"],\"source\":\"cos.cloud.tencent\",\"specversion\":"
        "\"1.0\",\"status\":\"\",\"subject\":\"qcs::cos:ap-guangzhou:"
        "uid1250000000:bucketname\",\"tags\":null,\"time\":1615430559146,"
        "\"type\":\"cos:created:object\"}");
}

static void
test_delivered_sample (void **state)
{
    (void)state;
    assert_both (
        DELIVERED,
        "{\"specversion\":\"1.0\",\"id\":\"13a3f42d-7258-4ada-da6d-"
        "023a333b4662\",\"source\":\"ckafka.cloud.tencent\",\"type\":"
        "\"connector:kafka\",\"datacontenttype\":\"application/json;charset="
        "utf-8\",\"region\":\"ap-guangzhou\",\"subject\":\"qcs::ckafka:x\","
        "\"time\":\"2021-03-11T02:42:39.146Z\",\"data\":{\"Partition\":1,"
        "\"msgBody\":\"Hello from Ckafka again!\",\"msgKey\":\"test\","
        "\"offset\":37,\"topic\":\"target-topic\"}}",
        "{\"data\":{\"Partition\":1,\"msgBody\":\"Hello from Ckafka again!\","
        "\"msgKey\":\"test\",\"offset\":37,\"topic\":\"target-topic\"},"
        "\"datacontenttype\":\"application/json;charset=utf-8\",\"id\":"
        "\"13a3f42d-7258-4ada-da6d-023a333b4662\",\"region\":\"ap-guangzhou"
        "\",\"source\":\"ckafka.cloud.tencent\",\"specversion\":\"1.0\","
        "\"status\":\"\",\"subject\":\"qcs::ckafka:x\",\"tags\":null,"
        "\"time\":1615430559146,\"type\":\"connector:kafka\"}");
    assert_stable (DELIVERED);
    assert_stable (DOCUMENTED);
}

/* From CloudEvents: time stays as written, or is absent and then the
 * admission time; its fraction is cut to milliseconds. */
static void
test_from_cloudevents (void **state)
{
    (void)state;
    assert_both ("{" FOUR ",\"n\":-5,\"b\":true,\"aa\":\"\\u0078\\/\"}",
                 "{" FOUR ",\"n\":-5,\"b\":true,\"aa\":\"\\u0078\\/\"}",
                 "{\"aa\":\"\\u0078\\/\",\"b\":true,\"id\":\"1\",\"n\":-5,"
                 "\"source\":\"/s\",\"specversion\":\"1.0\",\"status\":\"\","
                 "\"tags\":null,\"time\":1700000000123,\"type\":\"t\"}");
    assert_both ("{" FOUR ",\"time\":\"1970-01-01t08:00:00.9999+08:00\"}",
                 "{" FOUR ",\"time\":\"1970-01-01t08:00:00.9999+08:00\"}",
                 "{\"id\":\"1\",\"source\":\"/s\",\"specversion\":\"1.0\","
                 "\"status\":\"\",\"tags\":null,\"time\":999,\"type\":\"t\"}");
    assert_both ("{" FOUR ",\"time\":\"1969-12-31T23:59:59.9999Z\"}",
                 "{" FOUR ",\"time\":\"1969-12-31T23:59:59.9999Z\"}",
                 "{\"id\":\"1\",\"source\":\"/s\",\"specversion\":\"1.0\","
                 "\"status\":\"\",\"tags\":null,\"time\":-1,\"type\":\"t\"}");
}

/* tags and resource: JSON in one form, a string in the other. */
static void
test_structures (void **state)
{
    static const char cloudevents[]
        = "{" FOUR ",\"tags\":\"{\\\"k\\\": \\\"a\\\\nb\\\"}\",\"status\":"
          "\"1\"}";
    static const char eventbridge[]
        = "{\"id\":\"1\",\"source\":\"/s\",\"specversion\":\"1.0\","
          "\"status\":\"1\",\"tags\":{\"k\": \"a\\nb\"},\"time\":"
          "1700000000123,\"type\":\"t\"}";

    (void)state;
    assert_both (cloudevents, cloudevents, eventbridge);
    assert_both ("{" FOUR ",\"tags\":{\"k\": \"a\\nb\"},\"status\":\"1\"}",
                 cloudevents, eventbridge);
    assert_both ("{" FOUR ",\"tags\":\"red\"}", "{" FOUR ",\"tags\":\"red\"}",
                 "{\"id\":\"1\",\"source\":\"/s\",\"specversion\":\"1.0\","
                 "\"status\":\"\",\"tags\":\"red\",\"time\":1700000000123,"
                 "\"type\":\"t\"}");
}

#define NO_VERSION "\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\""
#define EMPTIES                                                               \
    ",\"time\":\"0001\",\"status\":\"\",\"subject\":\"\",\"region\":\"\","    \
    "\"datacontenttype\":\"\",\"tags\":null,\"resource\":null"

/* Of the EventBridge form: any version or none, empty is absent. */
static void
test_dialect (void **state)
{
    static const char plain[] = "{" FOUR ",\"time\":\"1970-01-01T00:00:00."
                                "001Z\"}";
    static const char bridge[]
        = "{\"id\":\"1\",\"source\":\"/s\",\"specversion\":\"1.0\","
          "\"status\":\"\",\"tags\":null,\"time\":1,\"type\":\"t\"}";
    static const char *const rows[] = {
        "{" NO_VERSION ",\"time\":1}",
        "{" NO_VERSION ",\"time\":\"1\"}",
        "{" NO_VERSION EMPTIES ",\"specversion\":\"1.0.2\"}",
        "{" NO_VERSION EMPTIES ",\"specversion\":0}",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (rows); i++)
        assert_both (rows[i], plain, bridge);
    assert_stable ("{" NO_VERSION ",\"tags\":{}}");
    assert_stable ("{" NO_VERSION ",\"resource\":[]}");
    assert_stable ("{" NO_VERSION ",\"time\":1,\"zzzzzzzz\":1,\"data9\":2,"
                   "\"a\":3,\"zzzzzzzzb\":4,\"zzzzzzzza\":5,\"idd\":6}");
    assert_refused ("{\"id\":\"\",\"source\":\"/s\",\"type\":\"t\","
                    "\"time\":1}",
                    EINVAL, "attribute \"id\" is empty");
    assert_refused ("{\"source\":\"/s\",\"type\":\"t\",\"time\":1}", EINVAL,
                    "attribute \"id\" is missing");
}

/* ---- arrays ------------------------------------------------------------ */

static void
test_array (void **state)
{
    struct trestle_batch *b = fixture_batch ();

    (void)state;
    assert_int_equal (add_text (b, "[]"), 0);
    assert_int_equal (add_text (b, " \r\n[\t] "), 0);
    assert_int_equal (b->n_events, 0);
    assert_int_equal (add_text (b, " [ {" FOUR "} ,\n{" FOUR ",\"a\":\"b\"},"
                                   "{" FOUR ",\"time\":1} ] "),
                      3);
    assert_int_equal (add_text (b, "\n{" FOUR "}\n"), 1);
    assert_int_equal (b->n_events, 4);
    assert_int_equal (b->n_refused, 0);
    assert_string_equal (trestle_event_get (b->first->next, "a"), "b");
    assert_string_equal (trestle_event_get (b->first->next->next, "time"),
                         "1970-01-01T00:00:00.001Z");
    assert_ptr_equal (b->first->next->next->next, b->last);
    assert_null (b->last->next);
    assert_string_equal (trestle_batch_error (b), "");
    batch_unref (b);
}

/* One wrong event refuses all, by its index; what was there before stays. */
static void
test_all_or_nothing (void **state)
{
    static const struct {
        const char *text;
        const char *error;
        unsigned refused;
    } rows[] = {
        { "[{" FOUR "},{" FOUR "},{},{" FOUR "}]",
          "event 2: attribute \"specversion\" is missing", 4 },
        { "[{\"specversion\":\"1.0\"},{" FOUR "}]",
          "event 0: attribute \"id\" is missing", 2 },
        { "[{" FOUR "},7]", "event 1: not a JSON object", 2 },
        { "[[{" FOUR "}]]", "event 0: not a JSON object", 1 },
        { "[{" FOUR "},{" FOUR ",\"a\":\"\x01\"}]",
          "event 1: invalid JSON: control character in a string at byte "
          "117",
          1 },
        { "[{" FOUR "}", "invalid JSON: unexpected end at byte 56", 1 },
        { "[{" FOUR "} {" FOUR "}]",
          "invalid JSON: expected a comma or ] at byte 57", 1 },
        { "[{" FOUR "}] x", "invalid JSON: text after the value at byte 58",
          1 },
        { "{" FOUR "}{", "invalid JSON: text after the value at byte 55", 1 },
        { "", "invalid JSON: unexpected end at byte 0", 1 },
        { "  ", "invalid JSON: unexpected end at byte 2", 1 },
        { "true", "not a JSON object", 1 },
        { "\"x\"", "not a JSON object", 1 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (rows); i++) {
        struct trestle_batch *b = fixture_batch ();
        struct trestle_event *first;
        size_t bytes;

        assert_int_equal (add_text (b, "{" FOUR "}"), 1);
        first = b->first;
        bytes = b->bytes;
        assert_int_equal (add_text (b, rows[i].text), -1);
        assert_int_equal (errno, EINVAL);
        assert_string_equal (trestle_batch_error (b), rows[i].error);
        assert_int_equal (b->n_refused, rows[i].refused);
        assert_int_equal (b->n_events, 1);
        assert_ptr_equal (b->first, first);
        assert_ptr_equal (b->last, first);
        assert_null (first->next);
        assert_int_equal (b->bytes, bytes);
        assert_int_equal (add_text (b, "{" FOUR "}"), 1);
        assert_string_equal (trestle_batch_error (b), "");
        batch_unref (b);
    }
}

/* ---- PutEvents --------------------------------------------------------- */

#define SAMPLE                                                                \
    "{\"EventBusId\":\"eb-l65vlc2u\",\"EventList\":[{\"Source\":"             \
    "\"ckafka.cloud.tencent\",\"Type\":\"connector:ckafka\",\"Subject\":"     \
    "\"qcs::dts:ap-guangzhou:appid12312/uid1250000000:xxx\",\"Data\":"        \
    "\"{\\\"topic\\\":\\\"test-topic\\\",\\\"offset\\\":37}\",\"Time\":"      \
    "1691572461939}]}"

static void
test_put_sample (void **state)
{
    struct trestle_batch *b = fixture_batch ();
    int n = put_text (b, SAMPLE);
    const struct trestle_event *ev = b->first;
    const char *id = n == 1 ? trestle_event_get (ev, "id") : "";
    char want[1024];

    (void)state;
    assert_int_equal (n, 1);
    assert_int_equal (strlen (id), 36);
    assert_int_equal (id[14], '4');
    snprintf (want, sizeof want,
              "{\"data\":{\"topic\":\"test-topic\",\"offset\":37},"
              "\"datacontenttype\":\"application/json;charset=utf-8\","
              "\"id\":\"%s\",\"source\":\"ckafka.cloud.tencent\","
              "\"specversion\":\"1.0\",\"status\":\"\",\"subject\":"
              "\"qcs::dts:ap-guangzhou:appid12312/uid1250000000:xxx\","
              "\"tags\":null,\"time\":1691572461939,"
              "\"type\":\"connector:ckafka\"}",
              id);
    assert_rendered (ev, TRESTLE_EVENTBRIDGE, want);
    batch_unref (b);
}

static void
test_put_all (void **state)
{
    struct trestle_batch *b = fixture_batch ();

    (void)state;
    assert_int_equal (
        put_text (b, "[{\"Source\":\"s\",\"Type\":\"t\",\"Data\":\"[1]\","
                     "\"Id\":\"x\",\"Region\":\"r\",\"Status\":\"1\","
                     "\"Subject\":\"\",\"Time\":\"5\",\"TagList\":[{\"Key\":"
                     "\"k\\\"1\",\"Value\":\"v\"},{\"Value\":\"\",\"Key\":"
                     "\"k2\"}]},{\"Data\":\" null\",\"Type\":\"t\","
                     "\"Source\":\"s\",\"Id\":\"\",\"TagList\":[],"
                     "\"Time\":null}]"),
        2);
    assert_rendered (b->first, TRESTLE_EVENTBRIDGE,
                     "{\"data\":[1],\"datacontenttype\":\"application/json;"
                     "charset=utf-8\",\"id\":\"x\",\"region\":\"r\","
                     "\"source\":\"s\",\"specversion\":\"1.0\",\"status\":"
                     "\"1\",\"tags\":{\"k\\\"1\":\"v\",\"k2\":\"\"},"
                     "\"time\":5,\"type\":\"t\"}");
    assert_int_equal (strlen (trestle_event_get (b->last, "id")), 36);
    assert_null (trestle_event_get (b->last, "tags"));
    assert_null (trestle_event_get (b->last, "time"));
    batch_unref (b);
}

#define ENTRY "\"Source\":\"s\",\"Type\":\"t\""

static const struct {
    const char *text;
    const char *error;
    unsigned refused;
} put_rows[] = {
    { "{\"EventList\":[{" ENTRY ",\"Data\":\"{}\"},{" ENTRY
      ",\"Data\":\"no\"}]}",
      "Data of event 1 is not JSON: expected a value at byte 1", 2 },
    { "{\"EventList\":[{" ENTRY ",\"Data\":\"\"}]}",
      "Data of event 0 is not JSON: unexpected end at byte 0", 1 },
    { "{\"EventList\":[{" ENTRY "}]}", "Data of event 0 is missing", 1 },
    { "{\"EventList\":[{" ENTRY ",\"Data\":{}}]}",
      "Data of event 0 is not a string", 1 },
    { "{\"EventList\":[{" ENTRY ",\"Data\":\"\\ud800\"}]}",
      "Data of event 0 has a lone surrogate", 1 },
    { "{\"EventList\":[{\"Type\":\"t\",\"Data\":\"1\"}]}",
      "event 0: attribute \"source\" is missing", 1 },
    { "{\"EventList\":[{\"Source\":\"s\",\"Data\":\"1\"}]}",
      "event 0: attribute \"type\" is missing", 1 },
    { "{\"EventList\":[{\"Source\":\"\"}]}",
      "event 0: attribute \"source\" is empty", 1 },
    { "{\"EventList\":[{\"Source\":1}]}", "event 0: Source is not a string",
      1 },
    { "{\"EventList\":[{" ENTRY ",\"Data\":\"1\",\"Foo\":1}]}",
      "event 0: \"Foo\" is no name of PutEvents", 1 },
    { "{\"EventList\":[{" ENTRY ",\"Type\":\"1\"}]}",
      "event 0: \"Type\" occurs twice", 1 },
    { "{\"EventList\":[{" ENTRY ",\"Time\":1.5}]}",
      "event 0: attribute \"time\" is not a time in milliseconds", 1 },
    { "{\"EventList\":[{" ENTRY ",\"Time\":{}}]}",
      "event 0: attribute \"time\" is not a time in milliseconds", 1 },
    { "{\"EventList\":[{" ENTRY ",\"TagList\":{}}]}",
      "event 0: TagList is not a list of Key and Value", 1 },
    { "{\"EventList\":[{" ENTRY ",\"TagList\":[{\"Key\":\"a\"}]}]}",
      "event 0: TagList is not a list of Key and Value", 1 },
    { "{\"EventList\":[{" ENTRY ",\"TagList\":[7]}]}",
      "event 0: TagList is not a list of Key and Value", 1 },
    { "{\"EventList\":[{},{},{}],\"EventBusId\":\"x\"}",
      "Data of event 0 is missing", 3 },
    { "{\"EventBusId\":\"x\"}", "no \"EventList\"", 1 },
    { "{\"EventBusId\":1,\"EventList\":[]}",
      "invalid JSON: expected a string at byte 14", 1 },
    { "{\"EventList\":{}}", "invalid JSON: expected a list at byte 13", 1 },
    { "{\"EventList\":[],\"EventList\":[]}", "\"EventList\" occurs twice", 1 },
    { "{\"EventList\":[],\"Other\":[]}",
      "invalid JSON: expected \"EventList\" or \"EventBusId\" at byte "
      "16",
      1 },
    { "{\"EventList\":[]", "invalid JSON: unexpected end at byte 15", 1 },
};

/* A door for CloudEvents takes none of it: it would be events without ids. */
static void
test_put_is_no_cloudevent (void **state)
{
    struct trestle_batch *b = fixture_batch ();

    (void)state;
    assert_int_equal (
        add_text (b, "{\"EventList\":[{" ENTRY ",\"Data\":\"1\"}]}"), -1);
    assert_int_equal (add_text (b, "[{" ENTRY ",\"Data\":\"1\"}]"), -1);
    assert_int_equal (put_text (b, "{\"specversion\":\"1.0\",\"id\":\"1\","
                                   "\"source\":\"s\",\"type\":\"t\"}"),
                      -1);
    assert_int_equal (b->n_events, 0);
    batch_unref (b);
}

static void
test_put_refused (void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (put_rows); i++) {
        struct trestle_batch *b = fixture_batch ();

        if (put_text (b, put_rows[i].text) != -1)
            fail_msg ("accepted: %s", put_rows[i].text);
        assert_string_equal (trestle_batch_error (b), put_rows[i].error);
        assert_int_equal (b->n_refused, put_rows[i].refused);
        assert_int_equal (b->n_events, 0);
        batch_unref (b);
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_documented_sample),
        cmocka_unit_test (test_delivered_sample),
        cmocka_unit_test (test_from_cloudevents),
        cmocka_unit_test (test_structures),
        cmocka_unit_test (test_dialect),
        cmocka_unit_test (test_array),
        cmocka_unit_test (test_all_or_nothing),
        cmocka_unit_test (test_put_sample),
        cmocka_unit_test (test_put_all),
        cmocka_unit_test (test_put_refused),
        cmocka_unit_test (test_put_is_no_cloudevent),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
