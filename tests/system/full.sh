#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# When the window is full a request is answered 503 with Retry-After and counts
# as refused; nothing that was acknowledged is lost.
. "$(dirname "$0")/lib.sh"
need curl
needs_plugin source-http target-null

main_config </dev/null
pipeline slow <<'EOF'
window : { events = 1; };
sources = ( { name = "front"; type = "http"; listen = "127.0.0.1:0"; } );
rules = ( { name = "all"; pattern : { type = ( { exists = true; } ); };
            targets = [ "null" ]; } );
targets = ( { name = "null"; type = "null"; delay = "2s"; } );
EOF
start

later "$work/first" binary front /events 1 t '{}'
wait_until "the first event is on its way" pending_is slow 1
equal 503 "$(request front /events -H 'Content-Type: application/json' \
    -H 'ce-specversion: 1.0' -H 'ce-id: 2' -H 'ce-type: t' \
    -H 'ce-source: /test' -d '{}')" "second event"
grep -qi '^retry-after: *[0-9]' "$work/head" || fail "no Retry-After"
contains "$work/body" '"error":{"code":'
equal 503 "$(request admin /readyz)" "/readyz while full"
ledger slow
events slow refused 1

wait_for_later "$later_pid"
equal 202 "$(cat "$work/first")" "first event"
equal 202 "$(binary front /events 2 t '{}')" "second event again"
equal 200 "$(request admin /readyz)" "/readyz with room"

# A batch larger than the window is taken when that is empty.
equal 202 "$(request front /events \
    -H 'Content-Type: application/cloudevents-batch+json' \
    -d '[{"specversion":"1.0","id":"3","type":"t","source":"/test"},
         {"specversion":"1.0","id":"4","type":"t","source":"/test"}]')" \
    "large batch"
ledger slow
events slow admitted 4
deliveries slow delivered 4
stop
