# SPDX-License-Identifier: BSD-2-Clause
# lib.sh - for the checks of this folder: the pages, and a directory.
set -eu
umask 022
top_srcdir=$(cd "${top_srcdir:-$(dirname "$0")/../..}" && pwd)
top_builddir=$(cd "${top_builddir:-.}" && pwd)
TRESTLE=${TRESTLE:-$top_builddir/trestle}
blocks=$top_srcdir/tests/docs/blocks.awk
wrong=0
work=$(mktemp -d "${TMPDIR:-/tmp}/trestle-docs.XXXXXX")
trap 'rm -rf "$work"' EXIT

complain () {
    echo "$*"
    wrong=$((wrong + 1))
}

finish () {
    if [ "$wrong" -gt 0 ]; then
        echo "$wrong to mend"
        exit 1
    fi
    exit 0
}

skip () {
    echo "skipped: $*"
    exit 77
}

pages () {
    find "$top_srcdir/docs" "$top_srcdir/plugins" -name '*.pod' \
        | LC_ALL=C sort
}

# Copies of the plugins where the program trusts them.
copy_plugins () {
    mkdir "$work/plugins"
    cp "$top_builddir"/.libs/*-*.so "$work/plugins/"
}
