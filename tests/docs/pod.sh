#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# podchecker finds nothing in the manual pages, and each has the sections that
# a reader looks for.
. "$(dirname "$0")/lib.sh"
command -v podchecker >/dev/null 2>&1 || skip "podchecker is not installed"

for page in $(pages); do
    podchecker -warnings "$page" >"$work/text" 2>&1 \
        || complain "$page: $(cat "$work/text")"
    if grep -qE 'WARNING|ERROR' "$work/text"; then
        complain "$(grep -E 'WARNING|ERROR' "$work/text")"
    fi
    sed -n '/^=head1 NAME/,/^=head1 /p' "$page" \
        | grep -q '^[A-Za-z_.-][A-Za-z_., -]* - .' \
        || complain "$page: no line \"name - what it is\""
    grep -q '^=head1 SEE ALSO' "$page" || complain "$page: no SEE ALSO"
done
finish
