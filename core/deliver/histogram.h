/* histogram.h - how long things take
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * No lock here: whoever owns one guards it.
 */
#ifndef DELIVER_HISTOGRAM_H
#define DELIVER_HISTOGRAM_H

#include <stdint.h>

#include "base/cleanup.h"

/* Buckets from half a millisecond to a minute, and one for all above. */
#define HISTOGRAM_BUCKETS 12

struct histogram {
    uint64_t counts[HISTOGRAM_BUCKETS]; /* each by itself, not cumulated */
    uint64_t sum_us;
};

void histogram_add (struct histogram *h, uint64_t us);
/* Adds all that from has seen. */
PRIVATE_API void histogram_merge (struct histogram *h,
                                  const struct histogram *from);
/* The upper bound of a bucket, microseconds; UINT64_MAX of the last. */
PRIVATE_API uint64_t histogram_bound (int bucket);

#endif
