# SPDX-License-Identifier: BSD-2-Clause
# `make bench`, or `make bench BENCH=http`: see bench/README.
bench_programs = bench/floor-file
include bench/json.mk
bench_floor_file_SOURCES = bench/floor-file.c
bench_floor_file_LDADD =
EXTRA_PROGRAMS += $(bench_programs)
CLEANFILES += $(bench_programs)
EXTRA_DIST += bench/README bench/bench.py bench/measure.py bench/over_http.py \
	bench/through_file.py bench/matching.py

bench: all $(bench_programs) tests/tools/floor-http$(EXEEXT) \
		tests/tools/http-load$(EXEEXT)
	@test '$(PYTHON)' != no || { echo 'make bench wants python3'; exit 1; }
	top_builddir='$(abs_top_builddir)' PYTHONDONTWRITEBYTECODE=1 \
		$(PYTHON) $(top_srcdir)/bench/bench.py $(BENCH)
.PHONY: bench
