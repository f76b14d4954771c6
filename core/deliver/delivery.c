/* delivery.c - one event on its way to one target because of one rule
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdlib.h>

#include "deliver/delivery.h"

static const char *const end_names[DELIVERY_ENDS]
    = { "pending", "delivered", "filtered", "dropped", "dead_lettered" };

static const char *const reason_names[REASONS]
    = { "",          "rejected", "expired",  "attempts", "no_route",
        "too_large", "overflow", "operator", "not_taken" };

const char *
delivery_end_name (int end)
{
    return end_names[end];
}

const char *
delivery_reason_name (int reason)
{
    return reason_names[reason];
}

void
delivery_note (struct delivery *d, int end, int reason)
{
    if (end <= d->end)
        return;
    d->end = (uint8_t)end;
    d->reason = (uint8_t)reason;
}

void
delivery_set_reason (struct delivery *d, char *code, char *text)
{
    free (d->code);
    free (d->text);
    d->code = code;
    d->text = text;
}

void
delivery_drop_parts (struct delivery *d)
{
    for (uint32_t i = 0; i < d->n_parts; i++)
        batch_unref (d->parts[i].ev->batch);
    free (d->parts);
    d->parts = NULL;
    d->n_parts = 0;
}

void
delivery_clear (struct delivery *d)
{
    delivery_set_reason (d, NULL, NULL);
    delivery_drop_parts (d);
}
