/* disk.h - files in memory that can be told to fail
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef TOOLS_DISK_H
#define TOOLS_DISK_H

#include <stdbool.h>

#include "base/io.h"

#define DISK_FILES 16

struct disk_file {
    char *path; /* NULL: a free place */
    char *data;
    size_t len;
    size_t synced; /* bytes that a power cut leaves */
    bool linked;   /* its directory was synced since it appeared */
};

struct disk {
    struct io io; /* first: a disk is an io */
    struct disk_file files[DISK_FILES];
    size_t write_room; /* the next pwritev takes so much at most; 0: all */
    int write_error;   /* the next one after that gives this -errno */
    int sync_error;    /* the next fdatasync gives this -errno */
    int open_error;    /* the next open gives this -errno */
    unsigned syncs, dir_syncs;
};

void disk_init (struct disk *disk);
void disk_destroy (struct disk *disk);
/* The file, or NULL. */
struct disk_file *disk_find (struct disk *disk, const char *path);
/* Makes or replaces a file. */
void disk_put (struct disk *disk, const char *path, const char *text);

#endif
