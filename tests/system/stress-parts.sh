#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A transform makes several events of one.  A retry sends only the parts that
# have not ended; none is sent twice, and the delivery ends once.
. "$(dirname "$0")/stress-lib.sh"
test_plugin source-swarm target-rogue transform-split

main_config </dev/null
pipeline p <<EOF
sources = ( { name = "a"; type = "swarm"; events = 100; } );
rules = (
  { name = "split"; pattern : { type = [ "t" ]; };
    steps = ( { transform = "split"; parts = 5; } );
    targets = [ "notes" ]; },
  { name = "tree"; pattern : { type = [ "t" ]; };
    steps = ( { transform = "split"; parts = 3; },
              { transform = "split"; parts = 40; } );
    targets = [ "tree" ]; },
  { name = "nothing"; pattern : { type = [ "t" ]; };
    steps = ( { transform = "split"; parts = 0; } );
    targets = [ "tree" ]; }
);
targets = (
  { name = "notes"; type = "rogue"; fault = "flaky"; notes = "$work/notes";
    delivery : { lanes = 2; max_events = 3; in_flight = 7; };
    retry : { initial = "1ms"; max = "2ms"; }; },
  { name = "tree"; type = "rogue"; notes = "$work/tree";
    delivery : { max_events = 7; in_flight = 10; }; }
);
EOF
launch -c "$work/trestle.cfg" --until-idle
ended
equal 0 "$status" "exit status"
no_fault
contains "$work/log" "created 1200, delivered 800, filtered 400,"
once_each 2000 "$work/notes"
equal "$(grep -c ^retry "$work/notes")" "$(grep -c '^ok.* 2$' "$work/notes")" \
    "parts that were sent again"
# Parts of parts: 3 times 40, of which some bear the same id.
equal 48000 "$(wc -l < "$work/tree")" "parts of parts"
