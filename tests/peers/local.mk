# SPDX-License-Identifier: BSD-2-Clause
# "make check-peers": clients of other makers, from scripts/install-deps.
peer_tests += \
	tests/peers/cloudevents-python.sh \
	tests/peers/cloudevents.sh \
	tests/peers/json-simdjson.sh \
	tests/peers/json-test-suite.sh
EXTRA_DIST += $(peer_tests) \
	tests/peers/cloudevents.mjs \
	tests/peers/cloudevents.py \
	tests/peers/json-simdjson.cpp \
	tests/tools/json-generate.c tests/tools/json-generate.h \
	tests/peers/lib.sh
