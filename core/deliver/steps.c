/* steps.c - run a rule's filters and transforms on one event
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "deliver/steps.h"
#include "host/instance.h"

/* The events between two steps; each holds a reference on its batch. */
struct flow {
    const struct trestle_event **at;
    size_t n, cap;
};

static void
flow_clear (struct flow *flow)
{
    for (size_t i = 0; i < flow->n; i++)
        batch_unref (flow->at[i]->batch);
    free (flow->at);
    *flow = (struct flow){ NULL, 0, 0 };
}

static int
flow_add (struct flow *flow, const struct trestle_event *ev)
{
    if (flow->n == flow->cap) {
        size_t cap = flow->cap > 0 ? 2 * flow->cap : 4;
        void *at = realloc (flow->at, cap * sizeof *flow->at);

        if (at == NULL)
            return -ENOMEM;
        flow->at = at;
        flow->cap = cap;
    }
    batch_ref (ev->batch);
    flow->at[flow->n++] = ev;
    return 0;
}

/* A part failed: RETRY fails the whole attempt, else the part has ended. */
static int
note_failure (struct delivery *d, struct trestle_ctx *step, int outcome)
{
    if (outcome == TRESTLE_FILTERED) {
        delivery_note (d, DELIVERY_FILTERED, REASON_NONE);
        return TRESTLE_OK;
    }
    delivery_set_reason (d, TAKE (step->reason_code),
                         TAKE (step->reason_text));
    if (outcome == TRESTLE_RETRY)
        return TRESTLE_RETRY;
    delivery_note (d, DELIVERY_DEAD, REASON_REJECTED);
    return TRESTLE_OK;
}

static int
run_filter (struct trestle_ctx *step, struct delivery *d,
            const struct flow *in, struct flow *out)
{
    for (size_t i = 0; i < in->n; i++) {
        int outcome = instance_filter (step, in->at[i]);

        if (outcome != TRESTLE_OK
            && note_failure (d, step, outcome) != TRESTLE_OK)
            return TRESTLE_RETRY;
        if (outcome == TRESTLE_OK && flow_add (out, in->at[i]) < 0)
            return TRESTLE_RETRY;
    }
    return TRESTLE_OK;
}

/* One event through a transform.  What it adds to b goes on if it says so;
 * numbers of parts go on over all calls, so that their ids differ. */
static int
transform_one (struct trestle_ctx *step, const struct trestle_event *ev,
               struct trestle_batch *b, struct flow *out)
{
    const struct trestle_event *last = b->last;
    const struct trestle_event *made;
    int outcome = instance_transform (step, ev, b);

    made = last != NULL ? last->next : b->first;
    if (outcome == TRESTLE_OK && made == NULL)
        return TRESTLE_FILTERED;
    for (; outcome == TRESTLE_OK && made != NULL; made = made->next)
        if (flow_add (out, made) < 0)
            outcome = TRESTLE_RETRY;
    return outcome;
}

static int
run_transform (struct trestle_ctx *step, const struct steps_env *env,
               struct delivery *d, struct flow *in_out[2])
{
    struct trestle_batch *b = batch_new (env->limits, NULL, env->random, 0);
    const struct flow *in = in_out[0];
    int r = b != NULL ? TRESTLE_OK : TRESTLE_RETRY;

    if (b != NULL)
        b->admitted_us = d->ev->batch->admitted_us;
    for (size_t i = 0; r == TRESTLE_OK && i < in->n; i++) {
        int outcome = transform_one (step, in->at[i], b, in_out[1]);

        if (outcome != TRESTLE_OK)
            r = note_failure (d, step, outcome);
    }
    batch_unref (b); /* its events hold it */
    return r;
}

static bool
is_filter (const struct trestle_ctx *step)
{
    return step->plugin->def.head.kind == TRESTLE_FILTER;
}

/* Filters before the first transform see the event itself: no flow. */
static int
run_leading_filters (const struct steps *steps, struct delivery *d,
                     size_t *ret_next)
{
    size_t i = 0;

    for (; i < steps->n && is_filter (steps->at[i]); i++) {
        int outcome = instance_filter (steps->at[i], d->ev);

        if (outcome == TRESTLE_OK)
            continue;
        if (outcome != TRESTLE_FILTERED)
            delivery_set_reason (d, TAKE (steps->at[i]->reason_code),
                                 TAKE (steps->at[i]->reason_text));
        return outcome;
    }
    *ret_next = i;
    return TRESTLE_OK;
}

/* The flow becomes the parts of d. */
static int
keep_parts (struct delivery *d, struct flow *flow)
{
    d->parts = calloc (flow->n, sizeof *d->parts);
    if (d->parts == NULL)
        return TRESTLE_RETRY;
    for (size_t i = 0; i < flow->n; i++)
        d->parts[i].ev = flow->at[i];
    d->n_parts = (uint32_t)flow->n;
    flow->n = 0; /* the references are d's now */
    return TRESTLE_OK;
}

static int
run_flow (const struct steps *steps, const struct steps_env *env,
          struct delivery *d, size_t first)
{
    struct flow in = { NULL, 0, 0 };
    struct flow out = { NULL, 0, 0 };
    int outcome = flow_add (&in, d->ev) < 0 ? TRESTLE_RETRY : TRESTLE_OK;

    for (size_t i = first; outcome == TRESTLE_OK && i < steps->n; i++) {
        struct flow *in_out[2] = { &in, &out };

        if (is_filter (steps->at[i]))
            outcome = run_filter (steps->at[i], d, &in, &out);
        else
            outcome = run_transform (steps->at[i], env, d, in_out);
        flow_clear (&in);
        in = out;
        out = (struct flow){ NULL, 0, 0 };
    }
    if (outcome == TRESTLE_OK && in.n == 0)
        outcome = d->end == DELIVERY_DEAD ? TRESTLE_REJECT : TRESTLE_FILTERED;
    if (outcome == TRESTLE_OK)
        outcome = keep_parts (d, &in);
    flow_clear (&in);
    return outcome;
}

int
steps_run (const struct steps *steps, const struct steps_env *env,
           struct delivery *d)
{
    size_t next = 0;
    int outcome = run_leading_filters (steps, d, &next);

    if (outcome != TRESTLE_OK || next == steps->n)
        return outcome;
    return run_flow (steps, env, d, next);
}
