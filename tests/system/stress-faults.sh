#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A target that ends a delivery twice, late, after stop, or another's: it is
# noticed and logged, and every delivery ends once.
. "$(dirname "$0")/stress-lib.sh"
test_plugin source-swarm target-rogue
main_config </dev/null
# with_fault NAME
with_fault () {
    pipeline p <<EOF
sources = ( { name = "a"; type = "swarm"; events = 50; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
            targets = [ "x" ]; } );
targets = ( { name = "x"; type = "rogue"; fault = "$1"; notes = "$work/notes";
              delivery : { lanes = 2; max_events = 10; in_flight = 10; }; } );
EOF
    rm -f "$work/notes"
}

for fault in twice late wrong; do
    with_fault $fault
    launch -c "$work/trestle.cfg" --until-idle
    ended
    contains "$work/log" "in which it may not come"
    if [ -n "${TRESTLE_DEBUG-}" ]; then # a fault ends a debug build: SIGABRT
        equal 134 "$status" "exit status with $fault"
        continue
    fi
    equal 0 "$status" "exit status with $fault"
    contains "$work/log" "created 200, delivered 200, filtered 0,"
    once_each 200 "$work/notes"
    ! grep -F -e SWARM: -e "does not add up" "$work/log" || fail "$fault"
done
