/* input.c - the file that is read: waiting, following, rotation
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A followed file is looked at every FOLLOW_MS: that costs nothing to speak
 * of, and works on every file system, which inotify does not.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "input.h"

#define FOLLOW_MS 200

/* Takes fd over. */
static int
file_input_take (struct file_input *in, int fd)
{
    struct stat st;

    if (fstat (fd, &st) < 0 || S_ISDIR (st.st_mode)) {
        close (fd);
        return trestle_error (in->ctx, "cannot read \"%s\": it is a directory",
                              in->path);
    }
    in->regular = S_ISREG (st.st_mode);
    if (in->regular) /* a hint; that it fails does not matter */
        (void)posix_fadvise (fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    in->fd = fd;
    in->pos = 0;
    in->moved = in->told = false;
    return 0;
}

/* A FIFO without a writer must not block: hence O_NONBLOCK. */
static int
file_input_try (struct file_input *in)
{
    int fd = open (in->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

    if (fd >= 0)
        return file_input_take (in, fd);
    if (!in->follow)
        return trestle_error (in->ctx, "could not open \"%s\": %m", in->path);
    if (!in->told)
        trestle_log (in->ctx, TRESTLE_LOG_WARNING,
                     "could not open \"%s\": %m; it is waited for", in->path);
    in->told = true;
    return 0;
}

int
file_input_open (struct file_input *in)
{
    int fd;

    in->wake = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (in->wake < 0)
        return trestle_error (in->ctx, "could not create eventfd: %m");
    if (!in->standard)
        return file_input_try (in);
    fd = fcntl (STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
    if (fd < 0)
        return trestle_error (in->ctx, "could not read standard input: %m");
    return file_input_take (in, fd);
}

void
file_input_close (struct file_input *in)
{
    if (in->fd >= 0)
        close (in->fd);
    if (in->wake >= 0)
        close (in->wake);
    in->fd = in->wake = -1;
}

void
file_input_wake (struct file_input *in)
{
    uint64_t one = 1;

    /* It fails only when the counter is full, and then it wakes too. */
    if (write (in->wake, &one, sizeof one) < 0)
        return;
}

void
file_input_wait (struct file_input *in, int timeout_ms)
{
    struct pollfd p = { .fd = in->wake, .events = POLLIN };
    uint64_t n;

    if (poll (&p, 1, timeout_ms) > 0 && read (in->wake, &n, sizeof n) < 0)
        return;
}

/* Until the descriptor can be read, or woken. */
static void
file_input_ready (struct file_input *in)
{
    struct pollfd p[2] = { { .fd = in->fd, .events = POLLIN },
                           { .fd = in->wake, .events = POLLIN } };
    uint64_t n;

    if (in->regular || poll (p, 2, -1) <= 0 || p[1].revents == 0)
        return;
    if (read (in->wake, &n, sizeof n) < 0)
        return;
}

static bool
file_input_truncated (struct file_input *in)
{
    struct stat st;

    if (!in->regular || fstat (in->fd, &st) < 0 || st.st_size >= in->pos)
        return false;
    if (lseek (in->fd, 0, SEEK_SET) < 0)
        return false;
    trestle_log (in->ctx, TRESTLE_LOG_INFO,
                 "\"%s\" was truncated; it is read from its beginning",
                 in->path);
    in->pos = 0;
    return true;
}

/* Whether the path names another file now.  The number of an inode is not
 * given away while it is open here. */
static bool
file_input_replaced (struct file_input *in)
{
    struct stat here, there;

    return fstat (in->fd, &here) == 0 && stat (in->path, &there) == 0
           && (here.st_dev != there.st_dev || here.st_ino != there.st_ino);
}

/* At the end of a followed file: whether what follows is another one.  A
 * writer may still write to the old file after it was renamed, so it is left
 * only if it is at its end one wait later too. */
static bool
file_input_next (struct file_input *in)
{
    if (file_input_truncated (in))
        return true;
    if (!file_input_replaced (in)) {
        in->moved = false;
        return false;
    }
    if (!in->moved) {
        in->moved = true;
        return false;
    }
    trestle_log (in->ctx, TRESTLE_LOG_INFO,
                 "\"%s\" is another file now; it is read from its beginning",
                 in->path);
    close (in->fd);
    in->fd = -1;
    return true;
}

ssize_t
file_input_read (struct file_input *in, char *buf, size_t size)
{
    while (!atomic_load (&in->quit)) {
        ssize_t n;

        if (in->fd < 0 && file_input_try (in) < 0)
            return -EISDIR;
        if (in->fd < 0) {
            file_input_wait (in, FOLLOW_MS);
            continue;
        }
        file_input_ready (in);
        if (atomic_load (&in->quit))
            break;
        n = read (in->fd, buf, size);
        if (n > 0)
            in->pos += n;
        if (n > 0)
            return n;
        if (n < 0 && errno != EINTR && errno != EAGAIN)
            return -errno;
        if (n < 0)
            continue;
        in->ended = !in->follow;
        if (in->ended || file_input_next (in))
            return 0;
        file_input_wait (in, FOLLOW_MS);
    }
    return -ECANCELED;
}
