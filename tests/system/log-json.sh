#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# With log.format "json" each line on standard error is one JSON object with
# time, level and message; text lines have the time and no control character.
. "$(dirname "$0")/lib.sh"
need curl
needs_plugin source-http target-null

main_config <<'EOF'
log : { format = "json"; level = "debug"; };
EOF
pipeline orders <<'EOF'
sources = ( { name = "front"; type = "http"; listen = "127.0.0.1:0"; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
            targets = [ "null" ]; } );
targets = ( { name = "null"; type = "null"; } );
EOF
start
equal 202 "$(binary front /events 1 t '{}')" "event"
stop
[ -s "$work/log" ] || fail "nothing was logged"

# trestle's own reader of JSON says whether each line is an object.
echo '{"level":[{"exists":true}],"time":[{"prefix":"2"}]}' > "$work/rule"
# shellcheck disable=SC2086
$TRESTLE match --rules "$work/rule" --events "$work/log" > "$work/matches" \
    || fail "a line is not JSON: $(cat "$work/log")"
equal "$(wc -l < "$work/log")" "$(grep -c '^\["1"\]$' "$work/matches")" \
    "lines with time and level"
if LC_ALL=C grep -n '[[:cntrl:]]' "$work/log"; then
    fail "a control character"
fi
