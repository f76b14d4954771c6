# SPDX-License-Identifier: BSD-2-Clause
"""All measurements, or those that are named (http file match json), and one
table at their end.  See README."""
import subprocess
import sys

import matching
import measure
import over_http
import through_file

KNOWN = ("http", "file", "match", "json")


def main():
    names = sys.argv[1:] or KNOWN
    for name in names:
        if name not in KNOWN:
            sys.exit("usage: bench.py [http] [file] [match] [json]")
    floor_us = over_http.bench() if "http" in names else None
    if "file" in names:
        through_file.bench(floor_us or over_http.floor_us())
    if "match" in names:
        matching.bench()
    measure.print_rows()
    if "json" in names:
        print(flush=True)
        subprocess.run(measure.pinned(0, [measure.tool("bench/json")]),
                       check=True)


if __name__ == "__main__":
    main()
