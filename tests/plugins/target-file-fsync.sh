#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# fsync = "batch" syncs before an event counts as delivered, "none" never does;
# the directory too, though others have made the file; after a sync that failed
# the events are written again.
. "$(dirname "$0")/lib.sh"
needs_plugin source-file target-file
# shellcheck disable=SC2086
${CC:-cc} -shared -fPIC -o "$work/shim.so" \
    "$top_srcdir/tests/plugins/sync-shim.c" 2>/dev/null || skip "no compiler"
# A sanitizer must come first; and not into the shell script that libtool puts
# before the program.
if [ -x "$top_builddir/.libs/trestle" ]; then
    TRESTLE=$top_builddir/.libs/trestle
    export LD_LIBRARY_PATH="$top_builddir/.libs"
fi
first=$(ldd "$plugins/target-file.so" \
    | sed -n 's/.* => \(.*lib[at]san\.so[^ ]*\) .*/\1/p')

main_config </dev/null
# run_with SYNC [FAIL]
run_with () {
    pipeline p <<EOF
sources = ( { name = "in"; type = "file"; file = "$work/in.jsonl"; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
            targets = [ "out" ]; } );
targets = ( { name = "out"; type = "file"; file = "$work/out/out.jsonl";
              fsync = "$1"; retry : { initial = "5ms"; max = "10ms"; }; } );
EOF
    : > "$work/out/out.jsonl"
    : > "$work/syncs"
    export LD_PRELOAD="$first $work/shim.so" SHIM_LOG="$work/syncs" \
        SHIM_FILE="$work/out/out.jsonl" SHIM_DIR="$work/out" \
        SHIM_FAIL="${2-0}"
    launch -c "$work/trestle.cfg" --until-idle
    unset LD_PRELOAD SHIM_LOG SHIM_FILE SHIM_DIR SHIM_FAIL
    ended
    equal 0 "$status" "exit status"
}
lines 1 50 > "$work/in.jsonl"
mkdir "$work/out"

run_with none
equal 0 "$(wc -c < "$work/syncs")" "syncs with none"
equal "$(numbers 1 50)" "$(ids "$work/out/out.jsonl")" "ids with none"

run_with batch
contains "$work/syncs" sds
equal "$(numbers 1 50)" "$(ids "$work/out/out.jsonl")" "ids with batch"

# The first sync is that of the start; a file that is opened again is synced
# with its name again.
run_with batch 2
contains "$work/syncs" sdfsd
whole "$work/out/out.jsonl"
ids "$work/out/out.jsonl" | tr ' ' '\n' | sed '/^$/d' | sort -n | uniq -c \
    | awk '{ print $2, ($1 > 1) }' > "$work/seen"
equal 50 "$(wc -l < "$work/seen")" "events after a failed sync"
grep -q ' 1$' "$work/seen" || fail "nothing was written again"
