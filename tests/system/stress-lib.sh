# SPDX-License-Identifier: BSD-2-Clause
# stress-lib.sh - for the scenarios that lean on the core: plugins that are
# built for them, and an eye on the ledger.
. "$(dirname "$0")/lib.sh"

# test_plugin NAME...: from tests/tools.
test_plugin () {
    need "${CC%% *}"
    for lib_plugin in "$@"; do
        # CC and SAN_CFLAGS may have several words.
        # shellcheck disable=SC2086
        ${CC:-cc} ${SAN_CFLAGS-} -shared -fPIC -fvisibility=hidden -g \
            -D_GNU_SOURCE -I "$top_srcdir/core/include" \
            "$top_srcdir/tests/tools/$lib_plugin.c" \
            -o "$plugins/$lib_plugin.so" || fail "$lib_plugin does not compile"
    done
}
CC=${CC:-cc}
PYTHON=${PYTHON:-python3}

# watch_ledger: scrapes all the while.
watch_ledger () {
    need "$PYTHON" curl
    : > "$work/scrapes"
    "$PYTHON" "$top_srcdir/tests/tools/ledger.py" "$(address admin)" \
        > "$work/scrapes" 2>&1 &
    watcher=$!
    others="$others $watcher"
    wait_until "the ledger is watched" [ -s "$work/scrapes" ]
}

# ledger_held: both laws held in every scrape so far.
ledger_held () {
    kill -TERM "$watcher" 2>/dev/null || :
    wait "$watcher" || fail "the ledger: $(cat "$work/scrapes")"
    echo "scrapes: $(tail -n 1 "$work/scrapes")"
}

# no_fault: what the test's plugins and the core would report is not in the
# log.
no_fault () {
    for lib_text in SWARM: "does not add up" "in which it may not come"; do
        if grep -F "$lib_text" "$work/log"; then
            fail "see above"
        fi
    done
}

# once_each N FILE: "ok ID ATTEMPT" lines: N ids, each once.
once_each () {
    awk '$1 == "ok" { print $2 }' "$2" | sort > "$work/lib.ids"
    equal "$1" "$(uniq "$work/lib.ids" | wc -l)" "different ids in $2"
    equal "$1" "$(wc -l < "$work/lib.ids")" "ids in $2"
}
