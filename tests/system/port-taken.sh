#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A port that is taken: exit 1, and a message that names the address.
. "$(dirname "$0")/lib.sh"
needs_plugin source-file target-null

simple () {
    pipeline one <<'EOF'
sources = ( { name = "in"; type = "file"; file = "${WORK}/in"; follow = true; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
            targets = [ "null" ]; } );
targets = ( { name = "null"; type = "null"; } );
EOF
}
: > "$work/in"
main_config </dev/null
simple
start
taken=$(address admin)

sed -e "s|127.0.0.1:0|$taken|" -e "s|$state|$work/state2|" \
    "$work/trestle.cfg" > "$work/second.cfg"
status=0
# shellcheck disable=SC2086
timeout "$deadline" $TRESTLE run -c "$work/second.cfg" 2>"$work/second.log" \
    || status=$?
equal 1 "$status" "exit status with a port that is taken"
contains "$work/second.log" "$taken"
[ ! -e "$work/state2/listen" ] || fail "it said that it was ready"
stop
