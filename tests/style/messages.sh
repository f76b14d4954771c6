#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Each message about a configuration stands in a test: in a .expected file of
# tests/system/check, in the script of such a test, or in a unit test.
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

# calls NAMES: of C sources on standard input, the calls of these functions
# ("f|g"), arguments included.
calls () {
    awk -v names="$1" '
        { text = text $0 "\n" }
        # The end of the call that begins here, at its parenthesis.
        function length_of(from,    i, c, depth, inside) {
            for (i = 1; i <= length(from); i++) {
                c = substr(from, i, 1)
                if (inside && c == "\\")
                    i++
                else if (c == "\"")
                    inside = !inside
                else if (!inside && c == "(")
                    depth++
                else if (!inside && c == ")" && --depth == 0)
                    return i
            }
            return length(from)
        }
        END {
            call = "(^|[^a-z_])(" names ") \\("
            while (match(text, call)) {
                text = substr(text, RSTART + RLENGTH - 1)
                n = length_of(text)
                print substr(text, 1, n)
                text = substr(text, n + 1)
            }
        }'
}

# Of formats, the longest text between conversions, if it says something.
pieces () {
    awk '{
        n = split($0, pieces, /%[-.*0-9]*z?[a-z]/)
        best = ""
        for (i = 1; i <= n; i++)
            if (length(pieces[i]) > length(best))
                best = pieces[i]
        if (length(best) > 5)
            print best
    }'
}

# in_tests FILE: which of the pieces on standard input no test has.
in_tests () {
    while IFS= read -r piece; do
        grep -qF -- "$piece" "$work/tests" \
            || echo "$1: no test has \"$piece\""
    done
}

work=$(mktemp -d "${TMPDIR:-/tmp}/trestle-messages.XXXXXX")
trap 'rm -rf "$work"' EXIT
{
    literals tests/unit/config-*.c
    cat tests/system/check/*.expected tests/system/check-*.sh
} > "$work/tests"

# All texts of core/config.  What a test cannot bring about, and what libconfig
# says, is left out.
for file in core/config/*.c; do
    literals "$file" | grep ' [a-z]' | grep -v -e 'out of memory$' \
        -e '^mismatched element type in array$' | pieces | in_tests "$file"
done > "$work/missing"

# Elsewhere, those of reports.
for file in core/route/*.c core/deliver/settings.c core/host/loader.c; do
    calls 'config_error|config_warning' < "$file" > "$work/calls"
    literals "$work/calls" | grep -v -e 'out of memory$' -e '^[a-z_]*$' \
        | pieces | in_tests "$file"
done >> "$work/missing"

# And of the plugins, but what may come later than at their opening, when
# files and threads are looked at.
for file in $(c_files plugins | grep -v -e '^plugins/example/' -e '\.h$'); do
    calls 'trestle_conf_error|trestle_error' < "$file" > "$work/calls"
    literals "$work/calls" | grep -v -e '^out of memory$' -e '^could not ' \
        -e '^cannot ' -e '^the pipeline has no rules$' -e '^[a-z_]*$' \
        | pieces | in_tests "$file"
done >> "$work/missing"
while IFS= read -r line; do
    complain "$line"
done < "$work/missing"
finish
