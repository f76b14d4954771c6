/* steps.h - run a rule's filters and transforms on one event
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef DELIVER_STEPS_H
#define DELIVER_STEPS_H

#include "deliver/delivery.h"
#include "event/event.h"

/* The steps of one rule as one worker runs them. */
struct steps {
    struct trestle_ctx **at; /* n instances, in their order */
    size_t n;
};

/* What a transform's output may hold. */
struct steps_env {
    const struct batch_limits *limits;
    struct random *random;
};

/* Runs them on d's event.  OK: d->parts holds what goes on, if a transform
 * made it, or d has no parts and its event goes on.  FILTERED: nothing goes on
 * and nothing failed.  REJECT, RETRY: d has code and text of the failure.  An
 * end of some parts only is noted in d.  Thread: worker. */
int steps_run (const struct steps *steps, const struct steps_env *env,
               struct delivery *d);

#endif
