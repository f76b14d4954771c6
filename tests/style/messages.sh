#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Each message of core/config stands in a test: in a .expected file of
# tests/system/check or in a unit test.
. "$(dirname "$0")/lib.sh"

# The string literals of C sources that are texts, one a line, neighbours put
# together and without escapes.
literals () {
    sed -e '/^ *\/\*.*\*\/ *$/d' -e '/^ *\/\*/,/\*\//d' \
        -e 's|/\* .*\*/ *$||' "$@" | awk '
        { text = text $0 "\n" }
        END {
            literal = "\"([^\"\\\\\n]|\\\\.)*\""
            while (match(text, literal)) {
                between = substr(text, 1, RSTART - 1)
                one = substr(text, RSTART + 1, RLENGTH - 2)
                text = substr(text, RSTART + RLENGTH)
                gsub(/[ \n]/, "", between)
                if (between != "" && all != "") {
                    print all
                    all = ""
                }
                gsub(/\\n/, "", one)
                gsub(/\\"/, "\"", one)
                gsub(/\\\\/, "\\", one)
                all = all one
            }
            print all
        }'
}

work=$(mktemp -d "${TMPDIR:-/tmp}/trestle-messages.XXXXXX")
trap 'rm -rf "$work"' EXIT
{
    literals tests/unit/config-*.c
    cat tests/system/check/*.expected
} > "$work/tests"
# Of a format, its longest text between conversions.  What a test cannot bring
# about, and what libconfig says, is left out.
for file in core/config/*.c; do
    literals "$file" | grep ' [a-z]' | grep -v -e 'out of memory$' \
        -e '^mismatched element type in array$' \
        | awk '{
            n = split($0, pieces, /%[-.*0-9]*[a-z]*/)
            best = ""
            for (i = 1; i <= n; i++)
                if (length(pieces[i]) > length(best))
                    best = pieces[i]
            if (length(best) > 5)
                print best
        }' | while IFS= read -r piece; do
            grep -qF -- "$piece" "$work/tests" \
                || echo "$file: no test has \"$piece\""
        done
done > "$work/missing"
while IFS= read -r line; do
    complain "$line"
done < "$work/missing"
finish
