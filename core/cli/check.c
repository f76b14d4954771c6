/* check.c - trestle check: everything that files alone can tell
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <getopt.h>
#include <stdio.h>

#include "cli/cli.h"

static const char help[]
    = "Usage: trestle check [OPTION]...\n"
      "Find every mistake in the configuration.  Nothing is started.\n\n"
      "  -c, --config FILE  trestle.cfg, or the file of one pipeline\n"
      "      --set NAME=VALUE  set a variable (may be repeated)\n"
      "      --strict       a warning is a mistake\n"
      "  -h, --help         this text\n\n"
      "Exit status: 0 no mistake, 2 usage, 78 mistakes.\n";

static const struct option options[] = {
    { "config", required_argument, NULL, 'c' },
    { "site", required_argument, NULL, 's' },
    { "set", required_argument, NULL, 'S' },
    { "state", required_argument, NULL, 'd' },
    { "strict", no_argument, NULL, 'x' },
    { "help", no_argument, NULL, 'h' },
    { NULL, 0, NULL, 0 },
};

static void
print_found (const struct bridge *br, const struct config_report *rep)
{
    size_t rules = 0, targets = 0, sources = br->n_shared;

    for (size_t i = 0; i < br->n_pipelines; i++) {
        rules += br->pipelines[i]->rules->n;
        targets += br->pipelines[i]->n_targets;
        sources += br->pipelines[i]->n_sources;
    }
    printf ("pipelines: %zu, sources: %zu, rules: %zu, targets: %zu, "
            "warnings: %u\n",
            br->n_pipelines, sources, rules, targets, rep->warnings);
}

static int
check (const struct cli_config *config, bool strict)
{
    struct config_report rep = { NULL, NULL, 0, 0 };
    struct bridge *br;
    int status = cli_open (config, &rep, &br);

    if (status != CLI_OK)
        return status;
    print_found (br, &rep);
    bridge_close (br);
    return strict && rep.warnings > 0 ? CLI_CONFIG : CLI_OK;
}

int
cli_check (int argc, char **argv)
{
    struct cli_config config = { .reads_signals = false };
    bool strict = false;
    int option, status = 0;

    while (status == 0
           && (option = getopt_long (argc, argv, "c:h", options, NULL)) != -1)
        switch (option) {
        case 'h':
            fputs (help, stdout);
            return CLI_OK;
        case 'x':
            strict = true;
            break;
        case 'd':
            return cli_usage_error ("check", "--state is not there yet");
        case '?':
            return cli_usage_error ("check", "the options are wrong");
        default:
            status = cli_config_option (&config, "check", option, optarg);
            break;
        }
    if (status == 0 && optind < argc)
        status = cli_usage_error ("check", "\"%s\" is too much", argv[optind]);
    return status != 0 ? status : check (&config, strict);
}
