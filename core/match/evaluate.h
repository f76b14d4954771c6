/* evaluate.h - asks one pattern about one event
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef MATCH_EVALUATE_H
#define MATCH_EVALUATE_H

#include "match/match.h"

/* Against checked text that begins with an object.  escapes: there may be a
 * backslash in it. */
bool evaluate_json (const struct pattern *p, const char *text, size_t len,
                    bool escapes);

/* The same for an event: escapes of its data. */
bool evaluate_event (const struct pattern *p, const struct trestle_event *ev,
                     bool escapes);

#endif
