#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A wrong command line ends with 2 and a message on standard error; --help and
# --version go to standard output and end with 0.
. "$(dirname "$0")/lib.sh"

# wrong ARGUMENT...
wrong () {
    status=0
    # shellcheck disable=SC2086
    $TRESTLE "$@" >"$work/text" 2>"$work/errors" </dev/null || status=$?
    equal 2 "$status" "exit status of: trestle $*"
    [ -s "$work/errors" ] || fail "no message for: trestle $*"
    [ ! -s "$work/text" ] || fail "standard output of: trestle $*"
}
wrong
wrong frobnicate
wrong run --frobnicate
wrong run -c
wrong run --set
wrong run --set no_value
wrong run a_file
wrong check --frobnicate
wrong match
wrong match --rules only
wrong plugins source-nothing

# right ARGUMENT...
right () {
    # shellcheck disable=SC2086
    $TRESTLE "$@" >"$work/text" 2>"$work/errors" </dev/null \
        || fail "exit status $? of: trestle $*"
    [ -s "$work/text" ] || fail "no standard output of: trestle $*"
    [ ! -s "$work/errors" ] || fail "standard error of: trestle $*"
}
right --version
grep -q '^trestle [0-9]' "$work/text" || fail "$(cat "$work/text")"
right --help
for command in run check match plugins; do
    contains "$work/text" "$command"
    right $command --help
    right --help
done
right plugins --plugin-dir "$plugins"
contains "$work/text" target-null
