/* sample.c - filter-sample: let a share of the events pass
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Depends on nothing, has no thread.  An event is asked about again at a retry
 * and for each target, and must get the same answer: so it is decided by a
 * hash of its source and id, which never changes between releases.
 */
#include <stdlib.h>
#include <trestle/plugin.h>

struct sample {
    uint64_t seed;  /* the hash of salt */
    uint64_t below; /* of 2^53: hashes below it pass */
};

#define HASH_SPAN ((double)(UINT64_C (1) << 53))

/* FNV-1a; with the NUL, so that "a", "bc" and "ab", "c" differ. */
static uint64_t
sample_add (uint64_t hash, const char *text)
{
    const unsigned char *p = (const unsigned char *)text;

    do {
        hash ^= *p;
        hash *= UINT64_C (0x100000001b3);
    } while (*p++ != '\0');
    return hash;
}

/* Spreads the last bytes' difference over all bits. */
static uint64_t
sample_mix (uint64_t hash)
{
    hash ^= hash >> 33;
    hash *= UINT64_C (0xff51afd7ed558ccd);
    hash ^= hash >> 33;
    hash *= UINT64_C (0xc4ceb9fe1a85ec53);
    hash ^= hash >> 33;
    return hash;
}

static int
sample_open (struct trestle_ctx *ctx, const struct trestle_conf *conf,
             void **ret_self)
{
    struct sample *s = malloc (sizeof *s);

    if (s == NULL)
        return trestle_error (ctx, "out of memory");
    s->seed = sample_add (UINT64_C (0xcbf29ce484222325),
                          trestle_conf_string (conf, "salt"));
    s->below = (uint64_t)(trestle_conf_double (conf, "rate") * HASH_SPAN);
    *ret_self = s;
    return 0;
}

static int
sample_filter (void *self, const struct trestle_event *ev)
{
    const struct sample *s = self;
    uint64_t hash = s->seed;

    hash = sample_add (hash, trestle_event_get (ev, "source"));
    hash = sample_add (hash, trestle_event_get (ev, "id"));
    return sample_mix (hash) >> 11 < s->below ? TRESTLE_OK : TRESTLE_FILTERED;
}

static const struct trestle_param sample_params[] = {
    { .name = "rate",
      .allowed = "0..1",
      .help = "the share of the events that passes",
      .type = TRESTLE_DOUBLE,
      .flags = TRESTLE_REQUIRED },
    { .name = "salt",
      .fallback = "",
      .help = "samples with another salt take other events",
      .type = TRESTLE_STRING },
    TRESTLE_PARAMS_END,
};

static const struct trestle_plugin sample_plugin = {
    .head = TRESTLE_HEAD (TRESTLE_FILTER),
    .name = "sample",
    .summary = "let a share of the events pass",
    .params = sample_params,
    .open = sample_open,
    .close = free,
    .filter = sample_filter,
};
TRESTLE_REGISTER (sample_plugin);
