/* random.h - a generator that is handed in
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stdint.h>

/* xoshiro256** (Blackman, Vigna 2018): not for secrets.  Thread: one. */
struct random {
    uint64_t s[4];
};

/* Seeds r so that one seed brings back one history. */
void random_seed (struct random *r, uint64_t seed);
/* Seeds r from the system. */
void random_seed_system (struct random *r);
uint64_t random_next (struct random *r);
/* Evenly from 0 to limit - 1; limit is at least 1. */
uint64_t random_below (struct random *r, uint64_t limit);
/* A UUID of version 4 (RFC 9562) with its NUL. */
void random_uuid (struct random *r, char ret_uuid[37]);

#endif
