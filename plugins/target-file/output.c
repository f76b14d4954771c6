/* output.c - the file that is written: opening, rotation, mending
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output.h"

#define FILE_MODE    0640
#define LOCK_POLL_MS 2

void
file_output_close (struct file_output *out)
{
    if (out->fd >= 0)
        close (out->fd);
    out->fd = -1;
}

/* FILE, or FILE.N; the caller frees. */
static char *
file_name (const struct file_output *out, int64_t n)
{
    size_t size = strlen (out->path) + sizeof ".9223372036854775807";
    char *name = malloc (size);

    if (name == NULL)
        return NULL;
    if (n == 0)
        snprintf (name, size, "%s", out->path);
    if (n > 0)
        snprintf (name, size, "%s.%lld", out->path, (long long)n);
    return name;
}

/* So that a new name survives a loss of power.  A directory that cannot be
 * read goes with its whole file system. */
static int
file_sync_dir (struct file_output *out)
{
    char *dir = file_name (out, 0);
    char *slash = dir != NULL ? strrchr (dir, '/') : NULL;
    int fd;
    int r = 0;

    if (dir == NULL)
        return -ENOMEM;
    if (slash != NULL)
        slash[slash == dir] = '\0';
    fd = open (slash != NULL ? dir : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fsync (fd) < 0)
        r = -errno;
    if (fd < 0 && r == -EACCES)
        r = syncfs (out->fd) < 0 ? -errno : 0;
    if (r == -EINVAL) /* a file system that does not know it */
        r = 0;
    if (fd >= 0)
        close (fd);
    free (dir);
    if (r == 0)
        out->dir_dirty = false;
    return r;
}

static int
file_sync (struct file_output *out)
{
    if (!out->sync || !out->regular)
        return 0;
    if (fdatasync (out->fd) < 0)
        return -errno;
    return out->dir_dirty ? file_sync_dir (out) : 0;
}

/* The descriptor, or -errno. */
static int
file_open_path (struct file_output *out)
{
    int flags = O_RDWR | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
    int fd = open (out->path, flags);

    if (fd < 0 && errno == ENOENT)
        fd = open (out->path, flags | O_CREAT, FILE_MODE);
    return fd >= 0 ? fd : -errno;
}

static int
file_take (struct file_output *out, int fd)
{
    struct stat st;
    int r = fstat (fd, &st) < 0 ? -errno : 0;

    if (r == 0 && !S_ISREG (st.st_mode) && !S_ISCHR (st.st_mode))
        r = -ENOTSUP; /* a FIFO or a disk: lines cannot be taken back */
    if (r < 0) {
        close (fd);
        return r;
    }
    out->fd = fd;
    out->regular = S_ISREG (st.st_mode);
    out->dir_dirty = true; /* others may have made it just now */
    return 0;
}

/* 1: the path names the file that is open; 0: another, or none. */
static int
file_is_here (const struct file_output *out)
{
    struct stat open_one, named;

    if (fstat (out->fd, &open_one) < 0)
        return -errno;
    if (stat (out->path, &named) < 0)
        return errno == ENOENT ? 0 : -errno;
    return open_one.st_dev == named.st_dev && open_one.st_ino == named.st_ino;
}

/* Others hold the lock for the time of a write.  A lock that cannot be had
 * for other reasons (a file system without any) is done without. */
static int
file_lock (struct file_output *out, uint64_t deadline)
{
    struct pollfd stop
        = { .fd = trestle_stop_fd (out->ctx), .events = POLLIN };

    while (out->regular && flock (out->fd, LOCK_EX | LOCK_NB) < 0) {
        if (errno == EINTR)
            continue;
        if (errno != EWOULDBLOCK)
            return 0;
        if (trestle_now (out->ctx) >= deadline
            || poll (&stop, 1, LOCK_POLL_MS) > 0)
            return -EBUSY;
    }
    return 0;
}

static void
file_unlock (struct file_output *out)
{
    if (out->fd >= 0 && out->regular)
        flock (out->fd, LOCK_UN);
}

/* Whole lines or nothing: what was written of them is taken back.  Where even
 * that fails, closing brings the next opening, which mends. */
