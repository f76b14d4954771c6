# SPDX-License-Identifier: BSD-2-Clause
core_sources += \
	core/route/api.c \
	core/route/bridge.c core/route/bridge.h \
	core/route/bridge_conf.c core/route/bridge_conf.h \
	core/route/names.c core/route/names.h \
	core/route/pipeline.c core/route/pipeline.h \
	core/route/pipeline_conf.c \
	core/route/route.c core/route/route.h \
	core/route/rules.c core/route/rules.h \
	core/route/rules_conf.c core/route/rules_conf.h \
	core/route/source.c core/route/source.h \
	core/route/writer.c core/route/writer.h
