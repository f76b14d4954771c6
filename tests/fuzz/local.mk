# SPDX-License-Identifier: BSD-2-Clause
# Without libFuzzer a driver of ours runs each target over its corpus and over
# seeded mutations of it.
if FUZZER
fuzz_driver =
fuzz_ldflags = -fsanitize=fuzzer
else
fuzz_driver = tests/fuzz/driver.c
fuzz_ldflags =
endif

include tests/fuzz/json.mk
include tests/fuzz/config.mk
include tests/fuzz/event.mk
include tests/fuzz/pattern.mk
include tests/fuzz/http.mk

TESTS += tests/fuzz/corpus.sh
EXTRA_DIST += tests/fuzz/corpus.sh tests/fuzz/corpus tests/fuzz/driver.c
