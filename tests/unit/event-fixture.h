/* event-fixture.h - what the tests of core/event/ share
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef EVENT_FIXTURE_H
#define EVENT_FIXTURE_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "base/cleanup.h"
#include "base/random.h"
#include "event/event.h"

/* The four that every event needs, inside an object. */
#define FOUR                                                                  \
    "\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\""

static const struct batch_limits small_limits = { 4096, 16384 };
static struct random fixture_random;

static inline struct trestle_batch *
fixture_batch (void)
{
    struct trestle_batch *b;

    random_seed (&fixture_random, 1);
    b = batch_new (&small_limits, NULL, &fixture_random, 0);
    assert_non_null (b);
    b->admitted_us = UINT64_C (1700000000123456);
    return b;
}

static inline int
put_text (struct trestle_batch *b, const char *text)
{
    return trestle_batch_add_put_events (b, text, strlen (text));
}

static inline int
add_text (struct trestle_batch *b, const char *text)
{
    return trestle_batch_add_json (b, text, strlen (text));
}

/* The event rendered, to be freed; also checks that the length is told
 * without a buffer, and that a short buffer is not overrun. */
static inline char *
rendered (const struct trestle_event *ev, int form)
{
    size_t len = trestle_event_render (ev, form, NULL, 0);
    char *text = malloc (len + 2);

    assert_non_null (text);
    memset (text, '#', len + 2);
    assert_int_equal (trestle_event_render (ev, form, text, len / 2), len);
    for (size_t i = len / 2; i < len + 2; i++)
        assert_int_equal (text[i], '#');
    assert_int_equal (trestle_event_render (ev, form, text, len), len);
    assert_int_equal (text[len], '#');
    text[len] = '\0';
    return text;
}

static inline void
assert_rendered (const struct trestle_event *ev, int form, const char *want)
{
    char *text = rendered (ev, form);

    assert_string_equal (text, want);
    free (text);
}

/* One JSON text is refused with this error text, and nothing is added. */
static inline void
assert_refused (const char *text, int want_errno, const char *want)
{
    struct trestle_batch *b = fixture_batch ();

    errno = 0;
    if (add_text (b, text) != -1)
        fail_msg ("accepted: %s", text);
    assert_int_equal (errno, want_errno);
    assert_string_equal (trestle_batch_error (b), want);
    assert_int_equal (b->n_events, 0);
    assert_null (b->first);
    assert_int_equal (b->bytes, 0);
    assert_int_equal (b->held, 0);
    batch_unref (b);
}

/* The event that a JSON text is; the batch is in *ret_batch. */
static inline const struct trestle_event *
accepted (const char *text, struct trestle_batch **ret_batch)
{
    struct trestle_batch *b = fixture_batch ();

    if (add_text (b, text) != 1)
        fail_msg ("refused: %s: %s", text, trestle_batch_error (b));
    *ret_batch = b;
    return b->first;
}

#endif
