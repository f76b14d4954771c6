/* json-text.c - JSON strings to text and back
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <trestle/plugin.h>

#include "base/cleanup.h"
#include "base/random.h"
#include "json/scan.h"

#define REPLACED "\xef\xbf\xbd"

static const struct {
    const char *json;
    const char *text;
    size_t len;
    bool lone;
} texts[] = {
    { "\"\"", "", 0, false },
    { "\"abc\"", "abc", 3, false },
    { "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t", 8, false },
    { "\"a\\u0000b\"", "a\0b", 3, false },
    { "\"\\u0041\\u00e9\\u4E0A\\uffff\"", "A\xc3\xa9\xe4\xb8\x8a\xef\xbf\xbf",
      9, false },
    { "\"\\u007f\\u0080\\u07ff\\u0800\"", "\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80",
      8, false },
    { "\"\\ud83d\\ude00\"", "\xf0\x9f\x98\x80", 4, false },
    { "\"\\uD800\\uDC00\\udbff\\udfff\"", "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf",
      8, false },
    { "\"\xe4\xb8\x8a\\n\xf0\x9f\x98\x80\"", "\xe4\xb8\x8a\n\xf0\x9f\x98\x80",
      8, false },
    { "\"\\ud800\"", REPLACED, 3, true },
    { "\"\\udc00x\"", REPLACED "x", 4, true },
    { "\"\\ud800\\ud800\\udc00\"", REPLACED "\xf0\x90\x80\x80", 7, true },
    { "\"\\ud800\\n\"", REPLACED "\n", 4, true },
    { "\"\\ud800\\ue000\"", REPLACED "\xee\x80\x80", 6, true },
    { "\"\\udfff\\ue000\"", REPLACED "\xee\x80\x80", 6, true },
    { "\"\\ud800\\u0041\"", REPLACED "A", 4, true },
    { "\"\\udc00\\ud800\"", REPLACED REPLACED, 6, true },
    { "\"\\ufffd\"", REPLACED, 3, false },
};

/* Decoded into a block of the size that is promised to be enough. */
static void
test_text (void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (texts); i++) {
        size_t len = strlen (texts[i].json);
        char *buf = malloc (len);
        bool lone = !texts[i].lone;

        assert_non_null (buf);
        assert_int_equal (json_text (texts[i].json, len, buf, &lone),
                          texts[i].len);
        assert_memory_equal (buf, texts[i].text, texts[i].len);
        assert_int_equal (lone, texts[i].lone);
        assert_int_equal (trestle_json_text (texts[i].json, len, buf),
                          texts[i].len);
        assert_int_equal (json_is_plain (texts[i].json, len),
                          strchr (texts[i].json, '\\') == NULL);
        free (buf);
    }
}

static void
test_equal (void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (texts); i++)
        for (size_t k = 0; k < ARRAY_SIZE (texts); k++) {
            bool wanted
                = texts[i].len == texts[k].len && !texts[i].lone
                  && memcmp (texts[i].text, texts[k].text, texts[i].len) == 0;

            assert_int_equal (json_text_equal (texts[i].json,
                                               strlen (texts[i].json),
                                               texts[k].text, texts[k].len),
                              wanted);
        }
}

static void
test_equal_more (void **state)
{
    (void)state;
    assert_true (json_text_equal ("\"\"", 2, NULL, 0));
    assert_false (json_text_equal ("\"a\"", 3, "ab", 2));
    assert_false (json_text_equal ("\"ab\"", 4, "a", 1));
    assert_false (json_text_equal ("\"\\n\"", 4, "\\n", 2));
    assert_true (json_text_equal ("\"\\\\n\"", 5, "\\n", 2));
    assert_false (json_text_equal ("\"\\u0061b\"", 9, "a", 1));
    assert_false (json_text_equal ("\"\\u0061\"", 8, "ab", 2));
}

