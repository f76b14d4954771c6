# SPDX-License-Identifier: BSD-2-Clause
# Corpus, in tests/fuzz/corpus/pattern/: arrays, or, operators, refused, text.
fuzz_targets += tests/fuzz/fuzz-pattern
tests_fuzz_fuzz_pattern_SOURCES = tests/fuzz/fuzz-pattern.c $(fuzz_driver)
