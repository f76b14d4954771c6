# SPDX-License-Identifier: BSD-2-Clause
unit_tests += \
	tests/unit/match-arrays \
	tests/unit/match-event \
	tests/unit/match-operators \
	tests/unit/match-refusals \
	tests/unit/match-values
tests_unit_match_arrays_SOURCES = tests/unit/match-arrays.c \
	tests/unit/match-table.h
tests_unit_match_event_SOURCES = tests/unit/match-event.c \
	tests/unit/event-fixture.h tests/unit/match-table.h
tests_unit_match_operators_SOURCES = tests/unit/match-operators.c \
	tests/unit/match-table.h
tests_unit_match_refusals_SOURCES = tests/unit/match-refusals.c \
	tests/unit/match-table.h
tests_unit_match_values_SOURCES = tests/unit/match-values.c \
	tests/unit/match-table.h
