#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Every fuzz target takes its corpus, and some mutations of it.
set -u
failed=0
for target in "$top_builddir"/tests/fuzz/fuzz-*; do
    [ -x "$target" ] && [ ! -d "$target" ] || continue
    case $target in *.o | *.lo | *.sh) continue ;; esac
    name=${target##*/fuzz-}
    corpus=$top_srcdir/tests/fuzz/corpus/$name
    if ! [ -d "$corpus" ]; then
        echo "no corpus for $name"
        failed=1
        continue
    fi
    if TRESTLE_FUZZ_RUNS=${TRESTLE_FUZZ_RUNS:-300} "$target" "$corpus"/*; then
        echo "ok: $name"
    else
        echo "FAILED: $name"
        failed=1
    fi
done
exit $failed
