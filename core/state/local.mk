# SPDX-License-Identifier: BSD-2-Clause
core_sources += core/state/state.c core/state/state.h
