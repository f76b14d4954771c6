/* path.h - paths into JSON, and sets of watched paths
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef JSON_PATH_H
#define JSON_PATH_H

#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"

/* A compiled path: $ and then .name, ["any name"] or [index], any number of
 * times.  The public struct trestle_path is this one. */
struct json_path;
struct json_step {
    const char *name; /* decoded, NUL-terminated, or NULL: an index */
    size_t len;       /* of name, bytes */
    size_t index;
};

/* 0; -EINVAL and *ret_offset, *ret_what (static text) say where and why;
 * -ENOMEM.  A path has at most 64 steps.  "$" and "$." are the whole. */
PRIVATE_API int json_path_new (const char *text, struct json_path **ret_path,
                               size_t *ret_offset, const char **ret_what);
PRIVATE_API void json_path_free (struct json_path *path);
/* The steps, borrowed as long as path. */
const struct json_step *json_path_steps (const struct json_path *path,
                                         size_t *ret_n);

/* A set of paths of names; arrays on the way do not count (the elements of an
 * array are watched as the array's own value).  It is built by one thread,
 * then only read, by any. */
struct json_watch;

PRIVATE_API struct json_watch *json_watch_new (void); /* NULL without memory */
PRIVATE_API void json_watch_free (struct json_watch *watch);
/* Adds the path made of n names, each decoded, with its length.  0 or
 * -ENOMEM. */
PRIVATE_API int json_watch_add (struct json_watch *watch,
                                const char *const *names, const size_t *lens,
                                size_t n);
/* Adds the names of a path up to its first index, the first `skip` left
 * out. */
PRIVATE_API int json_watch_add_path (struct json_watch *watch,
                                     const struct json_path *path,
                                     size_t skip);
/* What is watched below one name: the watch for the value of that member;
 * NULL if nothing is. */
PRIVATE_API const struct json_watch *json_watch_below (
    const struct json_watch *watch, const char *name, size_t len);

#endif
