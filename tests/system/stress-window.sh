#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A small window, many threads of several sources that wait for room, lanes,
# ends from other threads and retries: every event reaches every target once,
# and the ledger is exact at each scrape.
. "$(dirname "$0")/stress-lib.sh"
needs_plugin target-null
test_plugin source-swarm target-rogue

main_config </dev/null
pipeline p <<EOF
window : { events = 60; };
sources = ( { name = "a"; type = "swarm"; prefix = "a"; events = 300; },
            { name = "b"; type = "swarm"; prefix = "b"; events = 300;
              batch = 1; },
            { name = "c"; type = "swarm"; prefix = "c"; events = 300;
              batch = 61; threads = 2; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
            targets = [ "late", "shaky", "lanes" ]; } );
targets = (
  { name = "late"; type = "null"; delay = "1ms"; outcome = "retry";
    fail_every = 7; retry : { initial = "1ms"; max = "3ms"; }; },
  { name = "shaky"; type = "null"; outcome = "retry"; fail_every = 3;
    retry : { initial = "1ms"; max = "3ms"; }; },
  { name = "lanes"; type = "rogue"; fault = "threads"; notes = "$work/notes";
    delivery : { lanes = 3; max_events = 5; in_flight = 20; }; }
);
EOF
start
watch_ledger
wait_until "all have come" count_is 3000 trestle_events_total \
    'pipeline="p"' 'state="admitted"'
wait_until "all have ended" pending_is p 0
ledger p
deliveries p created 9000
deliveries p delivered 9000
ledger_held
stop
no_fault
once_each 3000 "$work/notes"
