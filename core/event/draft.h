/* draft.h - an event in the making, inside this room
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Functions give 0 or -EINVAL, -EMSGSIZE, -ENOMEM, and have then left the
 * batch's error text.  A draft's memory is the batch's: it is given back with
 * batch_rollback, and becomes an event with batch_link.
 */
#ifndef EVENT_DRAFT_H
#define EVENT_DRAFT_H

#include <stdalign.h>
#include <string.h>

#include "event/attrs.h"
#include "event/event.h"
#include "json/scan.h"

struct batch_chunk {
    struct batch_chunk *next; /* older */
    size_t size;
    size_t used;
    alignas (max_align_t) char at[];
};

/* A state of a batch's memory to go back to. */
struct batch_mark {
    struct batch_chunk *chunk;
    size_t used;
    size_t bytes;
    size_t held;
};

struct batch_mark batch_mark (const struct trestle_batch *b);
void batch_rollback (struct trestle_batch *b, const struct batch_mark *mark);
char *batch_more (struct trestle_batch *b, size_t size);
/* Whether len bytes at p are the batch's own memory. */
bool batch_owns (const struct trestle_batch *b, const void *p, size_t len);
/* data itself if the batch owns it, else a copy that counts. */
int batch_hold (struct trestle_batch *b, const void *data, size_t len,
                const char **ret_data);
/* Keeps another batch as long as this one. */
int batch_keep (struct trestle_batch *b, struct trestle_batch *other);
/* Adds a chain of n events. */
void batch_link (struct trestle_batch *b, struct trestle_event *first,
                 struct trestle_event *last, uint32_t n);
/* Leaves the error text and returns r. */
int batch_fail (struct trestle_batch *b, int r, const char *fmt, ...)
    __attribute__ ((__format__ (__printf__, 3, 4)));
int batch_fail_memory (struct trestle_batch *b);
/* Of what json_scan or json_check found: r is what it gave. */
int batch_fail_json (struct trestle_batch *b, int r,
                     const struct json_error *error);
int batch_fail_twice (struct trestle_batch *b, const char *name, size_t len);

/* size bytes for text, not aligned; NULL without memory. */
static inline char *
batch_text (struct trestle_batch *b, size_t size)
{
    struct batch_chunk *c = b->chunks;
    char *at = c->at + c->used;

    if (size > c->size - c->used)
        return batch_more (b, size);
    c->used += size;
    b->bytes += size;
    return at;
}

/* A copy with a NUL; NULL without memory. */
static inline char *
batch_copy (struct trestle_batch *b, const char *text, size_t len)
{
    char *copy = batch_text (b, len + 1);

    if (copy != NULL) {
        memcpy (copy, text, len);
        copy[len] = '\0';
    }
    return copy;
}

/* The same of an attribute's name, with NULs up to a word of 8 bytes. */
static inline char *
batch_name (struct trestle_batch *b, const char *name, size_t len)
{
    size_t size = (len + 8) & ~(size_t)7;
    char *copy = batch_text (b, size);

    if (copy != NULL) {
        memset (copy + size - 8, 0, 8);
        memcpy (copy, name, len);
    }
    return copy;
}

struct draft {
    struct trestle_batch *b;
    struct trestle_event *ev; /* not yet linked */
    struct event_attr *attrs; /* a text of NULL: absent */
    size_t n;                 /* attrs in use; the first four always are */
    const struct event_attr *media_type; /* of data; NULL: not named */
};

/* The places of the four that every event has. */
enum draft_place {
    PLACE_SPECVERSION,
    PLACE_ID,
    PLACE_SOURCE,
    PLACE_TYPE,
    PLACE_OTHERS
};

/* Begins an event with specversion and room for `others` more attributes than
 * the four. */
int draft_begin (struct draft *dr, struct trestle_batch *b, size_t others);
/* Whether text is a name that an attribute may have. */
int draft_check_name (struct trestle_batch *b, const char *name, size_t len);
/* The place of an attribute that is new: name is attr_known_name's, or
 * batch_name's. */
struct event_attr *draft_place (struct draft *dr, enum attr_known known,
                                const char *name, size_t len);
/* The place that has that name, which is looked at for ATTR_OTHER only; NULL
 * if none has. */
struct event_attr *draft_find (const struct draft *dr, enum attr_known known,
                               const char *name, size_t len);
/* Gives an attribute its value: text from outside, a checked JSON string, or
 * any checked JSON value. */
int draft_set_text (struct draft *dr, struct event_attr *at,
                    enum attr_known known, const char *text);
int draft_set_string (struct draft *dr, struct event_attr *at,
                      enum attr_known known, const struct json_member *m);
int draft_set_json (struct draft *dr, struct event_attr *at,
                    enum attr_known known, const struct json_member *m);
/* A time in milliseconds: a number, or a string of one. */
int draft_set_ms (struct draft *dr, struct event_attr *at,
                  const struct json_member *m);
/* JSON text of an object or array, without its line ends. */
int draft_set_structure (struct draft *dr, struct event_attr *at, int type,
                         const char *text, size_t len);
/* A random UUID as the id. */
int draft_set_uuid (struct draft *dr);

/* The data: of JSON members "data" and "data_base64" (NULL: absent); bytes
 * that came otherwise and live as long as the batch; such bytes of a payload;
 * or again the same, after datacontenttype has changed. */
int draft_data_json (struct draft *dr, const struct json_member *data,
                     const struct json_member *base64);
int draft_data_bytes (struct draft *dr, const char *data, size_t len);
int draft_data_payload (struct draft *dr, const char *data, size_t len);
int draft_data_again (struct draft *dr);

/* Checks that all is there and not too large. */
int draft_finish (struct draft *dr);

/* Most members that an event's object can have: data and data_base64 are no
 * attributes. */
#define DRAFT_MAX_MEMBERS (EVENT_MAX_ATTRS + 2)

/* One event, from the checked members of its object in either form. */
int draft_object (struct draft *dr, struct trestle_batch *b,
                  const struct json_members *members);
/* The same of an entry of PutEvents. */
int draft_put (struct draft *dr, struct trestle_batch *b,
               const struct json_members *members);

#endif
