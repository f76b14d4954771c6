#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# --until-idle with many sources and pipelines ends when the last delivery of
# the last one has ended, and not before.
. "$(dirname "$0")/stress-lib.sh"
needs_plugin target-null source-file target-file
test_plugin source-swarm target-rogue

main_config </dev/null
for name in p q r s; do
    pipeline $name <<EOF
window : { events = 100; };
sources = ( { name = "a"; type = "swarm"; prefix = "a"; events = 200; },
            { name = "b"; type = "swarm"; prefix = "b"; events = 5; },
            { name = "c"; type = "swarm"; events = 0; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
            targets = [ "null", "notes" ]; },
          { name = "none"; pattern : { type = [ "u" ]; };
            targets = [ "null" ]; } );
targets = (
  { name = "null"; type = "null"; delay = "2ms"; outcome = "retry";
    fail_every = 5; retry : { initial = "1ms"; max = "20ms"; }; },
  { name = "notes"; type = "rogue"; notes = "$work/$name.notes"; }
);
EOF
done
for round in 1 2 3 4 5; do
    rm -f "$work"/*.notes
    launch -c "$work/trestle.cfg" --until-idle
    ended
    equal 0 "$status" "exit status of round $round"
    no_fault
    for name in p q r s; do
        contains "$work/log" "pipeline \"$name\": events: received 820, \
refused 0, bad 0, unmatched 0; deliveries: created 1640, delivered 1640,"
        once_each 820 "$work/$name.notes"
    done
done
