/* trestle/plugin.h - the Trestle plugin ABI
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The only header a plugin includes.  See trestle-plugin(3) for the guide and
 * trestle-abi(7) for the promise.  No type of libconfig, json-c, libcurl,
 * librdkafka or any other library appears here, and none ever will.
 *
 * Memory  What a _new gives and a _free takes, its caller frees.  All else is
 *         borrowed, until the time its comment names.  Neither side frees the
 *         other's memory.
 * Calls   Calls into one instance never overlap; for more at once the core
 *         opens more instances: a blocking target has as many as it has lanes,
 *         a NONBLOCK one has one, a source has one and makes its own threads,
 *         a step has one for each worker that runs it.  The core never calls
 *         back on the stack of a call that a plugin makes: hold your own
 *         locks as you like.
 * Thread  Functions: any, from open until close, unless a comment says less.
 * State   [open], [started], [quiesced]: when a callback may come, or a
 *         function may be called.  started begins when start is called.
 * Events  never change.
 * Time    uint64_t microseconds of trestle_now, CLOCK_BOOTTIME: take
 *         differences.
 * Text    fmt may use %m.  errno is the plugin's to change in a callback.
 * Manners A plugin does not fork, exit, chdir, umask, setenv, setlocale (other
 *         threads parse numbers meanwhile), install signal handlers, touch
 *         descriptors 0 to 2, or let a C++ exception out.
 *
 * Life: open, start, calls, quiesce, the last settled, stop, close.  After
 * stop only close comes; to start again the core opens a new instance.
 */
#ifndef TRESTLE_PLUGIN_H
#define TRESTLE_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#define TRESTLE_ABI_MAJOR 0 /* 1 with the freeze; until then no promise */
#define TRESTLE_ABI_MINOR 0 /* newest minor that this header describes */

/* Define before including, to build for an older core: later fields and
 * functions are then not declared. */
#ifndef TRESTLE_BUILD_FOR_MINOR
#define TRESTLE_BUILD_FOR_MINOR TRESTLE_ABI_MINOR
#elif TRESTLE_BUILD_FOR_MINOR > TRESTLE_ABI_MINOR
#error "TRESTLE_BUILD_FOR_MINOR is newer than this trestle/plugin.h"
#endif

#define TRESTLE_API          __attribute__ ((__visibility__ ("default")))
#define TRESTLE_PRINTF(f, a) __attribute__ ((__format__ (__printf__, f, a)))
#define TRESTLE_MUST_CHECK   __attribute__ ((__warn_unused_result__))

