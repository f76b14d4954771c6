#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The functions that the header declares are those that libtrestle.sym names
# for plugins, and those that the library exports with that node; what else it
# exports is private to the program.
. "$(dirname "$0")/lib.sh"
library=$top_builddir/.libs/libtrestle.so
node=TRESTLE_0.0

# $2 is what should be, $1 is what is.
same () {
    if cmp -s "$work/$1" "$work/$2"; then
        passed
        return
    fi
    complain "$1 and $2 differ:"
    diff "$work/$1" "$work/$2" | sed -n 's/^[<>]/   &/p'
}

# Callbacks are written (*name) (, so what is left are functions.
$cc -E -P -I "$header_dir" "$header" \
    | grep -oE 'trestle_[a-z0-9_]+ *\(' | tr -d ' (' | LC_ALL=C sort -u \
    > "$work/header"

sed -n "/^$node {/,/^}/p" "$top_srcdir/core/libtrestle.sym" \
    | sed -n '/global:/,/local:/s/^ *\(trestle_[a-z0-9_]*\);.*/\1/p' \
    > "$work/sym-as-written"
LC_ALL=C sort "$work/sym-as-written" > "$work/libtrestle.sym"
same libtrestle.sym header
if LC_ALL=C sort -c "$work/sym-as-written" 2>/dev/null; then
    passed
else
    complain "libtrestle.sym is not in alphabetical order"
fi

if [ ! -e "$library" ]; then
    complain "$library was not built"
    finish
fi
nm -D --defined-only --with-symbol-versions "$library" \
    | awk '$2 != "A" { print $3 }' | sed 's/@@*/ /' > "$work/exported"
awk -v node=$node '$2 == node { print $1 }' "$work/exported" \
    | LC_ALL=C sort > "$work/library"
same library header

awk -v node=$node '$2 != node && $2 != "TRESTLE_PRIVATE" { print $1 }' \
    "$work/exported" > "$work/loose"
if [ -s "$work/loose" ]; then
    complain "symbols of no node:" "$(tr '\n' ' ' < "$work/loose")"
fi
awk '$2 == "TRESTLE_PRIVATE" && $1 ~ /^trestle_/ { print $1 }' \
    "$work/exported" > "$work/wrong-node"
if [ -s "$work/wrong-node" ]; then
    complain "private symbols with the public prefix:" \
        "$(tr '\n' ' ' < "$work/wrong-node")"
fi
finish
