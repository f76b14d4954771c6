# SPDX-License-Identifier: BSD-2-Clause
# One scenario, one file.
plugin_tests = \
	tests/plugins/examples.sh \
	tests/plugins/filter-pattern.sh \
	tests/plugins/filter-sample.sh \
	tests/plugins/source-file-bad.sh \
	tests/plugins/source-file-follow.sh \
	tests/plugins/source-file-lines.sh \
	tests/plugins/source-file-missing.sh \
	tests/plugins/source-file-not-taken.sh \
	tests/plugins/source-file-stdin.sh \
	tests/plugins/target-file-form.sh \
	tests/plugins/target-file-fsync.sh \
	tests/plugins/target-file-full.sh \
	tests/plugins/target-file-lanes.sh \
	tests/plugins/target-file-locked.sh \
	tests/plugins/target-file-reopen.sh \
	tests/plugins/target-file-rotation.sh \
	tests/plugins/target-file-short.sh \
	tests/plugins/target-file-torn-by-others.sh \
	tests/plugins/target-file-torn.sh \
	tests/plugins/target-null-outcome.sh
system_tests += $(plugin_tests)
EXTRA_DIST += $(plugin_tests) tests/plugins/lib.sh tests/plugins/sync-shim.c
