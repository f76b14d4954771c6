#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# While another program holds the lock of the file nothing is written to it,
# and deliveries fail with file:EBUSY when their time is over.
. "$(dirname "$0")/lib.sh"
need curl flock
needs_plugin source-file target-file

main_config </dev/null
pipeline p <<'EOF'
sources = ( { name = "in"; type = "file"; file = "${WORK}/in.jsonl";
              follow = true; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
            targets = [ "out" ]; } );
targets = ( { name = "out"; type = "file"; file = "${WORK}/out.jsonl";
              delivery : { timeout = "50ms"; };
              retry : { initial = "1ms"; max = "2ms"; max_attempts = 2; };
            } );
EOF
out=$work/out.jsonl
: > "$work/in.jsonl"
start
exec 9<>"$out"
flock 9
lines 1 3 >> "$work/in.jsonl"
wait_until "they are dead" count_is 3 trestle_deliveries_total \
    'pipeline="p"' 'state="dead_lettered"'
equal 0 "$(wc -c < "$out")" "bytes while it was locked"
exec 9>&-
lines 4 5 >> "$work/in.jsonl"
wait_until "the others are there" has_lines 2 "$out"
stop
equal 3 "$(cat "$state"/p/dead/out-*.jsonl | grep -c '"code":"file:EBUSY"')" \
    "codes"
equal "4 5 " "$(ids "$out")" "ids"
