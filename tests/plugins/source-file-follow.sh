#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# With follow a file is waited for, read as it grows, a whole line at a time,
# and read on when it is renamed or truncated.
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
in=$work/in.jsonl
come () {
    wait_until "$1 events have arrived" has_lines "$1" "$work/out.jsonl"
}
start
lines 1 3 > "$in"
come 3
lines 4 4 | cut -c 1-20 | tr -d '\n' >> "$in"
lines 5 5 > "$work/five"
{ lines 4 4 | cut -c 21-; cat "$work/five"; } >> "$in"
come 5

# Renamed; its writer goes on for a moment, and ends without a newline.
mv "$in" "$in.1"
lines 6 7 | head -c -1 >> "$in.1"
lines 8 9 > "$in"
come 9

# Truncated in place.
lines 10 10 > "$in"
come 10

# Gone, and here again.
rm "$in"
lines 11 12 > "$work/new"
mv "$work/new" "$in"
come 12
arrived 1 12 "$work/out.jsonl"
contains "$work/log" 'is another file now'
contains "$work/log" 'was truncated'
[ -z "$(find "$state/p/dead" -type f 2>/dev/null)" ] \
    || fail "there are dead letters"
stop
