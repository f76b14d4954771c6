/* match-rules.c - trestle match: a pattern on each line
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <trestle/plugin.h>

#include "cli/match.h"

void
match_rules_free (struct match_rules *rules)
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

/* Whether the line, which is checked, is {"name": ..., "pattern": ...}; then
 * it becomes the pattern, and *ret_name the name. */
static bool
take_name (struct match_line *line, struct match_line *ret_name)
{
    struct match_line name = { NULL, 0, 0 },
                      pattern = { NULL, 0, line->number };
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

static struct match_rule *
rules_add (struct match_rules *rules)
{
    if (rules->n == rules->room) {
        size_t room = rules->room > 0 ? 2 * rules->room : 16;
        struct match_rule *at = realloc (rules->at, room * sizeof *at);

        if (at == NULL)
            return NULL;
        rules->at = at;
        rules->room = room;
    }
    rules->at[rules->n]
        = (struct match_rule){ NULL, (struct buf)BUF_INIT (SIZE_MAX), 0 };
    return &rules->at[rules->n++];
}

/* 0, -EINVAL after a message, or -ENOMEM. */
static int
rule_read (struct match_rules *rules, const char *path,
           struct match_line *line)
{
    CLEANUP_FREE char *message = NULL;
    struct match_line name = { NULL, 0, 0 };
    struct match_rule *rule;
    struct json_error error;
    int r = json_check (line->at, line->len, NULL, &error);

    if (r < 0) {
        match_fail_json (path, line->number, r, &error);
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
is_blank (const struct match_line *line)
{
    size_t pos = 0;

    json_skip_space (line->at, line->len, &pos);
    return pos == line->len;
}

static int
rules_build (struct match_rules *rules)
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

int
match_rules_read (struct match_rules *rules, const struct match_text *text)
{
    struct match_line line = { NULL, 0, 0 };
    int result = 0;

    rules->watch = json_watch_new ();
    if (rules->watch == NULL)
        return -ENOMEM;
    for (size_t pos = 0; match_line_next (text, &pos, &line);) {
        int r = is_blank (&line) ? 0 : rule_read (rules, text->path, &line);

        if (r == -ENOMEM)
            return r;
        if (r < 0)
            result = r;
    }
    return result < 0 ? result : rules_build (rules);
}

int
match_rules_one (struct match_rules *rules, const struct match_text *text)
{
    CLEANUP_FREE char *message = NULL;
    struct match_rule *rule = rules_add (rules);
    int r;

    rules->watch = json_watch_new ();
    if (rule == NULL || rules->watch == NULL)
        return -ENOMEM;
    r = pattern_new (text->data, text->len, &rule->pattern, &message);
    if (r == -EINVAL)
        fprintf (stderr, "%s: %s\n", text->path, message);
    return r < 0 ? r : pattern_watch (rule->pattern, rules->watch);
}
