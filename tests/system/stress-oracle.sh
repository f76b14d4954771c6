#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A client that remembers every id that was acknowledged: after SIGTERM and
# after SIGKILL in full traffic each of them is in the target's file, and
# after SIGTERM what was not acknowledged was counted as refused or not taken.
. "$(dirname "$0")/stress-lib.sh"
needs_plugin source-http target-file
need "$PYTHON" curl
rounds=2
[ -z "${TRESTLE_LONG-}" ] || rounds=20

main_config </dev/null
pipeline p <<EOF
window : { events = 50; };
sources = ( { name = "front"; type = "http"; listen = "127.0.0.1:0"; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
            targets = [ "out" ]; } );
targets = ( { name = "out"; type = "file"; file = "$work/out.jsonl";
              fsync = "batch"; } );
EOF

has_at_least () {
    [ -f "$2" ] && [ "$(wc -l < "$2")" -ge "$1" ]
}

# round SIGNAL NUMBER
round () {
    rm -f "$work/out.jsonl"
    start
    watch_ledger
    "$PYTHON" "$top_srcdir/tests/tools/oracle.py" "$(address front)" /events \
        "$1$2" 16 "$work/acknowledged" "$work/others" &
    oracle=$!
    others="$others $oracle"
    # Somewhere in the traffic.
    wait_until "events have come" has_at_least \
        $((20 + $(od -An -N2 -tu2 /dev/urandom) % 400)) "$work/out.jsonl"
    kill "-$1" "$pid"
    ended
    wait "$oracle" || fail "the client failed"
    ledger_held
    ids "$work/out.jsonl" | tr ' ' '\n' | sed '/^$/d' | sort \
        > "$work/arrived"
    sort "$work/acknowledged" > "$work/wanted"
    lost=$(comm -23 "$work/wanted" "$work/arrived" | wc -l)
    equal 0 "$lost" "acknowledged ids that are not there"
    equal "" "$(uniq -d "$work/arrived")" "ids that are there twice"
    [ -s "$work/wanted" ] || fail "nothing was acknowledged"
    echo "round $2 $1: $(wc -l < "$work/wanted") acknowledged," \
        "$(wc -l < "$work/others") others, $(wc -l < "$work/arrived") arrived"
}

n=0
while [ $((n += 1)) -le "$rounds" ]; do
    round TERM $n
    equal 0 "$status" "exit status"
    no_fault
    # A clean stop in time: nothing more arrived than was acknowledged, but for
    # answers that a connection lost.
    round KILL $n
    equal 137 "$status" "exit status"
done
