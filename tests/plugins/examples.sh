#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The examples of trestle-plugin(3) do what their first lines say, in one
# pipeline.
. "$(dirname "$0")/lib.sh"
needs_plugin source-file target-file source-beat filter-region \
    transform-stamp target-hello

main_config </dev/null
[ -f "$plugins/target-cxx.so" ] && last=cxx || last=hello
pipeline p <<EOF
sources = ( { name = "beat"; type = "beat"; },
            { name = "in"; type = "file"; file = "$work/in.jsonl"; } );
rules = (
  { name = "beats"; pattern : { type = [ "beat" ]; };
    targets = [ "hello" ]; },
  { name = "all"; pattern : { type = [ "t" ]; }; targets = [ "last" ]; },
  { name = "kansai"; pattern : { type = [ "t" ]; };
    steps = ( { filter = "region"; }, { transform = "stamp"; } );
    targets = [ "out" ]; }
);
targets = (
  { name = "hello"; type = "hello"; word = "good day"; },
  { name = "last"; type = "$last";
    $([ $last = cxx ] && echo "file = \"$work/cxx\";") },
  { name = "out"; type = "file"; file = "$work/out.jsonl"; }
);
EOF
{
    lines 1 1
    lines 2 2 | sed 's/"type"/"region":"kansai",&/'
    lines 3 3 | sed 's/"type"/"region":"kanto",&/'
} > "$work/in.jsonl"
start
wait_until "one event is through the steps" has_lines 1 "$work/out.jsonl"
beaten () {
    grep -q 'good day, event "' "$work/log"
}
wait_until "the beat is heard" beaten
stop
equal "2 " "$(ids "$work/out.jsonl")" "ids behind the steps"
contains "$work/out.jsonl" '"seenby":"trestle"'
[ $last != cxx ] || equal "/test 1 /test 2 /test 3 " \
    "$(tr '\n' ' ' < "$work/cxx")" "lines of the C++ target"
