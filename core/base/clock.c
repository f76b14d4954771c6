/* clock.c - the real clock
 * SPDX-License-Identifier: BSD-2-Clause
 */
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

struct timespec
clock_monotonic_in (uint64_t us)
{
    struct timespec ts;

    clock_gettime (CLOCK_MONOTONIC, &ts);
    ts.tv_sec += (time_t)(us / SECOND_US);
    ts.tv_nsec += (long)(us % SECOND_US * 1000);
    if (ts.tv_nsec >= 1000000000) {
        ts.tv_sec++;
        ts.tv_nsec -= 1000000000;
    }
    return ts;
}

struct timespec
clock_wall_at (const struct clock *clock, uint64_t until_us)
{
    uint64_t now = clock_now (clock);
    uint64_t left = until_us > now ? until_us - now : 0;
    uint64_t at = clock_wall (&clock_real) + left;

    return (struct timespec){ (time_t)(at / SECOND_US),
                              (long)(at % SECOND_US * 1000) };
}
