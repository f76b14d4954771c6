/* json.c - a part of the tree as JSON text
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/parse.h"
#include "config/config.h"
#include "json/scan.h"

#define MAX_JSON   ((size_t)16 << 20)
#define MAX_DIGITS 17 /* always enough for a double */

struct writer {
    struct buf out;
    bool expanded;
};

static void write_node (struct writer *w, const struct config_node *node);

static void
write_quoted (struct writer *w, const char *text)
{
    size_t len = strlen (text), need = json_quote (text, len, NULL, 0);
    char *room = buf_room (&w->out, need);

    if (room == NULL)
        return;
    json_quote (text, len, room, need);
    buf_grow (&w->out, need);
    buf_add (&w->out, "", 0); /* the NUL */
}

static void
write_group (struct writer *w, const struct config_node *node)
{
    buf_add_char (&w->out, '{');
    for (const struct config_node *m = node->first; m != NULL; m = m->next) {
        write_quoted (w, m->name);
        buf_add_char (&w->out, ':');
        write_node (w, m);
        if (m->next != NULL)
            buf_add_char (&w->out, ',');
    }
    buf_add_char (&w->out, '}');
}

static void
write_list (struct writer *w, const struct config_node *node)
{
    buf_add_char (&w->out, '[');
    for (const struct config_node *m = node->first; m != NULL; m = m->next) {
        write_node (w, m);
        if (m->next != NULL)
            buf_add_char (&w->out, ',');
    }
    buf_add_char (&w->out, ']');
}

static void
write_string (struct writer *w, const struct config_node *node)
{
    write_quoted (w, w->expanded ? node->string : node->verbatim);
}

static void
write_integer (struct writer *w, const struct config_node *node)
{
    buf_printf (&w->out, "%" PRId64, node->integer);
}

/* The fewest digits that give the same double again.  A locale may have put
 * a comma where JSON has a dot. */
static void
write_real (struct writer *w, const struct config_node *node)
{
    CLEANUP_BUF struct buf text = BUF_INIT (64);
    double back;

    if (!isfinite (node->real)) {
        buf_add_string (&w->out, "null");
        return;
    }
    for (int digits = 1; digits <= MAX_DIGITS; digits++) {
        buf_reset (&text);
        buf_printf (&text, "%.*g", digits, node->real);
        if (text.data == NULL
            || (parse_double (text.data, &back) == 0 && back == node->real))
            break;
    }
    for (size_t i = 0; i < text.len; i++)
        if (strchr ("+-0123456789e", text.data[i]) == NULL)
            text.data[i] = '.';
    buf_add (&w->out, text.data, text.len);
    if (text.error < 0)
        w->out.error = text.error;
}

static void
write_bool (struct writer *w, const struct config_node *node)
{
    buf_add_string (&w->out, node->integer ? "true" : "false");
}

/* The text check has bounded the depth. */
static void
write_node (struct writer *w, const struct config_node *node)
{
    static void (*const writers[]) (struct writer *,
                                    const struct config_node *)
        = {
              [CONFIG_GROUP] = write_group, [CONFIG_LIST] = write_list,
              [CONFIG_ARRAY] = write_list,  [CONFIG_STRING] = write_string,
              [CONFIG_INT] = write_integer, [CONFIG_FLOAT] = write_real,
              [CONFIG_BOOL] = write_bool,
          };

    writers[node->type](w, node);
}

static char *
to_json (const struct config_node *node, bool expanded)
{
    struct writer w = { .out = BUF_INIT (MAX_JSON), .expanded = expanded };
    char *json;

    write_node (&w, node);
    json = buf_take (&w.out);
    buf_free (&w.out);
    return json;
}

char *
config_to_json (const struct config_node *node)
{
    return to_json (node, false);
}

char *
config_to_json_expanded (const struct config_node *node)
{
    return to_json (node, true);
}
