#!/usr/bin/env python3
# match_oracle.py - a second, slow and simple evaluator of event patterns
# SPDX-License-Identifier: BSD-2-Clause
"""Compares "trestle match" with an evaluator of another make.

match_oracle.py TRESTLE SEED RULES EVENTS   makes that many rules and events at
random, lets TRESTLE and the evaluator below match all of them, and prints
where they differ.

match_oracle.py --rules R --events E        prints what "trestle match" should.

The evaluator follows trestle-pattern(7) word by word.  An event is flattened
to leaves, each with the elements of arrays that it lies in; a pattern is
written out to ways without $or; a way holds if one leaf can be found for each
of its fields so that no array is entered in two elements, and if then no leaf
is left where one must be absent.
"""
import ipaddress
import itertools
import json
import os
import random
import re
import subprocess
import sys
import tempfile

OPERATORS = ("prefix suffix contains contain wildcard equals-ignore-case "
             "numeric cidr anything-but exists exactly = < <= > >= regex "
             "not-wildcard not-equals-ignore-case date-after date-on-or-after "
             "date-before date-on-or-before in-date-range ip-address-in-range "
             "ip-address-not-in-range").split()


# ---- reading ---------------------------------------------------------------

def number(text):
    """Contracts: an integer of 64 bits is that, all else is a double."""
    if re.fullmatch(r"-?[0-9]+", text):
        value = int(text)
        if -2**63 <= value < 2**64:
            return value
    return float(text)


def load(text):
    return json.loads(text, parse_int=number, parse_float=number)


def chars(text):
    """A list of characters; a lone surrogate equals no other thing."""
    return [object() if 0xD800 <= ord(c) < 0xE000 else c for c in text]


def type_of(value):
    if value is None or isinstance(value, bool):
        return "word"
    return "string" if isinstance(value, str) else "number"


# ---- events ----------------------------------------------------------------

def leaves(value, path=(), inside=(), place=("root",)):
    """(path, value, elements of arrays that it lies in)"""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from leaves(below, path + (key,), inside, place + (key,))
    elif isinstance(value, list):
        yield from elements(value, path, inside, place)
    else:
        yield path, value, dict(inside)


def elements(array, path, inside, place):
    for i, element in enumerate(array):
        where = place + (i,)
        if isinstance(element, dict):
            yield from leaves(element, path, add(inside, place, i), where)
        elif isinstance(element, list):
            yield from elements(element, path, add(inside, place, i), where)
        else:
            yield path, element, dict(inside)


def add(inside, place, i):
    return inside + ((place, i),)


# ---- patterns --------------------------------------------------------------

def is_or(value):
    return (isinstance(value, list) and len(value) >= 2
            and all(isinstance(v, dict) for v in value)
            and not any(k in OPERATORS for v in value for k in v))


def ways(pattern, path=()):
    """All lists of (path, tests) of which one has to hold."""
    parts = []
    for key, value in pattern.items():
        if key == "$or" and is_or(value):
            parts.append([w for branch in value for w in ways(branch, path)])
        elif isinstance(value, dict):
            parts.append(ways(value, path + (key,)))
        else:
            tests = value if isinstance(value, list) else [value]
            parts.append(halves(path + (key,), tests))
    for combination in itertools.product(*parts):
        yield [field for part in combination for field in part]


def halves(path, tests):
    """A field that is there, or one that is not."""
    absent = [t for t in tests if t == {"exists": False}]
    there = [t for t in tests if t != {"exists": False}]
    result = []
    if there:
        result.append([(path, there)])
    if absent:
        result.append([(path, None)])
    return result


def operands(value):
    return value if isinstance(value, list) else [value]


def is_endless(value):
    """No double could hold it."""
    return type_of(value) == "number" and abs(value) == float("inf")


def same_number(a, b):
    return (type_of(a) == type_of(b) == "number" and a == b
            and not is_endless(a))


def one_char(c):
    """c, and its lower and upper case where that is one character."""
    result = {c}
    if isinstance(c, str):
        result |= {x for x in (c.lower(), c.upper()) if len(x) == 1}
    return result


def begins(text, what, fold=False):
    if len(what) > len(text):
        return False
    return all(t in one_char(w) if fold else t == w
               for t, w in zip(text, what))


def folded(text, what):
    return len(text) == len(what) and begins(text, what, True)


