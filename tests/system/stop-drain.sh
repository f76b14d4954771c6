#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# While a stop waits for what is on its way: new connections are refused, who
# sends another request is told 503, idle connections are closed, and who waits
# has its 202.
. "$(dirname "$0")/lib.sh"
need curl python3
needs_plugin source-http target-null

main_config </dev/null
pipeline slow <<'EOF'
sources = ( { name = "front"; type = "http"; listen = "127.0.0.1:0"; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
            targets = [ "null" ]; } );
targets = ( { name = "null"; type = "null"; delay = "3s"; } );
EOF
start
front=$(address front)
seen=0
python3 "$top_srcdir/tests/tools/http-drain.py" "${front%:*}" "${front##*:}" \
    /events "$pid" > "$work/drain" || seen=$?
[ "$seen" -ne 77 ] || skip "this machine is too slow"
equal 0 "$seen" "http-drain.py: $(cat "$work/drain")"
ended
equal 0 "$status" "exit status"
