#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# At a stop the lines that were read and not taken are counted in the log, and
# the daemon ends with 0 all the same.
. "$(dirname "$0")/lib.sh"
need curl
needs_plugin source-file target-null

main_config <<'EOF'
shutdown_timeout = "200ms";
EOF
pipeline p <<'EOF'
sources = ( { name = "in"; type = "file"; file = "${WORK}/in.jsonl"; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
            targets = [ "null" ]; } );
targets = ( { name = "null"; type = "null"; delay = "5m";
              delivery : { timeout = "10m"; }; } );
EOF
lines 1 7 > "$work/in.jsonl"
start
wait_until "they are on their way" pending_is p 7
stop
contains "$work/log" '7 lines of '
contains "$work/log" 'were read and not taken'
