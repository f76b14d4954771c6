/* route.h - admission: which rules want which event
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef ROUTE_ROUTE_H
#define ROUTE_ROUTE_H

#include "deliver/delivery.h"

/* Matches every event of a batch and makes its deliveries.  Once for each
 * batch, however often it is offered.  0 or -ENOMEM.  Thread: its source's. */
int route_admit (struct admission *a);

#endif
