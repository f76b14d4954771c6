/* fuzz-pattern.c - any bytes as a pattern, and any JSON as its event
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The input is a pattern, and behind the first line feed an event.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "json/scan.h"
#include "match/match.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define CHECK(condition) check ((condition), #condition)

static void
check (bool holds, const char *condition)
{
    if (holds)
        return;
    fprintf (stderr, "fuzz-pattern: not true: %s\n", condition);
    abort ();
}

/* Patterns for whatever the event is. */
static const char *const others[] = {
    "{\"a\":[{\"exists\":false}]}",
    "{\"a\":{\"b\":[{\"anything-but\":\"x\"}],\"c\":[{\"exists\":false},1]}}",
    "{\"a\":[{\"wildcard\":\"*a*b*\"},{\"suffix\":\"c\"},{\"contain\":\"ab\"}]"
    ",\"$or\":[{\"a\":{\"b\":[1]}},{\"b\":[{\"equals-ignore-case\":\"Ab\"}]}]"
    "}",
    "{\"a\":[{\"numeric\":[\">\",0,\"<=\",100]},{\"cidr\":\"10.0.0.0/8\"}]}",
};

/* The matcher of one pattern says what the pattern says, and blank around the
 * event is no part of it. */
static void
check_event (const struct pattern *p, const char *json, size_t len)
{
    CLEANUP_FREE char *wide = malloc (len + 2);
    const struct pattern *patterns[2] = { p, p };
    struct matcher *m = matcher_new (patterns, 2);
    struct json_watch *watch = json_watch_new ();
    struct json_error error;
    uint32_t found[2];
    bool match = pattern_match_json (p, json, len);
    size_t n;

    CHECK (wide != NULL && m != NULL && watch != NULL);
    n = matcher_json (m, json, len, found);
    CHECK (n == (match ? 2 : 0));
    CHECK (n == 0 || (found[0] == 0 && found[1] == 1));
    CHECK (pattern_watch (p, watch) == 0);
    memcpy (wide + 1, json, len);
    wide[0] = wide[len + 1] = ' ';
    CHECK (json_check (wide, len + 2, NULL, &error) == 0);
    CHECK (pattern_match_json (p, wide, len + 2) == match);
    matcher_free (m);
    json_watch_free (watch);
}

/* In a block of its own, so that reading past the end is noticed. */
static char *
copy_event (const uint8_t *data, size_t len)
{
    char *copy = malloc (len > 0 ? len : 1);
    struct json_error error;

    CHECK (copy != NULL);
    memcpy (copy, data, len);
    if (json_check (copy, len, NULL, &error) == 0)
        return copy;
    free (copy);
    return NULL;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
    const uint8_t *line = size > 0 ? memchr (data, '\n', size) : NULL;
    size_t len = line != NULL ? (size_t)(line - data) : size;
    size_t event_len = line != NULL ? size - len - 1 : 0;
    CLEANUP_FREE char *message = NULL;
    CLEANUP_FREE char *event = NULL;
    struct pattern *p = NULL;
    int r = pattern_new ((const char *)data, len, &p, &message);

    CHECK (r == 0 || r == -EINVAL);
    CHECK ((r < 0) == (message != NULL));
    CHECK (message == NULL || strchr (message, '\n') == NULL);
    if (line != NULL)
        event = copy_event (line + 1, event_len);
    if (event != NULL && r == 0)
        check_event (p, event, event_len);
    pattern_free (p);
    for (size_t i = 0; event != NULL && i < ARRAY_SIZE (others); i++) {
        CHECK (pattern_new (others[i], strlen (others[i]), &p, NULL) == 0);
        check_event (p, event, event_len);
        pattern_free (p);
    }
    return 0;
}
