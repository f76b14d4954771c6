# SPDX-License-Identifier: BSD-2-Clause
unit_tests += \
	tests/unit/json-next \
	tests/unit/json-number \
	tests/unit/json-path \
	tests/unit/json-peer \
	tests/unit/json-scan \
	tests/unit/json-text \
	tests/unit/json-watch
tests_unit_json_next_SOURCES = tests/unit/json-next.c
tests_unit_json_number_SOURCES = tests/unit/json-number.c
tests_unit_json_path_SOURCES = tests/unit/json-path.c
tests_unit_json_peer_SOURCES = tests/unit/json-peer.c \
	tests/tools/json-generate.c tests/tools/json-generate.h
tests_unit_json_scan_SOURCES = tests/unit/json-scan.c
tests_unit_json_text_SOURCES = tests/unit/json-text.c
tests_unit_json_watch_SOURCES = tests/unit/json-watch.c
