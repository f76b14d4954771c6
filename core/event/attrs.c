/* attrs.c - the rules for names and values of attributes
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/cleanup.h"
#include "event/attrs.h"
#include "event/event.h"

/* ---- names ------------------------------------------------------------- */

/* Longest, with its NUL; whole words. */
#define KNOWN_SIZE 16

static const struct known_name {
    char name[KNOWN_SIZE];
    size_t len;
} known_names[ATTR_N_KNOWN] = {
    [ATTR_SPECVERSION] = { "specversion", 11 },
    [ATTR_ID] = { "id", 2 },
    [ATTR_SOURCE] = { "source", 6 },
    [ATTR_TYPE] = { "type", 4 },
    [ATTR_SUBJECT] = { "subject", 7 },
    [ATTR_TIME] = { "time", 4 },
    [ATTR_DATASCHEMA] = { "dataschema", 10 },
    [ATTR_DATACONTENTTYPE] = { "datacontenttype", 15 },
    [ATTR_REGION] = { "region", 6 },
    [ATTR_STATUS] = { "status", 6 },
    [ATTR_TAGS] = { "tags", 4 },
    [ATTR_RESOURCE] = { "resource", 8 },
    [ATTR_DATA] = { "data", 4 },
    [ATTR_DATA_BASE64] = { "data_base64", 11 },
};

static inline enum attr_known
if_equal (const char *name, const char *known_name, size_t len,
          enum attr_known known)
{
    return memcmp (name, known_name, len) == 0 ? known : ATTR_OTHER;
}

static enum attr_known
known_of_four (const char *name)
{
    switch (name[1]) {
    case 'y':
        return if_equal (name, "type", 4, ATTR_TYPE);
    case 'i':
        return if_equal (name, "time", 4, ATTR_TIME);
    default:
        return name[0] == 'd' ? if_equal (name, "data", 4, ATTR_DATA)
                              : if_equal (name, "tags", 4, ATTR_TAGS);
    }
}

static enum attr_known
known_of_six (const char *name)
{
    if (name[0] == 'r')
        return if_equal (name, "region", 6, ATTR_REGION);
    return name[1] == 'o' ? if_equal (name, "source", 6, ATTR_SOURCE)
                          : if_equal (name, "status", 6, ATTR_STATUS);
}

/* Lengths that the compiler knows make this a few compares of words. */
enum attr_known
attr_known (const char *name, size_t len)
{
    switch (len) {
    case 2:
        return if_equal (name, "id", 2, ATTR_ID);
    case 4:
        return known_of_four (name);
    case 6:
        return known_of_six (name);
    case 7:
        return if_equal (name, "subject", 7, ATTR_SUBJECT);
    case 8:
        return if_equal (name, "resource", 8, ATTR_RESOURCE);
    case 10:
        return if_equal (name, "dataschema", 10, ATTR_DATASCHEMA);
    case 11:
        return name[0] == 'd'
                   ? if_equal (name, "data_base64", 11, ATTR_DATA_BASE64)
                   : if_equal (name, "specversion", 11, ATTR_SPECVERSION);
    case 15:
        return if_equal (name, "datacontenttype", 15, ATTR_DATACONTENTTYPE);
    default:
        return ATTR_OTHER;
    }
}

const char *
attr_known_name (enum attr_known known, size_t *ret_len)
{
    *ret_len = known_names[known].len;
    return known_names[known].name;
}

bool
attr_is_name (const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];

        if ((unsigned)(c - 'a') > 'z' - 'a' && (unsigned)(c - '0') > 9)
            return false;
    }
    return len > 0;
}

/* ---- strings ----------------------------------------------------------- */

#define EACH_BYTE(b) ((uint64_t)(b)*UINT64_C (0x0101010101010101))

/* A high bit somewhere if one of the eight bytes is zero. */
static uint64_t
zero_byte (uint64_t w)
{
    return (w - EACH_BYTE (1)) & ~w & EACH_BYTE (0x80);
}

