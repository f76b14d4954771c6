/* route.c - admission: which rules want which event
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>

#include "route/pipeline.h"
#include "route/route.h"

/* So many rules' numbers fit on the stack. */
#define FEW_RULES 64

/* One delivery for each target of a rule that matches. */
static int
add_deliveries (struct admission *a, const struct trestle_event *ev,
                const struct rule *rule)
{
    for (size_t i = 0; i < rule->n_pairs; i++) {
        struct delivery *d = batch_alloc (a->batch, sizeof *d);

        if (d == NULL)
            return -ENOMEM;
        *d = (struct delivery){ .admission = a,
                                .ev = ev,
                                .pair = &rule->pairs[i] };
        *(a->last != NULL ? &a->last->sibling : &a->deliveries) = d;
        a->last = d;
        a->n_deliveries++;
    }
    return 0;
}

static int
admit_event (struct admission *a, const struct trestle_event *ev,
             uint32_t *matched)
{
    const struct rules *rules = a->pipeline->rules;
    size_t n = matcher_event (rules->matcher, ev, matched);
    int r = 0;

    for (size_t i = 0; r == 0 && i < n; i++)
        r = add_deliveries (a, ev, &rules->at[matched[i]]);
    if (n > 0)
        a->n_routed++;
    return r;
}

int
route_admit (struct admission *a)
{
    const struct rules *rules = a->pipeline->rules;
    uint32_t few[FEW_RULES];
    uint32_t *matched = few;

    if (a->matched)
        return 0;
    if (rules->n > FEW_RULES)
        matched = batch_alloc (a->batch, rules->n * sizeof *matched);
    if (matched == NULL)
        return -ENOMEM;
    a->n_routed = a->n_deliveries = 0;
    a->deliveries = a->last = NULL;
    for (const struct trestle_event *ev = a->batch->first; ev != NULL;
         ev = ev->next) {
        int r = admit_event (a, ev, matched);

        if (r < 0)
            return r;
    }
    a->n_open = a->n_deliveries;
    a->matched = true;
    return 0;
}
