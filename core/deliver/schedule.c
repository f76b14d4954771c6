/* schedule.c - deliveries that wait for their next attempt
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdlib.h>

#include "deliver/schedule.h"

#define FIRST_SIZE 64

void
schedule_destroy (struct schedule *s)
{
    free (s->heap);
    s->heap = NULL;
    s->n = s->cap = 0;
}

static void
swap (struct schedule *s, size_t i, size_t j)
{
    struct delivery *d = s->heap[i];

    s->heap[i] = s->heap[j];
    s->heap[j] = d;
}

static bool
before (const struct schedule *s, size_t i, size_t j)
{
    return s->heap[i]->due_us < s->heap[j]->due_us;
}

int
schedule_add (struct schedule *s, struct delivery *d)
{
    if (s->n == s->cap) {
        size_t cap = s->cap > 0 ? 2 * s->cap : FIRST_SIZE;
        struct delivery **heap = realloc (s->heap, cap * sizeof *heap);

        if (heap == NULL)
            return -ENOMEM;
        s->heap = heap;
        s->cap = cap;
    }
    s->heap[s->n++] = d;
    for (size_t i = s->n - 1; i > 0 && before (s, i, (i - 1) / 2);
         i = (i - 1) / 2)
        swap (s, i, (i - 1) / 2);
    return 0;
}

static void
sift_down (struct schedule *s)
{
    size_t i = 0;

    for (;;) {
        size_t child = 2 * i + 1;

        if (child >= s->n)
            return;
        if (child + 1 < s->n && before (s, child + 1, child))
            child++;
        if (!before (s, child, i))
            return;
        swap (s, i, child);
        i = child;
    }
}

struct delivery *
schedule_take (struct schedule *s, uint64_t now_us)
{
    struct delivery *d;

    if (s->n == 0 || s->heap[0]->due_us > now_us)
        return NULL;
    d = s->heap[0];
    s->heap[0] = s->heap[--s->n];
    sift_down (s);
    return d;
}

uint64_t
schedule_next (const struct schedule *s)
{
    return s->n > 0 ? s->heap[0]->due_us : UINT64_MAX;
}
