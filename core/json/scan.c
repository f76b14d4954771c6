/* scan.c - checks JSON text in one pass
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <string.h>
#include <trestle/plugin.h>

#include "json/scan.h"
#include "json/text.h"
#include "json/watch.h"
#include "json/word.h"

/* The few steps that every value takes are worth their copies. */
#define HOT static inline __attribute__ ((__always_inline__))

/* An object or array that is open. */
struct level {
    const struct json_watch *watch; /* of its values; NULL: none */
    uint32_t object;                /* its number, if watched */
    char close;                     /* } or ] */
};

struct scan {
    const char *begin;
    const char *end;
    struct json_error *error;
    int r;
    uint32_t n_objects;                      /* watched ones */
    struct seen seen;                        /* if there is a watch */
    struct level levels[JSON_MAX_DEPTH + 1]; /* the first is none */
};

/* Notes what is wrong at p.  Returns NULL, for: return fail (...). */
static const char *
fail (struct scan *s, int r, const char *p, const char *what)
{
    s->r = r;
    s->error->offset = (size_t)(p - s->begin);
    s->error->what = p == s->end && r == -EINVAL ? "unexpected end" : what;
    return NULL;
}

static const char *
scan_escape (struct scan *s, const char *p)
{
    if (s->end - p < 2)
        return fail (s, -EINVAL, s->end, "");
    if (p[1] == 'u') {
        if (s->end - p < 6)
            return fail (s, -EINVAL, s->end, "");
        if (hex_value (p + 2) < 0)
            return fail (s, -EINVAL, p, "bad \\u escape in a string");
        return p + 6;
    }
    if (p[1] == '\0' || strchr ("\"\\/bfnrt", p[1]) == NULL)
        return fail (s, -EINVAL, p, "bad escape in a string");
    return p + 2;
}

static const char *
scan_utf8 (struct scan *s, const char *p)
{
    do {
        size_t n = utf8_length (p, s->end);

        if (n == 0)
            return fail (s, -EINVAL, p, "not UTF-8");
        p += n;
    } while (p < s->end && ((unsigned char)*p & 0x80) != 0);
    return p;
}

/* Where the plain characters of a string that may begin at p end. */
HOT const char *
plain_end (const char *p, const char *end)
{
    while (end - p >= WORD_BYTES) {
        uint64_t hits = word_special (word_load (p));

        if (hits != 0)
            return p + word_first (hits);
        p += WORD_BYTES;
    }
    while (p < end && (unsigned char)*p >= 0x20 && *p != '"' && *p != '\\'
           && ((unsigned char)*p & 0x80) == 0)
        p++;
    return p;
}

/* On from p, which is no plain character. */
static const char *
scan_string_rest (struct scan *s, const char *p)
{
    while (p < s->end && *p != '"') {
        if (*p == '\\')
            p = scan_escape (s, p);
        else if (((unsigned char)*p & 0x80) != 0)
            p = scan_utf8 (s, p);
        else
            return fail (s, -EINVAL, p, "control character in a string");
        if (p == NULL)
            return NULL;
        p = plain_end (p, s->end);
    }
    return p < s->end ? p + 1 : fail (s, -EINVAL, p, "");
}

/* Each of the functions that follow begins at p and returns where what it
 * checked ends, or NULL after fail.  A string's p is behind its quote. */
HOT const char *
scan_string (struct scan *s, const char *p)
{
    p = plain_end (p, s->end);
    if (p < s->end && *p == '"')
        return p + 1;
    return scan_string_rest (s, p);
}

/* A fraction and an exponent, if there are any. */
static const char *
scan_number_rest (struct scan *s, const char *p)
{
    const char *digits;

    if (p < s->end && *p == '.') {
        digits = ++p;
        p = digits_end (p, s->end);
        if (p == digits)
            return fail (s, -EINVAL, p, "expected a digit");
    }
    if (p < s->end && (*p | 0x20) == 'e') {
        p++;
        if (p < s->end && (*p == '+' || *p == '-'))
            p++;
        digits = p;
        p = digits_end (p, s->end);
        if (p == digits)
            return fail (s, -EINVAL, p, "expected a digit");
    }
    return p;
}

