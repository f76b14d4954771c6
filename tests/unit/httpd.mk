# SPDX-License-Identifier: BSD-2-Clause
unit_tests += tests/unit/httpd-limits tests/unit/httpd-loop \
	tests/unit/httpd-parser
tests_unit_httpd_limits_SOURCES = tests/unit/httpd-limits.c \
	tests/unit/httpd-harness.h
tests_unit_httpd_limits_LDADD = common/libhttpd.la $(CMOCKA_LIBS)
tests_unit_httpd_parser_SOURCES = tests/unit/httpd-parser.c
tests_unit_httpd_parser_LDADD = common/libhttpd.la $(CMOCKA_LIBS)
tests_unit_httpd_loop_SOURCES = tests/unit/httpd-loop.c \
	tests/unit/httpd-harness.h
tests_unit_httpd_loop_LDADD = common/libhttpd.la $(CMOCKA_LIBS)
if PLUGIN_SOURCE_HTTP
unit_tests += tests/unit/httpd-tls
endif
tests_unit_httpd_tls_SOURCES = tests/unit/httpd-tls.c \
	tests/unit/httpd-harness.h
tests_unit_httpd_tls_CFLAGS = $(AM_CFLAGS) $(OPENSSL_CFLAGS)
tests_unit_httpd_tls_LDADD = common/libhttpd.la common/libhttpd_tls.la \
	$(CMOCKA_LIBS)

unit_tests += tests/unit/source-http-attrs
tests_unit_source_http_attrs_SOURCES = tests/unit/source-http-attrs.c \
	plugins/source-http/attrs.c
tests_unit_source_http_attrs_LDADD = $(CMOCKA_LIBS)