def contains(text, what):
    return any(begins(text[i:], what) for i in range(len(text) + 1))


def wildcard(text, what):
    parts, i = [], 0
    while i < len(what):
        if what[i] == "\\":
            i += 1
            parts.append(what[i])
        else:
            parts.append(None if what[i] == "*" else what[i])
        i += 1
    possible = {0}
    for part in parts:
        if part is None:
            first = min(possible, default=len(text) + 1)
            possible = set(range(first, len(text) + 1))
        else:
            possible = {i + 1 for i in possible
                        if i < len(text) and text[i] == part}
    return len(text) in possible


def address(text):
    try:
        if "/" in text or "%" in text:
            return None
        a = ipaddress.ip_address(text)
    except ValueError:
        return None
    return None if a.version == 6 and a.ipv4_mapped is not None else a


def in_net(text, net):
    a = address(text)
    n = ipaddress.ip_network(net, strict=False)
    return a is not None and a.version == n.version and a in n


def numeric(value, bounds):
    asks = {"=": lambda a, b: a == b, "<": lambda a, b: a < b,
            "<=": lambda a, b: a <= b, ">": lambda a, b: a > b,
            ">=": lambda a, b: a >= b}
    if type_of(value) != "number" or is_endless(value):
        return False
    return all(asks[bounds[i]](value, bounds[i + 1])
               for i in range(0, len(bounds), 2))


def says_yes(test, value):
    """One value or operator of a list about one leaf."""
    if not isinstance(test, dict):
        if type_of(test) != type_of(value):
            return False
        if type_of(test) == "string":
            return chars(test) == chars(value)
        if type_of(test) == "word":
            return test is value
        return same_number(test, value)
    (name, operand), = test.items()
    if name == "exists":
        return True
    if name == "numeric":
        return numeric(value, operand)
    if name == "anything-but":
        return not is_endless(value) and not any(
            says_yes(t, value) for t in but_tests(operand))
    if type_of(value) != "string":
        return False
    return string_says_yes(name, operand, value)


def but_tests(operand):
    """What anything-but has inside, as a list of tests."""
    if not isinstance(operand, dict):
        return operands(operand)
    (name, inner), = operand.items()
    return [operand] if name == "numeric" else [
        {name: o} for o in operands(inner)]


def string_says_yes(name, operand, value):
    text = chars(value)
    if name in ("prefix", "suffix"):
        turn = 1 if name == "prefix" else -1
        fold = isinstance(operand, dict)
        if fold:
            operand = operand["equals-ignore-case"]
        return any(begins(text[::turn], chars(o)[::turn], fold)
                   for o in operands(operand))
    if name in ("contains", "contain"):
        return any(contains(text, chars(o)) for o in operands(operand))
    if name == "wildcard":
        return wildcard(text, chars(operand))
    if name == "equals-ignore-case":
        return folded(text, chars(operand))
    if name == "cidr":
        return in_net(value, operand)
    raise ValueError(name)


# ---- matching --------------------------------------------------------------

def agree(chosen, inside):
    return all(chosen.get(array, i) == i for array, i in inside.items())


def holds(fields, absent, flat, chosen):
    if not fields:
        return not any(path in absent and agree(chosen, inside)
                       for path, _, inside in flat)
    (path, tests), rest = fields[0], fields[1:]
    for where, value, inside in flat:
        if where == path and agree(chosen, inside) \
                and any(says_yes(t, value) for t in tests) \
                and holds(rest, absent, flat, {**chosen, **inside}):
            return True
    return False


def matches(pattern, event):
    if not isinstance(event, dict):
        return False
    flat = list(leaves(event))
    for way in ways(pattern):
        fields = [f for f in way if f[1] is not None]
        absent = {f[0] for f in way if f[1] is None}
        if holds(fields, absent, flat, {}):
            return True
    return False


# ---- making them up --------------------------------------------------------

KEYS = ["a", "b", "c", "d", "key", "\u00e9", "x.y"]
WORDS = ["", "a", "ab", "abc", "abcabc", "B", "AB", "aBc", "b", "bc", "cab",
         "\u00c4pfel", "\u00e4PFEL", "a*b", "a\\b", "\u4e2d\u6587",
         "\U0001f600a", "10.0.0.1", "10.1.2.3", "192.168.0.7", "2001:db8::1",
         "::ffff:10.0.0.1", "010.0.0.1", "a\"b", "a/b", "true", "null",
         "1", "\u03a3\u03c3",
         "\u0416\u0436", "a\nb"]
