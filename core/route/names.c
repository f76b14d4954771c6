/* names.c - reading the lists of a configuration, and the names in them
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <string.h>

#include "base/parse.h"
#include "route/names.h"

bool
names_is_wrong (const struct config_node *list)
{
    return list != NULL && list->type != CONFIG_LIST
           && (list->type != CONFIG_ARRAY || list->n > 0);
}

const struct config_node *
names_first (const struct config_node *root, const char *name)
{
    const struct config_node *list = config_get (root, name);

    if (list == NULL || list->type != CONFIG_LIST)
        return NULL;
    if (list->first == NULL || list->first->type == CONFIG_GROUP)
        return list->first;
    return names_next (list->first);
}

const struct config_node *
names_list (const struct config_node *root, const char *name,
            struct config_report *rep)
{
    const struct config_node *list = config_get (root, name);

    if (names_is_wrong (list)) {
        config_error (rep, list, "setting \"%s\" must be a list of groups",
                      name);
        return NULL;
    }
    for (const struct config_node *node = list != NULL ? list->first : NULL;
         node != NULL; node = node->next)
        if (node->type != CONFIG_GROUP)
            config_error (rep, node, "setting \"%s\" must be a list of groups",
                          name);
    return names_first (root, name);
}

const struct config_node *
names_next (const struct config_node *node)
{
    do
        node = node->next;
    while (node != NULL && node->type != CONFIG_GROUP);
    return node;
}

const struct config_node *
names_string (const struct config_node *group, const char *name,
              const char *what, struct config_report *rep)
{
    const struct config_node *node = config_get (group, name);

    if (node == NULL) {
        config_error (rep, group, "setting \"%s\" of a %s is required", name,
                      what);
        return NULL;
    }
    if (node->type != CONFIG_STRING) {
        config_error (rep, node, "setting \"%s\" of a %s must be a string",
                      name, what);
        return NULL;
    }
    return config_check_string (rep, node) == 0 ? node : NULL;
}

/* Whether an earlier group of the same list bears the name. */
static bool
is_taken (const struct config_node *group, const char *name)
{
    const struct config_node *other = group->parent->first;

    for (; other != NULL && other != group; other = other->next) {
        const struct config_node *node = config_get (other, "name");

        if (node != NULL && node->type == CONFIG_STRING
            && strcmp (node->string, name) == 0)
            return true;
    }
    return false;
}

const char *
names_name (const struct config_node *group, const char *what,
            struct config_report *rep)
{
    const struct config_node *node = names_string (group, "name", what, rep);

    if (node == NULL)
        return NULL;
    if (!parse_is_name (node->string)) {
        config_error (rep, node,
                      "\"%s\" is not a name of a %s: a letter, then letters, "
                      "digits, \"_\" and \"-\", 60 at most",
                      node->string, what);
        return NULL;
    }
    if (group->parent != NULL && is_taken (group, node->string)) {
        config_error (rep, node, "two %ss have the name \"%s\"", what,
                      node->string);
        return NULL;
    }
    return node->string;
}

const char *
names_label (const struct config_node *group)
{
    const struct config_node *node = config_get (group, "name");

    return node != NULL && node->type == CONFIG_STRING ? node->string : "?";
}
