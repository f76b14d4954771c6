# SPDX-License-Identifier: BSD-2-Clause
# needs: libtrestle.so.0 libc.so.6
if PLUGIN_SOURCE_FILE
plugin_LTLIBRARIES += source-file.la
nodist_man_MANS += plugins/source-file/trestle-source-file.7
endif
source_file_la_SOURCES = plugins/source-file/file.c \
	plugins/source-file/input.c plugins/source-file/input.h \
	plugins/source-file/lines.c plugins/source-file/lines.h
source_file_la_CPPFLAGS = $(plugin_cppflags)
source_file_la_LDFLAGS = $(plugin_ldflags)
source_file_la_LIBADD = $(plugin_libs)
EXTRA_DIST += plugins/source-file/trestle-source-file.7.pod
