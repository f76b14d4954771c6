# SPDX-License-Identifier: BSD-2-Clause
# One scenario, one file.
system_tests += \
	tests/system/ack-timeout.sh \
	tests/system/admin.sh \
	tests/system/auth.sh \
	tests/system/check.sh \
	tests/system/config-error.sh \
	tests/system/dead-letter-target.sh \
	tests/system/dead-letter-full.sh \
	tests/system/dead-letter.sh \
	tests/system/full.sh \
	tests/system/http-to-file.sh \
	tests/system/log-json.sh \
	tests/system/match-command.sh \
	tests/system/match.sh \
	tests/system/not-taken.sh \
	tests/system/port-taken.sh \
	tests/system/retry.sh \
	tests/system/shared-source.sh \
	tests/system/sigterm-twice.sh \
	tests/system/sigterm.sh \
	tests/system/state-locked.sh \
	tests/system/stop-answers.sh \
	tests/system/stop-drain.sh \
	tests/system/tls.sh \
	tests/system/unmatched.sh \
	tests/system/until-idle.sh \
	tests/system/usage.sh
EXTRA_DIST += $(system_tests) tests/system/lib.sh
