/* dead.h - the dead letters of one target, or the bad events of a pipeline
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * STATE/PIPELINE/dead/NAME-N.jsonl, N from 1 (contracts 1.11).  Files through
 * struct io; the pipeline's writer is the only user.  Thread: writer.
 */
#ifndef DELIVER_DEAD_H
#define DELIVER_DEAD_H

#include "base/buf.h"
#include "base/io.h"
#include "deliver/delivery.h"

/* Keeps no descriptor and no count: each append looks at what is there, so
 * that files may be moved away or cut at any time. */
struct dead_file {
    const struct io *io;
    char *dir, *name;
    uint64_t max_size; /* of all its files */
};

/* 0 or -ENOMEM. */
int dead_init (struct dead_file *f, const struct io *io, const char *dir,
               const char *name);
void dead_destroy (struct dead_file *f);

/* How many bytes are left until max_size.  0 or -errno. */
int dead_room (const struct dead_file *f, uint64_t *ret_room);
/* Writes whole lines behind the newest file, or into a new one, and syncs
 * them.  0; -EFBIG (max_size is reached) or -errno: nothing of it is there. */
int dead_append (const struct dead_file *f, const struct buf *lines);

struct dead_names {
    const char *pipeline, *target;
    uint64_t ended_us; /* since 1970 */
};

/* Adds the line of a delivery that ended as dead letter. */
void dead_render (struct buf *line, const struct delivery *d,
                  const struct dead_names *names);
/* Adds the line of what can be no event; names->target is its source. */
void dead_render_bad (struct buf *line, const struct batch_bad *bad,
                      const struct dead_names *names);

#endif
