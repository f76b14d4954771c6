/* filter-region: let only the events of one region pass
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <string.h>

#include <trestle/plugin.h>

static int
region_filter (void *self, const struct trestle_event *ev)
{
    const char *region = trestle_event_get (ev, "region");

    (void)self;
    if (region == NULL || strcmp (region, "kansai") != 0)
        return TRESTLE_FILTERED;
    return TRESTLE_OK;
}

static const struct trestle_plugin region = {
    .head = TRESTLE_HEAD (TRESTLE_FILTER),
    .name = "region",
    .filter = region_filter,
};
TRESTLE_REGISTER (region);
