/* plugins.c - trestle plugins: what is installed, and its settings
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <getopt.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "cli/cli.h"
#include "config/conf.h"

/* Longest description of one plugin. */
#define MAX_TEXT (4u << 20)

static const char help[]
    = "Usage: trestle plugins [OPTION]... [NAME or FILE.so]\n"
      "List the plugins that are installed; or describe one, such as\n"
      "source-http: its settings, their defaults, its ABI.\n\n"
      "      --plugin-dir DIR  where to look (" PLUGINDIR ")\n"
      "      --json         as JSON\n"
      "  -h, --help         this text\n\n"
      "Exit status: 0, or 2 if a plugin cannot be loaded.\n";

static const struct option options[] = {
    { "plugin-dir", required_argument, NULL, 'd' },
    { "json", no_argument, NULL, 'j' },
    { "help", no_argument, NULL, 'h' },
    { NULL, 0, NULL, 0 },
};

static const char *const type_names[]
    = { NULL,     "string", "int",     "bool",  "double", "duration", "size",
        "secret", "json",   "strings", "group", "groups", "file" };

/* ---- as JSON ---- */

static void
add_text_member (struct json_object *to, const char *name, const char *text)
{
    if (text != NULL)
        json_object_object_add (to, name, json_object_new_string (text));
}

static void
add_number (struct json_object *to, const char *name, uint32_t number)
{
    json_object_object_add (to, name, json_object_new_int64 (number));
}

static void
add_flag (struct json_object *to, const char *name, uint32_t set)
{
    if (set != 0)
        json_object_object_add (to, name, json_object_new_boolean (1));
}

static struct json_object *settings_json (const struct trestle_param *params,
                                          size_t size);

static struct json_object *
setting_json (const struct trestle_param *row, size_t size)
{
    struct json_object *setting = json_object_new_object ();

    add_text_member (setting, "name", row->name);
    add_text_member (setting, "type", type_names[row->type]);
    add_text_member (setting, "default", row->fallback);
    add_text_member (setting, "allowed", row->allowed);
    add_text_member (setting, "help", row->help);
    add_flag (setting, "required", row->flags & TRESTLE_REQUIRED);
    add_flag (setting, "deprecated", row->flags & TRESTLE_DEPRECATED);
    add_flag (setting, "verbatim", row->flags & TRESTLE_VERBATIM);
    if (row->params != NULL)
        json_object_object_add (setting, "settings",
                                settings_json (row->params, size));
    return setting;
}

static struct json_object *
settings_json (const struct trestle_param *params, size_t size)
{
    struct json_object *settings = json_object_new_array ();
    struct trestle_param row;

    for (size_t i = 0;
         params != NULL && conf_row (params, size, i, &row) != NULL; i++)
        json_object_array_add (settings, setting_json (&row, size));
    return settings;
}

static void
add_json (struct buf *text, const struct plugin *p)
{
    const struct trestle_plugin *def = &p->def;
    struct json_object *plugin = json_object_new_object ();
    CLEANUP_FREE char *abi = NULL;

    if (asprintf (&abi, "%u.%u", def->head.abi_major, p->minor) < 0)
        abi = NULL;
    add_text_member (plugin, "kind", plugin_kind_name ((int)def->head.kind));
    add_text_member (plugin, "name", def->name);
    add_text_member (plugin, "version", def->version);
    add_text_member (plugin, "summary", def->summary);
    add_text_member (plugin, "path", p->path);
    add_text_member (plugin, "abi", abi);
    add_number (plugin, "struct_size", p->size);
    add_number (plugin, "param_size", def->head.param_size);
    add_number (plugin, "flags", def->flags);
    json_object_object_add (plugin, "settings",
                            settings_json (def->params, def->head.param_size));
    buf_add_string (text, json_object_to_json_string_ext (
                              plugin, JSON_C_TO_STRING_PLAIN
                                          | JSON_C_TO_STRING_NOSLASHESCAPE));
    json_object_put (plugin);
}

/* ---- as text ---- */

static void
add_text_settings (struct buf *text, const struct trestle_param *params,
                   size_t size, int depth)
{
    struct trestle_param row;

    for (size_t i = 0;
         params != NULL && conf_row (params, size, i, &row) != NULL; i++) {
        buf_printf (text, "%*s%-*s %-8s %s", 2 + 2 * depth, "", 20 - 2 * depth,
                    row.name, type_names[row.type],
                    row.help != NULL ? row.help : "");
        if ((row.flags & TRESTLE_REQUIRED) != 0)
            buf_add_string (text, " (required)");
        if ((row.flags & TRESTLE_DEPRECATED) != 0)
            buf_add_string (text, " (deprecated)");
        if (row.fallback != NULL)
            buf_printf (text, " [%s]", row.fallback);
        if (row.allowed != NULL)
            buf_printf (text, " {%s}", row.allowed);
        buf_add_char (text, '\n');
        add_text_settings (text, row.params, size, depth + 1);
    }
}

