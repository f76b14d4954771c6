/* io.c - the real files
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/io.h"

static int
result (int r)
{
    return r < 0 ? -errno : r;
}

static int
real_open (const struct io *io, const char *path, int flags, mode_t mode)
{
    (void)io;
    return result (open (path, flags | O_CLOEXEC, mode));
}

static int
real_close (const struct io *io, int fd)
{
    (void)io;
    return result (close (fd));
}

static ssize_t
real_pwritev (const struct io *io, int fd, const struct iovec *iov, int n,
              uint64_t offset)
{
    ssize_t r = pwritev (fd, iov, n, (off_t)offset);

    (void)io;
    return r < 0 ? -errno : r;
}

static ssize_t
real_pread (const struct io *io, int fd, void *data, size_t len,
            uint64_t offset)
{
    ssize_t r = pread (fd, data, len, (off_t)offset);

    (void)io;
    return r < 0 ? -errno : r;
}

static int
real_fdatasync (const struct io *io, int fd)
{
    (void)io;
    return result (fdatasync (fd));
}

static int
real_ftruncate (const struct io *io, int fd, uint64_t size)
{
    (void)io;
    return result (ftruncate (fd, (off_t)size));
}

static int
real_rename (const struct io *io, const char *from, const char *to)
{
    (void)io;
    return result (rename (from, to));
}

static int
real_unlink (const struct io *io, const char *path)
{
    (void)io;
    return result (unlink (path));
}

static int
real_mkdir (const struct io *io, const char *path, mode_t mode)
{
    (void)io;
    return result (mkdir (path, mode));
}

static int64_t
real_size (const struct io *io, int fd)
{
    struct stat st;

    (void)io;
    if (fstat (fd, &st) < 0)
        return -errno;
    return st.st_size;
}

static int
real_list (const struct io *io, const char *path,
           void (*see) (void *self, const char *name), void *self)
{
    DIR *dir = opendir (path);
    const struct dirent *entry;

    (void)io;
    if (dir == NULL)
        return -errno;
    while ((entry = readdir (dir)) != NULL)
        see (self, entry->d_name);
    closedir (dir);
    return 0;
}

static int
real_sync_dir (const struct io *io, const char *path)
{
    CLEANUP_FD int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    (void)io;
    if (fd < 0)
        return -errno;
    return result (fsync (fd));
}

const struct io io_real = {
    real_open,      real_close,     real_pwritev, real_pread,
    real_fdatasync, real_ftruncate, real_rename,  real_unlink,
    real_mkdir,     real_size,      real_list,    real_sync_dir,
};

int
io_write_all (const struct io *io, int fd, const void *data, size_t len,
              uint64_t offset)
{
    const char *at = data;

    while (len > 0) {
        struct iovec iov = { (void *)(uintptr_t)at, len };
        ssize_t n = io->pwritev (io, fd, &iov, 1, offset);

        if (n == -EINTR)
            continue;
        if (n < 0)
            return (int)n;
        if (n == 0)
            return -ENOSPC;
        at += n;
        len -= (size_t)n;
        offset += (uint64_t)n;
    }
    return 0;
}
