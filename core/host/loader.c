/* loader.c - find the plugin that a pipeline names
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/parse.h"
#include "config.h"
#include "host/loader.h"

#define MAX_NAMES 1024

int
loader_init (struct loader *ld, const char *dir, bool allow_paths)
{
    ld->plugins = NULL;
    ld->allow_paths = allow_paths;
    ld->dir = strdup (dir);
    return ld->dir != NULL ? 0 : -ENOMEM;
}

void
loader_destroy (struct loader *ld)
{
    while (ld->plugins != NULL) {
        struct plugin *p = ld->plugins;

        ld->plugins = p->next;
        plugin_free (p);
    }
    free (ld->dir);
    ld->dir = NULL;
}

char *
loader_path (const struct loader *ld, int kind, const char *name)
{
    char *path;

    if (asprintf (&path, "%s/%s-%s.so", ld->dir, plugin_kind_name (kind), name)
        < 0)
        return NULL;
    return path;
}

/* "source-http.so" is "http", for sources: a copy; NULL for other files. */
static char *
name_of_file (const char *file, int kind)
{
    const char *prefix = plugin_kind_name (kind);
    size_t n = strlen (prefix);
    size_t len = strlen (file);

    if (len <= n + 4 || strncmp (file, prefix, n) != 0 || file[n] != '-'
        || strcmp (file + len - 3, ".so") != 0)
        return NULL;
    return strndup (file + n + 1, len - n - 4);
}

static int
by_name (const void *a, const void *b)
{
    return strcmp (*(char *const *)a, *(char *const *)b);
}

char **
loader_names (const struct loader *ld, int kind)
{
    char **names = calloc (MAX_NAMES + 1, sizeof *names);
    DIR *dir = opendir (ld->dir);
    size_t n = 0;

    for (struct dirent *entry = NULL; names != NULL && dir != NULL
                                      && n < MAX_NAMES
                                      && (entry = readdir (dir)) != NULL;) {
        names[n] = name_of_file (entry->d_name, kind);
        if (names[n] != NULL)
            n++;
    }
    if (dir != NULL)
        closedir (dir);
    if (names != NULL)
        qsort (names, n, sizeof *names, by_name);
    return names;
}

void
loader_free_names (char **names)
{
    for (size_t i = 0; names != NULL && names[i] != NULL; i++)
        free (names[i]);
    free (names);
}

/* A sentence on where a missing plugin may come from, or ""; the caller
 * frees. */
#ifdef PACKAGE_HINT
static char *
package_hint (const char *label)
{
    CLEANUP_FREE char *package = NULL;
    char *hint;

    if (asprintf (&package, PACKAGE_HINT, label) < 0) {
        package = NULL;
        return NULL;
    }
    if (asprintf (&hint, ". Is the package \"%s\" installed?", package) < 0)
        return NULL;
    return hint;
}
#else
static char *
package_hint (const char *label)
{
    (void)label;
    return strdup ("");
}
#endif

/* The name in the directory that at was probably meant to be, in a sentence;
 * or NULL. */
static char *
meant_hint (const struct loader *ld, int kind, const struct config_node *at)
{
    char **names = loader_names (ld, kind);
    const char *meant = NULL;
    char *hint = NULL;
    size_t n = 0;

    while (names != NULL && names[n] != NULL)
        n++;
    if (n > 0)
        meant = config_suggest (at->string, (const char *const *)names, n);
    if (meant != NULL && asprintf (&hint, ". Did you mean \"%s\"?", meant) < 0)
        hint = NULL;
    loader_free_names (names);
    return hint;
}

/* No such file: say what was meant, or where it may come from. */
static int
report_missing (const struct loader *ld, int kind,
                const struct config_node *at, struct config_report *rep)
{
    CLEANUP_FREE char *label = NULL;
    CLEANUP_FREE char *hint = meant_hint (ld, kind, at);

    if (asprintf (&label, "%s-%s", plugin_kind_name (kind), at->string) < 0) {
        label = NULL;
        return -ENOMEM;
    }
    if (hint == NULL)
        hint = package_hint (label);
    return config_error (rep, at, "no plugin \"%s\" in \"%s\"%s", label,
                         ld->dir, hint != NULL ? hint : "");
}

/* Where the plugin that at names should be; NULL after an error, of which rep
 * knows, or without memory. */
static char *
find_path (struct loader *ld, int kind, const struct config_node *at,
           struct config_report *rep)
{
    if (strchr (at->string, '/') != NULL) {
        if (!ld->allow_paths) {
            config_error (rep, at,
                          "plugin \"%s\" is a path. Set allow_plugin_paths = "
                          "true to load plugins from anywhere.",
                          at->string);
            return NULL;
        }
        return config_path (at, at->string);
    }
    if (!parse_is_name (at->string)) {
        config_error (rep, at, "\"%s\" is not a name of a plugin", at->string);
        return NULL;
    }
    return loader_path (ld, kind, at->string);
}

static struct plugin *
find_loaded (const struct loader *ld, int kind, const char *path)
{
    CLEANUP_FREE char *canonical = realpath (path, NULL);

    for (struct plugin *p = ld->plugins; canonical != NULL && p != NULL;
         p = p->next)
        if (strcmp (p->path, canonical) == 0 && (int)p->def.head.kind == kind)
            return p;
    return NULL;
}

int
loader_get (struct loader *ld, int kind, const struct config_node *at,
            struct config_report *rep, struct plugin **ret_plugin)
{
    unsigned before = rep->errors;
    CLEANUP_FREE char *path = find_path (ld, kind, at, rep);
    CLEANUP_FREE char *message = NULL;
    bool by_path = strchr (at->string, '/') != NULL;
    struct plugin *p;
    int r;

    if (path == NULL)
        return rep->errors > before ? -EINVAL : -ENOMEM;
    p = find_loaded (ld, kind, path);
    if (p != NULL) {
        *ret_plugin = p;
        return 0;
    }
    r = plugin_open (path, kind, by_path ? NULL : at->string, &p, &message);
    if (r == -ENOENT && !by_path)
        return report_missing (ld, kind, at, rep);
    if (r < 0)
        return config_error (rep, at, "%s",
                             message != NULL ? message : "out of memory");
    p->next = ld->plugins;
    ld->plugins = p;
    *ret_plugin = p;
    return 0;
}
