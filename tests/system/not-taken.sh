#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# What has not ended when shutdown_timeout is over is settled as not taken: the
# client has 503 and may send again; the daemon still ends with 0.
. "$(dirname "$0")/lib.sh"
need curl
needs_plugin source-http target-null

main_config <<'EOF'
shutdown_timeout = "300ms";
EOF
pipeline slow <<'EOF'
sources = ( { name = "front"; type = "http"; listen = "127.0.0.1:0"; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
            targets = [ "null" ]; } );
targets = ( { name = "null"; type = "null"; delay = "5m";
              delivery : { timeout = "10m"; }; } );
EOF
start
later "$work/first" binary front /events 1 t '{}'
wait_until "the event is on its way" pending_is slow 1
sigterm
wait_for_later "$later_pid"
equal 503 "$(cat "$work/first")" "event that was not taken"
ended
equal 0 "$status" "exit status"
