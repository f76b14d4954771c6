/* bridge.h - the daemon's whole: pipelines, shared sources, their life
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Thread: main, unless said otherwise.
 */
#ifndef ROUTE_BRIDGE_H
#define ROUTE_BRIDGE_H

#include <stdatomic.h>

#include "route/pipeline.h"

struct bridge_options {
    const char *config;           /* path of trestle.cfg or of one pipeline */
    const char *const *variables; /* "NAME=VALUE" of --set, NULL-terminated;
                                   * may be NULL */
    const struct clock *clock;
    const struct io *io;
};

/* What trestle.cfg says beside pipelines and sources. */
struct bridge_settings {
    char *state_dir, *plugin_dir, *pipelines_dir;
    char *admin_listen; /* NULL: none */
    bool admin_insecure;
    int log_level, log_format; /* enum log_level, enum log_format */
    uint64_t shutdown_timeout_us;
    bool allow_plugin_paths;
};

enum bridge_phase { BRIDGE_STARTING, BRIDGE_READY, BRIDGE_STOPPING };

struct bridge {
    struct bridge_options options;
    struct bridge_settings set;
    struct config_report *rep; /* while it is opened */
    struct config_vars *vars;
    struct config_node *root; /* of trestle.cfg; NULL: one pipeline's file */
    struct host host;
    bool host_ready;
    struct pipeline_env env;
    struct source **shared;
    size_t n_shared;
    struct pipeline **pipelines;
    size_t n_pipelines;
    struct state *state;
    int notify_fd;      /* eventfd: see pipeline_env.notify */
    uint64_t looked_us; /* when secrets were looked at */
    atomic_int phase;   /* enum bridge_phase */
};

/* Reads all configuration and opens all instances; starts nothing.  0; or
 * -EINVAL (rep knows all mistakes), -ENOMEM. */
PRIVATE_API int bridge_open (const struct bridge_options *options,
                             struct config_report *rep,
                             struct bridge **ret_bridge);
/* Closes all.  NULL is no error. */
PRIVATE_API void bridge_close (struct bridge *br);

/* Locks the state directory.  0 or -errno, logged. */
PRIVATE_API int bridge_lock (struct bridge *br);
/* Starts steps, targets, sources, in this order.  0 or -errno, logged;
 * bridge_stop follows in both cases. */
PRIVATE_API int bridge_start (struct bridge *br);
/* All has begun: writes STATE/listen.  0 or -errno, logged. */
PRIVATE_API int bridge_ready (struct bridge *br);

/* What is to be done when notify_fd is readable, and after bridge_pause_us:
 * sources that have ended are stopped or restarted. */
PRIVATE_API void bridge_advance (struct bridge *br);
/* How long until bridge_advance must come at the latest. */
PRIVATE_API uint64_t bridge_pause_us (const struct bridge *br);
/* All sources have said that nothing more comes, or are held; nothing is
 * pending. */
PRIVATE_API bool bridge_is_done (struct bridge *br);
/* A source is held: it came to an end that was not its own. */
PRIVATE_API bool bridge_is_held (const struct bridge *br);
/* Asks notify_fd to tell of bridge_is_done and bridge_is_idle. */
PRIVATE_API void bridge_watch (struct bridge *br);

/* The first half of a stop: sources read no more, emit refuses. */
PRIVATE_API void bridge_quiesce (struct bridge *br, uint64_t deadline_us);
PRIVATE_API bool bridge_is_idle (struct bridge *br);
/* The second: settles what is out as not taken, stops all.  0, or -ETIMEDOUT:
 * an instance is abandoned, and the bridge cannot be closed. */
PRIVATE_API int bridge_stop (struct bridge *br, uint64_t deadline_us);

/* Whether the daemon takes events (contracts 3.5); *ret_why: static text.
 * Thread: any. */
PRIVATE_API bool bridge_is_ready (struct bridge *br, const char **ret_why);

#endif
