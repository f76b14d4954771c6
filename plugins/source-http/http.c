/* http.c - source-http: CloudEvents over HTTP
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Dependency: OpenSSL, for TLS.  Threads: one, which runs the loop of
 * common/httpd and makes every call into the core; settled comes on the core's
 * thread, leaves its calls on a list and wakes the loop.  A client is answered
 * when its batch is settled.  When the core takes no more, it is answered 503
 * with Retry-After; nothing is kept here.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "source.h"

/* Time for the last answers, and for clients to read them: at most, at least
 * (the core settles what is left at the deadline itself), and after it. */
#define STOP_MOST_US   UINT64_C (3500000)
#define STOP_LEAST_US  UINT64_C (1000000)
#define STOP_LATEST_US UINT64_C (4000000)

/* ---- open ----------------------------------------------------------------
 */

static bool
is_loopback (const char *address)
{
    const char *colon = strrchr (address, ':');
    char host[INET_ADDRSTRLEN];
    struct in_addr in;

    if (colon == NULL || (size_t)(colon - address) >= sizeof host)
        return false;
    snprintf (host, sizeof host, "%.*s", (int)(colon - address), address);
    if (strcmp (host, "localhost") == 0 || strcmp (host, "[::1]") == 0)
        return true;
    return inet_pton (AF_INET, host, &in) == 1
           && ntohl (in.s_addr) >> 24 == IN_LOOPBACKNET;
}

/* A name or a number; one with colons stands in brackets. */
static bool
host_ok (const char *host, size_t len)
{
    if (len > 2 && host[0] == '[' && host[len - 1] == ']')
        return true;
    return len > 0 && memchr (host, ':', len) == NULL;
}

/* HOST:PORT, with a port that there is. */
static int
check_address (const struct trestle_conf *conf)
{
    const char *address = trestle_conf_string (conf, "listen");
    const char *colon = strrchr (address, ':');
    size_t n = colon != NULL ? strspn (colon + 1, "0123456789") : 0;
    unsigned port = 0;

    for (size_t i = 0; i < n && port <= 65535; i++)
        port = 10 * port + (unsigned)(colon[1 + i] - '0');
    if (n > 0 && colon[1 + n] == '\0' && port <= 65535
        && host_ok (address, (size_t)(colon - address)))
        return 0;
    return trestle_conf_error (
        conf, "listen", "\"%s\" is not an address such as \"127.0.0.1:8080\"",
        address);
}

/* What can be read by everybody on the way must be wanted. */
static int
check_exposure (const struct source *s, const struct trestle_conf *conf)
{
    const struct trestle_conf *tls = trestle_conf_group (conf, "tls", 0);
    const char *address = trestle_conf_string (conf, "listen");
    bool known
        = s->auth.scheme != AUTH_NONE
          || (tls != NULL && trestle_conf_string (tls, "client_ca") != NULL);

    if (trestle_conf_bool (conf, "insecure") || is_loopback (address))
        return 0;
    if (!known)
        return trestle_conf_error (conf, "listen",
                                   "\"%s\" is not loopback and needs auth "
                                   "and tls, or insecure = true",
                                   address);
    if (tls == NULL)
        return trestle_conf_error (conf, "listen",
                                   "\"%s\" is not loopback: auth needs tls, "
                                   "or insecure = true",
                                   address);
    return 0;
}

static int
open_tls (struct source *s, const struct trestle_conf *conf)
{
    const struct trestle_conf *group = trestle_conf_group (conf, "tls", 0);
    struct httpd_tls_config config = { 0 };
    char error[512];

    if (group == NULL)
        return 0;
    config.cert = trestle_conf_string (group, "cert");
    config.key = trestle_conf_string (group, "key");
    config.client_ca = trestle_conf_string (group, "client_ca");
    s->tls = httpd_tls_new (&config, error, sizeof error);
    if (s->tls == NULL)
        return trestle_conf_error (conf, "tls", "%s", error);
    return 0;
}

static int
open_door (struct source *s, const char *path, const char *name)
{
    struct door *doors
        = realloc (s->doors, (s->n_doors + 1) * sizeof *s->doors);

    if (doors == NULL)
        return trestle_error (s->ctx, "out of memory");
    s->doors = doors;
    memset (&doors[s->n_doors], 0, sizeof *doors);
    doors[s->n_doors].path = path;
    doors[s->n_doors].path_len = strlen (path);
    doors[s->n_doors].name = name;
    s->n_doors++;
    return 0;
}

