/* json.c - what it costs to check an event and find two fields in it
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Prints nanoseconds per event and MB/s, medians of 5 rounds, of the scanner,
 * of json-c (the peer) and of memcpy (the floor), over different events of
 * about 1 KiB; then how many times the scanner is faster than json-c.
 */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "base/random.h"
#include "json/path.h"
#include "json/scan.h"

#define N_EVENTS  512
#define N_ROUNDS  5
#define N_REPEATS 40
#define N_MEMBERS 64

struct text {
    char *data;
    size_t len;
};

struct bench {
    struct text events[N_EVENTS];
    size_t bytes; /* of all events */
    struct json_path *attribute;
    struct json_path *field;
    struct json_watch *watch; /* of both */
    char *copy;               /* room for one event */
    size_t sum;               /* keeps what was computed */
};

static const char *const goods[]
    = { "Sparkling water 500 ml",   "\xe4\xb9\x8c\xe9\xbe\x99\xe8\x8c\xb6",
        "Jasmine rice 5 kg",        "\xe9\xb2\x9c\xe7\x89\x9b\xe5\xa5\xb6 1L",
        "Caf\xc3\xa9 cr\xc3\xa8me", "AA batteries (8)" };
static const char *const cities[]
    = { "\xe4\xb8\x8a\xe6\xb5\xb7", "\xe5\x8c\x97\xe4\xba\xac", "Shenzhen",
        "\xe6\x88\x90\xe9\x83\xbd" };
static const char *const verbs[] = { "placed", "paid", "updated", "refunded" };

static void
add_item (struct buf *b, struct random *r)
{
    buf_printf (
        b,
        "{\"sku\":\"SKU-%06u\",\"name\":\"%s\",\"quantity\":%u,"
        "\"price\":%u.%02u,\"tags\":[\"food\",\"aisle-%u\"]}",
        (unsigned)random_below (r, 1000000),
        goods[random_below (r, ARRAY_SIZE (goods))],
        (unsigned)random_below (r, 12) + 1, (unsigned)random_below (r, 300),
        (unsigned)random_below (r, 100), (unsigned)random_below (r, 40));
}

static void
add_data (struct buf *b, struct random *r)
{
    unsigned n = (unsigned)random_below (r, 3) + 3;

    buf_printf (b,
                "{\"orderId\":\"%llu\",\"store\":\"sh-%03u\",\"till\":%u,"
                "\"member\":{\"id\":%llu,\"level\":\"gold\",\"points\":%u,"
                "\"city\":\"%s\",\"phone\":null},\"items\":[",
                (unsigned long long)random_below (r, 1000000000000000),
                (unsigned)random_below (r, 400),
                (unsigned)random_below (r, 20),
                (unsigned long long)random_below (r, 100000000),
                (unsigned)random_below (r, 20000),
                cities[random_below (r, ARRAY_SIZE (cities))]);
    for (unsigned i = 0; i < n; i++) {
        if (i > 0)
            buf_add_char (b, ',');
        add_item (b, r);
    }
    buf_printf (
        b,
        "],\"amount\":%u.%02u,\"currency\":\"CNY\",\"paid\":%s,"
        "\"payment\":{\"method\":\"wallet\",\"reference\":"
        "\"%016llx\",\"at\":%u},\"location\":[%u.%06u,%u.%06u],"
        "\"note\":\"leave at the \\\"front\\\" desk\"}",
        (unsigned)random_below (r, 3000), (unsigned)random_below (r, 100),
        random_below (r, 2) ? "true" : "false",
        (unsigned long long)random_next (r),
        (unsigned)random_below (r, 1000000000) + 1000000000,
        (unsigned)random_below (r, 180), (unsigned)random_below (r, 1000000),
        (unsigned)random_below (r, 90), (unsigned)random_below (r, 1000000));
}

static struct text
make_event (struct random *r)
{
    struct buf b = BUF_INIT (65536);
    char id[37];
    struct text text;

    random_uuid (r, id);
    buf_printf (&b,
                "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":"
                "\"/stores/sh-%03u/till\",\"type\":\"retail.order.%s\","
                "\"subject\":\"order/%u\",\"time\":"
                "\"2024-05-%02uT%02u:%02u:07.%03uZ\","
                "\"datacontenttype\":\"application/json\",\"data\":",
                id, (unsigned)random_below (r, 400),
                verbs[random_below (r, ARRAY_SIZE (verbs))],
                (unsigned)random_below (r, 1000000),
                (unsigned)random_below (r, 28) + 1,
                (unsigned)random_below (r, 24), (unsigned)random_below (r, 60),
                (unsigned)random_below (r, 1000));
    add_data (&b, r);
    buf_add_char (&b, '}');
    text.len = b.len;
    text.data = buf_take (&b);
    return text;
}

