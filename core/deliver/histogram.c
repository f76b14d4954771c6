/* histogram.c - how long things take
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "deliver/histogram.h"

static const uint64_t bounds[HISTOGRAM_BUCKETS]
    = { 500,    1000,    5000,    10000,    50000,    100000,
        500000, 1000000, 5000000, 10000000, 60000000, UINT64_MAX };

uint64_t
histogram_bound (int bucket)
{
    return bounds[bucket];
}

void
histogram_add (struct histogram *h, uint64_t us)
{
    int i = 0;

    while (us > bounds[i])
        i++;
    h->counts[i]++;
    h->sum_us += us;
}

void
histogram_merge (struct histogram *h, const struct histogram *from)
{
    for (int i = 0; i < HISTOGRAM_BUCKETS; i++)
        h->counts[i] += from->counts[i];
    h->sum_us += from->sum_us;
}
