#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The scanner beside simdjson (Debian: libsimdjson-dev), on generated documents
# and broken ones.
set -eu
top_srcdir=$(cd "${top_srcdir:-$(dirname "$0")/../..}" && pwd)
top_builddir=$(cd "${top_builddir:-.}" && pwd)
CC=${CC:-cc}
CXX=${CXX:-c++}

skip () {
    echo "skipped: $*"
    exit 77
}

work=$(mktemp -d "${TMPDIR:-/tmp}/trestle-test.XXXXXX")
trap 'rm -rf "$work"' EXIT
echo '#include <simdjson.h>' > "$work/try.cpp"
$CXX -std=c++17 -fsyntax-only "$work/try.cpp" 2> /dev/null \
    || skip "no simdjson: scripts/install-deps --peers"

# The room is compiled anew: the build may be one with sanitizers.
cd "$work"
$CC -std=gnu11 -D_GNU_SOURCE -O2 -c -I"$top_srcdir/core/include" \
    -I"$top_srcdir/core" "$top_srcdir"/core/base/*.c \
    "$top_srcdir"/core/json/*.c "$top_srcdir/tests/tools/json-generate.c"
$CXX -std=c++17 -O2 -I"$top_srcdir/core/include" -I"$top_srcdir/core" \
    -o json-simdjson "$top_srcdir/tests/peers/json-simdjson.cpp" ./*.o \
    -lsimdjson
runs=20000
[ -z "${TRESTLE_LONG:-}" ] || runs=1000000
./json-simdjson "$runs"
