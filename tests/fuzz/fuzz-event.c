/* fuzz-event.c - any bytes as events: what is accepted can be rendered, and
 * read again it is the same
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "event/event.h"
#include "json/scan.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static const struct batch_limits limits = { 1 << 20, 8 << 20 };

static void
expect (int right, const char *what)
{
    if (right)
        return;
    fprintf (stderr, "%s\n", what);
    abort ();
}

static char *
render (const struct trestle_event *ev, int form, size_t *ret_len)
{
    size_t len = trestle_event_render (ev, form, NULL, 0);
    char *text = malloc (len + 1);

    expect (text != NULL, "no memory");
    expect (trestle_event_render (ev, form, text, len) == len,
            "lengths differ");
    expect (trestle_json_check (text, len), "what is rendered is not JSON");
    expect (memchr (text, '\n', len) == NULL
                && memchr (text, '\r', len) == NULL,
            "what is rendered has a line end");
    *ret_len = len;
    return text;
}

static void
expect_same_attrs (const struct trestle_event *a,
                   const struct trestle_event *b)
{
    const char *a_name, *a_text, *b_name, *b_text;
    int type;

    for (size_t i = 0;; i++) {
        type = trestle_event_attr (a, i, &a_name, &a_text);
        expect (trestle_event_attr (b, i, &b_name, &b_text) == type,
                "types differ");
        if (type == 0)
            return;
        expect (strcmp (a_name, b_name) == 0, "names differ");
        expect (strcmp (a_text, b_text) == 0, "values differ");
        expect (json_is_utf8 (a_text, strlen (a_text)), "no UTF-8");
    }
}

static void
expect_same_data (const struct trestle_event *a, const struct trestle_event *b)
{
    size_t a_len, b_len;
    int a_json, b_json;
    const char *p = trestle_event_data (a, &a_len, &a_json);
    const char *q = trestle_event_data (b, &b_len, &b_json);

    expect ((p == NULL) == (q == NULL), "data appears or goes");
    if (p == NULL)
        return;
    expect (a_json == b_json && a_len == b_len, "data differs");
    for (size_t i = 0; i < a_len; i++)
        expect (
            p[i] == q[i]
                || (a_json && q[i] == ' ' && (p[i] == '\n' || p[i] == '\r')),
            "bytes of data differ");
}

static void
check_event (const struct trestle_event *ev, struct random *random)
{
    struct trestle_batch *again = batch_new (&limits, NULL, random, 0);
    size_t len;
    char *text = render (ev, TRESTLE_EVENTBRIDGE, &len);

    expect (again != NULL, "no memory");
    expect (trestle_batch_add_json (again, text, len) == 1,
            "the EventBridge form is refused");
    expect_same_data (ev, again->first);
    free (text);
    batch_reset (again);
    text = render (ev, TRESTLE_CLOUDEVENTS, &len);
    expect (trestle_batch_add_json (again, text, len) == 1,
            "the CloudEvents form is refused");
    expect_same_attrs (ev, again->first);
    expect_same_data (ev, again->first);
    free (text);
    batch_unref (again);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
    struct random random;
    struct trestle_batch *b;
    int n;

    random_seed (&random, 1);
    b = batch_new (&limits, NULL, &random, size);
    expect (b != NULL, "no memory");
    n = trestle_batch_add_json (b, (const char *)data, size);
    if (n < 0) {
        batch_reset (b);
        b->n_refused = 0;
        n = trestle_batch_add_put_events (b, (const char *)data, size);
    }
    expect ((n >= 0) == (trestle_batch_error (b)[0] == '\0'),
            "an error without a text, or a text without an error");
    expect (n < 0 ? b->n_refused > 0 : b->n_events == (uint32_t)n,
            "events are not counted");
    for (const struct trestle_event *ev = b->first; ev != NULL; ev = ev->next)
        check_event (ev, &random);
    batch_unref (b);
    return 0;
}
