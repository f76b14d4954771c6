/* transform-split.c - a transform for tests: several events of one
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdlib.h>

#include <trestle/plugin.h>

struct split {
    int64_t parts;
};

static int
split_open (struct trestle_ctx *ctx, const struct trestle_conf *conf,
            void **ret_self)
{
    struct split *sp = calloc (1, sizeof *sp);

    if (sp == NULL)
        return trestle_error (ctx, "out of memory");
    sp->parts = trestle_conf_int (conf, "parts");
    *ret_self = sp;
    return 0;
}

static int
split_transform (void *self, const struct trestle_event *ev,
                 struct trestle_batch *out)
{
    const struct split *sp = self;

    for (int64_t i = 0; i < sp->parts; i++)
        if (trestle_batch_add (out, ev, NULL, NULL, 0) < 0)
            return TRESTLE_RETRY;
    return TRESTLE_OK;
}

static const struct trestle_param split_params[] = {
    { .name = "parts",
      .fallback = "3",
      .allowed = "0..1000",
      .help = "events of one",
      .type = TRESTLE_INT },
    TRESTLE_PARAMS_END,
};

static const struct trestle_plugin split = {
    .head = TRESTLE_HEAD (TRESTLE_TRANSFORM),
    .name = "split",
    .params = split_params,
    .open = split_open,
    .close = free,
    .transform = split_transform,
};
TRESTLE_REGISTER (split);
