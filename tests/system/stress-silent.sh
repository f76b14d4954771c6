#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Targets that never end their deliveries, or only after stop: at the deadline
# of the stop all that is out is settled as not taken, and the end is clean.
. "$(dirname "$0")/stress-lib.sh"
test_plugin source-swarm target-rogue

echo 'shutdown_timeout = "200ms";' | main_config
for fault in silent after-stop; do
    pipeline $fault <<EOF
window : { events = 30; };
sources = ( { name = "a"; type = "swarm"; events = 50; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
            targets = [ "x" ]; } );
targets = ( { name = "x"; type = "rogue"; fault = "$fault";
              delivery : { lanes = 2; in_flight = 5; }; } );
EOF
done
if [ -n "${TRESTLE_DEBUG-}" ]; then
    rm "$work/pipelines.d/after-stop.cfg" # a fault, which ends the program
fi
start
wait_until "the window is full" count_is 30 trestle_deliveries_pending \
    'pipeline="silent"'
stop
equal "$(ls "$work/pipelines.d" | wc -l)" "$(grep -c "deliveries: created 30, \
delivered 0, filtered 0, dead-lettered 0, dropped 30" "$work/log")" \
    "pipelines whose deliveries were dropped"
! grep -F -e SWARM: -e "does not add up" "$work/log" || fail "see above"
