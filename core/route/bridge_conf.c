/* bridge_conf.c - trestle.cfg
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "config/conf.h"
#include "route/bridge_conf.h"
#include "route/names.h"

/* A daemon is meant for so many (design.md 4). */
#define MANY_PIPELINES 64

static const struct trestle_param admin_params[] = {
    { "listen", NULL, NULL, "address of health and metrics", NULL,
      TRESTLE_STRING, 0 },
    { "socket", NULL, NULL, "path of the control socket", NULL, TRESTLE_FILE,
      0 },
    { "group", NULL, NULL, "group that may use it", NULL, TRESTLE_STRING, 0 },
    { "insecure", "false", NULL, "listen beyond loopback", NULL, TRESTLE_BOOL,
      0 },
    TRESTLE_PARAMS_END,
};

static const struct trestle_param log_params[] = {
    { "level", "info", "error|warning|info|debug", "least level", NULL,
      TRESTLE_STRING, 0 },
    { "format", "text", "text|json", "of a line", NULL, TRESTLE_STRING, 0 },
    TRESTLE_PARAMS_END,
};

static const struct trestle_param limits_params[] = {
    { "event_bytes", "1M", "1k..16M", "of one event", NULL, TRESTLE_SIZE, 0 },
    { "batch_bytes", "8M", "1k..1G", "of one batch", NULL, TRESTLE_SIZE, 0 },
    { "header_bytes", "32k", "1k..1M", "of the head of a request", NULL,
      TRESTLE_SIZE, 0 },
    { "connections", "10000", "1..1000000", "to one listener", NULL,
      TRESTLE_INT, 0 },
    TRESTLE_PARAMS_END,
};

static const struct trestle_param bridge_params[] = {
    { "state_dir", LOCALSTATEDIR "/lib/trestle", NULL, "what must last", NULL,
      TRESTLE_FILE, 0 },
    { "plugin_dir", PLUGINDIR, NULL, "where plugins are", NULL, TRESTLE_FILE,
      0 },
    { "pipelines_dir", NULL, NULL, "where pipelines are", NULL, TRESTLE_FILE,
      0 },
    { "shutdown_timeout", "30s", "0..1h", "how long a stop may take", NULL,
      TRESTLE_DURATION, 0 },
    { "allow_plugin_paths", "false", NULL, "a type may be a path", NULL,
      TRESTLE_BOOL, 0 },
    TRESTLE_PARAMS_END,
};

/* What others read. */
static const char *const bridge_core_names[]
    = { "vars", "sources", "admin", "log", "limits", NULL };

/* ---- settings ---- */

void
bridge_settings_free (struct bridge_settings *set)
{
    free (set->state_dir);
    free (set->plugin_dir);
    free (set->pipelines_dir);
    free (set->admin_listen);
}

/* NULL if it is not set, or without memory, of which rep knows. */
static char *
copy (struct bridge *br, const struct trestle_conf *conf, const char *name)
{
    const char *text = trestle_conf_string (conf, name);
    char *copied = text != NULL ? strdup (text) : NULL;

    if (text != NULL && copied == NULL)
        config_error (br->rep, conf_node (conf, name), "out of memory");
    return copied;
}

static int
level_of (const char *name)
{
    if (strcmp (name, "error") == 0)
        return LOG_LEVEL_ERROR;
    if (strcmp (name, "warning") == 0)
        return LOG_LEVEL_WARNING;
    return strcmp (name, "info") == 0 ? LOG_LEVEL_INFO : LOG_LEVEL_DEBUG;
}

