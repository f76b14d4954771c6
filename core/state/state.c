/* state.c - the state directory: its lock, its format, its names
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/log.h"
#include "state/state.h"

#define FORMAT   "trestle-state 1\n"
#define MAX_PATH 4096

struct state {
    const struct io *io;
    char *dir;
    int lock_fd; /* holds the lock while it is open */
};

/* dir/a/b; b may be NULL.  The caller frees. */
static char *
join (const char *dir, const char *a, const char *b)
{
    struct buf path = BUF_INIT (MAX_PATH);

    buf_printf (&path, "%s/%s", dir, a);
    if (b != NULL)
        buf_printf (&path, "/%s", b);
    if (path.error < 0) {
        errno = -path.error;
        buf_free (&path);
        return NULL;
    }
    return buf_take (&path);
}

/* Makes a directory, and its entry in parent (NULL: let it be) last. */
static int
make_dir (const struct io *io, const char *parent, const char *path)
{
    int r = io->mkdir (io, path, 0750);

    if (r == -EEXIST)
        return 0;
    if (r == 0 && parent != NULL)
        r = io->sync_dir (io, parent);
    if (r < 0) {
        errno = -r;
        return log_error (r, "could not make directory \"%s\": %m", path);
    }
    return 0;
}

static int
lock_dir (struct state *st)
{
    CLEANUP_FREE char *path = join (st->dir, "lock", NULL);

    if (path == NULL)
        return -ENOMEM;
    st->lock_fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (st->lock_fd < 0)
        return log_error (-errno, "could not open \"%s\": %m", path);
    if (flock (st->lock_fd, LOCK_EX | LOCK_NB) == 0)
        return 0;
    if (errno == EWOULDBLOCK)
        return log_error (-EBUSY,
                          "state directory \"%s\" is used by another trestle",
                          st->dir);
    return log_error (-errno, "could not lock \"%s\": %m", path);
}

static int
write_file (const struct state *st, const char *name, const char *text)
{
    CLEANUP_FREE char *path = join (st->dir, name, NULL);
    CLEANUP_FREE char *temp = NULL;
    const struct io *io = st->io;
    int fd, r;

    if (path == NULL)
        return -ENOMEM;
    if (asprintf (&temp, "%s.new", path) < 0) {
        temp = NULL;
        return -ENOMEM;
    }
    fd = io->open (io, temp, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    r = fd < 0 ? fd : io_write_all (io, fd, text, strlen (text), 0);
    if (r == 0)
        r = io->fdatasync (io, fd);
    if (fd >= 0)
        io->close (io, fd);
    if (r == 0)
        r = io->rename (io, temp, path);
    if (r == 0)
        r = io->sync_dir (io, st->dir);
    if (r < 0) {
        errno = -r;
        log_error (r, "could not write \"%s\": %m", path);
    }
    return r;
}

/* A directory of a later format is not touched. */
static int
check_format (const struct state *st)
{
    CLEANUP_FREE char *path = join (st->dir, "format", NULL);
    char found[sizeof FORMAT + 16];
    ssize_t n;

    if (path == NULL)
        return -ENOMEM;
    CLEANUP_FD int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 && errno == ENOENT)
        return write_file (st, "format", FORMAT);
    if (fd < 0)
        return log_error (-errno, "could not open \"%s\": %m", path);
    n = read (fd, found, sizeof found);
    if (n < 0)
        return log_error (-errno, "could not read \"%s\": %m", path);
    if (n == 0) /* the machine went down before it was written */
        return write_file (st, "format", FORMAT);
    if (n != (ssize_t)strlen (FORMAT) || memcmp (found, FORMAT, (size_t)n))
        return log_error (
            -EINVAL, "state directory \"%s\" has another format than \"%.*s\"",
            st->dir, (int)strlen (FORMAT) - 1, FORMAT);
    return 0;
}

static void
remove_listen (const struct state *st)
{
    CLEANUP_FREE char *path = join (st->dir, "listen", NULL);

    if (path != NULL)
        st->io->unlink (st->io, path);
}

int
state_open (const char *dir, const struct io *io, struct state **ret_state)
{
    struct state *st = calloc (1, sizeof *st);
    int r = -ENOMEM;

    if (st == NULL)
        return r;
    st->io = io;
    st->lock_fd = -1;
    st->dir = strdup (dir);
    if (st->dir != NULL)
        r = make_dir (io, NULL, dir);
    if (r == 0)
        r = lock_dir (st);
    if (r == 0)
        r = check_format (st);
    if (r < 0) {
        if (st->lock_fd >= 0)
            close (st->lock_fd);
        free (st->dir);
        free (st);
        return r;
    }
    remove_listen (st);
    *ret_state = st;
    return 0;
}

void
state_close (struct state *st)
{
    if (st == NULL)
        return;
    remove_listen (st);
    close (st->lock_fd);
    free (st->dir);
    free (st);
}

const struct io *
state_io (const struct state *st)
{
    return st->io;
}

char *
state_dir (const struct state *st, const char *pipeline, const char *kind)
{
    CLEANUP_FREE char *parent = join (st->dir, pipeline, NULL);
    CLEANUP_FREE char *path = join (st->dir, pipeline, kind);

    if (parent == NULL || path == NULL)
        return NULL;
    if (make_dir (st->io, st->dir, parent) < 0
        || make_dir (st->io, parent, path) < 0)
        return NULL;
    return TAKE (path);
}

int
state_write_listen (const struct state *st, const char *text)
{
    return write_file (st, "listen", text);
}
