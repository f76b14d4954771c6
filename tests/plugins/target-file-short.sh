#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# When a write ends half way, nothing of it stays: the file has whole lines
# only, and goes on with whole lines when there is room.
. "$(dirname "$0")/lib.sh"
need curl prlimit
needs_plugin source-file target-file

main_config </dev/null
pipeline p <<'EOF'
sources = ( { name = "in"; type = "file"; file = "${WORK}/in.jsonl";
              follow = true; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
            targets = [ "out" ]; } );
targets = ( { name = "out"; type = "file"; file = "${WORK}/out.jsonl";
              retry : { initial = "5ms"; max = "10ms"; max_attempts = 3; };
            } );
EOF
out=$work/out.jsonl
lines 1 500 > "$work/in.jsonl"
start
wait_until "the first are there" has_lines 500 "$out"
wait_until "nothing is pending" pending_is p 0

# From here on no file can grow beyond the first bytes of one more line.
size=$(wc -c < "$out")
prlimit --pid "$pid" --fsize=$((size + 20)):unlimited
lines 501 504 >> "$work/in.jsonl"
wait_until "they are dead" count_is 4 trestle_deliveries_total \
    'pipeline="p"' 'state="dead_lettered"'
equal "$size" "$(wc -c < "$out")" "bytes after a short write"
cat "$state"/p/dead/out-*.jsonl > "$work/dead"
equal 4 "$(grep -c '"code":"file:EFBIG"' "$work/dead")" "codes"

prlimit --pid "$pid" --fsize=unlimited:unlimited
lines 505 506 >> "$work/in.jsonl"
wait_until "the last are there" has_lines 502 "$out"
whole "$out"
equal "$(numbers 1 500)$(numbers 505 506)" "$(ids "$out")" "ids"
ledger p
stop
