/* server.h - the admin listener: health, readiness, metrics
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Contracts 3.5.  Thread: main.
 */
#ifndef ADMIN_SERVER_H
#define ADMIN_SERVER_H

#include "route/bridge.h"

struct admin;

/* Listens and starts its thread.  0, or -errno, logged. */
int admin_start (struct bridge *br, struct admin **ret_admin);
/* NULL is no error. */
void admin_stop (struct admin *admin);

#endif
