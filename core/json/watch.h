/* watch.h - what the scanner asks a set of watched paths
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef JSON_WATCH_H
#define JSON_WATCH_H

#include <stddef.h>
#include <stdint.h>

#include "json/path.h"

/* As json_watch_below; key is a checked JSON string with its quotes. */
const struct json_watch *
json_watch_key (const struct json_watch *watch, const char *key, size_t len);

#define SEEN_FIRST 64

/* A name, and the last object that had it. */
struct seen_slot {
    uint32_t id; /* of the name in its watch, 0: free */
    uint32_t object;
};

/* The watched names that a scan met.  Its cost depends on how many those are,
 * not on how many are watched. */
struct seen {
    struct seen_slot *slots; /* first, or allocated */
    uint32_t size;           /* of slots, a power of two */
    uint32_t n;              /* slots in use */
    struct seen_slot first[SEEN_FIRST];
};

void seen_init (struct seen *seen);
void seen_free (struct seen *seen);
/* Notes that the object of this number has the name.  0, -EEXIST if it had it
 * before, or -ENOMEM.  Of the objects below one watch only one is open at a
 * time, so the last number is all there is to know. */
int
seen_add (struct seen *seen, const struct json_watch *name, uint32_t object);

#endif
