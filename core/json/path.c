/* path.c - reads paths into JSON
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "json/path.h"
#include "json/scan.h"
#include "json/word.h"

#define PATH_MAX_STEPS 64

struct json_path {
    size_t n;
    struct json_step steps[PATH_MAX_STEPS];
    char names[]; /* decoded, each with its NUL */
};

/* What is read, and how far. */
struct reader {
    struct json_path *path;
    const char *begin;
    const char *p;
    char *name; /* where the next one goes */
    const char *what;
};

static int
bad (struct reader *rd, const char *p, const char *what)
{
    rd->p = p;
    rd->what = what;
    return -EINVAL;
}

/* The step that is next, once its name of len bytes is at rd->name. */
static void
add_name (struct reader *rd, size_t len)
{
    struct json_step *step = &rd->path->steps[rd->path->n++];

    step->name = rd->name;
    step->len = len;
    rd->name[len] = '\0';
    rd->name += len + 1;
}

/* name, behind its dot. */
static int
read_plain (struct reader *rd)
{
    size_t len = strcspn (rd->p, ".[] \t\n\v\f\r");

    if (len == 0)
        return bad (rd, rd->p, "expected a name");
    if (!json_is_utf8 (rd->p, len))
        return bad (rd, rd->p, "not UTF-8");
    memcpy (rd->name, rd->p, len);
    rd->p += len;
    add_name (rd, len);
    return 0;
}

/* "name"] */
static int
read_quoted (struct reader *rd)
{
    const char *json = rd->p;
    struct json_error error;
    size_t pos = 0;
    size_t len;
    bool lone;

    if (json_scan (json, strlen (json), &pos, NULL, NULL, &error) < 0)
        return bad (rd, json + error.offset, error.what);
    while (json_is_space (json[pos - 1]))
        pos--;
    if (json[pos] != ']')
        return bad (rd, json + pos, "expected ]");
    len = json_text (json, pos, rd->name, &lone);
    if (lone)
        return bad (rd, json, "lone surrogate in a name");
    rd->p = json + pos + 1;
    add_name (rd, len);
    return 0;
}

/* index] */
static int
read_index (struct reader *rd)
{
    const char *digits = rd->p;
    struct json_step *step;
    size_t index = 0;

    for (; *rd->p >= '0' && *rd->p <= '9'; rd->p++) {
        size_t digit = (size_t)(*rd->p - '0');

        if (index > (SIZE_MAX - digit) / 10)
            return bad (rd, digits, "index is too large");
        index = index * 10 + digit;
    }
    if (rd->p == digits)
        return bad (rd, digits, "expected an index or a name in quotes");
    if (*digits == '0' && rd->p - digits > 1)
        return bad (rd, digits, "leading zero");
    if (*rd->p != ']')
        return bad (rd, rd->p, "expected ]");
    rd->p++;
    step = &rd->path->steps[rd->path->n++];
    step->index = index;
    return 0;
}

static int
read_step (struct reader *rd)
{
    if (rd->path->n == PATH_MAX_STEPS)
        return bad (rd, rd->p, "more than 64 steps");
    if (*rd->p == '.') {
        rd->p++;
        return read_plain (rd);
    }
    if (*rd->p != '[')
        return bad (rd, rd->p, "expected . or [");
    rd->p++;
    return *rd->p == '"' ? read_quoted (rd) : read_index (rd);
}

static int
read_path (struct reader *rd)
{
    if (*rd->p != '$')
        return bad (rd, rd->p, "a path begins with $");
    rd->p++;
    if (strcmp (rd->p, ".") == 0)
        return 0;
    while (*rd->p != '\0') {
        int r = read_step (rd);

        if (r < 0)
            return r;
    }
    return 0;
}

int
json_path_new (const char *text, struct json_path **ret_path,
               size_t *ret_offset, const char **ret_what)
{
    /* A name is shorter than its text by a byte at least, its NUL's. */
    struct json_path *path = calloc (1, sizeof *path + strlen (text) + 1);
    struct reader rd = { path, text, text, NULL, NULL };
    int r;

    if (path == NULL)
        return -ENOMEM;
    rd.name = path->names;
    r = read_path (&rd);
    if (r < 0) {
        *ret_offset = (size_t)(rd.p - text);
        *ret_what = rd.what;
        json_path_free (path);
        return r;
    }
    *ret_path = path;
    return 0;
}

void
json_path_free (struct json_path *path)
{
    free (path);
}

const struct json_step *
json_path_steps (const struct json_path *path, size_t *ret_n)
{
    *ret_n = path->n;
    return path->steps;
}
