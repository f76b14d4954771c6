#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Every plugin that was built, installed or not: it exports one strong symbol,
# has no undefined one, needs no library but those that its local.mk names
# ("# needs: LIBRARY..."), and the loader takes it.
. "$(dirname "$0")/lib.sh"
has nm && has objdump && has ldd || skip "needs nm, objdump and ldd"

# The line of plugin $1; an example's begins with its name.
declared () {
    if [ -f "$top_srcdir/plugins/$1/local.mk" ]; then
        sed -n 's/^# needs: //p' "$top_srcdir/plugins/$1/local.mk"
    else
        sed -n "s/^# needs of $1: //p" "$top_srcdir/plugins/example/local.mk"
    fi
}

# C++ has weak symbols of templates, which are no concern.
check_symbols () {
    strong=$(nm -D --defined-only "$so" \
        | awk '$2 ~ /^[A-TX-Z]$/ && $2 != "V" && $2 != "W" { print $3 }')
    if [ "$strong" = trestle_plugin_v0 ]; then
        passed
    else
        complain "$name exports:" $strong
    fi
}

check_undefined () {
    if LD_LIBRARY_PATH=$top_builddir/.libs ldd -r "$so" 2>&1 | grep 'undefined symbol' > "$work/undefined"; then
        complain "$name: $(head -n 1 "$work/undefined")"
    else
        passed
    fi
}

check_needed () {
    declared "$name" | tr ' ' '\n' | LC_ALL=C sort > "$work/declared"
    objdump -p "$so" | awk '$1 == "NEEDED" { print $2 }' \
        | LC_ALL=C sort > "$work/needed"
    # The C library may be spared by a linker that is told --as-needed.
    more=$(comm -13 "$work/declared" "$work/needed")
    less=$(comm -23 "$work/declared" "$work/needed" | grep -v '^libc\.so')
    if [ -z "$more" ] && [ -z "$less" ]; then
        passed
    else
        complain "$name: needs" $more "which its local.mk does not say," \
            "and not" $less "which it says"
    fi
}

# A copy: the build tree may belong to somebody else.
check_loads () {
    cp "$so" "$work/$name.so"
    if $TRESTLE plugins "$work/$name.so" >"$work/out" 2>&1; then
        passed
    else
        complain "$name: $(cat "$work/out")"
    fi
}

for so in "$top_builddir"/.libs/*.so; do
    name=${so##*/}
    name=${name%.so}
    case $name in
        source-*|filter-*|transform-*|target-*) ;;
        *) continue ;;
    esac
    check_symbols
    check_loads
    # A sanitizer's library is the program's, and its symbols are not there.
    nm -D "$so" | grep -qE '__(asan|tsan|ubsan)_' && continue
    check_undefined
    check_needed
done
finish
