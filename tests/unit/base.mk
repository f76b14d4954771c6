# SPDX-License-Identifier: BSD-2-Clause
unit_tests += tests/unit/base-buf tests/unit/base-log tests/unit/base-parse \
	tests/unit/base-random
tests_unit_base_buf_SOURCES = tests/unit/base-buf.c tests/unit/unit.h
tests_unit_base_log_SOURCES = tests/unit/base-log.c tests/unit/unit.h
tests_unit_base_parse_SOURCES = tests/unit/base-parse.c tests/unit/unit.h
tests_unit_base_random_SOURCES = tests/unit/base-random.c tests/unit/unit.h
