/* instance.h - one configured instance of a plugin, and every call into it
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * This room is the only one that calls a plugin.  Calls into one instance
 * never overlap: each takes the instance's call lock, the last in the order of
 * locks (core/README).
 */
#ifndef HOST_INSTANCE_H
#define HOST_INSTANCE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <trestle/plugin.h>

#include "base/log.h"
#include "config/conf.h"
#include "host/host.h"

/* The states of the public header, as bits. */
enum instance_state {
    INSTANCE_NEW = 1,
    INSTANCE_OPEN = 2,
    INSTANCE_STARTED = 4,
    INSTANCE_QUIESCED = 8,
    INSTANCE_STOPPED = 16,
    INSTANCE_ABANDONED = 32 /* it did not come back from stop */
};

/* From open until close. */
#define INSTANCE_ALIVE                                                        \
    (INSTANCE_NEW | INSTANCE_OPEN | INSTANCE_STARTED | INSTANCE_QUIESCED      \
     | INSTANCE_STOPPED)

/* How long after its deadline stop may come back (contracts 1.13). */
#define INSTANCE_STOP_GRACE_US (5 * SECOND_US)
/* What each gets even if others have used that up. */
#define INSTANCE_STOP_LEAST_US (SECOND_US / 10)

#define INSTANCE_LIMITS (TRESTLE_ACK_TIMEOUT + 1)

/* What may be said of its log: so many lines at once, then so many a
 * second. */
struct instance_log {
    pthread_mutex_t lock; /* guards the rest */
    uint64_t window_us;
    unsigned written, suppressed;
};

struct trestle_ctx {
    struct host *host;
    const struct plugin *plugin;
    struct trestle_conf *conf;
    void *self;
    char *name;
    char *pipeline; /* NULL: shared by pipelines */
    struct log_tag tag;
    pthread_mutex_t call;      /* held during each call into the plugin */
    atomic_int state;          /* enum instance_state */
    int stop_fd;               /* eventfd, readable when it shall end */
    uint64_t stop_deadline_us; /* of the call of quiesce or stop */
    int64_t limits[INSTANCE_LIMITS]; /* by enum trestle_limit */
    struct instance_log log;
    char *reason_code; /* of trestle_step_reason, until the call returns */
    char *reason_text;
    void *owner;               /* a source of route/, a lane of deliver/ */
    struct config_report *rep; /* while it is being opened: where errors go;
                                * else NULL */
};

struct instance_spec {
    struct host *host;
    const struct plugin *plugin;
    const char *name;
    const char *pipeline;           /* may be NULL */
    const struct config_node *node; /* its group of settings */
    const char *const *core;        /* names in it that the core reads */
    const int64_t *limits;          /* INSTANCE_LIMITS of them */
    struct config_report *rep;
    struct json_watch *watch; /* for steps: see conf_set_watch */
    void *owner;
};

/* Checks the settings and calls open.  0; or -EINVAL (rep knows), -ENOMEM.
 * Thread: main. */
int instance_open (const struct instance_spec *spec,
                   struct trestle_ctx **ret_ctx);
/* Calls start; 0 or -EIO, logged.  Even then instance_stop follows.
 * Thread: main. */
int instance_start (struct trestle_ctx *ctx);
/* Source: calls quiesce; one that does not come back, late as in
 * instance_stop, is abandoned.  Thread: main. */
void instance_quiesce (struct trestle_ctx *ctx, uint64_t deadline_us);
/* Makes stop_fd readable; instance_stop does it too.  Thread: any. */
void instance_ask_to_end (struct trestle_ctx *ctx);
/* Until when to wait for what shall end by the deadline. */
uint64_t instance_latest (const struct clock *clock, uint64_t deadline_us);
/* Calls stop.  0; or -ETIMEDOUT: it is INSTANCE_STOP_GRACE_US late and
 * abandoned, now or before, its thread runs on.  Thread: main. */
int instance_stop (struct trestle_ctx *ctx, uint64_t deadline_us);
/* Calls close, if it was not abandoned, and frees.  NULL is no error.
 * Thread: main. */
void instance_close (struct trestle_ctx *ctx);

/* Source.  Thread: writer. */
void instance_settled (struct trestle_ctx *ctx, void *const *tokens, size_t n,
                       int outcome);
void instance_resume (struct trestle_ctx *ctx);
/* Step.  An outcome OK, FILTERED, RETRY or REJECT; any other is RETRY.  The
 * reason stands in ctx until the next call.  Thread: worker. */
int instance_filter (struct trestle_ctx *ctx, const struct trestle_event *ev);
int instance_transform (struct trestle_ctx *ctx,
                        const struct trestle_event *ev,
                        struct trestle_batch *out);
/* Target.  Thread: worker. */
void instance_deliver (struct trestle_ctx *ctx,
                       struct trestle_delivery *const *d, size_t n);

bool instance_is (const struct trestle_ctx *ctx, int states);
/* A call of the plugin to the core, from a state in which it may not come, is
 * a fault: logged; in debug builds the program ends. */
void instance_fault (struct trestle_ctx *ctx, const char *function);
/* In debug builds: a function of the header is called in one of these states;
 * the other one: and within a callback of ctx.  Nothing in other builds. */
void instance_check (struct trestle_ctx *ctx, int states,
                     const char *function);
void instance_check_inside (struct trestle_ctx *ctx, int states,
                            const char *function);

#endif