static void
add_text (struct buf *text, const struct plugin *p)
{
    const struct trestle_plugin *def = &p->def;

    buf_printf (text, "%s %s\n", p->label,
                def->version != NULL ? def->version : "");
    if (def->summary != NULL)
        buf_printf (text, "  %s\n", def->summary);
    buf_printf (text, "  file: %s\n  ABI: %u.%u\n", p->path,
                def->head.abi_major, p->minor);
    buf_add_string (text, "  settings:");
    buf_add_string (text, def->params != NULL ? "\n" : " none\n");
    add_text_settings (text, def->params, def->head.param_size, 1);
}

/* ---- which ---- */

static int
add_file (struct buf *text, const char *path, bool json)
{
    CLEANUP_FREE char *message = NULL;
    struct plugin *p;

    if (plugin_open (path, 0, NULL, &p, &message) < 0) {
        fprintf (stderr, "trestle plugins: %s\n",
                 message != NULL ? message : "out of memory");
        return CLI_USAGE;
    }
    if (json)
        add_json (text, p);
    else
        add_text (text, p);
    plugin_free (p);
    return CLI_OK;
}

/* A NAME such as source-http is a file of the directory. */
static char *
path_of (const char *dir, const char *name)
{
    size_t len = strlen (name);
    char *path;

    if (strchr (name, '/') != NULL
        || (len > 3 && strcmp (name + len - 3, ".so") == 0))
        return strdup (name);
    return asprintf (&path, "%s/%s.so", dir, name) < 0 ? NULL : path;
}

static int
describe (const char *dir, const char *name, bool json)
{
    CLEANUP_BUF struct buf text = BUF_INIT (MAX_TEXT);
    CLEANUP_FREE char *path = path_of (dir, name);
    int status = path != NULL ? add_file (&text, path, json) : CLI_USAGE;

    if (status == CLI_OK && text.data != NULL)
        printf ("%s%s", text.data, json ? "\n" : "");
    return status;
}

static int
list_kind (struct loader *ld, int kind, struct buf *text, bool json)
{
    char **names = loader_names (ld, kind);
    int status = CLI_OK;

    for (size_t i = 0; names != NULL && names[i] != NULL; i++) {
        CLEANUP_FREE char *path = loader_path (ld, kind, names[i]);
        CLEANUP_FREE char *message = NULL;
        struct plugin *p;

        if (path == NULL
            || plugin_open (path, kind, names[i], &p, &message) < 0) {
            fprintf (stderr, "trestle plugins: %s\n",
                     message != NULL ? message : "out of memory");
            status = CLI_USAGE;
            continue;
        }
        if (json) {
            if (text->len > 1)
                buf_add_char (text, ',');
            add_json (text, p);
        } else
            buf_printf (text, "%-22s %s\n", p->label,
                        p->def.summary != NULL ? p->def.summary : "");
        plugin_free (p);
    }
    loader_free_names (names);
    return status;
}

static int
list (const char *dir, bool json)
{
    CLEANUP_BUF struct buf text = BUF_INIT (MAX_TEXT);
    struct loader ld = { (char *)(uintptr_t)dir, false, NULL };
    int status = CLI_OK;

    if (json)
        buf_add_char (&text, '[');
    for (int kind = TRESTLE_SOURCE; kind <= TRESTLE_TARGET; kind++) {
        int of_kind = list_kind (&ld, kind, &text, json);

        status = of_kind != CLI_OK ? of_kind : status;
    }
    if (json)
        buf_add_string (&text, "]\n");
    fputs (text.data != NULL ? text.data : "", stdout);
    return status;
}

int
cli_plugins (int argc, char **argv)
{
    const char *dir = PLUGINDIR;
    bool json = false;
    int option;

    while ((option = getopt_long (argc, argv, "h", options, NULL)) != -1)
        switch (option) {
        case 'h':
            fputs (help, stdout);
            return CLI_OK;
        case 'j':
            json = true;
            break;
        case 'd':
            dir = optarg;
            break;
        default:
            return cli_usage_error ("plugins", "the options are wrong");
        }
    if (optind + 1 < argc)
        return cli_usage_error ("plugins", "\"%s\" is too much",
                                argv[optind + 1]);
    return optind < argc ? describe (dir, argv[optind], json)
                         : list (dir, json);
}
