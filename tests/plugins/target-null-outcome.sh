#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# target-null ends deliveries as it is told: each outcome, every n-th, later.
. "$(dirname "$0")/lib.sh"
need curl
needs_plugin source-file target-null

main_config </dev/null
pipeline p <<'EOF'
sources = ( { name = "in"; type = "file"; file = "${WORK}/in.jsonl"; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
  targets = [ "ok", "late", "reject", "filtered", "third", "again" ]; } );
targets = (
  { name = "ok"; type = "null"; },
  { name = "late"; type = "null"; delay = "50ms"; },
  { name = "reject"; type = "null"; outcome = "reject"; },
  { name = "filtered"; type = "null"; outcome = "filtered"; },
  { name = "third"; type = "null"; outcome = "reject"; fail_every = 3;
    delay = "1ms"; },
  { name = "again"; type = "null"; outcome = "retry"; fail_every = 2;
    retry : { initial = "1ms"; max = "2ms"; }; }
);
EOF
lines 1 30 > "$work/in.jsonl"
start
wait_until "all have begun" count_is 180 trestle_deliveries_total \
    'pipeline="p"' 'state="created"'
wait_until "all have ended" pending_is p 0
ledger p
for target in ok late again; do
    deliveries p delivered 30 "target=\"$target\""
done
for target in reject filtered; do
    deliveries p delivered 0 "target=\"$target\""
    deliveries p dead_lettered 30 "target=\"$target\"" 'reason="rejected"'
done
deliveries p delivered 20 'target="third"'
deliveries p dead_lettered 10 'target="third"'
equal 30 "$(cat "$state"/p/dead/reject-*.jsonl \
    | grep -c '"code":"null:asked"')" "codes"
stop
