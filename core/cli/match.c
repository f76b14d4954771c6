/* match.c - trestle match: patterns from a file against events from a file
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/parse.h"
#include "cli/cli.h"
#include "cli/match.h"

static const char usage[]
    = "Usage: trestle match --rules R.jsonl --events E.jsonl [OPTION]...\n"
      "       trestle match --pattern P.json --event E.json\n"
      "Match events against event patterns, as plain JSON.\n"
      "\n"
      "  --rules FILE    one rule on each line: a pattern, or\n"
      "                  {\"name\": NAME, \"pattern\": PATTERN}\n"
      "  --events FILE   one event on each line; for each a line with the "
      "JSON\n"
      "                  array of the names of the rules that match, or null\n"
      "                  for one that is not JSON.  The name of a rule "
      "without\n"
      "                  one is the number of its line\n"
      "  --count         print NAME<TAB>COUNT for each rule instead\n"
      "  --repeat N      match N times, print the result once, and figures, "
      "as\n"
      "                  one line of JSON, on standard error\n"
      "  --pattern FILE  one pattern\n"
      "  --event FILE    one event\n"
      "  --help          print this text\n"
      "\n"
      "FILE may be \"-\" for standard input.\n"
      "\n"
      "Exit status: with --rules 0; 1 if a line of the events is not JSON; 2\n"
      "for bad rules, options or files.  With --pattern 0 if the event "
      "matches,\n"
      "1 if not, 2 for a bad pattern, event, option or file.\n"
      "\n"
      "Patterns are described in trestle-pattern(7).\n";

/* One pass over the events. */
struct pass {
    uint64_t events;  /* that are JSON */
    uint64_t matches; /* (event, rule) */
    bool bad;         /* some line is not JSON */
};

struct timing {
    uint64_t build_us; /* of the rules */
    uint64_t taken_us; /* for all passes */
    int64_t times;
};

/* ---- events ------------------------------------------------------------- */

static void
print_names (const struct match_rules *rules, size_t n)
{
    putchar_unlocked ('[');
    for (size_t i = 0; i < n; i++) {
        const struct buf *name = &rules->at[rules->found[i]].name;

        if (i > 0)
            putchar_unlocked (',');
        fwrite_unlocked (name->data, 1, name->len, stdout);
    }
    fputs_unlocked ("]\n", stdout);
}

/* The pass that is seen: prints what is asked for, and counts. */
static void
run_pass (struct match_rules *rules, const struct match_text *events,
          bool count, struct pass *pass)
{
    struct match_line line = { NULL, 0, 0 };
    struct json_error error;

    for (size_t pos = 0; match_line_next (events, &pos, &line);) {
        int r = json_check (line.at, line.len, rules->watch, &error);
        size_t n;

        if (r < 0) {
            match_fail_json (events->path, line.number, r, &error);
            pass->bad = true;
            if (!count)
                fputs_unlocked ("null\n", stdout);
            continue;
        }
        n = matcher_json (rules->matcher, line.at, line.len, rules->found);
        pass->events++;
        pass->matches += n;
        for (size_t i = 0; count && i < n; i++)
            rules->at[rules->found[i]].matches++;
        if (!count)
            print_names (rules, n);
    }
}

/* A pass for the clock. */
static uint64_t
time_pass (const struct match_rules *rules, const struct match_text *events)
{
    struct match_line line = { NULL, 0, 0 };
    struct json_error error;
    uint64_t matches = 0;

    for (size_t pos = 0; match_line_next (events, &pos, &line);)
        if (json_check (line.at, line.len, rules->watch, &error) == 0)
            matches += matcher_json (rules->matcher, line.at, line.len,
                                     rules->found);
    return matches;
}

static int
print_counts (const struct match_rules *rules)
{
    struct buf text = BUF_INIT (SIZE_MAX);
    struct buf name = BUF_INIT (SIZE_MAX);
    int r;

    for (size_t i = 0; i < rules->n; i++) {
        const struct buf *json = &rules->at[i].name;
        char *room;

        buf_reset (&name);
        room = buf_room (&name, json->len);
        if (room == NULL)
            break;
        buf_grow (&name, json_text (json->data, json->len, room, NULL));
        buf_add_escaped (&text, name.data, name.len, SIZE_MAX);
        buf_printf (&text, "\t%" PRIu64 "\n", rules->at[i].matches);
    }
    r = name.error < 0 ? name.error : text.error;
    if (r == 0 && text.len > 0)
        fwrite (text.data, 1, text.len, stdout);
    buf_free (&name);
    buf_free (&text);
    return r;
}

static void
print_seconds (const char *name, uint64_t us)
{
    fprintf (stderr, "\"%s\":%" PRIu64 ".%06" PRIu64, name, us / 1000000,
             us % 1000000);
}

static void
print_figures (const struct match_rules *rules,
               const struct match_text *events, const struct pass *pass,
               const struct timing *timing)
{
    uint64_t us = timing->taken_us > 0 ? timing->taken_us : 1;
    double rate
        = (double)pass->events * (double)timing->times * 1e6 / (double)us;

    fprintf (stderr,
             "{\"events\":%" PRIu64 ",\"matches\":%" PRIu64 ",\"rules\":%zu,",
             pass->events, pass->matches, rules->n);
    print_seconds ("seconds", timing->taken_us);
    fprintf (stderr, ",\"events_per_second\":%.0f,", rate);
    print_seconds ("build_seconds", timing->build_us);
    fprintf (stderr, ",\"bytes\":%zu}\n", events->len);
}

