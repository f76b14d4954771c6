/* value.h - one setting that was read, and the group it belongs to
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CONFIG_VALUE_H
#define CONFIG_VALUE_H

#include "base/buf.h"
#include "config/conf.h"
#include "config/secret.h"

/* A row of the table and what was found for it. */
struct conf_value {
    struct trestle_param row;
    const struct config_node *node; /* NULL: it is absent */
    struct config_node *made;     /* its fallback as a tree, if that counts */
    const char *string;           /* STRING, JSON, FILE */
    char *owned;                  /* what string points to, if it is ours */
    const char **items;           /* STRINGS: n of them */
    struct trestle_conf **groups; /* GROUP, GROUPS: n of them */
    size_t n;
    bool wrong;      /* what was written was reported */
    int64_t integer; /* INT, BOOL, DURATION, SIZE */
    double real;     /* DOUBLE */
    struct conf_secret *secret;
};

struct trestle_conf {
    struct trestle_conf *top;       /* of the outermost group; itself there */
    struct config_report *rep;      /* top: NULL: messages are logged */
    struct json_watch *watch;       /* top */
    const struct config_node *node; /* NULL: a table alone */
    char *what;                     /* "target \"lake\"", or NULL */
    size_t param_size;
    struct conf_value *values;
    size_t n;
};

/* conf_new for a group within parent (NULL: the outermost).  node and
 * check->what may be NULL. */
int conf_make (const struct config_node *node, const struct conf_check *check,
               const struct trestle_conf *parent,
               struct trestle_conf **ret_conf);

/* Reads v from node.  0, -EINVAL (it was reported) or -ENOMEM. */
int conf_value_read (struct trestle_conf *conf, struct conf_value *v,
                     const struct config_node *node);
/* Reads v from the row's fallback, if it has one. */
int conf_value_default (struct trestle_conf *conf, struct conf_value *v);
void conf_value_done (struct conf_value *v);

/* Whether the row's allowed can be understood for its type. */
bool conf_value_allowed_ok (const struct trestle_param *row);
/* "an integer"; NULL: no such type. */
const char *conf_value_article (uint32_t type);
/* The enum config_type that is written without brackets; 0: none. */
int conf_value_plain (uint32_t type);
/* Reports: setting "NAME" of WHAT fmt.  Returns -EINVAL or -ENOMEM. */
int conf_value_refuse (const struct trestle_conf *conf,
                       const struct conf_value *v,
                       const struct config_node *node, const char *fmt, ...)
    __attribute__ ((__format__ (__printf__, 4, 5)));

#endif