NUMBERS = ["0", "1", "-1", "1.0", "1e2", "100", "100.0", "99.5", "-0", "0.1",
           "9007199254740993", "9007199254740992", "9007199254740992.0",
           "18446744073709551615", "18446744073709551616", "1e400", "-1e-3",
           "9223372036854775807", "-9223372036854775808"]
NETS = ["10.0.0.0/8", "10.0.0.1/32", "0.0.0.0/0", "192.168.0.0/31",
        "2001:db8::/32", "::/0", "2001:db8::1/128", "10.1.0.0/15"]


def quote(r, text):
    """A JSON string, some of it escaped."""
    out = []
    for c in text:
        if r.random() < 0.15 and ord(c) < 0x10000:
            out.append("\\u%04x" % ord(c))
        elif c == "/" and r.random() < 0.5:
            out.append("\\/")
        else:
            out.append(json.dumps(c, ensure_ascii=r.random() < 0.3)[1:-1])
    return '"' + "".join(out) + '"'


def scalar(r):
    kind = r.random()
    if kind < 0.6:
        return quote(r, r.choice(WORDS))
    if kind < 0.85:
        return r.choice(NUMBERS)
    return r.choice(["true", "false", "null", '"\\ud800"', '"a\\udc00b"'])


def make_value(r, depth):
    kind = r.random()
    if depth == 0 or kind < 0.45:
        return scalar(r)
    if kind < 0.7:
        return make_object(r, depth - 1)
    return "[" + ",".join(make_value(r, depth - 1)
                          for _ in range(r.choice([0, 1, 2, 2, 3]))) + "]"


def make_object(r, depth):
    keys = r.sample(KEYS, r.randint(0, 3) if depth < 3 else r.randint(2, 4))
    space = r.choice(["", "", " "])
    return "{" + ("," + space).join(
        quote(r, k) + ":" + space + make_value(r, depth) for k in keys) + "}"


def pattern_number(r):
    return r.choice([n for n in NUMBERS if n != "1e400"])


def string_or_list(r, words):
    if r.random() < 0.6:
        return quote(r, r.choice(words))
    some = r.sample(words, r.randint(1, 3))
    return "[" + ",".join(quote(r, w) for w in some) + "]"


def make_wildcard(r):
    parts = []
    for _ in range(r.randint(1, 6)):
        part = r.choice(["*", "*", "a", "b", "c", "ab", "\\*", "\\\\",
                         "\u00e4"])
        if part != "*" or parts[-1:] != ["*"]:
            parts.append(part)
    return "".join(parts)


def make_numeric(r):
    if r.random() < 0.5:
        return '["%s",%s]' % (r.choice(["=", "<", "<=", ">", ">="]),
                              pattern_number(r))
    while True:
        low, high = pattern_number(r), pattern_number(r)
        if number(low) < number(high):
            return '["%s",%s,"%s",%s]' % (r.choice([">", ">="]), low,
                                          r.choice(["<", "<="]), high)


def make_operator(r, nested=False):
    some = [w for w in WORDS if w]
    name = r.choice(["prefix", "suffix", "contains", "contain", "wildcard",
                     "equals-ignore-case", "numeric", "cidr"]
                    + ["anything-but", "exists"] * (0 if nested else 3))
    if name in ("prefix", "suffix"):
        if not nested and r.random() < 0.3:
            operand = '{"equals-ignore-case":%s}' % quote(r, r.choice(some))
        else:
            operand = string_or_list(r, some if nested else WORDS)
    elif name in ("contains", "contain"):
        operand = string_or_list(r, some)
    elif name == "wildcard":
        operand = quote(r, make_wildcard(r))
    elif name == "equals-ignore-case":
        operand = (string_or_list(r, WORDS) if nested
                   else quote(r, r.choice(WORDS)))
    elif name == "numeric":
        operand = make_numeric(r)
    elif name == "cidr":
        operand = quote(r, r.choice(NETS))
    elif name == "exists":
        operand = r.choice(["true", "false"])
    else:
        operand = make_but(r)
    return '{"%s":%s}' % (name, operand)


