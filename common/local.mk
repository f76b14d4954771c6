# SPDX-License-Identifier: BSD-2-Clause
# What the program and plugins share.  Not installed; linked into each user, so
# its objects are fit for shared objects.
noinst_LTLIBRARIES += common/libhttpd.la
common_libhttpd_la_SOURCES = \
	common/httpd/conn.c \
	common/httpd/httpd.h \
	common/httpd/internal.h \
	common/httpd/list.c \
	common/httpd/loop.c \
	common/httpd/parser.c common/httpd/parser.h \
	common/httpd/read.c \
	common/httpd/request.c \
	common/httpd/tls.h \
	common/httpd/write.c

# TLS is a library of its own: whoever does without does not link OpenSSL.
if PLUGIN_SOURCE_HTTP
noinst_LTLIBRARIES += common/libhttpd_tls.la
endif
common_libhttpd_tls_la_SOURCES = common/httpd/tls.c
common_libhttpd_tls_la_CFLAGS = $(AM_CFLAGS) $(OPENSSL_CFLAGS)
common_libhttpd_tls_la_LIBADD = $(OPENSSL_LIBS)
