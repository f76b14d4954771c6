/* access.c - the settings as plugins read them: trestle_conf_*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "base/log.h"
#include "config/value.h"

#define BIT(type_) (1U << (type_))

/* The value of that name and of one of the types, which as is called; what a
 * table does not declare is a mistake of its author. */
static const struct conf_value *
find (const struct trestle_conf *conf, const char *name, unsigned types,
      const char *as)
{
    const char *what = conf != NULL && conf->what != NULL ? conf->what : "?";

    for (size_t i = 0; conf != NULL && i < conf->n; i++) {
        const struct conf_value *v = &conf->values[i];

        if (strcmp (v->row.name, name) != 0)
            continue;
        if ((BIT (v->row.type) & types) != 0)
            return v;
        log_line (LOG_LEVEL_ERROR,
                  "setting \"%s\" of %s is read as %s, but declared as %s",
                  name, what, as, conf_value_article (v->row.type));
        return NULL;
    }
    log_line (LOG_LEVEL_ERROR,
              "setting \"%s\" of %s is read, but not declared", name, what);
    return NULL;
}

const char *
trestle_conf_string (const struct trestle_conf *conf, const char *name)
{
    const struct conf_value *v
        = find (conf, name,
                BIT (TRESTLE_STRING) | BIT (TRESTLE_JSON) | BIT (TRESTLE_FILE),
                "a string");

    return v != NULL ? v->string : NULL;
}

int64_t
trestle_conf_int (const struct trestle_conf *conf, const char *name)
{
    const struct conf_value *v = find (
        conf, name,
        BIT (TRESTLE_INT) | BIT (TRESTLE_DURATION) | BIT (TRESTLE_SIZE),
        "an integer");

    return v != NULL ? v->integer : 0;
}

int
trestle_conf_bool (const struct trestle_conf *conf, const char *name)
{
    const struct conf_value *v
        = find (conf, name, BIT (TRESTLE_BOOL), "true or false");

    return v != NULL && v->integer != 0;
}

double
trestle_conf_double (const struct trestle_conf *conf, const char *name)
{
    const struct conf_value *v
        = find (conf, name, BIT (TRESTLE_DOUBLE), "a number");

    return v != NULL ? v->real : 0;
}

size_t
trestle_conf_length (const struct trestle_conf *conf, const char *name)
{
    const struct conf_value *v = find (
        conf, name, BIT (TRESTLE_STRINGS) | BIT (TRESTLE_GROUPS), "a list");

    return v != NULL ? v->n : 0;
}

const char *
trestle_conf_item (const struct trestle_conf *conf, const char *name, size_t i)
{
    const struct conf_value *v
        = find (conf, name, BIT (TRESTLE_STRINGS), "a list of strings");

    return v != NULL && i < v->n ? v->items[i] : NULL;
}

const struct trestle_conf *
trestle_conf_group (const struct trestle_conf *conf, const char *name,
                    size_t i)
{
    const struct conf_value *v = find (
        conf, name, BIT (TRESTLE_GROUP) | BIT (TRESTLE_GROUPS), "a group");

    return v != NULL && i < v->n ? v->groups[i] : NULL;
}

size_t
trestle_conf_secret (const struct trestle_conf *conf, const char *name,
                     char *buf, size_t size)
{
    const struct conf_value *v
        = find (conf, name, BIT (TRESTLE_SECRET), "a secret");

    if (v != NULL && v->secret != NULL)
        return conf_secret_copy (v->secret, buf, size);
    if (size > 0)
        buf[0] = '\0';
    return 0;
}

/* ---- what a table cannot say ---- */

static void
report_at (const struct trestle_conf *conf, const char *name,
           const char *message)
{
    const struct config_node *node
        = conf != NULL ? conf_node (conf, name) : NULL;
    struct config_report *rep = conf != NULL ? conf->top->rep : NULL;

    if (name != NULL)
        config_error (rep, node, "%s: %s", name, message);
    else
        config_error (rep, node, "%s", message);
}

int
trestle_conf_error (const struct trestle_conf *conf, const char *name,
                    const char *fmt, ...)
{
    CLEANUP_BUF struct buf text = BUF_INIT (SIZE_MAX);
    va_list ap;

    va_start (ap, fmt);
    buf_vprintf (&text, fmt, ap);
    va_end (ap);
    report_at (conf, name, text.data != NULL ? text.data : "out of memory");
    return -1;
}

struct trestle_path *
trestle_path_new (const struct trestle_conf *conf, const char *name,
                  const char *text)
{
    struct json_path *path = NULL;
    const char *what = NULL;
    size_t offset = 0;
    int r = json_path_new (text, &path, &offset, &what);

    if (r == 0 && conf->top->watch != NULL)
        r = json_watch_add_path (conf->top->watch, path, 0);
    if (r == 0)
        return (struct trestle_path *)path;
    json_path_free (path);
    if (r == -EINVAL)
        trestle_conf_error (conf, name, "path \"%s\": %s at byte %zu", text,
                            what, offset + 1);
    else
        trestle_conf_error (conf, name, "path \"%s\": out of memory", text);
    return NULL;
}

void
trestle_path_free (struct trestle_path *path)
{
    json_path_free ((struct json_path *)path);
}