static void
read_limits (struct bridge *br, const struct trestle_conf *limits)
{
    struct pipeline_env *env = &br->env;

    env->limits.event_bytes = (size_t)trestle_conf_int (limits, "event_bytes");
    env->limits.batch_bytes = (size_t)trestle_conf_int (limits, "batch_bytes");
    env->instance_limits[TRESTLE_EVENT_BYTES]
        = trestle_conf_int (limits, "event_bytes");
    env->instance_limits[TRESTLE_BATCH_BYTES]
        = trestle_conf_int (limits, "batch_bytes");
    env->instance_limits[TRESTLE_HEADER_BYTES]
        = trestle_conf_int (limits, "header_bytes");
    env->instance_limits[TRESTLE_CONNECTIONS]
        = trestle_conf_int (limits, "connections");
}

/* Health and metrics have no authentication (contracts 3.4, 3.5). */
static void
check_admin (struct bridge *br, const struct config_node *at)
{
    bool loopback;

    if (listen_check (br->set.admin_listen, &loopback) < 0)
        config_error (br->rep, at, "\"%s\" " LISTEN_BAD_ADDRESS,
                      br->set.admin_listen);
    else if (!loopback && !br->set.admin_insecure)
        config_error (br->rep, at,
                      "the admin listener \"%s\" is not on loopback and has "
                      "no authentication. Write insecure = true if that is "
                      "meant.",
                      br->set.admin_listen);
}

static void
read_admin (struct bridge *br, const struct trestle_conf *admin)
{
    br->set.admin_listen = copy (br, admin, "listen");
    br->set.admin_insecure = trestle_conf_bool (admin, "insecure");
    if (br->set.admin_listen != NULL)
        check_admin (br, conf_node (admin, "listen"));
    if (conf_is_set (admin, "socket") || conf_is_set (admin, "group"))
        config_warning (br->rep, conf_node (admin, "socket"),
                        "the control socket is not there yet");
}

static void
read_log (struct bridge *br, const struct trestle_conf *log)
{
    bool json = strcmp (trestle_conf_string (log, "format"), "json") == 0;

    br->set.log_level = level_of (trestle_conf_string (log, "level"));
    br->set.log_format = json ? LOG_JSON : LOG_TEXT;
}

/* One of the groups: its table, and who reads it. */
static const struct group {
    const char *name;
    const struct trestle_param *params;
    void (*read) (struct bridge *br, const struct trestle_conf *conf);
} groups[] = {
    { "admin", admin_params, read_admin },
    { "limits", limits_params, read_limits },
    { "log", log_params, read_log },
};

static int
read_groups (struct bridge *br, const struct config_node *root)
{
    for (size_t i = 0; i < ARRAY_SIZE (groups); i++) {
        struct conf_check check
            = { br->rep, groups[i].params, sizeof *groups[i].params,
                NULL,    groups[i].name,   false };
        struct trestle_conf *conf;
        int r = conf_new_member (root, groups[i].name, &check, &conf);

        if (r < 0)
            return r;
        groups[i].read (br, conf);
        conf_free (conf);
    }
    return 0;
}

static int
read_settings (struct bridge *br, const struct config_node *root, bool alone)
{
    struct conf_check check = { .rep = br->rep,
                                .params = bridge_params,
                                .param_size = sizeof *bridge_params,
                                .core = bridge_core_names,
                                .with_others = alone };
    struct bridge_settings *set = &br->set;
    struct trestle_conf *conf;
    int r = conf_new_anyway (root, &check, &conf);

    if (r < 0)
        return r;
    set->state_dir = copy (br, conf, "state_dir");
    set->plugin_dir = copy (br, conf, "plugin_dir");
    set->pipelines_dir = copy (br, conf, "pipelines_dir");
    set->shutdown_timeout_us
        = (uint64_t)trestle_conf_int (conf, "shutdown_timeout");
    set->allow_plugin_paths = trestle_conf_bool (conf, "allow_plugin_paths");
    conf_free (conf);
    if (set->state_dir == NULL || set->plugin_dir == NULL)
        return -ENOMEM;
    return read_groups (br, root);
}

/* ---- variables ---- */

