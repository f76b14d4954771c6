#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Scrapes the metrics without a pause until it is told to stop (SIGTERM) or
the daemon is gone, and holds every single scrape against the two laws of the
ledger, for each pipeline and for each pair of rule and target.

    ledger.py HOST:PORT

Prints a line when it has begun, and how many scrapes there were.  Exit status 0; 1: a law was broken."""
import http.client
import re
import signal
import sys
import urllib.request

LINE = re.compile(r'(trestle_\w+)\{([^}]*)\} (\S+)$')
LABEL = re.compile(r'(\w+)="([^"]*)"')
BEGUN = ('created', 'recovered', 'redriven', 'replayed')
stopping = False


def on_term(_number, _frame):
    global stopping
    stopping = True


def read(text):
    """Events by pipeline and state; deliveries by pair and state."""
    events, deliveries = {}, {}
    for line in text.splitlines():
        found = LINE.match(line)
        if not found:
            continue
        labels = dict(LABEL.findall(found[2]))
        pair = tuple(labels.get(name) for name in ('pipeline', 'rule',
                                                   'target'))
        if found[1] == 'trestle_events_total':
            of = events.setdefault(labels['pipeline'], {})
            of[labels['state']] = int(found[3])
        elif found[1] == 'trestle_deliveries_total':
            of = deliveries.setdefault(pair, {})
            state = labels['state']
            of[state] = of.get(state, 0) + int(found[3])
        elif found[1] == 'trestle_deliveries_pending':
            deliveries.setdefault(pair, {})['pending'] = int(found[3])
    return events, deliveries


def broken(text):
    """The laws that a scrape breaks."""
    events, deliveries = read(text)
    if not events or not deliveries:
        yield 'no ledger'
    for name, of in events.items():
        if of['received'] != (of['refused'] + of['duplicate'] + of['bad']
                              + of['admitted']):
            yield f'{name}: received: {of}'
        if of['admitted'] != of['routed'] + of['unmatched']:
            yield f'{name}: admitted: {of}'
    for pair, of in deliveries.items():
        begun = sum(of.pop(state) for state in BEGUN)
        if begun != sum(of.values()):
            yield f'{pair}: begun {begun}: {of}'


def main():
    signal.signal(signal.SIGTERM, on_term)
    scrapes = 0
    while not stopping:
        try:
            with urllib.request.urlopen(f'http://{sys.argv[1]}/metrics',
                                        timeout=60) as answer:
                text = answer.read().decode()
        except (OSError, http.client.HTTPException):
            break
        scrapes += 1
        if scrapes == 1:
            print('scraping', flush=True)
        wrong = list(broken(text))
        if wrong:
            print('\n'.join(wrong))
            return 1
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    print(scrapes)
    return 0 if scrapes > 0 else 1


sys.exit(main())