def make_but(r):
    kind = r.random()
    if kind < 0.3:
        return string_or_list(r, WORDS)
    if kind < 0.45:
        return pattern_number(r)
    if kind < 0.6:
        some = [pattern_number(r) for _ in range(r.randint(1, 3))]
        return "[" + ",".join(some) + "]"
    return make_operator(r, nested=True)


def make_tests(r):
    def one():
        if r.random() < 0.45:
            text = scalar(r)
            return "7" if text == "1e400" else text
        return make_operator(r)
    if r.random() < 0.1:
        text = one()
        return text if text[0] not in "{" else "[" + text + "]"
    return "[" + ",".join(one() for _ in range(r.choice([1, 1, 2, 3]))) + "]"


def make_pattern(r, depth=3, in_or=False):
    keys = r.sample(KEYS, r.choice([1, 1, 2, 2, 3]))
    members = []
    for key in keys:
        if depth > 0 and r.random() < 0.45:
            members.append(quote(r, key) + ":" + make_pattern(r, depth - 1))
        else:
            members.append(quote(r, key) + ":" + make_tests(r))
    if depth > 0 and r.random() < (0.15 if in_or else 0.3):
        some = [make_pattern(r, depth - 1, True)
                for _ in range(r.choice([2, 2, 3]))]
        members.insert(r.randint(0, len(members)),
                       '"$or":[' + ",".join(some) + "]")
        if len(members) > 1 and r.random() < 0.3:
            members = [m for m in members if m.startswith('"$or"')]
    return "{" + ",".join(members) + "}"


# ---- main ------------------------------------------------------------------

def expected(rules, events):
    for event in events:
        names = []
        for i, (name, pattern) in enumerate(rules):
            if matches(pattern, event):
                names.append(name)
        yield names


def compare(program, seed, n_rules, n_events):
    r = random.Random(seed)
    for words, n in ((KEYS, 4), (WORDS, 9), (NUMBERS, 7)):
        words[:] = r.sample(words, n)  # few, so that they meet
    if min(map(number, NUMBERS)) == max(map(number, NUMBERS)):
        NUMBERS.append("2")
    rules = [make_pattern(r) for _ in range(n_rules)]
    events = [make_object(r, 4) for _ in range(n_events)]
    with tempfile.TemporaryDirectory() as folder:
        names = [os.path.join(folder, n) for n in ("rules", "events")]
        for name, lines in zip(names, (rules, events)):
            with open(name, "w", encoding="utf-8") as f:
                f.write("\n".join(lines) + "\n")
        run = subprocess.run(
            program.split()
            + ["match", "--rules", names[0], "--events", names[1]],
            stdout=subprocess.PIPE, check=False)
    if run.returncode != 0:
        print("seed %d: exit %d" % (seed, run.returncode))
        return 1
    got = [set(json.loads(line)) for line in run.stdout.decode().splitlines()]
    if len(got) != n_events:
        print("seed %d: %d lines for %d events" % (seed, len(got), n_events))
        return 1
    wanted = expected([(str(i + 1), load(p)) for i, p in enumerate(rules)],
                      [load(e) for e in events])
    bad = yes = 0
    for event, has, names in zip(events, got, wanted):
        yes += len(names)
        for name in has ^ set(names):
            bad += 1
            if bad <= 10:
                print("pattern %s\nevent   %s\nshould %smatch\n" % (
                    rules[int(name) - 1], event,
                    "" if name in names else "not "))
    print("seed %d: %d pairs, %d match, %d wrong" % (
        seed, n_rules * n_events, yes, bad))
    return 1 if bad or not yes else 0


def lines(path):
    with open(path, "rb") as f:
        return f.read().decode().splitlines()


def main():
    if sys.argv[1] != "--rules":
        return compare(sys.argv[1], *map(int, sys.argv[2:5]))
    rules = []
    for i, line in enumerate(lines(sys.argv[2])):
        pattern = load(line)
        name = pattern.get("name")
        if (len(pattern) == 2 and isinstance(name, str)
                and isinstance(pattern.get("pattern"), dict)):
            rules.append((name, pattern["pattern"]))
        else:
            rules.append((str(i + 1), pattern))
    for names in expected(rules, map(load, lines(sys.argv[4]))):
        print(json.dumps(names, separators=(",", ":"), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
