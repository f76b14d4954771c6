#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A sample is a share of the events, always the same ones: in another run, for
# another target, and below a larger rate; with another salt it is another.
. "$(dirname "$0")/lib.sh"
needs_plugin source-file target-file filter-sample

main_config </dev/null
pipeline p <<'EOF'
sources = ( { name = "in"; type = "file"; file = "${WORK}/in.jsonl"; } );
rules = (
  { name = "quarter"; pattern : { type = [ "t" ]; };
    steps = ( { filter = "sample"; rate = 0.25; } );
    targets = [ "a", "b" ]; },
  { name = "half"; pattern : { type = [ "t" ]; };
    steps = ( { filter = "sample"; rate = 0.5; } ); targets = [ "half" ]; },
  { name = "salt"; pattern : { type = [ "t" ]; };
    steps = ( { filter = "sample"; rate = 0.25; salt = "x"; } );
    targets = [ "salt" ]; },
  { name = "both"; pattern : { type = [ "t" ]; };
    steps = ( { filter = "sample"; rate = 0.25; },
              { filter = "sample"; rate = 0.25; salt = "x"; } );
    targets = [ "both" ]; },
  { name = "none"; pattern : { type = [ "t" ]; };
    steps = ( { filter = "sample"; rate = 0.0; } ); targets = [ "none" ]; },
  { name = "all"; pattern : { type = [ "t" ]; };
    steps = ( { filter = "sample"; rate = 1.0; } ); targets = [ "all" ]; }
);
targets = (
  { name = "a"; type = "file"; file = "${WORK}/a"; fsync = "none"; },
  { name = "b"; type = "file"; file = "${WORK}/b"; fsync = "none"; },
  { name = "half"; type = "file"; file = "${WORK}/half"; fsync = "none"; },
  { name = "salt"; type = "file"; file = "${WORK}/salt"; fsync = "none"; },
  { name = "both"; type = "file"; file = "${WORK}/both"; fsync = "none"; },
  { name = "none"; type = "file"; file = "${WORK}/none"; fsync = "none"; },
  { name = "all"; type = "file"; file = "${WORK}/all"; fsync = "none"; }
);
EOF
lines 1 4000 > "$work/in.jsonl"
finish_idle
sorted () {
    ids "$work/$1" | tr ' ' '\n' | sed '/^$/d' | sort
}
# between LOW HIGH FILE
between () {
    n=$(wc -l < "$work/$3")
    [ "$n" -ge "$1" ] && [ "$n" -le "$2" ] || fail "$3 has $n events"
}
# The bounds are four standard deviations wide.
between 890 1110 a
between 1873 2127 half
between 890 1110 salt
between 188 312 both
equal 0 "$(wc -l < "$work/none")" "none"
equal 4000 "$(wc -l < "$work/all")" "all"
for name in a b half salt both; do
    sorted $name > "$work/$name.ids"
done
cmp "$work/a.ids" "$work/b.ids" || fail "two targets differ"
[ -z "$(comm -23 "$work/a.ids" "$work/half.ids")" ] \
    || fail "half has not all of quarter"
comm -12 "$work/a.ids" "$work/salt.ids" > "$work/cut"
cmp "$work/cut" "$work/both.ids" || fail "both is not what passes both"

# The same in another run, and in every release: this never changes.
rm "$work/a"
finish_idle
sorted a > "$work/again"
cmp "$work/a.ids" "$work/again" || fail "another run differs"
equal "4241168233 4624" "$(cksum < "$work/a.ids")" "the sample itself"
