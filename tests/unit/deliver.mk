# SPDX-License-Identifier: BSD-2-Clause
unit_tests += \
	tests/unit/deliver-dead \
	tests/unit/deliver-lane \
	tests/unit/deliver-ledger \
	tests/unit/deliver-policy \
	tests/unit/deliver-schedule \
	tests/unit/deliver-steps
tests_unit_deliver_dead_SOURCES = tests/unit/deliver-dead.c \
	tests/tools/disk.c tests/tools/disk.h
tests_unit_deliver_lane_SOURCES = tests/unit/deliver-lane.c tests/unit/unit.h
tests_unit_deliver_ledger_SOURCES = tests/unit/deliver-ledger.c
tests_unit_deliver_policy_SOURCES = tests/unit/deliver-policy.c
tests_unit_deliver_schedule_SOURCES = tests/unit/deliver-schedule.c
tests_unit_deliver_steps_SOURCES = tests/unit/deliver-steps.c tests/unit/unit.h
