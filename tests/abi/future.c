/* future.c - a plugin of a made-up later minor, and plugins with faults
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * future.sh builds it many times over: what a variant is said by -D.  The
 * later minor has two more callbacks, and settings have a unit.
 */
#include <trestle/plugin.h>

#ifndef NAME
#define NAME "future"
#endif
#ifndef KIND
#define KIND TRESTLE_TARGET
#endif
#ifndef MAJOR
#define MAJOR TRESTLE_ABI_MAJOR
#endif
#ifndef MINOR
#define MINOR (TRESTLE_ABI_MINOR + 1)
#endif
#ifndef SIZE
#define SIZE sizeof (struct future_plugin)
#endif
#ifndef PARAM_SIZE
#define PARAM_SIZE sizeof (struct future_param)
#endif
#ifndef PARAM
#define PARAM "word"
#endif
#ifndef UNIT
#define UNIT NULL
#endif
#ifndef PARAM_FLAGS
#define PARAM_FLAGS 0
#endif
#ifndef PARAM_TYPE
#define PARAM_TYPE TRESTLE_STRING
#endif
#ifndef FALLBACK
#define FALLBACK NULL
#endif
#ifndef ALLOWED
#define ALLOWED NULL
#endif
#ifndef FLAGS
#define FLAGS 0
#endif
#ifndef RESERVED
#define RESERVED 0
#endif
#ifndef FILTER
#define FILTER NULL
#endif
#ifndef DELIVER
#define DELIVER future_deliver
#endif
#ifndef FLUSH
#define FLUSH NULL
#endif
#ifndef SYMBOL
#define SYMBOL trestle_plugin_v0
#endif

struct future_param {
    struct trestle_param param;
    const char *unit;
};

struct future_plugin {
    struct trestle_plugin plugin;
    int (*flush) (void *self);
    int (*tick) (void *self);
};

TRESTLE_API const struct trestle_plugin *SYMBOL (void);
int future_flush (void *self);
int future_filter (void *self, const struct trestle_event *ev);
void future_deliver (void *self, struct trestle_delivery *const *d, size_t n);

#ifdef NEW_FUNCTION
TRESTLE_API int trestle_new_function (void);

int
future_flush (void *self)
{
    (void)self;
    return trestle_new_function ();
}
#else
int
future_flush (void *self)
{
    (void)self;
    return 0;
}
#endif

int
future_filter (void *self, const struct trestle_event *ev)
{
    (void)self;
    (void)ev;
    return TRESTLE_OK;
}

/* Never called: no plugin of this file is ever started. */
void
future_deliver (void *self, struct trestle_delivery *const *d, size_t n)
{
    (void)self;
    (void)d;
    (void)n;
}

static const struct future_param params[] = {
    { { .name = PARAM,
        .fallback = FALLBACK,
        .allowed = ALLOWED,
        .help = "a setting",
        .type = PARAM_TYPE,
        .flags = PARAM_FLAGS },
      UNIT },
    { TRESTLE_PARAMS_END, NULL },
};

static const struct future_plugin future = {
    .plugin = {
        .head = { SIZE, PARAM_SIZE, MAJOR, MINOR, KIND },
        .name = NAME,
        .summary = "a plugin of a later minor",
        .params = &params[0].param,
        .flags = FLAGS,
        .reserved = RESERVED,
        .filter = FILTER,
        .deliver = DELIVER,
    },
    .flush = FLUSH,
};

const struct trestle_plugin *
SYMBOL (void)
{
    return &future.plugin;
}
