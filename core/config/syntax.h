/* syntax.h - the grammar of libconfig 1.5, a token at a time
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * libconfig finds syntax errors too, but loses memory with each, and would
 * not go on after a name that stands twice.
 */
#ifndef CONFIG_SYNTAX_H
#define CONFIG_SYNTAX_H

#include <stdbool.h>
#include <stddef.h>

/* Groups and lists in each other; bounds every recursion over the tree. */
#define CONFIG_MAX_DEPTH 64

/* Tokens are the marks { } [ ] ( ) , ; = themselves, and: */
enum { SYNTAX_END = 0, SYNTAX_NAME = 'n', SYNTAX_SCALAR = 'v' };

/* Begins with zeros: in the outermost group. */
struct config_syntax {
    char open[CONFIG_MAX_DEPTH]; /* the marks that are */
    size_t depth;
    int state;
};

/* Whether the token may come next; if not, s is of no more use.  An opening
 * mark must not come at CONFIG_MAX_DEPTH. */
bool config_syntax_next (struct config_syntax *s, char token);
/* Why it may not, as far as that can be guessed: a message. */
const char *config_syntax_error (const struct config_syntax *s, char token);

#endif
