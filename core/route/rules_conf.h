/* rules_conf.h - rules from a pipeline's file
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef ROUTE_RULES_CONF_H
#define ROUTE_RULES_CONF_H

#include "route/pipeline.h"

/* Reads pl's rules once its targets are known; counts the pairs of each.
 * 0, with mistakes in rep, or -ENOMEM.  Thread: main. */
int rules_read (struct pipeline *pl, struct config_report *rep);

/* The target of that name; NULL, and rep knows: at is the place.  One that the
 * file declares, but wrongly, is not reported again. */
struct target *rules_target (const struct pipeline *pl,
                             const struct config_node *at, const char *name,
                             struct config_report *rep);

#endif
