# SPDX-License-Identifier: BSD-2-Clause
# needs: libtrestle.so.0 libc.so.6
if PLUGIN_FILTER_PATTERN
plugin_LTLIBRARIES += filter-pattern.la
nodist_man_MANS += plugins/filter-pattern/trestle-filter-pattern.7
endif
filter_pattern_la_SOURCES = plugins/filter-pattern/pattern.c
filter_pattern_la_CPPFLAGS = $(plugin_cppflags)
filter_pattern_la_LDFLAGS = $(plugin_ldflags)
filter_pattern_la_LIBADD = $(plugin_libs)
EXTRA_DIST += plugins/filter-pattern/trestle-filter-pattern.7.pod
