/* text.c - the text of a configuration file, before libconfig reads it
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The tokens are those of libconfig 1.5's scanner, its oddities included: only
 * when both see the same strings and comments is "@include" sure to be found.
 */
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "base/parse.h"
#include "config/text.h"
#include "json/scan.h"

#define DIGITS     "0123456789"
#define HEX_DIGITS DIGITS "ABCDEFabcdef"
#define LETTERS    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define NAME_START LETTERS "*"
#define NAME_REST  NAME_START DIGITS "-_"

/* A name, to find the second of its kind in a group. */
struct name {
    const char *text;
    size_t len;
    unsigned line;
};

struct scanner {
    const char *p; /* the text has a NUL at its end, and no other */
    unsigned line;
    const char *file;
    struct config_report *rep;
    struct config_text_check *check;
    struct config_syntax syntax;
    size_t first[CONFIG_MAX_DEPTH]; /* of names, in each open group or list */
    bool after_string;              /* nothing but space since */
    bool twice;                     /* a name was: no libconfig */
    struct name *names;
    size_t n_names, cap_names;
};

static int
text_error (const struct scanner *s, unsigned line, const char *message)
{
    struct config_node place = { .file = s->file, .line = line };

    return config_error (s->rep, &place, "%s", message);
}

/* The grammar's word on the next token. */
static int
step (struct scanner *s, char token)
{
    if (!config_syntax_next (&s->syntax, token))
        return text_error (s, s->line,
                           config_syntax_error (&s->syntax, token));
    return 0;
}

/* Room for one more element of size bytes, behind n. */
static int
grow (void **array, size_t n, size_t *cap, size_t size)
{
    size_t more = *cap > 0 ? 2 * *cap : 32;
    void *p;

    if (n < *cap)
        return 0;
    p = realloc (*array, more * size);
    if (p == NULL)
        return -ENOMEM;
    *array = p;
    *cap = more;
    return 0;
}

static int
add_value (struct scanner *s, unsigned line, bool bad)
{
    struct config_text_check *check = s->check;
    void *values = check->values;
    int r = step (s, SYNTAX_SCALAR);

    if (r == 0)
        r = grow (&values, check->n, &check->cap, sizeof *check->values);
    check->values = values;
    if (r < 0)
        return r;
    check->values[check->n++]
        = (struct config_text_value){ .line = line, .bad = bad };
    return 0;
}

static int
skip_comment (struct scanner *s)
{
    const char *end = strstr (s->p + 2, "*/");

    if (end == NULL)
        return text_error (s, s->line, "comment has no end");
    for (; s->p < end + 2; s->p++)
        s->line += *s->p == '\n';
    return 0;
}

/* Over white space and comments. */
static int
skip_space (struct scanner *s)
{
    int r = 0;

    while (r == 0) {
        if (*s->p == '#' || strncmp (s->p, "//", 2) == 0)
            s->p += strcspn (s->p, "\n");
        else if (strncmp (s->p, "/*", 2) == 0)
            r = skip_comment (s);
        else if (*s->p != '\0' && strchr (" \t\r\n\f", *s->p) != NULL)
            s->line += *s->p++ == '\n';
        else
            break;
    }
    return r;
}

static bool
is_nul_escape (const char *p)
{
    return p[0] == '\\' && (p[1] == 'x' || p[1] == 'X') && p[2] == '0'
           && p[3] == '0';
}

/* Moves behind the string; *ret_bad says that it was reported. */
static int
skip_string (struct scanner *s, bool *ret_bad)
{
    unsigned line = s->line;

    for (s->p++; *s->p != '\0' && *s->p != '"'; s->p++) {
        s->line += *s->p == '\n';
        if (is_nul_escape (s->p)) {
            text_error (s, s->line, "a string cannot hold \"\\x00\"");
            *ret_bad = true;
        }
        if (*s->p == '\\' && (s->p[1] == '"' || s->p[1] == '\\'))
            s->p++;
    }
    if (*s->p == '\0')
        return text_error (s, line, "string has no end");
    s->p++;
    return 0;
}