/* The paths of a shared source, or the one of a pipeline's own. */
static int
open_doors (struct source *s, const struct trestle_conf *conf)
{
    const char *endpoint = trestle_conf_string (conf, "endpoint");
    const char *path;

    for (size_t i = 0; (path = trestle_door (s->ctx, i)) != NULL; i++) {
        if (path[0] != '/')
            return trestle_error (
                s->ctx, "path \"%s\" does not begin with \"/\"", path);
        if (open_door (s, path, path) < 0)
            return -1;
    }
    if (s->n_doors > 0)
        return 0;
    if (endpoint[0] != '/')
        return trestle_conf_error (
            conf, "endpoint", "\"%s\" does not begin with \"/\"", endpoint);
    return open_door (s, endpoint, NULL);
}

static void
source_close (void *self)
{
    struct source *s = self;

    for (size_t i = 0; i < s->n_doors; i++) {
        free (s->doors[i].calls);
        free (s->doors[i].batches);
    }
    free (s->doors);
    auth_close (&s->auth);
    attrs_free (&s->attrs);
    httpd_tls_free (s->tls);
    free (s);
}

static int
source_open (struct trestle_ctx *ctx, const struct trestle_conf *conf,
             void **ret_self)
{
    struct source *s = calloc (1, sizeof *s);

    if (s == NULL)
        return trestle_error (ctx, "out of memory");
    s->ctx = ctx;
    s->conf = conf;
    s->event_bytes = (size_t)trestle_limit (ctx, TRESTLE_EVENT_BYTES);
    s->batch_bytes = (size_t)trestle_limit (ctx, TRESTLE_BATCH_BYTES);
    if (attrs_init (&s->attrs,
                    (size_t)trestle_limit (ctx, TRESTLE_HEADER_BYTES))
        < 0) {
        source_close (s);
        return trestle_error (ctx, "out of memory");
    }
    if (auth_open (&s->auth, ctx, conf) < 0 || check_address (conf) < 0
        || check_exposure (s, conf) < 0 || open_tls (s, conf) < 0
        || open_doors (s, conf) < 0) {
        source_close (s);
        return -1;
    }
    *ret_self = s;
    return 0;
}

/* ---- the loop's handlers that are not in take.c and judge.c --------------
 */

static void
source_answered (void *self, unsigned status)
{
    struct source *s = self;
    char label[32];

    if (status >= MAX_STATUS)
        return;
    if (s->statuses[status] == NULL) {
        snprintf (label, sizeof label, "status=%u", status);
        s->statuses[status] = trestle_metric_new (s->ctx, TRESTLE_COUNTER,
                                                  "requests_total", label);
    }
    trestle_metric_add (s->statuses[status], 1);
}

static void
source_connections (void *self, size_t n)
{
    struct source *s = self;

    trestle_metric_set (s->connections, (int64_t)n);
}

static void
source_log (void *self, int level, const char *text)
{
    struct source *s = self;

    trestle_log (s->ctx, level == 4 ? TRESTLE_LOG_WARNING : TRESTLE_LOG_INFO,
                 "%s", text);
}

static const struct httpd_handlers handlers = {
    .head = source_head,
    .room = source_room,
    .request = source_request,
    .refused = source_refused,
    .answered = source_answered,
    .connections = source_connections,
    .turn_end = source_turn_end,
    .wake = source_wake,
    .log = source_log,
};

/* ---- start and end -------------------------------------------------------
 */

static void *
source_main (void *self)
{
    struct source *s = self;

    httpd_run (s->loop);
    return NULL;
}

static void
set_limits (const struct source *s, struct httpd_limits *l)
{
    l->header_bytes = (size_t)trestle_limit (s->ctx, TRESTLE_HEADER_BYTES);
    l->connections = (unsigned)trestle_limit (s->ctx, TRESTLE_CONNECTIONS);
    l->connections_per_address
        = (unsigned)trestle_conf_int (s->conf, "connections_per_address");
    l->buffer_bytes = 8 * s->batch_bytes;
    l->request_us = (uint64_t)trestle_conf_int (s->conf, "request_timeout");
    l->idle_us = (uint64_t)trestle_conf_int (s->conf, "idle_timeout");
    l->answer_us = (uint64_t)trestle_limit (s->ctx, TRESTLE_ACK_TIMEOUT);
}

static int
source_start (void *self)
{
    struct source *s = self;
    struct httpd_config config = { .handlers = &handlers,
                                   .self = s,
                                   .user_bytes = sizeof (struct call),
                                   .tls = s->tls };
    int fd, r;

    set_limits (s, &config.limits);
    s->connections
        = trestle_metric_new (s->ctx, TRESTLE_GAUGE, "connections", NULL);
    fd = trestle_listen (s->ctx, trestle_conf_string (s->conf, "listen"));
    if (fd < 0)
        return -1;
    s->loop = httpd_new (&config);
    if (s->loop == NULL || httpd_listen (s->loop, fd) < 0) {
        close (fd);
        return trestle_error (s->ctx, "could not start the listener: %m");
    }
    r = pthread_create (&s->thread, NULL, source_main, s);
    if (r != 0) {
        errno = r;
        return trestle_error (s->ctx, "could not create thread: %m");
    }
    s->running = true;
    return 0;
}

