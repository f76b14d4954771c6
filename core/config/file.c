/* file.c - a small file as a whole
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <fcntl.h>

#include "base/cleanup.h"
#include "config/file.h"

#define PIECE 4096

int
file_read (const char *path, struct buf *data)
{
    CLEANUP_FD int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    char piece[PIECE];
    ssize_t n;

    if (fd < 0)
        return -errno;
    for (;;) {
        n = read (fd, piece, sizeof piece);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -errno;
        if (n == 0)
            return data->error;
        buf_add (data, piece, (size_t)n);
        if (data->error < 0)
            return data->error;
    }
}
