/* matcher.c - which of many patterns match
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Each is asked in turn.
 */
#include <stdlib.h>
#include <string.h>

#include "event/event.h"
#include "json/scan.h"
#include "match/evaluate.h"

struct matcher {
    size_t n;
    const struct pattern *patterns[];
};

struct matcher *
matcher_new (const struct pattern *const *patterns, size_t n)
{
    struct matcher *m = malloc (sizeof *m + n * sizeof m->patterns[0]);

    if (m == NULL)
        return NULL;
    m->n = n;
    for (size_t i = 0; i < n; i++)
        m->patterns[i] = patterns[i];
    return m;
}

void
matcher_free (struct matcher *m)
{
    free (m);
}

static bool
has_escapes (const struct trestle_event *ev)
{
    return ev->json && memchr (ev->data, '\\', ev->data_len) != NULL;
}

bool
pattern_match_event (const struct pattern *p, const struct trestle_event *ev)
{
    return evaluate_event (p, ev, has_escapes (ev));
}

size_t
matcher_event (const struct matcher *m, const struct trestle_event *ev,
               uint32_t *ret)
{
    size_t found = 0;
    bool escapes = has_escapes (ev);

    for (size_t i = 0; i < m->n; i++)
        if (evaluate_event (m->patterns[i], ev, escapes))
            ret[found++] = (uint32_t)i;
    return found;
}

/* Only an object can match.  Moves text to where it begins. */
static bool
find_object (const char **text, size_t *len)
{
    size_t pos = 0;

    json_skip_space (*text, *len, &pos);
    *text += pos;
    *len -= pos;
    return *len > 0 && **text == '{';
}

size_t
matcher_json (const struct matcher *m, const char *json, size_t len,
              uint32_t *ret)
{
    size_t found = 0;
    bool escapes;

    if (!find_object (&json, &len))
        return 0;
    escapes = memchr (json, '\\', len) != NULL;
    for (size_t i = 0; i < m->n; i++)
        if (evaluate_json (m->patterns[i], json, len, escapes))
            ret[found++] = (uint32_t)i;
    return found;
}

bool
pattern_match_json (const struct pattern *p, const char *json, size_t len)
{
    if (!find_object (&json, &len))
        return false;
    return evaluate_json (p, json, len, memchr (json, '\\', len) != NULL);
}
