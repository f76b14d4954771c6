/* common.c - what several commands do
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

int
cli_usage_error (const char *command, const char *fmt, ...)
{
    va_list ap;

    fprintf (stderr, "trestle %s: ", command);
    va_start (ap, fmt);
    vfprintf (stderr, fmt, ap);
    va_end (ap);
    fprintf (stderr, "\nTry \"trestle %s --help\".\n", command);
    return CLI_USAGE;
}

int
cli_config_option (struct cli_config *config, const char *command, int option,
                   const char *argument)
{
    if (option == 'c') {
        config->path = argument;
        return 0;
    }
    if (option == 's')
        return cli_usage_error (command, "--site is not there yet");
    if (strchr (argument, '=') == NULL)
        return cli_usage_error (
            command, "--set \"%s\" is not of the form NAME=VALUE", argument);
    if (config->n_set == CLI_MAX_SET)
        return cli_usage_error (command, "more than %d --set", CLI_MAX_SET);
    config->set[config->n_set++] = argument;
    return 0;
}

/* Before the first dlopen: threads that plugins make get no signal.  A command
 * that reads no signals itself leaves those to the user that end it. */
static void
block_signals (bool reads_signals)
{
    sigset_t all;

    sigfillset (&all);
    if (!reads_signals) {
        sigdelset (&all, SIGINT);
        sigdelset (&all, SIGTERM);
    }
    sigdelset (&all, SIGSEGV);
    sigdelset (&all, SIGBUS);
    sigdelset (&all, SIGFPE);
    sigdelset (&all, SIGILL);
    sigdelset (&all, SIGABRT);
    sigdelset (&all, SIGTRAP);
    pthread_sigmask (SIG_SETMASK, &all, NULL);
}

int
cli_open (const struct cli_config *config, struct config_report *rep,
          struct bridge **ret_bridge)
{
    struct bridge_options options = {
        .config = config->path != NULL ? config->path
                                       : SYSCONFDIR "/trestle/trestle.cfg",
        .variables = config->set,
        .clock = &clock_real,
        .io = &io_real,
    };
    int r;

    block_signals (config->reads_signals);
    r = bridge_open (&options, rep, ret_bridge);
    if (r < 0 && rep->errors == 0)
        fprintf (stderr, "trestle: %s\n", strerror (-r));
    return r < 0 ? CLI_CONFIG : CLI_OK;
}
