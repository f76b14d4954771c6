#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A dead letter that cannot be written is not lost: its delivery stays pending,
# the pipeline takes nothing more until it can be written, and then goes on.
. "$(dirname "$0")/lib.sh"
need curl
needs_plugin source-http target-null

main_config <<'EOF'
shutdown_timeout = "300ms";
EOF
pipeline bad <<'EOF'
ack_timeout = "200ms";
sources = ( { name = "front"; type = "http"; listen = "127.0.0.1:0"; } );
rules = ( { name = "never"; pattern : { type = [ "t" ]; };
            targets = [ "wall" ]; } );
targets = ( { name = "wall"; type = "null"; outcome = "reject"; } );
EOF
start

# A directory in the place of the file: not even root can write there.
mkdir -p "$state/bad/dead"
rm -f "$state"/bad/dead/wall-*
for n in 0 1 2 3; do
    mkdir "$state/bad/dead/wall-$n.jsonl"
done
equal 504 "$(binary front /events 1 t '{}')" "event without a dead letter"
refused () {
    [ "$(binary front /events 2 t '{}')" = 503 ]
}
wait_until "admission stops" refused
ledger bad
pending_is bad 1 || fail "the delivery is not pending"
deliveries bad dead_lettered 0
equal 503 "$(request admin /readyz)" "/readyz"
rmdir "$state"/bad/dead/wall-*.jsonl
wait_until "it is written after all" pending_is bad 0
taken () {
    [ "$(binary front /events 3 t '{}')" = 202 ]
}
wait_until "admission goes on" taken
ledger bad
stop
cat "$state"/bad/dead/wall-*.jsonl > "$work/dead"
contains "$work/dead" '"id":"1"'
contains "$work/dead" '"id":"3"'
