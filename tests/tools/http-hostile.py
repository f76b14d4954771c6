#!/usr/bin/env python3
# http-hostile.py - hostile requests against a listener, beside an honest client
# SPDX-License-Identifier: BSD-2-Clause
"""Sends COUNT hostile requests of every kind, holds SLOW connections that
drip bytes, and posts honest events all the while.  Each hostile request must
get a 4xx, a 501 or a closed connection; each honest one a 2xx.  With --pid the
memory of that process must be within 4 MiB of before, 5 s after the last
hostile client has gone.  Prints a summary; exit 1 after a violation."""
import argparse
import collections
import http.client
import random
import socket
import sys
import threading
import time

ATTRS = ("ce-specversion: 1.0\r\nce-id: 1\r\nce-source: /hostile\r\n"
         "ce-type: hostile\r\n")
JSON = "Content-Type: application/json\r\n"
STRUCTURED = "Content-Type: application/cloudevents+json\r\n"
BATCH = "Content-Type: application/cloudevents-batch+json\r\n"
EVENT = ('{"specversion":"1.0","id":"1","source":"/hostile","type":"hostile",'
         '"data":%s}')
RSS_SLACK_KIB = 4096


def request(path, headers, body=b"", method="POST", length=None):
    """The bytes of a request; length: what Content-Length claims."""
    if isinstance(body, str):
        body = body.encode()
    if length is None:
        length = len(body)
    head = (f"{method} {path} HTTP/1.1\r\nHost: h\r\n{headers}"
            f"Content-Length: {length}\r\n\r\n")
    return head.encode("latin-1") + body


# ---- kinds: each returns bytes, and whether the client then shuts down ------

def wrong_method(r, path):
    method = r.choice(["GET", "PUT", "DELETE", "PATCH", "TRACE", "HEAD",
                       "BREW", "post", "OPTIONS", "P" * 500, "PROPFIND"])
    return request(path, JSON + ATTRS, "{}", method), False


def wrong_path(r, path):
    other = r.choice(["/", "/..", "/%2e%2e/etc/passwd", path + "/", "//" + path,
                      path + "%00", path.upper() + "x", "*", "/" + "a" * 9000])
    return request(other, JSON + ATTRS, "{}"), False


def bad_request_line(r, path):
    line = r.choice([f"POST  {path} HTTP/1.1", f"POST {path}", "POST",
                     f"POST {path} HTTP/9.9", f"POST {path} HTTP/1.1 x",
                     f" POST {path} HTTP/1.1", f"POST\t{path} HTTP/1.1",
                     f"POST {path}\x01 HTTP/1.1", f"P\0ST {path} HTTP/1.1",
                     f"POST {path}\xff HTTP/1.1", "CONNECT a:1 HTTP/1.1",
                     "PRI * HTTP/2.0"])
    return (line + "\r\nHost: h\r\n\r\n").encode("latin-1"), True


def huge_header(r, path):
    return request(path, r.choice([
        "X: " + "a" * 40000 + "\r\n",
        "".join(f"X-{i}: a\r\n" for i in range(200)),
        "X" * 40000 + ": a\r\n",
        "Cookie: " + "a=b; " * 10000 + "\r\n"])), False


def smuggled(r, path):
    extra = r.choice(["Transfer-Encoding: chunked\r\n", "Content-Length: 7\r\n",
                      "Content-Length : 5\r\n", "Transfer-Encoding : x\r\n",
                      "X: a\r\n b\r\n", "X: a\nY: b\r\n", "X: a\rb\r\n",
                      "X: a\0b\r\n", "Host: other\r\n", ": x\r\n", "\x0b: x\r\n",
                      "Transfer-Encoding: xchunked\r\n"])
    return request(path, JSON + ATTRS + extra, "0\r\n\r\nGET / HTTP/1.1\r\n\r\n"
                   ), True


def bad_length(r, path):
    length = r.choice(["-1", "+5", "0x5", "5,5", "5 5", "", "1e3", "\x80",
                       "99999999999999999999999", "9223372036854775807"])
    return request(path, JSON + ATTRS, "hello", length=length), True


def bad_coding(r, path):
    coding = r.choice(["gzip", "chunked, chunked", "gzip, chunked", "identity",
                       "", "chunked;q=1", "\tchunked x"])
    return (f"POST {path} HTTP/1.1\r\nHost: h\r\n{JSON}{ATTRS}"
            f"Transfer-Encoding: {coding}\r\n\r\n0\r\n\r\n").encode(), True


def bad_chunks(r, path):
    body = r.choice(["zz\r\n", "5\r\nhello!\r\n", "-5\r\n", "5\nhello\n",
                     "fffffffffffffffff\r\n", "7fffffffffffffff\r\n",
                     "5;" + "x" * 20000 + "\r\n", "0\r\nX : y\r\n\r\n",
                     "0\r\n" + "X: y\r\n" * 5000 + "\r\n", "5 \r\nhello\r\n"])
    return (f"POST {path} HTTP/1.1\r\nHost: h\r\n{JSON}{ATTRS}"
            f"Transfer-Encoding: chunked\r\n\r\n{body}").encode(), True


