/* file.h - a small file as a whole
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CONFIG_FILE_H
#define CONFIG_FILE_H

#include "base/buf.h"

/* Adds all bytes of the file to data, up to its limit.  0, -EMSGSIZE or
 * another -errno.  Thread: any. */
int file_read (const char *path, struct buf *data);

#endif
