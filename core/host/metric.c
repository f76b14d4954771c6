/* metric.c - the plugins' own metrics
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/instance.h"
#include "host/metric.h"

void
metrics_init (struct metrics *metrics)
{
    pthread_mutex_init (&metrics->lock, NULL);
    metrics->first = NULL;
}

static void
metric_free (struct trestle_metric *m)
{
    free (m->name);
    free (m->label);
    free (m);
}

void
metrics_destroy (struct metrics *metrics)
{
    metrics_drop (metrics, NULL);
    pthread_mutex_destroy (&metrics->lock);
}

/* ctx NULL: all. */
void
metrics_drop (struct metrics *metrics, const struct trestle_ctx *ctx)
{
    struct trestle_metric **at = &metrics->first;

    pthread_mutex_lock (&metrics->lock);
    while (*at != NULL) {
        struct trestle_metric *m = *at;

        if (ctx != NULL && m->ctx != ctx) {
            at = &m->next;
            continue;
        }
        *at = m->next;
        metric_free (m);
    }
    pthread_mutex_unlock (&metrics->lock);
}

void
metrics_each (struct metrics *metrics,
              void (*see) (void *self, const struct metric_view *view),
              void *self)
{
    pthread_mutex_lock (&metrics->lock);
    for (struct trestle_metric *m = metrics->first; m != NULL; m = m->next) {
        struct metric_view view
            = { m->name,      m->label, m->ctx->tag.pipeline,
                m->ctx->name, m->type,  atomic_load (&m->value) };

        see (self, &view);
    }
    see (self, NULL);
    pthread_mutex_unlock (&metrics->lock);
}

/* [a-z][a-z0-9_]* */
static bool
is_metric_name (const char *name)
{
    size_t n = strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789_");

    return name[0] >= 'a' && name[0] <= 'z' && name[n] == '\0';
}

/* "partition=3" becomes partition="3"; NULL if it is no label. */
static char *
quote_label (const char *label)
{
    const char *equals = strchr (label, '=');
    char *quoted = NULL;

    if (equals == NULL || equals == label
        || strcspn (label, "\"\\\n") != strlen (label)
        || asprintf (&quoted, "%.*s=\"%s\"", (int)(equals - label), label,
                     equals + 1)
               < 0)
        return NULL;
    return quoted;
}

/* trestle_KIND_PLUGIN_NAME, with every '-' an '_'. */
static char *
full_name (const struct trestle_ctx *ctx, const char *name)
{
    char *full;

    if (asprintf (&full, "trestle_%s_%s", ctx->plugin->label, name) < 0)
        return NULL;
    for (char *c = full; *c != '\0'; c++)
        if (*c == '-')
            *c = '_';
    return full;
}

static bool
same (const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp (a, b) == 0);
}

/* Behind the last of its name, so that one name's stand together. */
static struct trestle_metric **
place_of (struct metrics *metrics, const char *name)
{
    struct trestle_metric **at = &metrics->first;

    while (*at != NULL && strcmp ((*at)->name, name) <= 0)
        at = &(*at)->next;
    return at;
}

static struct trestle_metric *
metric_find (struct metrics *metrics, const struct trestle_metric *like)
{
    for (struct trestle_metric *m = metrics->first; m != NULL; m = m->next)
        if (m->ctx == like->ctx && same (m->name, like->name)
            && same (m->label, like->label))
            return m;
    return NULL;
}

struct trestle_metric *
trestle_metric_new (struct trestle_ctx *ctx, int type, const char *name,
                    const char *label)
{
    struct metrics *metrics = &ctx->host->metrics;
    struct trestle_metric *m, *found;

    if (!is_metric_name (name)
        || (type != TRESTLE_COUNTER && type != TRESTLE_GAUGE)) {
        trestle_error (ctx, "\"%s\" is not a metric", name);
        return NULL;
    }
    m = calloc (1, sizeof *m);
    if (m == NULL)
        return NULL;
    m->ctx = ctx;
    m->type = type;
    m->name = full_name (ctx, name);
    m->label = label != NULL ? quote_label (label) : NULL;
    if (m->name == NULL || (label != NULL && m->label == NULL)) {
        metric_free (m);
        return NULL;
    }
    pthread_mutex_lock (&metrics->lock);
    found = metric_find (metrics, m);
    if (found == NULL) {
        struct trestle_metric **at = place_of (metrics, m->name);

        m->next = *at;
        *at = m;
    }
    pthread_mutex_unlock (&metrics->lock);
    if (found == NULL)
        return m;
    metric_free (m);
    return found;
}

void
trestle_metric_add (struct trestle_metric *m, int64_t n)
{
    if (m != NULL)
        atomic_fetch_add_explicit (&m->value, n, memory_order_relaxed);
}

void
trestle_metric_set (struct trestle_metric *m, int64_t n)
{
    if (m != NULL)
        atomic_store_explicit (&m->value, n, memory_order_relaxed);
}
