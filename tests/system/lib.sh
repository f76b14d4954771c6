# SPDX-License-Identifier: BSD-2-Clause
# lib.sh - what the scenarios of this folder share: a directory of their own,
# the daemon, waiting, the ledger.  Sourced first; a scenario that reaches its
# last line has passed.
#
# No scenario can forget the ledger: sigterm and stop hold both laws against a
# last scrape; ended, until_idle and the end of the scenario hold them against
# what the daemon has logged last; and a daemon that still runs when its
# scenario has passed is a failure.
#
# From make: TRESTLE, the program; top_srcdir, top_builddir.
# KEEP=1 leaves the directory; TEST_TIMEOUT is the deadline for every wait.
set -eu
umask 022

top_srcdir=$(cd "${top_srcdir:-$(dirname "$0")/../..}" && pwd)
top_builddir=$(cd "${top_builddir:-.}" && pwd)
TRESTLE=${TRESTLE:-$top_builddir/trestle}
deadline=${TEST_TIMEOUT:-30}
work=$(mktemp -d "${TMPDIR:-/tmp}/trestle-test.XXXXXX")
state=$work/state
plugins=$work/plugins
pid=
others=

fail () {
    echo "FAILED: $*"
    exit 1
}

skip () {
    echo "skipped: $*"
    exit 77
}

# equal WANTED FOUND WHAT
equal () {
    [ "$1" = "$2" ] || fail "$3: wanted \"$1\", found \"$2\""
}

# contains FILE TEXT
contains () {
    grep -qF -- "$2" "$1" && return 0
    sed 's/^/  | /' "$1"
    fail "$1 does not have: $2"
}

