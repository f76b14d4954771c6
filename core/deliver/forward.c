/* forward.c - a dead letter goes to a target
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "deliver/forward.h"
#include "deliver/target.h"

/* An attribute holds no control characters, and no more than this. */
#define MAX_TEXT 1024

/* text as the value of an attribute; NULL (the attribute is left out) if there
 * is none. */
static char *
attribute (const char *text)
{
    struct buf escaped = BUF_INIT (4 * MAX_TEXT + 4);

    if (text == NULL || text[0] == '\0')
        return NULL;
    buf_add_escaped (&escaped, text, strlen (text), MAX_TEXT);
    return buf_take (&escaped);
}

/* The event as it was admitted, and why it is here; in a batch of its own. */
static struct trestle_batch *
make_event (const struct delivery *d, const struct steps_env *env)
{
    CLEANUP_FREE char *code = attribute (d->code);
    CLEANUP_FREE char *text = attribute (d->text);
    const char *const attrs[] = {
        "deadrule",   d->pair->rule,
        "deadtarget", d->pair->target->name,
        "deadreason", delivery_reason_name (d->reason),
        "deadcode",   code,
        "deadtext",   text,
        NULL,
    };
    struct trestle_batch *b = batch_new (env->limits, NULL, env->random, 0);

    if (b == NULL)
        return NULL;
    b->admitted_us = d->ev->batch->admitted_us;
    if (trestle_batch_add (b, d->ev, attrs, NULL, 0) == 0)
        return b;
    batch_unref (b);
    return NULL;
}

int
forward_begin (struct delivery *d, const struct steps_env *env,
               uint64_t now_us)
{
    struct trestle_batch *b = make_event (d, env);
    struct part *parts = b != NULL ? calloc (1, sizeof *parts) : NULL;

    if (parts == NULL) {
        batch_unref (b);
        return b == NULL ? -EINVAL : -ENOMEM;
    }
    delivery_drop_parts (d);
    parts[0].ev = b->first; /* the reference is the part's now */
    d->parts = parts;
    d->n_parts = 1;
    d->forwarded = true;
    d->dead_reason = d->reason;
    d->dead_attempts = d->attempts;
    d->since_us = now_us;
    d->end = DELIVERY_PENDING;
    d->reason = REASON_NONE;
    d->attempts = 0;
    d->again = false;
    return 0;
}

void
forward_end (struct delivery *d)
{
    d->accepted = d->end == DELIVERY_DELIVERED;
    d->end = DELIVERY_DEAD;
    d->reason = d->dead_reason;
    d->attempts = d->dead_attempts;
}