static const struct {
    const char *text;
    size_t len;
    const char *json;
} quotes[] = {
    { "", 0, "\"\"" },
    { "abc", 3, "\"abc\"" },
    { "a\"b\\c/d", 7, "\"a\\\"b\\\\c/d\"" },
    { "\b\f\n\r\t", 5, "\"\\b\\f\\n\\r\\t\"" },
    { "\0\x01\x1f\x7f", 4, "\"\\u0000\\u0001\\u001f\x7f\"" },
    { "\xe4\xb8\x8a\xc3\xa9\xf0\x9f\x98\x80", 9,
      "\"\xe4\xb8\x8a\xc3\xa9\xf0\x9f\x98\x80\"" },
    { "0123456789\n0123456789", 21, "\"0123456789\\n0123456789\"" },
    { "\x80", 1, "\"" REPLACED "\"" },
    { "a\xff\xfe z", 5, "\"a" REPLACED REPLACED " z\"" },
    { "\xc0\x80", 2, "\"" REPLACED REPLACED "\"" },
    { "\xed\xa0\x80", 3, "\"" REPLACED REPLACED REPLACED "\"" },
    { "\xe4\xb8", 2, "\"" REPLACED "\"" },
    { "\xe4\xb8x", 3, "\"" REPLACED "x\"" },
    { "\xf0\x9f\x98", 3, "\"" REPLACED "\"" },
    { "\xf0\x9f\x98\"", 4, "\"" REPLACED "\\\"\"" },
    { "\xf4\x90\x80\x80", 4, "\"" REPLACED REPLACED REPLACED REPLACED "\"" },
    { "\xe4\xe4\xb8\x8a", 4, "\"" REPLACED "\xe4\xb8\x8a\"" },
};

static void
test_quote (void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE (quotes); i++) {
        size_t need = strlen (quotes[i].json);

        for (size_t size = 0; size <= need; size++) {
            char *buf = malloc (size > 0 ? size : 1);

            assert_non_null (buf);
            assert_int_equal (
                json_quote (quotes[i].text, quotes[i].len, buf, size), need);
            if (size == need)
                assert_memory_equal (buf, quotes[i].json, need);
            free (buf);
        }
        assert_int_equal (
            trestle_json_quote (quotes[i].text, quotes[i].len, NULL, 0), need);
    }
}

static void
test_utf8 (void **state)
{
    (void)state;
    assert_true (json_is_utf8 ("", 0));
    for (size_t i = 0; i < ARRAY_SIZE (quotes); i++)
        assert_int_equal (json_is_utf8 (quotes[i].text, quotes[i].len),
                          strstr (quotes[i].json, REPLACED) == NULL);
    assert_true (json_is_utf8 ("more than eight \xe4\xb8\x8a", 19));
    assert_false (json_is_utf8 ("more than eight \xe4\xb8\x8a", 18));
}

/* Any bytes, quoted, are valid JSON, and what is UTF-8 comes back. */
static void
test_round_trip (void **state)
{
    struct random r;

    (void)state;
    random_seed (&r, 7);
    for (int i = 0; i < 2000; i++) {
        char text[40];
        char json[6 * sizeof text + 2];
        char back[sizeof json];
        size_t len = random_below (&r, sizeof text + 1);
        struct json_error error;
        size_t n;

        for (size_t k = 0; k < len; k++)
            text[k] = (char)(random_next (&r)
                             & (random_below (&r, 3) ? 0x7f : 0xff));
        n = json_quote (text, len, json, sizeof json);
        assert_true (n <= sizeof json);
        assert_int_equal (json_check (json, n, NULL, &error), 0);
        n = json_text (json, n, back, NULL);
        assert_true (json_is_utf8 (back, n));
        if (json_is_utf8 (text, len)) {
            assert_int_equal (n, len);
            assert_memory_equal (back, text, len);
        }
    }
}

int
main (void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_text),       cmocka_unit_test (test_equal),
        cmocka_unit_test (test_equal_more), cmocka_unit_test (test_quote),
        cmocka_unit_test (test_utf8),       cmocka_unit_test (test_round_trip),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
