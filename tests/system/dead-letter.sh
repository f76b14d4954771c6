#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A delivery that goes on failing is tried as often as max_attempts says, then
# lies in the file of dead letters, with exactly the fields it should have; one
# that is rejected lies there at once.
. "$(dirname "$0")/lib.sh"
need curl
needs_plugin source-http target-null

main_config </dev/null
pipeline bad <<'EOF'
sources = ( { name = "front"; type = "http"; listen = "127.0.0.1:0"; } );
rules = (
  { name = "again"; pattern : { type = [ "again" ]; }; targets = [ "busy" ]; },
  { name = "never"; pattern : { type = [ "never" ]; }; targets = [ "wall" ]; },
  { name = "gone"; pattern : { type = [ "gone" ]; }; targets = [ "void" ]; }
);
targets = (
  { name = "busy"; type = "null"; outcome = "retry";
    retry : { initial = "5ms"; max = "10ms"; max_attempts = 3; }; },
  { name = "wall"; type = "null"; outcome = "reject"; },
  { name = "void"; type = "null"; outcome = "reject"; dead_letter = "none"; }
);
EOF
start

data='{"amount":1.50}'
equal 202 "$(binary front /events 1 again "$data")" "event that is retried"
equal 202 "$(binary front /events 2 never "$data")" "event that is rejected"
equal 202 "$(binary front /events 3 gone "$data")" "event that is dropped"

# one TARGET: its only dead letter.
one () {
    set -- "$state"/bad/dead/"$1"-*.jsonl
    [ -f "$1" ] && [ $# -eq 1 ] || fail "not one file: $*"
    equal 600 "$(stat -c %a "$1")" "mode of $1"
    equal 1 "$(wc -l < "$1")" "lines of $1"
    cat "$1"
}

stamp='"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\.[0-9]+Z"'
# shape LINE REGEX
shape () {
    echo "$1" | grep -Eqx -- "$2" || fail "dead letter: $1"
}
event='\{("[a-z]+":("[^"]*"|\{"amount":1\.50\}),?)+\}'
shape "$(one busy)" "\{\"event\":$event,\"pipeline\":\"bad\",\"rule\":\"again\",\"target\":\"busy\",\"reason\":\"attempts\",\"code\":(null|\"null:[a-z_]+\"),\"text\":(null|\"[^\"]*\"),\"attempts\":3,\"admitted\":$stamp,\"ended\":$stamp\}"
shape "$(one wall)" "\{\"event\":$event,\"pipeline\":\"bad\",\"rule\":\"never\",\"target\":\"wall\",\"reason\":\"rejected\",\"code\":(null|\"null:[a-z_]+\"),\"text\":(null|\"[^\"]*\"),\"attempts\":1,\"admitted\":$stamp,\"ended\":$stamp\}"
one busy | grep -qF '"id":"1"' || fail "not the event that failed"
[ -z "$(find "$state/bad/dead" -name 'void-*')" ] || fail "void has a file"

ledger bad
deliveries bad dead_lettered 1 'reason="attempts"' 'target="busy"'
deliveries bad dead_lettered 1 'reason="rejected"' 'target="wall"'
deliveries bad dropped 1 'target="void"'
deliveries bad delivered 0
equal 0 "$(counted trestle_deliveries_pending)" "pending"
stop
