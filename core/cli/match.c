/* match.c - trestle match: patterns from a file against events from a file
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <trestle/plugin.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/parse.h"
#include "cli/match.h"
#include "json/scan.h"
#include "match/match.h"

#define EXIT_NO_MATCH  1
#define EXIT_BAD_EVENT 1
#define EXIT_ERROR     2

#define FIRST_READ    65536
#define OUTPUT_BUFFER 65536

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

struct options {
    const char *rules;
    const char *events;
    const char *pattern;
    const char *event;
    int64_t repeat; /* 0: not asked for */
    bool count;
};

/* A whole file. */
struct text {
    const char *path;
    char *data;
    size_t len;
};

struct line {
    const char *at; /* without its end */
    size_t len;
    size_t number; /* from 1 */
};

struct rule {
    struct pattern *pattern;
    struct buf name; /* as a JSON string */
    uint64_t matches;
};

struct rules {
    struct rule *at;
    size_t n, room;
    const struct pattern **patterns;
    struct matcher *matcher;
    struct json_watch *watch;
    uint32_t *found; /* room for all */
};

/* One pass over the events. */
struct pass {
    uint64_t events;  /* that are JSON */
    uint64_t matches; /* (event, rule) */
    bool bad;         /* some line is not JSON */
};

/* ---- files -------------------------------------------------------------- */

static void
text_free (struct text *text)
{
    free (text->data);
}

static void
rules_free (struct rules *rules)
{
    matcher_free (rules->matcher);
    json_watch_free (rules->watch);
    for (size_t i = 0; i < rules->n; i++) {
        pattern_free (rules->at[i].pattern);
        buf_free (&rules->at[i].name);
    }
    free (rules->at);
    free (rules->patterns);
    free (rules->found);
}

#define CLEANUP_TEXT  __attribute__ ((__cleanup__ (text_free)))
#define CLEANUP_RULES __attribute__ ((__cleanup__ (rules_free)))

static int
fail_memory (void)
{
    fputs ("trestle match: out of memory\n", stderr);
    return -ENOMEM;
}

/* Reads fd to its end into text->data. */
static int
read_all (int fd, struct text *text)
{
    struct stat st;
    size_t room = FIRST_READ;
    ssize_t got;

    if (fstat (fd, &st) == 0 && S_ISREG (st.st_mode))
        room = (size_t)st.st_size + 1;
    for (;;) {
        char *data = realloc (text->data, room);

        if (data == NULL)
            return -ENOMEM;
        text->data = data;
        while (text->len < room) {
            got = read (fd, data + text->len, room - text->len);
            if (got == 0)
                return 0;
            if (got < 0 && errno != EINTR)
                return -errno;
            if (got > 0)
                text->len += (size_t)got;
        }
        room *= 2;
    }
}

static int
text_read (const char *path, struct text *text)
{
    CLEANUP_FD int fd = -1;
    int r;

    text->path = path;
    if (strcmp (path, "-") == 0)
        return read_all (STDIN_FILENO, text);
    fd = open (path, O_RDONLY | O_CLOEXEC);
    r = fd < 0 ? -errno : read_all (fd, text);
    if (r < 0)
        fprintf (stderr, "could not read \"%s\": %s\n", path, strerror (-r));
    return r;
}

/* The line behind the last one; false at the end.  CR before LF is no part of
 * it. */
static bool
line_next (const struct text *text, size_t *pos, struct line *line)
{
    const char *end;

    if (*pos >= text->len)
        return false;
    line->at = text->data + *pos;
    end = memchr (line->at, '\n', text->len - *pos);
    line->len = end != NULL ? (size_t)(end - line->at) : text->len - *pos;
    *pos += line->len + 1;
    if (line->len > 0 && line->at[line->len - 1] == '\r')
        line->len--;
    line->number++;
    return true;
}

static void
fail_json (const char *path, size_t number, const struct json_error *error)
{
    fprintf (stderr, "%s:", path);
    if (number > 0)
        fprintf (stderr, "%zu:", number);
    fprintf (stderr, " not JSON: %s at byte %zu\n", error->what,
             error->offset);
}

/* ---- rules -------------------------------------------------------------- */

/* Whether the line, which is checked, is {"name": ..., "pattern": ...}; then
 * it becomes the pattern, and *ret_name the name. */
