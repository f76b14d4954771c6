/* input.h - the file that is read: waiting, following, rotation
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef SOURCE_FILE_INPUT_H
#define SOURCE_FILE_INPUT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <trestle/plugin.h>

struct file_input {
    struct trestle_ctx *ctx;
    const char *path;
    bool standard; /* input, not path */
    bool follow;
    int fd;           /* -1: none; when following, one is waited for */
    int wake;         /* an eventfd that ends every wait */
    off_t pos;        /* bytes read of a regular file */
    bool regular;     /* is always ready to be read */
    bool moved;       /* the path named another file one wait ago */
    bool told;        /* that the file is missing was logged */
    bool ended;       /* nothing will come any more */
    atomic_bool quit; /* with a write to wake: read no more */
};

/* 0, or -1 after an error.  When following, the file may come later. */
int file_input_open (struct file_input *in);
void file_input_close (struct file_input *in);
/* Waits for bytes and returns how many; 0 where one file ends (its last line
 * is whole, whether a newline stands there or not; see ended); or -ECANCELED
 * (quit), or -errno. */
ssize_t file_input_read (struct file_input *in, char *buf, size_t size);
/* Ends every wait; any thread. */
void file_input_wake (struct file_input *in);
/* Until woken, or timeout_ms (-1: none). */
void file_input_wait (struct file_input *in, int timeout_ms);

#endif
