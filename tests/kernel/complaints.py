#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What decoded messages show that the tables do not explain.

complaints.py DUMP: DUMP is what tests/tools/dump_schema prints; the input is what `kernlink decode --jsonl`
prints. One line for each kind of complaint, with how often:
  malformed   what is not as its row says
  unknown     an attribute, command or family without a name
  nameless    a value or bit of an enum without a name
  raw         bytes: of a row that says no more of them
"""

import collections
import json
import re
import sys

HEX = re.compile(r"^([0-9a-f]{2}(:|$))+$")


def read_dump(path):
    """Names of the rows and fields whose values have names, and of those that are bytes."""
    plain, listed, binary = set(), {}, set()
    with open(path, encoding="utf-8") as f:
        for line in f:
            kind, *words = line.rstrip("\n").split("\t")
            if kind == "enum":
                listed[words[0]] = words[1]
            elif kind == "row" and (words[3] == "binary" or words[4] == "binary"):
                binary.add(words[2])
    with open(path, encoding="utf-8") as f:
        for line in f:
            kind, *words = line.rstrip("\n").split("\t")
            name, enum = (words[2], words[6]) if kind == "row" else (words[2], words[-1]) \
                if kind == "field" else ("", "")
            if enum in listed:
                plain.add(name)
    return plain, binary


class Complaints:
    def __init__(self, named, binary):
        self.named, self.binary, self.found = named, binary, collections.Counter()

    def value(self, value, name):
        if isinstance(value, dict):
            self.object(value, name)
        elif isinstance(value, list):
            for one in value:
                self.value(one, name)
        elif isinstance(value, bool):
            pass
        elif isinstance(value, int) and name in self.named:
            self.found[f"nameless {name} {value}"] += 1
        elif isinstance(value, str) and name in self.named and value.startswith("0x"):
            self.found[f"nameless {name} {value}"] += 1
        elif isinstance(value, str) and HEX.match(value) and name in self.binary:
            self.found[f"raw {name}"] += 1

    def object(self, value, name):
        if "error" in value and ("bytes" in value or "offset" in value):
            self.found[f"malformed {name}: {value['error']}"] += 1
            return
        # Indices of a nested array are numbers too: those are not attributes' names.
        indexed = all(k.isdigit() for k in value) and name.isupper()
        for key, inner in value.items():
            if key == "header":
                continue
            if key.isdigit() and not indexed:
                self.found[f"unknown {key} in {name}"] += 1
            self.value(inner, name if key.isdigit() else key)

    def message(self, message):
        if "bytes" in message or "error" in message:
            self.found[f"malformed message of {message.get('family', '?')}: {message.get('error', 'unknown')}"] += 1
        if isinstance(message.get("command"), int):
            self.found[f"unknown command {message['command']} of {message['family']}"] += 1
        for key in message:
            if key not in ("family", "command", "code"):
                self.object({key: message[key]}, "message")


def main():
    complaints = Complaints(*read_dump(sys.argv[1]))
    for line in sys.stdin:
        record = json.loads(line)
        if "message" in record:
            complaints.message(record["message"])
    for what, times in sorted(complaints.found.items()):
        print(f"{what} ({times})")


main()
