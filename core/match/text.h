/* text.h - what the operators on strings ask
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Text may have escapes: then it is decoded on the way, character by
 * character.  Without, bytes are compared.
 */
#ifndef MATCH_TEXT_H
#define MATCH_TEXT_H

#include "match/chars.h"
#include "match/tree.h"

bool text_equals (struct chars text, const struct op_text *what);
bool text_begins (struct chars text, const struct op_text *what);
bool text_ends (struct chars text, const struct op_text *what);
bool text_contains (struct chars text, const struct op_text *what);
bool text_globs (struct chars text, const struct op_glob *glob);

/* The same without regard to case: a character is equal to that of the pattern
 * and to its lower and upper case (Unicode, one character to one). */
bool fold_equals (struct chars text, const struct op_fold *what);
bool fold_begins (struct chars text, const struct op_fold *what);
bool fold_ends (struct chars text, const struct op_fold *what);
/* Prepares decoded text.  0 or -ENOMEM. */
int fold_make (struct arena *arena, const struct op_text *text,
               struct op_fold *ret_fold);

/* Whether text is an address of the net's family that lies in it. */
bool net_contains (struct chars text, const struct op_net *net);
/* Reads "ADDRESS/BITS".  0 or -EINVAL. */
int net_parse (const char *text, size_t len, struct op_net *ret_net);

#endif
