/* output.h - the file that is written: opening, rotation, mending
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Several lanes, targets or processes may write to one file: all hold its lock
 * (flock) from looking at its size until their lines are whole, and whoever
 * gets the lock looks whether the path still names that file.
 */
#ifndef TARGET_FILE_OUTPUT_H
#define TARGET_FILE_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <trestle/plugin.h>

struct file_output {
    struct trestle_ctx *ctx;
    const char *path;
    int64_t max_size; /* bytes; 0: no rotation */
    int64_t keep;     /* so many older files */
    bool sync;
    int fd;         /* -1: not open */
    bool regular;   /* has a size; the lock, syncs and rotation apply */
    bool fresh;     /* was opened and not looked at for a torn line */
    off_t left;     /* size after the last append: if it is another now, others
                     * have written, and may have left a torn line */
    bool dir_dirty; /* its name may be new; not synced since it was opened */
};

/* All return 0 or -errno.  Opens the file and ends a torn last line. */
int file_output_open (struct file_output *out, uint64_t deadline);
void file_output_close (struct file_output *out);
/* Appends len bytes, all or none of them; then they are synced, if asked.
 * After a failed sync it is not known what is on the disk. */
int file_output_write (struct file_output *out, const char *data, size_t len,
                       uint64_t deadline);

#endif
