/* scan.h - the single pass over JSON text, and what is read from checked text
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * RFC 8259, strictly, with UTF-8 checked (RFC 3629).  No tree, no allocation
 * for a value, no recursion.  Thread: any.
 *
 * "Checked" text is one JSON value that json_scan or json_check accepted; the
 * functions that ask for it look for no mistakes again.
 */
#ifndef JSON_SCAN_H
#define JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "json/path.h"

/* Deepest nesting of arrays and objects that is accepted. */
#define JSON_MAX_DEPTH 256

/* What a scan found wrong.  what is a static, lower case text without a full
 * stop ("control character in a string"). */
struct json_error {
    size_t offset; /* of the byte, from the begin of text */
    const char *what;
};

/* A member of the outermost object, as it stands in the text.  key has its
 * quotes; value is whole, without white space around it. */
struct json_member {
    const char *key;
    const char *value;
    uint32_t key_len;
    uint32_t value_len;
    int type; /* enum trestle_type: STRING, NUMBER, BOOLEAN, NULL, OBJECT or
               * ARRAY */
};

/* Where json_scan puts the outermost object's members. */
struct json_members {
    struct json_member *at; /* the caller's, room for max */
    size_t max;
    size_t n; /* how many there were; if more than max, the scan fails */
};

/* Checks one JSON value that begins at or after *pos (white space is skipped
 * before it, and after it), and moves *pos behind it and that white space: at
 * len, if text holds nothing else.  watch: an object in which a name that lies
 * on one of its paths occurs twice is an error (contracts 2.2); may be NULL.
 * members: NULL, or filled in if the value is an object (else n is 0).
 * 0; or -EINVAL (syntax, UTF-8), -E2BIG (nesting, members), -EEXIST (a watched
 * name twice), and *ret_error. */
PRIVATE_API int json_scan (const char *text, size_t len, size_t *pos,
                           const struct json_watch *watch,
                           struct json_members *members,
                           struct json_error *ret_error);

/* Whether text is one JSON value and nothing else.  As json_scan. */
PRIVATE_API int json_check (const char *text, size_t len,
                            const struct json_watch *watch,
                            struct json_error *ret_error);

/* Moves *pos over white space. */
PRIVATE_API void json_skip_space (const char *text, size_t len, size_t *pos);

/* The type of checked text that begins with this byte.  (json_type is a type
 * of json-c.) */
int json_type_of (char first);

/* Walks the members or elements of checked text that is an object or array:
 * *pos is 0 at first; the type of the next value, 0 at the end or if text is
 * neither.  *ret_key: with its quotes; NULL in an array.  Text may have white
 * space around it. */
PRIVATE_API int json_next (const char *text, size_t len, size_t *pos,
                           const char **ret_key, size_t *ret_key_len,
                           const char **ret_value, size_t *ret_value_len);

/* The value at path in checked text: its type, 0 if there is none. */
PRIVATE_API int json_find (const char *text, size_t len,
                           const struct json_path *path,
                           const char **ret_value, size_t *ret_len);

/* Decodes a checked JSON string with its quotes into buf, which holds len
 * bytes at least; returns the length.  No NUL is added.  A lone surrogate
 * becomes U+FFFD, and *ret_lone (may be NULL) says so. */
PRIVATE_API size_t json_text (const char *json, size_t len, char *buf,
                              bool *ret_lone);

/* Whether a checked JSON string with its quotes stands for these bytes.  One
 * with a lone surrogate equals nothing (contracts 2.7). */
PRIVATE_API bool json_text_equal (const char *json, size_t len,
                                  const char *text, size_t text_len);

/* Writes text as a JSON string with quotes; returns the length that is needed:
 * if that is more than size, buf holds nothing of use.  What is not UTF-8
 * becomes U+FFFD. */
PRIVATE_API size_t json_quote (const char *text, size_t len, char *buf,
                               size_t size);

/* Whether len bytes are UTF-8 (RFC 3629). */
PRIVATE_API bool json_is_utf8 (const char *text, size_t len);

/* Whether the value lies in text as \-escaped or plain: a string without any
 * escape can be copied between quotes. */
bool json_is_plain (const char *json, size_t len);

/* A number as contracts 2.3 has it: without fraction and exponent and in the
 * range of int64 or uint64 it is that integer, else the nearest double. */
struct json_number {
    enum { JSON_NEGATIVE, JSON_POSITIVE, JSON_DOUBLE } kind;
    union {
        int64_t negative;  /* below 0 */
        uint64_t positive; /* 0 and up; -0 is 0 */
        double real;       /* finite */
    };
};

/* Reads a checked JSON number of len bytes.  0, or -ERANGE for one that is no
 * finite double. */
int json_number (const char *json, size_t len, struct json_number *ret_number);
/* Below, equal, above: -1, 0, 1; exact between integers and doubles. */
int json_number_compare (const struct json_number *a,
                         const struct json_number *b);

#endif
