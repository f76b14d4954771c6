/* event.h - the event and its batch
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A batch owns memory; its events point into it and never change.  The public
 * functions trestle_batch_add*, trestle_batch_room, trestle_batch_error and
 * trestle_event_* are defined in this room.  Thread: a batch is one thread's
 * until it is emitted, then it is read by any.
 */
#ifndef EVENT_EVENT_H
#define EVENT_EVENT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <trestle/plugin.h>

#include "base/random.h"
#include "json/path.h"

/* Longest name of an attribute (contracts 2.5). */
#define EVENT_MAX_NAME 64
/* Most attributes of one event. */
#define EVENT_MAX_ATTRS 128

struct event_attr {
    const char *name;  /* NUL-terminated, and NULs up to a word of 8 bytes */
    const char *text;  /* canonical text, NUL-terminated; of types OBJECT and
                        * ARRAY the JSON text, on one line */
    const char *json;  /* as it came in JSON, a string with its quotes, also
                        * for OBJECT and ARRAY; NULL: it came otherwise, and
                        * text says it all, of types STRING, TIME and URI
                        * between quotes */
    uint32_t text_len; /* bytes */
    uint32_t json_len;
    uint8_t name_len;
    uint8_t type;  /* enum trestle_type */
    uint8_t known; /* enum attr_known */
};

struct event_form; /* an event's EventBridge form, made when asked for */

struct trestle_event {
    struct trestle_event *next; /* of its batch */
    struct trestle_batch *batch;
    /* specversion, id, source, type, and then as they came. */
    const struct event_attr *attrs;
    _Atomic (struct event_form *) form;
    const char *data;      /* NULL: none.  Decoded, if it came in a string */
    const char *data_json; /* data as it came in JSON, where that is another
                            * text: a string with quotes; else NULL */
    size_t data_len;
    size_t data_json_len;
    uint32_t n_attrs;
    bool json;    /* data is one checked JSON value */
    bool base64;  /* data_json is the text of data_base64 */
    bool payload; /* trestle_batch_add_payload */
};

/* What cannot be an event (trestle_batch_add_bad). */
struct batch_bad {
    struct batch_bad *next;
    const char *data;
    const char *reason; /* NUL-terminated */
    size_t len;
};

struct batch_limits {
    size_t event_bytes; /* of one event */
    size_t batch_bytes; /* of all that a batch holds */
};

struct batch_chunk; /* of memory */
struct batch_keep;  /* of another batch, whose memory is shared */

struct trestle_batch {
    atomic_uint refs;
    uint32_t n_events;
    uint32_t n_refused; /* events that could not be added */
    uint32_t n_bad;
    struct trestle_event *first, *last;
    struct batch_bad *first_bad, *last_bad;
    struct batch_chunk *chunks; /* the newest first */
    struct batch_keep *keeps;
    _Atomic (struct event_form *) forms; /* of its events, freed with it */
    size_t bytes;                        /* handed out, all chunks */
    size_t held;          /* of these, what counts against batch_bytes: room,
                           * and what was copied in */
    uint64_t admitted_us; /* since 1970; 0 before */
    const struct batch_limits *limits;
    const struct json_watch *watch; /* names of the rules; may be NULL */
    struct random *random;          /* for UUIDs */
    bool sealed;                    /* taken by emit: nothing more is added */
    bool in_source;                 /* the value "" of id makes a UUID */
    bool error_set;                 /* error holds the last call's */
    char error[200];                /* one line */
    void *owner; /* of route/ or deliver/; not looked at here */
};

/* With one reference, or NULL with errno ENOMEM.  size_hint: bytes that the
 * caller will want at once.  What limits, watch and random point to outlives
 * the batch. */
struct trestle_batch *batch_new (const struct batch_limits *limits,
                                 const struct json_watch *watch,
                                 struct random *random, size_t size_hint);
struct trestle_batch *batch_ref (struct trestle_batch *b);
void batch_unref (struct trestle_batch *b);
/* Memory that lives as long as the batch, aligned for any type and not counted
 * against its limit; NULL without memory. */
void *batch_alloc (struct trestle_batch *b, size_t size);
/* Whether b was taken by trestle_emit: then a plugin that goes on adding to it
 * is told so in the log, and by errno EINVAL; b is not touched, since others
 * read it. */
bool batch_is_sealed (const struct trestle_batch *b);
/* Forgets all events and their memory, but keeps a chunk: for a transform's
 * out that is used again.  Only with one reference: events that a later step
 * made of these keep one. */
void batch_reset (struct trestle_batch *b);

const struct event_attr *event_attr (const struct trestle_event *ev,
                                     const char *name, size_t len);

/* Times (contracts 1.8).  RFC 3339 text to microseconds since 1970: 0 or
 * -EINVAL. */
int event_time_parse (const char *text, size_t len, int64_t *ret_us);

#endif
