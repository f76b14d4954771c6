# SPDX-License-Identifier: BSD-2-Clause
# `make bench`: see bench/README.
bench_programs =
include bench/json.mk
EXTRA_PROGRAMS += $(bench_programs)
EXTRA_DIST += bench/README

bench: all $(bench_programs)
.PHONY: bench
