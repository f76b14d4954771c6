# SPDX-License-Identifier: BSD-2-Clause
unit_tests += tests/unit/config-text tests/unit/config-vars \
	tests/unit/config-json tests/unit/config-conf \
	tests/unit/config-table tests/unit/config-secret \
	tests/unit/config-access
tests_unit_config_text_SOURCES = tests/unit/config-text.c \
	tests/unit/config-capture.h
tests_unit_config_vars_SOURCES = tests/unit/config-vars.c \
	tests/unit/config-capture.h
tests_unit_config_json_SOURCES = tests/unit/config-json.c \
	tests/unit/config-capture.h
tests_unit_config_conf_SOURCES = tests/unit/config-conf.c \
	tests/unit/config-capture.h
tests_unit_config_table_SOURCES = tests/unit/config-table.c \
	tests/unit/config-capture.h
tests_unit_config_secret_SOURCES = tests/unit/config-secret.c \
	tests/unit/config-capture.h
tests_unit_config_access_SOURCES = tests/unit/config-access.c \
	tests/unit/config-capture.h
