/* text.h - the text of a configuration file, before libconfig reads it
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CONFIG_TEXT_H
#define CONFIG_TEXT_H

#include "config/config.h"
#include "config/syntax.h"

/* A string, number or boolean; in the order of the text, which is that of the
 * leaves of the tree. */
struct config_text_value {
    unsigned line;
    bool bad; /* its mistake has been reported */
};

struct config_text_check {
    struct config_text_value *values;
    size_t n;
    size_t cap;
};

/* Reports what libconfig 1.5 gets wrong without a word (contracts 4.6): large
 * integers, missing commas, "\x00", open comments and strings.  0, also after
 * such mistakes; -EINVAL after one that libconfig must not see (syntax, a name
 * twice, @include, bytes that are no text, too many levels); or -ENOMEM. */
int config_text_check (const struct config_text *text,
                       struct config_report *rep,
                       struct config_text_check *ret_check);
void config_text_done (struct config_text_check *check);

#endif
