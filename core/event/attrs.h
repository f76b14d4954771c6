/* attrs.h - the rules for names and values of attributes
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef EVENT_ATTRS_H
#define EVENT_ATTRS_H

#include <stdbool.h>
#include <stddef.h>

/* The names that have a meaning of their own, in the order of the alphabet. */
enum attr_known {
    ATTR_OTHER,
    ATTR_DATA,        /* no attribute */
    ATTR_DATA_BASE64, /* no attribute */
    ATTR_DATACONTENTTYPE,
    ATTR_DATASCHEMA,
    ATTR_ID,
    ATTR_REGION,
    ATTR_RESOURCE,
    ATTR_SOURCE,
    ATTR_SPECVERSION,
    ATTR_STATUS,
    ATTR_SUBJECT,
    ATTR_TAGS,
    ATTR_TIME,
    ATTR_TYPE,
    ATTR_N_KNOWN
};

enum attr_known attr_known (const char *name, size_t len);
/* NUL-terminated, and NULs up to a word of 8 bytes; of a known one. */
const char *attr_known_name (enum attr_known known, size_t *ret_len);

/* Whether text is of a-z and 0-9 only. */
bool attr_is_name (const char *text, size_t len);
/* Whether text is printable ASCII without quote and backslash. */
bool attr_is_plain (const char *text, size_t len);
/* The same of the inside of a checked JSON string. */
bool attr_is_plain_inside (const char *text, size_t len);
/* What a CloudEvents String must not have, as "has a control character"; NULL
 * if it is right.  The text is UTF-8. */
const char *attr_string_fault (const char *text, size_t len);
/* What the value of a known attribute is not, as "is empty"; NULL if it is
 * right. */
const char *attr_value_fault (enum attr_known known, const char *text,
                              size_t len);
/* Whether a media type is JSON: any/json or any/any+json, any case. */
bool attr_is_json_type (const char *text, size_t len);
/* Whether it is text/any. */
bool attr_is_text_type (const char *text, size_t len);

#endif
