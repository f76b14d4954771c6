/* allowed.h - the values that a row of a table allows
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CONFIG_ALLOWED_H
#define CONFIG_ALLOWED_H

#include <stdbool.h>

#include "base/buf.h"

/* "1..65535", "1ms..", "..10": ends of the type's own spelling. */
bool conf_allowed_is_range (const char *allowed, int type);
/* "none|key": words without spaces. */
bool conf_allowed_is_words (const char *allowed);

/* Whether the value lies in the range, a checked one.  If not, must is what
 * would ("in 1..65535", "at least 1ms"). */
bool conf_allowed_integer (const char *allowed, int type, int64_t value,
                           struct buf *must);
bool conf_allowed_real (const char *allowed, double value, struct buf *must);

/* Whether text is one of the words.  If not, must is what would ("\"none\" or
 * \"key\""), and *ret_meant, which the caller frees, the likely one, or
 * NULL. */
bool conf_allowed_word (const char *allowed, const char *text,
                        struct buf *must, char **ret_meant);

#endif
