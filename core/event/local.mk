# SPDX-License-Identifier: BSD-2-Clause
core_sources += \
	core/event/add.c \
	core/event/attrs.c core/event/attrs.h \
	core/event/base64.c core/event/base64.h \
	core/event/batch.c \
	core/event/cloudevents.c \
	core/event/data.c \
	core/event/draft.c core/event/draft.h \
	core/event/event.c core/event/event.h \
	core/event/find.c core/event/form.h \
	core/event/list.c \
	core/event/putevents.c \
	core/event/render.c \
	core/event/time.c core/event/time.h