#ifdef __cplusplus
#define TRESTLE_EXTERN_C extern "C"
extern "C" {
#else
#define TRESTLE_EXTERN_C
#endif

struct trestle_ctx;      /* one configured instance of a plugin */
struct trestle_conf;     /* one group of its settings */
struct trestle_batch;    /* events that are acknowledged together */
struct trestle_event;    /* one event; belongs to its batch */
struct trestle_delivery; /* one event on its way to one target */
struct trestle_path;     /* a compiled path into JSON */
struct trestle_pattern;  /* a compiled event pattern */
struct trestle_metric;

/* ---- registration ------------------------------------------------------ */

enum trestle_kind {
    TRESTLE_SOURCE = 1,
    TRESTLE_FILTER,
    TRESTLE_TRANSFORM,
    TRESTLE_TARGET
};

/* Whose trouble is it, and can it pass?  Unknown values count as RETRY, and so
 * do DOWN and HOLD from a step; FILTERED from a target counts as REJECT. */
enum trestle_outcome {
    TRESTLE_OK = 0,       /* delivered, accepted; or: let it pass */
    TRESTLE_FILTERED = 1, /* filter, transform: not wanted; no failure */
    TRESTLE_RETRY = 2,    /* this event failed; it may succeed later */
    TRESTLE_REJECT = 3,   /* this event can never succeed */
    TRESTLE_DOWN = 4,     /* the other side fails all; may come back */
    TRESTLE_HOLD = 5      /* the other side fails all until somebody acts */
};

enum trestle_param_type {
    TRESTLE_STRING = 1,
    TRESTLE_INT,
    TRESTLE_BOOL,
    TRESTLE_DOUBLE,
    TRESTLE_DURATION, /* "250ms"; trestle_conf_int gives microseconds */
    TRESTLE_SIZE,     /* "64k"; trestle_conf_int gives bytes */
    TRESTLE_SECRET,   /* read with trestle_conf_secret only */
    TRESTLE_JSON,     /* libconfig or JSON; trestle_conf_string gives JSON */
    TRESTLE_STRINGS,  /* a list of strings */
    TRESTLE_GROUP,    /* one group, with a table of its own */
    TRESTLE_GROUPS,   /* a list of groups, with one table for all */
    TRESTLE_FILE      /* a path; trestle_conf_string gives it absolute */
};

enum trestle_param_flags {
    TRESTLE_REQUIRED = 1,
    TRESTLE_DEPRECATED = 2,
    TRESTLE_VERBATIM = 4 /* "${...}" is the plugin's, not a variable */
};

/* One setting.  Before open the core has refused unknown keys, wrong types
 * and values that are not allowed, with file and line; the manual page and
 * "trestle plugins NAME" come from this table too.  Names that are the core's:
 * name, type, use, path, filter, transform, retry, delivery, dead_letter.
 * Absent without a fallback: NULL or 0.  VERBATIM reaches the items of
 * STRINGS, not the members of a group. */
struct trestle_param {
    const char *name;
    const char *fallback; /* default, as one would write it; or NULL */
    const char *allowed;  /* "1..65535", "1ms..", "none|key"; or NULL */
    const char *help;     /* one line */
    const struct trestle_param *params; /* of a group; else NULL */
    uint32_t type;                      /* enum trestle_param_type */
    uint32_t flags;                     /* enum trestle_param_flags */
};

/* The last row of a table. */
#define TRESTLE_PARAMS_END                                                    \
    {                                                                         \
        NULL, NULL, NULL, NULL, NULL, 0, 0                                    \
    }

/* Filled in by TRESTLE_HEAD, or in other languages by the same rule. */
struct trestle_head {
    uint32_t size;       /* of struct trestle_plugin, as the plugin saw it */
    uint32_t param_size; /* of one struct trestle_param, likewise */
    uint16_t abi_major, abi_minor;
    uint32_t kind; /* enum trestle_kind */
};

/* A bit that the core does not know refuses the plugin. */
enum trestle_plugin_flags {
    TRESTLE_MAY_DEGRADE = 1, /* an older core may ignore newer callbacks */
    TRESTLE_NONBLOCK = 2,    /* deliver never waits: may share a thread */
    TRESTLE_RUNTIME = 4      /* loading brings a runtime with threads and
                              * handlers of its own (Go): logged, allowed */
};

/* One struct for all kinds; it grows at its end.  A callback that is not of
 * the plugin's kind refuses it.  Any callback may be NULL, but for filter,
 * transform and deliver of their kinds. */
struct trestle_plugin {
    struct trestle_head head; /* = TRESTLE_HEAD (TRESTLE_TARGET), or so */
    const char *name;         /* "ckafka"; the file is target-ckafka.so */
    const char *version;      /* free text; may be NULL */
    const char *summary;      /* one line */
    const struct trestle_param *params; /* TRESTLE_PARAMS_END; may be NULL */
    uint32_t flags;                     /* enum trestle_plugin_flags */
    uint32_t reserved;                  /* 0 */

    /* Check settings, allocate.  No thread, no socket; write nothing, read
     * only files that the settings name: "trestle check" calls it, and a
     * reload while the old instance still runs.  0, or -1 after an error that
     * was logged, which is printed with the instance's FILE:LINE. */
    int (*open) (struct trestle_ctx *ctx, const struct trestle_conf *conf,
                 void **ret_self);
    /* [open]  Take threads, sockets, files.  The old instance has stopped.
     * Does not wait for the other side to answer.  0, or -1 after
     * trestle_error; stop comes in both cases. */
    int (*start) (void *self);
    /* [started or quiesced; also after a start that failed half way]  Give
     * them back.  When it returns, by deadline, no thread of the plugin is in
     * the core; deliveries not done count as RETRY and are gone. */
    void (*stop) (void *self, uint64_t deadline);
    /* [open]  Free what open allocated. */
    void (*close) (void *self);

    /* Source [started].  Read no more, go on answering, do not wait.  Then
     * the core settles what is out (at the deadline with RETRY), and calls
     * stop.  NULL: stop alone must do. */
    void (*quiesce) (void *self);
    /* Source [started].  There is room again: at least once after the begin
     * of a trestle_emit that gave EAGAIN or EIO.  Must not block. */
    void (*resume) (void *self);
    /* Source [started or quiesced].  Batches are settled, each once, before
     * stop; perhaps, on another thread, before trestle_emit has returned.
     * OK: the core has them, or all their deliveries have ended: acknowledge.
     * Not taken, let the sender send again or rewind: RETRY, the bridge is
     * stopping; DOWN, the journal cannot be written.  Must not block; may
     * emit.  The array is borrowed for the call; n is at least 1. */
    void (*settled) (void *self, void *const *tokens, size_t n, int outcome);

    /* Filter [started].  OK or FILTERED; or RETRY, REJECT after
     * trestle_step_reason.  The same event comes again (retry, restart,
     * replay, other target) and must get the same answer.  Must not block. */
    int (*filter) (void *self, const struct trestle_event *ev);

    /* Transform [started].  As filter; with OK, what is in out goes on in
     * ev's place (nothing: FILTERED), else it is thrown away.  out is borrowed
     * for the call; its room need not be used up. */
    int (*transform) (void *self, const struct trestle_event *ev,
                      struct trestle_batch *out);

    /* Target [started].  End every delivery with one trestle_delivery_done,
     * here or later, on any thread, by its deadline; one that waits for the
     * other side watches trestle_stop_fd too.  Comes again while earlier
     * deliveries are out, up to in_flight of them.  The array is borrowed for
     * the call, a delivery and its event until its done; n is at least 1.
     * Where order is asked for, no two deliveries of one key are out. */
    void (*deliver) (void *self, struct trestle_delivery *const *d, size_t n);
};

#define TRESTLE_HEAD(kind_)                                                   \
    {                                                                         \
        sizeof (struct trestle_plugin), sizeof (struct trestle_param),        \
            TRESTLE_ABI_MAJOR, TRESTLE_BUILD_FOR_MINOR, (kind_)               \
    }

/* The one strong symbol that a plugin exports. */
#define TRESTLE_SYMBOL "trestle_plugin_v0"

/* Last line of the file. */
#define TRESTLE_REGISTER(var_)                                                \
    TRESTLE_EXTERN_C TRESTLE_API const struct trestle_plugin *                \
    trestle_plugin_v0 (void);                                                 \
    const struct trestle_plugin *trestle_plugin_v0 (void)                     \
    {                                                                         \
        return &(var_);                                                       \
    }                                                                         \
    struct trestle_plugin /* so that a semicolon may follow */

/* ---- settings -----------------------------------------------------------
 * They cannot fail: the core has checked every value against params.  conf,
 * its groups and strings are borrowed until close.  Asking for a name or type
 * that params does not declare is a bug: it is logged, and gives 0 or NULL. */

TRESTLE_API const char *trestle_conf_string (const struct trestle_conf *conf,
                                             const char *name);
TRESTLE_API int64_t trestle_conf_int (const struct trestle_conf *conf,
                                      const char *name);
TRESTLE_API int trestle_conf_bool (const struct trestle_conf *conf,
                                   const char *name);
TRESTLE_API double trestle_conf_double (const struct trestle_conf *conf,
                                        const char *name);
/* Elements of a list of strings or of groups. */
TRESTLE_API size_t trestle_conf_length (const struct trestle_conf *conf,
                                        const char *name);
TRESTLE_API const char *trestle_conf_item (const struct trestle_conf *conf,
                                           const char *name, size_t i);
/* A group (i = 0), or the i-th of a list of groups; NULL past the last. */
TRESTLE_API const struct trestle_conf *trestle_conf_group (
    const struct trestle_conf *conf, const char *name, size_t i);
/* [started]  Copies the secret as the core last read it (it looks every 30 s
 * and at a hold; no file is touched here), with a NUL; returns the length that
 * is needed: if that is size or more, buf holds nothing. */
TRESTLE_API size_t trestle_conf_secret (const struct trestle_conf *conf,
                                        const char *name, char *buf,
                                        size_t size);
/* For what a table cannot say.  Logs "FILE:LINE: NAME: ..."; returns -1. */
TRESTLE_API int trestle_conf_error (const struct trestle_conf *conf,
                                    const char *name, const char *fmt, ...)
    TRESTLE_PRINTF (3, 4);

enum trestle_limit {
    TRESTLE_IN_FLIGHT = 1, /* deliveries out at a time */
    TRESTLE_TIMEOUT,       /* of one delivery, microseconds */
    TRESTLE_MAX_EVENTS,    /* in one deliver */
    TRESTLE_MAX_BYTES,
    TRESTLE_EVENT_BYTES,
    TRESTLE_BATCH_BYTES,
    TRESTLE_HEADER_BYTES,
    TRESTLE_CONNECTIONS,
    TRESTLE_ACK_TIMEOUT /* of a request, microseconds: the longest of the
                         * pipelines that use this source */
};

/* What the core's own settings say for this instance. */
TRESTLE_API int64_t trestle_limit (struct trestle_ctx *ctx, int limit);

/* ---- making events: sources, and transforms with the batch they get ---- */

/* [open]  The path of the i-th { use = ...; path = ... } entry of a shared
 * source; NULL past the last. */
TRESTLE_API const char *trestle_door (struct trestle_ctx *ctx, size_t i);

/* A batch is what one acknowledgement covers: a request, a Pulsar entry, a run
 * of offsets.  It is checked and matched by the rules of this moment.  door
 * chooses among the pipelines that use this source, at each call: first by the
 * path of a { use = ... } entry, then by name, bus_id or eb- id; a source
 * declared in a pipeline reaches only that one, and may say NULL.  NULL with
 * errno ENOMEM, or ENOENT: no such door, or a pipeline without rules.  token
 * comes back in settled. */
TRESTLE_API struct trestle_batch *trestle_batch_new (
    struct trestle_ctx *ctx, const char *door, void *token) TRESTLE_MUST_CHECK;
/* Also right after trestle_emit: the core keeps its own hold. */
TRESTLE_API void trestle_batch_free (struct trestle_batch *b);
/* len bytes of the batch's memory to read into: data and text that lie there
 * are not copied again.  NULL with errno ENOMEM or EMSGSIZE. */
TRESTLE_API void *trestle_batch_room (struct trestle_batch *b,
                                      size_t len) TRESTLE_MUST_CHECK;
/* One event, whole and checked.  attrs: name, value, ..., NULL; value NULL
 * takes one away.  What is not named, and data if NULL, is base's (data is
 * shared, not copied; of a transform's later parts the id is base's with /2,
 * /3, ...); base may be NULL.  An absent id is an error; in a source the value
 * "" makes a random UUID.  attrs may be NULL; data not NULL with len 0 takes
 * base's data away; without datacontenttype data is JSON.  0, or -1: nothing
 * added, errno EINVAL, EMSGSIZE or ENOMEM. */
TRESTLE_API int trestle_batch_add (struct trestle_batch *b,
                                   const struct trestle_event *base,
                                   const char *const *attrs, const void *data,
                                   size_t len) TRESTLE_MUST_CHECK;
/* Transform.  A payload: what targets send of it is data alone, not an event;
 * its attributes, base's, serve the target's keys, headers and templates.
 * data is one JSON value.  As trestle_batch_add. */
TRESTLE_API int trestle_batch_add_payload (struct trestle_batch *b,
                                           const struct trestle_event *base,
                                           const void *data,
                                           size_t len) TRESTLE_MUST_CHECK;
/* All events of a CloudEvents JSON object or array, in either form; or none.
 * How many, or -1 with errno as above: trestle_batch_error then names the
 * index. */
TRESTLE_API int trestle_batch_add_json (struct trestle_batch *b,
                                        const char *text,
                                        size_t len) TRESTLE_MUST_CHECK;
/* The same for what PutEvents takes: an array of its events, or the object in
 * which that is called EventList.  An absent Id makes a random UUID. */
TRESTLE_API int trestle_batch_add_put_events (struct trestle_batch *b,
                                              const char *text,
                                              size_t len) TRESTLE_MUST_CHECK;
/* What can be no event and go back to no sender: becomes a dead letter with
 * this reason, and is settled with the batch.  0, or -1 with errno ENOMEM. */
TRESTLE_API int trestle_batch_add_bad (struct trestle_batch *b,
                                       const void *data, size_t len,
                                       const char *reason) TRESTLE_MUST_CHECK;
/* Why the last call on b failed, one line fit for a sender; until the next. */
TRESTLE_API const char *trestle_batch_error (const struct trestle_batch *b);
/* Source [started; calling it later is no error].  Takes a prefix of
 * b[0..n-1], all of one pipeline, each batch whole, and returns how many;
 * never blocks.  Less than n: errno is EAGAIN (full) or EIO (cannot be
 * written): resume will come; or ESHUTDOWN: quiesce has come or is coming.  A
 * batch that was not taken is never settled and may be offered again.  One
 * without events is settled with OK. */
TRESTLE_API size_t trestle_emit (struct trestle_ctx *ctx,
                                 struct trestle_batch *const *b,
                                 size_t n) TRESTLE_MUST_CHECK;
/* Source [started or quiesced].  Counts one request for door, as of
 * trestle_batch_new, that was refused before a batch of it was made: its
 * events were not read, so nobody can count them. */
TRESTLE_API void trestle_refused (struct trestle_ctx *ctx, const char *door);
/* Source [started].  OK: nothing more will come.  DOWN: stop me, and open and
 * start me anew after a pause.  HOLD: the same once somebody acts.  What is
 * out is settled, then quiesce, stop and close come as ever. */
TRESTLE_API void trestle_source_end (struct trestle_ctx *ctx, int outcome);

/* ---- reading events: borrowed as long as ev -----------------------------
 * Values of attributes are canonical text; of types OBJECT and ARRAY (tags and
 * resource of the EventBridge form) JSON text. */

enum trestle_type {
    TRESTLE_TYPE_STRING = 1,
    TRESTLE_TYPE_INTEGER,
    TRESTLE_TYPE_BOOLEAN,
    TRESTLE_TYPE_BINARY, /* base64 */
    TRESTLE_TYPE_TIME,
    TRESTLE_TYPE_URI,
    TRESTLE_TYPE_NULL, /* this and the next: found in JSON only */
    TRESTLE_TYPE_NUMBER,
    TRESTLE_TYPE_OBJECT,
    TRESTLE_TYPE_ARRAY
};

enum trestle_form { TRESTLE_CLOUDEVENTS = 1, TRESTLE_EVENTBRIDGE };

/* NULL if absent. */
TRESTLE_API const char *trestle_event_get (const struct trestle_event *ev,
                                           const char *name);
/* The i-th attribute; returns its type, 0 past the last. */
TRESTLE_API int trestle_event_attr (const struct trestle_event *ev, size_t i,
                                    const char **ret_name,
                                    const char **ret_value);
/* NULL if there is none.  *ret_json: it is one valid JSON value. */
TRESTLE_API const void *trestle_event_data (const struct trestle_event *ev,
                                            size_t *ret_len, int *ret_json);
/* 1: what is to be sent is data alone (trestle_batch_add_payload). */
TRESTLE_API int trestle_event_is_payload (const struct trestle_event *ev);
/* When the event was admitted: microseconds since 1970. */
TRESTLE_API uint64_t trestle_event_admitted (const struct trestle_event *ev);
/* 1 and its attribute time, microseconds since 1970; 0: it has none. */
TRESTLE_API int trestle_event_time (const struct trestle_event *ev,
                                    int64_t *ret_time);
/* Writes one JSON object (of a payload: its data), no NUL, no line feed;
 * returns its length: if that is more than size, buf holds nothing. */
TRESTLE_API size_t trestle_event_render (const struct trestle_event *ev,
                                         int form, char *buf, size_t size);
/* The value at path in the EventBridge form of the event ("$.data.id",
 * "$.source"): its type, 0 if there is none, and its JSON text, which points
 * into the event's data, or is kept with the event. */
TRESTLE_API int trestle_event_find (const struct trestle_event *ev,
                                    const struct trestle_path *path,
                                    const char **ret_json, size_t *ret_len);
/* 1: text is one valid JSON value.  What is not an event's own data must be
 * checked before find and match see it: an extracted string, an answer. */
TRESTLE_API int trestle_json_check (const char *text, size_t len);
/* The same in checked text, into which *ret_json points. */
TRESTLE_API int trestle_json_find (const char *json, size_t len,
                                   const struct trestle_path *path,
                                   const char **ret_json, size_t *ret_len);
/* Walks the members or elements of an object or array: *pos is 0 at first; the
 * type of the next value, 0 at the end.  *ret_key: with its quotes; NULL in an
 * array. */
TRESTLE_API int trestle_json_next (const char *json, size_t len, size_t *pos,
                                   const char **ret_key, size_t *ret_key_len,
                                   const char **ret_json, size_t *ret_len);
/* Decodes a JSON string with its quotes into buf, at most len bytes; returns
 * the length.  No NUL is added, a lone surrogate becomes U+FFFD. */
TRESTLE_API size_t trestle_json_text (const char *json, size_t len, char *buf);
/* The reverse, with quotes; returns the length that is needed: if that is more
 * than size, buf holds nothing.  What is not UTF-8 becomes U+FFFD. */
TRESTLE_API size_t trestle_json_quote (const char *text, size_t len, char *buf,
                                       size_t size);

/* [open]  NULL after an error at the place of the setting name, which quotes
 * text.  A path is $ and then .name, ["any name"] or [index], any number of
 * times.  Names on the paths of steps count as a rule's: an event in which one
 * occurs twice is refused. */
TRESTLE_API struct trestle_path *trestle_path_new (
    const struct trestle_conf *conf, const char *name,
    const char *text) TRESTLE_MUST_CHECK;
TRESTLE_API void trestle_path_free (struct trestle_path *path);
TRESTLE_API struct trestle_pattern *trestle_pattern_new (
    const struct trestle_conf *conf, const char *name,
    const char *json) TRESTLE_MUST_CHECK;
TRESTLE_API void trestle_pattern_free (struct trestle_pattern *pattern);
/* Against checked JSON text: 1 or 0. */
TRESTLE_API int trestle_pattern_match (const struct trestle_pattern *pattern,
                                       const char *json, size_t len);
/* Against an event, whose attributes count by their canonical text, as in a
 * rule: 1 or 0. */
TRESTLE_API int trestle_pattern_event (const struct trestle_pattern *pattern,
                                       const struct trestle_event *ev);

/* ---- deliveries: until their done -------------------------------------- */

TRESTLE_API const struct trestle_event *trestle_delivery_event (
    const struct trestle_delivery *d);
/* 1 for the first since the core started or the delivery was redriven. */
TRESTLE_API unsigned trestle_delivery_attempt (
    const struct trestle_delivery *d);
/* A pointer for the plugin's own use until done; NULL at first. */
TRESTLE_API void **trestle_delivery_slot (struct trestle_delivery *d);
TRESTLE_API uint64_t
trestle_delivery_deadline (const struct trestle_delivery *d);
/* Before done.  code is FAMILY:WORD, a word of the closed list in the plugin's
 * page ("http:503", "kafka:7", "scf:433"); its family is the plugin's name, or
 * http, net, kafka, tc or scf, whose table then applies: with an outcome other
 * than OK the core decides by code, settings first; a code that is not in the
 * table leaves the plugin's outcome.  NULL: none. */
TRESTLE_API void trestle_delivery_reason (struct trestle_delivery *const *d,
                                          size_t n, const char *code,
                                          const char *fmt, ...)
    TRESTLE_PRINTF (4, 5);
/* For RETRY and DOWN; the core bounds it; the last call counts. */
TRESTLE_API void trestle_delivery_retry_after (
    struct trestle_delivery *const *d, size_t n, uint64_t delay_us);
TRESTLE_API void trestle_delivery_done (struct trestle_delivery *const *d,
                                        size_t n, int outcome);

/* ---- host services ------------------------------------------------------ */

enum trestle_level {
    TRESTLE_LOG_ERROR = 3,
    TRESTLE_LOG_WARNING = 4,
    TRESTLE_LOG_INFO = 6,
    TRESTLE_LOG_DEBUG = 7
};

/* The core adds pipeline, instance and plugin name, escapes control characters
 * and limits the rate. */
TRESTLE_API void trestle_log (struct trestle_ctx *ctx, int level,
                              const char *fmt, ...) TRESTLE_PRINTF (3, 4);
/* Logs at error level and returns -1, for: return trestle_error (...). */
TRESTLE_API int trestle_error (struct trestle_ctx *ctx, const char *fmt, ...)
    TRESTLE_PRINTF (2, 3);
/* Inside filter and transform: why.  Not logged; code as above. */
TRESTLE_API void trestle_step_reason (struct trestle_ctx *ctx,
                                      const char *code, const char *fmt, ...)
    TRESTLE_PRINTF (3, 4);
/* [started]  Becomes readable when the instance shall end; for poll beside
 * one's own sockets.  Borrowed until close; do not read from it. */
TRESTLE_API int trestle_stop_fd (struct trestle_ctx *ctx);
TRESTLE_API uint64_t trestle_now (struct trestle_ctx *ctx);
/* Since 1970. */
TRESTLE_API uint64_t trestle_wall_time (struct trestle_ctx *ctx);
/* In start, once for each thread that accepts.  A new descriptor of a
 * listening socket that the core keeps over reloads and takes from systemd;
 * the caller closes it.  -1 after an error. */
TRESTLE_API int trestle_listen (struct trestle_ctx *ctx,
                                const char *address) TRESTLE_MUST_CHECK;

enum trestle_metric_type { TRESTLE_COUNTER = 1, TRESTLE_GAUGE };

/* label is "partition=3" or NULL; same name and label, same metric; it is the
 * core's, until close.  NULL without memory; add and set take NULL.  name is
 * [a-z][a-z0-9_]* and becomes trestle_KIND_PLUGIN_NAME.  The core counts
 * events, bytes, attempts, outcomes and latency itself. */
TRESTLE_API struct trestle_metric *trestle_metric_new (
    struct trestle_ctx *ctx, int type, const char *name,
    const char *label) TRESTLE_MUST_CHECK;
TRESTLE_API void trestle_metric_add (struct trestle_metric *m, int64_t n);
TRESTLE_API void trestle_metric_set (struct trestle_metric *m, int64_t n);
/* The newest minor that the running core knows. */
TRESTLE_API unsigned trestle_abi_minor (void);

#ifdef __cplusplus
}
#endif
#endif /* TRESTLE_PLUGIN_H */
