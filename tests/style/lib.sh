# SPDX-License-Identifier: BSD-2-Clause
# lib.sh - for the checks of this folder: where the source is, and what is
# counted as wrong.
top=$(cd "${top_srcdir:-$(dirname "$0")/../..}" && pwd)
cd "$top" || exit 99
strip=tests/style/strip.awk
wrong=0

# complain FILE:LINE: what is wrong there
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

# C sources below "$@", in a fixed order.
c_files () {
    find "$@" \( -name '*.c' -o -name '*.h' -o -name '*.cc' \) -print \
        2>/dev/null | LC_ALL=C sort
}
