/* host.c - what all instances share
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "host/host.h"

int
host_init (struct host *host, const struct clock *clock, const char *dir,
           bool allow_paths)
{
    host->main = pthread_self ();
    host->clock = clock;
    listeners_init (&host->listeners);
    metrics_init (&host->metrics);
    return loader_init (&host->loader, dir, allow_paths);
}

void
host_destroy (struct host *host)
{
    listeners_destroy (&host->listeners);
    metrics_destroy (&host->metrics);
    loader_destroy (&host->loader);
}
