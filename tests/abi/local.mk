# SPDX-License-Identifier: BSD-2-Clause
# The promise of trestle-abi(7).  layout.c fails when it is compiled.
check_PROGRAMS += tests/abi/layout
tests_abi_layout_SOURCES = tests/abi/layout.c
TESTS += tests/abi/layout

abi_tests = \
	tests/abi/header.sh \
	tests/abi/symbols.sh \
	tests/abi/plugins.sh \
	tests/abi/pages.sh \
	tests/abi/future.sh
TESTS += $(abi_tests)
EXTRA_DIST += $(abi_tests) tests/abi/lib.sh tests/abi/future.c
