# SPDX-License-Identifier: BSD-2-Clause
# lib.sh - the daemon with rules that look at every part of an event, for the
# SDKs of this folder.  Each target's file lies in $work/out.
. "$(dirname "$0")/../system/lib.sh"
peers=$top_srcdir/tests/peers/.peers
needs_plugin source-http target-file

start_router () {
    mkdir "$work/out"
    main_config </dev/null
    pipeline peers <<'EOF'
sources = ( { name = "front"; type = "http"; listen = "127.0.0.1:0"; } );
rules = (
  { name = "all"; pattern : { id = ( { exists = true; } ); };
    targets = [ "all" ]; },
  { name = "type"; pattern : { type = ( { suffix = ".placed"; } ); };
    targets = [ "type" ]; },
  { name = "text"; pattern : { storeno = [ "7" ]; }; targets = [ "text" ]; },
  { name = "count"; pattern : { count = ( { numeric = ( ">", 0 ); } ); };
    targets = [ "count" ]; },
  { name = "exact"; pattern : { count = [ -3 ]; }; targets = [ "exact" ]; },
  { name = "flag"; pattern : { express = [ true ]; }; targets = [ "flag" ]; },
  { name = "subject"; pattern : { subject = ( { prefix = "SO 1"; } ); };
    targets = [ "subject" ]; },
  { name = "time"; pattern : { time = ( { prefix = "2026-11-20T"; } ); };
    targets = [ "time" ]; },
  { name = "schema"; pattern : { dataschema = ( { exists = true; } ); };
    targets = [ "schema" ]; },
  { name = "absent"; pattern : { subject = ( { exists = false; } ); };
    targets = [ "absent" ]; },
  { name = "media"; pattern : { datacontenttype = ( { suffix = "/xml"; } ); };
    targets = [ "media" ]; },
  { name = "data"; pattern : { data : { amount = ( { numeric = ( ">=", 1000 ); } ); }; };
    targets = [ "data" ]; },
  { name = "items"; pattern : { data : { a = [ 2 ]; }; };
    targets = [ "items" ]; }
);
targets = (
  { name = "all"; type = "file"; file = "${WORK}/out/all.jsonl"; },
  { name = "type"; type = "file"; file = "${WORK}/out/type.jsonl"; },
  { name = "text"; type = "file"; file = "${WORK}/out/text.jsonl"; },
  { name = "count"; type = "file"; file = "${WORK}/out/count.jsonl"; },
  { name = "exact"; type = "file"; file = "${WORK}/out/exact.jsonl"; },
  { name = "flag"; type = "file"; file = "${WORK}/out/flag.jsonl"; },
  { name = "subject"; type = "file"; file = "${WORK}/out/subject.jsonl"; },
  { name = "time"; type = "file"; file = "${WORK}/out/time.jsonl"; },
  { name = "schema"; type = "file"; file = "${WORK}/out/schema.jsonl"; },
  { name = "absent"; type = "file"; file = "${WORK}/out/absent.jsonl"; },
  { name = "media"; type = "file"; file = "${WORK}/out/media.jsonl"; },
  { name = "data"; type = "file"; file = "${WORK}/out/data.jsonl"; },
  { name = "items"; type = "file"; file = "${WORK}/out/items.jsonl"; }
);
EOF
    start
}

# finish_router: the ledger, and a clean end.
finish_router () {
    ledger peers
    equal 0 "$(counted trestle_events_total 'state="refused"')" "refused"
    stop
}
