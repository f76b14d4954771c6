# SPDX-License-Identifier: BSD-2-Clause
# For tests/peers/json-test-suite.sh.
check_PROGRAMS += tests/tools/json-check
tests_tools_json_check_SOURCES = tests/tools/json-check.c
tests_tools_json_check_LDADD = core/libcore.la
