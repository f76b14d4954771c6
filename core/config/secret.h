/* secret.h - values that are kept from logs, and read again while we run
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CONFIG_SECRET_H
#define CONFIG_SECRET_H

#include "config/config.h"

struct conf_secret;

/* From node, a STRING whose variables are expanded: "file:PATH",
 * "credential:NAME", or the secret itself.  what begins the messages
 * ("setting \"token\" of source \"front\"").  0, -EINVAL (rep knows) or
 * -ENOMEM. */
int conf_secret_new (const struct config_node *node, const char *what,
                     struct config_report *rep,
                     struct conf_secret **ret_secret);
void conf_secret_free (struct conf_secret *secret);

/* Reads the file again; true if the secret has changed. */
bool conf_secret_refresh (struct conf_secret *secret);

/* Copies it, with a NUL; returns the length that is needed: if that is size or
 * more, buf holds nothing.  Thread: any. */
size_t conf_secret_copy (struct conf_secret *secret, char *buf, size_t size);

#endif
