/* pattern.c - makes and frees patterns, and says which names they use
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdlib.h>

#include "match/tree.h"

#define MESSAGE_LIMIT 4096

void
pattern_free (struct pattern *p)
{
    if (p == NULL)
        return;
    arena_free (&p->arena);
    free (p);
}

static int
make (struct pattern *p, const char *json, size_t len, struct buf *message)
{
    int r = parse_pattern (p, json, len, message);

    return r < 0 ? r : compile_pattern (p, message);
}

int
pattern_new (const char *json, size_t len, struct pattern **ret_pattern,
             char **ret_message)
{
    CLEANUP_BUF struct buf message = BUF_INIT (MESSAGE_LIMIT);
    struct pattern *p = calloc (1, sizeof *p);
    char *text;
    int r = p == NULL ? -ENOMEM : make (p, json, len, &message);

    if (r == 0) {
        *ret_pattern = p;
        return 0;
    }
    pattern_free (p);
    if (r != -EINVAL || ret_message == NULL)
        return r;
    text = buf_take (&message);
    if (text == NULL)
        return -ENOMEM;
    *ret_message = text;
    return r;
}

/* The names on the way to where watch_object is. */
struct way {
    const char *names[PATTERN_MAX_LEVELS];
    size_t lens[PATTERN_MAX_LEVELS];
    size_t n;
};

static int
watch_object (const struct written *w, struct way *way,
              struct json_watch *watch)
{
    int r = 0;

    for (size_t i = 0; r == 0 && i < w->n_fields; i++) {
        const struct written_field *f = &w->fields[i];

        way->names[way->n] = f->name.at;
        way->lens[way->n++] = f->name.len;
        r = f->below != NULL
                ? watch_object (f->below, way, watch)
                : json_watch_add (watch, way->names, way->lens, way->n);
        way->n--;
    }
    for (size_t i = 0; r == 0 && i < w->n_branches; i++)
        r = watch_object (&w->branches[i], way, watch);
    return r;
}

int
pattern_watch (const struct pattern *p, struct json_watch *watch)
{
    struct way way = { .n = 0 };

    return watch_object (p->written, &way, watch);
}