static void
run_check (struct bench *b, const struct text *ev)
{
    struct json_error error;

    b->sum += json_check (ev->data, ev->len, NULL, &error) == 0;
}

static void
run_scan (struct bench *b, const struct text *ev)
{
    struct json_member room[N_MEMBERS];
    struct json_members members = { room, N_MEMBERS, 0 };
    struct json_error error;
    const char *value;
    size_t pos = 0;
    size_t len;

    if (json_scan (ev->data, ev->len, &pos, NULL, &members, &error) < 0)
        return;
    b->sum += json_find (ev->data, ev->len, b->attribute, &value, &len) != 0;
    b->sum += json_find (ev->data, ev->len, b->field, &value, &len) != 0;
}

static void
run_watch (struct bench *b, const struct text *ev)
{
    struct json_error error;

    b->sum += json_check (ev->data, ev->len, b->watch, &error) == 0;
}

static void
run_json_c (struct bench *b, const struct text *ev)
{
    struct json_object *event = json_tokener_parse (ev->data);
    struct json_object *data = json_object_object_get (event, "data");

    b->sum += json_object_object_get (event, "type") != NULL;
    b->sum += json_object_object_get (data, "amount") != NULL;
    json_object_put (event);
}

static void
run_memcpy (struct bench *b, const struct text *ev)
{
    memcpy (b->copy, ev->data, ev->len);
    __asm__ volatile("" : : "r"(b->copy) : "memory");
    b->sum += 2;
}

static double
cpu_ns (void)
{
    struct timespec ts;

    clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &ts);
    return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec;
}

static int
compare_doubles (const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Prints a line; returns the median in nanoseconds per event. */
static double
measure (struct bench *b, const char *name,
         void (*run) (struct bench *, const struct text *))
{
    double rounds[N_ROUNDS];
    double ns;

    for (int i = 0; i < N_ROUNDS; i++) {
        double begin = cpu_ns ();

        for (int k = 0; k < N_REPEATS; k++)
            for (size_t e = 0; e < N_EVENTS; e++)
                run (b, &b->events[e]);
        rounds[i] = (cpu_ns () - begin) / (N_REPEATS * N_EVENTS);
    }
    qsort (rounds, N_ROUNDS, sizeof *rounds, compare_doubles);
    ns = rounds[N_ROUNDS / 2];
    printf ("%-36s %8.0f ns/event %8.0f MB/s\n", name, ns,
            (double)b->bytes / N_EVENTS * 1e3 / ns);
    return ns;
}

static int
bench_open (struct bench *b)
{
    struct random r;
    size_t offset;
    size_t longest = 0;
    const char *what;

    random_seed (&r, 1);
    for (size_t i = 0; i < N_EVENTS; i++) {
        b->events[i] = make_event (&r);
        if (b->events[i].data == NULL)
            return -1;
        b->bytes += b->events[i].len;
        if (b->events[i].len > longest)
            longest = b->events[i].len;
    }
    b->copy = malloc (longest);
    if (b->copy == NULL
        || json_path_new ("$.type", &b->attribute, &offset, &what) < 0
        || json_path_new ("$.data.amount", &b->field, &offset, &what) < 0)
        return -1;
    b->watch = json_watch_new ();
    if (b->watch == NULL || json_watch_add_path (b->watch, b->attribute, 0) < 0
        || json_watch_add_path (b->watch, b->field, 0) < 0)
        return -1;
    return 0;
}

static void
bench_close (struct bench *b)
{
    for (size_t i = 0; i < N_EVENTS; i++)
        free (b->events[i].data);
    json_path_free (b->attribute);
    json_path_free (b->field);
    json_watch_free (b->watch);
    free (b->copy);
}

int
main (void)
{
    struct bench b = { .bytes = 0 };
    double scan;
    double peer;

    if (bench_open (&b) < 0) {
        bench_close (&b);
        return 1;
    }
    printf ("json: %d events of %zu bytes on average\n", N_EVENTS,
            b.bytes / N_EVENTS);
    measure (&b, "json_check", run_check);
    measure (&b, "json_check, two paths watched", run_watch);
    scan = measure (&b, "json_scan, members, two finds", run_scan);
    peer = measure (&b, "json-c, parse, two gets, free", run_json_c);
    measure (&b, "memcpy (floor)", run_memcpy);
    printf ("json_scan is %.1f times as fast as json-c\n", peer / scan);
    bench_close (&b);
    return b.sum > 0 ? 0 : 1;
}
