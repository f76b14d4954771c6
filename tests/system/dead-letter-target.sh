#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# dead_letter = { target = ... }: the admitted event goes there with the
# attributes that say why, after the steps of no rule; what that target does
# not take is in the file; the ledger counts both where they began.
. "$(dirname "$0")/lib.sh"

cat > "$work/in.jsonl" <<'EOF'
{"specversion":"1.0","id":"1","source":"/s","type":"t","data":{"n":1}}
{"specversion":"1.0","id":"2","source":"/s","type":"t","data":{"n":2}}
EOF
cat > "$work/p.cfg" <<EOF
name = "p";
state_dir = "$work/state";
plugin_dir = "$plugins";
sources = ( { name = "in"; type = "file"; file = "in.jsonl"; } );
rules = (
  { name = "a"; pattern : { type = [ "t" ]; }; targets = [ "bad" ]; },
  { name = "b"; pattern : { type = [ "t" ]; }; targets = [ "worse" ]; }
);
targets = (
  { name = "bad"; type = "null"; outcome = "reject";
    dead_letter : { target = "graves"; }; },
  { name = "worse"; type = "null"; outcome = "reject";
    dead_letter : { target = "closed"; }; },
  { name = "graves"; type = "file"; file = "graves.jsonl"; },
  { name = "closed"; type = "null"; outcome = "retry";
    retry : { max_attempts = 2; initial = "1ms"; max = "1ms"; }; }
);
EOF
until_idle -c "$work/p.cfg"
sort "$work/graves.jsonl" > "$work/graves"
cat > "$work/wanted" <<'EOF'
{"specversion":"1.0","id":"1","source":"/s","type":"t","deadrule":"a","deadtarget":"bad","deadreason":"rejected","data":{"n":1}}
{"specversion":"1.0","id":"2","source":"/s","type":"t","deadrule":"a","deadtarget":"bad","deadreason":"rejected","data":{"n":2}}
EOF
sed 's/,"dead\(code\|text\)":"[^"]*"//g' "$work/graves" \
    | diff -u "$work/wanted" - || fail "not what graves should have"
[ "$(grep -c '"target":"worse","reason":"rejected"' \
    "$work/state/p/dead/worse-1.jsonl")" -eq 2 ] \
    || fail "the file lacks what closed did not take"
[ ! -e "$work/state/p/dead/bad-1.jsonl" ] || fail "bad has a file, too"
grep -q 'created 4, delivered 0, filtered 0, dead-lettered 4, dropped 0' \
    "$work/log" || fail "the ledger: $(cat "$work/log")"
