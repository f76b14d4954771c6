# SPDX-License-Identifier: BSD-2-Clause
bench_programs += bench/json
bench_json_SOURCES = bench/json.c
