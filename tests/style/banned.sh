#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# What HACKING lists under "Not here" and "Seams": functions and constructs
# that stand nowhere, or only where they belong.
. "$(dirname "$0")/lib.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# All sources, stripped, as FILE:LINE:TEXT.
for file in $(c_files core common plugins tests bench); do
    awk -f "$strip" "$file" | awk -v file="$file" '{ print file ":" NR ":" $0 }'
done > "$work/all"
grep -E '^(core|common|plugins)/' "$work/all" > "$work/product"
grep '^core/' "$work/all" > "$work/core"

# ban LIST REGEX ALLOWED WHY: a line of LIST that has REGEX is wrong, unless its
# file matches ALLOWED.
ban () {
    found=$(grep -E -- "^[^:]*:[0-9]+:.*($2)" "$work/$1" \
        | grep -vE -- "^($3):" || :)
    [ -z "$found" ] || while IFS= read -r line; do
        complain "$line    <- $4"
    done <<EOF
$found
EOF
}

# As ban, for calls of the functions in $2 (a|b|c).
ban_calls () {
    ban "$1" "(^|[^A-Za-z0-9_>.])($2) *\\(" "$3" "$4"
}

nowhere='-'
ban_calls all 'strcpy|strcat|sprintf|vsprintf|strtok|strtok_r|atoi|atol|atoll|atof|gets|alloca' \
    "$nowhere" 'is not used here'
ban_calls product 'strtol|strtoul|strtoll|strtoull|strtoimax|strtoumax|strtod|strtof|sscanf' \
    'core/base/parse\.c|core/json/number\.c' 'numbers are read by base/parse.h'
ban_calls product 'exit' 'core/cli/main\.c' 'only main.c ends the program'
ban_calls all 'sleep|usleep|nanosleep|clock_nanosleep' "$nowhere" \
    'wait for a condition'
ban_calls product 'setlocale|fork|vfork|popen|system' 'core/cli/.*' \
    'not in a daemon with threads'
ban all '//' "$nowhere" 'comments are /* */'
ban all '__DATE__|__TIME__' "$nowhere" 'builds are reproducible'
ban all 'typedef +(struct|enum|union)' "$nowhere" 'structs are struct thing'
ban product '(^|[^A-Za-z0-9_])char +[a-z_]+\[(PATH_MAX|BUFSIZ|LINE_MAX|[0-9]{4,})\]' \
    "$nowhere" 'text can be longer'

# The public header knows no library.
found=$(grep -n '^ *# *include' core/include/trestle/plugin.h \
    | grep -vE '<(stddef|stdint)\.h>' || :)
[ -z "$found" ] || complain "core/include/trestle/plugin.h:$found"

# Seams.  The heart is told the time, owns no thread and opens no file.
clocks='clock_gettime|gettimeofday|time|clock|timerfd_create'
threads='pthread_[a-z_]+|thrd_[a-z]+|mtx_[a-z]+'
files='open|openat|creat|fopen|fdopen|read|pread|readv|write|pwrite|writev|pwritev|fsync|fdatasync|ftruncate|truncate|rename|renameat|unlink|unlinkat|mkdir|mkdirat|opendir|stat|fstat|lstat'
ban_calls core "$clocks" 'core/base/(clock|log|random)\.c|core/(deliver/worker|route/writer)\.c|core/admin/.*|core/cli/.*' \
    'time is handed in (base/clock.h)'
grep -E '^core/(base|json|match|event|journal)/' "$work/core" > "$work/heart"
ban_calls heart "$threads" 'core/base/log\.c' 'no threads in this room'
ban_calls heart "$files" 'core/base/(io|log|random)\.c' \
    'files are handed in (base/io.h)'
grep -E '^core/(deliver|route)/' "$work/core" > "$work/ways"
ban_calls ways "$files" 'core/route/([a-z]*_conf|bridge)\.c' \
    'files are handed in (base/io.h)'
grep -E '^core/deliver/(ledger|schedule|policy|order|breaker|delivery)' \
    "$work/core" > "$work/machines"
ban_calls machines "$threads" "$nowhere" 'a state machine owns no thread'

# #if inside a function: make two functions.  A function begins with a brace in
# the first column, and a macro that hides control flow or a brace is none.
for file in $(c_files core common plugins); do
    awk -f "$strip" "$file" | awk -v file="$file" '
        /^\{/ { inside = 1 }
        /^\}/ { inside = 0 }
        /TRESTLE_REGISTER/ { next } # defines a function, as it says
        inside && /^ *# *if/ { print file ":" NR ": #if inside a function" }
        /^ *# *define/ || going {
            if (!going) { at = NR; text = "" }
            text = text " " $0
            going = /\\$/
            if (!going) {
                body = text
                opened = gsub(/[{]/, "", body)
                closed = gsub(/[}]/, "", body)
                if (opened != closed)
                    print file ":" at ": a macro hides a brace"
                if (text ~ /[^A-Za-z_](return|goto|break|continue|for|while)[^A-Za-z_]/)
                    print file ":" at ": a macro hides a return or a loop"
            }
        }'
done > "$work/shape"
while IFS= read -r line; do
    complain "$line"
done < "$work/shape"
finish
