/* log.h - lines to standard error
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdarg.h>
#include <stdbool.h>

#include "base/cleanup.h"

/* The numbers of syslog; those of enum trestle_level. */
enum log_level {
    LOG_LEVEL_ERROR = 3,
    LOG_LEVEL_WARNING = 4,
    LOG_LEVEL_INFO = 6,
    LOG_LEVEL_DEBUG = 7
};

enum log_format { LOG_TEXT, LOG_JSON };

/* Who speaks; any may be NULL.  Strings are borrowed for the call. */
struct log_tag {
    const char *pipeline;
    const char *instance;
    const char *plugin; /* "source-http" */
};

/* Which lines are written, and how.  Text lines bear the priority prefix <N>
 * of systemd where JOURNAL_STREAM says that the journal reads them.
 * Thread: main, before the first other thread. */
PRIVATE_API void log_setup (int level, int format);
/* Whether a line of this level would be written. */
bool log_wants (int level);

/* One line.  Control characters are escaped, a line is cut at 4 KiB.  errno is
 * kept, and fmt may use %m.  Thread: any. */
PRIVATE_API void log_line (int level, const char *fmt, ...)
    __attribute__ ((__format__ (__printf__, 2, 3)));
/* The same, naming who speaks. */
void log_tagged (const struct log_tag *tag, int level, const char *fmt, ...)
    __attribute__ ((__format__ (__printf__, 3, 4)));
void log_vtagged (const struct log_tag *tag, int level, const char *fmt,
                  va_list ap) __attribute__ ((__format__ (__printf__, 3, 0)));
/* Logs at error level and returns r, for: return log_error (-EINVAL, ...). */
PRIVATE_API int log_error (int r, const char *fmt, ...)
    __attribute__ ((__format__ (__printf__, 2, 3)));

#endif
