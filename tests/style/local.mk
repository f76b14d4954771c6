# SPDX-License-Identifier: BSD-2-Clause
style_tests += \
	tests/style/banned.sh \
	tests/style/format.sh \
	tests/style/includes.sh \
	tests/style/lengths.sh \
	tests/style/messages.sh \
	tests/style/spdx.sh \
	tests/style/text.sh
EXTRA_DIST += $(style_tests) tests/style/lib.sh tests/style/strip.awk
