/* host.h - what all instances share: clock, plugins, sockets, metrics
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef HOST_HOST_H
#define HOST_HOST_H

#include <pthread.h>
#include <stdbool.h>

#include "base/clock.h"
#include "host/listen.h"
#include "host/loader.h"
#include "host/metric.h"

struct host {
    pthread_t main; /* the thread that made it: opens, starts, closes */
    const struct clock *clock;
    struct loader loader;
    struct listeners listeners;
    struct metrics metrics;
};

/* dir: where plugins are; allow_paths: whether a type may be a path.  Blocks
 * no signal: main has done that.  0 or -ENOMEM.  Thread: main. */
PRIVATE_API int host_init (struct host *host, const struct clock *clock,
                           const char *dir, bool allow_paths);
/* After the last instance is closed. */
PRIVATE_API void host_destroy (struct host *host);

#endif
