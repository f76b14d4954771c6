#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Posts events from many threads until the daemon answers no more, and
remembers every id that it acknowledged.

    oracle.py HOST:PORT PATH PREFIX THREADS ACKNOWLEDGED UNDERWAY

Writes the ids that were answered with 202 to the file ACKNOWLEDGED, and those
that got no answer or another one to UNDERWAY."""
import http.client
import json
import sys
import threading
import time

address, path, prefix = sys.argv[1:4]
acknowledged, others = [], []
refused = threading.Event()


def body(ids):
    return json.dumps([{'specversion': '1.0', 'id': i, 'source': '/oracle',
                        'type': 't', 'data': {'id': i}} for i in ids])


def post(connection, ids):
    connection.request('POST', path, body(ids), {
        'Content-Type': 'application/cloudevents-batch+json'})
    answer = connection.getresponse()
    answer.read()
    return answer.status


def client(number):
    """One connection after the other, until none is to be had."""
    count = 0
    connection = None
    while not refused.is_set():
        ids = [f'{prefix}-{number}-{count + i}' for i in range(number % 3 + 1)]
        count += len(ids)
        if connection is None:
            connection = http.client.HTTPConnection(address, timeout=60)
            try:
                connection.connect()
            except OSError:
                refused.set()
                return
        try:
            status = post(connection, ids)
        except (OSError, http.client.HTTPException):
            others.extend(ids)
            connection.close()
            connection = None
            continue
        (acknowledged if status == 202 else others).extend(ids)
        if status in (429, 503):
            time.sleep(0.01)


threads = [threading.Thread(target=client, args=(i,))
           for i in range(int(sys.argv[4]))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
for name, ids in zip(sys.argv[5:7], (acknowledged, others)):
    with open(name, 'w', encoding='ascii') as file:
        file.writelines(i + '\n' for i in ids)
