/* writer.h - the one thread of a pipeline that settles
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * It sends admitted batches on their way, writes dead letters, and makes every
 * call of settled and resume.  (With a journal it writes that, too.)
 */
#ifndef ROUTE_WRITER_H
#define ROUTE_WRITER_H

#include <stdint.h>

struct pipeline;
struct writer;

/* 0 or -errno.  Thread: main. */
int writer_start (struct pipeline *pl);
/* When all is settled; waits for it.  Thread: main. */
void writer_stop (struct pipeline *pl);

#endif
