# SPDX-License-Identifier: BSD-2-Clause
fuzz_targets += tests/fuzz/fuzz-http
tests_fuzz_fuzz_http_SOURCES = tests/fuzz/fuzz-http.c $(fuzz_driver)
tests_fuzz_fuzz_http_LDADD = common/libhttpd.la $(LDADD)
tests_fuzz_fuzz_http_LDFLAGS = $(AM_LDFLAGS) $(fuzz_ldflags)
