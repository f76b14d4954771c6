#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Each plugin's page names, in its section SETTINGS, exactly the settings of
# its table: "=item B<name> = ...", members of a group too.
. "$(dirname "$0")/lib.sh"
copy_plugins

for file in "$work"/plugins/*.so; do
    plugin=$(basename "$file" .so)
    page=$top_srcdir/plugins/$plugin/trestle-$plugin.7.pod
    # The examples have their page in trestle-plugin(3).
    ls "$top_srcdir/plugins/example/$plugin".* >/dev/null 2>&1 && continue
    [ -f "$page" ] || {
        complain "$page: $plugin has no page"
        continue
    }
    # shellcheck disable=SC2086
    $TRESTLE plugins "$file" --json > "$work/json" \
        || complain "trestle plugins $file --json"
    grep -o '"name":"[a-z_0-9]*","type":' "$work/json" \
        | sed 's/"name":"\(.*\)","type":/\1/' | sort -u > "$work/table"
    sed -n '/^=head1 SETTINGS/,/^=head1 [^S]/p' "$page" | grep '^=item' \
        | grep -o 'B<[a-z_0-9]*>' | sed 's/B<\(.*\)>/\1/' | sort -u \
        > "$work/page"
    for name in $(comm -23 "$work/table" "$work/page"); do
        complain "$page: setting \"$name\" is not described"
    done
    for name in $(comm -13 "$work/table" "$work/page"); do
        complain "$page: setting \"$name\" does not exist"
    done
done
finish
