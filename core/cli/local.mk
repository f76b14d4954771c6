# SPDX-License-Identifier: BSD-2-Clause
trestle_SOURCES += \
	core/cli/check.c core/cli/cli.h \
	core/cli/common.c \
	core/cli/main.c \
	core/cli/match.c core/cli/match.h \
	core/cli/match-rules.c \
	core/cli/match-text.c \
	core/cli/plugins.c \
	core/cli/run.c
