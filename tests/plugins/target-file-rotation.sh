#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A file that would become larger than max_size is renamed to FILE.1, and older
# ones move up; no more than keep stay; together they hold the last events.
. "$(dirname "$0")/lib.sh"
needs_plugin source-file target-file

main_config </dev/null
pipeline p <<'EOF'
sources = ( { name = "in"; type = "file"; file = "${WORK}/in.jsonl"; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
            targets = [ "out" ]; } );
targets = ( { name = "out"; type = "file"; file = "${WORK}/out.jsonl";
              max_size = "4k"; keep = 3; delivery : { max_events = 10; }; } );
EOF
lines 1 500 > "$work/in.jsonl"
finish_idle
out=$work/out.jsonl
equal 4 "$(find "$work" -name 'out.jsonl*' | wc -l)" "files"
for file in "$out".*; do
    size=$(wc -c < "$file")
    [ "$size" -le 4096 ] || fail "$file has $size bytes"
    [ "$size" -gt 3000 ] || fail "$file has only $size bytes"
done
whole "$out"*
cat "$out.3" "$out.2" "$out.1" "$out" > "$work/all"
first=$(ids "$work/all" | cut -d ' ' -f 1)
[ "$first" -gt 1 ] || fail "nothing has gone"
arrived "$first" 500 "$work/all"
equal 640 "$(stat -c %a "$out")" "mode"
