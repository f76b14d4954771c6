#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The header alone, and a small plugin, compile as C99 to C++20 with gcc and
# clang, without a warning and without a hole in a struct.
. "$(dirname "$0")/lib.sh"
strict="-Wall -Wextra -Wpedantic -Wpadded -Wshadow -Wundef -Werror"

echo '#include <trestle/plugin.h>' > "$work/alone.c"
cp "$work/alone.c" "$work/alone.cc"

cat > "$work/plugin.c" <<'EOF'
#include <trestle/plugin.h>
#include <trestle/plugin.h>

static void
probe_deliver (void *self, struct trestle_delivery *const *d, size_t n)
{
    (void)self;
    trestle_delivery_done (d, n, TRESTLE_OK);
}

static const struct trestle_param probe_params[] = {
    { "word", "hello", NULL, "a word", NULL, TRESTLE_STRING, 0 },
    TRESTLE_PARAMS_END
};

static const struct trestle_plugin probe = {
    TRESTLE_HEAD (TRESTLE_TARGET), "probe", "1", "a probe", probe_params,
    TRESTLE_NONBLOCK, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
    probe_deliver
};
TRESTLE_REGISTER (probe);
EOF
cp "$work/plugin.c" "$work/plugin.cc"

# try COMPILER STANDARD FILE [OPTION...]
try () {
    compiler=$1 standard=$2 file=$3
    shift 3
    # shellcheck disable=SC2086
    if "$compiler" -std="$standard" $strict -I "$header_dir" "$@" -c \
        "$work/$file" -o "$work/out.o" 2>"$work/messages"; then
        passed
    else
        complain "$compiler -std=$standard $file $*"
        head -n 5 "$work/messages"
    fi
}

# Compilers that are there and know the standard.
knows () {
    has "$1" && echo 'int x;' > "$work/x.$3" \
        && "$1" -std="$2" -c "$work/x.$3" -o "$work/out.o" 2>/dev/null
}

for compiler in gcc clang; do
    for standard in c99 c11 c17; do
        knows $compiler $standard c || continue
        try $compiler $standard alone.c
        try $compiler $standard plugin.c
        try $compiler $standard plugin.c -DTRESTLE_BUILD_FOR_MINOR=0
    done
done
for compiler in g++ clang++; do
    for standard in c++11 c++17 c++20; do
        knows $compiler $standard cc || continue
        try $compiler $standard alone.cc
        try $compiler $standard plugin.cc
    done
done

# The plugin's one symbol is not mangled.
if knows g++ c++17 cc && g++ -I "$header_dir" -fvisibility=hidden -c \
    "$work/plugin.cc" -o "$work/out.o"; then
    if nm "$work/out.o" | grep -q ' T trestle_plugin_v0$'; then
        passed
    else
        complain "a C++ plugin has no symbol trestle_plugin_v0"
    fi
fi

# A minor that this header does not know is an error.
if $cc -DTRESTLE_BUILD_FOR_MINOR=99 -I "$header_dir" -c "$work/alone.c" \
    -o "$work/out.o" 2>"$work/messages"; then
    complain "TRESTLE_BUILD_FOR_MINOR=99 was taken"
elif grep -q 'is newer than this trestle/plugin.h' "$work/messages"; then
    passed
else
    complain "TRESTLE_BUILD_FOR_MINOR=99: another error"
fi
finish
