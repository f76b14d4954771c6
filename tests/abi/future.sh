#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# What the loader refuses, message by message: plugins of later ABIs, and
# plugins, files and permissions with faults (trestle-abi(7)).
. "$(dirname "$0")/lib.sh"
source=$top_srcdir/tests/abi/future.c
has ${cc%% *} || skip "no compiler"
mkdir "$work/plugins" "$work/state"

# build KIND-NAME [OPTION...]: sets so
build () {
    so=$work/plugins/$1.so
    shift
    rm -f "$so"
    $cc -shared -fPIC -fvisibility=hidden -Wall -Wextra -Werror \
        -I "$header_dir" "$@" "$source" -o "$so" || exit 1
}

# expect MESSAGE: "trestle plugins" refuses $so, and only so
expect () {
    $TRESTLE plugins "$so" >"$work/out" 2>"$work/err"
    status=$?
    if [ $status -ne 2 ]; then
        complain "$1: status $status, not 2"
        cat "$work/err"
    elif grep -qF -- "cannot load plugin \"$so\": $1" "$work/err"; then
        passed
    else
        complain "expected: cannot load plugin \"$so\": $1"
        cat "$work/err"
    fi
}

# accepted TEXT: "trestle plugins" shows $so, and TEXT is in it
accepted () {
    if $TRESTLE plugins "$so" >"$work/out" 2>"$work/err" \
        && grep -qF -- "$1" "$work/out"; then
        passed
    else
        complain "$so: should have been accepted, with \"$1\""
        cat "$work/out" "$work/err"
    fi
}

# refused_in_check TYPE MESSAGE: in a pipeline file
refused_in_check () {
    cat > "$work/pipeline.cfg" <<EOF
name = "p";
state_dir = "$work/state";
plugin_dir = "$work/plugins";
rules = ( { name = "r"; pattern : { type = [ "t" ]; }; targets = [ "x" ]; } );
targets = (
  { name = "x"; type = "$1"; } );
EOF
    $TRESTLE check -c "$work/pipeline.cfg" >"$work/out" 2>&1
    status=$?
    if [ $status -ne 78 ]; then
        complain "$1: check gave $status, not 78"
        cat "$work/out"
    elif grep -qF -- "$2" "$work/out" \
        && grep -q "^$work/pipeline.cfg:6: " "$work/out"; then
        passed
    else
        complain "expected of check: pipeline.cfg:6: ... $2"
        cat "$work/out"
    fi
}

# ---- later minors ----

build target-future
accepted future

build target-future -DFLUSH=future_flush
expect 'uses trestle ABI 0.1; this is 0.0'

build target-future -DFLUSH=future_flush -DFLAGS=TRESTLE_MAY_DEGRADE
accepted future

build target-future -DUNIT='"m"'
expect 'uses trestle ABI 0.1; this is 0.0'

# What a row says of a setting is never ignored.
build target-future -DUNIT='"m"' -DFLAGS=TRESTLE_MAY_DEGRADE
expect 'setting "word": row is of a later trestle ABI'

build target-future -DMINOR=0 -DSIZE='sizeof (struct trestle_plugin)' \
    -DPARAM_SIZE='sizeof (struct future_param)'
accepted word

# An older plugin: its struct ends before the callbacks of other kinds.
build filter-future -DKIND=TRESTLE_FILTER -DFILTER=future_filter \
    -DDELIVER=NULL -DMINOR=0 \
    -DSIZE='offsetof (struct trestle_plugin, transform)'
accepted future

# A function of a later minor: the dynamic linker refuses.
echo 'TRESTLE_0.1 { global: trestle_new_function; };' > "$work/map"
echo 'int trestle_new_function (void); int trestle_new_function (void) { return 0; }' \
    > "$work/new.c"
$cc -shared -fPIC "$work/new.c" -Wl,-soname,libtrestle.so.0 \
    -Wl,--version-script="$work/map" -o "$work/libtrestle.so" || exit 1
