#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Dead letters that cannot be written, for a full disk and for a directory
# that is gone: nothing ends, admission stops with 503 and begins again when
# they can be written.
. "$(dirname "$0")/stress-lib.sh"
need curl
needs_plugin source-http target-null
[ -c /dev/full ] || skip "no /dev/full"

main_config </dev/null
pipeline p <<'EOF'
sources = ( { name = "front"; type = "http"; listen = "127.0.0.1:0"; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
            targets = [ "null" ]; } );
targets = ( { name = "null"; type = "null"; outcome = "reject"; } );
EOF
start
watch_ledger
dead=$state/p/dead

ready_is () {
    [ "$(request admin /readyz)" = "$1" ]
}

# cannot_write N: one event is stuck, the next is refused; N are dead.
cannot_write () {
    later "$work/answer" binary front /events "stuck$1" t '{}'
    stuck=$later_pid
    wait_until "the daemon is not ready" ready_is 503
    equal 503 "$(binary front /events "refused$1" t '{}')" "status when stuck"
    ledger p
    equal 1 "$(counted trestle_deliveries_pending)" "pending"
    deliveries p dead_lettered "$1"
}

# written N: the stuck one is answered; N are dead.
written () {
    wait_until "the daemon is ready" ready_is 200
    wait_for_later "$stuck"
    equal 202 "$(cat "$work/answer")" "the answer to what was stuck"
    ledger p
    deliveries p dead_lettered "$1"
}

ln -s /dev/full "$dead/null-1.jsonl"
cannot_write 0
rm "$dead/null-1.jsonl"
written 1
equal 202 "$(binary front /events next t '{}')" "status"

kill -KILL "$pid"
wait "$pid" 2>/dev/null || :
ledger_held
# A restart finds the dead letters and half a line of a crash.
printf '{"event":' >> "$dead/null-1.jsonl"
start
watch_ledger
mv "$dead" "$dead.away"
: > "$dead"
cannot_write 0
rm "$dead"
mv "$dead.away" "$dead"
written 1
ledger_held
stop
no_fault
equal "stuck0 next stuck0 " "$(ids "$dead/null-1.jsonl")" "dead letters"
equal 4 "$(wc -l < "$dead/null-1.jsonl")" "lines with the torn one"
