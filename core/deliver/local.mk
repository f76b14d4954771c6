# SPDX-License-Identifier: BSD-2-Clause
core_sources += \
	core/deliver/api.c \
	core/deliver/dead.c core/deliver/dead.h \
	core/deliver/delivery.c core/deliver/delivery.h \
	core/deliver/forward.c core/deliver/forward.h \
	core/deliver/histogram.c core/deliver/histogram.h \
	core/deliver/lane.c core/deliver/lane.h \
	core/deliver/ledger.c core/deliver/ledger.h \
	core/deliver/policy.c core/deliver/policy.h \
	core/deliver/schedule.c core/deliver/schedule.h \
	core/deliver/settings.c core/deliver/settings.h \
	core/deliver/steps.c core/deliver/steps.h \
	core/deliver/target.c core/deliver/target.h \
	core/deliver/worker.c core/deliver/worker.h
