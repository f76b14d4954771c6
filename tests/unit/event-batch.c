/* event-batch.c - the batch's memory: room, limits, references, reset
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "event-fixture.h"

#include "base/buf.h"
#include "json/scan.h"

static const char *const three[]
    = { "id", "1", "source", "/s", "type", "t", NULL };

/* Text that was read into the room is not copied. */
static void
test_room_is_not_copied (void **state)
{
    static const char text[] = "[{" FOUR ",\"a\":\"b\",\"data\":{\"x\":1}}]";
    size_t len = sizeof text - 1;
    struct trestle_batch *b = fixture_batch ();
    char *room = trestle_batch_room (b, len);

    (void)state;
    assert_non_null (room);
    memcpy (room, text, len);
    assert_int_equal (trestle_batch_add_json (b, room, len), 1);
    assert_int_equal (b->held, len);
    assert_ptr_equal (b->first->data, strstr (room, "{\"x\""));
    assert_ptr_equal (event_attr (b->first, "a", 1)->json,
                      strstr (room, "\"b\""));
    assert_int_equal (trestle_batch_add (b, NULL, three, b->first->data, 7),
                      0);
    assert_ptr_equal (b->last->data, b->first->data);
    assert_int_equal (b->held, len);
    /* What is not there is copied, and counts. */
    assert_int_equal (trestle_batch_add_json (b, text, len), 1);
    assert_int_equal (b->held, 2 * len);
    assert_ptr_not_equal (b->last->data, strstr (text, "{\"x\""));
    assert_int_equal (trestle_batch_add (b, NULL, three, "12345", 5), 0);
    assert_int_equal (b->held, 2 * len + 5);
    batch_unref (b);
}

/* A batch whose hint is its request has all in the first block. */
static void
test_hint (void **state)
{
    static const struct batch_limits limits = { 1 << 20, 8 << 20 };
    struct trestle_batch *b
        = batch_new (&limits, NULL, &fixture_random, 100000);
    struct batch_chunk *chunk = b->chunks;

    (void)state;
    assert_non_null (trestle_batch_room (b, 100000));
    assert_int_equal (add_text (b, "{" FOUR "}"), 1);
    assert_ptr_equal (b->chunks, chunk);
    batch_unref (b);
}

static void
test_room_limit (void **state)
{
    struct trestle_batch *b = fixture_batch ();
    char *text = calloc (1, 16000);

    (void)state;
    assert_null (trestle_batch_room (b, 16385));
    assert_int_equal (errno, EMSGSIZE);
    assert_string_equal (trestle_batch_error (b),
                         "batch is larger than 16384 bytes");
    assert_null (trestle_batch_room (b, SIZE_MAX));
    assert_non_null (trestle_batch_room (b, 16384 - 3));
    assert_null (trestle_batch_room (b, 4));
    assert_int_equal (trestle_batch_add (b, NULL, three, "1234", 4), -1);
    assert_int_equal (errno, EMSGSIZE);
    assert_int_equal (trestle_batch_add_json (b, text, 16000), -1);
    assert_int_equal (errno, EMSGSIZE);
    assert_string_equal (trestle_batch_error (b),
                         "batch is larger than 16384 bytes");
    assert_int_equal (b->n_refused, 2);
    assert_int_equal (trestle_batch_add (b, NULL, three, "123", 3), 0);
    assert_non_null (batch_alloc (b, 1 << 20)); /* does not count */
    assert_int_equal (b->held, 16384);
    batch_unref (b);
    free (text);
}

/* Names, values and data together, the same however they came: those of the
 * five attributes are 48 bytes. */
static void
test_event_limit (void **state)
{
    static const char *const attrs[]
        = { "id",  "1", "source", "/s", "type", "t", "datacontenttype",
            "a/b", NULL };
    size_t rest = 4096 - 48;
    struct trestle_batch *b = fixture_batch ();
    char *data = malloc (rest + 1);
    struct buf text = BUF_INIT (1 << 16);

    (void)state;
    memset (data, 'x', rest + 1);
    assert_int_equal (trestle_batch_add (b, NULL, attrs, data, rest), 0);
    assert_int_equal (trestle_batch_add (b, NULL, attrs, data, rest + 1), -1);
    assert_int_equal (errno, EMSGSIZE);
    assert_string_equal (trestle_batch_error (b),
                         "event is larger than 4096 bytes");
    buf_reset (&text);
    buf_printf (&text,
                "{" FOUR ",\"datacontenttype\":\"a/b\",\"data\":\"%.*s\"}",
                (int)rest, data);
    assert_int_equal (add_text (b, text.data), 1);
    buf_reset (&text);
    buf_printf (&text,
                "{" FOUR ",\"datacontenttype\":\"a/b\",\"data\":\"%.*s\"}",
                (int)rest + 1, data);
    assert_int_equal (add_text (b, text.data), -1);
    assert_int_equal (errno, EMSGSIZE);
    assert_int_equal (b->n_events, 2);
    batch_unref (b);
    free (data);
    buf_free (&text);
}

/* ---- bad --------------------------------------------------------------- */

static void
test_bad (void **state)
{
    static const char outside[] = "\x00\xff";
    struct trestle_batch *b = fixture_batch ();
    char *room = trestle_batch_room (b, 8);

    (void)state;
    memcpy (room, "whatever", 8);
    assert_int_equal (trestle_batch_add_bad (b, room, 8, "no reason"), 0);
    assert_int_equal (trestle_batch_add_bad (b, outside, 2, ""), 0);
    assert_int_equal (trestle_batch_add_bad (b, NULL, 0, "none"), 0);
    assert_int_equal (b->n_bad, 3);
    assert_int_equal (b->n_events, 0);
    assert_ptr_equal (b->first_bad->data, room);
    assert_string_equal (b->first_bad->reason, "no reason");
    assert_int_equal (b->first_bad->next->len, 2);
    assert_memory_equal (b->first_bad->next->data, outside, 2);
    assert_ptr_not_equal (b->first_bad->next->data, outside);
    assert_int_equal (b->last_bad->len, 0);
    assert_non_null (b->last_bad->data);
    assert_null (b->last_bad->next);
    assert_int_equal (b->held, 8);
    batch_unref (b);
}

