# SPDX-License-Identifier: BSD-2-Clause
"""What the measurements of this folder share: events, the daemon, its CPU
time, medians and the lines of the table."""
import glob
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
DEADLINE = 30
EVENT_BYTES = 1024
# The limits are for machines on which the floor of HTTP costs so much.
FLOOR_US = 5.5

builddir = os.path.abspath(os.environ.get("top_builddir", "."))
GOODS = ("Sparkling water 500 ml", "乌龙茶", "Jasmine rice 5 kg", "鲜牛奶 1L",
         "Café crème", "AA batteries (8)")


# ---- events ----------------------------------------------------------------

def item(r):
    return ('{"sku":"SKU-%06d","name":"%s","quantity":%d,"price":%d.%02d,'
            '"tags":["food","aisle-%d"]}'
            % (r.randrange(1000000), r.choice(GOODS), r.randrange(12) + 1,
               r.randrange(300), r.randrange(100), r.randrange(40)))


def data(r, size):
    """An order of exactly size bytes; half of them have an amount below 1000.
    """
    begin = ('{"orderId":"%d","store":"sh-%03d","till":%d,"amount":%d.%02d,'
             '"currency":"CNY","paid":%s,"items":['
             % (r.randrange(10**15), r.randrange(400), r.randrange(20),
                r.randrange(2000), r.randrange(100),
                r.choice(("true", "false"))))
    items = ",".join(item(r) for _ in range(r.randrange(3, 6)))
    text = begin + items + '],"note":"at the \\"front\\" desk'
    return text + "." * (size - len(text.encode()) - 2) + '"}'


def event(r, event_id=None):
    """A CloudEvent of exactly EVENT_BYTES bytes."""
    head = ('{"specversion":"1.0","id":"%s","source":"/stores/sh-%03d/till",'
            '"type":"retail.order.%s","subject":"order/%d",'
            '"time":"2024-05-%02dT%02d:%02d:07.%03dZ",'
            '"datacontenttype":"application/json","data":'
            % (event_id or uuid.UUID(int=r.getrandbits(128)),
               r.randrange(400),
               r.choice(("placed", "paid", "updated", "refunded")),
               r.randrange(1000000), r.randrange(28) + 1, r.randrange(24),
               r.randrange(60), r.randrange(1000)))
    return head + data(r, EVENT_BYTES - len(head) - 1) + "}"


def write_events(path, n, seed=1):
    r = random.Random(seed)
    some = [event(r) for _ in range(min(n, 20000))]
    with open(path, "w", encoding="utf-8") as f:
        for i in range(n):
            f.write(some[i % len(some)] + "\n")


# ---- programs --------------------------------------------------------------

class Work:
    """A directory for one measurement, gone at its end; it holds copies of
    the plugins, which the daemon takes from no tree of another user."""

    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="trestle-bench.")
        os.mkdir(self.file("plugins"))
        for plugin in glob.glob(os.path.join(builddir, ".libs", "*-*.so")):
            shutil.copy(plugin, self.file("plugins"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)

    def file(self, name):
        return os.path.join(self.path, name)

    def write(self, name, text):
        with open(self.file(name), "w", encoding="utf-8") as f:
            f.write(text)
        return self.file(name)


def tool(name):
    return os.path.join(builddir, name)


def program():
    """The daemon itself: libtool's wrapper would be measured too."""
    real = os.path.join(builddir, ".libs", "trestle")
    if os.path.exists(real):
        libs = os.path.join(builddir, ".libs")
        os.environ["LD_LIBRARY_PATH"] = libs
        return real
    return os.path.join(builddir, "trestle")


def pinned(cpu, argv):
    """argv on one CPU; where there is only one, or no taskset, on any."""
    if shutil.which("taskset") is None or os.cpu_count() <= cpu:
        return argv
    return ["taskset", "-c", str(cpu)] + argv


class Background:
    """A program that runs on CPU 0 until the end of the block."""

    def __init__(self, argv, log):
        self.log = log
        with open(log, "w") as out:
            self.child = subprocess.Popen(pinned(0, argv), stdout=out,
                                          stderr=out)
        self.pid = self.child.pid

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.terminate()
        self.child.wait()

    def wait_for(self, path):
        """Until the program has written to a file."""
        end = time.monotonic() + DEADLINE
        while not os.path.exists(path) or os.path.getsize(path) == 0:
            if self.child.poll() is not None or time.monotonic() > end:
                sys.exit("%s does nothing:\n%s"
                         % (self.child.args[-1], end_of(self.log)))
            time.sleep(0.02)


def cpu_us(pid):
    """CPU time so far of a running program, all its threads, user and
    system."""
    paths = glob.glob("/proc/%d/task/*/schedstat" % pid)
    if not paths:
        with open("/proc/%d/stat" % pid) as f:
            fields = f.read().rpartition(")")[2].split()
        ticks = int(fields[11]) + int(fields[12])
        return ticks * 1e6 / os.sysconf("SC_CLK_TCK")
    total = 0
    for path in paths:
        with open(path) as f:
            total += int(f.read().split()[0])
    return total / 1e3


def end_of(log):
    with open(log, encoding="utf-8", errors="replace") as f:
        return f.read()[-2000:]


def run(argv, log):
    """Runs a program to its end: its CPU time in microseconds, seconds."""
    begin = time.monotonic()
    with open(log, "w") as err:
        child = subprocess.Popen(argv, stdout=err, stderr=err)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit("%s failed:\n%s" % (" ".join(argv), end_of(log)))
    cpu = usage.ru_utime + usage.ru_stime
    return cpu * 1e6, time.monotonic() - begin


# ---- results ---------------------------------------------------------------

median = statistics.median
rows = []


def row(name, us, **more):
    """A line of the table: CPU microseconds an event and, where there is one,
    times (the floor), limit, rate (events a second) and p99 (ms)."""
    rows.append(dict(name=name, us=us, **more))


def note(name, text):
    rows.append(dict(name=name, text=text))


def cell(value, form):
    return form % value if value is not None else ""


def print_rows():
    print("\n%-34s %9s %7s %7s %11s %8s" % ("", "CPU us", "times", "limit",
                                            "per second", "p99 ms"))
    for r in rows:
        if "text" in r:
            print("%-34s %s" % (r["name"], r["text"]))
            continue
        print(("%-34s %9.2f %7s %7s %11s %8s" % (
            r["name"], r["us"], cell(r.get("times"), "%.2f"),
            r.get("limit", ""), cell(r.get("rate"), "%.0f"),
            cell(r.get("p99"), "%.2f"))).rstrip())


def say(text):
    print(text, file=sys.stderr, flush=True)
