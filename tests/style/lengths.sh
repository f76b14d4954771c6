#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Prints the ten longest functions.  A function past 60 lines is two, and so is
# a file past 600.
. "$(dirname "$0")/lib.sh"

# "LINES FILE:LINE NAME" of each function: from the line with its name, or the
# type above it, to its brace in the first column.
functions () {
    awk -f "$strip" "$1" | awk -v file="$1" '
        /^[A-Za-z_].*\(/ && !inside { start = NR; name = $0 }
        /^\{/ && start { inside = 1 }
        /^\}/ {
            if (inside) {
                sub(/ *\(.*/, "", name)
                sub(/.*[ *]/, "", name)
                print NR - start + 1, file ":" start, name
            }
            inside = start = 0
        }
        /^[^{} ].*;[ ]*$/ && !inside { start = 0 }'
}

list=$(c_files core common plugins tests bench | while read -r file; do
    functions "$file"
done | sort -rn)

echo "$list" | head -10 | while read -r lines where name; do
    printf '%4d  %-32s %s\n' "$lines" "$name" "$where"
done
echo "$list" | awk 'NF { n++; sum += $1 }
    END { printf "%d functions, %.0f lines in the mean\n", n, n ? sum / n : 0 }'

past=$(echo "$list" | awk 'NF && $1 > 60 { print $2 ": function " $3 " has " \
    $1 " lines: split it" }')
if [ -n "$past" ]; then
    echo "$past"
    wrong=1
fi
for file in $(c_files core common plugins tests bench); do
    lines=$(wc -l < "$file")
    [ "$lines" -le 600 ] || complain "$file: $lines lines: split it"
done
finish