/* ---- life -------------------------------------------------------------- */

/* Events made from another batch's keep that, once, until they go. */
static void
test_keeps_base (void **state)
{
    struct trestle_batch *b = fixture_batch ();
    struct trestle_batch *out = fixture_batch ();

    (void)state;
    assert_int_equal (add_text (b, "{" FOUR "}"), 1);
    assert_ptr_equal (batch_ref (b), b);
    assert_int_equal (atomic_load (&b->refs), 2);
    batch_unref (b);
    assert_int_equal (trestle_batch_add (out, b->first, NULL, NULL, 0), 0);
    assert_int_equal (trestle_batch_add (out, b->first, NULL, NULL, 0), 0);
    assert_int_equal (atomic_load (&b->refs), 2);
    batch_reset (out);
    assert_int_equal (atomic_load (&b->refs), 1);
    batch_unref (b);
    batch_unref (out);
    batch_unref (NULL);
}

/* What emit has taken is read by others: nothing is added, nothing touched. */
static void
test_sealed (void **state)
{
    struct trestle_batch *b = fixture_batch ();
    static const char *const attrs[]
        = { "id", "2", "source", "/s", "type", "t", NULL };

    (void)state;
    assert_int_equal (add_text (b, "{" FOUR "}"), 1);
    b->sealed = true;
    assert_int_equal (add_text (b, "{" FOUR "}"), -1);
    assert_int_equal (errno, EINVAL);
    assert_int_equal (put_text (b, "[]"), -1);
    assert_int_equal (trestle_batch_add (b, NULL, attrs, NULL, 0), -1);
    assert_int_equal (trestle_batch_add_payload (b, NULL, "1", 1), -1);
    assert_int_equal (trestle_batch_add_bad (b, "x", 1, "y"), -1);
    assert_null (trestle_batch_room (b, 10));
    assert_int_equal (b->n_events, 1);
    assert_int_equal (b->n_refused, 0);
    assert_int_equal (b->n_bad, 0);
    batch_unref (b);
}

static void
test_reset (void **state)
{
    struct trestle_batch *b = fixture_batch ();
    struct batch_chunk *chunk = b->chunks;

    (void)state;
    for (int i = 0; i < 100; i++) {
        char *room = trestle_batch_room (b, 10000);

        assert_non_null (room);
        assert_int_equal (add_text (b, "{" FOUR ",\"data\":1}"), 1);
        assert_int_equal (add_text (b, "{}"), -1);
        assert_int_equal (trestle_batch_add_bad (b, "x", 1, "y"), 0);
        batch_reset (b);
        assert_ptr_equal (b->chunks, chunk);
        assert_null (b->first);
        assert_null (b->last);
        assert_null (b->first_bad);
        assert_int_equal (b->n_events + b->n_refused + b->n_bad, 0);
        assert_int_equal (b->bytes, 0);
        assert_int_equal (b->held, 0);
        assert_string_equal (trestle_batch_error (b), "");
    }
    batch_unref (b);
}

static void
test_alloc (void **state)
{
    struct trestle_batch *b = fixture_batch ();

    (void)state;
    for (size_t size = 1; size < 3000; size += 7) {
        char *p = batch_alloc (b, size);

        assert_non_null (p);
        assert_int_equal ((uintptr_t)p % _Alignof(max_align_t), 0);
        memset (p, 0xee, size);
        assert_int_equal (trestle_batch_add_bad (b, p, size, "x"), 0);
        assert_ptr_equal (b->last_bad->data, p);
    }
    assert_null (batch_alloc (b, SIZE_MAX));
    assert_int_equal (b->held, 0);
    batch_unref (b);
}

/* An error text is one line of UTF-8 and of bounded length. */
static void
test_error_text (void **state)
{
    static const char text[] = "{\"\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac"
                               "\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2"
                               "\x82\xac%s\":1,\"specversion\":\"1.0\"}";
    struct trestle_batch *b = fixture_batch ();
    char object[256];

    (void)state;
    /* A name that is cut in the middle of a character. */
    snprintf (object, sizeof object, text,
              "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    assert_int_equal (add_text (b, object), -1);
    assert_true (json_is_utf8 (trestle_batch_error (b),
                               strlen (trestle_batch_error (b))));
    assert_null (strpbrk (trestle_batch_error (b), "\r\n"));
    assert_non_null (strstr (trestle_batch_error (b), "64 characters"));
    /* What no line may have. */
    assert_int_equal (add_text (b, "{\"a\\r\\n\\u0000\\u007f\":1,"
                                   "\"specversion\":\"1.0\"}"),
                      -1);
    assert_null (strpbrk (trestle_batch_error (b), "\r\n\x7f"));
    batch_unref (b);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (test_room_is_not_copied),
        cmocka_unit_test (test_hint),
        cmocka_unit_test (test_room_limit),
        cmocka_unit_test (test_event_limit),
        cmocka_unit_test (test_bad),
        cmocka_unit_test (test_keeps_base),
        cmocka_unit_test (test_sealed),
        cmocka_unit_test (test_reset),
        cmocka_unit_test (test_alloc),
        cmocka_unit_test (test_error_text),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
