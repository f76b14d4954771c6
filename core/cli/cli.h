/* cli.h - the commands; one file each
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Each gets its own name as argv[0] and returns the exit status (contracts
 * 5).
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdbool.h>

#include "route/bridge.h"

enum cli_exit {
    CLI_OK = 0,
    CLI_FAILURE = 1,
    CLI_USAGE = 2,
    CLI_CONFIG = 78 /* EX_CONFIG of sysexits.h */
};

int cli_run (int argc, char **argv);
int cli_check (int argc, char **argv);
int cli_match (int argc, char **argv);
int cli_plugins (int argc, char **argv);

/* Most --set options. */
#define CLI_MAX_SET 256

/* -c, --site and --set, which several commands take. */
struct cli_config {
    const char *path;
    const char *set[CLI_MAX_SET + 1];
    size_t n_set;
    bool reads_signals; /* the command waits for SIGTERM itself */
};

/* Notes an option: 'c', 's' (site) or 'S' (set) and its argument.  0, or
 * CLI_USAGE after a message. */
int cli_config_option (struct cli_config *config, const char *command,
                       int option, const char *argument);
/* Reads the configuration and opens everything.  CLI_OK or CLI_CONFIG. */
int cli_open (const struct cli_config *config, struct config_report *rep,
              struct bridge **ret_bridge);
/* "trestle COMMAND: message" and where help is; CLI_USAGE. */
int cli_usage_error (const char *command, const char *fmt, ...)
    __attribute__ ((__format__ (__printf__, 2, 3)));

#endif
