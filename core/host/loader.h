/* loader.h - find the plugin that a pipeline names
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Thread: main.
 */
#ifndef HOST_LOADER_H
#define HOST_LOADER_H

#include <stdbool.h>

#include "config/config.h"
#include "host/plugin.h"

struct loader {
    char *dir; /* where KIND-NAME.so are */
    bool allow_paths;
    struct plugin *plugins; /* loaded so far */
};

int loader_init (struct loader *ld, const char *dir, bool allow_paths);
/* Frees the descriptions; no instance may be left. */
void loader_destroy (struct loader *ld);

/* The plugin of the node at (its "type", "filter" or "transform"): loaded, if
 * it was not.  0; or -EINVAL (rep knows), -ENOMEM. */
int loader_get (struct loader *ld, int kind, const struct config_node *at,
                struct config_report *rep, struct plugin **ret_plugin);

/* Names of the plugins of a kind in the directory, for a hint or a list;
 * NULL-terminated, freed with loader_free_names.  NULL without memory.  An
 * empty list if the directory cannot be read. */
PRIVATE_API char **loader_names (const struct loader *ld, int kind);
PRIVATE_API void loader_free_names (char **names);
/* DIR/KIND-NAME.so; the caller frees. */
PRIVATE_API char *loader_path (const struct loader *ld, int kind,
                               const char *name);

#endif
