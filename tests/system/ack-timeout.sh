#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A request that is not settled within ack_timeout is answered 504, and its
# delivery goes on.
. "$(dirname "$0")/lib.sh"
need curl
needs_plugin source-http target-null

main_config </dev/null
pipeline slow <<'EOF'
ack_timeout = "200ms";
sources = ( { name = "front"; type = "http"; listen = "127.0.0.1:0"; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
            targets = [ "null" ]; } );
targets = ( { name = "null"; type = "null"; delay = "1500ms"; } );
EOF
start
equal 504 "$(binary front /events 1 t '{}')" "slow event"
ledger slow
wait_until "the delivery ends" pending_is slow 0
ledger slow
deliveries slow delivered 1
stop
