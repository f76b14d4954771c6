#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Every source file says its licence in its first lines, and every C file what
# it is for.
. "$(dirname "$0")/lib.sh"

licensed () {
    find core common plugins etc scripts tests bench m4 .ci \
        \( -name .peers -o -name corpus -o -name libtool.m4 -o -name 'lt*.m4' \
           -o -name data \) -prune -o -type f \
        \( -name '*.c' -o -name '*.h' -o -name '*.cc' -o -name '*.sh' \
           -o -name '*.awk' -o -name '*.py' -o -name '*.mjs' -o -name '*.mk' \
           -o -name '*.m4' -o -name '*.sym' -o -path 'etc/*.cfg' \
           -o -path 'scripts/*' -o -path '.ci/*' \) -print
    ls configure.ac Makefile.am
}

for file in $(licensed 2>/dev/null | LC_ALL=C sort); do
    head -n 6 "$file" | grep -q 'SPDX-License-Identifier: BSD-2-Clause' \
        || complain "$file:1: no SPDX-License-Identifier: BSD-2-Clause"
done
for file in $(c_files core common plugins tests bench); do
    head -n 1 "$file" | grep -Eq '^/\* [^ ]+(:| -) .+' \
        || complain "$file:1: the first line is /* NAME - what it is for"
done
finish
