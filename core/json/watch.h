/* watch.h - what the scanner asks a set of watched paths
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef JSON_WATCH_H
#define JSON_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "json/path.h"

/* A node of a tree of names; the outermost has no name. */
struct json_watch {
    struct json_watch *all; /* of the outermost: all others, in a list */
    char *name;
    size_t len;
    uint64_t hash;
    uint64_t bits;             /* watch_bit of each child */
    struct json_watch **slots; /* children by hash; half are NULL at least */
    uint32_t n_slots;          /* a power of two, or 0 */
    uint32_t n_children;
    uint32_t id;    /* 1 and up in the whole tree */
    uint32_t n_all; /* of the outermost */
};

/* A bit by length and first byte: it tells most names from those that are
 * watched, and costs less than their hash. */
static inline uint64_t
watch_bit (const char *name, size_t len)
{
    size_t first = len > 0 ? (unsigned char)name[0] : 0;

    return UINT64_C (1) << ((first * 5 + len) % 64);
}

/* As json_watch_below; watch is not NULL. */
static inline const struct json_watch *
watch_plain (const struct json_watch *watch, const char *name, size_t len)
{
    return (watch->bits & watch_bit (name, len)) != 0
               ? json_watch_below (watch, name, len)
               : NULL;
}

/* As json_watch_below; key is a checked JSON string with its quotes. */
const struct json_watch *json_watch_key (const struct json_watch *watch,
                                         const char *key, size_t len);

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
int seen_add (struct seen *seen, const struct json_watch *name,
              uint32_t object);

#endif
