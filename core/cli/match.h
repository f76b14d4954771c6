/* match.h - what the files of "trestle match" share
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CLI_MATCH_H
#define CLI_MATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "json/scan.h"
#include "match/match.h"

struct match_options {
    const char *rules;
    const char *events;
    const char *pattern;
    const char *event;
    int64_t repeat; /* 0: not asked for */
    bool count;
};

/* A whole file. */
struct match_text {
    const char *path;
    char *data;
    size_t len;
};

struct match_line {
    const char *at; /* without its end */
    size_t len;
    size_t number; /* from 1 */
};

struct match_rule {
    struct pattern *pattern;
    struct buf name; /* as a JSON string */
    uint64_t matches;
};

struct match_rules {
    struct match_rule *at;
    size_t n, room;
    const struct pattern **patterns;
    struct matcher *matcher;
    struct json_watch *watch;
    uint32_t *found; /* room for all */
};

/* Says so on standard error; CLI_USAGE. */
int match_fail_memory (void);
/* Reads a file, or standard input if path is "-".  0; or -errno after a
 * message. */
int match_text_read (const char *path, struct match_text *text);
void match_text_free (struct match_text *text);
/* The line behind the last one; false at the end.  CR before LF is no part of
 * it. */
bool match_line_next (const struct match_text *text, size_t *pos,
                      struct match_line *line);
/* "PATH:NUMBER: not JSON: ...", or what else json_check's r means; without a
 * number if that is 0. */
void match_fail_json (const char *path, size_t number, int r,
                      const struct json_error *error);

/* A pattern on each line, into rules, which is zero at first; all mistakes are
 * reported.  0, -EINVAL after messages, or -ENOMEM. */
int match_rules_read (struct match_rules *rules,
                      const struct match_text *text);
/* The whole text as one pattern, into rules->at[0]. */
int match_rules_one (struct match_rules *rules, const struct match_text *text);
void match_rules_free (struct match_rules *rules);

#define CLEANUP_TEXT  __attribute__ ((__cleanup__ (match_text_free)))
#define CLEANUP_RULES __attribute__ ((__cleanup__ (match_rules_free)))

#endif