static bool
take_name (struct line *line, struct line *ret_name)
{
    struct line name = { NULL, 0, 0 }, pattern = { NULL, 0, line->number };
    const char *key, *value;
    size_t pos = 0, key_len, len, n = 0;
    int type;

    while ((type = json_next (line->at, line->len, &pos, &key, &key_len,
                              &value, &len))
           != 0) {
        n++;
        if (key == NULL)
            return false;
        if (type == TRESTLE_TYPE_STRING
            && json_text_equal (key, key_len, "name", 4)) {
            name.at = value;
            name.len = len;
        } else if (type == TRESTLE_TYPE_OBJECT
                   && json_text_equal (key, key_len, "pattern", 7)) {
            pattern.at = value;
            pattern.len = len;
        }
    }
    if (n != 2 || name.at == NULL || pattern.at == NULL)
        return false;
    *line = pattern;
    *ret_name = name;
    return true;
}

static struct rule *
rules_add (struct rules *rules)
{
    if (rules->n == rules->room) {
        size_t room = rules->room > 0 ? 2 * rules->room : 16;
        struct rule *at = realloc (rules->at, room * sizeof *at);

        if (at == NULL)
            return NULL;
        rules->at = at;
        rules->room = room;
    }
    rules->at[rules->n]
        = (struct rule){ NULL, (struct buf)BUF_INIT (SIZE_MAX), 0 };
    return &rules->at[rules->n++];
}

/* 0, -EINVAL after a message, or -ENOMEM. */
static int
rule_read (struct rules *rules, const char *path, struct line *line)
{
    CLEANUP_FREE char *message = NULL;
    struct line name = { NULL, 0, 0 };
    struct rule *rule;
    struct json_error error;
    int r;

    if (json_check (line->at, line->len, NULL, &error) < 0) {
        fail_json (path, line->number, &error);
        return -EINVAL;
    }
    rule = rules_add (rules);
    if (rule == NULL)
        return -ENOMEM;
    if (take_name (line, &name))
        buf_add (&rule->name, name.at, name.len);
    else
        buf_printf (&rule->name, "\"%zu\"", line->number);
    r = pattern_new (line->at, line->len, &rule->pattern, &message);
    if (r == -EINVAL)
        fprintf (stderr, "%s:%zu: %s\n", path, line->number, message);
    if (r == 0)
        r = pattern_watch (rule->pattern, rules->watch);
    return r == 0 ? rule->name.error : r;
}

static bool
is_blank (const struct line *line)
{
    size_t pos = 0;

    json_skip_space (line->at, line->len, &pos);
    return pos == line->len;
}

/* All mistakes are reported. */
static int
rules_read (struct rules *rules, const struct text *text)
{
    struct line line = { NULL, 0, 0 };
    int result = 0;

    rules->watch = json_watch_new ();
    if (rules->watch == NULL)
        return -ENOMEM;
    for (size_t pos = 0; line_next (text, &pos, &line);) {
        int r = is_blank (&line) ? 0 : rule_read (rules, text->path, &line);

        if (r == -ENOMEM)
            return r;
        if (r < 0)
            result = r;
    }
    return result;
}

static int
rules_build (struct rules *rules)
{
    rules->patterns = malloc ((rules->n + 1) * sizeof *rules->patterns);
    rules->found = malloc ((rules->n + 1) * sizeof *rules->found);
    if (rules->patterns == NULL || rules->found == NULL)
        return -ENOMEM;
    for (size_t i = 0; i < rules->n; i++)
        rules->patterns[i] = rules->at[i].pattern;
    rules->matcher = matcher_new (rules->patterns, rules->n);
    return rules->matcher != NULL ? 0 : -ENOMEM;
}

/* ---- events ------------------------------------------------------------- */

static void
print_names (const struct rules *rules, size_t n)
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
run_pass (struct rules *rules, const struct text *events, bool count,
          struct pass *pass)
{
    struct line line = { NULL, 0, 0 };
    struct json_error error;

