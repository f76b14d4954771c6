#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# "make install DESTDIR=" puts everything where it belongs; no RUNPATH under a
# system prefix; pkg-config tells where plugins go; plugins of each kind,
# compiled outside the tree from what was installed and nothing else, are
# loaded and work.
set -eu
umask 022
top_srcdir=$(cd "${top_srcdir:-$(dirname "$0")/../..}" && pwd)
top_builddir=$(cd "${top_builddir:-.}" && pwd)
MAKE=${MAKE:-make}
CC=${CC:-cc}
work=$(mktemp -d "${TMPDIR:-/tmp}/trestle-install.XXXXXX")
dest=$work/dest
trap 'rm -rf "$work"' EXIT

fail () {
    echo "FAILED: $*"
    exit 1
}

# variable NAME: as configure has set it.
variable () {
    printf 'print:\n\t@echo "$(%s)"\n' "$1" \
        | $MAKE -s --no-print-directory -C "$top_builddir" -f Makefile -f - \
            print
}

# is FILE: a file of that name was installed.
is () {
    [ -f "$dest$1" ] || fail "$1 was not installed"
}

export MAKEFLAGS=
$MAKE -s -C "$top_builddir" install DESTDIR="$dest" >"$work/log" 2>&1 \
    || { tail -n 20 "$work/log"; fail "make install"; }
bindir=$(variable bindir)
libdir=$(variable libdir)
mandir=$(variable mandir)
includedir=$(variable includedir)
sysconfdir=$(variable sysconfdir)
plugindir=$(variable plugindir)

# What belongs there, and nothing that does not.
is "$bindir/trestle"
is "$includedir/trestle/plugin.h"
is "$libdir/libtrestle.so.0.0.0"
is "$libdir/pkgconfig/trestle.pc"
is "$sysconfdir/trestle/trestle.cfg"
is "$sysconfdir/trestle/pipelines.d/retail.cfg"
for page in man1/trestle.1 man3/trestle-plugin.3 man5/trestle.cfg.5 \
    man7/trestle-abi.7 man7/trestle-pattern.7; do
    is "$mandir/$page"
done
for plugin in "$dest$plugindir"/*.so; do
    name=$(basename "$plugin" .so)
    is "$mandir/man7/trestle-$name.7"
done
is "$plugindir/target-null.so"
[ ! -e "$dest$plugindir/target-hello.so" ] || fail "an example was installed"
[ "$(find "$dest$includedir" -type f | wc -l)" -eq 1 ] \
    || fail "more than one header was installed"

# Under a system prefix libraries are found without help.
runpaths () {
    for file in "$dest$bindir/trestle" "$dest$libdir"/libtrestle.so \
        "$dest$plugindir"/*.so; do
        readelf -d "$file" | grep -E 'RPATH|RUNPATH' | sed "s|^|$file|" || :
    done
}
case $libdir in
    /usr/lib|/usr/lib/*-linux-gnu*|/usr/lib64)
        [ -z "$(runpaths)" ] || fail "$(runpaths)" ;;
    *) echo "RUNPATH is not looked at: libdir is $libdir" ;;
esac

# libtrestle needs libc, libconfig and json-c; sanitizers bring their own.
odd=$(readelf -d "$dest$libdir/libtrestle.so" | sed -n 's/.*NEEDED.*\[\(.*\)\]/\1/p' \
    | grep -vE '^(libc|libconfig|libjson-c|libm|libpthread|ld-linux.*|libasan|libubsan|libtsan|libgcc_s)\.so' || :)
[ -z "$odd" ] || fail "libtrestle.so needs $odd"

# Plugins outside the tree.
export PKG_CONFIG_PATH="$dest$libdir/pkgconfig"
found=$(pkg-config --variable=plugindir trestle)
[ "$found" = "$plugindir" ] || fail "plugindir of trestle.pc is $found"
found=$(pkg-config --variable=abi trestle)
[ "$found" = 0 ] || fail "abi of trestle.pc is $found"
# For the compiler the paths of trestle.pc are below DESTDIR.
export PKG_CONFIG_SYSROOT_DIR="$dest"
export PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1 PKG_CONFIG_ALLOW_SYSTEM_LIBS=1
flags=$(pkg-config --cflags --libs trestle)
mkdir "$work/plugins" "$work/outside"
cp "$dest$plugindir"/*.so "$work/plugins/"
cp "$top_srcdir"/plugins/example/*.c "$work/outside/"
sanitize=$(variable SAN_CFLAGS)
for source in "$work/outside"/*.c; do
    name=$(basename "$source" .c)
    # shellcheck disable=SC2086
    $CC -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -O2 -fPIC -shared \
        $sanitize -o "$work/plugins/$name.so" "$source" $flags \
        || fail "could not compile $name"
done

export LD_LIBRARY_PATH="$dest$libdir"
trestle=$dest$bindir/trestle
for name in source-beat filter-region transform-stamp target-hello; do
    "$trestle" plugins "$work/plugins/$name.so" >"$work/text" 2>&1 \
        || fail "$name: $(cat "$work/text")"
    grep -q "$name" "$work/text" || fail "$name: $(cat "$work/text")"
done

# And at work: a file of one event goes through all but the source.
echo '{"specversion":"1.0","id":"7","type":"t","source":"/s","region":"kansai"}' \
    > "$work/in.jsonl"
cat > "$work/outside.cfg" <<EOF
name = "outside"; durability = "end-to-end";
state_dir = "$work/state"; plugin_dir = "$work/plugins";
sources = ( { name = "in"; type = "file"; file = "$work/in.jsonl"; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
            steps = ( { filter = "region"; },
                      { transform = "stamp"; } );
            targets = [ "hello", "out" ]; } );
targets = ( { name = "hello"; type = "hello"; },
            { name = "out"; type = "file"; file = "$work/out.jsonl"; } );
EOF
"$trestle" run -c "$work/outside.cfg" --until-idle >"$work/text" 2>&1 \
    || fail "run ended with $?: $(cat "$work/text")"
grep -q '"seenby":"trestle"' "$work/out.jsonl" || fail "nothing went through"
grep -q 'hello, event "7"' "$work/text" || fail "target hello: $(cat "$work/text")"

# What was installed goes again.
$MAKE -s -C "$top_builddir" uninstall DESTDIR="$dest" >"$work/log" 2>&1 \
    || fail "make uninstall: $(tail -n 5 "$work/log")"
left=$(find "$dest" ! -type d)
[ -z "$left" ] || fail "left by make uninstall: $left"
