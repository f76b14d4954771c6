/* server.c - the admin listener: health, readiness, metrics
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "admin/metrics.h"
#include "admin/server.h"
#include "base/log.h"
#include "httpd/httpd.h"

/* A scrape of 64 pipelines with thousands of rules. */
#define MAX_METRICS     (64u << 20)
#define MAX_CONNECTIONS 64

struct admin {
    struct bridge *br;
    struct httpd *httpd;
    pthread_t thread;
};

static void
answer_text (struct httpd_request *req, unsigned status, const char *text)
{
    struct httpd_answer a = { .status = status,
                              .type = "text/plain; charset=utf-8",
                              .body = text,
                              .body_len = strlen (text) };

    httpd_answer (req, &a);
}

static void
answer_health (struct admin *admin, struct httpd_request *req)
{
    (void)admin;
    answer_text (req, 200, "ok\n");
}

static void
answer_ready (struct admin *admin, struct httpd_request *req)
{
    const char *why = "";
    CLEANUP_BUF struct buf text = BUF_INIT (256);

    if (bridge_is_ready (admin->br, &why)) {
        answer_text (req, 200, "ready\n");
        return;
    }
    buf_printf (&text, "not ready: %s\n", why);
    answer_text (req, 503, text.data != NULL ? text.data : "not ready\n");
}

static void
answer_metrics (struct admin *admin, struct httpd_request *req)
{
    CLEANUP_BUF struct buf text = BUF_INIT (MAX_METRICS);
    struct httpd_answer a
        = { .status = 200, .type = "text/plain; version=0.0.4" };

    if (metrics_render (admin->br, &text) < 0) {
        httpd_answer_error (req, 503, NULL, NULL);
        return;
    }
    a.body = text.data;
    a.body_len = text.len;
    httpd_answer (req, &a);
}

struct page {
    const char *path;
    void (*answer) (struct admin *admin, struct httpd_request *req);
};

static const struct page pages[] = {
    { "/healthz", answer_health },
    { "/readyz", answer_ready },
    { "/metrics", answer_metrics },
};

static const struct page *
find_page (const struct httpd_request *req)
{
    struct httpd_text path = httpd_path (req);

    for (size_t i = 0; i < ARRAY_SIZE (pages); i++)
        if (strlen (pages[i].path) == path.len
            && memcmp (pages[i].path, path.at, path.len) == 0)
            return &pages[i];
    return NULL;
}

static unsigned
on_head (void *self, struct httpd_request *req)
{
    struct httpd_text method = httpd_method (req);

    (void)self;
    if (find_page (req) == NULL)
        return 404;
    if (httpd_is (method, "get") || httpd_is (method, "head"))
        return 0;
    httpd_answer_error (req, 405, "Allow: GET, HEAD\r\n", NULL);
    return 405;
}

static void
on_request (void *self, struct httpd_request *req)
{
    find_page (req)->answer (self, req);
}

static void
on_log (void *self, int level, const char *text)
{
    (void)self;
    log_line (level, "admin: %s", text);
}

static const struct httpd_handlers handlers
    = { .head = on_head, .request = on_request, .log = on_log };

static void *
admin_main (void *arg)
{
    struct admin *admin = arg;

    httpd_run (admin->httpd);
    return NULL;
}

static int
listen_on (struct admin *admin)
{
    static const struct log_tag who = { .instance = "admin" };
    const char *address = admin->br->set.admin_listen;
    const char *message = "";
    int fd
        = listeners_get (&admin->br->host.listeners, &who, address, &message);

    if (fd < 0) {
        errno = -fd;
        return log_error (fd, "admin listener \"%s\": %s: %m", address,
                          message);
    }
    if (httpd_listen (admin->httpd, fd) == 0)
        return 0;
    close (fd);
    return log_error (-EIO, "admin listener \"%s\": %m", address);
}

int
admin_start (struct bridge *br, struct admin **ret_admin)
{
    struct admin *admin = calloc (1, sizeof *admin);
    const struct httpd_config config
        = { .handlers = &handlers,
            .self = admin,
            .limits = { .body_bytes = 1, .connections = MAX_CONNECTIONS } };
    int r = -ENOMEM;

    if (admin == NULL)
        return r;
    admin->br = br;
    admin->httpd = httpd_new (&config);
    if (admin->httpd != NULL)
        r = listen_on (admin);
    if (r == 0)
        r = -pthread_create (&admin->thread, NULL, admin_main, admin);
    if (r < 0) {
        httpd_free (admin->httpd);
        free (admin);
        return r;
    }
    *ret_admin = admin;
    return 0;
}

void
admin_stop (struct admin *admin)
{
    if (admin == NULL)
        return;
    httpd_stop (admin->httpd, 0);
    pthread_join (admin->thread, NULL);
    httpd_free (admin->httpd);
    free (admin);
}
