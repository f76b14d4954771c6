# SPDX-License-Identifier: BSD-2-Clause
"""The Python SDK publishes; what arrives equals what it was given.

   python cloudevents.py URL DIRECTORY
"""
import base64
import json
import sys
import urllib.request

# This file must not be taken for the package of the same name.
sys.path.pop(0)
from cloudevents.conversion import to_binary, to_structured  # noqa: E402
from cloudevents.http import CloudEvent  # noqa: E402

URL, DIRECTORY = sys.argv[1:]
TIME = "2026-11-20T10:30:00.123Z"
KINDS = {
    "placed": ({"type": "order.placed", "source": "/shops/sh-001/till/3",
                "subject": "SO 1/7", "storeno": "7", "count": "7",
                "express": "true"},
               {"order": "SO1", "amount": 1250.5, "text": "K\u00e4se / \u7206"}),
    "xml": ({"type": "note", "source": "/xml",
             "datacontenttype": "application/xml"}, b"<a>\xc3\xbc</a>"),
    "bytes": ({"type": "blob", "source": "/bytes",
               "datacontenttype": "application/octet-stream"},
              bytes(range(256))),
    "none": ({"type": "ping", "source": "/none"}, None),
}
wrong = []


def check(holds, what, detail=""):
    if not holds:
        wrong.append(what)
        print(f"FAILED: {what}: {detail}")


def post(headers, body):
    """Sends what the SDK made; a request without data has no body."""
    request = urllib.request.Request(URL, data=body or b"", headers=headers,
                                     method="POST")
    with urllib.request.urlopen(request, timeout=30) as answer:
        check(answer.status == 202, "status", answer.status)


def without_default_type(headers):
    """urllib puts a type of its own where there is none."""
    if not any(name.lower() == "content-type" for name in headers):
        headers = {**headers, "content-type": "application/json"}
    return headers


def data_of(line, data):
    if isinstance(data, bytes):
        if "data_base64" in line:
            return base64.b64decode(line["data_base64"]) == data
        return line.get("data", "").encode() == data
    return line.get("data") == data


def main():
    sent = {}
    for kind, (attributes, data) in KINDS.items():
        for mode, convert in ("binary", to_binary), ("structured",
                                                     to_structured):
            event = CloudEvent({**attributes, "id": f"{kind}-{mode}",
                                "time": TIME}, data)
            headers, body = convert(event)
            post(without_default_type(headers), body)
            sent[event["id"]] = (event, data)

    with open(f"{DIRECTORY}/all.jsonl", encoding="utf-8") as file:
        arrived = {line["id"]: line for line in map(json.loads, file)}
    check(sorted(arrived) == sorted(sent), "ids", sorted(arrived))
    for name, (event, data) in sent.items():
        line = arrived.get(name, {})
        for attribute, value in event.get_attributes().items():
            if value is not None:
                check(line.get(attribute) == value, f"{name}: {attribute}",
                      line)
        check(data is None or data_of(line, data), f"{name}: data", line)
    print(f"{len(sent)} events, {len(wrong)} failed")
    return 1 if wrong else 0


sys.exit(main())
