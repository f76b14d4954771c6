#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A file that was renamed or removed is created anew, one that was replaced is
# opened, and nothing more is written to the old one.
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
lines 1 5 > "$work/in.jsonl"
start
wait_until "five are there" has_lines 5 "$out"
mv "$out" "$out.old"
lines 6 8 >> "$work/in.jsonl"
wait_until "three are in a new file" has_lines 3 "$out"
equal "$(numbers 1 5)" "$(ids "$out.old")" "ids in the old file"
equal "$(numbers 6 8)" "$(ids "$out")" "ids in the new file"
rm "$out"
lines 9 9 >> "$work/in.jsonl"
wait_until "one is in a third file" has_lines 1 "$out"
equal "9 " "$(ids "$out")" "ids in the third file"
lines 90 90 > "$work/other"
mv "$work/other" "$out"
lines 10 10 >> "$work/in.jsonl"
wait_until "one is in the file that took its place" has_lines 2 "$out"
equal "90 10 " "$(ids "$out")" "ids in the fourth file"
stop
