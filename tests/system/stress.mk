# SPDX-License-Identifier: BSD-2-Clause
# Scenarios that lean on the core.
stress_tests = \
	tests/system/stress-abandon.sh \
	tests/system/stress-dead.sh \
	tests/system/stress-faults.sh \
	tests/system/stress-idle.sh \
	tests/system/stress-oracle.sh \
	tests/system/stress-parts.sh \
	tests/system/stress-restart.sh \
	tests/system/stress-silent.sh \
	tests/system/stress-window.sh
system_tests += $(stress_tests)
EXTRA_DIST += $(stress_tests) tests/system/stress-lib.sh \
	tests/tools/ledger.py tests/tools/oracle.py \
	tests/tools/source-swarm.c tests/tools/target-rogue.c \
	tests/tools/transform-split.c
