/* schedule.h - deliveries that wait for their next attempt
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef DELIVER_SCHEDULE_H
#define DELIVER_SCHEDULE_H

#include <stddef.h>

#include "deliver/delivery.h"

/* A binary heap; the one that is due first is heap[0]. */
struct schedule {
    struct delivery **heap;
    size_t n, cap;
};

void schedule_destroy (struct schedule *s);
/* By d->due_us.  0 or -ENOMEM. */
int schedule_add (struct schedule *s, struct delivery *d);
/* One that is due at now_us, or NULL. */
struct delivery *schedule_take (struct schedule *s, uint64_t now_us);
/* When the first is due; UINT64_MAX if none waits. */
uint64_t schedule_next (const struct schedule *s);

#endif
