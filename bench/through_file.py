# SPDX-License-Identifier: BSD-2-Clause
"""File to file: a rule on a field of the data, and a filter behind it, beside
a program that only copies the lines, and beside syslog-ng and Fluent Bit where
they are installed."""
import os
import shutil
import time

import measure
from measure import Background, Work, median, pinned, run, tool

EVENTS = int(os.environ.get("BENCH_EVENTS", "300000"))
LIMIT_US = 2.5

CONFIG = """
name = "bench";
state_dir = "{work}/state";
plugin_dir = "{work}/plugins";
admin : {{ listen = "127.0.0.1:0"; }};
sources = ( {{ name = "in"; type = "file"; file = "{work}/in"; }} );
rules = (
  {{ name = "half"; targets = [ "out" ];
    pattern : {{ data : {{ amount = ( {{ numeric = ( "<", 1000 ); }} ); }}; }};
    {steps} }}
);
targets = ( {{ name = "out"; type = "file"; file = "{work}/out"; }} );
"""

STEPS = {
    "pattern": 'pattern : { type = [ "retail.order.paid", '
               '"retail.order.placed" ]; };',
    "sample": 'rate = 0.5;',
}

SYSLOG_NG = """
@version: 3.38
options {{ log-msg-size(65536); stats-freq(0); mark-freq(0);
          log-fifo-size(100000); flush-lines(1000); }};
source s {{ file("{work}/in" flags(no-parse) log-fetch-limit(1000)
            log-iw-size(10000)); }};
parser p {{ json-parser(prefix("j.")); }};
filter f {{ "${{j.data.amount}}" < "1000"; }};
destination d {{ file("{work}/out" template("$MSG\\n")); }};
log {{ source(s); parser(p); filter(f); destination(d);
      flags(flow-control); }};
"""

FLUENT_BIT = """
[SERVICE]
    flush 0.5
    parsers_file {work}/parsers
[INPUT]
    name tail
    path {work}/in
    read_from_head on
    buffer_max_size 1M
    parser json
[FILTER]
    name grep
    match *
    regex type \\.(paid|placed)$
[OUTPUT]
    name file
    match *
    format plain
    path {work}
    file out
"""


def lines_of(path):
    if not os.path.exists(path):
        return 0
    with open(path, "rb") as f:
        return sum(block.count(b"\n")
                   for block in iter(lambda: f.read(1 << 20), b""))


class Lane:
    """One thing that is measured."""

    limit = None
    share = 1 / 2  # of the events it writes

    def __init__(self, name, work):
        self.name = name
        self.work = work
        self.runs = []  # CPU us and seconds

    def clean(self):
        shutil.rmtree(self.work.file("state"), ignore_errors=True)
        for name in ("out", "persist"):
            if os.path.exists(self.work.file(name)):
                os.unlink(self.work.file(name))

    def round(self):
        self.clean()
        self.runs.append(self.measure())
        lines = lines_of(self.work.file("out"))
        if abs(lines / EVENTS - self.share) > 0.02:
            raise SystemExit("%s: %d lines were written" % (self.name, lines))

    def report(self, floor, scale):
        us = median(r[0] for r in self.runs) / EVENTS
        seconds = median(r[1] for r in self.runs)
        measure.row(self.name, us, times=us / floor if floor else None,
                    rate=EVENTS / seconds,
                    limit="%.2f us" % (self.limit * scale) if self.limit
                    else "")
        return us


class Floor(Lane):
    def measure(self):
        return run(pinned(0, [tool("bench/floor-file"), self.work.file("in"),
                              self.work.file("out")]), self.work.file("log"))


class Daemon(Lane):
    limit = LIMIT_US

    def __init__(self, name, work, steps):
        super().__init__(name, work)
        self.config = work.write(
            name.replace(", ", "-"),
            CONFIG.format(work=work.path, steps=steps))
        if steps:
            self.share = 1 / 4

    def measure(self):
        return run(pinned(0, [measure.program(), "run", "--until-idle", "-c",
                              self.config]), self.work.file("log"))


class Peer(Lane):
    """A program that does not end: until no more comes."""

    def __init__(self, name, work, argv):
        super().__init__(name, work)
        self.argv = argv

    def measure(self):
        out = self.work.file("out")
        size = -1
        begin = time.monotonic()
        with Background(self.argv, self.work.file("log")) as peer:
            peer.wait_for(out)
            while os.path.getsize(out) != size:
                size = os.path.getsize(out)
                time.sleep(1)
            used = measure.cpu_us(peer.pid)
        return used, time.monotonic() - begin - 1


def daemons(work):
    found = [Daemon("file, rule, file", work, "")]
    for name, settings in STEPS.items():
        lane = "file, rule, filter-%s, file" % name
        if os.path.exists(work.file("plugins/filter-%s.so" % name)):
            found.append(Daemon(lane, work, 'steps = ( { filter = "%s"; %s } );'
                                % (name, settings)))
        else:
            measure.note(lane, "skipped: the plugin was not built")
    return found


def peers(work):
    found = []
    if shutil.which("syslog-ng"):
        config = work.write("syslog-ng.conf", SYSLOG_NG.format(work=work.path))
        found.append(Peer("syslog-ng", work, [
            "syslog-ng", "-F", "-f", config, "-R", work.file("persist"),
            "-c", work.file("control"), "-p", work.file("pid")]))
    else:
        measure.note("syslog-ng", "skipped: it is not installed")
    if shutil.which("fluent-bit"):
        work.write("parsers", "[PARSER]\n    name json\n    format json\n")
        config = work.write("fluent-bit.conf",
                            FLUENT_BIT.format(work=work.path))
        found.append(Peer("fluent-bit", work, ["fluent-bit", "-q", "-c",
                                               config]))
    else:
        measure.note("fluent-bit", "skipped: it is not installed")
    return found


def bench(floor_http_us):
    """The limit scales with the floor of HTTP on this machine."""
    scale = floor_http_us / measure.FLOOR_US
    with Work() as work:
        measure.write_events(work.file("in"), EVENTS)
        floor = Floor("floor, half of the lines", work)
        lanes = [floor] + daemons(work) + peers(work)
        for i in range(measure.ROUNDS):
            measure.say("file: round %d of %d" % (i + 1, measure.ROUNDS))
            for lane in lanes:
                lane.round()
        floor_us = floor.report(None, scale)
        for lane in lanes[1:]:
            lane.report(floor_us, scale)
