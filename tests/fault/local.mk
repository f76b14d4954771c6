# SPDX-License-Identifier: BSD-2-Clause
# `make check-torture`: every n-th allocation fails.  Minutes; not part of
# `make check`.
torture_tests = tests/fault/torture.sh
EXTRA_DIST += $(torture_tests) tests/tools/malloc-shim.c

check-torture: all
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(torture_tests)'
.PHONY: check-torture
