/* match.h - the command "trestle match"
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CLI_MATCH_H
#define CLI_MATCH_H

/* argv[0] is "match".  Returns the exit status. */
int cli_match (int argc, char **argv);

#endif
