# SPDX-License-Identifier: BSD-2-Clause
docs_tests += \
	tests/docs/c-examples.sh \
	tests/docs/config-examples.sh \
	tests/docs/pod.sh \
	tests/docs/settings.sh
EXTRA_DIST += $(docs_tests) tests/docs/blocks.awk tests/docs/lib.sh
