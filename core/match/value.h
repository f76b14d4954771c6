/* value.h - one value of an event, asked by the operators
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef MATCH_VALUE_H
#define MATCH_VALUE_H

#include "match/chars.h"
#include "match/tree.h"

/* A string, number, boolean or null. */
struct value {
    int type; /* enum trestle_type; 0: bytes that are no text, which have no
               * property but that they are there */
    struct chars chars; /* of a string its inside; else the JSON text */
    bool attribute;     /* canonical text, whatever it stands for */
    enum { NUMBER_UNREAD, NUMBER_READ, NUMBER_NONE } state;
    struct json_number number;
};

/* JSON text of this type, checked.  escapes: strings may have some. */
void value_json (struct value *v, int type, const char *json, size_t len,
                 bool escapes);
/* The value of an attribute, or (attribute false) plain text. */
void value_text (struct value *v, const char *text, size_t len,
                 bool attribute);

/* Whether one of the operators says yes. */
bool value_any (struct value *v, const struct op_list *any);

#endif
