# SPDX-License-Identifier: BSD-2-Clause
unit_tests += tests/unit/event-add tests/unit/event-attrs \
	tests/unit/event-batch tests/unit/event-data tests/unit/event-find \
	tests/unit/event-forms tests/unit/event-property tests/unit/event-time
tests_unit_event_add_SOURCES = tests/unit/event-add.c \
	tests/unit/event-fixture.h
tests_unit_event_attrs_SOURCES = tests/unit/event-attrs.c \
	tests/unit/event-fixture.h
tests_unit_event_batch_SOURCES = tests/unit/event-batch.c \
	tests/unit/event-fixture.h
tests_unit_event_data_SOURCES = tests/unit/event-data.c \
	tests/unit/event-fixture.h
tests_unit_event_find_SOURCES = tests/unit/event-find.c \
	tests/unit/event-fixture.h
tests_unit_event_forms_SOURCES = tests/unit/event-forms.c \
	tests/unit/event-fixture.h
tests_unit_event_property_SOURCES = tests/unit/event-property.c \
	tests/unit/event-fixture.h
tests_unit_event_time_SOURCES = tests/unit/event-time.c \
	tests/unit/event-fixture.h
