/* metric.h - the plugins' own metrics
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef HOST_METRIC_H
#define HOST_METRIC_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <trestle/plugin.h>

#include "base/cleanup.h"

struct trestle_metric {
    struct trestle_metric *next;
    struct trestle_ctx *ctx; /* whose it is */
    char *name;              /* trestle_KIND_PLUGIN_NAME */
    char *label;             /* partition="3", or NULL */
    int type;                /* enum trestle_metric_type */
    _Atomic int64_t value;
};

struct metrics {
    pthread_mutex_t lock; /* guards first and the links */
    struct trestle_metric *first;
};

void metrics_init (struct metrics *metrics);
void metrics_destroy (struct metrics *metrics);
/* Drops those of one instance, at its close. */
void metrics_drop (struct metrics *metrics, const struct trestle_ctx *ctx);

struct metric_view {
    const char *name, *label, *pipeline, *instance;
    int type;
    int64_t value;
};

/* Calls see for each metric, those of one name in a row, and in the end with
 * NULL; until that call returns, all that a view points to stays.  Thread:
 * any; see must not come back. */
PRIVATE_API void metrics_each (struct metrics *metrics,
                               void (*see) (void *self,
                                            const struct metric_view *view),
                               void *self);

#endif
