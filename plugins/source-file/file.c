/* file.c - source-file: JSON Lines from a file or from standard input
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Depends on nothing.  One thread of its own reads, and waits while the core
 * is full; settled and resume come on the core's.  A file that goes away or
 * cannot be read: see trestle-source-file(7).
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "input.h"
#include "lines.h"

#define MEMORY_PAUSE_MS 1000

struct file {
    struct trestle_ctx *ctx;
    struct file_input input;
    struct file_lines lines; /* the thread's, while it runs */
    pthread_t thread;
    bool running;
    bool finished;           /* the thread's: at the end of the file */
    atomic_size_t not_taken; /* lines */
};

/* "-" is made absolute like every other path. */
static bool
file_is_stdin (const char *path)
{
    const char *slash = strrchr (path, '/');

    return strcmp (slash != NULL ? slash + 1 : path, "-") == 0;
}

static int
file_open (struct trestle_ctx *ctx, const struct trestle_conf *conf,
           void **ret_self)
{
    const char *path = trestle_conf_string (conf, "file");
    bool follow = trestle_conf_bool (conf, "follow");
    struct file *f;

    if (file_is_stdin (path) && follow)
        return trestle_conf_error (conf, "follow",
                                   "standard input cannot be followed");
    f = calloc (1, sizeof *f);
    if (f == NULL)
        return trestle_error (ctx, "out of memory");
    f->ctx = f->input.ctx = ctx;
    f->input.standard = file_is_stdin (path);
    f->input.path = f->input.standard ? "-" : path;
    f->input.follow = follow;
    f->input.fd = f->input.wake = -1;
    file_lines_init (&f->lines, ctx);
    *ret_self = f;
    return 0;
}

/* 0, or -1: read no more. */
static int
file_emit (struct file *f)
{
    struct file_lines *l = &f->lines;

    while (trestle_emit (f->ctx, &l->batch, 1) == 0) {
        if (errno == ESHUTDOWN || atomic_load (&f->input.quit))
            return -1;
        file_input_wait (&f->input, -1); /* for resume */
        if (atomic_load (&f->input.quit))
            return -1;
    }
    l->mark = NULL; /* settled has it, or had it already */
    return 0;
}

/* There is no batch to be had.  0: try again, or -1: read no more. */
static int
file_trouble (struct file *f)
{
    if (errno == ENOENT) {
        trestle_error (f->ctx, "the pipeline has no rules");
        trestle_source_end (f->ctx, TRESTLE_HOLD);
        return -1;
    }
    trestle_error (f->ctx, "could not make a batch: %m");
    file_input_wait (&f->input, MEMORY_PAUSE_MS);
    return atomic_load (&f->input.quit) ? -1 : 0;
}

/* Adds what was read and emits what is full.  0, or -1: read no more. */
static int
file_pass (struct file *f, bool last)
{
    int r;

    while ((r = file_lines_add (&f->lines, last)) != 0) {
        if (r < 0 && file_trouble (f) < 0)
            return -1;
        if (r < 0)
            continue;
        if (file_emit (f) < 0)
            return -1;
        while (file_lines_next (&f->lines) < 0)
            if (file_trouble (f) < 0)
                return -1;
    }
    return 0;
}

/* One read.  0, or -1: read no more. */
static int
file_turn (struct file *f)
{
    size_t size;
    char *room = file_lines_space (&f->lines, &size);
    ssize_t n;

    if (room == NULL)
        return file_trouble (f);
    n = file_input_read (&f->input, room, size);
    if (n == -ECANCELED)
        return -1;
    if (n < 0) {
        errno = (int)-n;
        trestle_error (f->ctx, "could not read \"%s\": %m", f->input.path);
        trestle_source_end (f->ctx, TRESTLE_HOLD);
        return -1;
    }
    file_lines_take (&f->lines, (size_t)n);
    if (file_pass (f, n == 0) < 0)
        return -1;
    f->finished = f->input.ended;
    return f->finished ? -1 : 0;
}

static void *
file_main (void *self)
{
    struct file *f = self;

    while (file_turn (f) == 0)
        continue;
    if (f->finished)
        trestle_source_end (f->ctx, TRESTLE_OK);
    return NULL;
}

static int
file_start (void *self)
{
    struct file *f = self;
    int r;

    if (file_input_open (&f->input) < 0)
        return -1;
    r = pthread_create (&f->thread, NULL, file_main, f);
    if (r != 0) {
        errno = r;
        return trestle_error (f->ctx, "could not create thread: %m");
    }
    f->running = true;
    return 0;
}

static void
file_quiesce (void *self)
{
    struct file *f = self;

    atomic_store (&f->input.quit, true);
    file_input_wake (&f->input);
}

static void
file_resume (void *self)
{
    struct file *f = self;

    file_input_wake (&f->input);
}

static void
file_settled (void *self, void *const *tokens, size_t n, int outcome)
{
    struct file *f = self;

    for (size_t i = 0; i < n; i++) {
        struct file_mark *mark = tokens[i];

        if (outcome != TRESTLE_OK)
            atomic_fetch_add (&f->not_taken, mark->lines);
        free (mark);
    }
}

/* What was read and has gone nowhere. */
static void
file_report (struct file *f)
{
    size_t n = atomic_load (&f->not_taken);

    if (f->lines.mark != NULL)
        n += f->lines.mark->lines;
    if (n > 0)
        trestle_log (f->ctx, TRESTLE_LOG_WARNING,
                     "%zu lines of \"%s\" were read and not taken", n,
                     f->input.path);
}

static void
file_stop (void *self, uint64_t deadline)
{
    struct file *f = self;

    (void)deadline;
    if (f->running) {
        file_quiesce (f);
        pthread_join (f->thread, NULL);
        file_report (f);
    }
    file_lines_clear (&f->lines);
    file_input_close (&f->input);
}

static const struct trestle_param file_params[] = {
    { .name = "file",
      .help = "the file to read; \"-\" is standard input",
      .type = TRESTLE_FILE,
      .flags = TRESTLE_REQUIRED },
    { .name = "follow",
      .fallback = "false",
      .help = "wait at the end for more, and for a new file of that name",
      .type = TRESTLE_BOOL },
    TRESTLE_PARAMS_END,
};

static const struct trestle_plugin file_plugin = {
    .head = TRESTLE_HEAD (TRESTLE_SOURCE),
    .name = "file",
    .summary = "JSON Lines from a file or from standard input",
    .params = file_params,
    .open = file_open,
    .start = file_start,
    .stop = file_stop,
    .close = free,
    .quiesce = file_quiesce,
    .resume = file_resume,
    .settled = file_settled,
};
TRESTLE_REGISTER (file_plugin);
