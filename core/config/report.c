/* report.c - the lines that tell of mistakes in configuration files
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/log.h"
#include "config/config.h"

#define MAX_MESSAGE 2048

static void
add_place (struct buf *text, const struct config_node *node)
{
    if (node == NULL || node->file == NULL)
        return;
    if (node->line > 0)
        buf_printf (text, "%s:%u: ", node->file, node->line);
    else
        buf_printf (text, "%s: ", node->file);
}

/* What is not fit for a terminal is escaped here, once, for every message. */
static void
print_line (struct config_report *rep, int level, const struct buf *text)
{
    CLEANUP_BUF struct buf escaped = BUF_INIT (SIZE_MAX);
    const char *line = "out of memory";

    if (text->data != NULL)
        buf_add_escaped (&escaped, text->data, text->len, MAX_MESSAGE);
    if (escaped.data != NULL)
        line = escaped.data;
    if (rep == NULL)
        log_line (level, "%s", line);
    else if (rep->print != NULL)
        rep->print (rep->self, line);
    else
        fprintf (stderr, "%s\n", line);
}

int
config_error (struct config_report *rep, const struct config_node *node,
              const char *fmt, ...)
{
    CLEANUP_BUF struct buf text = BUF_INIT (SIZE_MAX);
    int saved = errno;
    va_list ap;

    add_place (&text, node);
    errno = saved; /* for %m */
    va_start (ap, fmt);
    buf_vprintf (&text, fmt, ap);
    va_end (ap);
    print_line (rep, LOG_LEVEL_ERROR, &text);
    if (rep != NULL)
        rep->errors++;
    return -EINVAL;
}

int
config_error_again (struct config_report *rep)
{
    if (rep != NULL)
        rep->errors++;
    return -EINVAL;
}

void
config_warning (struct config_report *rep, const struct config_node *node,
                const char *fmt, ...)
{
    CLEANUP_BUF struct buf text = BUF_INIT (SIZE_MAX);
    int saved = errno;
    va_list ap;

    add_place (&text, node);
    if (rep != NULL)
        buf_add_string (&text, "warning: ");
    errno = saved; /* for %m */
    va_start (ap, fmt);
    buf_vprintf (&text, fmt, ap);
    va_end (ap);
    print_line (rep, LOG_LEVEL_WARNING, &text);
    if (rep != NULL)
        rep->warnings++;
}
