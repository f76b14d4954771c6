# SPDX-License-Identifier: BSD-2-Clause
trestle_SOURCES += \
	core/admin/metrics.c core/admin/metrics.h \
	core/admin/server.c core/admin/server.h