HOT const char *
scan_number (struct scan *s, const char *p)
{
    const char *digits;

    if (*p == '-')
        p++;
    digits = p;
    p = digits_end (p, s->end);
    if (p == digits)
        return fail (s, -EINVAL, p, "expected a digit");
    if (*digits == '0' && p - digits > 1)
        return fail (s, -EINVAL, digits, "leading zero");
    if (p < s->end && (*p == '.' || (*p | 0x20) == 'e'))
        return scan_number_rest (s, p);
    return p;
}

static const char *
scan_word (struct scan *s, const char *p, const char *word)
{
    while (*word != '\0' && p < s->end && *p == *word) {
        p++;
        word++;
    }
    return *word == '\0' ? p : fail (s, -EINVAL, p, "expected a value");
}

/* A value that is no object or array; p is before the end. */
HOT const char *
scan_scalar (struct scan *s, const char *p)
{
    if (*p == '"')
        return scan_string (s, p + 1);
    if (*p == '-' || (*p >= '0' && *p <= '9'))
        return scan_number (s, p);
    if (*p == 't')
        return scan_word (s, p, "true");
    if (*p == 'f')
        return scan_word (s, p, "false");
    if (*p == 'n')
        return scan_word (s, p, "null");
    return fail (s, -EINVAL, p, "expected a value");
}

/* Notes that the object has a watched name; false after fail. */
static bool
watch_name (struct scan *s, const struct level *top, const char *key,
            const struct json_watch *name)
{
    int r = seen_add (&s->seen, name, top->object);

    if (r < 0)
        fail (s, r, key,
              r == -EEXIST ? "name occurs twice in an object"
                           : "out of memory");
    return r == 0;
}

/* A name, and the watch for its value. */
HOT const char *
scan_name (struct scan *s, const char *p, const struct level *top,
           const struct json_watch **ret_watch)
{
    const char *key = p;
    bool plain;

    if (p == s->end || *p != '"')
        return fail (s, -EINVAL, p, "expected a name in quotes");
    p = plain_end (p + 1, s->end);
    plain = p < s->end && *p == '"';
    p = plain ? p + 1 : scan_string_rest (s, p);
    *ret_watch = NULL;
    if (p == NULL || top->watch == NULL)
        return p;
    if (plain)
        *ret_watch = watch_plain (top->watch, key + 1, (size_t)(p - key) - 2);
    else
        *ret_watch = json_watch_key (top->watch, key, (size_t)(p - key));
    if (*ret_watch != NULL && !watch_name (s, top, key, *ret_watch))
        return NULL;
    return p;
}

HOT const char *
scan_colon (struct scan *s, const char *p)
{
    p = space_end (p, s->end);
    if (p == s->end || *p != ':')
        return fail (s, -EINVAL, p, "expected a colon");
    return p + 1;
}

/* Opens the object or array that begins at p, above *top. */
HOT bool
level_push (struct scan *s, const char *p, const struct json_watch *watch,
            struct level **top)
{
    if (*top == &s->levels[JSON_MAX_DEPTH]) {
        fail (s, -E2BIG, p, "nested too deeply");
        return false;
    }
    ++*top;
    (*top)->close = (char)(*p + 2); /* [ and ], { and } are two apart */
    (*top)->watch = watch;
    if (watch != NULL)
        (*top)->object = ++s->n_objects;
    return true;
}

static const char *
expected_comma (struct scan *s, const char *p, const struct level *top)
{
    return fail (s, -EINVAL, p,
                 top->close == '}' ? "expected a comma or }"
                                   : "expected a comma or ]");
}

/* Behind a value inside base: closes what ends here.  Returns where the next
 * value or name may be, or, if *top has become base, where base's value
 * ends. */
HOT const char *
scan_ends (struct scan *s, const char *p, const struct level *base,
           struct level **top)
{
    while (*top != base) {
        p = space_end (p, s->end);
        if (p < s->end && *p == ',')
            return p + 1;
        if (p == s->end || *p != (*top)->close)
            return expected_comma (s, p, *top);
        p++;
        --*top;
    }
    return p;
}

