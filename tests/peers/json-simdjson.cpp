/* json-simdjson.cpp - the scanner and simdjson accept and refuse the same
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * json-simdjson [N [SEED]]: N generated documents (20,000), each as it is and
 * with up to three bytes changed.  What simdjson refuses although it is JSON
 * is counted apart: numbers that are out of its range, and lone surrogates.
 */
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <simdjson.h>
#include <string>

extern "C" {
#include "base/buf.h"
#include "base/random.h"
#include "json/scan.h"

#include "../tools/json-generate.h"
}

static const unsigned depth = 5;

struct counts {
    long accepted = 0;
    long refused = 0;
    long apart = 0;
    long wrong = 0;
};

static bool
has_long_number (const std::string &text)
{
    size_t digits = 0;
    bool exponent = false;

    for (char c : text) {
        if (c >= '0' && c <= '9') {
            if (++digits >= (exponent ? 3 : 17))
                return true;
            continue;
        }
        if (c != '.')
            digits = 0;
        exponent = c == 'e' || c == 'E'
                   || (exponent && (c == '+' || c == '-'));
    }
    return false;
}

/* Whether simdjson may refuse what is JSON. */
static bool
may_differ (simdjson::error_code code, const std::string &text)
{
    switch (code) {
    case simdjson::NUMBER_ERROR:
        return has_long_number (text);
    case simdjson::STRING_ERROR:
        return text.find ("\\ud") != std::string::npos
               || text.find ("\\uD") != std::string::npos;
    default:
        return false;
    }
}

static void
judge (const std::string &text, struct counts &counts)
{
    static simdjson::dom::parser parser;
    simdjson::padded_string padded (text);
    struct json_error error = { 0, "" };
    bool ours = json_check (text.data (), text.size (), nullptr, &error) == 0;
    simdjson::error_code code = parser.parse (padded).error ();

    if (ours == (code == simdjson::SUCCESS)) {
        (ours ? counts.accepted : counts.refused)++;
        return;
    }
    if (ours && may_differ (code, text)) {
        counts.apart++;
        return;
    }
    counts.wrong++;
    std::printf ("FAILED: ours %s (offset %zu: %s), simdjson: %s\n%s\n",
                 ours ? "accepts" : "refuses", error.offset, error.what,
                 simdjson::error_message (code), text.c_str ());
}

static void
change (struct random *r, std::string &text)
{
    static const char bytes[] = "\0\t\r\n \"\\{}[],:-+.eEu0179tfn\x7f\x80\xa0"
                                "\xbf\xc0\xc2\xe0\xed\xf0\xf4\xff";
    char c = bytes[random_below (r, sizeof bytes - 1)];

    if (text.empty ()) {
        text.push_back (c);
        return;
    }
    size_t at = random_below (r, text.size ());
    switch (random_below (r, 4)) {
    case 0:
        text.erase (at, 1);
        break;
    case 1:
        text.insert (at, 1, c);
        break;
    case 2:
        text.resize (at);
        break;
    default:
        text[at] = c;
    }
}

int
main (int argc, char **argv)
{
    long n = argc > 1 ? std::strtol (argv[1], nullptr, 10) : 20000;
    struct random r;
    struct counts counts;

    random_seed (&r, argc > 2 ? std::strtoul (argv[2], nullptr, 10) : 5);
    for (long i = 0; i < n && counts.wrong < 10; i++) {
        struct buf b = BUF_INIT (1 << 20);

        json_generate (&r, &b, depth);
        std::string text (b.data, b.len);
        buf_free (&b);
        judge (text, counts);
        for (uint64_t k = random_below (&r, 3) + 1; k > 0; k--)
            change (&r, text);
        judge (text, counts);
    }
    std::printf ("%ld accepted, %ld refused, %ld apart, %ld wrong\n",
                 counts.accepted, counts.refused, counts.apart, counts.wrong);
    return counts.wrong == 0 && counts.accepted > 0 && counts.refused > 0
               ? 0
               : 1;
}
