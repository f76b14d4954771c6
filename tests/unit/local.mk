# SPDX-License-Identifier: BSD-2-Clause
include tests/unit/base.mk
include tests/unit/host.mk
include tests/unit/json.mk
include tests/unit/config.mk
include tests/unit/event.mk
include tests/unit/match.mk
include tests/unit/deliver.mk
include tests/unit/httpd.mk
