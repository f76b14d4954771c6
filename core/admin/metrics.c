/* metrics.c - all metrics as Prometheus reads them
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "admin/metrics.h"
#include "config.h"
#include "deliver/lane.h"

/* The snapshots of all pipelines, so that every family can list them. */
struct snapshots {
    struct bridge *br;
    struct ledger *at;
    size_t n;
};

static void
family (struct buf *text, const char *name, const char *type, const char *help)
{
    buf_printf (text, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void
snapshots_free (struct snapshots *s)
{
    for (size_t i = 0; i < s->n; i++)
        ledger_destroy (&s->at[i]);
    free (s->at);
}

static int
snapshots_take (struct snapshots *s, struct bridge *br)
{
    int r = 0;

    *s = (struct snapshots){ br, NULL, 0 };
    s->at = calloc (br->n_pipelines + 1, sizeof *s->at);
    if (s->at == NULL)
        return -ENOMEM;
    for (; r == 0 && s->n < br->n_pipelines; s->n++) {
        r = pipeline_snapshot (br->pipelines[s->n], &s->at[s->n]);
        if (r < 0)
            break;
    }
    return r;
}

/* ---- events and deliveries ---- */

static void
add_events (struct buf *text, const struct snapshots *s)
{
    family (text, "trestle_events_total", "counter",
            "Events by what became of them at admission.");
    for (size_t i = 0; i < s->n; i++)
        for (int state = 0; state < LEDGER_STATES; state++)
            buf_printf (text,
                        "trestle_events_total{pipeline=\"%s\",state=\"%s\"} "
                        "%" PRIu64 "\n",
                        s->br->pipelines[i]->name, ledger_state_name (state),
                        s->at[i].events[state]);
}

struct delivery_line {
    const char *pipeline;
    const struct pair *pair;
};

static void
add_line (struct buf *text, const struct delivery_line *l, const char *state,
          const char *reason, uint64_t n)
{
    buf_printf (text,
                "trestle_deliveries_total{pipeline=\"%s\",rule=\"%s\","
                "target=\"%s\",state=\"%s\",reason=\"%s\"} %" PRIu64 "\n",
                l->pipeline, l->pair->rule, l->pair->target->name, state,
                reason, n);
}

static void
add_pair (struct buf *text, const struct delivery_line *l,
          const struct ledger_pair *pair)
{
    /* What only a journal brings is 0 without one. */
    static const char *const not_yet[]
        = { "recovered", "redriven", "replayed" };

    add_line (text, l, "created", "", pair->created);
    for (size_t i = 0; i < ARRAY_SIZE (not_yet); i++)
        add_line (text, l, not_yet[i], "", 0);
    add_line (text, l, "delivered", "", pair->delivered);
    add_line (text, l, "filtered", "", pair->filtered);
    for (int i = REASON_NONE + 1; i < REASONS; i++)
        add_line (text, l, delivery_end_name (DELIVERY_DEAD),
                  delivery_reason_name (i), pair->dead[i]);
    for (int i = REASON_NONE + 1; i < REASONS; i++)
        add_line (text, l, delivery_end_name (DELIVERY_DROPPED),
                  delivery_reason_name (i), pair->dropped[i]);
}

/* Calls add for each pair of all pipelines. */
static void
each_pair (struct buf *text, const struct snapshots *s,
           void (*add) (struct buf *text, const struct delivery_line *l,
                        const struct ledger_pair *pair))
{
    for (size_t i = 0; i < s->n; i++) {
        const struct rules *rules = s->br->pipelines[i]->rules;

        for (size_t j = 0; j < rules->n; j++)
            for (size_t k = 0; k < rules->at[j].n_pairs; k++) {
                const struct pair *pair = &rules->at[j].pairs[k];
                struct delivery_line l = { s->br->pipelines[i]->name, pair };

                add (text, &l, &s->at[i].pairs[pair->index]);
            }
    }
}

static void
add_pending (struct buf *text, const struct delivery_line *l,
             const struct ledger_pair *pair)
{
    buf_printf (text,
                "trestle_deliveries_pending{pipeline=\"%s\",rule=\"%s\","
                "target=\"%s\"} %" PRIu64 "\n",
                l->pipeline, l->pair->rule, l->pair->target->name,
                pair->pending);
}

static void
add_window (struct buf *text, const struct snapshots *s)
{
    family (text, "trestle_window_events", "gauge",
            "Events of batches that are not settled.");
    for (size_t i = 0; i < s->n; i++)
        buf_printf (text,
                    "trestle_window_events{pipeline=\"%s\"} %" PRIu64 "\n",
                    s->br->pipelines[i]->name, s->at[i].window.events);
    family (text, "trestle_window_bytes", "gauge",
            "Bytes of batches that are not settled.");
    for (size_t i = 0; i < s->n; i++)
        buf_printf (text,
                    "trestle_window_bytes{pipeline=\"%s\"} %" PRIu64 "\n",
                    s->br->pipelines[i]->name, s->at[i].window.bytes);
}

/* ---- bytes, attempts, time ---- */

/* name{labels,le="..."} lines of one histogram. */
static void
add_histogram (struct buf *text, const char *name, const char *labels,
               const struct histogram *h)
{
    uint64_t sum = 0;

    for (int i = 0; i < HISTOGRAM_BUCKETS; i++) {
        sum += h->counts[i];
        buf_printf (text, "%s_bucket{%s,le=\"", name, labels);
        if (i == HISTOGRAM_BUCKETS - 1)
            buf_add_string (text, "+Inf");
        else
            buf_printf (text, "%g", (double)histogram_bound (i) / 1e6);
        buf_printf (text, "\"} %" PRIu64 "\n", sum);
    }
    buf_printf (text, "%s_sum{%s} %.6f\n%s_count{%s} %" PRIu64 "\n", name,
                labels, (double)h->sum_us / 1e6, name, labels, sum);
}

static void
add_pipelines (struct buf *text, const struct snapshots *s)
{
    family (text, "trestle_received_bytes_total", "counter",
            "Memory of the batches that were taken.");
    for (size_t i = 0; i < s->n; i++)
        buf_printf (text,
                    "trestle_received_bytes_total{pipeline=\"%s\"} %" PRIu64
                    "\n",
                    s->br->pipelines[i]->name, s->at[i].received_bytes);
    family (text, "trestle_settlement_seconds", "histogram",
            "From a batch's admission to its settlement.");
    for (size_t i = 0; i < s->n; i++) {
        CLEANUP_BUF struct buf labels = BUF_INIT (256);

        buf_printf (&labels, "pipeline=\"%s\"", s->br->pipelines[i]->name);
        add_histogram (text, "trestle_settlement_seconds", labels.data,
                       &s->at[i].settlement);
    }
}

static void
add_rules (struct buf *text, const struct snapshots *s)
{
    family (text, "trestle_rule_matches_total", "counter",
            "Events that a rule matched.");
    for (size_t i = 0; i < s->n; i++) {
        const struct rules *rules = s->br->pipelines[i]->rules;

        for (size_t j = 0; j < rules->n; j++)
            buf_printf (text,
                        "trestle_rule_matches_total{pipeline=\"%s\","
                        "rule=\"%s\"} %" PRIu64 "\n",
                        s->br->pipelines[i]->name, rules->at[j].name,
                        s->at[i].pairs[rules->at[j].pairs[0].index].created);
    }
}

/* A target as its families show it. */
struct target_line {
    const char *labels; /* pipeline="...",target="..." */
    struct lane_stats stats;
};

static void
add_attempts (struct buf *text, const struct target_line *l)
{
    static const char *const outcomes[TRESTLE_HOLD + 1]
        = { "ok", "filtered", "retry", "reject", "down", "hold" };

    for (int i = 0; i <= TRESTLE_HOLD; i++)
        buf_printf (text,
                    "trestle_delivery_attempts_total{%s,outcome=\"%s\"} "
                    "%" PRIu64 "\n",
                    l->labels, outcomes[i], l->stats.attempts[i]);
}

static void
add_delivered_bytes (struct buf *text, const struct target_line *l)
{
    buf_printf (text, "trestle_delivered_bytes_total{%s} %" PRIu64 "\n",
                l->labels, l->stats.bytes);
}

static void
add_duration (struct buf *text, const struct target_line *l)
{
    add_histogram (text, "trestle_delivery_duration_seconds", l->labels,
                   &l->stats.duration);
}

static void
each_target (struct buf *text, const struct snapshots *s,
             void (*add) (struct buf *text, const struct target_line *l))
{
    for (size_t i = 0; i < s->n; i++) {
        const struct pipeline *pl = s->br->pipelines[i];

        for (size_t j = 0; j < pl->n_targets; j++) {
            CLEANUP_BUF struct buf labels = BUF_INIT (256);
            struct target_line l = { .labels = "" };

            buf_printf (&labels, "pipeline=\"%s\",target=\"%s\"", pl->name,
                        pl->targets[j]->name);
            l.labels = labels.data;
            for (uint32_t k = 0; k < pl->targets[j]->n_lanes; k++)
                lane_add_stats (pl->targets[j]->lanes[k], &l.stats);
            add (text, &l);
        }
    }
}

static void
add_targets (struct buf *text, const struct snapshots *s)
{
    family (text, "trestle_delivery_attempts_total", "counter",
            "Attempts by what the target said of them.");
    each_target (text, s, add_attempts);
    family (text, "trestle_delivered_bytes_total", "counter",
            "Data of the events that were delivered.");
    each_target (text, s, add_delivered_bytes);
    family (text, "trestle_delivery_duration_seconds", "histogram",
            "From the begin of an attempt to its end.");
    each_target (text, s, add_duration);
}

static void
add_plugins (struct buf *text, const struct bridge *br)
{
    family (text, "trestle_plugin_info", "gauge", "Plugins that are loaded.");
    for (const struct plugin *p = br->host.loader.plugins; p != NULL;
         p = p->next)
        buf_printf (text,
                    "trestle_plugin_info{plugin=\"%s\",abi=\"%d.%u\"} 1\n",
                    p->label, TRESTLE_ABI_MAJOR, p->minor);
}

/* ---- the plugins' own ---- */

/* Instances of one name (lanes) are one line: their sum. */
struct own_line {
    struct buf *text;
    struct metric_view last; /* not written yet; its strings are borrowed */
    bool has_last;
    char *family; /* of the last line written */
};

static bool
same (const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp (a, b) == 0);
}

static void
flush_own (struct own_line *o)
{
    const struct metric_view *v = &o->last;

    if (!o->has_last)
        return;
    o->has_last = false;
    if (!same (o->family, v->name)) {
        free (o->family);
        o->family = strdup (v->name);
        family (o->text, v->name,
                v->type == TRESTLE_COUNTER ? "counter" : "gauge",
                "Of a plugin: see its manual page.");
    }
    buf_printf (o->text, "%s{", v->name);
    if (v->pipeline != NULL)
        buf_printf (o->text, "pipeline=\"%s\",", v->pipeline);
    buf_printf (o->text, "instance=\"%s\"", v->instance);
    if (v->label != NULL)
        buf_printf (o->text, ",%s", v->label);
    buf_printf (o->text, "} %" PRId64 "\n", v->value);
}

static void
see_own (void *self, const struct metric_view *view)
{
    struct own_line *o = self;
    struct metric_view *last = &o->last;

    if (view == NULL) {
        flush_own (o);
        return;
    }
    if (o->has_last && same (last->name, view->name)
        && same (last->label, view->label)
        && same (last->pipeline, view->pipeline)
        && same (last->instance, view->instance)) {
        last->value += view->value;
        return;
    }
    flush_own (o);
    *last = *view;
    o->has_last = true;
}

static void
add_own (struct buf *text, struct bridge *br)
{
    struct own_line o
        = { text, { NULL, NULL, NULL, NULL, 0, 0 }, false, NULL };

    metrics_each (&br->host.metrics, see_own, &o);
    free (o.family);
}

int
metrics_render (struct bridge *br, struct buf *text)
{
    struct snapshots s;
    int r = snapshots_take (&s, br);

    if (r == 0) {
        family (text, "trestle_build_info", "gauge", "Version and ABI.");
        buf_printf (text,
                    "trestle_build_info{version=\"%s\",abi=\"%d.%d\"} 1\n",
                    PACKAGE_VERSION, TRESTLE_ABI_MAJOR, TRESTLE_ABI_MINOR);
        add_events (text, &s);
        family (text, "trestle_deliveries_total", "counter",
                "Deliveries that began, and how they ended.");
        each_pair (text, &s, add_pair);
        family (text, "trestle_deliveries_pending", "gauge",
                "Deliveries that have not ended.");
        each_pair (text, &s, add_pending);
        add_window (text, &s);
        add_rules (text, &s);
        add_pipelines (text, &s);
        add_targets (text, &s);
        add_plugins (text, br);
        add_own (text, br);
        r = text->error;
    }
    snapshots_free (&s);
    return r;
}
