#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# trestle-plugin(3) names every function of the header; its examples are those
# of plugins/example; and each whole plugin in it, in C and in C++, builds from
# the page alone, and the loader takes it.
. "$(dirname "$0")/lib.sh"
page=$top_srcdir/docs/trestle-plugin.3.pod
has ${cc%% *} || skip "no compiler"

mkdir "$work/plugins"
awk -v dir="$work" -f "$top_srcdir/tests/docs/blocks.awk" "$page" \
    > "$work/list"

# build N LINE: sets so
build () {
    if grep -q '^namespace' "$work/$1.txt"; then
        has ${cxx%% *} || return 1
        cp "$work/$1.txt" "$work/example.cpp"
        set -- "$1" "$2" $cxx -std=c++17 "$work/example.cpp"
    else
        cp "$work/$1.txt" "$work/example.c"
        set -- "$1" "$2" $cc "$work/example.c"
    fi
    kind=$(sed -n 's/.*TRESTLE_HEAD (TRESTLE_\([A-Z]*\)).*/\1/p' \
        "$work/$1.txt" | tr '[:upper:]' '[:lower:]')
    name=$(sed -n 's/.*\.name = "\([a-z]*\)";*,*$/\1/p' "$work/$1.txt" \
        | tail -n 1)
    so=$work/plugins/$kind-$name.so
    line=$2
    shift 2
    "$@" -shared -fPIC -fvisibility=hidden -Wall -Wextra -Werror \
        -I "$header_dir" -L "$top_builddir/.libs" -ltrestle -o "$so" \
        || complain "$page:$line: does not build"
}

for function in $($cc -E -P -I "$header_dir" "$header" \
    | grep -oE 'trestle_[a-z0-9_]+ *\(' | tr -d ' (' | LC_ALL=C sort -u); do
    if grep -q "$function" "$page"; then
        passed
    else
        complain "$page says nothing of $function"
    fi
done

for example in "$top_srcdir"/plugins/example/*.c*; do
    found=no
    for block in "$work"/*.txt; do
        cmp -s "$example" "$block" && found=yes
    done
    [ $found = yes ] || complain "$page does not have $example"
done

while read -r n line context; do
    grep -q '#include <trestle/plugin.h>' "$work/$n.txt" || continue
    build "$n" "$line" || continue
    if $TRESTLE plugins "$so" >"$work/out" 2>&1 \
        && grep -q "$name" "$work/out"; then
        passed
    else
        complain "$page:$line: $(cat "$work/out")"
    fi
done < "$work/list"
finish