def truncated(r, path):
    whole = request(path, STRUCTURED, EVENT % '"x"')
    return whole[:r.randrange(1, len(whole))], True


def too_large(r, path):
    return request(path, r.choice([JSON + ATTRS, STRUCTURED, BATCH]),
                   b"x" * r.choice([0, 100, 100000]), length=1 << 40), False


def bad_utf8(r, path):
    bad = r.choice([b"\xff\xfe", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf5\x80\x80"
                    b"\x80", b"\xe2\x82", b"\x80"])
    where = r.randrange(4)
    if where == 0:
        return request(path, STRUCTURED,
                       (EVENT % '"@"').encode().replace(b"@", bad)), False
    if where == 1:
        return request(path, JSON + ATTRS, b'{"a":"' + bad + b'"}'), False
    if where == 2:
        text = "".join("%%%02X" % b for b in bad)
        return request(path, JSON + ATTRS + f"ce-subject: {text}\r\n", "{}"
                       ), False
    return request(path, JSON + ATTRS + "ce-subject: x" + bad.decode("latin-1")
                   + "\r\n", "{}"), False


def nesting_bomb(r, path):
    n = r.choice([2000, 100000])
    body = r.choice(["[" * n, '{"a":' * n, "[" * n + "]" * n,
                     '{"a":' * n + "1" + "}" * n])
    kind = r.choice([JSON + ATTRS, STRUCTURED, BATCH])
    return request(path, kind, EVENT % body if kind != BATCH
                   and r.random() < 0.5 else body), False


def bad_json(r, path):
    body = r.choice(["", "{", "nul", "{'a':1}", '{"a":01}', "[1,]", '"\x01"',
                     '{"a":1}x', "NaN", '{"a":"\\x"}', "1e", "\ufeff{}", "\0"])
    return request(path, STRUCTURED if body == "" else
                   r.choice([JSON + ATTRS, STRUCTURED, BATCH]), body), False


def bad_event(r, path):
    body = r.choice([
        '{"specversion":"0.3","id":"1","source":"/","type":"t"}',
        '{"specversion":"1.0","id":"","source":"/","type":"t"}',
        '{"specversion":"1.0","id":1,"source":"/","type":"t"}',
        '{"specversion":"1.0","source":"/","type":"t"}',
        '{"specversion":"1.0","id":"1","source":"/","type":"t","A":"x"}',
        '{"specversion":"1.0","id":"1","source":"/","type":"t","x":{}}',
        '{"specversion":"1.0","id":"1","source":"/","type":"t","time":"now"}',
        '{"specversion":"1.0","id":"1","source":"/","type":"t","data":1,'
        '"data_base64":"AA=="}',
        '{"specversion":"1.0","id":"1","source":"/","type":"t",'
        '"data_base64":"!"}', "{}", "null", "3"])
    if r.random() < 0.5:
        return request(path, BATCH, f"[{EVENT % 1},{body}]"), False
    return request(path, STRUCTURED, body), False


def wrong_type(r, path):
    headers = r.choice([JSON, "", "Content-Type: text/xml\r\n",
                        STRUCTURED + "Content-Encoding: gzip\r\n",
                        JSON + ATTRS + "Content-Encoding: br\r\n",
                        "Content-Type: application/cloudevents+xml\r\n",
                        "Content-Type: application/cloudevents+json; "
                        "charset=utf-16\r\n",
                        JSON + ATTRS + "Expect: tea\r\n",
                        JSON + "ce-id: 1\r\n",
                        JSON + ATTRS + "ce-id: 2\r\n",
                        JSON + ATTRS + "ce-A_b: 2\r\n"])
    return request(path, headers, EVENT % 1), False


def noise(r, path):
    del path
    data = bytes(r.randrange(256) for _ in range(r.randrange(1, 400)))
    return data, True


KINDS = [wrong_method, wrong_path, bad_request_line, huge_header, smuggled,
         bad_length, bad_coding, bad_chunks, truncated, too_large, bad_utf8,
         nesting_bomb, bad_json, bad_event, wrong_type, noise]


# ---- running ----------------------------------------------------------------

class Run:
    def __init__(self, args):
        self.args = args
        self.lock = threading.Lock()
        self.results = collections.Counter()
        self.violations = []
        self.left = args.count
        self.over = threading.Event()
        self.honest = 0
        self.honest_longest = 0.0

    def violation(self, text):
        with self.lock:
            if len(self.violations) < 20:
                self.violations.append(text)

    def connect(self):
        return socket.create_connection((self.args.host, self.args.port),
                                        timeout=self.args.patience)


def first_line(sock):
    """The status line, or "" if the connection was closed without one."""
    data = b""
    try:
        while b"\r\n" not in data:
            part = sock.recv(4096)
            if not part:
                break
            data += part
    except ConnectionError:
        pass
    return data.split(b"\r\n", 1)[0].decode("latin-1")


