#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A last line that a crash has torn is ended with a newline at the start; what
# comes then is whole.
. "$(dirname "$0")/lib.sh"
needs_plugin source-file target-file

main_config </dev/null
pipeline p <<'EOF'
sources = ( { name = "in"; type = "file"; file = "${WORK}/in.jsonl"; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
            targets = [ "out" ]; } );
targets = ( { name = "out"; type = "file"; file = "${WORK}/out.jsonl"; } );
EOF
lines 1 3 > "$work/in.jsonl"
{ lines 77 77; printf '{"specversion":"1.0","id":"78","so'; } \
    > "$work/out.jsonl"
finish_idle
equal 5 "$(wc -l < "$work/out.jsonl")" "lines"
equal '{"specversion":"1.0","id":"78","so' \
    "$(sed -n 2p "$work/out.jsonl")" "the torn line"
equal "77 78 1 2 3 " "$(ids "$work/out.jsonl")" "ids"
contains "$work/log" 'was torn'

# A whole one is left alone, and nothing is put between.
finish_idle
equal 8 "$(wc -l < "$work/out.jsonl")" "lines after another run"
equal 0 "$(grep -c '^$' "$work/out.jsonl" || :)" "blank lines"
