# SPDX-License-Identifier: BSD-2-Clause
# lib.sh - for the tests of the plugin ABI: where things are, and a folder that
# goes away.
top_srcdir=$(cd "${top_srcdir:-$(dirname "$0")/../..}" && pwd -P)
top_builddir=$(cd "${top_builddir:-.}" && pwd -P)
header_dir=$top_srcdir/core/include
header=$header_dir/trestle/plugin.h
TRESTLE=${TRESTLE:-$top_builddir/trestle}
# These and TRESTLE may have arguments: they are never quoted.
cc=${CC:-cc}
cxx=${CXX:-c++}
wrong=0
checked=0

umask 022
work=$(mktemp -d)
work=$(cd "$work" && pwd -P)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# complain WHAT...: one thing is wrong
complain () {
    echo "FAIL: $*"
    wrong=$((wrong + 1))
}

passed () {
    checked=$((checked + 1))
}

# skip REASON...
skip () {
    echo "skipped: $*"
    exit 77
}

finish () {
    echo "$checked checked, $wrong wrong"
    [ "$wrong" -eq 0 ] && [ "$checked" -gt 0 ]
    exit
}

has () {
    command -v "$1" >/dev/null 2>&1
}
