#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Plain text: lines of at most 79 columns, no tabs but in makefiles, no white
# space at the ends.
. "$(dirname "$0")/lib.sh"

sources () {
    c_files core common plugins tests bench
    find core common plugins scripts tests bench .ci \
        \( -name .peers -o -name corpus -o -name data \) -prune -o -type f \
        \( -name '*.sh' -o -name '*.awk' -o -name '*.mjs' -o -name '*.py' \
           -o -path 'scripts/*' -o -path '.ci/*' \) -print 2>/dev/null \
        | LC_ALL=C sort
}

found=$(for file in $(sources); do
    awk -v file="$file" -v makefile="$(expr "$file" : '.*\.mk$')" '
        / $/ || /\t$/ { print file ":" NR ": white space at the end" }
        /\t/ && !makefile { print file ":" NR ": a tab" }
        length($0) > 79 && file ~ /\.(c|h)$/ {
            print file ":" NR ": longer than 79 columns" }' "$file"
done)
if [ -n "$found" ]; then
    echo "$found"
    wrong=1
fi
finish
