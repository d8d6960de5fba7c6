#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""iw_bytes.py TRACE RUNS: are the requests of both programs the same?

TRACE has a JSON object a line for each message sent; RUNS has a line "PID WHO NUMBER LINE" for each
program that was run, WHO being "iw" or "ours", and "? NUMBER REASON" for what is known to differ.
Says so in TAP, without a plan."""

import json
import sys

# What is asked beforehand, and changes nothing.
ASKING = {"get_protocol_features", "get_interface", "get_wiphy"}
# Nests whose attributes the kernel takes one after the other, whatever their numbers.
ROWS = {
    "NL80211_ATTR_SCAN_FREQUENCIES", "NL80211_ATTR_SCAN_SSIDS", "NL80211_ATTR_SCHED_SCAN_MATCH",
    "NL80211_ATTR_SCHED_SCAN_PLANS", "NL80211_ATTR_COALESCE_RULE",
    "NL80211_ATTR_COALESCE_RULE_PKT_PATTERN", "NL80211_WOWLAN_TRIG_PKT_PATTERN",
    "NL80211_PMSR_ATTR_PEERS", "NL80211_ATTR_SAR_SPEC_SPECS", "NL80211_ATTR_TID_CONFIG",
}


def steady(value, name=""):
    """Without what means nothing: the order of attributes, and numbers of rows."""
    if isinstance(value, dict):
        if name in ROWS:
            return [steady(v) for v in value.values()]
        return {k: steady(v, k) for k, v in sorted(value.items())}
    if isinstance(value, list):
        return [steady(v) for v in value]
    return value


def looks_again(message, before):
    """Asks for the phy that was dumped once more: was it whole? Its parts fill several datagrams,
    and what comes or goes between two of them may take the rest."""
    return (message["command"] == "get_wiphy" and before is not None
            and before["command"] == "get_wiphy"
            and not {"root", "match"} & set(message["header"]["flags"])
            and {"root", "match"} <= set(before["header"]["flags"])
            and list(message["attrs"]) == ["NL80211_ATTR_WIPHY"])


def requests_of(messages):
    """The messages without what asks first, unless that is all there is."""
    all_of_them, real, before = [], [], None
    for m in messages:
        if looks_again(m, before):
            continue
        before = m
        flags = [f for f in m["header"]["flags"] if f not in ("request", "ack")]
        text = json.dumps([m["command"], flags, steady(m["attrs"])], sort_keys=True)
        if text in all_of_them:
            continue
        all_of_them.append(text)
        if m["command"] not in ASKING:
            real.append(text)
    return real or all_of_them


def main():
    sent, runs, known, number = {}, {}, {}, 0
    with open(sys.argv[1], encoding="utf-8") as trace:
        for line in trace:
            record = json.loads(line)
            if "attrs" in record["message"]:
                sent.setdefault(record["pid"], []).append(record["message"])
    with open(sys.argv[2], encoding="utf-8") as file:
        for line in file:
            pid, who, rest = line.rstrip("\n").split(" ", 2)
            if pid == "?":
                known[int(who)] = rest
                continue
            n, text = rest.split(" ", 1)
            runs.setdefault(int(n), {"text": text})[who] = requests_of(sent.get(int(pid), []))
    for n, r in sorted(runs.items()):
        theirs, ours = r.get("iw", []), r.get("ours", [])
        number += 1
        name = r["text"].replace("#", "")
        if theirs == ours and theirs:
            print(f"ok {number} - {name}")
        elif n in known:
            print(f"ok {number} - {name}: differs: {known[n]}")
        else:
            print(f"not ok {number} - {name}")
            for label, messages in (("iw", theirs), ("ours", ours)):
                for text in messages or ["nothing was sent"]:
                    print(f"# {label}: {text}")
    print(f"1..{number}")


main()
