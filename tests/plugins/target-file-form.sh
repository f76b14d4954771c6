#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The two forms, and line feeds between the tokens of data, which become
# spaces; all other bytes of data come out as they went in.
. "$(dirname "$0")/lib.sh"
need curl
needs_plugin source-http target-file

main_config </dev/null
pipeline p <<'EOF'
sources = ( { name = "front"; type = "http"; listen = "127.0.0.1:0"; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
            targets = [ "ce", "eb" ]; } );
targets = (
  { name = "ce"; type = "file"; file = "${WORK}/ce.jsonl"; },
  { name = "eb"; type = "file"; file = "${WORK}/eb.jsonl";
    form = "eventbridge"; }
);
EOF
start
data=$(printf '{\r\n  "a": 1.50,\n\t"b": "x\\u00e9\\n" , "c":1e2\n}')
equal 202 "$(binary front /events 1 t "$data")" "event"
equal 202 "$(binary front /events 2 t '"text"')" "event"
stop
flat=$(printf '%s' "$data" | tr '\r\n' '  ')
for form in ce eb; do
    equal 2 "$(wc -l < "$work/$form.jsonl")" "lines of $form"
    contains "$work/$form.jsonl" "\"data\":$flat"
    contains "$work/$form.jsonl" '"data":"text"'
done
grep -q '"time":[0-9][0-9]*[,}]' "$work/eb.jsonl" || fail "no time in eb"
contains "$work/eb.jsonl" '"status":""'
if grep -q '"status"' "$work/ce.jsonl"; then
    fail "ce has a status"
fi
