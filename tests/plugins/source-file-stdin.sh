#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Standard input that is a pipe, into a window that is much smaller: all
# arrives, once, and in its order.
. "$(dirname "$0")/lib.sh"
needs_plugin source-file target-file

main_config </dev/null
pipeline p <<'EOF'
window : { events = 50; };
sources = ( { name = "in"; type = "file"; file = "-"; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
            targets = [ "out" ]; } );
targets = ( { name = "out"; type = "file"; file = "${WORK}/out.jsonl";
              fsync = "none"; } );
EOF
lines 1 20000 | until_idle -c "$work/trestle.cfg"
arrived 1 20000 "$work/out.jsonl"
whole "$work/out.jsonl"

# It cannot be followed.
sed 's/file = "-";/& follow = true;/' "$work/pipelines.d/p.cfg" \
    > "$work/p.cfg"
mv "$work/p.cfg" "$work/pipelines.d/p.cfg"
status=0
# shellcheck disable=SC2086
$TRESTLE check -c "$work/trestle.cfg" >"$work/text" 2>&1 || status=$?
equal 78 "$status" "exit status of check"
contains "$work/text" 'p.cfg:3: '
contains "$work/text" 'standard input cannot be followed'