static int
read_var (struct bridge *br, const struct config_node *node)
{
    int r;

    if (node->type != CONFIG_STRING) {
        config_error (br->rep, node, "variable \"%s\" must be a string",
                      node->name);
        return 0; /* rep knows */
    }
    r = config_vars_set (br->vars, node->name, node->verbatim, true);
    if (r != -EINVAL)
        return r;
    config_error (br->rep, node,
                  "\"%s\" is not a name of a variable: capital letters, "
                  "digits and \"_\"",
                  node->name);
    return 0;
}

static int
read_vars (struct bridge *br, const struct config_node *root)
{
    const struct config_node *vars = config_get (root, "vars");
    int r = 0;

    if (vars != NULL && vars->type != CONFIG_GROUP) {
        config_error (br->rep, vars, "setting \"vars\" must be a group");
        return 0;
    }
    for (const struct config_node *node = vars != NULL ? vars->first : NULL;
         r == 0 && node != NULL; node = node->next)
        r = read_var (br, node);
    return r;
}

/* One of --set: "NAME=VALUE". */
static int
read_option (struct bridge *br, const char *option)
{
    const char *equals = strchr (option, '=');
    CLEANUP_FREE char *name
        = strndup (option, equals != NULL ? (size_t)(equals - option) : 0);
    int r = -EINVAL;

    if (name == NULL)
        return -ENOMEM;
    if (equals != NULL)
        r = config_vars_set (br->vars, name, equals + 1, false);
    if (r == -EINVAL)
        config_error (br->rep, NULL,
                      "--set \"%s\" is not of the form NAME=VALUE with a name "
                      "in upper case",
                      option);
    return r == -EINVAL ? 0 : r; /* rep knows */
}

/* Those of --set, which win. */
static int
read_options (struct bridge *br)
{
    const char *const *at = br->options.variables;
    int r = 0;

    for (; at != NULL && *at != NULL && r == 0; at++)
        r = read_option (br, *at);
    return r;
}

/* ---- shared sources ---- */

/* Without a plugin if that cannot be had: pipelines may use it all the same,
 * and what is wrong there is looked for. */
static int
add_shared (struct bridge *br, const struct config_node *node)
{
    const char *name = names_name (node, "source", br->rep);
    const struct config_node *type
        = names_string (node, "type", "source", br->rep);
    struct loader *ld = &br->host.loader;
    struct plugin *plugin = NULL;
    struct source *s;
    int r = 0;

    if (type != NULL)
        r = loader_get (ld, TRESTLE_SOURCE, type, br->rep, &plugin);
    if (r == -ENOMEM)
        return r;
    s = source_new (name != NULL ? name : names_label (node), plugin, node);
    if (s == NULL)
        return -ENOMEM;
    source_set_env (s, &br->env);
    br->shared[br->n_shared++] = s;
    return 0;
}

static int
read_shared (struct bridge *br)
{
    const struct config_node *list = config_get (br->root, "sources");
    const struct config_node *node = names_list (br->root, "sources", br->rep);
    int r = 0;

    br->shared
        = calloc ((list != NULL ? list->n : 0) + 1, sizeof (*br->shared));
    if (br->shared == NULL)
        return -ENOMEM;
    for (; r == 0 && node != NULL; node = names_next (node))
        r = add_shared (br, node);
    return r;
}

/* ---- { use = ...; path = ... } ---- */

static struct source *
find_shared (const struct bridge *br, const struct config_node *use)
{
    CLEANUP_FREE const char **names = calloc (br->n_shared + 1, sizeof *names);
    const char *meant = NULL;

    for (size_t i = 0; i < br->n_shared; i++)
        if (strcmp (br->shared[i]->name, use->string) == 0)
            return br->shared[i];
    for (size_t i = 0; names != NULL && i < br->n_shared; i++)
        names[i] = br->shared[i]->name;
    if (names != NULL)
        meant = config_suggest (use->string, names, br->n_shared);
    if (!names_is_wrong (config_get (br->root, "sources")))
        config_error (br->rep, use, "no shared source \"%s\"%s%s%s",
                      use->string, meant != NULL ? ". Did you mean \"" : "",
                      meant != NULL ? meant : "", meant != NULL ? "\"?" : "");
    return NULL;
}

