#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A mistake in the configuration ends run with 78 and names its file and line,
# like check; nothing is started.
. "$(dirname "$0")/lib.sh"

main_config </dev/null
pipeline one <<'EOF'
sources = ( { name = "in"; type = "file"; file = "${WORK}/in"; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
            targets = [ "nul" ]; } );
targets = ( { name = "null"; type = "null"; } );
EOF
for command in run check; do
    status=0
    # shellcheck disable=SC2086
    timeout "$deadline" $TRESTLE $command -c "$work/trestle.cfg" \
        >"$work/text" 2>&1 || status=$?
    equal 78 "$status" "exit status of $command"
    contains "$work/text" "pipelines.d/one.cfg:4: "
    contains "$work/text" '"nul"'
done
[ ! -e "$state/listen" ] || fail "it was started"

status=0
# shellcheck disable=SC2086
$TRESTLE run -c "$work/none.cfg" >"$work/text" 2>&1 || status=$?
equal 78 "$status" "exit status without a file"
contains "$work/text" none.cfg
