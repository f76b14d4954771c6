/* clock.h - what time it is, handed in
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

#include "base/cleanup.h"

/* Only the shell (worker, writer, main) asks a clock; the heart is told.
 * Thread: any, for the real one. */
struct clock {
    /* Microseconds of CLOCK_BOOTTIME. */
    uint64_t (*now_us) (const struct clock *clock);
    /* Microseconds since 1970. */
    uint64_t (*wall_us) (const struct clock *clock);
};

PRIVATE_API extern const struct clock clock_real;

static inline uint64_t
clock_now (const struct clock *clock)
{
    return clock->now_us (clock);
}

static inline uint64_t
clock_wall (const struct clock *clock)
{
    return clock->wall_us (clock);
}

/* The wall time at which clock will read until_us, for functions that wait for
 * wall times. */
struct timespec clock_wall_at (const struct clock *clock, uint64_t until_us);

/* CLOCK_MONOTONIC so long from now, for condition variables. */
struct timespec clock_monotonic_in (uint64_t us);

#define SECOND_US UINT64_C (1000000)

#endif
