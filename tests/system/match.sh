#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# trestle match says what a second evaluator, of another make, says of patterns
# and events that are made up; it takes every pattern of trestle-pattern(7).
. "$(dirname "$0")/lib.sh"
need python3
oracle=$top_srcdir/tests/tools/match_oracle.py

# TRESTLE_LONG: as many again, many times, of other seeds.
seeds="1 2 3 4"
[ -z "${TRESTLE_LONG-}" ] || seeds=$(seq 1 400)
for seed in $seeds; do
    python3 "$oracle" "$TRESTLE" "$seed" 70 70 >"$work/oracle" 2>&1 \
        || { cat "$work/oracle"; fail "they differ"; }
done

# The evaluator itself can say no: a wrong answer is found.
cat >"$work/liar" <<'EOF'
#!/bin/sh
$TRESTLE "$@" | sed 's/^\["[0-9]*",/[/'
EOF
chmod +x "$work/liar"
export TRESTLE
if python3 "$oracle" "$work/liar" 1 70 70 >/dev/null 2>&1; then
    fail "the oracle believes anything"
fi

# In the page every line " {...}" is a pattern, up to the chapter on trying.
sed '/^=head1 TRYING/,$d' "$top_srcdir/docs/trestle-pattern.7.pod" \
    | grep '^ {.*}$' >"$work/patterns"
[ "$(wc -l <"$work/patterns")" -gt 20 ] || fail "the page has no examples"
echo '{}' >"$work/events"
# shellcheck disable=SC2086
$TRESTLE match --rules "$work/patterns" --events "$work/events" \
    >"$work/out" || fail "a pattern of the page is refused"
