/* settings.h - what a target's groups delivery, retry and dead_letter say
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef DELIVER_SETTINGS_H
#define DELIVER_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "config/config.h"
#include "deliver/policy.h"

enum dead_kind { DEAD_FILE, DEAD_NONE, DEAD_TARGET };

struct target_settings {
    uint32_t lanes;        /* instances, each with a thread */
    uint32_t max_events;   /* in one deliver */
    uint64_t max_bytes;    /* likewise */
    uint32_t in_flight;    /* deliveries out at a time, for each lane */
    uint64_t timeout_us;   /* of one delivery */
    uint32_t retry_window; /* deliveries that wait for another attempt */
    struct policy policy;
    int dead;                /* enum dead_kind */
    uint64_t dead_size;      /* most bytes of the target's dead letters */
    const char *dead_target; /* DEAD_TARGET: who gets them; of the tree */
};

/* Reads them from the target's group.  nonblock: of its plugin; it takes no
 * lanes.  0, with mistakes in rep, or -ENOMEM.  Thread: main. */
int settings_read (const struct config_node *target, bool nonblock,
                   struct config_report *rep,
                   struct target_settings *ret_settings);

#endif
