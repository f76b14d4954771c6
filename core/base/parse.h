/* parse.h - numbers, durations, sizes and names in text
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef BASE_PARSE_H
#define BASE_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"

/* All take the whole string; results are written on success only.
 * 0, -EINVAL (no such thing) or -ERANGE (does not fit). */

/* A decimal integer with an optional minus. */
PRIVATE_API int parse_int (const char *text, int64_t *ret_value);
/* A decimal number, "1.5" or "1e3"; no inf, nan or hex. */
int parse_double (const char *text, double *ret_value);
/* "250ms", "10s", "5m", "72h", "7d", "10us": an unsigned integer and a unit,
 * in microseconds; "0" needs no unit.  At most 100 years. */
int parse_duration (const char *text, int64_t *ret_us);
/* "64k", "8M", "1G", "2T" (powers of 1024) or bare bytes. */
int parse_size (const char *text, int64_t *ret_bytes);
/* "true" or "false". */
int parse_bool (const char *text, bool *ret_value);
/* Whether text is a name of a pipeline, source, rule, target, site or plugin:
 * [A-Za-z][A-Za-z0-9_-]{0,59} (contracts 4.4). */
bool parse_is_name (const char *text);

#endif
