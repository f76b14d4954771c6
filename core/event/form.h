/* form.h - an event's EventBridge form, kept once it was asked for
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef EVENT_FORM_H
#define EVENT_FORM_H

#include <stddef.h>

#include "event/event.h"

struct event_form {
    struct event_form *next; /* of its batch */
    size_t len;
    char text[];
};

/* The form, which lives as long as the event; NULL without memory.  Thread:
 * any, at the same time too. */
const struct event_form *event_form (const struct trestle_event *ev);
void event_forms_free (struct event_form *form);

#endif
