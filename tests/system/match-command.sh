#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# trestle match: names, lines, exit statuses, messages, figures.
. "$(dirname "$0")/lib.sh"
cd "$work"

# run WANTED ARGUMENT...: status, and the output in out and err.
run () {
    lib_wanted=$1
    shift
    status=0
    # shellcheck disable=SC2086
    $TRESTLE match "$@" >out 2>err || status=$?
    equal "$lib_wanted" "$status" "exit status of match $*: $(cat err)"
}
# same FILE: what comes in is what is in FILE.
same () {
    cat >wanted
    cmp -s wanted "$1" || { diff wanted "$1"; fail "$1 is another"; }
}

# Names are as they were written, else the line's number; blank lines count.
# A rule that looks almost like a named one is a pattern.
printf '%s\n' '{"name":"\u00e9\"x","pattern":{"a":[1]}}' '' \
    '{"a":[{"exists":true}]}' '{"name":["n"],"pattern":{"a":[1]}}' \
    '{"name":"n","pattern":[1]}' '{"name":"n","pattern":{"a":[2]},"z":[1]}' \
    '{"pattern":{"a":[2]},"name":"last"}' >rules
printf '%s\n' '{"a":1}' '{"a":2}' '{"b":1}' \
    '{"name":"n","pattern":{"a":1}}' '{"name":"n","pattern":1}' \
    '[{"a":1}]' 5 >events
run 0 --rules rules --events events
same out <<'EOF'
["\u00e9\"x","3"]
["3","last"]
[]
["4"]
["5"]
[]
[]
EOF
[ ! -s err ] || fail "it says: $(cat err)"
run 0 --rules rules --events events --count
printf '\303\251"x\t1\n3\t2\n4\t1\n5\t1\n6\t0\nlast\t1\n' | same out
run 0 --rules rules --events - <events
equal 7 "$(wc -l <out)" "lines for standard input"

# CR LF, and no line feed at the end.
printf '{"a":["x"]}\r\n{"name":"b","pattern":{"a":["y"]}}' >rules
printf '{"a":"x"}\r\n{"a":"y"}' >events
run 0 --rules rules --events events
printf '["1"]\n["b"]\n' | same out
: >empty
run 0 --rules rules --events empty
printf '' | same out
run 0 --rules empty --events events
printf '[]\n[]\n' | same out

# Lines that are no JSON, or have a name twice that a rule uses.
printf '%s\n' '{"a":"x"}' '{"a":' '' '{"a":"x","\u0061":"x"}' \
    '{"b":1,"b":2}' 'x{"a":"x"}' >events
run 1 --rules rules --events events
printf '%s\n' '["1"]' null null null '[]' null | same out
same err <<'EOF'
events:2: not JSON: unexpected end at byte 5
events:3: not JSON: unexpected end at byte 0
events:4: name occurs twice in an object at byte 9
events:6: not JSON: expected a value at byte 0
EOF
run 1 --rules rules --events events --count
printf '1\t1\nb\t0\n' | same out

# Bad rules: all of them, and nothing else.
printf '%s\n' '{"a":["x"]}' '{"a":[]}' '' '{"a"' \
    '{"name":"n","pattern":{"a":{"b":[{"prefx":"x"}]}}}' '[]' >bad
run 2 --rules bad --events events
printf '' | same out
same err <<'EOF'
bad:2: a: the list of values is empty
bad:4: not JSON: unexpected end at byte 4
bad:5: a.b: unknown operator "prefx". Did you mean "prefix"?
bad:6: a pattern is a JSON object
EOF

# The figures, once, however often it matches.
printf '{"a":"x"}\n{"a":"z"}\n' >events
run 0 --rules rules --events events --repeat 3
printf '["1"]\n[]\n' | same out
figures='^{"events":2,"matches":1,"rules":2,"seconds":[0-9.]*,'
figures=$figures'"events_per_second":[0-9]*,"build_seconds":[0-9.]*,'
figures=$figures'"bytes":20}$'
grep -q "$figures" err || fail "figures: $(cat err)"
equal 1 "$(wc -l <err)" "lines of figures"

# One against one.
echo '{"a":[1]}' >p.json
printf '{\n "a":\n 1 }\n' >e.json
run 0 --pattern p.json --event e.json
[ ! -s out ] && [ ! -s err ] || fail "it says something"
echo '{"a":2}' >e.json
run 1 --pattern p.json --event e.json
echo '[{"a":1}]' >e.json
run 1 --pattern p.json --event e.json
echo '{"a":1,"a":1}' >e.json
run 2 --pattern p.json --event e.json
echo 'e.json: name occurs twice in an object at byte 7' | same err
echo '{"a":1' >e.json
run 2 --pattern p.json --event e.json
echo '{"a":[]}' >p.json
run 2 --pattern p.json --event e.json
echo 'p.json: a: the list of values is empty' | same err

# Options and files.
run 0 --help
contains out "Usage: trestle match --rules R.jsonl --events E.jsonl"
run 2
run 2 --rules rules
contains err "--rules and --events go together"
run 2 --pattern p.json
contains err "--pattern and --event go together"
run 2 --pattern p.json --event e.json --count
contains err "--count and --repeat go with --rules"
run 2 --rules rules --events events --pattern p.json --event e.json
run 2 --rules rules --events events more
contains err 'unexpected argument "more"'
run 2 --rules rules --events events --repeat 0
contains err '--repeat takes a number above 0, not "0"'
run 2 --rules rules --events events --bogus
run 2 --rules nothing --events events
equal 'could not read "nothing": No such file or directory' "$(cat err)" "err"
run 2 --rules rules --events nothing
if [ -w /dev/full ]; then
    status=0
    # shellcheck disable=SC2086
    $TRESTLE match --rules rules --events events >/dev/full 2>err \
        || status=$?
    equal 2 "$status" "exit status where nothing can be written"
    contains err "could not write the result"
fi
