#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A second daemon on the same state directory ends with 1 and does not disturb
# the first.
. "$(dirname "$0")/lib.sh"
need curl
needs_plugin source-file target-null

: > "$work/in"
main_config </dev/null
pipeline one <<'EOF'
sources = ( { name = "in"; type = "file"; file = "${WORK}/in"; follow = true; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
            targets = [ "null" ]; } );
targets = ( { name = "null"; type = "null"; } );
EOF
start
cp "$state/listen" "$work/listen"
status=0
# shellcheck disable=SC2086
timeout "$deadline" $TRESTLE run -c "$work/trestle.cfg" \
    2>"$work/second.log" || status=$?
equal 1 "$status" "exit status with a locked state directory"
contains "$work/second.log" "$state"
cmp "$work/listen" "$state/listen" || fail "the file listen has changed"
equal 200 "$(request admin /healthz)" "/healthz of the first"
stop
