#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# More pipelines than a daemon is meant for are only warned of.
. "$(dirname "$0")/lib.sh"

main_config < /dev/null
i=0
while [ "$i" -lt 65 ]; do
    i=$((i + 1))
    pipeline "p$i" <<EOF
sources = ( { name = "in"; type = "file"; file = "in.jsonl"; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
            targets = [ "out" ]; } );
targets = ( { name = "out"; type = "null"; } );
EOF
done
# shellcheck disable=SC2086
$TRESTLE check -c "$work/trestle.cfg" >"$work/stdout" 2>"$work/stderr" \
    || fail "exit status $?: $(cat "$work/stderr")"
warning='65 pipelines: a daemon is meant for up to 64'
equal "$work/trestle.cfg:1: warning: $warning" "$(cat "$work/stderr")" \
    "what is warned of"
