#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A second SIGTERM ends the daemon at once, with 1.
. "$(dirname "$0")/lib.sh"
need curl
needs_plugin source-http target-null

main_config <<'EOF'
shutdown_timeout = "10m";
EOF
pipeline slow <<'EOF'
ack_timeout = "10m";
sources = ( { name = "front"; type = "http"; listen = "127.0.0.1:0"; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
            targets = [ "null" ]; } );
targets = ( { name = "null"; type = "null"; delay = "5m";
              delivery : { timeout = "10m"; }; } );
EOF
start

unanswered () {
    binary front /events 1 t '{}' 2>/dev/null || :
}
later "$work/first" unanswered
wait_until "the event is on its way" pending_is slow 1

admin=$(address admin)
stopping () {
    code=$(curl -s --max-time 5 -o /dev/null -w '%{http_code}' \
        "http://$admin/readyz") || :
    [ "$code" = 503 ] || [ "$code" = 000 ]
}
sigterm
wait_until "it says that it stops" stopping
kill -0 "$pid" 2>/dev/null || fail "it did not wait for the event"
kill -TERM "$pid"
ended
equal 1 "$status" "exit status"
