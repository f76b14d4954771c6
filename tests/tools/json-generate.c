/* json-generate.c - documents made of a seed
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <inttypes.h>

#include "base/cleanup.h"
#include "json-generate.h"

static void
add_space (struct random *r, struct buf *b)
{
    while (random_below (r, 6) == 0)
        buf_add_char (b, " \t\r\n"[random_below (r, 4)]);
}

static void
add_inside (struct random *r, struct buf *b)
{
    static const char *const parts[] = { "a",
                                         "order ",
                                         "[]{},:",
                                         "\\\"",
                                         "\\\\",
                                         "\\/",
                                         "\\n",
                                         "\\u0041",
                                         "\\u00e9",
                                         "\\u4E0a",
                                         "\\t",
                                         "\xc3\xa9",
                                         "\xe4\xb8\x8a\xe6\xb5\xb7",
                                         "\x7f",
                                         "\\ud83d\\ude00",
                                         "\xf0\x9f\x98\x80",
                                         "0123456789abcdef" };

    for (uint64_t n = random_below (r, 8); n > 0; n--)
        buf_add_string (b, parts[random_below (r, ARRAY_SIZE (parts))]);
}

static void
add_number (struct random *r, struct buf *b)
{
    uint64_t value = random_next (r) >> random_below (r, 64);
    const char *sign = random_below (r, 3) ? "" : "-";

    switch (random_below (r, 4)) {
    case 0:
        buf_printf (b, "%s%" PRIu64, sign, value >> 1);
        break;
    case 1:
        buf_printf (b, "%s%" PRIu64 ".%03u", sign, value,
                    (unsigned)random_below (r, 1000));
        break;
    case 2:
        buf_printf (b, "%s%" PRIu64 "%c%+d", sign, value,
                    "eE"[random_below (r, 2)], (int)random_below (r, 40) - 20);
        break;
    default:
        buf_printf (b, "%s%u", sign, (unsigned)random_below (r, 10));
    }
}

static void
add_scalar (struct random *r, struct buf *b)
{
    static const char *const words[] = { "true", "false", "null" };

    switch (random_below (r, 5)) {
    case 0:
        buf_add_string (b, words[random_below (r, 3)]);
        break;
    case 1:
    case 2:
        add_number (r, b);
        break;
    default:
        buf_add_char (b, '"');
        add_inside (r, b);
        buf_add_char (b, '"');
    }
}

static void
add_container (struct random *r, struct buf *b, unsigned depth)
{
    bool object = random_below (r, 2) == 0;
    unsigned n = (unsigned)random_below (r, 6);

    buf_add_char (b, object ? '{' : '[');
    add_space (r, b);
    for (unsigned i = 0; i < n; i++) {
        if (i > 0)
            buf_add_char (b, ',');
        add_space (r, b);
        if (object) {
            buf_add_char (b, '"');
            add_inside (r, b);
            buf_printf (b, "%u\"", i);
            add_space (r, b);
            buf_add_char (b, ':');
        }
        json_generate (r, b, depth - 1);
    }
    buf_add_char (b, object ? '}' : ']');
}

void
json_generate (struct random *r, struct buf *b, unsigned depth)
{
    add_space (r, b);
    if (depth == 0 || random_below (r, 3) == 0)
        add_scalar (r, b);
    else
        add_container (r, b, depth);
    add_space (r, b);
}
