#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Every n-th allocation fails: "trestle check", a run from file to file, and a
# run that a client posts to.  None crashes or hangs; a run that says that all
# is well has delivered all; what was acknowledged is there.
# TORTURE_STEP=K tries each K-th allocation: 4, or with TRESTLE_LONG each one.
. "$(dirname "$0")/../system/lib.sh"
needs_plugin source-file source-http target-file target-null filter-sample
need curl timeout
grep -q '^SAN_CFLAGS = *$' "$top_builddir/Makefile" \
    || skip "a sanitizer has an allocator of its own"
# CC may have several words.
# shellcheck disable=SC2086
${CC:-cc} -D_GNU_SOURCE -O1 -g -shared -fPIC -o "$work/malloc-shim.so" \
    "$top_srcdir/tests/tools/malloc-shim.c" || skip "no compiler"
if [ -x "$top_builddir/.libs/trestle" ]; then
    TRESTLE=$top_builddir/.libs/trestle
    export LD_LIBRARY_PATH="$top_builddir/.libs"
fi
step=4
[ -z "${TRESTLE_LONG-}" ] || step=1
step=${TORTURE_STEP:-$step}
wrong=0

echo 'shutdown_timeout = "2s";' | main_config
pipeline p <<EOF
sources = ( { name = "in"; type = "file"; file = "$work/in.jsonl"; },
            { name = "front"; type = "http"; listen = "127.0.0.1:0"; } );
rules = (
  { name = "all"; pattern : { type = [ "t" ];
                              data : { n = ( { numeric = ( ">", 0 ); } ); }; };
    steps = ( { filter = "sample"; rate = 1.0; } );
    targets = [ "out", "bad" ]; } );
targets = ( { name = "out"; type = "file"; file = "$work/out.jsonl";
              fsync = "batch"; retry : { initial = "1ms"; max = "2ms"; }; },
            { name = "bad"; type = "null"; outcome = "reject";
              retry : { initial = "1ms"; max = "2ms"; }; } );
EOF
awk 'BEGIN { for (i = 1; i <= 20; i++)
    printf "{\"specversion\":\"1.0\",\"id\":\"%d\",\"source\":\"/test\"," \
        "\"type\":\"t\",\"data\":{\"n\":%d}}\n", i, i }' > "$work/in.jsonl"

# complain N WHAT...
complain () {
    echo "$scenario, allocation $1:" "$2"
    sed 's/^/  | /' "$work/log" | tail -n 5
    wrong=$((wrong + 1))
}

# tortured N PREFIX COMMAND...: with the N-th allocation failing.  In the
# background it is one process.
tortured () {
    lib_n=$1
    lib_prefix=$2
    shift 2
    rm -f "$work/count"
    # shellcheck disable=SC2086
    exec $lib_prefix env LD_PRELOAD="$work/malloc-shim.so" SHIM_FAIL_AT="$lib_n" \
        SHIM_FAIL_FOR="$in_a_row" SHIM_COUNT="$work/count" "$@"
}

# 0 to 2 and 78 are ends; 124 is timeout's, others are a crash.
check_status () {
    case $2 in
        0|1|78) return 0 ;;
        124) complain "$1" "hangs" ;;
        *) complain "$1" "ends with $2" ;;
    esac
    return 1
}

all_there () {
    for lib_id in $(ids "$1"); do
        echo "$lib_id"
    done | sort -un | wc -l
}

one_check () {
    status=0
    (tortured "$1" "timeout 20" "$TRESTLE" check -c "$work/trestle.cfg") \
        >"$work/log" 2>&1 || status=$?
    check_status "$1" $status || :
}

# What could not be an event for want of memory would be a dead letter.
one_run () {
    status=0
    rm -rf "$state" "$work"/out.jsonl*
    (tortured "$1" "timeout 20" "$TRESTLE" run --until-idle \
        -c "$work/pipelines.d/run.cfg") >"$work/log" 2>&1 || status=$?
    check_status "$1" $status || return 0
    [ $status -eq 0 ] || return 0
    [ "$(all_there "$work/out.jsonl")" -eq 20 ] \
        || complain "$1" "not all is delivered"
    ! grep -F "does not add up" "$work/log" || complain "$1" "the ledger"
}

acknowledged () {
    for lib_id in 101 102 103; do
        lib_status=$(curl -sS --max-time 5 -o /dev/null -w '%{http_code}' \
            -H 'Content-Type: application/json' -H 'ce-specversion: 1.0' \
            -H "ce-id: $lib_id" -H 'ce-type: t' -H 'ce-source: /test' \
            -d '{"n":1}' "http://$(address front)/events" 2>/dev/null) || :
        [ "$lib_status" != 202 ] || echo "\"id\":\"$lib_id\""
    done
}

started () {
    [ -s "$state/listen" ] || lib_gone
}

one_post () {
    rm -rf "$state" "$work"/out.jsonl*
    tortured "$1" "" "$TRESTLE" run -c "$work/trestle.cfg" >"$work/log" 2>&1 &
    pid=$!
    wait_until "allocation $1: it is ready or gone" started
    if ! lib_gone; then
        acknowledged > "$work/acknowledged"
        kill -TERM "$pid" 2>/dev/null || :
        wait_until "allocation $1: it ends" lib_gone
    else
        : > "$work/acknowledged"
    fi
    status=0
    wait "$pid" || status=$?
    pid=
    check_status "$1" $status || return 0
    while read -r lib_line; do
        grep -qF "$lib_line" "$work/out.jsonl" \
            || complain "$1" "$lib_line is acknowledged and not there"
    done < "$work/acknowledged"
    ! grep -F "does not add up" "$work/log" || complain "$1" "the ledger"
}

# each FUNCTION STEP: until there are no more allocations to fail.
each () {
    "$1" 0
    [ "$status" -eq 0 ] || fail "$scenario without a fault: $status"
    total=$(cat "$work/count")
    n=1
    while [ "$n" -le "$total" ]; do
        "$1" "$n"
        n=$((n + $2))
    done
    echo "$scenario: $total allocations, each $2th, $in_a_row in a row"
}

# The run from file to file alone ends by itself.
{
    printf 'name = "p"; state_dir = "%s"; plugin_dir = "%s";\n' "$state" \
        "$plugins"
    grep -v -e name.*front -e ^name "$work/pipelines.d/p.cfg" \
        | sed '1s/},$/} );/'
} > "$work/run.cfg"
mv "$work/run.cfg" "$work/pipelines.d/run.cfg.off"
one_config () {
    mv "$work/pipelines.d/run.cfg.off" "$work/pipelines.d/run.cfg"
}

for in_a_row in 1 20; do
    scenario=check
    each one_check "$step"
    scenario=post
    each one_post $((7 * step))
done
one_config
for in_a_row in 1 20; do
    scenario=run
    each one_run "$step"
done
[ "$wrong" -eq 0 ] || fail "$wrong are wrong"
