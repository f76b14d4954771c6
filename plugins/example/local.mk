# SPDX-License-Identifier: BSD-2-Clause
# The examples of trestle-plugin(3): built and tested, never installed.  -rpath
# makes libtool build shared objects of check_LTLIBRARIES.
# needs of source-beat: libtrestle.so.0 libc.so.6
# needs of filter-region: libtrestle.so.0 libc.so.6
# needs of transform-stamp: libtrestle.so.0 libc.so.6
# needs of target-hello: libtrestle.so.0 libc.so.6
# needs of target-cxx: libtrestle.so.0 libstdc++.so.6 libgcc_s.so.1 libc.so.6
example_ldflags = $(plugin_ldflags) -rpath /nowhere

check_LTLIBRARIES += source-beat.la filter-region.la transform-stamp.la \
	target-hello.la
source_beat_la_SOURCES = plugins/example/source-beat.c
source_beat_la_CPPFLAGS = $(plugin_cppflags)
source_beat_la_LDFLAGS = $(example_ldflags)
source_beat_la_LIBADD = $(plugin_libs)
filter_region_la_SOURCES = plugins/example/filter-region.c
filter_region_la_CPPFLAGS = $(plugin_cppflags)
filter_region_la_LDFLAGS = $(example_ldflags)
filter_region_la_LIBADD = $(plugin_libs)
transform_stamp_la_SOURCES = plugins/example/transform-stamp.c
transform_stamp_la_CPPFLAGS = $(plugin_cppflags)
transform_stamp_la_LDFLAGS = $(example_ldflags)
transform_stamp_la_LIBADD = $(plugin_libs)
target_hello_la_SOURCES = plugins/example/target-hello.c
target_hello_la_CPPFLAGS = $(plugin_cppflags)
target_hello_la_LDFLAGS = $(example_ldflags)
target_hello_la_LIBADD = $(plugin_libs)

if HAVE_CXX
check_LTLIBRARIES += target-cxx.la
endif
target_cxx_la_SOURCES = plugins/example/target-cxx.cpp
target_cxx_la_CPPFLAGS = $(plugin_cppflags)
target_cxx_la_CXXFLAGS = -fvisibility=hidden $(SAN_CFLAGS)
target_cxx_la_LDFLAGS = $(example_ldflags)
target_cxx_la_LIBADD = $(plugin_libs)
