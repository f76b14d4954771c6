/* floor-file.c - the least that file to file can cost: copies every second
 * line
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * usage: floor-file FROM TO
 *
 * Reads blocks as source-file does, finds the ends of lines, copies lines into
 * a buffer, and writes and syncs that whenever it is full.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK   ((size_t)512 << 10)
#define BUFFER  ((size_t)1 << 20)
#define MAXLINE ((size_t)64 << 10)

static char in[BLOCK + MAXLINE], out[BUFFER + MAXLINE];
static size_t out_len;
static int to;

static void
fail (const char *what)
{
    perror (what);
    exit (1);
}

static void
flush (void)
{
    if (write (to, out, out_len) != (ssize_t)out_len || fdatasync (to) < 0)
        fail ("floor-file: could not write");
    out_len = 0;
}

static void
copy (const char *line, size_t len)
{
    memcpy (out + out_len, line, len);
    out_len += len;
    if (out_len >= BUFFER)
        flush ();
}

/* Copies every second line of what is there; returns how much is the begin of
 * a line, which is moved to the front. */
static size_t
take (size_t len)
{
    static bool wanted;
    char *line = in, *end;

    while ((end = memchr (line, '\n', len - (size_t)(line - in))) != NULL) {
        wanted = !wanted;
        if (wanted)
            copy (line, (size_t)(end + 1 - line));
        line = end + 1;
    }
    len -= (size_t)(line - in);
    if (len >= MAXLINE) {
        fprintf (stderr, "floor-file: line is too long\n");
        exit (1);
    }
    memmove (in, line, len);
    return len;
}

int
main (int argc, char **argv)
{
    size_t rest = 0;
    ssize_t n;
    int from;

    if (argc != 3) {
        fprintf (stderr, "usage: floor-file FROM TO\n");
        return 2;
    }
    from = open (argv[1], O_RDONLY);
    to = open (argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0640);
    if (from < 0 || to < 0)
        fail ("floor-file: could not open");
    while ((n = read (from, in + rest, BLOCK)) > 0)
        rest = take (rest + (size_t)n);
    if (n < 0)
        fail ("floor-file: could not read");
    if (out_len > 0)
        flush ();
    return 0;
}
