#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# filter-pattern lets pass what matches, written in libconfig or JSON, on
# attributes and data; a bad pattern is an error with its place and path.
. "$(dirname "$0")/lib.sh"
needs_plugin source-file target-file filter-pattern

main_config </dev/null
pipeline p <<'EOF'
sources = ( { name = "in"; type = "file"; file = "${WORK}/in.jsonl"; } );
rules = (
  { name = "group"; pattern : { type = [ "t" ]; };
    steps = ( { filter = "pattern";
                pattern : { source = [ "/test" ];
                            data : { n = ( { numeric = ( ">", 2, "<=", 4 ); },
                                           9 ); }; }; } );
    targets = [ "group" ]; },
  { name = "text"; pattern : { type = [ "t" ]; };
    steps = ( { filter = "pattern"; pattern =
      "{\"id\":[7],\"$or\":[{\"data\":{\"n\":[7]}},{\"x\":[1]}]}"; } );
    targets = [ "text" ]; },
  { name = "both"; pattern : { type = [ "t" ]; };
    steps = ( { filter = "pattern";
                pattern : { id = ( { anything-but = "3"; } ); }; },
              { filter = "pattern";
                pattern : { data : { n = [ 3, 4 ]; }; }; } );
    targets = [ "both" ]; }
);
targets = (
  { name = "group"; type = "file"; file = "${WORK}/group"; fsync = "none"; },
  { name = "text"; type = "file"; file = "${WORK}/text"; fsync = "none"; },
  { name = "both"; type = "file"; file = "${WORK}/both"; fsync = "none"; }
);
EOF
lines 1 10 >"$work/in.jsonl"
finish_idle
equal "3 4 9 " "$(ids "$work/group")" "group"
equal "7 " "$(ids "$work/text")" "text"
equal "4 " "$(ids "$work/both")" "both"

# refused PATTERN MESSAGE
refused () {
    pipeline p <<EOF
sources = ( { name = "in"; type = "file"; file = "\${WORK}/in.jsonl"; } );
rules = ( { name = "r"; pattern : { type = [ "t" ]; };
    steps = ( { filter = "pattern"; $1 } ); targets = [ "out" ]; } );
targets = ( { name = "out"; type = "file"; file = "\${WORK}/out"; } );
EOF
    # shellcheck disable=SC2086
    if $TRESTLE check -c "$work/trestle.cfg" --set "WORK=$work" \
        2>"$work/err"; then
        fail "accepted: $1"
    fi
    contains "$work/err" "$2"
}
refused 'pattern : { data : { n = [ ]; }; };' \
    'pattern: data.n: the list of values is empty'
refused 'pattern = "{\"data\":[{\"prefx\":\"x\"}]}";' \
    'pattern: data: unknown operator "prefx". Did you mean "prefix"?'
refused '' 'pattern'
