#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Every C example in the manual pages compiles without a warning, against the
# public header alone.
. "$(dirname "$0")/lib.sh"
CC=${CC:-cc}
found=0

for page in $(pages); do
    awk -v dir="$work" -f "$blocks" "$page" > "$work/list"
    while read -r n line context; do
        grep -q '#include <trestle/plugin.h>' "$work/$n.txt" || continue
        # C++; tests/abi/ builds that.
        grep -q '^namespace' "$work/$n.txt" && continue
        found=$((found + 1))
        cp "$work/$n.txt" "$work/example.c"
        # CC may have arguments.
        # shellcheck disable=SC2086
        $CC -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -fsyntax-only \
            -I "$top_srcdir/core/include" "$work/example.c" \
            2>"$work/errors" \
            || complain "$page:$line: $(cat "$work/errors")"
    done < "$work/list"
done
[ "$found" -gt 0 ] || complain "no page has a C example"
finish
