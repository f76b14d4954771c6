/* match.h - event patterns, and which rules an event matches
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The operators of trestle-pattern(7).  struct matcher is what an index
 * replaces: today it asks every pattern in turn, and that evaluator stays as
 * the oracle of the index's tests.
 */
#ifndef MATCH_MATCH_H
#define MATCH_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "json/path.h"

struct trestle_event;

/* One compiled pattern; read-only, any thread may match with it.  The public
 * struct trestle_pattern is this one. */
struct pattern;

/* Compiles JSON text.  0; or -EINVAL, and *ret_message (may be NULL) is one
 * line that names the path inside the pattern ("data.amount: numeric takes
 * ..."), freed by the caller; or -ENOMEM. */
PRIVATE_API int pattern_new (const char *json, size_t len,
                             struct pattern **ret_pattern, char **ret_message);
PRIVATE_API void pattern_free (struct pattern *p);
/* Against checked JSON text, as plain JSON. */
PRIVATE_API bool pattern_match_json (const struct pattern *p, const char *json,
                                     size_t len);
/* Against an event: attributes by their canonical text (contracts 2.4), tags
 * and resource by their JSON, data below "data". */
bool pattern_match_event (const struct pattern *p,
                          const struct trestle_event *ev);
/* Adds the names on its paths.  0 or -ENOMEM. */
PRIVATE_API int pattern_watch (const struct pattern *p,
                               struct json_watch *watch);

/* The patterns of a pipeline, as one. */
struct matcher;

/* Of n patterns, which are borrowed until matcher_free.  NULL without
 * memory.  Thread: main. */
PRIVATE_API struct matcher *matcher_new (const struct pattern *const *patterns,
                                         size_t n);
PRIVATE_API void matcher_free (struct matcher *m);
/* The numbers of the patterns that match, in their order, into ret, which has
 * room for all n; returns how many.  Thread: any. */
size_t matcher_event (const struct matcher *m, const struct trestle_event *ev,
                      uint32_t *ret);
PRIVATE_API size_t matcher_json (const struct matcher *m, const char *json,
                                 size_t len, uint32_t *ret);

#endif