static void
check_use_names (struct bridge *br, const struct config_node *group)
{
    for (const struct config_node *node = group->first; node != NULL;
         node = node->next)
        if (strcmp (node->name, "use") != 0
            && strcmp (node->name, "path") != 0)
            config_error (br->rep, node,
                          "setting \"%s\" has no place beside \"use\": only "
                          "\"path\" has",
                          node->name);
}

static int
add_use (struct bridge *br, struct pipeline *pl,
         const struct config_node *group)
{
    const struct config_node *use
        = names_string (group, "use", "source", br->rep);
    const struct config_node *path
        = names_string (group, "path", "source", br->rep);
    struct source *s = use != NULL ? find_shared (br, use) : NULL;
    int r;

    check_use_names (br, group);
    if (s == NULL || path == NULL)
        return 0; /* rep knows */
    for (size_t i = 0; i < s->n_doors; i++)
        if (strcmp (s->doors[i].path, path->string) == 0) {
            config_error (br->rep, path,
                          "path \"%s\" of source \"%s\" belongs to pipeline "
                          "\"%s\" already",
                          path->string, s->name, s->doors[i].pipeline->name);
            return 0;
        }
    r = pipeline_add_source (pl);
    return r < 0 ? r : source_add_door (s, pl, path->string);
}

static int
link_uses (struct bridge *br, struct pipeline *pl)
{
    const struct config_node *node = names_first (pl->root, "sources");
    int r = 0;

    for (; r == 0 && node != NULL; node = names_next (node))
        if (config_get (node, "use") != NULL)
            r = add_use (br, pl, node);
    return r;
}

/* ---- pipelines ---- */

/* What pl answers to.  Without a name, which was reported, it has no id that
 * follows from it. */
static void
ids_of (const struct pipeline *pl, const char *ret_ids[3])
{
    bool named = pl->own_id[0] != '\0';

    ret_ids[0] = pl->bus_id;
    ret_ids[1] = named ? pl->own_id : NULL;
    ret_ids[2] = named ? pl->name : NULL;
}

static bool
have_same_id (const struct pipeline *a, const struct pipeline *b)
{
    const char *a_ids[3], *b_ids[3];

    ids_of (a, a_ids);
    ids_of (b, b_ids);
    for (size_t i = 0; i < 9; i++)
        if (a_ids[i / 3] != NULL && b_ids[i % 3] != NULL
            && strcmp (a_ids[i / 3], b_ids[i % 3]) == 0)
            return true;
    return false;
}

/* name, bus_id and eb- id of two must not be the same. */
static void
check_ids (struct bridge *br, const struct pipeline *pl)
{
    const struct config_node *at = config_get (pl->root, "name");

    for (size_t i = 0; i < br->n_pipelines; i++) {
        const struct pipeline *other = br->pipelines[i];

        if (pl->own_id[0] != '\0' && strcmp (other->name, pl->name) == 0)
            config_error (br->rep, at, "two pipelines have the name \"%s\"",
                          pl->name);
        else if (have_same_id (other, pl))
            config_error (br->rep, at != NULL ? at : pl->root,
                          "pipelines \"%s\" and \"%s\" have the same bus id. "
                          "Rename one of them.",
                          other->name, pl->name);
    }
}

/* Takes root over. */
static int
add_pipeline (struct bridge *br, struct config_node *root)
{
    struct pipeline **pipelines = realloc (
        br->pipelines, (br->n_pipelines + 1) * sizeof (*br->pipelines));
    struct pipeline *pl;
    int r;

    if (pipelines == NULL) {
        config_free (root);
        return -ENOMEM;
    }
    br->pipelines = pipelines;
    r = pipeline_open (root, &br->env, &pl);
    if (r < 0)
        return r;
    check_ids (br, pl);
    br->pipelines[br->n_pipelines++] = pl;
    return link_uses (br, pl);
}

