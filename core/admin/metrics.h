/* metrics.h - all metrics as Prometheus reads them
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef ADMIN_METRICS_H
#define ADMIN_METRICS_H

#include "base/buf.h"
#include "route/bridge.h"

/* Adds the text of GET /metrics (text format 0.0.4); each pipeline's numbers
 * are of one moment.  0 or -ENOMEM.  Thread: any. */
int metrics_render (struct bridge *br, struct buf *text);

#endif
