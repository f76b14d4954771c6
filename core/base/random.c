/* random.c - a generator that is handed in
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <sys/random.h>
#include <time.h>

#include "base/random.h"

/* One step of splitmix64, which the authors of xoshiro advise for seeds. */
static uint64_t
splitmix (uint64_t *x)
{
    uint64_t z = *x += UINT64_C (0x9e3779b97f4a7c15);

    z = (z ^ z >> 30) * UINT64_C (0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C (0x94d049bb133111eb);
    return z ^ z >> 31;
}

void
random_seed (struct random *r, uint64_t seed)
{
    for (int i = 0; i < 4; i++)
        r->s[i] = splitmix (&seed);
}

void
random_seed_system (struct random *r)
{
    uint64_t seed = (uint64_t)time (NULL);

    (void)!getrandom (&seed, sizeof seed, 0);
    random_seed (r, seed);
}

static uint64_t
rotl (uint64_t x, int k)
{
    return x << k | x >> (64 - k);
}

uint64_t
random_next (struct random *r)
{
    uint64_t result = rotl (r->s[1] * 5, 7) * 9;
    uint64_t t = r->s[1] << 17;

    r->s[2] ^= r->s[0];
    r->s[3] ^= r->s[1];
    r->s[1] ^= r->s[2];
    r->s[0] ^= r->s[3];
    r->s[2] ^= t;
    r->s[3] = rotl (r->s[3], 45);
    return result;
}

uint64_t
random_below (struct random *r, uint64_t limit)
{
    uint64_t bound = UINT64_MAX - UINT64_MAX % limit;
    uint64_t x;

    do
        x = random_next (r);
    while (x >= bound);
    return x % limit;
}

void
random_uuid (struct random *r, char ret_uuid[37])
{
    uint64_t a = random_next (r);
    uint64_t b = random_next (r);

    a = (a & ~UINT64_C (0xf000)) | UINT64_C (0x4000);
    b = (b & ~(UINT64_C (3) << 62)) | UINT64_C (1) << 63;
    snprintf (ret_uuid, 37, "%08x-%04x-%04x-%04x-%012llx", (unsigned)(a >> 32),
              (unsigned)(a >> 16 & 0xffff), (unsigned)(a & 0xffff),
              (unsigned)(b >> 48),
              (unsigned long long)(b & UINT64_C (0xffffffffffff)));
}
