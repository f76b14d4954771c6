# SPDX-License-Identifier: BSD-2-Clause
core_sources += \
	core/match/api.c \
	core/match/arena.c \
	core/match/chars.c core/match/chars.h \
	core/match/compile.c \
	core/match/evaluate.c core/match/evaluate.h \
	core/match/fold.c core/match/fold-table.h \
	core/match/match.h \
	core/match/matcher.c \
	core/match/net.c \
	core/match/operand.c \
	core/match/operator.c \
	core/match/parse.c core/match/parser.h \
	core/match/pattern.c \
	core/match/text.c core/match/text.h \
	core/match/tree.h \
	core/match/value.c core/match/value.h \
	core/match/walk.c core/match/walk.h
