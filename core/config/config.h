/* config.h - configuration files as trees of our own
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The only room that sees libconfig.  A file is read, its text is looked at
 * for what libconfig 1.5 gets wrong without a word (contracts 4.6), and
 * becomes a tree of nodes that know their line.  Thread: main.
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"

enum config_type {
    CONFIG_GROUP = 1, /* { name = value; ... } */
    CONFIG_LIST,      /* ( ... ): values of any type */
    CONFIG_ARRAY,     /* [ ... ]: scalars of one type */
    CONFIG_STRING,
    CONFIG_INT,
    CONFIG_FLOAT,
    CONFIG_BOOL
};

/* One value.  The tree belongs to its root; strings too. */
struct config_node {
    struct config_node *parent; /* NULL: the root */
    struct config_node *next;   /* the parent's next */
    struct config_node *first;  /* group, list, array: its members */
    const char *name;           /* NULL in lists and arrays, and of the root */
    const char *file;           /* as it was named */
    const char *string;         /* STRING: with variables expanded */
    const char *verbatim;       /* STRING: as it was written */
    int64_t integer;            /* INT; BOOL: 0 or 1 */
    double real;                /* FLOAT */
    unsigned line;
    unsigned n;          /* members */
    int type;            /* enum config_type */
    const char *problem; /* STRING: why a variable in it has no value */
    bool secret_source;  /* STRING: expanded from a variable */
    bool command_line;   /* STRING: from a variable of --set, too */
    bool bad_variable;   /* STRING: problem is set, string is verbatim */
    bool bad;            /* its mistake has been reported: say no more */
};

/* Where mistakes go: each is one line "FILE:LINE: message" on standard error,
 * or wherever print says, and is counted. */
struct config_report {
    void (*print) (void *self, const char *line); /* NULL: standard error */
    void *self;
    unsigned errors;
    unsigned warnings;
};

/* "FILE:LINE: fmt", control characters escaped, cut at 2 KiB.  node NULL: no
 * place is named; line 0: no line is; rep NULL: it is logged.  fmt may use %m.
 * Returns -EINVAL. */
PRIVATE_API int config_error (struct config_report *rep,
                              const struct config_node *node, const char *fmt,
                              ...)
    __attribute__ ((__format__ (__printf__, 3, 4)));
/* For a node that is bad: says nothing, but counts, so that whoever fails has
 * always counted.  Returns -EINVAL. */
PRIVATE_API int config_error_again (struct config_report *rep);
/* "FILE:LINE: warning: fmt". */
PRIVATE_API void config_warning (struct config_report *rep,
                                 const struct config_node *node,
                                 const char *fmt, ...)
    __attribute__ ((__format__ (__printf__, 3, 4)));

/* The variables of ${NAME}: vars, then (later) the site, then --set; the
 * environment only as ${env:NAME} (contracts 4.5). */
struct config_vars;
PRIVATE_API struct config_vars *config_vars_new (void);
PRIVATE_API void config_vars_free (struct config_vars *vars);
/* A later one of the same name wins.  secret_ok: false for --set, whose values
 * a SECRET setting refuses.  0, -EINVAL (no UPPER_CASE name) or -ENOMEM. */
PRIVATE_API int config_vars_set (struct config_vars *vars, const char *name,
                                 const char *value, bool secret_ok);

/* Reads one file; variables are expanded later, with config_expand.  A syntax
 * error ends it.  0 and the tree, which config_free frees; or -errno, and rep
 * knows why.  Also with 0 there may have been mistakes in the text (an integer
 * of more than 32 bits): rep has counted them, and the nodes are bad. */
PRIVATE_API int config_load (const char *path, struct config_report *rep,
                             struct config_node **ret_root);
/* The same for text that is in memory. */
struct config_text {
    const char *data;
    size_t len;
    const char *file; /* what the places call it */
};
PRIVATE_API int config_load_text (const struct config_text *text,
                                  struct config_report *rep,
                                  struct config_node **ret_root);
PRIVATE_API void config_free (struct config_node *root);
/* Expands every string below root, once.  A string with an undefined variable
 * keeps bad_variable: whoever reads it as other than VERBATIM reports it, with
 * config_check_string.  0 or -ENOMEM. */
PRIVATE_API int config_expand (struct config_node *root,
                               const struct config_vars *vars);
/* Reports the variable that node, a string, could not be expanded with.  0, or
 * -EINVAL if there was one, or if node is bad. */
PRIVATE_API int config_check_string (struct config_report *rep,
                                     const struct config_node *node);

/* The member of that name; NULL if there is none or group is none. */
PRIVATE_API const struct config_node *config_get (
    const struct config_node *group, const char *name);

/* The tree below node as JSON text (TRESTLE_JSON settings written in
 * libconfig), from verbatim strings; or from expanded ones.  Always valid JSON
 * of finite numbers.  NULL without memory; the caller frees. */
PRIVATE_API char *config_to_json (const struct config_node *node);
char *config_to_json_expanded (const struct config_node *node);

/* The one of n names that text was probably meant to be: at most two letters
 * wrong, or one begins with the other; or NULL. */
PRIVATE_API const char *config_suggest (const char *text,
                                        const char *const *names, size_t n);

/* Path as it was written in node's file, made absolute: relative ones count
 * from the directory of that file.  NULL without memory; the caller frees. */
PRIVATE_API char *config_path (const struct config_node *node,
                               const char *path);

#endif
