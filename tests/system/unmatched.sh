#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# What no rule wants is acknowledged, counted as unmatched, and goes nowhere.
. "$(dirname "$0")/lib.sh"
need curl
needs_plugin source-http target-file

main_config </dev/null
pipeline orders <<'EOF'
sources = ( { name = "front"; type = "http"; listen = "127.0.0.1:0"; } );
rules = ( { name = "placed"; pattern : { type = [ "order.placed" ]; };
            targets = [ "out" ]; } );
targets = ( { name = "out"; type = "file"; file = "${WORK}/out.jsonl"; } );
EOF
start

equal 202 "$(binary front /events 1 order.updated '{}')" "unmatched event"
equal 202 "$(binary front /events 2 order.placed '{}')" "matched event"
equal "2 " "$(ids "$work/out.jsonl")" "ids that arrived"

ledger orders
events orders received 2
events orders unmatched 1
events orders routed 1
deliveries orders created 1
stop
