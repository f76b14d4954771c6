# SPDX-License-Identifier: BSD-2-Clause
# Corpus, in tests/fuzz/corpus/json/: event, nested, numbers, strings, twice.
fuzz_targets += tests/fuzz/fuzz-json
tests_fuzz_fuzz_json_SOURCES = tests/fuzz/fuzz-json.c $(fuzz_driver)
