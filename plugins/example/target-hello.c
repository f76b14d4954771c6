/* target-hello: log one line for each event
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdlib.h>

#include <trestle/plugin.h>

struct hello {
    struct trestle_ctx *ctx;
    const char *word;
};

static int
hello_open (struct trestle_ctx *ctx, const struct trestle_conf *conf,
            void **ret_self)
{
    struct hello *h = malloc (sizeof *h);

    if (h == NULL)
        return trestle_error (ctx, "out of memory");
    h->ctx = ctx;
    h->word = trestle_conf_string (conf, "word");
    *ret_self = h;
    return 0;
}

static void
hello_deliver (void *self, struct trestle_delivery *const *d, size_t n)
{
    const struct hello *h = self;

    for (size_t i = 0; i < n; i++)
        trestle_log (h->ctx, TRESTLE_LOG_INFO, "%s, event \"%s\"", h->word,
                     trestle_event_get (trestle_delivery_event (d[i]), "id"));
    trestle_delivery_done (d, n, TRESTLE_OK);
}

static const struct trestle_param params[] = {
    { .name = "word",
      .fallback = "hello",
      .help = "what to say before the event id",
      .type = TRESTLE_STRING },
    TRESTLE_PARAMS_END,
};

static const struct trestle_plugin hello = {
    .head = TRESTLE_HEAD (TRESTLE_TARGET),
    .name = "hello",
    .params = params,
    .flags = TRESTLE_NONBLOCK,
    .open = hello_open,
    .close = free,
    .deliver = hello_deliver,
};
TRESTLE_REGISTER (hello);