# lib_passed: what no scenario has to say for itself.
lib_passed () {
    [ -z "$pid" ] || fail "the scenario has not ended its daemon"
    for lib_file in "$work"/*; do
        ! [ -f "$lib_file" ] || ! [ -r "$lib_file" ] \
            || closed_ledgers "$lib_file"
    done
}

lib_end () {
    status=$?
    trap - EXIT
    if [ "$status" -eq 0 ]; then
        (lib_passed) || status=$?
    fi
    for lib_pid in $pid $others; do
        kill -KILL "$lib_pid" 2>/dev/null || :
    done
    if [ "$status" -ne 0 ] && [ "$status" -ne 77 ] && [ -s "$work/log" ]; then
        echo "--- the daemon's last lines"
        tail -n 30 "$work/log"
    fi
    if [ -n "${KEEP-}" ]; then
        echo "left: $work"
    else
        rm -rf "$work"
    fi
    exit "$status"
}
trap lib_end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# wait_until WHAT COMMAND...: the only place that sleeps.
wait_until () {
    lib_what=$1
    shift
    lib_limit=$(($(date +%s) + deadline))
    until "$@"; do
        [ "$(date +%s)" -lt "$lib_limit" ] \
            || fail "waited ${deadline} s in vain until $lib_what"
        sleep 0.03
    done
}

# A needed tool; without it the scenario is skipped.
need () {
    for lib_tool in "$@"; do
        command -v "$lib_tool" >/dev/null 2>&1 \
            || skip "$lib_tool is not installed"
    done
}

# The daemon wants plugins that nobody else could have written: copies.
mkdir "$plugins" "$work/pipelines.d"
cp "$top_builddir"/.libs/*-*.so "$plugins/"

# needs_plugin NAME...: those that configure may have left out.
needs_plugin () {
    for lib_plugin in "$@"; do
        [ -f "$plugins/$lib_plugin.so" ] || skip "$lib_plugin was not built"
    done
}

# main_config: the main file, with what standard input adds.
main_config () {
    cat > "$work/trestle.cfg" <<EOF
state_dir = "$state";
plugin_dir = "$plugins";
pipelines_dir = "pipelines.d";
admin : { listen = "127.0.0.1:0"; };
vars : { WORK = "$work"; };
EOF
    cat >> "$work/trestle.cfg"
}

# pipeline NAME: a pipeline file from standard input; its name is put before.
pipeline () {
    {
        echo "name = \"$1\"; durability = \"end-to-end\";"
        cat
    } > "$work/pipelines.d/$1.cfg"
}

lib_ready () {
    kill -0 "$pid" 2>/dev/null || {
        lib_status=0
        wait "$pid" || lib_status=$?
        pid=
        fail "the daemon ended with $lib_status before it was ready"
    }
    [ -s "$state/listen" ]
}

# launch ARGUMENT...: trestle run in the background; $pid.  Its log is
# $work/log, that of a daemon before it is gone.
launch () {
    # TRESTLE may be a command with arguments (valgrind).
    # shellcheck disable=SC2086
    $TRESTLE run "$@" </dev/null >"$work/stdout" 2>"$work/log" &
    pid=$!
}

# start [ARGUMENT...]: the daemon with $work/trestle.cfg, until it is ready.
start () {
    rm -f "$state/listen"
    launch -c "$work/trestle.cfg" "$@"
    wait_until "the daemon is ready" lib_ready
}

lib_gone () {
    ! kill -0 "$pid" 2>/dev/null
}

# ended: waits for the daemon to end; its exit status in $status.
ended () {
    wait_until "the daemon ends" lib_gone
    status=0
    wait "$pid" || status=$?
    pid=
    closed_ledgers "$work/log" "$status"
}

# sigterm: holds the ledgers against a last scrape, then asks for the end.
sigterm () {
    ledgers
    kill -TERM "$pid"
}

# stop: SIGTERM, and a clean end.
stop () {
    sigterm
    ended
    equal 0 "$status" "exit status of the daemon"
}

# until_idle ARGUMENT...: run --until-idle in the foreground, with the standard
# input that the scenario gives it, and a clean end.
until_idle () {
    status=0
    # shellcheck disable=SC2086
    timeout "$deadline" $TRESTLE run --until-idle "$@" 2>"$work/log" \
        || status=$?
    equal 0 "$status" "exit status of run --until-idle"
    closed_ledgers "$work/log" "$status"
}

# address NAME: where that listener is.
address () {
    awk -v name="$1" '$1 == name { print $2 }' "$state/listen"
}

# request NAME PATH [ARGUMENT OF CURL]...: the status; the body is in
# $work/body, the head in $work/head.
request () {
    lib_url=http://$(address "$1")$2
    shift 2
    curl -sS --max-time "$deadline" -o "$work/body" -D "$work/head" \
        -w '%{http_code}' "$@" "$lib_url"
}

# binary NAME PATH ID TYPE DATA [ARGUMENT OF CURL]...: one event, binary mode.
binary () {
    lib_name=$1 lib_path=$2 lib_id=$3 lib_type=$4 lib_data=$5
    shift 5
    request "$lib_name" "$lib_path" -H 'Content-Type: application/json' \
        -H 'ce-specversion: 1.0' -H "ce-id: $lib_id" \
        -H "ce-type: $lib_type" -H 'ce-source: /test' -d "$lib_data" "$@"
}

# later FILE COMMAND...: runs in the background, its output in FILE;
# wait_for_later collects it.
later () {
    lib_file=$1
    shift
    "$@" > "$lib_file" &
    later_pid=$!
    others="$others $later_pid"
}

wait_for_later () {
    wait "$1" || fail "a request in the background failed"
}

scrape () {
    curl -sS --max-time "$deadline" "http://$(address admin)/metrics" \
        > "$work/metrics"
}

# counted METRIC LABEL...: the sum over all that have these labels (a="b").
counted () {
    lib_metric=$1
    shift
    awk -v metric="$lib_metric" -v labels="$*" '
        BEGIN { n = split(labels, wanted, " ") }
        index($0, metric "{") == 1 || $1 == metric {
            for (i = 1; i <= n; i++)
                if (!index($0, wanted[i]))
                    next
            sum += $NF
        }
        END { printf "%d\n", sum }' "$work/metrics"
}

# count_is N METRIC LABEL...: for wait_until.
count_is () {
    lib_wanted=$1
    shift
    scrape
    [ "$(counted "$@")" -eq "$lib_wanted" ]
}

# lib_laws [PIPELINE]: both laws, for one pipeline or for each, in the last
# scrape; says which is broken.
lib_laws () {
    awk -v only="${1-}" '
        function label(name) {
            if (!match($0, "[{,]" name "=\"[^\"]*\""))
                return ""
            return substr($0, RSTART + length(name) + 3,
                          RLENGTH - length(name) - 4)
        }
        !/^trestle_(events_total|deliveries_total|deliveries_pending)[{]/ {
            next
        }
        only != "" && label("pipeline") != only { next }
        { p = label("pipeline") }
        /^trestle_events_total/ { e[p, label("state")] += $NF; seen[p] = 1 }
        /^trestle_deliveries_total/ { d[p, label("state")] += $NF }
        /^trestle_deliveries_pending/ { d[p, "pending"] += $NF }
        END {
            for (p in seen) {
                n++
                in_ = e[p, "refused"] + e[p, "duplicate"] + e[p, "bad"] \
                    + e[p, "admitted"]
                way = e[p, "routed"] + e[p, "unmatched"]
                begun = d[p, "created"] + d[p, "recovered"] \
                    + d[p, "redriven"] + d[p, "replayed"]
                over = d[p, "delivered"] + d[p, "filtered"] \
                    + d[p, "dead_lettered"] + d[p, "dropped"] \
                    + d[p, "pending"]
                if (e[p, "received"] != in_)
                    print p ": received " e[p, "received"] " is not " in_
                if (e[p, "admitted"] != way)
                    print p ": admitted " e[p, "admitted"] " is not " way
                if (begun != over)
                    print p ": begun " begun " is not ended and pending " over
            }
            if (!n)
                print only ": no trestle_events_total"
        }' "$work/metrics"
}

# ledger PIPELINE: both laws hold in one scrape.
ledger () {
    scrape
    lib_broken=$(lib_laws "$1")
    [ -z "$lib_broken" ] || fail "ledger of $lib_broken"
}

# ledgers: those of all pipelines, where there is something to scrape.
ledgers () {
    if ! command -v curl >/dev/null 2>&1 || [ ! -s "$state/listen" ] \
        || [ -z "$(address admin)" ]; then
        return 0
    fi
    scrape
    lib_broken=$(lib_laws)
    [ -z "$lib_broken" ] || fail "ledger of $lib_broken"
}

# closed_ledgers LOG [STATUS]: both laws in the closing lines of a daemon, one
# for each pipeline:
#   pipeline "NAME": events: received N, ...; deliveries: created N, ...
# A daemon that was killed, or told twice to end, leaves none; one that ended
# with 0 must.  Of the events only some are printed: the others are what is
# left, which is no less than none, and makes a delivery each at least.  What
# is pending with an instance that was abandoned is not printed either.
closed_ledgers () {
    if grep -q 'the ledger does not add up' "$1"; then
        fail "$(grep 'does not add up' "$1")"
    fi
    lib_broken=$(awk -v status="${2-1}" '
        / is abandoned/ { abandoned = 1 }
        !/pipeline .*: events: received [0-9]/ { next }
        {
            lines++
            split("", n)
            line = $0
            sub(/.*: events: /, "", line)
            count = split(line, part, /[,;] */)
            for (i = 1; i <= count; i++)
                if (match(part[i], /[a-z-]+ [0-9]+/)) {
                    split(substr(part[i], RSTART, RLENGTH), word, " ")
                    n[word[1]] = word[2]
                }
            way = n["received"] - n["refused"] - n["duplicate"] - n["bad"]
            routed = way - n["unmatched"]
            over = n["delivered"] + n["filtered"] + n["dead-lettered"] \
                + n["dropped"] + n["pending"]
            if (!("created" in n) || !("dropped" in n))
                print "not all is there: " $0
            if (("admitted" in n) && n["admitted"] != way)
                print "admitted is not " way ": " $0
            if (("routed" in n) && n["routed"] != routed)
                print "routed is not " routed ": " $0
            if (routed < 0 || n["created"] < routed \
                || (n["created"] > 0 && routed == 0))
                print routed " events routed: " $0
            if (n["created"] < over || (n["created"] > over && !abandoned))
                print "created is not " over ": " $0
        }
        END {
            if (status == 0 && !lines)
                print "no closing line of any pipeline"
        }' "$1")
    [ -z "$lib_broken" ] || fail "ledger: $lib_broken"
}

# events PIPELINE STATE N: that many, in the last scrape.
events () {
    equal "$3" "$(counted trestle_events_total "pipeline=\"$1\"" \
        "state=\"$2\"")" "events $2 of $1"
}

# deliveries PIPELINE STATE N [LABEL]...
deliveries () {
    lib_pipeline=$1 lib_state=$2 lib_n=$3
    shift 3
    equal "$lib_n" "$(counted trestle_deliveries_total \
        "pipeline=\"$lib_pipeline\"" "state=\"$lib_state\"" "$@")" \
        "deliveries $lib_state $* of $lib_pipeline"
}

pending_is () {
    count_is "$2" trestle_deliveries_pending "pipeline=\"$1\""
}

# ids FILE: the ids of a file of events, in its order.
ids () {
    sed -n 's/.*"id":"\([^"]*\)".*/\1/p' "$1" | tr '\n' ' '
}
