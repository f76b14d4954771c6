# SPDX-License-Identifier: BSD-2-Clause
core_sources += \
	core/json/api.c \
	core/json/next.c \
	core/json/number.c \
	core/json/path.c core/json/path.h \
	core/json/scan.c core/json/scan.h \
	core/json/text.c core/json/text.h \
	core/json/watch.c core/json/watch.h \
	core/json/word.h
