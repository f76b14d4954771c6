/* log.c - lines to standard error
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/log.h"

#define MAX_MESSAGE 4096
#define MAX_LINE    (8 * MAX_MESSAGE)
/* Longest that a caller may say before it is cut. */
#define MAX_FORMATTED (1u << 20)

static int log_max_level = LOG_LEVEL_INFO;
static int log_format = LOG_TEXT;
static bool log_to_journal;

void
log_setup (int level, int format)
{
    log_max_level = level;
    log_format = format;
    log_to_journal = getenv ("JOURNAL_STREAM") != NULL;
}

bool
log_wants (int level)
{
    return level <= log_max_level;
}

static const char *
level_name (int level)
{
    if (level <= LOG_LEVEL_ERROR)
        return "error";
    if (level <= LOG_LEVEL_WARNING)
        return "warning";
    return level <= LOG_LEVEL_INFO ? "info" : "debug";
}

/* UTC, RFC 3339 with microseconds. */
static void
add_time (struct buf *line)
{
    struct timeval tv;
    struct tm tm;

    gettimeofday (&tv, NULL);
    gmtime_r (&tv.tv_sec, &tm);
    buf_printf (line, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", tm.tm_year + 1900,
                tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
                (int)tv.tv_usec);
}

static void
add_text_line (struct buf *line, const struct log_tag *tag, int level,
               const struct buf *message)
{
    if (log_to_journal)
        buf_printf (line, "<%d>", level);
    else
        add_time (line);
    buf_printf (line, "%s%s: ", log_to_journal ? "" : " ", level_name (level));
    if (tag != NULL && tag->pipeline != NULL)
        buf_printf (line, "%s%s", tag->pipeline,
                    tag->instance != NULL ? "/" : ": ");
    if (tag != NULL && tag->instance != NULL)
        buf_printf (line, "%s: ", tag->instance);
    buf_add_escaped (line, message->data, message->len, MAX_MESSAGE);
    buf_add_char (line, '\n');
}

/* A JSON string; a byte that is no UTF-8 becomes the text \xNN. */
static void
add_json_string (struct buf *line, const char *name, const char *text,
                 size_t len)
{
    size_t n;

    buf_printf (line, ",\"%s\":\"", name);
    for (size_t i = 0; i<len; i += n> 0 ? n : 1) {
        unsigned char c = (unsigned char)text[i];

        n = buf_utf8_length (text + i, len - i);
        if (n == 0)
            buf_printf (line, "\\\\x%02x", c);
        else if (c < 0x20 || c == 0x7f)
            buf_printf (line, "\\u%04x", c);
        else if (c == '"' || c == '\\')
            buf_printf (line, "\\%c", c);
        else
            buf_add (line, text + i, n);
    }
    buf_add_char (line, '"');
}

static void
add_json_line (struct buf *line, const struct log_tag *tag, int level,
               const struct buf *message)
{
    size_t len = message->len < MAX_MESSAGE ? message->len : MAX_MESSAGE;

    buf_add_string (line, "{\"time\":\"");
    add_time (line);
    buf_add_char (line, '"');
    add_json_string (line, "level", level_name (level),
                     strlen (level_name (level)));
    if (tag != NULL && tag->pipeline != NULL)
        add_json_string (line, "pipeline", tag->pipeline,
                         strlen (tag->pipeline));
    if (tag != NULL && tag->instance != NULL)
        add_json_string (line, "instance", tag->instance,
                         strlen (tag->instance));
    if (tag != NULL && tag->plugin != NULL)
        add_json_string (line, "plugin", tag->plugin, strlen (tag->plugin));
    add_json_string (line, "message", message->data, len);
    buf_add_string (line, "}\n");
}

void
log_vtagged (const struct log_tag *tag, int level, const char *fmt, va_list ap)
{
    CLEANUP_BUF struct buf message = BUF_INIT (MAX_FORMATTED);
    CLEANUP_BUF struct buf line = BUF_INIT (MAX_LINE);
    int saved = errno;

    if (!log_wants (level))
        return;
    buf_vprintf (&message, fmt, ap);
    if (message.error < 0) { /* no memory, or larger than any message */
        buf_reset (&message);
        buf_add_string (&message, fmt);
    }
    buf_cut (&message, MAX_MESSAGE);
    if (message.data == NULL)
        return;
    if (log_format == LOG_JSON)
        add_json_line (&line, tag, level, &message);
    else
        add_text_line (&line, tag, level, &message);
    if (line.data != NULL)
        (void)!write (STDERR_FILENO, line.data, line.len);
    errno = saved;
}

void
log_tagged (const struct log_tag *tag, int level, const char *fmt, ...)
{
    va_list ap;

    va_start (ap, fmt);
    log_vtagged (tag, level, fmt, ap);
    va_end (ap);
}

void
log_line (int level, const char *fmt, ...)
{
    va_list ap;

    va_start (ap, fmt);
    log_vtagged (NULL, level, fmt, ap);
    va_end (ap);
}

int
log_error (int r, const char *fmt, ...)
{
    va_list ap;

    va_start (ap, fmt);
    log_vtagged (NULL, LOG_LEVEL_ERROR, fmt, ap);
    va_end (ap);
    return r;
}
