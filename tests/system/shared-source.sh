#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# One listener feeds two pipelines, each by its path, and neither the other's.
. "$(dirname "$0")/lib.sh"
need curl
needs_plugin source-http target-file

main_config <<'EOF'
sources = ( { name = "front"; type = "http"; listen = "127.0.0.1:0"; } );
EOF
for name in orders goods; do
    pipeline $name <<EOF
sources = ( { use = "front"; path = "/$name"; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
            targets = [ "out" ]; } );
targets = ( { name = "out"; type = "file"; file = "\${WORK}/$name.jsonl"; } );
EOF
done
start
equal 1 "$(grep -c '^front ' "$state/listen")" "listeners named front"
equal 202 "$(binary front /orders 1 t '{}')" "orders"
equal 202 "$(binary front /goods 2 t '{}')" "goods"
equal 202 "$(binary front /orders 3 t '{}')" "orders"
equal 404 "$(binary front /others 4 t '{}')" "no pipeline's path"
equal 404 "$(binary front /events 5 t '{}')" "a path that nobody declared"
equal "1 3 " "$(ids "$work/orders.jsonl")" "ids of orders"
equal "2 " "$(ids "$work/goods.jsonl")" "ids of goods"
ledger orders
events orders admitted 2
ledger goods
events goods admitted 1
stop
