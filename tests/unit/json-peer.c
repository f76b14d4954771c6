/* json-peer.c - the walk finds in generated documents what json-c finds
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <json-c/json.h>
#include <trestle/plugin.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "base/random.h"
#include "json/path.h"
#include "json/scan.h"

#include "../tools/json-generate.h"

#define N_DOCUMENTS 3000
#define DEPTH       6

/* A value of the document, and what json-c made of it. */
struct pair {
    const char *json;
    size_t len;
    struct json_object *peer;
};

static void compare (const struct pair *pair);

/* The decoded string, with a NUL. */
static char *
decoded (const char *json, size_t len, size_t *ret_len)
{
    char *text = malloc (len + 1);

    assert_non_null (text);
    *ret_len = json_text (json, len, text, NULL);
    text[*ret_len] = '\0';
    return text;
}

static void
compare_string (const struct pair *pair)
{
    size_t len;
    CLEANUP_FREE char *text = decoded (pair->json, pair->len, &len);
    const char *peer = json_object_get_string (pair->peer);

    assert_true (json_object_is_type (pair->peer, json_type_string));
    assert_int_equal (len, json_object_get_string_len (pair->peer));
    assert_memory_equal (text, peer, len);
    assert_true (json_text_equal (pair->json, pair->len, peer, len));
}

static void
compare_number (const struct pair *pair)
{
    struct json_number n;

    assert_int_equal (json_number (pair->json, pair->len, &n), 0);
    if (n.kind == JSON_DOUBLE) {
        assert_true (n.real == json_object_get_double (pair->peer));
        return;
    }
    assert_true (json_object_is_type (pair->peer, json_type_int));
    if (n.kind == JSON_NEGATIVE)
        assert_true (n.negative == json_object_get_int64 (pair->peer));
    else
        assert_true (n.positive == json_object_get_uint64 (pair->peer));
}

static struct json_object *
member_of (const struct pair *pair, const char *key, size_t key_len)
{
    size_t len;
    CLEANUP_FREE char *name = decoded (key, key_len, &len);
    struct json_object *peer = NULL;

    assert_true (json_object_object_get_ex (pair->peer, name, &peer));
    return peer;
}

static void
compare_items (const struct pair *pair, bool object)
{
    struct pair item;
    const char *key;
    size_t key_len;
    size_t pos = 0;
    size_t n = 0;

    while (json_next (pair->json, pair->len, &pos, &key, &key_len, &item.json,
                      &item.len)
           != 0) {
        if (object)
            item.peer = member_of (pair, key, key_len);
        else
            item.peer = json_object_array_get_idx (pair->peer, n);
        compare (&item);
        n++;
    }
    assert_int_equal (n, object
                             ? (size_t)json_object_object_length (pair->peer)
                             : json_object_array_length (pair->peer));
}

static void
compare (const struct pair *pair)
{
    switch (json_type_of (*pair->json)) {
    case TRESTLE_TYPE_STRING:
        compare_string (pair);
        break;
    case TRESTLE_TYPE_NUMBER:
        compare_number (pair);
        break;
    case TRESTLE_TYPE_OBJECT:
        assert_true (json_object_is_type (pair->peer, json_type_object));
        compare_items (pair, true);
        break;
    case TRESTLE_TYPE_ARRAY:
        assert_true (json_object_is_type (pair->peer, json_type_array));
        compare_items (pair, false);
        break;
    case TRESTLE_TYPE_BOOLEAN:
        assert_true (json_object_is_type (pair->peer, json_type_boolean));
        assert_int_equal (*pair->json == 't',
                          json_object_get_boolean (pair->peer));
        break;
    default:
        assert_null (pair->peer);
    }
}

static void
test_generated (void **state)
{
    struct random r;

    (void)state;
    random_seed (&r, 3);
    for (int i = 0; i < N_DOCUMENTS; i++) {
        CLEANUP_BUF struct buf b = BUF_INIT (1 << 20);
        enum json_tokener_error peer_error;
        struct json_error error = { 0, "" };
        struct json_path *whole;
        struct pair pair;
        size_t offset;
        const char *what;

        json_generate (&r, &b, DEPTH);
        if (json_check (b.data, b.len, NULL, &error) != 0)
            fail_msg ("%s: %zu: %s", b.data, error.offset, error.what);
        pair.peer = json_tokener_parse_verbose (b.data, &peer_error);
        assert_int_equal (peer_error, json_tokener_success);
        assert_int_equal (json_path_new ("$", &whole, &offset, &what), 0);
        assert_int_not_equal (
            json_find (b.data, b.len, whole, &pair.json, &pair.len), 0);
        compare (&pair);
        json_path_free (whole);
        json_object_put (pair.peer);
    }
}

int
main (void)
{
    static const struct CMUnitTest tests[]
        = { cmocka_unit_test (test_generated) };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
