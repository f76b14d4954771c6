#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Every example of a configuration that is marked "=for check CONTEXT" passes
# trestle check, put into what CONTEXT says; in trestle.cfg(5) all are marked.
#
#   main                     a whole trestle.cfg
#   pipeline                 a whole pipeline file
#   pipeline-part PART       its sources, rules or targets; the rest is made up
#   source, target           settings of one source or target of type "file"
#   rule [with FILE]         settings of one rule; FILE holds a pattern
. "$(dirname "$0")/lib.sh"
copy_plugins
conf=$work/conf
# What the examples take from the environment.
export TOKEN=one OLD_TOKEN=two

fresh () {
    rm -rf "$conf"
    mkdir -p "$conf/pipelines.d"
    echo '{"type":["t"]}' > "$conf/pattern.json"
}

# main_file: a trestle.cfg for pipelines that use what the examples use.
main_file () {
    cat > "$conf/trestle.cfg" <<EOF
state_dir = "$work/state"; plugin_dir = "$work/plugins";
pipelines_dir = "pipelines.d";
sources = ( { name = "front"; type = "http"; listen = "127.0.0.1:8080"; } );
EOF
}

# usual_targets RULES: one for each name that they have, which may be none.
usual_targets () {
    names='"lake"'
    [ "$1" = - ] || names=$(tr '\n' ' ' < "$1" \
        | grep -o 'targets *= *\[[^]]*\]' | grep -o '"[^"]*"' | sort -u)
    echo 'targets = ('
    comma=
    for name in $names; do
        echo "$comma { name = $name; type = \"null\"; }"
        comma=,
    done
    echo ');'
}

# pipeline_file SOURCES RULES TARGETS: each a file, or - for the usual.
pipeline_file () {
    {
        echo 'name = "example"; durability = "end-to-end";'
        if [ "$1" = - ]; then
            echo 'sources = ( { use = "front"; path = "/example"; } );'
        else
            cat "$1"
        fi
        if [ "$2" = - ]; then
            echo 'rules = ( { name = "all"; pattern : { type = [ "t" ]; };'
            echo '            targets = [ "lake" ]; } );'
        else
            cat "$2"
        fi
        if [ "$3" = - ]; then
            usual_targets "$2"
        else
            cat "$3"
        fi
    } > "$conf/pipelines.d/example.cfg"
}

# build FILE CONTEXT...: the configuration around the example.
build () {
    text=$1
    shift
    fresh
    main_file
    case "$*" in
        main)
            { cat "$text"; echo "plugin_dir = \"$work/plugins\";"; } \
                > "$conf/trestle.cfg" ;;
        pipeline) cp "$text" "$conf/pipelines.d/example.cfg" ;;
        'pipeline-part sources') pipeline_file "$text" - - ;;
        'pipeline-part rules') pipeline_file - "$text" - ;;
        'pipeline-part targets') pipeline_file - - "$text" ;;
        rule*)
            [ "${2-}" != with ] \
                || mv "$conf/pattern.json" "$conf/pipelines.d/$3"
            { echo 'rules = ( { name = "one";'
              cat "$text"
              echo 'targets = [ "lake" ]; } );'; } > "$work/part"
            pipeline_file - "$work/part" - ;;
        target)
            { echo 'targets = ( { name = "lake"; type = "file"; file = "out";'
              cat "$text"
              echo '} );'; } > "$work/part"
            pipeline_file - - "$work/part" ;;
        source)
            { echo 'sources = ( { name = "in"; type = "file"; file = "in";'
              cat "$text"
              echo '} );'; } > "$work/part"
            pipeline_file "$work/part" - - ;;
        *) return 1 ;;
    esac
}

found=0
for page in $(pages); do
    awk -v dir="$work" -f "$blocks" "$page" > "$work/list"
    while read -r n line context; do
        if [ "$context" = - ]; then
            case $page in
                */trestle.cfg.5.pod)
                    complain "$page:$line: an example without \"=for check\""
            esac
            continue
        fi
        found=$((found + 1))
        # shellcheck disable=SC2086
        build "$work/$n.txt" $context || {
            complain "$page:$line: unknown context \"$context\""
            continue
        }
        # shellcheck disable=SC2086
        $TRESTLE check -c "$conf/trestle.cfg" >"$work/text" 2>&1 \
            || complain "$page:$line: $(cat "$work/text")"
    done < "$work/list"
done
[ "$found" -gt 0 ] || complain "no page has an example to check"

# What is installed, and what the README shows.
fresh
cp "$top_srcdir/etc/trestle.cfg" "$conf/"
cp "$top_srcdir"/etc/pipelines.d/*.cfg "$conf/pipelines.d/"
echo "plugin_dir = \"$work/plugins\";" >> "$conf/trestle.cfg"
# shellcheck disable=SC2086
$TRESTLE check --strict -c "$conf/trestle.cfg" >"$work/text" 2>&1 \
    || complain "etc/trestle.cfg: $(cat "$work/text")"
for example in "$top_srcdir"/etc/examples/*.cfg; do
    { cat "$example"; echo "plugin_dir = \"$work/plugins\";"; } \
        > "$conf/example.cfg"
    # shellcheck disable=SC2086
    $TRESTLE check -c "$conf/example.cfg" --set IN="$work/in" \
        --set OUT="$work/out" >"$work/text" 2>&1 \
        || complain "$example: $(cat "$work/text")"
done
{ sed -n '/^    name = "orders"/,/^    targets = /p' "$top_srcdir/README.md"
  echo "plugin_dir = \"$work/plugins\";"; } > "$conf/readme.cfg"
# shellcheck disable=SC2086
$TRESTLE check -c "$conf/readme.cfg" >"$work/text" 2>&1 \
    || complain "README.md: $(cat "$work/text")"
finish
