/* plugin.h - one loaded shared object
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Thread: main.  What is loaded stays loaded (contracts 6.5).
 */
#ifndef HOST_PLUGIN_H
#define HOST_PLUGIN_H

#include <trestle/plugin.h>

#include "base/cleanup.h"

struct plugin {
    struct plugin *next;       /* of the loader */
    char *path;                /* canonical */
    void *handle;              /* of dlopen */
    struct trestle_plugin def; /* as this core knows it: what the plugin's
                                * is longer by was zero, what it is shorter
                                * by is */
    uint32_t size, minor;      /* as the plugin said */
    char label[72];            /* "target-ckafka" */
};

/* Opens the file path, of which kind (0: any) and name (NULL: any) are
 * expected, and checks all that style 3.2 lists.  0 and the plugin; or -ENOENT
 * (no such file), -EINVAL, -ENOMEM: *ret_message says why and is freed by the
 * caller. */
PRIVATE_API int plugin_open (const char *path, int kind, const char *name,
                             struct plugin **ret_plugin, char **ret_message);
/* Frees the description; the code stays. */
PRIVATE_API void plugin_free (struct plugin *p);

/* "source", "filter", "transform", "target"; NULL for another number. */
PRIVATE_API const char *plugin_kind_name (int kind);

#endif
