/* disk.c - files in memory that can be told to fail
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "tools/disk.h"

/* Descriptors are places in files. */
static struct disk *
disk_of (const struct io *io)
{
    return (struct disk *)(uintptr_t)io;
}

static int
take_error (int *error)
{
    int r = *error;

    *error = 0;
    return r;
}

struct disk_file *
disk_find (struct disk *disk, const char *path)
{
    for (int i = 0; i < DISK_FILES; i++)
        if (disk->files[i].path != NULL
            && strcmp (disk->files[i].path, path) == 0)
            return &disk->files[i];
    return NULL;
}

static struct disk_file *
make (struct disk *disk, const char *path)
{
    for (int i = 0; i < DISK_FILES; i++)
        if (disk->files[i].path == NULL) {
            disk->files[i] = (struct disk_file){ .path = strdup (path) };
            return &disk->files[i];
        }
    abort ();
}

void
disk_put (struct disk *disk, const char *path, const char *text)
{
    struct disk_file *f = disk_find (disk, path);

    if (f == NULL)
        f = make (disk, path);
    free (f->data);
    f->data = strdup (text);
    f->len = f->synced = strlen (text);
    f->linked = true;
}

static int
disk_open (const struct io *io, const char *path, int flags, mode_t mode)
{
    struct disk *disk = disk_of (io);
    struct disk_file *f = disk_find (disk, path);
    int r = take_error (&disk->open_error);

    (void)mode;
    if (r < 0)
        return r;
    if (f == NULL && (flags & O_CREAT) == 0)
        return -ENOENT;
    if (f != NULL && (flags & O_EXCL) != 0)
        return -EEXIST;
    if (f == NULL)
        f = make (disk, path);
    if ((flags & O_TRUNC) != 0)
        f->len = 0;
    return (int)(f - disk->files);
}

static int
disk_close (const struct io *io, int fd)
{
    (void)io;
    return fd >= 0 && fd < DISK_FILES ? 0 : -EBADF;
}

static ssize_t
disk_pwritev (const struct io *io, int fd, const struct iovec *iov, int n,
              uint64_t offset)
{
    struct disk *disk = disk_of (io);
    struct disk_file *f = &disk->files[fd];
    size_t len = iov[0].iov_len;

    if (n != 1)
        return -EINVAL;
    if (disk->write_room > 0) {
        len = len < disk->write_room ? len : disk->write_room;
        disk->write_room = 0;
    } else {
        int r = take_error (&disk->write_error);

        if (r < 0)
            return r;
    }
    if (offset + len > f->len) {
        f->data = realloc (f->data, offset + len);
        f->len = offset + len;
    }
    memcpy (f->data + offset, iov[0].iov_base, len);
    return (ssize_t)len;
}

static ssize_t
disk_pread (const struct io *io, int fd, void *data, size_t len,
            uint64_t offset)
{
    const struct disk_file *f = &disk_of (io)->files[fd];

    if (offset >= f->len)
        return 0;
    if (len > f->len - offset)
        len = f->len - offset;
    memcpy (data, f->data + offset, len);
    return (ssize_t)len;
}

static int
disk_fdatasync (const struct io *io, int fd)
{
    struct disk *disk = disk_of (io);
    int r = take_error (&disk->sync_error);

    disk->syncs++;
    if (r == 0)
        disk->files[fd].synced = disk->files[fd].len;
    return r;
}

static int
disk_ftruncate (const struct io *io, int fd, uint64_t size)
{
    struct disk_file *f = &disk_of (io)->files[fd];

    if (size < f->len)
        f->len = size;
    return 0;
}

static int
disk_rename (const struct io *io, const char *from, const char *to)
{
    struct disk *disk = disk_of (io);
    struct disk_file *f = disk_find (disk, from);

    if (f == NULL)
        return -ENOENT;
    io->unlink (io, to);
    free (f->path);
    f->path = strdup (to);
    return 0;
}

static int
disk_unlink (const struct io *io, const char *path)
{
    struct disk_file *f = disk_find (disk_of (io), path);

    if (f == NULL)
        return -ENOENT;
    free (f->path);
    free (f->data);
    *f = (struct disk_file){ .path = NULL };
    return 0;
}

static int
disk_mkdir (const struct io *io, const char *path, mode_t mode)
{
    (void)io;
    (void)path;
    (void)mode;
    return 0;
}

static int64_t
disk_size (const struct io *io, int fd)
{
    return (int64_t)disk_of (io)->files[fd].len;
}

static int
disk_list (const struct io *io, const char *path,
           void (*see) (void *self, const char *name), void *self)
{
    struct disk *disk = disk_of (io);
    size_t len = strlen (path);

    for (int i = 0; i < DISK_FILES; i++)
        if (disk->files[i].path != NULL
            && strncmp (disk->files[i].path, path, len) == 0
            && disk->files[i].path[len] == '/')
            see (self, disk->files[i].path + len + 1);
    return 0;
}

static int
disk_sync_dir (const struct io *io, const char *path)
{
    struct disk *disk = disk_of (io);

    (void)path;
    disk->dir_syncs++;
    for (int i = 0; i < DISK_FILES; i++)
        disk->files[i].linked = true;
    return 0;
}

void
disk_init (struct disk *disk)
{
    *disk = (struct disk){ .io = { disk_open, disk_close, disk_pwritev,
                                   disk_pread, disk_fdatasync, disk_ftruncate,
                                   disk_rename, disk_unlink, disk_mkdir,
                                   disk_size, disk_list, disk_sync_dir } };
}

void
disk_destroy (struct disk *disk)
{
    for (int i = 0; i < DISK_FILES; i++) {
        free (disk->files[i].path);
        free (disk->files[i].data);
    }
}
