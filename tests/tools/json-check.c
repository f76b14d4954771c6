/* json-check.c - whether a file is one JSON value
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * json-check FILE...: a line for each that is none; exit 0 if all are, 1 if
 * one is not, 2 if a file could not be read.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "json/scan.h"

#define MAX_FILE ((size_t)64 << 20)

static int
read_file (const char *path, struct buf *b)
{
    FILE *file = fopen (path, "rb");
    size_t n = 1;

    if (file == NULL)
        return -1;
    while (n > 0) {
        char *room = buf_room (b, 65536);

        if (room == NULL)
            break;
        n = fread (room, 1, 65536, file);
        buf_grow (b, n);
    }
    n = (size_t)ferror (file);
    fclose (file);
    return n == 0 && b->error == 0 ? 0 : -1;
}

/* A block of the exact size, so that a memory checker sees what is read
 * beyond. */
static int
check (const char *path, const struct buf *b)
{
    char *text = malloc (b->len > 0 ? b->len : 1);
    struct json_error error;
    int r;

    if (text == NULL)
        return 2;
    for (size_t i = 0; i < b->len; i++)
        text[i] = b->data[i];
    r = json_check (text, b->len, NULL, &error);
    if (r < 0)
        printf ("%s: offset %zu: %s\n", path, error.offset, error.what);
    free (text);
    return r < 0;
}

int
main (int argc, char **argv)
{
    int status = argc < 2 ? 2 : 0;

    for (int i = 1; i < argc; i++) {
        CLEANUP_BUF struct buf b = BUF_INIT (MAX_FILE);
        int one = 2;

        if (read_file (argv[i], &b) == 0)
            one = check (argv[i], &b);
        if (one == 2)
            fprintf (stderr, "could not read \"%s\"\n", argv[i]);
        if (one > status)
            status = one;
    }
    return status;
}
