/* config.c - trees of settings, whatever they were read from
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <string.h>

#include "base/buf.h"
#include "config/config.h"

static void
free_node (struct config_node *node)
{
    struct config_node *next;

    for (struct config_node *m = node->first; m != NULL; m = next) {
        next = m->next;
        free_node (m);
    }
    if (node->string != node->verbatim)
        free ((char *)node->string);
    free ((char *)node->verbatim);
    free ((char *)node->problem);
    free ((char *)node->name);
    free (node);
}

/* All nodes share the root's file. */
void
config_free (struct config_node *root)
{
    char *file;

    if (root == NULL)
        return;
    file = (char *)root->file;
    free_node (root);
    free (file);
}

const struct config_node *
config_get (const struct config_node *group, const char *name)
{
    if (group == NULL || group->type != CONFIG_GROUP)
        return NULL;
    for (const struct config_node *m = group->first; m != NULL; m = m->next)
        if (strcmp (m->name, name) == 0)
            return m;
    return NULL;
}

/* Adds the directory of file with a slash at its end, if it names one. */
static void
add_directory (struct buf *out, const char *file)
{
    const char *slash = file != NULL ? strrchr (file, '/') : NULL;

    if (slash != NULL)
        buf_add (out, file, (size_t)(slash + 1 - file));
}

char *
config_path (const struct config_node *node, const char *path)
{
    CLEANUP_BUF struct buf out = BUF_INIT (SIZE_MAX);
    const char *file = node != NULL ? node->file : NULL;

    if (path[0] != '/' && (file == NULL || file[0] != '/')) {
        CLEANUP_FREE char *here = getcwd (NULL, 0);

        if (here == NULL)
            return NULL;
        buf_add_string (&out, here);
        buf_add_char (&out, '/');
    }
    if (path[0] != '/')
        add_directory (&out, file);
    buf_add_string (&out, path);
    return buf_take (&out);
}
