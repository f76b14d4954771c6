#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Includes go only downwards: from a room of the core to a lower level or to
# itself; from a plugin to the public header and common/; from common/ to
# neither.  libconfig is seen by the room config/ alone.
. "$(dirname "$0")/lib.sh"

level () {
    case $1 in
        base) echo 0 ;;
        json|state|journal) echo 1 ;;
        event|config) echo 2 ;;
        match|host) echo 3 ;;
        deliver) echo 4 ;;
        route) echo 5 ;;
        admin) echo 6 ;;
        cli) echo 7 ;;
    esac
}

# "LINE PATH" of each include of $1; PATH keeps its quotes or brackets.
includes () {
    sed -n 's/^ *# *include *\([<"][^>"]*[>"]\).*/\1/p;t
            s/.*/ /p' "$1" | awk 'NF { print NR, $1 }'
}

check_core () {
    room=${1#core/}
    room=${room%%/*}
    mine=$(level "$room")
    if [ -z "$mine" ]; then
        complain "$1:1: room \"$room\" has no level in tests/style/includes.sh"
        return
    fi
    case $3 in
        '<libconfig.h>')
            [ "$room" = config ] \
                || complain "$1:$2: libconfig is for the room config/ alone" ;;
        '"config.h"') ;;
        \"*/*\")
            other=${3#\"}
            other=${other%%/*}
            if [ -d "common/$other" ] && [ "$mine" -ge 6 ]; then
                return
            fi
            theirs=$(level "$other")
            if [ -z "$theirs" ]; then
                complain "$1:$2: $3 is in no room of the core"
            elif [ "$other" != "$room" ] && [ "$theirs" -ge "$mine" ]; then
                complain "$1:$2: $room/ (level $mine) includes $3" \
                         "(level $theirs)"
            fi ;;
        \"*) complain "$1:$2: $3 must be named with its room" ;;
    esac
}

check_common () {
    case $3 in
        '<trestle/'*) complain "$1:$2: common/ includes $3" ;;
        \"*)
            target=${3#\"}
            target=${target%\"}
            [ -f "common/$target" ] || [ -f "${1%/*}/$target" ] \
                || complain "$1:$2: common/ includes $3" ;;
    esac
}

check_plugin () {
    case $3 in
        '<trestle/plugin.h>') ;;
        '<trestle/'*|'"'*..*) complain "$1:$2: a plugin includes $3" ;;
        \"*)
            target=${3#\"}
            target=${target%\"}
            [ -f "common/$target" ] || [ -f "${1%/*}/$target" ] \
                || complain "$1:$2: a plugin includes $3" ;;
    esac
}

# check_all FUNCTION FILE...
check_all () {
    check=$1
    shift
    for file in "$@"; do
        list=$(includes "$file")
        while read -r line path; do
            [ -z "$line" ] || $check "$file" "$line" "$path"
        done <<EOF
$list
EOF
    done
}

# shellcheck disable=SC2046
check_all check_core $(c_files core | grep -v '^core/include/')
# shellcheck disable=SC2046
check_all check_common $(c_files common)
# shellcheck disable=SC2046
check_all check_plugin $(c_files plugins)
finish