static int
finish_output (void)
{
    if (fflush (stdout) == 0 && !ferror (stdout))
        return 0;
    fprintf (stderr, "could not write the result: %s\n", strerror (errno));
    return CLI_USAGE;
}

/* Reads the rules, and how long it took. */
static int
read_rules (struct match_rules *rules, const struct match_options *o,
            uint64_t *ret_us)
{
    CLEANUP_TEXT struct match_text text = { NULL, NULL, 0 };
    uint64_t begin;
    int r;

    if (match_text_read (o->rules, &text) < 0)
        return CLI_USAGE;
    begin = clock_now (&clock_real);
    r = match_rules_read (rules, &text);
    *ret_us = clock_now (&clock_real) - begin;
    if (r == -ENOMEM)
        return match_fail_memory ();
    return r < 0 ? CLI_USAGE : 0;
}

static int
match_files (const struct match_options *o)
{
    CLEANUP_TEXT struct match_text events = { NULL, NULL, 0 };
    CLEANUP_RULES struct match_rules rules = { 0 };
    struct pass pass = { 0, 0, false };
    struct timing timing = { 0, 0, o->repeat };
    uint64_t begin;
    int r = read_rules (&rules, o, &timing.build_us);

    if (r != 0)
        return r;
    if (match_text_read (o->events, &events) < 0)
        return CLI_USAGE;
    begin = clock_now (&clock_real);
    for (int64_t i = 0; i < o->repeat; i++)
        time_pass (&rules, &events);
    timing.taken_us = clock_now (&clock_real) - begin;
    run_pass (&rules, &events, o->count, &pass);
    if (o->count && print_counts (&rules) < 0)
        return match_fail_memory ();
    if (o->repeat > 0)
        print_figures (&rules, &events, &pass, &timing);
    r = finish_output ();
    if (r != 0)
        return r;
    return pass.bad ? CLI_FAILURE : CLI_OK;
}

/* ---- one against one ---------------------------------------------------- */

static int
match_one (const struct match_options *o)
{
    CLEANUP_TEXT struct match_text text = { NULL, NULL, 0 };
    CLEANUP_TEXT struct match_text event = { NULL, NULL, 0 };
    CLEANUP_RULES struct match_rules rules = { 0 };
    struct json_error error;
    int r;

    if (match_text_read (o->pattern, &text) < 0
        || match_text_read (o->event, &event) < 0)
        return CLI_USAGE;
    r = match_rules_one (&rules, &text);
    if (r == -ENOMEM)
        return match_fail_memory ();
    if (r < 0)
        return CLI_USAGE;
    r = json_check (event.data, event.len, rules.watch, &error);
    if (r < 0) {
        match_fail_json (event.path, 0, r, &error);
        return CLI_USAGE;
    }
    return pattern_match_json (rules.at[0].pattern, event.data, event.len)
               ? CLI_OK
               : CLI_FAILURE;
}

/* ---- options ------------------------------------------------------------ */

static const char *
options_problem (const struct match_options *o)
{
    bool files = o->rules != NULL || o->events != NULL;
    bool one = o->pattern != NULL || o->event != NULL;

    if (files == one)
        return "either --rules and --events, or --pattern and --event";
    if (files && (o->rules == NULL || o->events == NULL))
        return "--rules and --events go together";
    if (one && (o->pattern == NULL || o->event == NULL))
        return "--pattern and --event go together";
    if (one && (o->count || o->repeat > 0))
        return "--count and --repeat go with --rules";
    return NULL;
}

enum { OPT_RULES = 256, OPT_EVENTS, OPT_PATTERN, OPT_EVENT, OPT_REPEAT };

static const struct option long_options[] = {
    { "rules", required_argument, NULL, OPT_RULES },
    { "events", required_argument, NULL, OPT_EVENTS },
    { "pattern", required_argument, NULL, OPT_PATTERN },
    { "event", required_argument, NULL, OPT_EVENT },
    { "repeat", required_argument, NULL, OPT_REPEAT },
    { "count", no_argument, NULL, 'c' },
    { "help", no_argument, NULL, 'h' },
    { NULL, 0, NULL, 0 },
};

static int
take_option (int c, struct match_options *o)
{
    switch (c) {
    case OPT_RULES:
        o->rules = optarg;
        return 0;
    case OPT_EVENTS:
        o->events = optarg;
        return 0;
    case OPT_PATTERN:
        o->pattern = optarg;
        return 0;
    case OPT_EVENT:
        o->event = optarg;
        return 0;
    case OPT_REPEAT:
        if (parse_int (optarg, &o->repeat) == 0 && o->repeat > 0)
            return 0;
        return cli_usage_error (
            "match", "--repeat takes a number above 0, not \"%s\"", optarg);
    case 'c':
        o->count = true;
        return 0;
    default: /* getopt_long has said why */
        fputs ("Try \"trestle match --help\".\n", stderr);
        return CLI_USAGE;
    }
}

int
cli_match (int argc, char **argv)
{
    struct match_options o = { 0 };
    const char *problem;
    int c, r;

    optind = 1;
    while ((c = getopt_long (argc, argv, "h", long_options, NULL)) != -1) {
        if (c == 'h') {
            fputs (usage, stdout);
            return CLI_OK;
        }
        r = take_option (c, &o);
        if (r != 0)
            return r;
    }
    if (optind < argc)
        return cli_usage_error ("match", "unexpected argument \"%s\"",
                                argv[optind]);
    problem = options_problem (&o);
    if (problem != NULL)
        return cli_usage_error ("match", "%s", problem);
    return o.rules != NULL ? match_files (&o) : match_one (&o);
}
