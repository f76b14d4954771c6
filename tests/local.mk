# SPDX-License-Identifier: BSD-2-Clause
# `make check`: complete without a network.  `make check-peers`: with what
# scripts/install-deps --peers has installed.
AM_TESTS_ENVIRONMENT = \
	TRESTLE='$(trestle_command)'; export TRESTLE; \
	top_srcdir='$(abs_top_srcdir)'; export top_srcdir; \
	top_builddir='$(abs_top_builddir)'; export top_builddir; \
	CC='$(CC)'; export CC; CXX='$(CXX)'; export CXX; \
	MAKE='$(MAKE)'; export MAKE; PYTHON='$(PYTHON)'; export PYTHON; \
	TRESTLE_DEBUG='$(DEBUG_CPPFLAGS)'; export TRESTLE_DEBUG; \
	SAN_CFLAGS='$(SAN_CFLAGS)'; export SAN_CFLAGS;

# What the scenarios run: a command, with its first arguments.
trestle_command = $(abs_top_builddir)/trestle

# A rule for all scripts, so that TESTS on make's command line may name any.
TEST_EXTENSIONS = .sh

# Unit tests link the static core, never the library.
LDADD = core/libcore.la $(CMOCKA_LIBS) $(LIBCONFIG_LIBS) $(JSON_C_LIBS)

unit_tests =
fuzz_targets =
system_tests =
style_tests =
docs_tests =
install_tests =
peer_tests =

include tests/style/local.mk
include tests/unit/local.mk
include tests/fuzz/local.mk
include tests/abi/local.mk
include tests/docs/local.mk
include tests/system/local.mk
include tests/system/check.mk
include tests/system/stress.mk
include tests/plugins/local.mk
include tests/install/local.mk
include tests/peers/local.mk
include tests/fault/local.mk
include tests/tools/http.mk
include tests/tools/json.mk
include tests/tools/match.mk

if HAVE_CMOCKA
check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)
endif
check_PROGRAMS += $(fuzz_targets)
TESTS += $(style_tests) $(docs_tests) $(system_tests) $(install_tests)

check-peers: all
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(peer_tests)'

# `make check-valgrind`: the unit tests, and scenarios that go each way once:
# sources, steps, targets, retries, dead letters, stops, and many at a time.
valgrind_scenarios = \
	tests/plugins/examples.sh \
	tests/plugins/source-file-bad.sh \
	tests/plugins/target-file-rotation.sh \
	tests/system/ack-timeout.sh \
	tests/system/dead-letter.sh \
	tests/system/dead-letter-target.sh \
	tests/system/http-to-file.sh \
	tests/system/not-taken.sh \
	tests/system/retry.sh \
	tests/system/stress-parts.sh \
	tests/system/stress-window.sh \
	tests/system/tls.sh \
	tests/system/until-idle.sh
under_valgrind = $(abs_top_builddir)/libtool --mode=execute \
	valgrind -q --error-exitcode=9 --leak-check=full

check-valgrind: all
	@command -v valgrind >/dev/null || { \
	    echo 'valgrind is not installed: scripts/install-deps --peers'; \
	    exit 1; }
	TEST_TIMEOUT=120 $(MAKE) $(AM_MAKEFLAGS) check \
		TESTS='$(unit_tests) $(valgrind_scenarios)' \
		LOG_COMPILER='$(under_valgrind)' \
		trestle_command='$(under_valgrind) $(abs_top_builddir)/trestle'
.PHONY: check-peers check-valgrind