static void
source_quiesce (void *self)
{
    struct source *s = self;

    atomic_store (&s->quiesced, true);
    httpd_quiesce (s->loop);
}

static uint64_t
stop_until (uint64_t now, uint64_t deadline)
{
    uint64_t until = now + STOP_MOST_US;

    if (until > deadline)
        until = deadline;
    if (until < now + STOP_LEAST_US)
        until = now + STOP_LEAST_US;
    if (until > deadline + STOP_LATEST_US)
        until = deadline + STOP_LATEST_US;
    return until;
}

static void
source_stop (void *self, uint64_t deadline)
{
    struct source *s = self;

    if (s->running) {
        httpd_stop (s->loop, stop_until (trestle_now (s->ctx), deadline));
        pthread_join (s->thread, NULL);
        s->running = false;
        source_wake (s); /* settled since: nobody is there to read it */
    }
    httpd_free (s->loop);
    s->loop = NULL;
    trestle_metric_set (s->connections, 0);
}

/* ---- settings ------------------------------------------------------------
 */

static const struct trestle_param tls_params[]
    = { { "cert", NULL, NULL, "PEM file: the certificate and its chain", NULL,
          TRESTLE_FILE, TRESTLE_REQUIRED },
        { "key", NULL, NULL, "PEM file: the private key", NULL, TRESTLE_FILE,
          TRESTLE_REQUIRED },
        { "client_ca", NULL, NULL,
          "PEM file: authorities whose clients may connect, and nobody else",
          NULL, TRESTLE_FILE, 0 },
        TRESTLE_PARAMS_END };

static const struct trestle_param token_params[]
    = { { "token", NULL, NULL, "what a client sends", NULL, TRESTLE_SECRET,
          TRESTLE_REQUIRED },
        TRESTLE_PARAMS_END };

static const struct trestle_param user_params[]
    = { { "user", NULL, NULL, "the name of a user", NULL, TRESTLE_STRING,
          TRESTLE_REQUIRED },
        { "password", NULL, NULL, "the user's password", NULL, TRESTLE_SECRET,
          TRESTLE_REQUIRED },
        TRESTLE_PARAMS_END };

static const struct trestle_param params[] = {
    { "listen", "127.0.0.1:8080", NULL, "address and port", NULL,
      TRESTLE_STRING, 0 },
    { "endpoint", "/events", NULL, "path of a source that is a pipeline's own",
      NULL, TRESTLE_STRING, 0 },
    { "auth", "none", "none|bearer|basic", "how a client says who it is", NULL,
      TRESTLE_STRING, 0 },
    { "tokens", NULL, NULL, "the tokens that are valid, for auth = \"bearer\"",
      token_params, TRESTLE_GROUPS, 0 },
    { "users", NULL, NULL, "the users, for auth = \"basic\"", user_params,
      TRESTLE_GROUPS, 0 },
    { "tls", NULL, NULL, "TLS 1.2 and up; without it, plain HTTP", tls_params,
      TRESTLE_GROUP, 0 },
    { "insecure", "false", NULL,
      "listen to others than this machine without auth or tls", NULL,
      TRESTLE_BOOL, 0 },
    { "request_timeout", "10s", "100ms..1h",
      "from the first byte of a request to its last", NULL, TRESTLE_DURATION,
      0 },
    { "idle_timeout", "60s", "100ms..1d", "of a connection between requests",
      NULL, TRESTLE_DURATION, 0 },
    { "connections_per_address", "1024", "1..1000000",
      "most connections of one client's address", NULL, TRESTLE_INT, 0 },
    { "webhook_origins", NULL, NULL,
      "who is answered that he may send, if he asks by OPTIONS; \"*\": all",
      NULL, TRESTLE_STRINGS, 0 },
    TRESTLE_PARAMS_END
};

static const struct trestle_plugin http = {
    .head = TRESTLE_HEAD (TRESTLE_SOURCE),
    .name = "http",
    .version = "1",
    .summary = "CloudEvents over HTTP: binary, structured and batched",
    .params = params,
    .open = source_open,
    .start = source_start,
    .stop = source_stop,
    .close = source_close,
    .quiesce = source_quiesce,
    .settled = source_settled,
};
TRESTLE_REGISTER (http);