def verdict(line):
    if line == "":
        return "closed"
    parts = line.split(" ")
    if len(parts) > 1 and parts[0] == "HTTP/1.1" and parts[1].isdigit():
        status = int(parts[1])
        if 400 <= status < 500 or status == 501:
            return str(status)
    return None


def attack(run, r):
    kind = r.choice(KINDS)
    data, shut = kind(r, run.args.path)
    sock = run.connect()
    try:
        try:
            sock.sendall(data)
            if shut:
                sock.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        try:
            line = first_line(sock)
        except socket.timeout:
            run.violation(f"{kind.__name__}: no answer to {data[:200]!r}")
            return
        result = verdict(line)
        if result is None:
            run.violation(f"{kind.__name__}: {line!r} to {data[:200]!r}")
        with run.lock:
            run.results[f"{kind.__name__} {result}"] += 1
    finally:
        sock.close()


def attacker(run, seed):
    r = random.Random(seed)
    while True:
        with run.lock:
            if run.left <= 0:
                return
            run.left -= 1
        try:
            attack(run, r)
        except OSError as error:
            run.violation(f"could not connect: {error}")
            return


def slow_clients(run):
    """Each drips a request until it is answered or closed."""
    clients = {}
    for i in range(run.args.slow):
        data = request(run.args.path, JSON + ATTRS, b"x" * 100000)
        start = 0 if i % 2 else data.index(b"\r\n\r\n") + 4
        sock = run.connect()
        if start:
            sock.sendall(data[:start])
        sock.setblocking(False)
        clients[sock] = [data, start]
    until = time.monotonic() + run.args.patience
    while clients and time.monotonic() < until:
        for sock, state in list(clients.items()):
            try:
                answer = sock.recv(4096)
            except BlockingIOError:
                try:
                    sock.send(state[0][state[1]:state[1] + 1])
                    state[1] += 1
                except OSError:
                    pass
                continue
            except OSError:
                answer = b""
            result = verdict(answer.split(b"\r\n", 1)[0].decode("latin-1"))
            if result is None:
                run.violation(f"slow client: {answer[:100]!r}")
            run.results[f"slow {result}"] += 1
            sock.close()
            del clients[sock]
        time.sleep(0.3)
    if clients:
        run.violation(f"{len(clients)} slow clients were never answered")
    for sock in clients:
        sock.close()


def honest_client(run):
    headers = {"Content-Type": "application/json", "ce-specversion": "1.0",
               "ce-source": "/honest", "ce-type": "honest"}
    if run.args.header:
        headers.update(h.split(": ", 1) for h in run.args.header)
    connection = http.client.HTTPConnection(run.args.host, run.args.port,
                                            timeout=run.args.patience)
    while not run.over.is_set():
        begin = time.monotonic()
        headers["ce-id"] = f"honest-{run.honest}"
        try:
            connection.request("POST", run.args.path, b'{"honest":true}',
                               headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException) as error:
            run.violation(f"honest client: {error!r}")
            return
        if answer.status // 100 != 2:
            run.violation(f"honest client: {answer.status}")
        run.honest += 1
        run.honest_longest = max(run.honest_longest, time.monotonic() - begin)
        run.over.wait(0.002)
    connection.close()


def rss_kib(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as f:
        for line in f:
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
    return 0


def check_memory(run, before):
    until = time.monotonic() + 5
    after = rss_kib(run.args.pid)
    while after > before + RSS_SLACK_KIB and time.monotonic() < until:
        time.sleep(0.2)
        after = rss_kib(run.args.pid)
    print(f"memory: {before} KiB before, {after} KiB after")
    if after > before + RSS_SLACK_KIB:
        run.violation("memory was not given back")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("path")
    parser.add_argument("count", type=int)
    parser.add_argument("--slow", type=int, default=0)
    parser.add_argument("--threads", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--patience", type=float, default=30)
    parser.add_argument("--pid", type=int)
    parser.add_argument("--header", action="append",
                        help="of the honest client: \"NAME: VALUE\"")
    run = Run(parser.parse_args())
    before = rss_kib(run.args.pid) if run.args.pid else 0
    honest = threading.Thread(target=honest_client, args=(run,))
    threads = [threading.Thread(target=attacker, args=(run, i))
               for i in range(run.args.seed * 1000,
                              run.args.seed * 1000 + run.args.threads)]
    if run.args.slow:
        threads.append(threading.Thread(target=slow_clients, args=(run,)))
    begin = time.monotonic()
    honest.start()
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    run.over.set()
    honest.join()
    for name, n in sorted(run.results.items()):
        print(f"{n:8} {name}")
    print(f"{sum(run.results.values())} hostile in "
          f"{time.monotonic() - begin:.1f} s; {run.honest} honest, longest "
          f"{run.honest_longest * 1000:.0f} ms")
    if run.args.pid:
        check_memory(run, before)
    if run.honest == 0:
        run.violation("the honest client was not served")
    for text in run.violations:
        print("violation:", text)
    return 1 if run.violations else 0


if __name__ == "__main__":
    sys.exit(main())