static int
file_append (struct file_output *out, const char *data, size_t len, off_t size)
{
    size_t done = 0;

    while (done < len) {
        ssize_t n = write (out->fd, data + done, len - done);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            int r = n < 0 ? -errno : -EIO;

            if (out->regular && done > 0 && ftruncate (out->fd, size) < 0)
                file_output_close (out);
            return r;
        }
        done += (size_t)n;
    }
    return 0;
}

/* A last line without a newline was torn by a crash, ours or that of another
 * who writes to the file. */
static int
file_mend (struct file_output *out)
{
    struct stat st;
    char last;
    int r;

    if (!out->regular)
        return 0;
    if (fstat (out->fd, &st) < 0)
        return -errno;
    if (!out->fresh && st.st_size == out->left)
        return 0;
    if (st.st_size > 0 && pread (out->fd, &last, 1, st.st_size - 1) != 1)
        return -EIO;
    out->fresh = st.st_size > 0 && last != '\n';
    if (!out->fresh)
        return 0;
    trestle_log (out->ctx, TRESTLE_LOG_WARNING,
                 "the last line of \"%s\" was torn; it is ended", out->path);
    r = file_append (out, "\n", 1, st.st_size);
    out->fresh = r < 0;
    return r;
}

/* Opened, locked, the one that the path names, and whole. */
static int
file_hold (struct file_output *out, uint64_t deadline)
{
    for (;;) {
        int r = 0;

        if (out->fd < 0) {
            int fd = file_open_path (out);

            r = fd < 0 ? fd : file_take (out, fd);
            out->fresh = true;
        }
        if (r == 0)
            r = file_lock (out, deadline);
        if (r < 0)
            return r;
        r = file_is_here (out);
        if (r > 0)
            return file_mend (out);
        file_output_close (out); /* and with it the lock */
        if (r < 0)
            return r;
    }
}

/* The older files, from the first gap on: FILE.1 becomes FILE.2, ..., and FILE
 * becomes FILE.1.  Stopping at the gap loses none when it is tried again. */
static int64_t
file_gap (const struct file_output *out)
{
    for (int64_t n = 1; n < out->keep; n++) {
        char *name = file_name (out, n);
        bool here = name != NULL && access (name, F_OK) == 0;

        free (name);
        if (!here)
            return n;
    }
    return out->keep;
}

static int
file_rotate (struct file_output *out)
{
    int r = 0;

    for (int64_t n = file_gap (out); n > 0 && r == 0; n--) {
        char *from = file_name (out, n - 1);
        char *to = file_name (out, n);

        if (from == NULL || to == NULL)
            r = -ENOMEM;
        else if (rename (from, to) < 0)
            r = -errno;
        free (from);
        free (to);
    }
    if (r == 0)
        file_output_close (out);
    return r;
}

/* Ready for len bytes more; *ret_size is where they will begin. */
static int
file_ready (struct file_output *out, size_t len, uint64_t deadline,
            off_t *ret_size)
{
    struct stat st;
    int r = file_hold (out, deadline);

    if (r < 0)
        return r;
    if (fstat (out->fd, &st) < 0)
        return -errno;
    *ret_size = st.st_size;
    if (!out->regular || out->max_size == 0 || st.st_size == 0
        || st.st_size + (off_t)len <= out->max_size)
        return 0;
    r = file_rotate (out);
    if (r < 0) {
        errno = -r;
        trestle_log (out->ctx, TRESTLE_LOG_WARNING,
                     "could not rotate \"%s\": %m; it grows on", out->path);
        return 0;
    }
    r = file_hold (out, deadline);
    if (r == 0 && fstat (out->fd, &st) < 0)
        return -errno;
    *ret_size = st.st_size;
    return r;
}

int
file_output_open (struct file_output *out, uint64_t deadline)
{
    int r = file_hold (out, deadline);

    if (r == 0)
        r = file_sync (out);
    file_unlock (out);
    return r;
}

/* The sync is not under the lock: others write meanwhile. */
int
file_output_write (struct file_output *out, const char *data, size_t len,
                   uint64_t deadline)
{
    off_t size = 0;
    int r = file_ready (out, len, deadline, &size);

    if (r == 0)
        r = file_append (out, data, len, size);
    if (r == 0)
        out->left = size + (off_t)len;
    file_unlock (out);
    if (r < 0)
        return r;
    r = file_sync (out);
    if (r < 0)
        file_output_close (out);
    return r;
}
