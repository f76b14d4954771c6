/* fuzz-json.c - any bytes through the scanner, and what it accepts through all
 * that reads checked text
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "json/path.h"
#include "json/scan.h"

#define N_MEMBERS 8

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static const char *const paths[]
    = { "$", "$.a", "$.data.a", "$.data[1].b", "$[0]", "$[\"\\u0061\"].b.c" };

#define CHECK(condition) check ((condition), #condition)

static void
check (bool holds, const char *condition)
{
    if (holds)
        return;
    fprintf (stderr, "fuzz-json: not true: %s\n", condition);
    abort ();
}

static void
check_string (const char *json, size_t len)
{
    CLEANUP_FREE char *text = malloc (len);
    CLEANUP_FREE char *back = malloc (len);
    CLEANUP_FREE char *quoted = NULL;
    struct json_error error;
    bool lone;
    size_t n;
    size_t quoted_len;

    CHECK (text != NULL && back != NULL);
    n = json_text (json, len, text, &lone);
    CHECK (n <= len - 2 && json_is_utf8 (text, n));
    CHECK (json_text_equal (json, len, text, n) == !lone);
    CHECK (!lone || !json_is_plain (json, len));
    quoted_len = json_quote (text, n, NULL, 0);
    quoted = malloc (quoted_len);
    CHECK (quoted != NULL
           && json_quote (text, n, quoted, quoted_len) == quoted_len);
    CHECK (json_check (quoted, quoted_len, NULL, &error) == 0);
    CHECK (json_text_equal (quoted, quoted_len, text, n));
}

static void
check_number (const char *json, size_t len)
{
    struct json_number number;
    int r = json_number (json, len, &number);

    CHECK (r == 0 || r == -ERANGE);
    CHECK (r < 0 || json_number_compare (&number, &number) == 0);
}

/* The values of a container follow each other without a gap but for what is
 * between them, and each is valid alone. */
static void
check_items (const char *json, size_t len)
{
    const char *last = json + 1;
    const char *key;
    const char *value;
    size_t key_len;
    size_t value_len;
    size_t pos = 0;

    while (json_next (json, len, &pos, &key, &key_len, &value, &value_len)
           != 0) {
        struct json_error error;
        const char *begin = key != NULL ? key : value;

        CHECK (begin >= last && begin - last <= (long)len);
        CHECK (pos <= len);
        for (; last < begin; last++)
            CHECK (strchr (" \t\r\n,", *last) != NULL);
        CHECK (json_check (value, value_len, NULL, &error) == 0);
        CHECK (key == NULL || (*key == '"' && value > key + key_len - 1));
        last = value + value_len;
    }
    for (; last < json + len - 1; last++)
        CHECK (strchr (" \t\r\n", *last) != NULL);
}

/* Every value in checked text, without recursion: each container's items are
 * looked at when the text comes to it. */
static void
check_values (const char *json, size_t len)
{
    size_t n_checked = 0;

    for (size_t i = 0; i < len && n_checked < 64; n_checked++) {
        size_t pos = i;
        struct json_error error;

        json_skip_space (json, len, &i);
        pos = i;
        if (i == len)
            break;
        if (json[i] == ',' || json[i] == ':' || json[i] == ']'
            || json[i] == '}') {
            i++;
            continue;
        }
        CHECK (json_scan (json, len, &pos, NULL, NULL, &error) == 0);
        while (strchr (" \t\r\n", json[pos - 1]) != NULL)
            pos--;
        if (json[i] == '{' || json[i] == '[') {
            check_items (json + i, pos - i);
            i++;
            continue;
        }
        if (json[i] == '"')
            check_string (json + i, pos - i);
        else if (json[i] == '-' || (json[i] >= '0' && json[i] <= '9'))
            check_number (json + i, pos - i);
        i = pos;
    }
}

/* What is found is what a walk by json_next would find. */
static void
check_finds (const char *json, size_t len, struct json_watch *watch)
{
    for (size_t i = 0; i < ARRAY_SIZE (paths); i++) {
        struct json_path *path;
        struct json_error error;
        const char *value;
        size_t value_len;
        size_t offset;
        const char *what;

        CHECK (json_path_new (paths[i], &path, &offset, &what) == 0);
        CHECK (json_watch_add_path (watch, path, 0) == 0);
        if (json_find (json, len, path, &value, &value_len) != 0) {
            CHECK (value >= json && value + value_len <= json + len);
            CHECK (json_check (value, value_len, NULL, &error) == 0);
        }
        json_path_free (path);
    }
}

static void
check_members (const char *json, size_t len, const struct json_watch *watch)
{
    struct json_member room[N_MEMBERS];
    struct json_members members = { room, N_MEMBERS, 0 };
    struct json_error error;
    size_t pos = 0;
    int r = json_scan (json, len, &pos, watch, &members, &error);
    int same = json_check (json, len, watch, &error);

    CHECK (r == same || r == -E2BIG);
    for (size_t i = 0; r == 0 && i < members.n; i++) {
        CHECK (json_check (room[i].key, room[i].key_len, NULL, &error) == 0);
        CHECK (json_check (room[i].value, room[i].value_len, NULL, &error)
               == 0);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
    const char *json = (const char *)data;
    struct json_error error = { 0, NULL };
    struct json_watch *watch;
    size_t begin = 0;
    size_t end = size;

    if (json_check (json, size, NULL, &error) < 0) {
        CHECK (error.what != NULL && error.offset <= size);
        return 0;
    }
    watch = json_watch_new ();
    CHECK (watch != NULL);
    json_skip_space (json, size, &begin);
    while (strchr (" \t\r\n", json[end - 1]) != NULL)
        end--;
    check_values (json, size);
    if (json[begin] == '{' || json[begin] == '[')
        check_items (json + begin, end - begin);
    check_finds (json, size, watch);
    check_members (json, size, watch);
    json_watch_free (watch);
    return 0;
}
