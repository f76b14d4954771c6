# SPDX-License-Identifier: BSD-2-Clause
unit_tests += tests/unit/host-instance tests/unit/host-listen \
	tests/unit/host-metric tests/unit/state
tests_unit_host_instance_SOURCES = tests/unit/host-instance.c \
	tests/unit/unit.h
tests_unit_host_listen_SOURCES = tests/unit/host-listen.c tests/unit/unit.h
tests_unit_host_metric_SOURCES = tests/unit/host-metric.c tests/unit/unit.h
tests_unit_state_SOURCES = tests/unit/state.c tests/unit/unit.h \
	tests/tools/disk.c tests/tools/disk.h
