/* lines.c - blocks of lines that become batches
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lines.h"

/* One read: much where there is much, so that it costs little for each line;
 * little where lines come one by one, since the room of a batch counts in the
 * window of its pipeline until it is settled. */
#define MIN_BLOCK ((size_t)4096)
#define MAX_BLOCK ((size_t)512 * 1024)
/* A batch is acknowledged and dropped whole: not too many at once. */
#define BATCH_LINES 1000
/* So much of what cannot be an event is kept in its dead letter. */
#define BAD_BYTES (64 * 1024)

static size_t
file_min (size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t
file_max (size_t a, size_t b)
{
    return a > b ? a : b;
}

void
file_lines_init (struct file_lines *l, struct trestle_ctx *ctx)
{
    memset (l, 0, sizeof *l);
    l->ctx = ctx;
    l->block = MIN_BLOCK;
    l->batch_limit = (size_t)trestle_limit (ctx, TRESTLE_BATCH_BYTES);
    l->line_limit = file_min ((size_t)trestle_limit (ctx, TRESTLE_EVENT_BYTES),
                              l->batch_limit - 1);
}

void
file_lines_clear (struct file_lines *l)
{
    trestle_batch_free (l->batch);
    free (l->mark);
    l->batch = NULL;
    l->mark = NULL;
    l->room = NULL;
    l->size = l->len = l->done = l->scanned = 0;
}

/* Replaces the batch by a new one with a room of size bytes. */
static int
file_lines_replace (struct file_lines *l, size_t size)
{
    struct file_mark *mark = calloc (1, sizeof *mark);
    struct trestle_batch *b;
    size_t rest = l->len - l->done;
    size_t scanned = l->scanned - l->done;
    char *room;

    if (mark == NULL)
        return -1;
    b = trestle_batch_new (l->ctx, NULL, mark);
    room = b != NULL ? trestle_batch_room (b, size) : NULL;
    if (room == NULL) {
        int saved = errno;

        trestle_batch_free (b);
        free (mark);
        errno = saved;
        return -1;
    }
    if (rest > 0)
        memcpy (room, l->room + l->done, rest);
    file_lines_clear (l);
    l->batch = b;
    l->mark = mark;
    l->room = room;
    l->size = size;
    l->len = rest;
    l->scanned = scanned;
    return 0;
}

/* A room that holds whole lines is not read into: what has come must not wait
 * for what has not. */
int
file_lines_next (struct file_lines *l)
{
    size_t rest = l->len - l->done;
    size_t more = file_min (2 * rest, l->line_limit + 1);
    size_t size = file_max (l->block, file_max (more, rest));

    if (rest > 0 && memchr (l->room + l->done, '\n', rest) != NULL)
        size = rest;
    return file_lines_replace (l, file_min (size, l->batch_limit));
}

char *
file_lines_space (struct file_lines *l, size_t *ret_size)
{
    if (l->len > 0 && l->done == l->len) /* blank or skipped, all of it */
        l->len = l->done = l->scanned = 0;
    if (l->len == l->size && file_lines_next (l) < 0)
        return NULL;
    *ret_size = l->size - l->len;
    return l->room + l->len;
}

void
file_lines_take (struct file_lines *l, size_t n)
{
    l->len += n;
    if (l->len == l->size)
        l->block = file_min (2 * l->block, MAX_BLOCK);
    else if (n < l->block / 4)
        l->block = file_max (l->block / 2, MIN_BLOCK);
}

/* 1: added; 0: only the next batch has room for it; -1: out of memory. */
static int
file_lines_bad (struct file_lines *l, const char *line, size_t len,
                const char *reason)
{
    if (trestle_batch_add_bad (l->batch, line, file_min (len, BAD_BYTES),
                               reason)
        < 0)
        return -1;
    l->mark->lines++;
    return 1;
}

static bool
file_lines_blank (const char *line, size_t len)
{
    while (len > 0 && (*line == ' ' || *line == '\t' || *line == '\r')) {
        line++;
        len--;
    }
    return len == 0;
}

/* As file_lines_bad. */
static int
file_lines_one (struct file_lines *l, const char *line, size_t len)
{
    if (file_lines_blank (line, len))
        return 1;
    if (len > l->line_limit)
        return file_lines_bad (l, line, len, "line is too long");
    if (trestle_batch_add_json (l->batch, line, len) >= 0) {
        l->mark->lines++;
        return 1;
    }
    if (errno == ENOMEM)
        return -1;
    if (errno == EMSGSIZE && l->mark->lines > 0)
        return 0; /* the batch may be what is too large */
    return file_lines_bad (l, line, len, trestle_batch_error (l->batch));
}

/* The rest is longer than a line may be: drop it, up to its newline. */
static int
file_lines_cut (struct file_lines *l)
{
    if (!l->skipping
        && file_lines_bad (l, l->room + l->done, l->len - l->done,
                           "line is too long")
               < 0)
        return -1;
    l->skipping = true;
    l->done = l->scanned = l->len;
    return 0;
}

/* The next line's end, or NULL; with last, the end of what is there. */
static const char *
file_lines_end (struct file_lines *l, bool last)
{
    const char *end = memchr (l->room + l->scanned, '\n', l->len - l->scanned);

    if (end == NULL)
        l->scanned = l->len;
    if (end == NULL && last && l->done < l->len)
        return l->room + l->len;
    return end;
}

int
file_lines_add (struct file_lines *l, bool last)
{
    const char *end;

    if (l->batch == NULL)
        return 0;
    while (l->mark->lines < BATCH_LINES
           && (end = file_lines_end (l, last)) != NULL) {
        const char *line = l->room + l->done;
        int r
            = l->skipping ? 1 : file_lines_one (l, line, (size_t)(end - line));

        if (r < 0)
            return -1;
        if (r == 0)
            return 1;
        l->skipping = false;
        l->done = (size_t)(end - l->room) + (end < l->room + l->len);
        l->scanned = l->done;
    }
    if (last && l->done == l->len)
        l->skipping = false;
    if (l->scanned == l->len
        && (l->skipping || l->len - l->done > l->line_limit)
        && file_lines_cut (l) < 0)
        return -1;
    return l->mark->lines > 0;
}
