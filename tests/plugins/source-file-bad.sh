#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A line that is no event, and one that is too long, become dead letters and
# count as bad; the lines around them arrive.
. "$(dirname "$0")/lib.sh"
need curl base64
needs_plugin source-file target-file

main_config <<'EOF'
limits : { event_bytes = "100k"; batch_bytes = "1M"; };
EOF
pipeline p <<'EOF'
sources = ( { name = "in"; type = "file"; file = "${WORK}/in.jsonl"; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
            targets = [ "out" ]; } );
targets = ( { name = "out"; type = "file"; file = "${WORK}/out.jsonl"; } );
EOF
# long BYTES: an event of more than that.
long () {
    lines 99 99 | tr -d '}\n'
    awk -v n="$1" 'BEGIN {
        printf ",\"text\":\""; for (i = 0; i < n; i++) printf "x"
        printf "\"}}\n" }'
}
{
    lines 1 10
    echo 'this is no event'
    lines 11 20
    echo '{"specversion":"1.0","id":"x"}'
    long 110000
    lines 21 30
    long 700000
    lines 31 40
    printf '{"torn":'
} > "$work/in.jsonl"
start
wait_until "all have arrived" has_lines 40 "$work/out.jsonl"
wait_until "nothing is pending" pending_is p 0
wait_until "all are counted" count_is 5 trestle_events_total \
    'pipeline="p"' 'state="bad"'
arrived 1 40 "$work/out.jsonl"
ledger p
events p received 45
events p admitted 40
stop

cat "$state"/p/dead/_bad-*.jsonl > "$work/dead"
equal 5 "$(wc -l < "$work/dead")" "dead letters"
equal 5 "$(grep -c '^{"event":null,' "$work/dead")" "without an event"
equal 5 "$(grep -c '"reason":"invalid"' "$work/dead")" "reason invalid"
# Each as "BYTES TEXT"; in what order they were written is nobody's business.
sed 's/.*"raw":"\([^"]*\)".*/\1/' "$work/dead" > "$work/raw"
while read -r raw; do
    printf '%s' "$raw" | base64 -d > "$work/one"
    printf '%s %s\n' "$(wc -c < "$work/one")" "$(head -c 40 "$work/one")"
done < "$work/raw" | sort > "$work/found"
{
    echo '16 this is no event'
    echo '30 {"specversion":"1.0","id":"x"}'
    long 110000 | head -c 40 | sed 's/^/65536 /' && echo
    long 700000 | head -c 40 | sed 's/^/65536 /' && echo
    echo '8 {"torn":'
} | sort > "$work/wanted"
diff "$work/wanted" "$work/found" || fail "other lines are dead"
equal 2 "$(grep -c '"text":"line is too long"' "$work/dead")" "too long"
