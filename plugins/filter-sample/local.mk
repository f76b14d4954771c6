# SPDX-License-Identifier: BSD-2-Clause
# needs: libtrestle.so.0 libc.so.6
if PLUGIN_FILTER_SAMPLE
plugin_LTLIBRARIES += filter-sample.la
nodist_man_MANS += plugins/filter-sample/trestle-filter-sample.7
endif
filter_sample_la_SOURCES = plugins/filter-sample/sample.c
filter_sample_la_CPPFLAGS = $(plugin_cppflags)
filter_sample_la_LDFLAGS = $(plugin_ldflags)
filter_sample_la_LIBADD = $(plugin_libs)
EXTRA_DIST += plugins/filter-sample/trestle-filter-sample.7.pod
