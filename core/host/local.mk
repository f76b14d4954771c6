# SPDX-License-Identifier: BSD-2-Clause
core_sources += \
	core/host/host.c core/host/host.h \
	core/host/instance.c core/host/instance.h \
	core/host/listen.c core/host/listen.h \
	core/host/loader.c core/host/loader.h \
	core/host/metric.c core/host/metric.h \
	core/host/plugin.c core/host/plugin.h \
	core/host/services.c
