#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A source that ends with DOWN while its threads emit and wait for room is
# settled, stopped, opened and started anew; the ledger is exact all the while.
. "$(dirname "$0")/stress-lib.sh"
needs_plugin target-null
test_plugin source-swarm

main_config </dev/null
pipeline p <<EOF
window : { events = 20; };
sources = ( { name = "a"; type = "swarm"; threads = 8; events = 200;
              down_after = 60; },
            { name = "b"; type = "swarm"; threads = 2; events = 200; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
            targets = [ "null" ]; } );
targets = ( { name = "null"; type = "null"; delay = "1ms"; } );
EOF
start
watch_ledger
twice () {
    [ "$(grep -c 'swarm: .* batches settled' "$work/log")" -ge "$1" ]
}
wait_until "the source is stopped" twice 1
contains "$work/log" 'source "a" is down and will be restarted'
first=$(sed -n 's/.*swarm: \([0-9]*\) batches settled, of them 0 not.*/\1/p' \
    "$work/log")
[ -n "$first" ] || fail "the first instance was not settled"
# All that the second instance and the other source have, and what the first
# had settled.
wait_until "the second has come to its end" count_is $((2000 + 3 * first)) \
    trestle_events_total 'state="admitted"'
wait_until "all have ended" pending_is p 0
ledger p
ledger_held
stop
no_fault
twice 3 || fail "not every instance was stopped"
