#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A file that is not there, or is a directory, fails the start with 1.
. "$(dirname "$0")/lib.sh"
needs_plugin source-file target-null

main_config </dev/null
# try FILE MESSAGE
try () {
    pipeline p <<EOF
sources = ( { name = "in"; type = "file"; file = "$1"; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
            targets = [ "null" ]; } );
targets = ( { name = "null"; type = "null"; } );
EOF
    launch -c "$work/trestle.cfg"
    ended
    equal 1 "$status" "exit status"
    contains "$work/log" "$2"
}
try "$work/none" "could not open \"$work/none\": No such file or directory"
try "$work" "cannot read \"$work\": it is a directory"
