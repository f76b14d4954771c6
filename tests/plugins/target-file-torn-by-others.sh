#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Half a line that another writer of the file leaves while the daemon runs is
# ended too: no event is glued to it.
. "$(dirname "$0")/lib.sh"
needs_plugin source-file target-file

main_config </dev/null
pipeline p <<'EOF'
sources = ( { name = "in"; type = "file"; file = "${WORK}/in.jsonl";
              follow = true; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
            targets = [ "out" ]; } );
targets = ( { name = "out"; type = "file"; file = "${WORK}/out.jsonl"; } );
EOF
out=$work/out.jsonl
lines 1 2 > "$work/in.jsonl"
start
wait_until "two are there" has_lines 2 "$out"
printf '{"specversion":"1.0","id":"78","so' >> "$out"
lines 3 3 >> "$work/in.jsonl"
wait_until "the third is there" has_lines 4 "$out"
equal '{"specversion":"1.0","id":"78","so' "$(sed -n 3p "$out")" "the torn line"
equal "1 2 78 3 " "$(ids "$out")" "ids"
stop
