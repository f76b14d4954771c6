/* pattern.c - filter-pattern: let events pass that match a pattern
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Depends on nothing, has no thread.  What the core asks of a rule this asks
 * of what the steps before it have made of the event.
 */
#include <trestle/plugin.h>

static int
pattern_open (struct trestle_ctx *ctx, const struct trestle_conf *conf,
              void **ret_self)
{
    (void)ctx;
    *ret_self = trestle_pattern_new (conf, "pattern",
                                     trestle_conf_string (conf, "pattern"));
    return *ret_self != NULL ? 0 : -1;
}

static void
pattern_close (void *self)
{
    trestle_pattern_free (self);
}

static int
pattern_filter (void *self, const struct trestle_event *ev)
{
    return trestle_pattern_event (self, ev) ? TRESTLE_OK : TRESTLE_FILTERED;
}

static const struct trestle_param pattern_params[] = {
    { .name = "pattern",
      .help = "the event pattern, see trestle-pattern(7)",
      .type = TRESTLE_JSON,
      .flags = TRESTLE_REQUIRED | TRESTLE_VERBATIM },
    TRESTLE_PARAMS_END,
};

static const struct trestle_plugin pattern_plugin = {
    .head = TRESTLE_HEAD (TRESTLE_FILTER),
    .name = "pattern",
    .summary = "let events pass that match a pattern",
    .params = pattern_params,
    .open = pattern_open,
    .close = pattern_close,
    .filter = pattern_filter,
};
TRESTLE_REGISTER (pattern_plugin);
