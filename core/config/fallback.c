/* fallback.c - what a setting is when it was not written
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A fallback becomes a node and is read as if it stood in the file.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/parse.h"
#include "config/value.h"

/* "[ ... ]", "( ... )", "{ ... }": a member of a file of one line. */
static int
parse_fallback (struct trestle_conf *conf, struct conf_value *v,
                const struct config_node **ret_node)
{
    CLEANUP_FREE char *line = NULL;
    struct config_text text = { .file = "default" };
    int len = asprintf (&line, "default = %s;", v->row.fallback), r;

    if (len < 0)
        return -ENOMEM;
    text.data = line;
    text.len = (size_t)len;
    if (conf->node != NULL)
        text.file = conf->node->file;
    r = config_load_text (&text, conf->top->rep, &v->made);
    if (r == 0)
        *ret_node = v->made->first;
    return r;
}

/* Anything else is the value, as it would stand between quotes if it needs
 * some. */
static int
make_fallback (struct trestle_conf *conf, struct conf_value *v,
               const struct config_node **ret_node)
{
    struct config_node *node = calloc (1, sizeof *node);
    const char *file = conf->node != NULL ? conf->node->file : "default";
    bool value = false;
    int r = 0;

    v->made = node;
    if (node == NULL)
        return -ENOMEM;
    node->type = conf_value_plain (v->row.type);
    node->file = strdup (file);
    node->verbatim = strdup (v->row.fallback);
    node->string = node->verbatim;
    if (node->file == NULL || node->verbatim == NULL)
        return -ENOMEM;
    if (node->type == CONFIG_INT)
        r = parse_int (node->verbatim, &node->integer);
    else if (node->type == CONFIG_FLOAT)
        r = parse_double (node->verbatim, &node->real);
    else if (node->type == CONFIG_BOOL)
        r = parse_bool (node->verbatim, &value);
    if (node->type == CONFIG_BOOL)
        node->integer = value;
    *ret_node = node;
    if (r < 0)
        return conf_value_refuse (conf, v, node, "must be %s, not \"%s\"",
                                  conf_value_article (v->row.type),
                                  v->row.fallback);
    return 0;
}

int
conf_value_default (struct trestle_conf *conf, struct conf_value *v)
{
    const struct config_node *node = NULL;
    bool many = conf_value_plain (v->row.type) == 0;
    int r;

    if (v->row.fallback == NULL)
        return 0;
    if (v->row.type == TRESTLE_STRINGS)
        many = v->row.fallback[0] == '[' || v->row.fallback[0] == '(';
    r = many ? parse_fallback (conf, v, &node)
             : make_fallback (conf, v, &node);
    return r == 0 ? conf_value_read (conf, v, node) : r;
}
