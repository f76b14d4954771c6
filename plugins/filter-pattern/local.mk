# SPDX-License-Identifier: BSD-2-Clause
if PLUGIN_FILTER_PATTERN
plugin_LTLIBRARIES += filter-pattern.la
endif
filter_pattern_la_SOURCES = plugins/filter-pattern/pattern.c
filter_pattern_la_CPPFLAGS = $(plugin_cppflags)
filter_pattern_la_LDFLAGS = $(plugin_ldflags)
filter_pattern_la_LIBADD = $(plugin_libs)
