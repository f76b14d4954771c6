# SPDX-License-Identifier: BSD-2-Clause
# lib.sh - the scenarios of this folder are those of tests/system with files
# for sources: events as lines.
. "$(dirname "$0")/../system/lib.sh"

# lines FROM TO [TYPE]: events with these ids.
lines () {
    awk -v from="$1" -v to="$2" -v type="${3:-t}" 'BEGIN {
        for (i = from; i <= to; i++)
            printf "{\"specversion\":\"1.0\",\"id\":\"%d\"," \
                "\"source\":\"/test\",\"type\":\"%s\",\"data\":{\"n\":%d}}\n",
                i, type, i }'
}

# numbers FROM TO: the ids of these events, as ids prints them.
numbers () {
    awk -v from="$1" -v to="$2" 'BEGIN {
        for (i = from; i <= to; i++) printf "%d ", i }'
}

# arrived FROM TO FILE: these ids are in it, in their order.
arrived () {
    numbers "$1" "$2" | tr ' ' '\n' > "$work/lib.wanted"
    ids "$3" | tr ' ' '\n' | diff "$work/lib.wanted" - > "$work/lib.diff" \
        || fail "ids in $3: $(head -n 5 "$work/lib.diff")"
}

# has_lines N FILE: for wait_until.
has_lines () {
    [ -f "$2" ] && [ "$(wc -l < "$2")" -eq "$1" ]
}

# whole FILE...: every line is an object, and the last one has its end.
whole () {
    if cat "$@" | grep -vq '^{.*}$'; then
        fail "torn lines in $*"
    fi
    for lib_file in "$@"; do
        [ -z "$(tail -c 1 "$lib_file")" ] || fail "no newline ends $lib_file"
    done
}

# finish_idle ARGUMENT...: a run with --until-idle, which ends with 0.
finish_idle () {
    until_idle -c "$work/trestle.cfg" "$@" </dev/null
}
