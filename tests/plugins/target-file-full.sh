#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A disk that is full: deliveries are tried again, and then lie among the dead
# letters with the code file:ENOSPC.
. "$(dirname "$0")/lib.sh"
need curl
[ -c /dev/full ] || skip "no /dev/full"
needs_plugin source-file target-file

main_config </dev/null
pipeline p <<'EOF'
sources = ( { name = "in"; type = "file"; file = "${WORK}/in.jsonl"; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
            targets = [ "full" ]; } );
targets = ( { name = "full"; type = "file"; file = "/dev/full";
              retry : { initial = "5ms"; max = "10ms"; max_attempts = 3; };
            } );
EOF
lines 1 4 > "$work/in.jsonl"
start
wait_until "all are dead" count_is 4 trestle_deliveries_total \
    'pipeline="p"' 'state="dead_lettered"'
ledger p
deliveries p delivered 0
stop
cat "$state"/p/dead/full-*.jsonl > "$work/dead"
equal 4 "$(wc -l < "$work/dead")" "dead letters"
equal 4 "$(grep -c '"code":"file:ENOSPC"' "$work/dead")" "code"
equal 4 "$(grep -c '"attempts":3' "$work/dead")" "attempts"
equal 4 "$(grep -c 'No space left on device' "$work/dead")" "text"
