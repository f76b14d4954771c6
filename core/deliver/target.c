/* target.c - a target: what waits for it, and the lanes that serve it
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "deliver/lane.h"
#include "deliver/target.h"

struct target *
target_new (const char *name, const struct plugin *plugin,
            const struct target_settings *set, uint64_t seed)
{
    struct target *t = calloc (1, sizeof *t);

    if (t == NULL)
        return NULL;
    pthread_mutex_init (&t->lock, NULL);
    random_seed (&t->random, seed);
    t->plugin = plugin;
    t->set = *set;
    t->name = strdup (name);
    if (t->name == NULL) {
        target_free (t);
        return NULL;
    }
    return t;
}

void
target_free (struct target *t)
{
    if (t == NULL)
        return;
    dead_destroy (&t->dead);
    schedule_destroy (&t->schedule);
    pthread_mutex_destroy (&t->lock);
    free (t->lanes);
    free (t->name);
    free (t);
}

static void
wake_lanes (struct target *t)
{
    for (uint32_t i = 0; i < t->n_lanes; i++)
        lane_wake (t->lanes[i]);
}

void
target_push (struct target *t, struct delivery_list *list)
{
    pthread_mutex_lock (&t->lock);
    delivery_list_append (&t->ready, list);
    pthread_mutex_unlock (&t->lock);
    wake_lanes (t);
}

void
target_take (struct target *t, uint64_t now_us, size_t max,
             struct delivery_list *list)
{
    struct delivery *d;

    pthread_mutex_lock (&t->lock);
    while (list->n < max && (d = schedule_take (&t->schedule, now_us)) != NULL)
        delivery_list_add (list, d);
    if (max - list->n >= t->ready.n && t->schedule.n < t->set.retry_window)
        delivery_list_append (list, &t->ready);
    while (list->n < max && t->ready.n > 0
           && t->schedule.n < t->set.retry_window)
        delivery_list_add (list, delivery_list_take (&t->ready));
    pthread_mutex_unlock (&t->lock);
}

bool
target_retry (struct target *t, struct delivery *d, uint64_t now_us)
{
    uint64_t since = d->since_us != 0 ? d->since_us : d->admission->now_us;
    struct policy_case c = { now_us, since, d->retry_after_us, d->attempts };
    int reason = REASON_NONE;
    bool again, sooner;

    pthread_mutex_lock (&t->lock);
    again = policy_retry (&t->set.policy, &c, &t->random, &d->due_us, &reason);
    if (again && schedule_add (&t->schedule, d) < 0)
        delivery_list_add (&t->ready, d); /* no memory: at once, then */
    sooner = again && schedule_next (&t->schedule) >= d->due_us;
    pthread_mutex_unlock (&t->lock);
    if (sooner && t->n_lanes > 1) /* this one may wait in deliver by then */
        wake_lanes (t);
    if (!again)
        delivery_note (d, DELIVERY_DEAD, reason);
    return again;
}

uint64_t
target_next (struct target *t)
{
    uint64_t next;

    pthread_mutex_lock (&t->lock);
    next = schedule_next (&t->schedule);
    if (t->ready.n > 0 && t->schedule.n < t->set.retry_window)
        next = 0;
    pthread_mutex_unlock (&t->lock);
    return next;
}
