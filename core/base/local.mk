# SPDX-License-Identifier: BSD-2-Clause
core_sources += \
	core/base/buf.c core/base/buf.h \
	core/base/cleanup.h \
	core/base/clock.c core/base/clock.h \
	core/base/crc.c core/base/crc.h \
	core/base/io.c core/base/io.h \
	core/base/log.c core/base/log.h \
	core/base/parse.c core/base/parse.h \
	core/base/random.c core/base/random.h