/* A value inside base.  watch is the value's. */
static const char *
scan_value (struct scan *s, const char *p, struct level *base,
            const struct json_watch *watch)
{
    struct level *top = base;

    for (;;) {
        bool opened = false;

        p = space_end (p, s->end);
        if (p == s->end)
            return fail (s, -EINVAL, p, "");
        if (*p == '{' || *p == '[') {
            if (!level_push (s, p, watch, &top))
                return NULL;
            p = space_end (p + 1, s->end);
            opened = p == s->end || *p != top->close;
        } else {
            p = scan_scalar (s, p);
            if (p == NULL)
                return NULL;
        }
        if (!opened) {
            p = scan_ends (s, p, base, &top);
            if (p == NULL || top == base)
                return p;
        }
        watch = top->watch;
        if (top->close == '}') {
            p = scan_name (s, space_end (p, s->end), top, &watch);
            if (p != NULL)
                p = scan_colon (s, p);
            if (p == NULL)
                return NULL;
        }
    }
}

static int
member_add (struct json_members *members, const struct json_member *member)
{
    if (members->n++ >= members->max)
        return -E2BIG;
    members->at[members->n - 1] = *member;
    return 0;
}

/* The member at p of the outermost object. */
static const char *
scan_member (struct scan *s, const char *p, struct json_members *members)
{
    const struct json_watch *watch = NULL;
    struct level *top = &s->levels[1];
    struct json_member member;

    member.key = p;
    p = scan_name (s, p, top, &watch);
    if (p == NULL)
        return NULL;
    member.key_len = (uint32_t)(p - member.key);
    p = scan_colon (s, p);
    if (p == NULL)
        return NULL;
    member.value = space_end (p, s->end);
    p = scan_value (s, member.value, top, watch);
    if (p == NULL)
        return NULL;
    member.value_len = (uint32_t)(p - member.value);
    member.type = json_type_of (*member.value);
    if (member_add (members, &member) < 0)
        return fail (s, -E2BIG, member.key, "too many members");
    return p;
}

/* The outermost object, at p. */
static const char *
scan_members (struct scan *s, const char *p, const struct json_watch *watch,
              struct json_members *members)
{
    struct level *top = s->levels;

    if (!level_push (s, p, watch, &top))
        return NULL;
    p = space_end (p + 1, s->end);
    if (p < s->end && *p == '}')
        return p + 1;
    for (;;) {
        p = scan_member (s, p, members);
        if (p == NULL)
            return NULL;
        p = space_end (p, s->end);
        if (p < s->end && *p == '}')
            return p + 1;
        if (p == s->end || *p != ',')
            return expected_comma (s, p, top);
        p = space_end (p + 1, s->end);
    }
}

int
json_scan (const char *text, size_t len, size_t *pos,
           const struct json_watch *watch, struct json_members *members,
           struct json_error *ret_error)
{
    struct scan s;
    const char *p;

    s.begin = text;
    s.end = text + len;
    s.error = ret_error;
    s.r = 0;
    s.n_objects = 0;
    if (members != NULL)
        members->n = 0;
    p = space_end (text + *pos, s.end);
    if (len > UINT32_MAX) {
        fail (&s, -E2BIG, p, "text is too long");
        return s.r;
    }
    if (watch != NULL)
        seen_init (&s.seen);
    if (members != NULL && p < s.end && *p == '{')
        p = scan_members (&s, p, watch, members);
    else
        p = scan_value (&s, p, s.levels, watch);
    if (watch != NULL)
        seen_free (&s.seen);
    if (p == NULL)
        return s.r;
    *pos = (size_t)(space_end (p, s.end) - text);
    return 0;
}

int
json_check (const char *text, size_t len, const struct json_watch *watch,
            struct json_error *ret_error)
{
    size_t pos = 0;
    int r = json_scan (text, len, &pos, watch, NULL, ret_error);

    if (r < 0)
        return r;
    if (pos < len) {
        ret_error->offset = pos;
        ret_error->what = "text after the value";
        return -EINVAL;
    }
    return 0;
}
