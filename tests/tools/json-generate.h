/* json-generate.h - documents made of a seed
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef TOOLS_JSON_GENERATE_H
#define TOOLS_JSON_GENERATE_H

#include "base/buf.h"
#include "base/random.h"

/* Appends one valid value to b, an object or array at most depth deep.  Names
 * in one object differ, and strings hold neither NUL nor lone surrogates, so
 * that every reader finds the same in it. */
void json_generate (struct random *r, struct buf *b, unsigned depth);

#endif
