#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# clang-format has nothing to change.
. "$(dirname "$0")/lib.sh"

# Releases of clang-format differ in details; .clang-format is for Debian 12's.
for tool in clang-format-14 clang-format; do
    version=$($tool --version 2>/dev/null) && break
done
case $version in
    *'version 14.'*) ;;
    '') echo "skipped: clang-format is not installed"; exit 77 ;;
    *) echo "skipped: wants clang-format 14, this is $version"; exit 77 ;;
esac
for file in $(c_files core common plugins tests bench); do
    $tool --dry-run -Werror "$file" >/dev/null 2>&1 \
        || complain "$file: $tool -i would change it"
done
finish
