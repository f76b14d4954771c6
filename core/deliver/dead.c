/* dead.c - the dead letters of one target, or the bad events of a pipeline
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "deliver/dead.h"
#include "event/base64.h"
#include "json/scan.h"

/* A file past this is followed by the next, so that redriven ones can go. */
#define FILE_SIZE (UINT64_C (64) << 20)
/* No path is longer. */
#define MAX_PATH 4096

int
dead_init (struct dead_file *f, const struct io *io, const char *dir,
           const char *name)
{
    *f = (struct dead_file){ .io = io, .fd = -1 };
    f->dir = strdup (dir);
    f->name = strdup (name);
    return f->dir != NULL && f->name != NULL ? 0 : -ENOMEM;
}

void
dead_close (struct dead_file *f)
{
    if (f->io != NULL && f->fd >= 0)
        f->io->close (f->io, f->fd);
    f->fd = -1;
    free (TAKE (f->dir));
    free (TAKE (f->name));
}

/* Opens file number n; flags beyond O_RDWR. */
static int
open_number (const struct dead_file *f, unsigned n, int flags)
{
    CLEANUP_FREE char *path = NULL;

    if (asprintf (&path, "%s/%s-%u.jsonl", f->dir, f->name, n) < 0) {
        path = NULL;
        return -ENOMEM;
    }
    return f->io->open (f->io, path, O_RDWR | flags, 0600);
}

/* A crash may have left half a line: end it. */
static int
end_torn_line (struct dead_file *f)
{
    char last = '\n';
    int r;

    if (f->offset > 0
        && f->io->pread (f->io, f->fd, &last, 1, f->offset - 1) != 1)
        return -EIO;
    if (last == '\n')
        return 0;
    r = io_write_all (f->io, f->fd, "\n", 1, f->offset);
    if (r == 0) {
        f->offset++;
        f->total++;
    }
    return r;
}

/* Makes file number the current one. */
static int
open_new (struct dead_file *f, unsigned number)
{
    int fd = open_number (f, number, O_CREAT);
    int r;

    if (fd < 0)
        return fd;
    r = f->io->sync_dir (f->io, f->dir);
    if (r < 0) {
        f->io->close (f->io, fd);
        return r;
    }
    if (f->fd >= 0)
        f->io->close (f->io, f->fd);
    f->fd = fd;
    f->number = number;
    f->offset = 0;
    return 0;
}

/* Finds the newest file and what all of them hold. */
static int
open_newest (struct dead_file *f)
{
    f->total = f->offset = 0;
    for (unsigned n = 1;; n++) {
        int fd = open_number (f, n, 0);
        int64_t size;

        if (fd == -ENOENT && n > 1)
            break;
        if (fd == -ENOENT)
            return open_new (f, 1);
        if (fd < 0)
            return fd;
        if (f->fd >= 0)
            f->io->close (f->io, f->fd);
        f->fd = fd;
        f->number = n;
        size = f->io->size (f->io, fd);
        if (size < 0)
            return (int)size;
        f->offset = (uint64_t)size;
        f->total += f->offset;
    }
    return end_torn_line (f);
}

static int
open_for (struct dead_file *f)
{
    int r = 0;

    if (f->fd < 0)
        r = open_newest (f);
    if (r < 0 && f->fd >= 0) {
        f->io->close (f->io, f->fd);
        f->fd = -1;
    }
    if (r == 0 && f->offset >= FILE_SIZE)
        r = open_new (f, f->number + 1);
    return r;
}

int
dead_append (struct dead_file *f, const struct buf *lines)
{
    int r = open_for (f);

    if (r < 0)
        return r;
    if (f->total + lines->len > f->max_size)
        return -EFBIG;
    r = io_write_all (f->io, f->fd, lines->data, lines->len, f->offset);
    if (r == 0)
        r = f->io->fdatasync (f->io, f->fd);
    if (r < 0) {
        /* What a failed sync has left is not known: cut it, look anew. */
        f->io->ftruncate (f->io, f->fd, f->offset);
        f->io->close (f->io, f->fd);
        f->fd = -1;
        return r;
    }
    f->offset += lines->len;
    f->total += lines->len;
    return 0;
}

static void
add_string (struct buf *line, const char *name, const char *text)
{
    size_t len = text != NULL ? strlen (text) : 0;
    char *room;

    buf_printf (line, ",\"%s\":", name);
    if (text == NULL) {
        buf_add_string (line, "null");
        return;
    }
    /* Each byte is at most \u00XX, or three bytes of U+FFFD. */
    room = buf_room (line, 6 * len + 2);
    if (room != NULL)
        buf_grow (line, json_quote (text, len, room, 6 * len + 2));
}

static void
add_time (struct buf *line, const char *name, uint64_t us)
{
    time_t seconds = (time_t)(us / SECOND_US);
    struct tm tm;

    gmtime_r (&seconds, &tm);
    buf_printf (line, ",\"%s\":\"%04d-%02d-%02dT%02d:%02d:%02d.%06uZ\"", name,
                tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
                tm.tm_min, tm.tm_sec, (unsigned)(us % SECOND_US));
}

static void
add_event (struct buf *line, const struct trestle_event *ev)
{
    size_t len = trestle_event_render (ev, TRESTLE_CLOUDEVENTS, NULL, 0);
    char *room = buf_room (line, len);

    if (room != NULL)
        buf_grow (line,
                  trestle_event_render (ev, TRESTLE_CLOUDEVENTS, room, len));
}

void
dead_render (struct buf *line, const struct delivery *d,
             const struct dead_names *names)
{
    buf_add_string (line, "{\"event\":");
    add_event (line, d->ev);
    add_string (line, "pipeline", names->pipeline);
    add_string (line, "rule", d->pair->rule);
    add_string (line, "target", names->target);
    add_string (line, "reason", delivery_reason_name (d->reason));
    add_string (line, "code", d->code);
    add_string (line, "text", d->text);
    buf_printf (line, ",\"attempts\":%u", d->attempts);
    add_time (line, "admitted", d->ev->batch->admitted_us);
    add_time (line, "ended", names->ended_us);
    buf_add_string (line, "}\n");
}

void
dead_render_bad (struct buf *line, const struct batch_bad *bad,
                 const struct dead_names *names)
{
    size_t size = (bad->len + 2) / 3 * 4;
    char *room;

    buf_add_string (line, "{\"event\":null,\"raw\":\"");
    room = buf_room (line, size);
    if (room != NULL)
        buf_grow (line, base64_encode (bad->data, bad->len, room));
    buf_add_char (line, '"');
    add_string (line, "source", names->target);
    add_string (line, "pipeline", names->pipeline);
    add_string (line, "reason", "invalid");
    add_string (line, "text", bad->reason);
    add_time (line, "ended", names->ended_us);
    buf_add_string (line, "}\n");
}
