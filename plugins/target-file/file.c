/* file.c - target-file: events as JSON Lines in a file
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Depends on nothing.  Blocks in its lane's thread: one write and one sync for
 * each call of deliver.  When the file cannot be written the deliveries end
 * with DOWN, and nothing of them stays in it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "output.h"

#define START_WAIT_US 1000000
/* Room for an event whose length is not known yet. */
#define GUESS_BYTES 4096

struct file {
    struct trestle_ctx *ctx;
    struct file_output output;
    int form;
    char *buf; /* the lines of one deliver, which max_bytes bounds */
    size_t len, size;
};

static int
file_open (struct trestle_ctx *ctx, const struct trestle_conf *conf,
           void **ret_self)
{
    struct file *f = calloc (1, sizeof *f);
    const char *form = trestle_conf_string (conf, "form");

    if (f == NULL)
        return trestle_error (ctx, "out of memory");
    f->ctx = f->output.ctx = ctx;
    f->output.fd = -1;
    f->output.path = trestle_conf_string (conf, "file");
    f->output.max_size = trestle_conf_int (conf, "max_size");
    f->output.keep = trestle_conf_int (conf, "keep");
    f->output.sync
        = strcmp (trestle_conf_string (conf, "fsync"), "batch") == 0;
    f->form = strcmp (form, "eventbridge") == 0 ? TRESTLE_EVENTBRIDGE
                                                : TRESTLE_CLOUDEVENTS;
    *ret_self = f;
    return 0;
}

static const char *
file_hint (int error)
{
    return error == EBUSY ? " (another program has locked it)" : "";
}

static int
file_start (void *self)
{
    struct file *f = self;
    int r
        = file_output_open (&f->output, trestle_now (f->ctx) + START_WAIT_US);

    if (r == -ENOTSUP)
        return trestle_error (f->ctx,
                              "cannot write to \"%s\": it is neither a file "
                              "nor a character device",
                              f->output.path);
    if (r < 0) {
        errno = -r;
        return trestle_error (f->ctx, "could not open \"%s\": %m%s",
                              f->output.path, file_hint (-r));
    }
    return 0;
}

static void
file_stop (void *self, uint64_t deadline)
{
    struct file *f = self;

    (void)deadline;
    file_output_close (&f->output);
}

static void
file_close (void *self)
{
    struct file *f = self;

    free (f->buf);
    free (f);
}

static int
file_grow (struct file *f, size_t need)
{
    size_t size = f->size > 0 ? f->size : GUESS_BYTES;
    char *buf;

    while (size < need)
        size *= 2;
    if (size == f->size)
        return 0;
    buf = realloc (f->buf, size);
    if (buf == NULL)
        return -ENOMEM;
    f->buf = buf;
    f->size = size;
    return 0;
}

/* One line into the buffer. */
static int
file_render (struct file *f, const struct trestle_event *ev)
{
    size_t room = f->size - f->len;
    size_t n = trestle_event_render (ev, f->form, f->buf + f->len, room);

    if (n >= room) {
        if (file_grow (f, f->len + n + 1) < 0)
            return -ENOMEM;
        room = f->size - f->len;
        n = trestle_event_render (ev, f->form, f->buf + f->len, room);
    }
    f->len += n;
    f->buf[f->len++] = '\n';
    return 0;
}

static int
file_render_all (struct file *f, struct trestle_delivery *const *d, size_t n)
{
    f->len = 0;
    if (file_grow (f, GUESS_BYTES) < 0)
        return -ENOMEM;
    for (size_t i = 0; i < n; i++)
        if (file_render (f, trestle_delivery_event (d[i])) < 0)
            return -ENOMEM;
    return 0;
}

/* The closed list of the page. */
static const char *
file_code (int error)
{
    static const struct {
        int error;
        const char *code;
    } codes[] = {
        { EACCES, "file:EACCES" },   { EBUSY, "file:EBUSY" },
        { EDQUOT, "file:EDQUOT" },   { EFBIG, "file:EFBIG" },
        { EIO, "file:EIO" },         { EMFILE, "file:EMFILE" },
        { ENFILE, "file:ENFILE" },   { ENOENT, "file:ENOENT" },
        { ENOMEM, "file:ENOMEM" },   { ENOSPC, "file:ENOSPC" },
        { ENOTDIR, "file:ENOTDIR" }, { ENOTSUP, "file:ENOTSUP" },
        { EROFS, "file:EROFS" },     { ESTALE, "file:ESTALE" },
    };

    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (codes[i].error == error)
            return codes[i].code;
    return "file:other";
}

static void
file_deliver (void *self, struct trestle_delivery *const *d, size_t n)
{
    struct file *f = self;
    int r = file_render_all (f, d, n);

    if (r == 0)
        r = file_output_write (&f->output, f->buf, f->len,
                               trestle_delivery_deadline (d[0]));
    if (r < 0) {
        errno = -r;
        trestle_delivery_reason (d, n, file_code (-r),
                                 "could not write to \"%s\": %m%s",
                                 f->output.path, file_hint (-r));
    }
    trestle_delivery_done (d, n, r == 0 ? TRESTLE_OK : TRESTLE_DOWN);
}

static const struct trestle_param file_params[] = {
    { .name = "file",
      .help = "the file to append to",
      .type = TRESTLE_FILE,
      .flags = TRESTLE_REQUIRED },
    { .name = "form",
      .fallback = "cloudevents",
      .allowed = "cloudevents|eventbridge",
      .help = "how an event is written",
      .type = TRESTLE_STRING },
    { .name = "fsync",
      .fallback = "batch",
      .allowed = "batch|none",
      .help = "batch: delivered means that it is on the disk",
      .type = TRESTLE_STRING },
    { .name = "max_size",
      .allowed = "1..",
      .help = "a larger file is renamed and a new one begun; unset: never",
      .type = TRESTLE_SIZE },
    { .name = "keep",
      .fallback = "5",
      .allowed = "1..1000",
      .help = "how many renamed files there may be",
      .type = TRESTLE_INT },
    TRESTLE_PARAMS_END,
};

static const struct trestle_plugin file_plugin = {
    .head = TRESTLE_HEAD (TRESTLE_TARGET),
    .name = "file",
    .summary = "events as JSON Lines in a file",
    .params = file_params,
    .open = file_open,
    .start = file_start,
    .stop = file_stop,
    .close = file_close,
    .deliver = file_deliver,
};
TRESTLE_REGISTER (file_plugin);
