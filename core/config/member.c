/* member.c - the settings of a group within a group
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "config/conf.h"

int
conf_new_member (const struct config_node *group, const char *name,
                 const struct conf_check *check,
                 struct trestle_conf **ret_conf)
{
    const struct config_node *node = config_get (group, name);

    if (node == NULL)
        return conf_new_default (check->params, check->param_size, ret_conf);
    if (node->type == CONFIG_GROUP)
        return conf_new_anyway (node, check, ret_conf);
    config_error (check->rep, node, "setting \"%s\" must be a group", name);
    return conf_new_default (check->params, check->param_size, ret_conf);
}
