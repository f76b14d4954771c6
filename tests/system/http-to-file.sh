#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# An event in each of the three HTTP modes is answered 202 and arrives whole:
# all attributes, and the bytes of its data as they came.
. "$(dirname "$0")/lib.sh"
need curl
needs_plugin source-http target-file

main_config <<'EOF'
sources = ( { name = "front"; type = "http"; listen = "127.0.0.1:0"; } );
EOF
pipeline orders <<'EOF'
sources = ( { use = "front"; path = "/orders"; } );
rules = ( { name = "all"; pattern : { type = ( { prefix = "order."; } ); };
            targets = [ "out" ]; } );
targets = ( { name = "out"; type = "file"; file = "${WORK}/out.jsonl"; } );
EOF
start

data='{"n":1.50,"big":12345678901234567890,"t":"\u00e9\/","a":[1e2, -0]}'
structured () {
    printf '{"specversion":"1.0","id":"%s","type":"order.placed",' "$1"
    printf '"source":"/test","subject":"s","storeno":"7","data":%s}' "$data"
}

equal 202 "$(binary front /orders one order.placed "$data" \
    -H 'ce-subject: s' -H 'ce-storeno: 7')" "binary mode"
equal '' "$(cat "$work/body")" "body of 202"
equal 202 "$(request front /orders -d "$(structured two)" \
    -H 'Content-Type: application/cloudevents+json; charset=utf-8')" \
    "structured mode"
equal 202 "$(request front /orders \
    -d "[$(structured three), $(structured four)]" \
    -H 'Content-Type: application/cloudevents-batch+json')" "batched mode"

equal "one two three four " "$(ids "$work/out.jsonl")" "ids that arrived"
equal 4 "$(grep -cF "\"data\":$data" "$work/out.jsonl")" "lines with the data"
for want in '"specversion":"1.0"' '"type":"order.placed"' \
    '"source":"/test"' '"subject":"s"' '"storeno":"7"'; do
    equal 4 "$(grep -cF -- "$want" "$work/out.jsonl")" "lines with $want"
done

# An empty batch is legal; a bad event refuses its whole batch, by its index.
equal 202 "$(request front /orders -d '[]' \
    -H 'Content-Type: application/cloudevents-batch+json')" "empty batch"
equal 400 "$(request front /orders -d "[$(structured five), {}]" \
    -H 'Content-Type: application/cloudevents-batch+json')" "bad batch"
contains "$work/body" '"error":{"code":'
contains "$work/body" 1
equal 4 "$(wc -l < "$work/out.jsonl")" "lines after a bad batch"
equal 404 "$(binary front /elsewhere six order.placed '{}')" "no such path"
equal 405 "$(request front /orders -X GET)" "GET"
equal 415 "$(request front /orders -d 'x' -H 'Content-Type: text/plain')" \
    "not a CloudEvent"

ledger orders
events orders admitted 4
deliveries orders delivered 4
stop
[ ! -e "$state/listen" ] || fail "the file listen outlived the daemon"
