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
#include "base/parse.h"
#include "deliver/dead.h"
#include "event/base64.h"
#include "json/scan.h"

/* A file past this is followed by the next, so that redriven ones can go. */
#define FILE_SIZE (UINT64_C (64) << 20)

int
dead_init (struct dead_file *f, const struct io *io, const char *dir,
           const char *name)
{
    *f = (struct dead_file){ .io = io };
    f->dir = strdup (dir);
    f->name = strdup (name);
    return f->dir != NULL && f->name != NULL ? 0 : -ENOMEM;
}

void
dead_destroy (struct dead_file *f)
{
    free (TAKE (f->dir));
    free (TAKE (f->name));
}

/* Opens file number n; flags beyond O_RDWR. */
static int
open_number (const struct dead_file *f, uint64_t n, int flags)
{
    CLEANUP_FREE char *path = NULL;

    if (asprintf (&path, "%s/%s-%llu.jsonl", f->dir, f->name,
                  (unsigned long long)n)
        < 0) {
        path = NULL;
        return -ENOMEM;
    }
    return f->io->open (f->io, path, O_RDWR | flags, 0600);
}

/* What is there. */
struct survey {
    const struct dead_file *f;
    uint64_t newest; /* number; 0: there is none */
    uint64_t size;   /* of the newest */
    uint64_t total;  /* of all */
    int error;
};

/* The number in NAME-N.jsonl; 0 if it is another file. */
static uint64_t
number_of (const struct dead_file *f, const char *file)
{
    size_t len = strlen (f->name);
    CLEANUP_FREE char *digits = NULL;
    int64_t number;

    if (strncmp (file, f->name, len) != 0 || file[len] != '-')
        return 0;
    digits = strndup (file + len + 1, strcspn (file + len + 1, "."));
    if (digits == NULL || parse_int (digits, &number) < 0 || number < 1
        || strcmp (file + len + 1 + strlen (digits), ".jsonl") != 0)
        return 0;
    return (uint64_t)number;
}

static void
see_file (void *self, const char *file)
{
    struct survey *s = self;
    const struct io *io = s->f->io;
    uint64_t number = number_of (s->f, file);
    int fd = number > 0 ? open_number (s->f, number, 0) : -ENOENT;
    int64_t size;

    if (fd == -ENOENT)
        return;
    size = fd < 0 ? fd : io->size (io, fd);
    if (fd >= 0)
        io->close (io, fd);
    if (size < 0) {
        s->error = (int)size;
        return;
    }
    s->total += (uint64_t)size;
    if (number > s->newest) {
        s->newest = number;
        s->size = (uint64_t)size;
    }
}

static int
survey (struct survey *s)
{
    const struct dead_file *f = s->f;
    int r = f->io->list (f->io, f->dir, see_file, s);

    return r < 0 ? r : s->error;
}

int
dead_room (const struct dead_file *f, uint64_t *ret_room)
{
    struct survey s = { .f = f };
    int r = survey (&s);

    if (r == 0)
        *ret_room = s.total < f->max_size ? f->max_size - s.total : 0;
    return r;
}

/* A crash may have left half a line: end it. */
static int
end_torn_line (const struct io *io, int fd, uint64_t *offset)
{
    char last = '\n';
    int r;

    if (*offset > 0 && io->pread (io, fd, &last, 1, *offset - 1) != 1)
        return -EIO;
    if (last == '\n')
        return 0;
    r = io_write_all (io, fd, "\n", 1, *offset);
    if (r == 0)
        ++*offset;
    return r;
}

/* All of it, synced, or nothing. */
static int
append_to (const struct io *io, int fd, uint64_t offset,
           const struct buf *lines)
{
    int r = end_torn_line (io, fd, &offset);

    if (r == 0)
        r = io_write_all (io, fd, lines->data, lines->len, offset);
    if (r == 0)
        r = io->fdatasync (io, fd);
    if (r < 0)
        io->ftruncate (io, fd, offset);
    return r;
}

int
dead_append (const struct dead_file *f, const struct buf *lines)
{
    const struct io *io = f->io;
    struct survey s = { .f = f };
    bool fresh;
    int fd, r = survey (&s);

    if (r < 0)
        return r;
    if (s.total + lines->len > f->max_size)
        return -EFBIG;
    fresh = s.newest == 0 || s.size >= FILE_SIZE;
    fd = fresh ? open_number (f, s.newest + 1, O_CREAT | O_EXCL)
               : open_number (f, s.newest, 0);
    if (fd < 0)
        return fd;
    r = fresh ? io->sync_dir (io, f->dir) : 0;
    if (r == 0)
        r = append_to (io, fd, fresh ? 0 : s.size, lines);
    io->close (io, fd);
    return r;
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
