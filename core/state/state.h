/* state.h - the state directory: its lock, its format, its names
 * SPDX-License-Identifier: BSD-2-Clause
 *
 *   STATE/lock                     held by the running daemon
 *   STATE/format                   "trestle-state 1"
 *   STATE/listen                   NAME ADDRESS lines, once ready
 *   STATE/PIPELINE/dead/NAME-N.jsonl  dead letters
 *
 * Thread: main.
 */
#ifndef STATE_STATE_H
#define STATE_STATE_H

#include "base/cleanup.h"
#include "base/io.h"

struct state;

/* Makes the directory where it is missing (mode 0750) and locks it.  0; or
 * -EBUSY (another daemon has it), -EINVAL (a newer format), -errno: logged. */
PRIVATE_API int state_open (const char *dir, const struct io *io,
                            struct state **ret_state);
/* Unlocks, and takes STATE/listen away. */
PRIVATE_API void state_close (struct state *st);
const struct io *state_io (const struct state *st);

/* STATE/PIPELINE/KIND, made where it is missing.  NULL after an error, which
 * was logged; the caller frees. */
char *state_dir (const struct state *st, const char *pipeline,
                 const char *kind);
/* Replaces STATE/listen by text, atomically.  0 or -errno, logged. */
PRIVATE_API int state_write_listen (const struct state *st, const char *text);

#endif
