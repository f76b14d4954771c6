# SPDX-License-Identifier: BSD-2-Clause
# The floor that HTTP is measured against, and a load of posts.
check_PROGRAMS += tests/tools/floor-http tests/tools/http-load
tests_tools_floor_http_SOURCES = tests/tools/floor-http.c
tests_tools_floor_http_LDADD =
tests_tools_http_load_SOURCES = tests/tools/http-load.c
tests_tools_http_load_LDADD =
EXTRA_DIST += tests/tools/http-drain.py tests/tools/http-hostile.py