build target-future -DNEW_FUNCTION -L"$work" -Wl,--no-as-needed -ltrestle
$TRESTLE plugins "$so" >"$work/out" 2>"$work/err"
if [ $? -eq 2 ] && grep -q "version .TRESTLE_0.1' not found" "$work/err"; then
    passed
else
    complain "a function of a later minor should have been refused"
    cat "$work/err"
fi

# ---- other majors ----

build target-future -DSYMBOL=trestle_plugin_v1
expect 'was built for trestle ABI 1; this is 0'

build target-future -DSYMBOL=trestle_plugin_v2
expect 'was built for trestle ABI 2; this is 0'

build target-future -DMAJOR=1
expect 'was built for trestle ABI 1; this is 0'

build target-future -DSYMBOL=something_else
expect 'exports no symbol "trestle_plugin_v0"'

# ---- faults ----

build target-future -DFLAGS=8
expect 'uses flags 0x8, which this trestle does not know'

build target-future -DFLAGS='(8 | TRESTLE_MAY_DEGRADE)'
expect 'uses flags 0x8, which this trestle does not know'

build target-future -DSIZE=7
expect 'uses ABI struct sizes that make no sense'

build target-future -DPARAM_SIZE=3
expect 'uses ABI struct sizes that make no sense'

build target-future -DDELIVER=NULL
expect 'has no callback "deliver"'

build filter-future -DKIND=TRESTLE_FILTER -DDELIVER=NULL
expect 'has no callback "filter"'

build transform-future -DKIND=TRESTLE_TRANSFORM -DDELIVER=NULL
expect 'has no callback "transform"'

build target-future -DFILTER=future_filter
expect 'a target has no use for the callback "filter"'

build source-future -DKIND=TRESTLE_SOURCE
expect 'a source has no use for the callback "deliver"'

# ---- tables of settings ----

for name in name type use path filter transform retry delivery dead_letter; do
    build target-future -DPARAM="\"$name\""
    expect "setting \"$name\": "
done

build target-future -DPARAM_TYPE=99
expect 'setting "word": '

build target-future -DPARAM_FLAGS=64
expect 'setting "word": '

build target-future -DPARAM_TYPE=TRESTLE_INT -DFALLBACK='"many"'
expect 'setting "word": '

build target-future -DPARAM_TYPE=TRESTLE_INT -DFALLBACK='"7"' \
    -DALLOWED='"1..5"'
expect 'setting "word": '

build target-future -DFALLBACK='"c"' -DALLOWED='"a|b"'
expect 'setting "word": '

# ---- in a pipeline: another name, another kind ----

build target-y -DNAME='"x"'
refused_in_check y "cannot load plugin \"$so\": is named \"x\", not \"y\""

build target-y -DNAME='"y"' -DKIND=TRESTLE_FILTER -DFILTER=future_filter \
    -DDELIVER=NULL
refused_in_check y "cannot load plugin \"$so\": is a filter, not a target"

build target-y -DNAME='"y"' -DFLUSH=future_flush
refused_in_check y \
    "cannot load plugin \"$so\": uses trestle ABI 0.1; this is 0.0"

# ---- files ----

build target-future
size=$(wc -c < "$so")
for part in 2 3; do
    head -c $((size / part)) "$so" > "$work/cut"
    cp "$work/cut" "$so"
    expect 'file is cut short'
    build target-future
done

head -c 20 "$so" > "$work/cut"
cp "$work/cut" "$so"
expect 'is no ELF file'

build target-future
chmod 666 "$so"
expect "can be written by others: mode 0666 of \"$so\""
chmod 644 "$so"
accepted future

chmod 775 "$work/plugins"
expect "can be written by others: mode 0775 of \"$work/plugins\""
chmod 755 "$work/plugins"

if [ "$(id -u)" -eq 0 ]; then
    chown 12345 "$so"
    expect "\"$so\" belongs to uid 12345, neither root nor the user that runs trestle"
    chown 0 "$so"
fi
accepted future
finish
