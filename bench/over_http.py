# SPDX-License-Identifier: BSD-2-Clause
"""HTTP to target-null, beside a bare epoll loop that answers 204."""
import json
import os
import random
import subprocess

import measure
from measure import Background, Work, cpu_us, median, pinned, tool

REQUESTS = int(os.environ.get("BENCH_REQUESTS", "25000"))
CONNECTIONS = 64
BATCH = 100
LIMIT = 2.2
# What stands for the number of a request, see tests/tools/http-load.c.
NUMBER = "#########"

CONFIG = """
name = "bench";
state_dir = "{work}/state";
plugin_dir = "{work}/plugins";
admin : {{ listen = "127.0.0.1:0"; }};
sources = ( {{ name = "web"; type = "http"; listen = "127.0.0.1:0"; }} );
rules = (
  {{ name = "paid"; targets = [ "null" ];
    pattern : {{ type = ( {{ prefix = "retail.order."; }} );
                data : {{ amount = ( {{ numeric = ( ">=", 0 ); }} ); }}; }}; }}
);
targets = ( {{ name = "null"; type = "null"; }} );
"""


class Mode:
    def __init__(self, name, events, arguments):
        self.name = name
        self.events = events  # in a request
        self.arguments = arguments
        self.floor, self.daemon = [], []


def modes(work):
    r = random.Random(1)
    event = measure.event(r, NUMBER)
    batch = [event] + [measure.event(r) for _ in range(BATCH - 1)]
    one = work.write("event", event)
    many = work.write("batch", "[" + ",".join(batch) + "]")
    data = work.write("data", event[event.index('"data":') + 7:-1])
    few = max(REQUESTS // 40, CONNECTIONS)
    return [
        Mode("structured", 1, [
            "-n", str(REQUESTS), "-f", one, "-T",
            "application/cloudevents+json"]),
        Mode("binary", 1, [
            "-n", str(REQUESTS), "-f", data, "-T", "application/json",
            "-H", "ce-specversion: 1.0", "-H", "ce-id: %d",
            "-H", "ce-source: /stores/sh-001/till",
            "-H", "ce-type: retail.order.paid", "-H", "ce-subject: order/1",
            "-H", "ce-time: 2024-05-12T11:22:07.123Z"]),
        Mode("batches of %d" % BATCH, BATCH, [
            "-n", str(few), "-f", many, "-T",
            "application/cloudevents-batch+json"]),
    ]


def floor_in(work):
    return Background([tool("tests/tools/floor-http")], work.file("floor"))


def floor_port(work, floor):
    floor.wait_for(work.file("floor"))
    with open(work.file("floor")) as f:
        return f.readline().strip()


def daemon_in(work):
    config = work.write("http.cfg", CONFIG.format(work=work.path))
    return Background([measure.program(), "run", "-c", config],
                      work.file("log"))


def daemon_port(work, daemon):
    listen = work.file("state/listen")
    daemon.wait_for(listen)
    with open(listen) as f:
        address = dict(line.split() for line in f)["web"]
    return address.rpartition(":")[2]


def load(mode, pid, port, statuses):
    """One run: CPU us a request, requests a second, p99 in ms."""
    begin = cpu_us(pid)
    out = subprocess.run(
        pinned(1, [tool("tests/tools/http-load"), "-c", str(CONNECTIONS)]
               + mode.arguments + ["127.0.0.1", port, "/events"]),
        stdout=subprocess.PIPE, check=True).stdout
    used = cpu_us(pid) - begin
    result = json.loads(out)
    if list(result["statuses"]) != statuses:
        raise SystemExit("%s: answers %s" % (mode.name, result["statuses"]))
    return (used / result["requests"], result["per_second"],
            result["seconds_p99"] * 1e3)


def middle(runs, i):
    return median(run[i] for run in runs)


def floor_us():
    """The floor alone, for limits that scale with it."""
    with Work() as work, floor_in(work) as floor:
        port = floor_port(work, floor)
        mode = modes(work)[0]
        return middle([load(mode, floor.pid, port, ["204"])
                       for _ in range(3)], 0)


def report(mode):
    floor, daemon = middle(mode.floor, 0), middle(mode.daemon, 0)
    for name, us, runs, times in (("floor", floor, mode.floor, None),
                                  ("http", daemon, mode.daemon,
                                   daemon / floor)):
        measure.row("%s, %s" % (name, mode.name), us / mode.events,
                    times=times, rate=middle(runs, 1) * mode.events,
                    p99=middle(runs, 2),
                    limit=LIMIT if name == "http" and mode.events == 1
                    else "")


def bench():
    """Interleaved: a busy minute falls on both.  Returns the floor's us."""
    with Work() as work, floor_in(work) as floor, daemon_in(work) as daemon:
        ports = floor_port(work, floor), daemon_port(work, daemon)
        all_modes = modes(work)
        for i in range(measure.ROUNDS):
            measure.say("http: round %d of %d" % (i + 1, measure.ROUNDS))
            for mode in all_modes:
                mode.floor.append(load(mode, floor.pid, ports[0], ["204"]))
                mode.daemon.append(load(mode, daemon.pid, ports[1], ["202"]))
    for mode in all_modes:
        report(mode)
    return middle(all_modes[0].floor, 0)
