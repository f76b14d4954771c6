#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The admin listener has three things and no other; its metrics are Prometheus
# text.
. "$(dirname "$0")/lib.sh"
need curl
needs_plugin source-http target-null

main_config </dev/null
pipeline orders <<'EOF'
sources = ( { name = "front"; type = "http"; listen = "127.0.0.1:0"; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
            targets = [ "null" ]; } );
targets = ( { name = "null"; type = "null"; } );
EOF
start
equal 200 "$(request admin /healthz)" "/healthz"
equal 200 "$(request admin /readyz)" "/readyz"
equal 404 "$(request admin /)" "/"
equal 404 "$(request admin /events)" "/events"
equal 405 "$(request admin /metrics -X POST -d x)" "POST"
equal 200 "$(request admin /metrics)" "/metrics"
grep -qi '^content-type: text/plain' "$work/head" || fail "type of /metrics"

for i in 1 2 3; do
    equal 202 "$(binary front /events $i t '{}')" "event $i"
done
ledger orders
events orders received 3
events orders refused 0
deliveries orders delivered 3 'rule="all"' 'target="null"'
contains "$work/metrics" 'trestle_build_info{'

# Every line is a comment or NAME{LABELS} VALUE, and every name has its type.
awk '/^# (HELP|TYPE) / { if ($2 == "TYPE") type[$3] = $4; next }
     /^[a-z][a-z0-9_]*(\{[^{}]*\})? -?[0-9.e+]+$/ {
         name = $0; sub(/[{ ].*/, "", name)
         base = name; sub(/_(bucket|sum|count)$/, "", base)
         if (!(name in type) && !(base in type)) print "no TYPE: " $0
         if (type[name] == "counter" && name !~ /_total$/)
             print "counter without _total: " name
         if ($1 in seen) print "twice: " $1
         seen[$1] = 1
         next }
     { print "not Prometheus: " $0 }' "$work/metrics" > "$work/odd"
[ ! -s "$work/odd" ] || fail "$(cat "$work/odd")"
stop