static int
scan_string (struct scanner *s)
{
    unsigned line = s->line;
    bool again = s->after_string, bad = again;
    int r;

    if (again)
        text_error (s, line, "missing comma between two strings");
    r = skip_string (s, &bad);
    if (r == 0 && !again)
        r = add_value (s, line, bad);
    else if (r == 0) /* libconfig makes one value of both */
        s->check->values[s->check->n - 1].bad = true;
    s->after_string = true;
    return r;
}

/* 0, or -ERANGE outside 64 bits. */
static int
parse_hex (const char *digits, size_t n, int64_t *ret_value)
{
    uint64_t value = 0;

    for (size_t i = 0; i < n; i++) {
        unsigned digit = (unsigned char)digits[i];

        if (value > INT64_MAX >> 4)
            return -ERANGE;
        digit = digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
        value = value << 4 | digit;
    }
    *ret_value = (int64_t)value;
    return 0;
}

static int
parse_decimal (const char *from, size_t len, int64_t *ret_value)
{
    CLEANUP_FREE char *text = NULL;

    if (*from == '+') {
        from++;
        len--;
    }
    text = strndup (from, len);
    return text != NULL ? parse_int (text, ret_value) : -ENOMEM;
}

/* r and value are what the integer that begins at from was read as. */
static int
end_integer (struct scanner *s, const char *from, int r, int64_t value)
{
    struct config_node place = { .file = s->file, .line = s->line };
    size_t marks = strspn (s->p, "L");
    int len = (int)(s->p - from);
    bool bad = true;

    if (r == -ENOMEM)
        return r;
    s->p += marks < 2 ? marks : 2;
    if (r < 0)
        config_error (s->rep, &place, "integer %.*s does not fit in 64 bits",
                      len, from);
    else if (marks == 0 && (value < INT32_MIN || value > INT32_MAX))
        config_error (s->rep, &place,
                      "integer %.*s does not fit in 32 bits. Write it with an "
                      "L at its end.",
                      len, from);
    else
        bad = false;
    return add_value (s, s->line, bad);
}

/* Behind a fraction and an exponent; false if there is neither. */
static bool
skip_fraction (struct scanner *s, bool has_digits)
{
    const char *p = s->p, *exponent;

    if (*p == '.')
        p += 1 + strspn (p + 1, DIGITS);
    else if (!has_digits)
        return false;
    if (*p == 'e' || *p == 'E') {
        exponent = p + 1 + (p[1] == '-' || p[1] == '+');
        if (strspn (exponent, DIGITS) > 0)
            p = exponent + strspn (exponent, DIGITS);
    }
    if (p == s->p)
        return false;
    s->p = p;
    return true;
}

static int
scan_number (struct scanner *s)
{
    const char *from = s->p;
    size_t n = 0;
    int64_t value = 0;
    int r;

    if (from[0] == '0' && (from[1] == 'x' || from[1] == 'X'))
        n = strspn (from + 2, HEX_DIGITS);
    if (n > 0) {
        s->p += 2 + n;
        r = parse_hex (from + 2, n, &value);
        return end_integer (s, from, r, value);
    }
    s->p += *from == '+' || *from == '-';
    n = strspn (s->p, DIGITS);
    s->p += n;
    if (skip_fraction (s, n > 0))
        return add_value (s, s->line, false);
    if (n == 0)
        return step (s, *from); /* a sign alone */
    r = parse_decimal (from, (size_t)(s->p - from), &value);
    return end_integer (s, from, r, value);
}

static bool
is_word (const char *text, size_t len, const char *word)
{
    return len == strlen (word) && strncasecmp (text, word, len) == 0;
}

