/* forward.h - a dead letter goes to a target: dead_letter = { target = ... }
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The delivery itself goes on, as one of that target, and ends where it began:
 * counted as dead-lettered by its own rule and target (contracts 1.11).
 */
#ifndef DELIVER_FORWARD_H
#define DELIVER_FORWARD_H

#include "deliver/delivery.h"
#include "deliver/steps.h"

/* Makes of a delivery that has ended as dead letter one that carries the event
 * as it was admitted, with the attributes deadrule, deadtarget, deadreason,
 * deadcode and deadtext.  0; or -ENOMEM, -EINVAL, -EMSGSIZE: it is as it was
 * and belongs in the file.  Thread: worker. */
int forward_begin (struct delivery *d, const struct steps_env *env,
                   uint64_t now_us);
/* It has ended there: delivered, or else its dead letter is still to be
 * written. */
void forward_end (struct delivery *d);

#endif
