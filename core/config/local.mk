# SPDX-License-Identifier: BSD-2-Clause
core_sources += \
	core/config/access.c \
	core/config/allowed.c core/config/allowed.h \
	core/config/conf.c core/config/conf.h \
	core/config/config.c core/config/config.h \
	core/config/fallback.c \
	core/config/file.c core/config/file.h \
	core/config/json.c core/config/member.c \
	core/config/load.c \
	core/config/report.c \
	core/config/secret.c core/config/secret.h \
	core/config/suggest.c \
	core/config/syntax.c core/config/syntax.h \
	core/config/table.c \
	core/config/text.c core/config/text.h \
	core/config/value.c core/config/value.h \
	core/config/vars.c
