#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A file in, a filter, a file out: run --until-idle ends by itself with 0 when
# all is delivered.  From standard input too.
. "$(dirname "$0")/lib.sh"
needs_plugin source-file target-file filter-pattern

awk 'BEGIN { for (i = 1; i <= 1000; i++) printf "{\"specversion\":\"1.0\"," \
    "\"id\":\"%d\",\"source\":\"/t\",\"type\":\"order.%s\"," \
    "\"data\":{\"amount\":%d}}\n", i, i % 2 ? "placed" : "paid", i }' \
    > "$work/in.jsonl"
cat "$top_srcdir/etc/examples/filter.cfg" > "$work/filter.cfg"
echo "plugin_dir = \"$plugins\";" >> "$work/filter.cfg"
until_idle -c "$work/filter.cfg" --set "STATE=$state" \
    --set "IN=$work/in.jsonl" --set "OUT=$work/out.jsonl" </dev/null
awk 'BEGIN { for (i = 101; i <= 1000; i += 2) print i }' | tr '\n' ' ' \
    > "$work/want"
equal "$(cat "$work/want")" "$(ids "$work/out.jsonl")" "ids that arrived"

cat "$top_srcdir/etc/examples/stdin.cfg" > "$work/stdin.cfg"
echo "plugin_dir = \"$plugins\";" >> "$work/stdin.cfg"
until_idle -c "$work/stdin.cfg" --set "STATE=$work/state2" \
    --set "OUT=$work/placed.jsonl" < "$work/in.jsonl"
equal 500 "$(wc -l < "$work/placed.jsonl")" "lines from standard input"