    for (size_t pos = 0; line_next (events, &pos, &line);) {
        size_t n;

        if (json_check (line.at, line.len, rules->watch, &error) < 0) {
            fail_json (events->path, line.number, &error);
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
time_pass (const struct rules *rules, const struct text *events)
{
    struct line line = { NULL, 0, 0 };
    struct json_error error;
    uint64_t matches = 0;

    for (size_t pos = 0; line_next (events, &pos, &line);)
        if (json_check (line.at, line.len, rules->watch, &error) == 0)
            matches += matcher_json (rules->matcher, line.at, line.len,
                                     rules->found);
    return matches;
}

static int
print_counts (const struct rules *rules)
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
print_figures (const struct rules *rules, const struct text *events,
               const struct pass *pass, const uint64_t us[3])
{
    uint64_t taken = us[0] > 0 ? us[0] : 1;
    double rate = (double)pass->events * (double)us[2] * 1e6 / (double)taken;

    fprintf (stderr,
             "{\"events\":%" PRIu64 ",\"matches\":%" PRIu64 ",\"rules\":%zu,",
             pass->events, pass->matches, rules->n);
    print_seconds ("seconds", us[0]);
    fprintf (stderr, ",\"events_per_second\":%.0f,", rate);
    print_seconds ("build_seconds", us[1]);
    fprintf (stderr, ",\"bytes\":%zu}\n", events->len);
}

static int
finish_output (void)
{
    if (fflush (stdout) == 0 && !ferror (stdout))
        return 0;
    fprintf (stderr, "could not write the result: %s\n", strerror (errno));
    return -EIO;
}

static int
match_files (const struct options *o)
{
    CLEANUP_TEXT struct text text = { NULL, NULL, 0 };
    CLEANUP_TEXT struct text events = { NULL, NULL, 0 };
    CLEANUP_RULES struct rules rules = { 0 };
    struct pass pass = { 0, 0, false };
    uint64_t us[3] = { 0, 0, (uint64_t)o->repeat }; /* taken, build, times */
    int r;

    if (text_read (o->rules, &text) < 0 || text_read (o->events, &events) < 0)
        return EXIT_ERROR;
    us[1] = clock_now (&clock_real);
    r = rules_read (&rules, &text);
    if (r == 0)
        r = rules_build (&rules);
    us[1] = clock_now (&clock_real) - us[1];
    if (r == -ENOMEM)
        fail_memory ();
    if (r < 0)
        return EXIT_ERROR;
    us[0] = clock_now (&clock_real);
    for (int64_t i = 0; i < o->repeat; i++)
        time_pass (&rules, &events);
    us[0] = clock_now (&clock_real) - us[0];
    run_pass (&rules, &events, o->count, &pass);
    if (o->count && print_counts (&rules) < 0)
        return fail_memory (), EXIT_ERROR;
    if (o->repeat > 0)
        print_figures (&rules, &events, &pass, us);
    if (finish_output () < 0)
        return EXIT_ERROR;
    return pass.bad ? EXIT_BAD_EVENT : EXIT_SUCCESS;
}

/* ---- one against one ---------------------------------------------------- */

static int
match_one (const struct options *o)
{
    CLEANUP_TEXT struct text text = { NULL, NULL, 0 };
    CLEANUP_TEXT struct text event = { NULL, NULL, 0 };
    CLEANUP_RULES struct rules rules = { 0 };
    CLEANUP_FREE char *message = NULL;
    struct json_error error;
    struct rule *rule = rules_add (&rules);
    int r;

    rules.watch = json_watch_new ();
    if (rule == NULL || rules.watch == NULL)
        return fail_memory (), EXIT_ERROR;
    if (text_read (o->pattern, &text) < 0 || text_read (o->event, &event) < 0)
        return EXIT_ERROR;
    r = pattern_new (text.data, text.len, &rule->pattern, &message);
    if (r == 0)
        r = pattern_watch (rule->pattern, rules.watch);
    if (r == -EINVAL)
        fprintf (stderr, "%s: %s\n", text.path, message);
    else if (r < 0)
        fail_memory ();
    if (r < 0)
        return EXIT_ERROR;
    if (json_check (event.data, event.len, rules.watch, &error) < 0) {
        fail_json (event.path, 0, &error);
        return EXIT_ERROR;
    }
    return pattern_match_json (rule->pattern, event.data, event.len)
               ? EXIT_SUCCESS
               : EXIT_NO_MATCH;
}

/* ---- options ------------------------------------------------------------ */

static int
fail_usage (const char *why)
{
    if (why != NULL)
        fprintf (stderr, "trestle match: %s\n", why);
    fputs ("Try \"trestle match --help\".\n", stderr);
    return EXIT_ERROR;
}

static const char *
options_problem (const struct options *o)
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
take_option (int c, struct options *o)
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
        if (parse_int (optarg, &o->repeat) < 0 || o->repeat < 1)
            return fail_usage ("--repeat takes a number from 1");
        return 0;
    case 'c':
        o->count = true;
        return 0;
    default:
        return fail_usage (NULL); /* getopt_long has said why */
    }
}

int
cli_match (int argc, char **argv)
{
    struct options o = { 0 };
    const char *problem;
    int c, r;

    optind = 1;
    while ((c = getopt_long (argc, argv, "h", long_options, NULL)) != -1) {
        if (c == 'h') {
            fputs (usage, stdout);
            return EXIT_SUCCESS;
        }
        r = take_option (c, &o);
        if (r != 0)
            return r;
    }
    problem = optind < argc ? "takes no arguments" : options_problem (&o);
    if (problem != NULL)
        return fail_usage (problem);
    return o.rules != NULL ? match_files (&o) : match_one (&o);
}
