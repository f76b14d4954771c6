/* syntax.c - the grammar of libconfig 1.5, a token at a time
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <string.h>

#include "config/syntax.h"

/* What is expected: */
enum state {
    MEMBER, /* the next setting of a group, or its end */
    EQUALS, /* after a name */
    VALUE,  /* after an equals sign, or a comma in a list */
    FIRST,  /* a list's first value, or its end */
    AFTER   /* what may follow a value */
};

static char
innermost (const struct config_syntax *s)
{
    return s->depth > 0 ? s->open[s->depth - 1] : '{';
}

static bool
go (struct config_syntax *s, enum state state)
{
    s->state = state;
    return true;
}

/* The end of the group or list that is open. */
static bool
end (struct config_syntax *s, char token)
{
    static const char pairs[] = "{}()[]";

    if (s->depth == 0)
        return token == SYNTAX_END && innermost (s) == '{';
    if (token == SYNTAX_END || strchr (pairs, innermost (s))[1] != token)
        return false;
    s->depth--;
    return go (s, AFTER);
}

/* An array has scalars only. */
static bool
value (struct config_syntax *s, char token)
{
    if (token == SYNTAX_SCALAR)
        return go (s, AFTER);
    if (token == SYNTAX_END || strchr ("{([", token) == NULL
        || innermost (s) == '[')
        return false;
    s->open[s->depth++] = token;
    return go (s, token == '{' ? MEMBER : FIRST);
}

static bool
after (struct config_syntax *s, char token)
{
    if (innermost (s) == '{') {
        if (token == ';' || token == ',')
            return go (s, MEMBER);
        if (token == SYNTAX_NAME)
            return go (s, EQUALS);
    } else if (token == ',') {
        return go (s, VALUE);
    }
    return end (s, token);
}

bool
config_syntax_next (struct config_syntax *s, char token)
{
    switch ((enum state)s->state) {
    case MEMBER:
        return token == SYNTAX_NAME ? go (s, EQUALS) : end (s, token);
    case EQUALS:
        return token == '=' && go (s, VALUE);
    case VALUE:
        return value (s, token);
    case FIRST:
        return value (s, token) || end (s, token);
    case AFTER:
        return after (s, token);
    }
    return false;
}

static bool
begins_value (char token)
{
    return token != SYNTAX_END && strchr ("{([v", token) != NULL;
}

const char *
config_syntax_error (const struct config_syntax *s, char token)
{
    bool expects_value = s->state == VALUE || s->state == FIRST;

    if (token == SYNTAX_END && s->depth > 0)
        return "syntax error: the file ends in an open group or list";
    if (s->state == EQUALS && token == SYNTAX_SCALAR)
        return "syntax error: expected \"=\". A name has no dots and no "
               "spaces.";
    if (s->state == EQUALS)
        return "syntax error: expected \"=\", or quotes around a value";
    if (innermost (s) == '[' && expects_value && token == '{')
        return "syntax error: a list of groups stands in ( ), not in [ ]";
    if (innermost (s) == '[' && expects_value && begins_value (token))
        return "syntax error: a list of lists stands in ( ), not in [ ]";
    if (innermost (s) != '{' && s->state == AFTER && begins_value (token))
        return "syntax error: a comma is missing";
    if (innermost (s) != '{' && s->state == VALUE && strchr (")]", token))
        return "syntax error: a list must not end with a comma";
    if (s->state == MEMBER && token == SYNTAX_SCALAR)
        return "syntax error: expected a name: without quotes, a letter first";
    if (s->state == VALUE && token == SYNTAX_NAME)
        return "syntax error: expected a value. Strings stand in quotes.";
    return "syntax error";
}
