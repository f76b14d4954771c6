/* api.c - patterns for plugins
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <string.h>
#include <trestle/plugin.h>

#include "config/conf.h"
#include "match/match.h"

/* The public struct is this room's. */
static struct trestle_pattern *
to_public (struct pattern *p)
{
    return (struct trestle_pattern *)p;
}

static const struct pattern *
from_public (const struct trestle_pattern *pattern)
{
    return (const struct pattern *)pattern;
}

struct trestle_pattern *
trestle_pattern_new (const struct trestle_conf *conf, const char *name,
                     const char *json)
{
    CLEANUP_FREE char *message = NULL;
    struct json_watch *watch = conf_watch (conf);
    struct pattern *p = NULL;
    int r;

    if (json == NULL) {
        trestle_conf_error (conf, name, "there is no pattern");
        return NULL;
    }
    r = pattern_new (json, strlen (json), &p, &message);
    if (r == 0 && watch != NULL)
        r = pattern_watch (p, watch);
    if (r == 0)
        return to_public (p);
    pattern_free (p);
    trestle_conf_error (conf, name, "%s",
                        message != NULL ? message : strerror (-r));
    return NULL;
}

void
trestle_pattern_free (struct trestle_pattern *pattern)
{
    pattern_free ((struct pattern *)pattern);
}

int
trestle_pattern_match (const struct trestle_pattern *pattern, const char *json,
                       size_t len)
{
    return pattern_match_json (from_public (pattern), json, len);
}

int
trestle_pattern_event (const struct trestle_pattern *pattern,
                       const struct trestle_event *ev)
{
    return pattern_match_event (from_public (pattern), ev);
}
