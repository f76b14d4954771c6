/* match-text.c - trestle match: files and their lines
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/cli.h"
#include "cli/match.h"

#define FIRST_READ 65536

void
match_text_free (struct match_text *text)
{
    free (text->data);
}

int
match_fail_memory (void)
{
    fputs ("trestle match: out of memory\n", stderr);
    return CLI_USAGE;
}

/* Reads fd to its end into text->data. */
static int
read_all (int fd, struct match_text *text)
{
    struct stat st;
    size_t room = FIRST_READ;
    ssize_t got;

    if (fstat (fd, &st) == 0 && S_ISREG (st.st_mode))
        room = (size_t)st.st_size + 1;
    for (;;) {
        char *data = realloc (text->data, room);

        if (data == NULL)
            return -ENOMEM;
        text->data = data;
        while (text->len < room) {
            got = read (fd, data + text->len, room - text->len);
            if (got == 0)
                return 0;
            if (got < 0 && errno != EINTR)
                return -errno;
            if (got > 0)
                text->len += (size_t)got;
        }
        room *= 2;
    }
}

int
match_text_read (const char *path, struct match_text *text)
{
    bool standard = strcmp (path, "-") == 0;
    int fd = standard ? STDIN_FILENO : open (path, O_RDONLY | O_CLOEXEC);
    int r = fd < 0 ? -errno : read_all (fd, text);

    text->path = standard ? "standard input" : path;
    if (fd >= 0 && !standard)
        close (fd);
    if (r < 0)
        fprintf (stderr, "could not read \"%s\": %s\n", text->path,
                 strerror (-r));
    return r;
}

bool
match_line_next (const struct match_text *text, size_t *pos,
                 struct match_line *line)
{
    const char *end;

    if (*pos >= text->len)
        return false;
    line->at = text->data + *pos;
    end = memchr (line->at, '\n', text->len - *pos);
    line->len = end != NULL ? (size_t)(end - line->at) : text->len - *pos;
    *pos += line->len + 1;
    if (line->len > 0 && line->at[line->len - 1] == '\r')
        line->len--;
    line->number++;
    return true;
}

void
match_fail_json (const char *path, size_t number, int r,
                 const struct json_error *error)
{
    fprintf (stderr, "%s:", path);
    if (number > 0)
        fprintf (stderr, "%zu:", number);
    fprintf (stderr, "%s %s at byte %zu\n",
             r == -EEXIST ? "" : " not JSON:", error->what, error->offset);
}
