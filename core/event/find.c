/* find.c - a value in the EventBridge form of an event
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What stands in the event as JSON is found there.  For the rest the form is
 * rendered once, at the first question, and kept with the batch: an event is
 * read by many threads, so it is published with one compare-and-swap.
 */
#include <stdlib.h>
#include <string.h>

#include "event/form.h"
#include "json/scan.h"

/* ---- the form that is kept --------------------------------------------- */

static struct event_form *
render_form (const struct trestle_event *ev)
{
    size_t len = trestle_event_render (ev, TRESTLE_EVENTBRIDGE, NULL, 0);
    struct event_form *form = malloc (sizeof *form + len);

    if (form == NULL)
        return NULL;
    form->len = len;
    trestle_event_render (ev, TRESTLE_EVENTBRIDGE, form->text, len);
    return form;
}

/* Gives the batch a form that it frees. */
static void
hand_over (struct trestle_batch *b, struct event_form *form)
{
    form->next = atomic_load_explicit (&b->forms, memory_order_relaxed);
    while (!atomic_compare_exchange_weak_explicit (&b->forms, &form->next,
                                                   form, memory_order_release,
                                                   memory_order_relaxed))
        ;
}

const struct event_form *
event_form (const struct trestle_event *ev)
{
    struct trestle_event *own = (struct trestle_event *)ev;
    struct event_form *known = NULL;
    struct event_form *form
        = atomic_load_explicit (&own->form, memory_order_acquire);

    if (form != NULL)
        return form;
    form = render_form (ev);
    if (form == NULL)
        return NULL;
    if (!atomic_compare_exchange_strong_explicit (&own->form, &known, form,
                                                  memory_order_acq_rel,
                                                  memory_order_acquire)) {
        free (form); /* another thread was first */
        return known;
    }
    hand_over (ev->batch, form);
    return form;
}

void
event_forms_free (struct event_form *form)
{
    while (form != NULL) {
        struct event_form *next = form->next;

        free (form);
        form = next;
    }
}

/* ---- finding ----------------------------------------------------------- */

/* A value that was found. */
struct found {
    int type;
    const char *json;
    size_t len;
};

/* Checked text without the white space around it. */
static struct found
trim (const char *json, size_t len)
{
    struct found f;
    size_t begin = 0;

    json_skip_space (json, len, &begin);
    while (strchr (" \t\r\n", json[len - 1]) != NULL)
        len--;
    f.type = json_type_of (json[begin]);
    f.json = json + begin;
    f.len = len - begin;
    return f;
}

/* One step down from f, to what has this name or index. */
static struct found
step_down (const struct found *f, const struct json_step *step)
{
    static const struct found none = { 0, NULL, 0 };
    struct found next;
    const char *key;
    size_t key_len;
    size_t pos = 0;
    size_t i = 0;

    while ((next.type = json_next (f->json, f->len, &pos, &key, &key_len,
                                   &next.json, &next.len))
           != 0) {
        if ((key == NULL) != (step->name == NULL))
            return none;
        if (key == NULL
                ? i == step->index
                : json_text_equal (key, key_len, step->name, step->len))
            return next;
        i++;
    }
    return none;
}

/* What the first step names, if it stands in the event as JSON; else type is
 * 0. */
static struct found
first_step (const struct trestle_event *ev, const struct json_step *step)
{
    struct found f = { 0, NULL, 0 };
    const struct event_attr *at;

    if (step->name == NULL)
        return f;
    if (ev->json && step->len == 4 && memcmp (step->name, "data", 4) == 0) {
        return trim (ev->data, ev->data_len);
    }
    at = event_attr (ev, step->name, step->len);
    if (at == NULL || at->type == TRESTLE_TYPE_TIME)
        return f;
    if (at->type == TRESTLE_TYPE_OBJECT || at->type == TRESTLE_TYPE_ARRAY) {
        f.json = at->text;
        f.len = at->text_len;
    } else {
        f.json = at->json;
        f.len = at->json_len;
    }
    if (f.json != NULL)
        f.type = json_type_of (f.json[0]);
    return f;
}

static bool
is_name (const struct json_step *step, const char *name)
{
    return strcmp (step->name, name) == 0;
}

/* Whether only the rendered form has what the first step names. */
static bool
needs_form (const struct trestle_event *ev, const struct json_step *step)
{
    if (step->name == NULL)
        return false;
    if (is_name (step, "data") || is_name (step, "data_base64"))
        return ev->data != NULL && !ev->json;
    return is_name (step, "time") || is_name (step, "status")
           || is_name (step, "tags")
           || event_attr (ev, step->name, step->len) != NULL;
}

static struct found
whole_form (const struct trestle_event *ev)
{
    struct found f = { 0, NULL, 0 };
    const struct event_form *form = event_form (ev);

    if (form != NULL) {
        f.type = TRESTLE_TYPE_OBJECT;
        f.json = form->text;
        f.len = form->len;
    }
    return f;
}

static struct found
find_value (const struct trestle_event *ev, const struct json_step *steps,
            size_t n)
{
    struct found f = { 0, NULL, 0 };
    size_t i = 1;

    if (ev->payload) {
        f = trim (ev->data, ev->data_len);
        i = 0;
    } else if (n > 0)
        f = first_step (ev, &steps[0]);
    if (f.type == 0 && (n == 0 || needs_form (ev, &steps[0]))) {
        f = whole_form (ev);
        i = 0;
    }
    for (; i < n && f.type != 0; i++)
        f = step_down (&f, &steps[i]);
    return f;
}

int
trestle_event_find (const struct trestle_event *ev,
                    const struct trestle_path *path, const char **ret_json,
                    size_t *ret_len)
{
    size_t n;
    const struct json_step *steps
        = json_path_steps ((const struct json_path *)path, &n);
    struct found f = find_value (ev, steps, n);

    if (f.type != 0) {
        *ret_json = f.json;
        *ret_len = f.len;
    }
    return f.type;
}
