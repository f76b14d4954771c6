/* bridge_conf.h - trestle.cfg
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef ROUTE_BRIDGE_CONF_H
#define ROUTE_BRIDGE_CONF_H

#include "route/bridge.h"

/* Reads br->options.config: settings, variables, shared sources, pipelines.
 * 0, with mistakes in br->rep; or -EINVAL (nothing can be read), -ENOMEM. */
int bridge_read (struct bridge *br);
void bridge_settings_free (struct bridge_settings *set);

#endif
