#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Each broken file in check/ makes trestle check print its .expected, to the
# letter.  A file may begin with "# needs PLUGIN" and "# arguments ...".
. "$(dirname "$0")/lib.sh"

bad=0
cd "$top_srcdir/tests/system/check"
here=$(pwd)
unset TRESTLE_UNSET CREDENTIALS_DIRECTORY
TRESTLE_PLUGIN_DIR=$plugins
export TRESTLE_PLUGIN_DIR

# 78 if there is more than warnings.
wanted_status () {
    if grep -qv '^[^ ]* warning: ' "$1"; then
        echo 78
    else
        echo 0
    fi
}

for file in *.cfg; do
    needed=$(sed -n 's/^# needs //p' "$file")
    if [ -n "$needed" ] && [ ! -f "$plugins/$needed.so" ]; then
        echo "skipped: $file, $needed was not built"
        continue
    fi
    arguments=$(sed -n 's/^# arguments //p' "$file")
    status=0
    # shellcheck disable=SC2086
    timeout "$deadline" $TRESTLE check -c "$file" $arguments \
        </dev/null >"$work/stdout" 2>"$work/stderr" || status=$?
    sed -e "s|$here/||g" -e "s|$plugins|PLUGINS|g" \
        -e 's/\. Is the package "[^"]*" installed?//' \
        "$work/stderr" > "$work/found"
    if ! diff -u "${file%.cfg}.expected" "$work/found"; then
        echo "$file: not what is expected"
        bad=1
    fi
    wanted=$(wanted_status "${file%.cfg}.expected")
    if [ "$status" -ne "$wanted" ]; then
        echo "$file: exit status $status, not $wanted"
        bad=1
    fi
done
[ "$bad" -eq 0 ] || fail "see above"
