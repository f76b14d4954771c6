#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Every line of a file is an event: with a line feed, with carriage return and
# line feed, with none at the end of the file; a line may be an array; blank
# lines are nothing.
. "$(dirname "$0")/lib.sh"
needs_plugin source-file target-file

main_config </dev/null
pipeline p <<'EOF'
sources = ( { name = "in"; type = "file"; file = "${WORK}/in.jsonl"; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
            targets = [ "out" ]; } );
targets = ( { name = "out"; type = "file"; file = "${WORK}/out.jsonl"; } );
EOF
event () {
    lines "$1" "$1" | tr -d '\n'
}
{
    printf '\n%s\r\n  \t\n' "$(event 1)"
    lines 2 3000
    printf '[%s , %s]\n[]\n\r\n' "$(event 3001)" "$(event 3002)"
    printf '%s' "$(event 3003)"
} > "$work/in.jsonl"
finish_idle
arrived 1 3003 "$work/out.jsonl"
whole "$work/out.jsonl"
[ ! -e "$state/p/dead" ] || [ -z "$(ls "$state/p/dead")" ] \
    || fail "there are dead letters"
