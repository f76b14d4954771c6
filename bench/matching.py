# SPDX-License-Identifier: BSD-2-Clause
"""`trestle match --repeat`: what a rule set costs an event."""
import json
import random
import subprocess

import measure
from measure import Work, median, pinned

EVENTS = 2000
RULES = (1, 100, 1000)
# Pairs of a rule and an event in one run, about.
PAIRS = 2000000


def rule(r, i):
    verb = r.choice(("placed", "paid", "updated", "refunded"))
    store = "sh-%03d" % r.randrange(400)
    amount = r.randrange(2000)
    patterns = (
        {"type": ["retail.order." + verb], "data": {"store": [store]}},
        {"source": [{"prefix": "/stores/" + store}],
         "data": {"amount": [{"numeric": [">=", amount]}]}},
        {"data": {"items": {"sku": [{"prefix": "SKU-%03d"
                                     % r.randrange(1000)}]}}},
        {"type": [{"suffix": verb}], "data": {"paid": [True],
         "till": [r.randrange(20)]}},
        {"data": {"currency": ["CNY"],
                  "note": [{"wildcard": "at*desk*%d" % i}]}},
    )
    return {"name": "rule-%d" % i, "pattern": patterns[i % len(patterns)]}


def bench():
    with Work() as work:
        measure.write_events(work.file("events"), EVENTS)
        for n in RULES:
            r = random.Random(n)
            rules = work.write("rules", "".join(
                json.dumps(rule(r, i)) + "\n" for i in range(n)))
            repeat = max(PAIRS // (n * EVENTS), 1)
            argv = pinned(0, [measure.program(), "match", "--rules", rules,
                              "--events", work.file("events"), "--count",
                              "--repeat", str(repeat)])
            measure.say("match: %d rules" % n)
            rates = []
            for _ in range(measure.ROUNDS):
                out = subprocess.run(argv, stdout=subprocess.DEVNULL,
                                     stderr=subprocess.PIPE, check=True)
                rates.append(json.loads(out.stderr)["events_per_second"])
            rate = median(rates)
            measure.row("match, %d rule%s" % (n, "s" if n > 1 else ""),
                        1e6 / rate, rate=rate)
