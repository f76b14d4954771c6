#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Many clients wait when shutdown_timeout is over: each is told 503 and when to
# try again, and none finds its connection closed without an answer.
. "$(dirname "$0")/lib.sh"
need curl
needs_plugin source-http target-null
load=$top_builddir/tests/tools/http-load
[ -x "$load" ] || skip "http-load was not built"

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
for round in 1 2 3; do
    start
    front=$(address front)
    "$load" -c 200 -n 200 -s 64 -H 'ce-specversion: 1.0' -H 'ce-id: %d' \
        -H 'ce-source: /test' -H 'ce-type: t' "${front%:*}" "${front##*:}" \
        /events > "$work/many" &
    load_pid=$!
    others="$others $load_pid"
    later "$work/first" binary front /events 1 t '{}'
    wait_until "all events are on their way" pending_is slow 201
    kill -TERM "$pid"
    wait "$load_pid" || fail "round $round: $(cat "$work/many")"
    contains "$work/many" '"errors":0,"statuses":{"503":200}'
    wait_for_later "$later_pid"
    equal 503 "$(cat "$work/first")" "event that was not taken"
    grep -qi '^retry-after:' "$work/head" || fail "no Retry-After"
    grep -qi '^connection: *close' "$work/head" || fail "not closed"
    ended
    equal 0 "$status" "exit status"
done
