/* clock.c - the real clock
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <time.h>

#include "base/clock.h"

static uint64_t
read_us (clockid_t id)
{
    struct timespec ts;

    clock_gettime (id, &ts);
    return (uint64_t)ts.tv_sec * SECOND_US + (uint64_t)ts.tv_nsec / 1000;
}

static uint64_t
real_now (const struct clock *clock)
{
    (void)clock;
    return read_us (CLOCK_BOOTTIME);
}

static uint64_t
real_wall (const struct clock *clock)
{
    (void)clock;
    return read_us (CLOCK_REALTIME);
}

const struct clock clock_real = { real_now, real_wall };