/* libconfig would stop at a name that its group has already. */
static void
check_twice (struct scanner *s, const struct name *name)
{
    struct config_node place = { .file = s->file, .line = name->line };
    size_t depth = s->syntax.depth;

    for (size_t i = depth > 0 ? s->first[depth - 1] : 0; i < s->n_names; i++) {
        const struct name *other = &s->names[i];

        if (other->len != name->len
            || memcmp (other->text, name->text, name->len) != 0)
            continue;
        config_error (s->rep, &place,
                      "setting \"%.*s\" is there twice, first in line %u",
                      (int)name->len, name->text, other->line);
        s->twice = true;
        return;
    }
}

static int
scan_word (struct scanner *s)
{
    struct name name = { .text = s->p, .line = s->line };
    void *names = s->names;
    int r;

    name.len = strspn (s->p, NAME_REST);
    s->p += name.len;
    if (is_word (name.text, name.len, "true")
        || is_word (name.text, name.len, "false"))
        return add_value (s, s->line, false);
    r = step (s, SYNTAX_NAME);
    if (r < 0)
        return r;
    check_twice (s, &name);
    r = grow (&names, s->n_names, &s->cap_names, sizeof name);
    if (r < 0)
        return r;
    s->names = names;
    s->names[s->n_names++] = name;
    return 0;
}

static int
scan_mark (struct scanner *s)
{
    char c = *s->p;
    int r;

    if (strncmp (s->p, "@include", 8) == 0)
        return text_error (s, s->line,
                           "@include is refused. Put each pipeline into a "
                           "file of its own in pipelines_dir.");
    if (strchr ("{[(", c) != NULL && s->syntax.depth == CONFIG_MAX_DEPTH)
        return text_error (s, s->line,
                           "groups and lists are nested too deeply");
    r = step (s, c == ':' ? '=' : c);
    if (r < 0)
        return r;
    s->p++;
    if (strchr ("{[(", c) != NULL)
        s->first[s->syntax.depth - 1] = s->n_names;
    else if (strchr ("}])", c) != NULL)
        s->n_names = s->first[s->syntax.depth];
    return 0;
}

static int
scan_token (struct scanner *s)
{
    if (*s->p == '"')
        return scan_string (s);
    s->after_string = false;
    if (strchr (DIGITS "+-.", *s->p) != NULL)
        return scan_number (s);
    if (strchr (NAME_START, *s->p) != NULL)
        return scan_word (s);
    return scan_mark (s);
}

/* Bytes that are no text; for the places, line by line. */
static int
check_bytes (const struct scanner *s, const struct config_text *text)
{
    const char *p = text->data, *end = text->data + text->len;

    for (unsigned line = 1; p < end; line++) {
        const char *eol = memchr (p, '\n', (size_t)(end - p));
        size_t len = (size_t)((eol != NULL ? eol : end) - p);

        if (memchr (p, '\0', len) != NULL)
            return text_error (s, line, "NUL byte in a text file");
        if (!json_is_utf8 (p, len))
            return text_error (s, line, "text is not UTF-8");
        p += len + 1;
    }
    return 0;
}

int
config_text_check (const struct config_text *text, struct config_report *rep,
                   struct config_text_check *ret_check)
{
    struct scanner s = { .p = text->data,
                         .line = 1,
                         .file = text->file,
                         .rep = rep,
                         .check = ret_check };
    int r = check_bytes (&s, text);

    *ret_check = (struct config_text_check){ 0 };
    while (r == 0) {
        r = skip_space (&s);
        if (r == 0 && *s.p == '\0')
            break;
        if (r == 0)
            r = scan_token (&s);
    }
    if (r == 0)
        r = step (&s, SYNTAX_END);
    if (r == 0 && s.twice)
        r = -EINVAL;
    free (s.names);
    if (r < 0)
        config_text_done (ret_check);
    return r;
}

void
config_text_done (struct config_text_check *check)
{
    free (check->values);
    *check = (struct config_text_check){ 0 };
}
