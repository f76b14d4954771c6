# SPDX-License-Identifier: BSD-2-Clause
# libtrestle, from the rooms below; the program, from admin/ and cli/.
trestleincludedir = $(includedir)/trestle
trestleinclude_HEADERS = core/include/trestle/plugin.h

include core/base/local.mk
include core/json/local.mk
include core/state/local.mk
include core/event/local.mk
include core/config/local.mk
include core/match/local.mk
include core/host/local.mk
include core/deliver/local.mk
include core/route/local.mk

# The static core: in the library, and in the unit tests.
noinst_LTLIBRARIES += core/libcore.la
core_libcore_la_SOURCES = $(core_sources)
core_libcore_la_LIBADD = $(LIBCONFIG_LIBS)

lib_LTLIBRARIES += libtrestle.la
libtrestle_la_SOURCES =
libtrestle_la_LIBADD = core/libcore.la
libtrestle_la_LDFLAGS = $(AM_LDFLAGS) -version-info 0:0:0 \
	-Wl,--version-script=$(top_srcdir)/core/libtrestle.sym
EXTRA_libtrestle_la_DEPENDENCIES = core/libtrestle.sym
EXTRA_DIST += core/libtrestle.sym core/README

bin_PROGRAMS += trestle
trestle_SOURCES =
trestle_LDADD = libtrestle.la common/libhttpd.la $(JSON_C_LIBS)
include core/admin/local.mk
include core/cli/local.mk
