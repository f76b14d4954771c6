#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# SIGTERM waits for what is on its way: the client has its 202, the daemon ends
# with 0, and takes nothing new meanwhile.
. "$(dirname "$0")/lib.sh"
need curl
needs_plugin source-http target-null

main_config </dev/null
pipeline slow <<'EOF'
sources = ( { name = "front"; type = "http"; listen = "127.0.0.1:0"; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
            targets = [ "null" ]; } );
targets = ( { name = "null"; type = "null"; delay = "2s"; } );
EOF
start

later "$work/first" binary front /events 1 t '{}'
wait_until "the event is on its way" pending_is slow 1
front=$(address front)
sigterm

# Refused at the socket or answered 503, but never taken.
refuses () {
    code=$(curl -s --max-time 5 -o /dev/null -w '%{http_code}' -d '{}' \
        -H 'Content-Type: application/json' -H 'ce-specversion: 1.0' \
        -H 'ce-id: 2' -H 'ce-type: u' -H 'ce-source: /test' \
        "http://$front/events") || :
    [ "$code" = 503 ] || [ "$code" = 000 ]
}
wait_until "new requests are refused" refuses
wait_for_later "$later_pid"
equal 202 "$(cat "$work/first")" "event that was on its way"
ended
equal 0 "$status" "exit status"
