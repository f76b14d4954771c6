# SPDX-License-Identifier: BSD-2-Clause
# needs: libtrestle.so.0 libc.so.6
if PLUGIN_TARGET_NULL
plugin_LTLIBRARIES += target-null.la
nodist_man_MANS += plugins/target-null/trestle-target-null.7
endif
target_null_la_SOURCES = plugins/target-null/null.c
target_null_la_CPPFLAGS = $(plugin_cppflags)
target_null_la_LDFLAGS = $(plugin_ldflags)
target_null_la_LIBADD = $(plugin_libs)
EXTRA_DIST += plugins/target-null/trestle-target-null.7.pod
