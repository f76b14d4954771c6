#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Several lanes and two targets write to one file, which is rotated all the
# while: every line is whole, and none is missing or there twice.
. "$(dirname "$0")/lib.sh"
needs_plugin source-file target-file

main_config </dev/null
pipeline p <<'EOF'
sources = ( { name = "in"; type = "file"; file = "${WORK}/in.jsonl"; } );
rules = ( { name = "a"; pattern : { type = [ "a" ]; }; targets = [ "one" ]; },
          { name = "b"; pattern : { type = [ "b" ]; }; targets = [ "two" ]; } );
targets = (
  { name = "one"; type = "file"; file = "${WORK}/out.jsonl"; fsync = "none";
    max_size = "64k"; keep = 1000; delivery : { lanes = 3; max_events = 7; }; },
  { name = "two"; type = "file"; file = "${WORK}/out.jsonl"; fsync = "none";
    max_size = "64k"; keep = 1000; delivery : { max_events = 5; }; }
);
EOF
{ lines 1 1500 a; lines 1501 3000 b; } > "$work/in.jsonl"
finish_idle
whole "$work"/out.jsonl*
cat "$work"/out.jsonl* > "$work/all"
equal 3000 "$(wc -l < "$work/all")" "lines"
ids "$work/all" | tr ' ' '\n' | sed '/^$/d' | sort -n | tr '\n' ' ' \
    > "$work/ids"
equal "$(numbers 1 3000 | cksum)" "$(cksum < "$work/ids")" "ids"
[ -e "$work/out.jsonl.2" ] || fail "it was not rotated"
[ -z "$(find "$state/p/dead" -type f 2>/dev/null)" ] \
    || fail "there are dead letters"