static int
is_cfg (const struct dirent *entry)
{
    size_t len = strlen (entry->d_name);

    return entry->d_name[0] != '.' && len > 4
           && strcmp (entry->d_name + len - 4, ".cfg") == 0;
}

static int
by_bytes (const struct dirent **a, const struct dirent **b)
{
    return strcmp ((*a)->d_name, (*b)->d_name);
}

static int
read_pipeline (struct bridge *br, const char *file)
{
    CLEANUP_FREE char *path = NULL;
    struct config_node *root;
    int r;

    if (asprintf (&path, "%s/%s", br->set.pipelines_dir, file) < 0) {
        path = NULL;
        return -ENOMEM;
    }
    r = config_load (path, br->rep, &root);
    if (r < 0)
        return r == -ENOMEM ? r : 0;
    r = config_expand (root, br->vars);
    if (r < 0) {
        config_free (root);
        return r;
    }
    return add_pipeline (br, root);
}

static int
read_pipelines (struct bridge *br)
{
    struct dirent **entries;
    int n, r = 0;

    if (br->set.pipelines_dir == NULL
        && config_get (br->root, "pipelines_dir") == NULL)
        config_warning (br->rep, br->root,
                        "no pipelines_dir is set: there are no pipelines");
    if (br->set.pipelines_dir == NULL)
        return 0;
    n = scandir (br->set.pipelines_dir, &entries, is_cfg, by_bytes);
    if (n < 0) {
        config_error (br->rep, config_get (br->root, "pipelines_dir"),
                      "could not read directory \"%s\": %m",
                      br->set.pipelines_dir);
        return 0;
    }
    for (int i = 0; i < n; i++) {
        if (r == 0)
            r = read_pipeline (br, entries[i]->d_name);
        free (entries[i]);
    }
    free (entries);
    if (n > MANY_PIPELINES)
        config_warning (br->rep, br->root,
                        "%d pipelines: a daemon is meant for up to %d", n,
                        MANY_PIPELINES);
    return r;
}

/* ---- all of it ---- */

static int
open_host (struct bridge *br)
{
    int r = host_init (&br->host, br->options.clock, br->set.plugin_dir,
                       br->set.allow_plugin_paths);

    br->host_ready = r == 0;
    return r;
}

/* After all pipelines: each knows its doors. */
static int
open_shared (struct bridge *br)
{
    int r = 0;

    for (size_t i = 0; r == 0 && i < br->n_shared; i++) {
        struct source *s = br->shared[i];

        if (s->n_doors == 0 && br->rep->errors == 0)
            config_warning (br->rep, s->node,
                            "source \"%s\" is used by no pipeline", s->name);
        if (s->plugin != NULL)
            r = source_open (s, br->rep);
        if (r == -EINVAL)
            r = 0;
    }
    return r;
}

int
bridge_read (struct bridge *br)
{
    struct config_node *root;
    bool alone;
    int r = config_load (br->options.config, br->rep, &root);

    if (r < 0)
        return r;
    /* One of them may be misspelt: the check of a pipeline will say so. */
    alone = config_get (root, "rules") != NULL
            || config_get (root, "targets") != NULL;
    br->env.alone = alone;
    if (!alone)
        br->root = root;
    r = read_vars (br, root);
    if (r == 0)
        r = read_options (br);
    if (r == 0)
        r = config_expand (root, br->vars);
    if (r == 0)
        r = read_settings (br, root, alone);
    if (r == 0)
        r = open_host (br);
    if (r == 0 && alone)
        return add_pipeline (br, root);
    if (r < 0 && alone)
        config_free (root);
    if (r == 0)
        r = read_shared (br);
    if (r == 0)
        r = read_pipelines (br);
    if (r == 0)
        r = open_shared (br);
    return r;
}
