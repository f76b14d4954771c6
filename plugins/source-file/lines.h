/* lines.h - blocks of lines that become batches
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A block is read straight into the room of a batch, and its lines become
 * events where they lie.  What is left behind the last whole line is carried
 * to the room of the next batch.  Thread: the reader's.
 */
#ifndef SOURCE_FILE_LINES_H
#define SOURCE_FILE_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <trestle/plugin.h>

/* The token of a batch: settled frees it. */
struct file_mark {
    size_t lines;
};

struct file_lines {
    struct trestle_ctx *ctx;
    size_t line_limit;  /* longest line that can be an event */
    size_t block;       /* bytes to ask for in the next read */
    size_t batch_limit; /* largest room */
    struct trestle_batch *batch;
    struct file_mark *mark; /* of batch, until it was emitted */
    char *room;             /* batch's */
    size_t size;            /* of room */
    size_t len;             /* bytes in room */
    size_t done;            /* of them, used up */
    size_t scanned;         /* of them, up to here there is no newline */
    bool skipping;          /* up to the end of a line that is too long */
};

void file_lines_init (struct file_lines *l, struct trestle_ctx *ctx);
void file_lines_clear (struct file_lines *l);
/* Where to read to, of *ret_size bytes; makes a batch where there is none.
 * NULL with errno ENOMEM or ENOENT (no rules). */
char *file_lines_space (struct file_lines *l, size_t *ret_size);
/* n bytes were read to there. */
void file_lines_take (struct file_lines *l, size_t n);
/* Turns the whole lines that were read into events; last: what is left is one
 * too.  1: the batch shall be emitted; 0: nothing yet; -1: out of memory, the
 * same again later. */
int file_lines_add (struct file_lines *l, bool last);
/* After the batch was emitted: a new one, which begins with what is left.  0,
 * or -1 with errno as above, the same again later. */
int file_lines_next (struct file_lines *l);

#endif
