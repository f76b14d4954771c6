# SPDX-License-Identifier: BSD-2-Clause
# `make check`: complete without a network.  `make check-peers`: with what
# scripts/install-deps --peers has installed.
AM_TESTS_ENVIRONMENT = \
	TRESTLE='$(abs_top_builddir)/trestle'; export TRESTLE; \
	top_srcdir='$(abs_top_srcdir)'; export top_srcdir; \
	top_builddir='$(abs_top_builddir)'; export top_builddir; \
	CC='$(CC)'; export CC; CXX='$(CXX)'; export CXX; \
	MAKE='$(MAKE)'; export MAKE; PYTHON='$(PYTHON)'; export PYTHON; \
	SAN_CFLAGS='$(SAN_CFLAGS)'; export SAN_CFLAGS;

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

# The unit tests and fuzz corpora under valgrind.
check-valgrind: $(check_PROGRAMS)
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(unit_tests)' \
		LOG_COMPILER='libtool --mode=execute valgrind -q --error-exitcode=1 --leak-check=full'
.PHONY: check-peers check-valgrind
