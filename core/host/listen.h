/* listen.h - listening sockets, which outlive the instances that use them
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef HOST_LISTEN_H
#define HOST_LISTEN_H

#include <pthread.h>
#include <stdbool.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "base/log.h"

struct listener;
struct listeners {
    pthread_mutex_t lock; /* guards first */
    struct listener *first;
};

#define LISTEN_BAD_ADDRESS "is not an address such as \"127.0.0.1:8080\""

/* Whether address can be one; *ret_loopback: whether only this machine reaches
 * it.  0 or -EINVAL (LISTEN_BAD_ADDRESS), -ENOMEM.  Resolves no name. */
int listen_check (const char *address, bool *ret_loopback);

void listeners_init (struct listeners *listeners);
void listeners_destroy (struct listeners *listeners);

/* A new descriptor of the socket that listens on address ("127.0.0.1:8080",
 * "[::1]:0", "localhost:80"), non-blocking, made or taken from systemd
 * (sd_listen_fds(3)) at the first call of this pipeline and instance, whose
 * name is for STATE/listen.  -errno, and *ret_message (static text) says what
 * could not be done.  Thread: any. */
PRIVATE_API int listeners_get (struct listeners *listeners,
                               const struct log_tag *who, const char *address,
                               const char **ret_message);

/* At the stop: closes the core's own descriptors, so that a socket is gone
 * with its last user and nobody waits in its queue.  Thread: main. */
void listeners_close (struct listeners *listeners);

/* Adds NAME ADDRESS lines, with the ports that the system chose. */
PRIVATE_API void listeners_list (struct listeners *listeners,
                                 struct buf *lines);

#endif
