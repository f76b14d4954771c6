# SPDX-License-Identifier: BSD-2-Clause
fuzz_targets += tests/fuzz/fuzz-event
tests_fuzz_fuzz_event_SOURCES = tests/fuzz/fuzz-event.c $(fuzz_driver)
