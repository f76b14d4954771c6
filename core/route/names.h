/* names.h - reading the lists of a configuration, and the names in them
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Thread: main.
 */
#ifndef ROUTE_NAMES_H
#define ROUTE_NAMES_H

#include <stdbool.h>

#include "config/config.h"

/* The members of the list of groups name ("targets"), the first; NULL if there
 * are none.  What is no group is reported. */
const struct config_node *names_list (const struct config_node *root,
                                      const char *name,
                                      struct config_report *rep);
/* The same without a report: a list that was looked at before. */
const struct config_node *names_first (const struct config_node *root,
                                       const char *name);
/* Whether it was reported that list, which may be NULL, is no list: who is not
 * in it, nobody knows. */
bool names_is_wrong (const struct config_node *list);
/* The next group after node. */
const struct config_node *names_next (const struct config_node *node);

/* The string of a setting that must be there; NULL, and rep knows.  what:
 * "target" or the like. */
const struct config_node *names_string (const struct config_node *group,
                                        const char *name, const char *what,
                                        struct config_report *rep);
/* The same for the setting "name", which must be a name (contracts 4.4) that
 * no earlier group of the list has. */
const char *names_name (const struct config_node *group, const char *what,
                        struct config_report *rep);
/* What to call a group in messages whose name is missing or wrong. */
const char *names_label (const struct config_node *group);

#endif
