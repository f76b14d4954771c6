#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The Python SDK of CloudEvents publishes in binary and structured mode.
. "$(dirname "$0")/lib.sh"
need curl
python=$peers/python/bin/python
[ -x "$python" ] || skip "no SDK: scripts/install-deps --peers"

start_router
"$python" "$top_srcdir/tests/peers/cloudevents.py" \
    "http://$(address front)/events" "$work/out" || fail "see above"
finish_router
