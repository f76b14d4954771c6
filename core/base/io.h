/* io.h - files, handed in
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef BASE_IO_H
#define BASE_IO_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/uio.h>

#include "base/cleanup.h"

/* Each gives what the system call of its name gives, but -errno for an error.
 * A simulated disk replaces the table.  Thread: any, for the real one. */
struct io {
    int (*open) (const struct io *io, const char *path, int flags,
                 mode_t mode);
    int (*close) (const struct io *io, int fd);
    ssize_t (*pwritev) (const struct io *io, int fd, const struct iovec *iov,
                        int n, uint64_t offset);
    ssize_t (*pread) (const struct io *io, int fd, void *data, size_t len,
                      uint64_t offset);
    int (*fdatasync) (const struct io *io, int fd);
    int (*ftruncate) (const struct io *io, int fd, uint64_t size);
    int (*rename) (const struct io *io, const char *from, const char *to);
    int (*unlink) (const struct io *io, const char *path);
    int (*mkdir) (const struct io *io, const char *path, mode_t mode);
    /* Bytes in the file. */
    int64_t (*size) (const struct io *io, int fd);
    /* Calls see for each name in a directory. */
    int (*list) (const struct io *io, const char *path,
                 void (*see) (void *self, const char *name), void *self);
    /* Makes what appeared in or went from a directory last. */
    int (*sync_dir) (const struct io *io, const char *path);
};

PRIVATE_API extern const struct io io_real;

/* Writes all of data at offset, over short writes.  0 or -errno. */
int io_write_all (const struct io *io, int fd, const void *data, size_t len,
                  uint64_t offset);

#endif
