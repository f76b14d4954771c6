/* main.c - find the command
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "config.h"

static const struct command {
    const char *name;
    int (*run) (int argc, char **argv);
    const char *help;
} commands[] = {
    { "run", cli_run, "the daemon, in the foreground" },
    { "check", cli_check, "find every mistake in a configuration" },
    { "match", cli_match, "try patterns on events" },
    { "plugins", cli_plugins, "what is installed, and its settings" },
};

static int
help (void)
{
    printf ("Usage: trestle COMMAND [OPTION]...\n"
            "A self-hosted event bridge: see trestle(1).\n\nCommands:\n");
    for (size_t i = 0; i < ARRAY_SIZE (commands); i++)
        printf ("  %-9s %s\n", commands[i].name, commands[i].help);
    printf ("\n\"trestle COMMAND --help\" tells the options of each.\n"
            "  -h, --help     this text\n"
            "  -V, --version  the version, and that of the plugin ABI\n");
    return CLI_OK;
}

static int
version (void)
{
    printf ("trestle %s (plugin ABI %d.%d)\n", PACKAGE_VERSION,
            TRESTLE_ABI_MAJOR, TRESTLE_ABI_MINOR);
    return CLI_OK;
}

static bool
is (const char *argument, const char *option, const char *letter)
{
    return strcmp (argument, option) == 0 || strcmp (argument, letter) == 0;
}

int
main (int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";

    if (is (name, "--help", "-h"))
        return help ();
    if (is (name, "--version", "-V"))
        return version ();
    for (size_t i = 0; i < ARRAY_SIZE (commands); i++)
        if (strcmp (commands[i].name, name) == 0)
            return commands[i].run (argc - 1, argv + 1);
    if (argc > 1)
        fprintf (stderr, "trestle: no command \"%s\"\n", name);
    else
        fprintf (stderr, "trestle: no command given\n");
    fprintf (stderr, "Try \"trestle --help\".\n");
    return CLI_USAGE;
}
