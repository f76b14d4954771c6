/* source.h - what the files of source-http share
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef SOURCE_HTTP_SOURCE_H
#define SOURCE_HTTP_SOURCE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <trestle/plugin.h>

#include "httpd/httpd.h"
#include "httpd/tls.h"

#define MAX_STATUS 600

/* ---- auth.c ------------------------------------------------------------- */

enum auth_scheme { AUTH_NONE, AUTH_BEARER, AUTH_BASIC };

/* What a client may send: a token, or "user:password". */
struct credential {
    const struct trestle_conf *conf; /* its group */
    char *text;
    size_t len; /* 0: none, it matches nothing */
    size_t cap;
};

struct auth {
    struct trestle_ctx *ctx;
    enum auth_scheme scheme;
    struct credential *list;
    size_t n;
    uint64_t read_at; /* when the core was last asked; 0: never */
};

/* [open]  0, or -1 after an error. */
int auth_open (struct auth *a, struct trestle_ctx *ctx,
               const struct trestle_conf *conf);
void auth_close (struct auth *a);
/* Thread: the loop's. */
bool auth_allows (struct auth *a, struct httpd_text authorization);
/* The header line that a 401 carries. */
const char *auth_challenge (const struct auth *a);

/* ---- attrs.c ------------------------------------------------------------ */

/* The attributes of an event in binary mode, from headers. */
struct attrs {
    const char *list[2 * 101 + 1]; /* name, value, ..., NULL */
    size_t n;                      /* names */
    char *text;                    /* of size bytes; the strings */
    size_t size, used;
    char error[160];
};

int attrs_init (struct attrs *a, size_t header_bytes);
void attrs_free (struct attrs *a);
void attrs_begin (struct attrs *a);
/* 0, or -1 and error says why. */
int attrs_add (struct attrs *a, struct httpd_text name,
               struct httpd_text value);
int attrs_add_type (struct attrs *a, struct httpd_text content_type);

/* ---- the source --------------------------------------------------------- */

enum mode { MODE_BINARY, MODE_STRUCTURED, MODE_BATCH };

struct call;

/* A path, and with it a pipeline. */
struct door {
    const char *path;
    size_t path_len;
    const char *name; /* for trestle_batch_new; NULL: the source's own */
    /* what this turn offers to the pipeline */
    struct call **calls;
    struct trestle_batch **batches;
    size_t n, cap;
};

/* The plugin's part of a request. */
struct call {
    struct httpd_request *req;
    struct door *door; /* NULL: not known */
    struct trestle_batch *batch;
    struct call *next; /* in source.settled */
    enum mode mode;
    int outcome;
    const char *why; /* a refusal of ours in words, until it is sent */
};

struct source {
    struct trestle_ctx *ctx;
    const struct trestle_conf *conf;
    struct httpd *loop;
    struct httpd_tls *tls;
    pthread_t thread;
    bool running;
    atomic_bool quiesced;
    struct door *doors;
    size_t n_doors;
    size_t event_bytes, batch_bytes;
    struct auth auth;
    struct attrs attrs; /* of the request that is looked at */
    struct call *_Atomic settled;
    struct trestle_metric *connections;
    struct trestle_metric *statuses[MAX_STATUS];
};

/* judge.c: handlers head and room */
unsigned source_head (void *self, struct httpd_request *req);

/* take.c: the other handlers, and settled */
unsigned source_room (void *self, struct httpd_request *req, size_t len,
                      void **ret_room);
void source_request (void *self, struct httpd_request *req);
void source_refused (void *self, struct httpd_request *req, unsigned status);
void source_turn_end (void *self);
void source_wake (void *self);
void source_settled (void *self, void *const *tokens, size_t n, int outcome);

#endif
