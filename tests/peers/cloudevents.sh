#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The JavaScript SDK of CloudEvents publishes in three modes.
. "$(dirname "$0")/lib.sh"
need node curl
[ -d "$peers/node_modules/cloudevents" ] \
    || skip "no SDK: scripts/install-deps --peers"

start_router
node "$top_srcdir/tests/peers/cloudevents.mjs" "$peers" \
    "http://$(address front)/events" "$work/out" \
    || fail "see above"
finish_router
