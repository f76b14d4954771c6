/* services.c - the host services of the public header
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "host/instance.h"

/* So many lines of one instance in so long; the rest is counted. */
#define LOG_LINES     50
#define LOG_WINDOW_US (5 * SECOND_US)
/* Longest reason that is kept, and that a plugin may say. */
#define MAX_REASON    1024
#define MAX_FORMATTED (1u << 20)

/* Whether a line may be written now; *ret_suppressed: how many were not. */
static bool
log_allowed (struct trestle_ctx *ctx, unsigned *ret_suppressed)
{
    struct instance_log *log = &ctx->log;
    uint64_t now = clock_now (ctx->host->clock);
    bool allowed;

    pthread_mutex_lock (&log->lock);
    *ret_suppressed = 0;
    if (now - log->window_us >= LOG_WINDOW_US) {
        *ret_suppressed = log->suppressed;
        log->window_us = now;
        log->written = log->suppressed = 0;
    }
    allowed = log->written < LOG_LINES;
    if (allowed)
        log->written++;
    else
        log->suppressed++;
    pthread_mutex_unlock (&log->lock);
    return allowed;
}

static void __attribute__ ((__format__ (__printf__, 3, 0)))
log_for (struct trestle_ctx *ctx, int level, const char *fmt, va_list ap)
{
    int saved = errno;
    unsigned suppressed;

    if (!log_wants (level) || !log_allowed (ctx, &suppressed))
        return;
    if (suppressed > 0)
        log_tagged (&ctx->tag, LOG_LEVEL_WARNING, "%u lines were not written",
                    suppressed);
    errno = saved;
    log_vtagged (&ctx->tag, level, fmt, ap);
}

void
trestle_log (struct trestle_ctx *ctx, int level, const char *fmt, ...)
{
    va_list ap;

    va_start (ap, fmt);
    log_for (ctx, level, fmt, ap);
    va_end (ap);
}

/* While the instance is opened, an error is one of its place in the
 * configuration. */
static void __attribute__ ((__format__ (__printf__, 2, 0)))
report_open (struct trestle_ctx *ctx, const char *fmt, va_list ap)
{
    CLEANUP_BUF struct buf text = BUF_INIT (MAX_FORMATTED);

    buf_vprintf (&text, fmt, ap);
    config_error (ctx->rep, conf_node (ctx->conf, NULL), "%s",
                  text.data != NULL ? text.data : "");
}

int
trestle_error (struct trestle_ctx *ctx, const char *fmt, ...)
{
    va_list ap;

    va_start (ap, fmt);
    if (ctx->rep != NULL)
        report_open (ctx, fmt, ap);
    else
        log_for (ctx, LOG_LEVEL_ERROR, fmt, ap);
    va_end (ap);
    return -1;
}

void
trestle_step_reason (struct trestle_ctx *ctx, const char *code,
                     const char *fmt, ...)
{
    struct buf text = BUF_INIT (MAX_FORMATTED);
    va_list ap;

    instance_check_inside (ctx, INSTANCE_STARTED, "trestle_step_reason");
    free (ctx->reason_code);
    free (ctx->reason_text);
    ctx->reason_code = code != NULL ? strdup (code) : NULL;
    va_start (ap, fmt);
    buf_vprintf (&text, fmt, ap);
    va_end (ap);
    buf_cut (&text, MAX_REASON);
    ctx->reason_text = buf_take (&text);
}

int
trestle_stop_fd (struct trestle_ctx *ctx)
{
    instance_check (ctx, INSTANCE_STARTED | INSTANCE_QUIESCED,
                    "trestle_stop_fd");
    return ctx->stop_fd;
}

uint64_t
trestle_now (struct trestle_ctx *ctx)
{
    return clock_now (ctx->host->clock);
}

uint64_t
trestle_wall_time (struct trestle_ctx *ctx)
{
    return clock_wall (ctx->host->clock);
}

int64_t
trestle_limit (struct trestle_ctx *ctx, int limit)
{
    if (limit < TRESTLE_IN_FLIGHT || limit >= INSTANCE_LIMITS)
        return 0;
    return ctx->limits[limit];
}

int
trestle_listen (struct trestle_ctx *ctx, const char *address)
{
    const char *message;
    int r;

    instance_check_inside (ctx, INSTANCE_STARTED, "trestle_listen");
    r = listeners_get (&ctx->host->listeners, &ctx->tag, address, &message);
    if (r >= 0)
        return r;
    errno = -r;
    if (r == -EINVAL || r == -EADDRNOTAVAIL)
        return trestle_error (ctx, "address \"%s\": %s", address, message);
    return trestle_error (ctx, "could not listen on \"%s\": %m", address);
}

unsigned
trestle_abi_minor (void)
{
    return TRESTLE_ABI_MINOR;
}