/* Eight bytes, or fewer after spaces. */
static inline uint64_t
load (const char *text, size_t len)
{
    uint64_t w = EACH_BYTE (' ');

    if (len >= 8) {
        memcpy (&w, text, 8);
        return w;
    }
    for (size_t i = 0; i < len; i++)
        w = w << 8 | (unsigned char)text[i];
    return w;
}

/* A high bit somewhere if a byte is none of ASCII, is DEL or a backslash. */
static inline uint64_t
no_ascii (uint64_t w)
{
    return (w | (w + EACH_BYTE (1)) | zero_byte (w ^ EACH_BYTE ('\\')))
           & EACH_BYTE (0x80);
}

/* The same, and no control or quote. */
static inline bool
is_plain_word (uint64_t w)
{
    uint64_t control = (w - EACH_BYTE (0x20)) & ~w & EACH_BYTE (0x80);

    return (no_ascii (w) | control | zero_byte (w ^ EACH_BYTE ('"'))) == 0;
}

bool
attr_is_plain_inside (const char *text, size_t len)
{
    uint64_t bad = 0;

    if (len <= 8)
        return no_ascii (load (text, len)) == 0;
    for (size_t i = 0; i < len - 8; i += 8)
        bad |= no_ascii (load (text + i, 8));
    return (bad | no_ascii (load (text + len - 8, 8))) == 0;
}

bool
attr_is_plain (const char *text, size_t len)
{
    if (len <= 8)
        return is_plain_word (load (text, len));
    for (size_t i = 0; i < len - 8; i += 8)
        if (!is_plain_word (load (text + i, 8)))
            return false;
    return is_plain_word (load (text + len - 8, 8));
}

/* Decodes one code point of valid UTF-8 and moves *pos behind it. */
static uint32_t
next_code (const char *text, size_t *pos)
{
    const unsigned char *p = (const unsigned char *)text + *pos;
    int more = p[0] < 0x80 ? 0 : p[0] < 0xe0 ? 1 : p[0] < 0xf0 ? 2 : 3;
    uint32_t code = more == 0 ? p[0] : p[0] & (0x3fu >> more);

    for (int i = 1; i <= more; i++)
        code = code << 6 | (p[i] & 0x3fu);
    *pos += (size_t)more + 1;
    return code;
}

const char *
attr_string_fault (const char *text, size_t len)
{
    for (size_t pos = 0; pos < len;) {
        uint32_t code = next_code (text, &pos);

        if (code < 0x20 || (code >= 0x7f && code < 0xa0))
            return "has a control character";
        if ((code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffe) == 0xfffe)
            return "has a noncharacter";
    }
    return NULL;
}

/* ---- values ------------------------------------------------------------ */

static bool
is_alpha (char c)
{
    return (unsigned)((c | 0x20) - 'a') <= 'z' - 'a';
}

static bool
is_digit (char c)
{
    return (unsigned)(c - '0') <= 9;
}

/* RFC 9110: a token's character, that is all visible ASCII but delimiters. */
static bool
is_token (char c)
{
    return is_alpha (c) || is_digit (c)
           || (c != '\0' && strchr ("-+.!#$%&'*^_`|~", c) != NULL);
}

#define JSON_TYPE "application/json"

/* The type that most events have. */
static bool
is_usual_type (const char *text, size_t len)
{
    return len == sizeof JSON_TYPE - 1
           && memcmp (text, JSON_TYPE, sizeof JSON_TYPE - 1) == 0;
}

/* How many bytes from pos on are one token. */
static size_t
token_len (const char *text, size_t len, size_t pos)
{
    size_t n = 0;

    while (pos + n < len && is_token (text[pos + n]))
        n++;
    return n;
}

/* How many bytes from pos on are a quoted string; 0 if it has no end. */
static size_t
quoted_len (const char *text, size_t len, size_t pos)
{
    for (size_t i = pos + 1; i < len; i++) {
        if (text[i] == '"')
            return i + 1 - pos;
        if (text[i] == '\\')
            i++;
    }
    return 0;
}

