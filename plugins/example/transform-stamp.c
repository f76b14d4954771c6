/* transform-stamp: mark every event as seen by this bridge
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <trestle/plugin.h>

static int
stamp_transform (void *self, const struct trestle_event *ev,
                 struct trestle_batch *out)
{
    static const char *const attrs[] = { "seenby", "trestle", NULL };

    (void)self;
    if (trestle_batch_add (out, ev, attrs, NULL, 0) < 0)
        return TRESTLE_RETRY;
    return TRESTLE_OK;
}

static const struct trestle_plugin stamp = {
    .head = TRESTLE_HEAD (TRESTLE_TRANSFORM),
    .name = "stamp",
    .transform = stamp_transform,
};
TRESTLE_REGISTER (stamp);
