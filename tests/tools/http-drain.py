#!/usr/bin/env python3
# http-drain.py - what the clients of an HTTP source see while it drains
# SPDX-License-Identifier: BSD-2-Clause
"""usage: http-drain.py HOST PORT PATH PID

Events at PATH must take some seconds to be settled.  Opens three connections:
one waits for its event, one sends another request after SIGTERM, one is idle.
Exit 1 after a violation; 77: this machine is too slow to say."""
import os
import signal
import socket
import sys
import time

PATIENCE = 30
# Of an idle connection, less the time that a request may take to arrive.
IDLE = 0.8


def event(path, number):
    return (f"POST {path} HTTP/1.1\r\nHost: h\r\nce-specversion: 1.0\r\n"
            f"ce-id: {number}\r\nce-source: /drain\r\nce-type: t\r\n"
            "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
            ).encode()


def connect(address):
    return socket.create_connection(address, timeout=PATIENCE)


def used(address):
    """A connection that had an answer and was left open."""
    sock = connect(address)
    sock.sendall(b"GET /none HTTP/1.1\r\nHost: h\r\n\r\n")
    while not sock.recv(4096).endswith(b"}}\n"):
        pass
    return sock


def rest(sock):
    """All until the end of the connection."""
    data = b""
    while part := sock.recv(4096):
        data += part
    return data.decode("latin-1")


def is_refused(address):
    try:
        sock = connect(address)
    except ConnectionRefusedError:
        return True
    # It came in time: then it is answered, or dropped.
    sock.sendall(b"GET /none HTTP/1.1\r\nHost: h\r\n\r\n")
    try:
        sock.recv(4096)
    except ConnectionError:
        pass
    sock.close()
    return False


def expect(condition, what):
    if not condition:
        print("violation:", what)
        sys.exit(1)


def main():
    address, path = (sys.argv[1], int(sys.argv[2])), sys.argv[3]
    waits, busy, idle = connect(address), used(address), used(address)
    waits.sendall(event(path, 1))
    # What is written in order is read in order only on one connection: this
    # one is answered when the loop has seen the other.
    used(address).close()
    began = time.monotonic()
    os.kill(int(sys.argv[4]), signal.SIGTERM)
    while not is_refused(address):
        expect(time.monotonic() < began + PATIENCE, "connections are accepted")
    refused = time.monotonic() - began
    busy.sendall(event(path, 2))
    if time.monotonic() > began + IDLE:
        sys.exit(77)
    text = rest(busy)
    expect(text.startswith("HTTP/1.1 503 "), f"not 503: {text!r}")
    for line in "\r\nConnection: close\r\n", "\r\nRetry-After: ":
        expect(line in text, f"without {line.strip()}: {text!r}")
    expect(rest(idle) == "", "an idle connection got something")
    closed = time.monotonic() - began
    waits.setblocking(False)
    try:
        expect(False, f"idle until {waits.recv(4096)!r} was sent")
    except BlockingIOError:
        waits.settimeout(PATIENCE)
    text = rest(waits)
    expect(text.startswith("HTTP/1.1 202 "), f"not 202: {text!r}")
    expect("\r\nConnection: close\r\n" in text, f"not closed: {text!r}")
    print(f"refused after {refused:.3f} s, idle closed after {closed:.3f} s")


if __name__ == "__main__":
    main()
