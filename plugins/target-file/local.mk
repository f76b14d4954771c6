# SPDX-License-Identifier: BSD-2-Clause
# needs: libtrestle.so.0 libc.so.6
if PLUGIN_TARGET_FILE
plugin_LTLIBRARIES += target-file.la
nodist_man_MANS += plugins/target-file/trestle-target-file.7
endif
target_file_la_SOURCES = plugins/target-file/file.c \
	plugins/target-file/output.c plugins/target-file/output.h
target_file_la_CPPFLAGS = $(plugin_cppflags)
target_file_la_LDFLAGS = $(plugin_ldflags)
target_file_la_LIBADD = $(plugin_libs)
EXTRA_DIST += plugins/target-file/trestle-target-file.7.pod
