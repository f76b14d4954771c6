/* rules.c - the rules of a pipeline, as one set
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdlib.h>

#include "route/rules.h"

struct rules *
rules_new (size_t n)
{
    struct rules *rules = calloc (1, sizeof *rules);

    if (rules == NULL)
        return NULL;
    rules->n = n;
    rules->at = calloc (n > 0 ? n : 1, sizeof *rules->at);
    rules->watch = json_watch_new ();
    if (rules->at == NULL || rules->watch == NULL) {
        rules_free (rules);
        return NULL;
    }
    return rules;
}

static void
rule_clear (struct rule *rule)
{
    for (size_t i = 0; i < rule->n_steps; i++)
        free (rule->steps[i].name);
    free (rule->steps);
    free (rule->pairs);
    free (rule->name);
    pattern_free (rule->pattern);
}

void
rules_free (struct rules *rules)
{
    if (rules == NULL)
        return;
    matcher_free (rules->matcher);
    for (size_t i = 0; rules->at != NULL && i < rules->n; i++)
        rule_clear (&rules->at[i]);
    json_watch_free (rules->watch);
    free (rules->at);
    free (rules);
}

int
rules_compile (struct rules *rules)
{
    const struct pattern **patterns
        = calloc (rules->n > 0 ? rules->n : 1, sizeof (*patterns));
    int r = patterns != NULL ? 0 : -ENOMEM;

    for (size_t i = 0; r == 0 && i < rules->n; i++) {
        patterns[i] = rules->at[i].pattern;
        r = patterns[i] != NULL ? pattern_watch (patterns[i], rules->watch)
                                : -EINVAL;
    }
    if (r == 0) {
        rules->matcher = matcher_new (patterns, rules->n);
        r = rules->matcher != NULL ? 0 : -ENOMEM;
    }
    free (patterns);
    return r;
}
