/* load.c - a configuration file becomes a tree
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The one file that includes libconfig.h.
 */
#include <errno.h>
#include <libconfig.h>
#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "config/config.h"
#include "config/file.h"
#include "config/text.h"
#include "json/scan.h"

#define MAX_FILE ((size_t)4 << 20)

struct builder {
    const char *file; /* belongs to the root */
    struct config_report *rep;
    const struct config_text_check *check;
    size_t next; /* of its values */
};

static struct config_node *build (struct builder *b,
                                  const config_setting_t *setting);

/* Its members, in their order. */
static int
build_members (struct builder *b, const config_setting_t *setting,
               struct config_node *node)
{
    struct config_node **tail = &node->first;
    int n = config_setting_length (setting);

    for (int i = 0; i < n; i++) {
        *tail = build (b, config_setting_get_elem (setting, (unsigned)i));
        if (*tail == NULL)
            return -ENOMEM;
        (*tail)->parent = node;
        tail = &(*tail)->next;
        node->n++;
    }
    return 0;
}

/* The line and the mistakes that the look at the text has found; libconfig
 * names the line of the token behind a string. */
static void
take_place (struct builder *b, struct config_node *node)
{
    const struct config_text_value *value;

    if (b->next >= b->check->n)
        return;
    value = &b->check->values[b->next++];
    node->bad = value->bad;
    if (node->name == NULL)
        node->line = value->line;
}

static int
build_string (struct builder *b, const config_setting_t *setting,
              struct config_node *node)
{
    const char *text = config_setting_get_string (setting);

    take_place (b, node);
    node->verbatim = strdup (text != NULL ? text : "");
    node->string = node->verbatim;
    if (node->verbatim == NULL)
        return -ENOMEM;
    if (!json_is_utf8 (node->verbatim, strlen (node->verbatim))) {
        config_error (b->rep, node, "string is not UTF-8");
        node->bad = true;
    }
    return 0;
}

static int
build_integer (struct builder *b, const config_setting_t *setting,
               struct config_node *node)
{
    take_place (b, node);
    node->integer = config_setting_type (setting) == CONFIG_TYPE_BOOL
                        ? config_setting_get_bool (setting)
                        : config_setting_get_int64 (setting);
    return 0;
}

static int
build_real (struct builder *b, const config_setting_t *setting,
            struct config_node *node)
{
    take_place (b, node);
    node->real = config_setting_get_float (setting);
    if (!isfinite (node->real)) {
        config_error (b->rep, node, "number is too large");
        node->bad = true;
        node->real = 0;
    }
    return 0;
}

static const struct {
    int type;
    int (*build) (struct builder *b, const config_setting_t *setting,
                  struct config_node *node);
} types[] = {
    [CONFIG_TYPE_GROUP] = { CONFIG_GROUP, build_members },
    [CONFIG_TYPE_LIST] = { CONFIG_LIST, build_members },
    [CONFIG_TYPE_ARRAY] = { CONFIG_ARRAY, build_members },
    [CONFIG_TYPE_STRING] = { CONFIG_STRING, build_string },
    [CONFIG_TYPE_INT] = { CONFIG_INT, build_integer },
    [CONFIG_TYPE_INT64] = { CONFIG_INT, build_integer },
    [CONFIG_TYPE_BOOL] = { CONFIG_BOOL, build_integer },
    [CONFIG_TYPE_FLOAT] = { CONFIG_FLOAT, build_real },
};

static int
build_value (struct builder *b, const config_setting_t *setting,
             struct config_node *node)
{
    const char *name = config_setting_name (setting);
    int type = config_setting_type (setting);

    node->file = b->file;
    node->line = config_setting_source_line (setting);
    node->type = types[type].type;
    node->name = name != NULL ? strdup (name) : NULL;
    if (name != NULL && node->name == NULL)
        return -ENOMEM;
    return types[type].build (b, setting, node);
}

static struct config_node *
build (struct builder *b, const config_setting_t *setting)
{
    struct config_node *node = calloc (1, sizeof *node);

    if (node != NULL && build_value (b, setting, node) < 0) {
        node->file = NULL; /* the root's, which is freed elsewhere */
        config_free (node);
        return NULL;
    }
    return node;
}

/* A tree of our own of what libconfig has read. */
static int
build_root (const config_t *config, struct builder *b,
            struct config_node **ret_root)
{
    CLEANUP_FREE char *file = strdup (b->file);
    struct config_node *root;

    if (file == NULL)
        return -ENOMEM;
    b->file = file;
    root = build (b, config_root_setting (config));
    if (root == NULL)
        return -ENOMEM;
    root->line = 1;
    (void)TAKE (file); /* it is the root's now */
    *ret_root = root;
    return 0;
}

/* What libconfig alone can tell, and ended the file. */
static int
syntax_error (const config_t *config, const struct builder *b)
{
    struct config_node place = { .file = b->file };
    const char *text = config_error_text (config);

    place.line = (unsigned)config_error_line (config);
    if (text == NULL)
        return -ENOMEM;
    if (strcmp (text, "mismatched element type in array") == 0)
        text = "values of one [ ] are of different types. Write ( ) instead.";
    return config_error (b->rep, &place, "%s", text);
}

static int
parse (const struct config_text *text, struct builder *b,
       struct config_node **ret_root)
{
    config_t config;
    int r;

    config_init (&config);
    if (config_read_string (&config, text->data))
        r = build_root (&config, b, ret_root);
    else
        r = syntax_error (&config, b);
    config_destroy (&config);
    return r;
}

/* text ends with a NUL. */
static int
load_text (const struct config_text *text, struct config_report *rep,
           struct config_node **ret_root)
{
    struct config_text_check check;
    struct builder b = { .file = text->file, .rep = rep, .check = &check };
    int r;

    r = config_text_check (text, rep, &check);
    if (r < 0)
        return r;
    r = parse (text, &b, ret_root);
    config_text_done (&check);
    return r;
}

/* Without the mark that some editors put at the begin. */
static void
skip_byte_order_mark (struct config_text *text)
{
    if (text->len >= 3 && memcmp (text->data, "\xef\xbb\xbf", 3) == 0) {
        text->data += 3;
        text->len -= 3;
    }
}

static int
load_error (const char *file, struct config_report *rep, int r)
{
    struct config_node place = { .file = file };

    errno = -r;
    if (r == -EMSGSIZE)
        config_error (rep, &place, "file is larger than 4 MiB");
    else
        config_error (rep, &place, "could not read configuration file: %m");
    return r;
}

int
config_load_text (const struct config_text *text, struct config_report *rep,
                  struct config_node **ret_root)
{
    CLEANUP_BUF struct buf copy = BUF_INIT (MAX_FILE);
    struct config_text whole = *text;

    skip_byte_order_mark (&whole);
    buf_add (&copy, whole.data, whole.len);
    buf_add_char (&copy, '\n'); /* libconfig wants it behind a comment */
    if (copy.error < 0)
        return load_error (text->file, rep, copy.error);
    whole.data = copy.data;
    whole.len = copy.len;
    return load_text (&whole, rep, ret_root);
}

int
config_load (const char *path, struct config_report *rep,
             struct config_node **ret_root)
{
    CLEANUP_BUF struct buf data = BUF_INIT (MAX_FILE);
    struct config_text text = { .file = path };
    int r = file_read (path, &data);

    if (r < 0)
        return load_error (path, rep, r);
    text.data = data.data != NULL ? data.data : "";
    text.len = data.len;
    return config_load_text (&text, rep, ret_root);
}
