# SPDX-License-Identifier: BSD-2-Clause
# needs: libtrestle.so.0 libssl.so.3 libcrypto.so.3 libc.so.6
if PLUGIN_SOURCE_HTTP
plugin_LTLIBRARIES += source-http.la
nodist_man_MANS += plugins/source-http/trestle-source-http.7
endif
source_http_la_SOURCES = \
	plugins/source-http/attrs.c \
	plugins/source-http/auth.c \
	plugins/source-http/http.c \
	plugins/source-http/judge.c \
	plugins/source-http/source.h \
	plugins/source-http/take.c
source_http_la_CPPFLAGS = $(plugin_cppflags)
source_http_la_LDFLAGS = $(plugin_ldflags)
source_http_la_LIBADD = common/libhttpd.la common/libhttpd_tls.la \
	$(plugin_libs)
EXTRA_DIST += plugins/source-http/trestle-source-http.7.pod
