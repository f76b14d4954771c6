/* conf.h - settings: a group of the tree, checked against a table
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The core's own settings (pipelines, delivery, retry, ...) and the plugins'
 * are read the same way: a table of struct trestle_param, and the accessors
 * trestle_conf_* of the public header, which are defined in conf.c.
 */
#ifndef CONFIG_CONF_H
#define CONFIG_CONF_H

#include <trestle/plugin.h>

#include "config/config.h"
#include "json/path.h"

/* What is asked for beside the tree. */
struct conf_check {
    struct config_report *rep;
    const struct trestle_param *params; /* may be NULL: no settings */
    size_t param_size;       /* bytes of one row as its author compiled it */
    const char *const *core; /* names that the core reads itself in this
                              * group, NULL-terminated; may be NULL */
    const char *what;        /* "target \"lake\"": for messages */
    bool with_others;        /* names that neither knows are read by others,
                              * who will say what is wrong with them */
};

/* Checks node, a group, against the table: unknown, missing, deprecated and
 * mistyped settings, ranges (allowed), variables, secrets; every mistake is
 * reported.  *ret_conf is freed with conf_free.  node is borrowed until then.
 * 0, -EINVAL (rep knows) or -ENOMEM.  Thread: main. */
int conf_new (const struct config_node *node, const struct conf_check *check,
              struct trestle_conf **ret_conf);
/* The same, but mistakes do not end it: what is wrong has its default, or is
 * absent, and the rest can be looked at too.  0, with mistakes in rep, or
 * -ENOMEM. */
int conf_new_anyway (const struct config_node *node,
                     const struct conf_check *check,
                     struct trestle_conf **ret_conf);
void conf_free (struct trestle_conf *conf);

/* The same for a table alone, as if nothing was written: all defaults, and
 * nothing is required.  A group that is not written is NULL, unless its
 * fallback says otherwise ("{}": a group of defaults). */
int conf_new_default (const struct trestle_param *params, size_t param_size,
                      struct trestle_conf **ret_conf);

/* Of the member name of group, a group; if it was not written, its defaults.
 * As conf_new_anyway. */
int conf_new_member (const struct config_node *group, const char *name,
                     const struct conf_check *check,
                     struct trestle_conf **ret_conf);

/* Whether the setting was written, not defaulted. */
bool conf_is_set (const struct trestle_conf *conf, const char *name);
/* The node of a setting, for messages with its place; that of the group if it
 * was not written. */
const struct config_node *conf_node (const struct trestle_conf *conf,
                                     const char *name);

/* Whether a table is one that the core can read: types, flags, ranges,
 * defaults that fit, no name of the core's (kind 0: a table of the core's own,
 * to which they belong).  NULL, or what is wrong with it (static text);
 * *ret_name then names the row, "" if it has no name. */
const char *conf_table_error (const struct trestle_param *params,
                              size_t param_size, int kind,
                              const char **ret_name);

/* Reads all secrets below conf again; true if one has changed.  One that
 * cannot be read stays as it was, and that is logged once.  Looks at files.
 * Thread: main. */
bool conf_refresh_secrets (struct trestle_conf *conf);

/* Where trestle_conf_error reports: at first to the report that conf_new was
 * given, which is borrowed until this; NULL: it logs. */
void conf_set_report (struct trestle_conf *conf, struct config_report *rep);

/* While steps are opened: where trestle_path_new adds the names on its paths
 * (contracts 2.2).  Borrowed until it is set to NULL. */
void conf_set_watch (struct trestle_conf *conf, struct json_watch *watch);
struct json_watch *conf_watch (const struct trestle_conf *conf);

/* Row i of a table whose rows have param_size bytes; NULL past the last.  Rows
 * of an older, shorter table are completed with zeros in *ret_row. */
PRIVATE_API const struct trestle_param *conf_row (
    const struct trestle_param *params, size_t param_size, size_t i,
    struct trestle_param *ret_row);

#endif
