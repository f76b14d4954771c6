/* time.h - times as text
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef EVENT_TIME_H
#define EVENT_TIME_H

#include <stddef.h>
#include <stdint.h>

/* Bytes of "2024-02-29T23:59:59.999Z" with its NUL. */
#define EVENT_TIME_SIZE 25

/* Milliseconds since 1970 of the years 0 to 9999, as RFC 3339 text.  0 or
 * -ERANGE. */
int event_time_format (int64_t ms, char ret_text[EVENT_TIME_SIZE]);
/* Microseconds to milliseconds, rounded down. */
int64_t event_time_floor (int64_t us);

#endif
