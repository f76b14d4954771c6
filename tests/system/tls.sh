#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# TLS 1.2 and 1.3, nothing older; a request over it is taken as without.
. "$(dirname "$0")/lib.sh"
need curl openssl
needs_plugin source-http target-file

openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost \
    -addext 'subjectAltName = DNS:localhost,IP:127.0.0.1' \
    -keyout "$work/key.pem" -out "$work/cert.pem" 2>"$work/openssl" \
    || fail "$(cat "$work/openssl")"
main_config </dev/null
pipeline orders <<'EOF'
sources = ( { name = "front"; type = "http"; listen = "127.0.0.1:0";
              tls : { cert = "${WORK}/cert.pem"; key = "${WORK}/key.pem"; }; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
            targets = [ "out" ]; } );
targets = ( { name = "out"; type = "file"; file = "${WORK}/out.jsonl"; } );
EOF
start

# post ID ARGUMENT...
post () {
    id=$1
    shift
    curl -sS --max-time "$deadline" -o "$work/body" -w '%{http_code}' \
        --cacert "$work/cert.pem" -H 'Content-Type: application/json' \
        -H 'ce-specversion: 1.0' -H "ce-id: $id" -H 'ce-type: t' \
        -H 'ce-source: /test' "$@" "https://$(address front)/events"
}
equal 202 "$(post 1 -d '{}' --tls-max 1.2)" "TLS 1.2"
equal 202 "$(post 2 -d '{}' --tlsv1.3)" "TLS 1.3"
awk 'BEGIN { printf "{\"x\":\""; for (i = 0; i < 200000; i++) printf "y"
             print "\"}" }' > "$work/large"
equal 202 "$(post 3 -d "@$work/large")" "a body of many records"
if post 4 -d '{}' --tls-max 1.1 --ciphers 'DEFAULT@SECLEVEL=0' \
    >/dev/null 2>&1; then
    fail "TLS 1.1 was accepted"
fi
if curl -sS --max-time 10 -o /dev/null "http://$(address front)/events" \
    2>/dev/null; then
    fail "a request without TLS was answered"
fi
equal "1 2 3 " "$(ids "$work/out.jsonl")" "ids that arrived"
equal 202 "$(post 5 -d '{}')" "after the refused ones"
ledger orders
stop
