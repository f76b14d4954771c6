#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# What fails now and then is delivered in the end: every event, each once in
# the ledger.
. "$(dirname "$0")/lib.sh"
need curl
needs_plugin source-http target-null

main_config </dev/null
pipeline shaky <<'EOF'
sources = ( { name = "front"; type = "http"; listen = "127.0.0.1:0"; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
            targets = [ "null" ]; } );
targets = ( { name = "null"; type = "null"; outcome = "retry"; fail_every = 3;
              retry : { initial = "5ms"; max = "10ms"; }; } );
EOF
start
batch=$(awk 'BEGIN { for (i = 1; i <= 30; i++) printf "%s{\"specversion\":" \
    "\"1.0\",\"id\":\"%d\",\"type\":\"t\",\"source\":\"/test\"}",
    (i > 1 ? "," : "["), i; print "]" }')
equal 202 "$(request front /events -d "$batch" \
    -H 'Content-Type: application/cloudevents-batch+json')" "batch"
ledger shaky
deliveries shaky created 30
deliveries shaky delivered 30
stop
