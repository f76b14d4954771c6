#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Plugins that never come back: from deliver, from stop, from settled.  Each
# is abandoned, the others are stopped, and the daemon ends with 1 no later
# than 5 s after the deadline.
. "$(dirname "$0")/stress-lib.sh"
test_plugin source-swarm target-rogue
# Threads that never end are what this is about.
export TSAN_OPTIONS="${TSAN_OPTIONS-} report_thread_leaks=0 atexit_sleep_ms=0"

echo 'shutdown_timeout = "100ms";' | main_config
# stuck NAME FAULT-OF-SOURCE FAULT-OF-TARGET
stuck () {
    pipeline "$1" <<EOF
window : { events = 30; };
sources = ( { name = "a"; type = "swarm"; events = 5; fault = "$2"; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
            targets = [ "x", "well" ]; } );
targets = ( { name = "x"; type = "rogue"; fault = "$3"; },
            { name = "well"; type = "rogue"; notes = "$work/$1"; } );
EOF
}
stuck deliver none stuck-deliver
stuck stop none stuck-stop
stuck settled stuck-settled none
stuck source stuck-stop none
stuck well none none
start
for name in deliver stop source well; do
    wait_until "$name has delivered" count_is 20 trestle_deliveries_total \
        "pipeline=\"$name\"" 'target="well"' 'state="delivered"'
done
wait_until "\"settled\" has delivered" [ -s "$work/settled" ]
begin=$(date +%s%3N)
kill -TERM "$pid"
ended
took=$(($(date +%s%3N) - begin))
equal 1 "$status" "exit status"
# 5.1 s, and what a busy machine adds.
[ "$took" -le 7000 ] || fail "the end took $took ms"
equal 5 "$(grep -c '/well: rogue: stopped$' "$work/log")" \
    "targets that were stopped"
contains "$work/log" 'target "x" does not come back and is abandoned'
contains "$work/log" 'stop/x: did not stop in time and is abandoned'
contains "$work/log" 'settled/a: did not stop in time and is abandoned'
contains "$work/log" 'source/a: did not stop in time and is abandoned'
