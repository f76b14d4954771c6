/* config-capture.h - what the tests of core/config share: load text, keep the
 * messages
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CONFIG_CAPTURE_H
#define CONFIG_CAPTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
/* after those: */
#include <cmocka.h>

#include "base/buf.h"
#include "config/conf.h"
#include "config/config.h"

/* A report that keeps its lines, each with a line feed. */
struct capture {
    struct config_report rep;
    struct buf lines;
};

static inline void
capture_line (void *self, const char *line)
{
    struct capture *c = self;

    buf_add_string (&c->lines, line);
    buf_add_char (&c->lines, '\n');
}

static inline void
capture_begin (struct capture *c)
{
    *c = (struct capture){ .rep = { .print = capture_line, .self = c },
                           .lines = BUF_INIT (1 << 20) };
}

/* The lines so far must be these; then it begins anew. */
static inline void
capture_expect (struct capture *c, const char *expected)
{
    assert_string_equal (c->lines.data != NULL ? c->lines.data : "", expected);
    buf_free (&c->lines);
    capture_begin (c);
}

/* Text as the file t.cfg, or NULL. */
static inline struct config_node *
load_bytes (struct capture *c, const char *data, size_t len)
{
    struct config_text text = { .data = data, .len = len, .file = "t.cfg" };
    struct config_node *root = NULL;

    if (config_load_text (&text, &c->rep, &root) < 0)
        return NULL;
    assert_non_null (root);
    return root;
}

static inline struct config_node *
load (struct capture *c, const char *data)
{
    return load_bytes (c, data, strlen (data));
}

/* Text that is read, but has these mistakes; or none. */
static inline void
expect_load (const char *data, const char *expected)
{
    struct capture c;
    struct config_node *root;

    capture_begin (&c);
    root = load (&c, data);
    assert_non_null (root);
    config_free (root);
    capture_expect (&c, expected);
}

/* Text that is no file for us. */
static inline void
expect_refused (const char *data, const char *expected)
{
    struct capture c;

    capture_begin (&c);
    assert_null (load (&c, data));
    capture_expect (&c, expected);
}

/* What standard error gets while work runs; the caller frees. */
static inline char *
logged (void (*work) (struct trestle_conf *conf), struct trestle_conf *conf)
{
    int ends[2], old = dup (STDERR_FILENO);
    struct buf text = BUF_INIT (SIZE_MAX);
    char piece[1000];
    ssize_t n;

    assert_int_equal (pipe (ends), 0);
    dup2 (ends[1], STDERR_FILENO);
    work (conf);
    dup2 (old, STDERR_FILENO);
    close (ends[1]);
    close (old);
    while ((n = read (ends[0], piece, sizeof piece)) > 0)
        buf_add (&text, piece, (size_t)n);
    close (ends[0]);
    return buf_take (&text);
}

#endif