static size_t
skip_space (const char *text, size_t len, size_t pos)
{
    while (pos < len && (text[pos] == ' ' || text[pos] == '\t'))
        pos++;
    return pos;
}

/* One "; name=value" of a media type at *pos; false: it is none. */
static bool
skip_parameter (const char *text, size_t len, size_t *pos)
{
    size_t at = skip_space (text, len, *pos);
    size_t n;

    if (at == len || text[at] != ';')
        return false;
    at = skip_space (text, len, at + 1);
    n = token_len (text, len, at);
    if (n == 0) { /* RFC 9110 allows an empty parameter */
        *pos = at;
        return at == len || text[at] == ';';
    }
    at += n;
    if (at == len || text[at] != '=')
        return false;
    at++;
    n = at < len && text[at] == '"' ? quoted_len (text, len, at)
                                    : token_len (text, len, at);
    *pos = at + n;
    return n > 0;
}

static bool
is_media_type (const char *text, size_t len)
{
    size_t type = token_len (text, len, 0);
    size_t pos = type + 1;
    size_t subtype;

    if (type == 0 || type == len || text[type] != '/')
        return false;
    subtype = token_len (text, len, pos);
    if (subtype == 0)
        return false;
    pos += subtype;
    while (pos < len) {
        if (skip_space (text, len, pos) == len)
            return true;
        if (!skip_parameter (text, len, &pos))
            return false;
    }
    return true;
}

/* Lightly: what is no URI at all, and what would break a header. */
static bool
is_reference (const char *text, size_t len)
{
    return memchr (text, ' ', len) == NULL;
}

static bool
is_absolute (const char *text, size_t len)
{
    size_t n = 1;

    if (!is_alpha (text[0]) || !is_reference (text, len))
        return false;
    while (n < len
           && (is_alpha (text[n]) || is_digit (text[n]) || text[n] == '+'
               || text[n] == '-' || text[n] == '.'))
        n++;
    return n + 1 < len && text[n] == ':';
}

/* Whether CloudEvents says more of an attribute than that it is a value. */
static bool
has_rule (enum attr_known known)
{
    const unsigned with_rule = 1u << ATTR_ID | 1u << ATTR_SOURCE
                               | 1u << ATTR_TYPE | 1u << ATTR_SUBJECT
                               | 1u << ATTR_TIME | 1u << ATTR_DATASCHEMA
                               | 1u << ATTR_DATACONTENTTYPE;

    return (with_rule >> known & 1) != 0;
}

const char *
attr_value_fault (enum attr_known known, const char *text, size_t len)
{
    int64_t us;

    if (!has_rule (known))
        return NULL;
    if (len == 0)
        return "is empty";
    if (known == ATTR_SOURCE && !is_reference (text, len))
        return "is not a URI reference";
    if (known == ATTR_DATASCHEMA && !is_absolute (text, len))
        return "is not an absolute URI";
    if (known == ATTR_DATACONTENTTYPE && !is_usual_type (text, len)
        && !is_media_type (text, len))
        return "is not a media type";
    if (known == ATTR_TIME && event_time_parse (text, len, &us) < 0)
        return "is not an RFC 3339 time";
    return NULL;
}

bool
attr_is_json_type (const char *text, size_t len)
{
    size_t type, subtype;
    const char *end;

    if (is_usual_type (text, len))
        return true;
    type = token_len (text, len, 0);
    if (type == len)
        return false;
    subtype = token_len (text, len, type + 1);
    end = text + type + 1 + subtype;
    if (subtype < 4 || strncasecmp (end - 4, "json", 4) != 0)
        return false;
    return subtype == 4 || end[-5] == '+';
}

bool
attr_is_text_type (const char *text, size_t len)
{
    return len > 5 && strncasecmp (text, "text/", 5) == 0;
}
