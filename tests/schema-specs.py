#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compare the kernel's YAML descriptions of netlink families with the tables of lib/schema.

schema-specs.py DUMP DIFFERENCES SPEC...: DUMP is what tests/tools/dump_schema prints. An attribute of a
specification is looked for by its C name in the family's tables: its number, type, byte order, struct,
values and what its nest holds must be the same. Differences that are meant are lines of DIFFERENCES.
Speaks TAP: one test for each specification; the plan is left to tests/schema-specs.sh.
"""

import fnmatch
import os
import sys

import yaml

# Families of a specification, where they are not called as it is.
FAMILIES = {
    "nftables": ["nftables", "nft-compat", "nfnetlink"],
    "rt-link": ["rt-link", "rt-stats"],
    "tc": ["tc-qdisc", "tc-class", "tc-filter", "tc-chain", "tc-action"],
}
# What C names begin with, where a specification does not say so: of sets, and of operations.
PREFIXES = {
    "conntrack": {
        "": "ipctnl-msg-ct-", "counter-attrs": "cta-counters-", "protoinfo-tcp-attrs": "cta-protoinfo-",
        "protoinfo-dccp-attrs": "cta-protoinfo-", "protoinfo-sctp-attrs": "cta-protoinfo-",
        "nat-proto-attrs": "cta-proto", "seqadj-attrs": "cta-seqadj-", "synproxy-attrs": "cta-synproxy-",
        "conntrack-stats-attrs": "cta-stats-", "*": "cta-",
    },
    "nftables": {
        "": "nft-msg-", "numgen-attrs": "nfta-ng-", "batch-attrs": "nfnl-batch-", "nft-hook-attrs": "nfta-hook-",
        "hook-dev-attrs": "nfta-device-", "nft-counter-attrs": "nfta-counter-", "expr-list-attrs": "nfta-list-",
        "set-desc-concat-attrs": "nfta-list-", "set-list-attrs": "nfta-list-", "setelem-attrs": "nfta-set-elem-",
        "setelem-list-elem-attrs": "nfta-list-", "setelem-list-attrs": "nfta-set-elem-list-",
        "expr-flow-offload-attrs": "nfta-flow-table-", "expr-attrs": "nfta-expr-",
        "compat-target-attrs": "nfta-target-", "compat-match-attrs": "nfta-match-",
    },
}
# C names that are put together in another way.
NAMES = {
    "CTA_PROTOINFO_VTAG_ORIGINAL": "CTA_PROTOINFO_SCTP_VTAG_ORIGINAL",
    "CTA_PROTOINFO_VTAG_REPLY": "CTA_PROTOINFO_SCTP_VTAG_REPLY",
    "CTA_LABELS MASK": "CTA_LABELS_MASK",
    "NFTA_HOOK_NUM": "NFTA_HOOK_HOOKNUM",
    "NFT_MSG_BATCH_BEGIN": "NFNL_MSG_BATCH_BEGIN",
    "NFT_MSG_BATCH_END": "NFNL_MSG_BATCH_END",
    "NFT_MSG_GETCOMPAT": "NFNL_MSG_COMPAT_GET",
}
# Types of the tables that take in more than the specification says: addresses of other families too.
WIDER = {"mac": ["lladdr"], "ip4": ["ip"], "ip6": ["ip"]}
INTEGERS = ["u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64", "uint", "sint"]
WIDTH = {"u8": 1, "u16": 2, "u32": 4, "u64": 8, "s8": 1, "s16": 2, "s32": 4, "s64": 8}


class Row:
    def __init__(self, words):
        self.set, self.id, self.name, self.type, self.elem = words[0], int(words[1]), *words[2:5]
        self.flags = set(words[5].split(",")) - {""}
        self.enum, self.layout = words[6], words[7]
        self.sets = [w.split(":") for w in words[8].split(",") if w]


class Family:
    """What dump_schema says of one family."""

    def __init__(self):
        self.groups, self.commands = [], []
        self.sets, self.rows, self.enums, self.layouts = {}, {}, {}, {}

    def add(self, kind, words):
        if kind == "group":
            self.groups.append(words[0])
        elif kind == "command":
            self.commands.append((int(words[0]), words[1], int(words[2])))
        elif kind == "set":
            self.sets[words[0]] = []
        elif kind == "row":
            row = Row(words)
            self.sets[row.set].append(row)
            self.rows.setdefault(row.name, []).append(row)
        elif kind == "enum":
            values = [w.rsplit("=", 1) for w in words[2:]]
            self.enums[words[0]] = (words[1], {int(v): name for name, v in values})
        elif kind == "layout":
            self.layouts[words[0]] = (int(words[1]), [])
        elif kind == "field":
            self.layouts[words[0]][1].append(words[1:])


def read_dump(path):
    families = {}
    with open(path, encoding="utf-8") as f:
        for line in f:
            kind, *words = line.rstrip("\n").split("\t")
            if kind == "family":
                family = families[words[0]] = Family()
            else:
                family.add(kind, words)
    return families


def read_differences(path):
    """Lines of SPEC, PATTERN and the reason."""
    found = []
    with open(path, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            words = line.split(None, 2)
            if words and not line.startswith("#"):
                found.append({"spec": words[0], "pattern": words[1], "line": number, "used": False})
    return found


def c_name(*parts):
    name = "".join(parts).replace("-", "_").upper()
    return NAMES.get(name, name)


def set_prefix(spec, name):
    """Of the names in attribute set NAME, which says nothing about it."""
    prefixes = PREFIXES.get(spec, {})
    if name in prefixes or "*" in prefixes:
        return prefixes.get(name, prefixes.get("*"))
    if spec == "nftables":
        return "nfta-" + name.removeprefix("expr-").removesuffix("attrs")
    return f"{spec}-a-{name}-"


class Spec:
    def __init__(self, path, families, differences):
        with open(path, encoding="utf-8") as f:
            self.tree = yaml.safe_load(f)
        self.name = self.tree["name"]
        self.differences = [d for d in differences if d["spec"] == self.name]
        names = FAMILIES.get(self.name, [self.name])
        self.families = [families[n] for n in names if n in families]
        self.definitions = {d["name"]: d for d in self.tree.get("definitions", [])}
        self.attr_sets = {s["name"]: s for s in self.tree["attribute-sets"]}
        self.problems, self.compared, self.open = [], 0, 0

    def complain(self, what, words):
        for d in self.differences:
            if fnmatch.fnmatchcase(what, d["pattern"]):
                d["used"] = True
                return
        self.problems.append(f"{what} {words}")

    # ---- attributes -----------------------------------------------------------------------------

    def attributes(self, attr_set):
        """Pairs of C name and attribute, with its number. Subsets refer to another set."""
        parent = self.attr_sets[attr_set["subset-of"]] if "subset-of" in attr_set else None
        if parent is not None:
            known = {a["name"]: (n, a) for n, a in self.attributes(parent)}
            return [known[a["name"]] for a in attr_set["attributes"]]
        prefix = attr_set.get("name-prefix", set_prefix(self.name, attr_set["name"]))
        number, found = 0, []
        for attr in attr_set["attributes"]:
            number = attr.get("value", number + 1)
            name = c_name(attr.get("name-prefix", prefix), attr["name"])
            found.append((name, dict(attr, value=number)))
        return found

    def compare_set(self, attr_set):
        if "subset-of" in attr_set:
            return
        for name, attr in self.attributes(attr_set):
            if attr["type"] == "unused" or attr["name"] == "unspec":
                continue
            rows = [(f, r) for f in self.families for r in f.rows.get(name, [])]
            if rows:
                self.compare_attr(name, attr, rows)
            else:
                self.complain(name, f"({attr_set['name']}) is in no table")

    def compare_attr(self, name, attr, rows):
        """All rows of a name have its number; a name that has several meanings may have rows for
        others, and one of them must be as the specification says."""
        self.compared += 1
        self.open += self.type_of(attr) == "open"
        for _, row in rows:
            if row.id != attr["value"]:
                self.complain(name, f"is {row.id}, not {attr['value']}")
        found = [list(self.faults(name, attr, f, r)) for f, r in rows]
        for what, words in min(found, key=len):
            self.complain(what, words)

    def faults(self, name, attr, family, row):
        wanted = self.type_of(attr)
        if wanted != "open" and not self.fits(wanted, attr, row):
            yield name, f"is {row.type} {row.elem}, not {wanted}".replace(" ,", ",")
        big = attr.get("byte-order") == "big-endian"
        if wanted in INTEGERS and row.type in INTEGERS and big != ("be" in row.flags):
            yield name, f"is {'not ' if big else ''}big-endian"
        if attr.get("multi-attr") and "multi" not in row.flags:
            yield name, "may be there several times"
        if "enum" in attr:
            yield from self.enum_faults(name, attr, family, row)
        if "struct" in attr:
            yield from self.struct_faults(name, attr["struct"], family, row.layout)
        if "nested-attributes" in attr and row.sets:
            yield from self.nest_faults(name, attr["nested-attributes"], family, row)

    @staticmethod
    def type_of(attr):
        """The type as the tables call it; "open": the specification leaves it to the reader."""
        kind, hint = attr["type"], attr.get("display-hint", "")
        if kind == "binary" and not hint and "struct" not in attr and "sub-type" not in attr:
            return "open"
        if kind == "binary":
            return {"mac": "mac", "ipv4": "ip4", "ipv6": "ip6", "ipv4-or-v6": "ip"}.get(hint, "binary")
        if kind == "u32" and hint == "ipv4":
            return "ip4"
        return {"sub-message": "nest", "indexed-array": "array", "nest-type-value": "array"}.get(kind, kind)

    @staticmethod
    def fits(wanted, attr, row):
        if wanted == "binary":
            if "struct" in attr:
                return row.layout != "(nil)"
            return row.type not in INTEGERS and row.type not in ("nest", "flag", "string")
        if wanted == "pad":
            return "pad" in row.flags
        if wanted == "array":
            elem = attr.get("sub-type", "nest")
            return row.type == "array" and (row.elem in (elem, "array", "ip4") or elem == "binary")
        return row.type in [wanted, *WIDER.get(wanted, [])]

    # ---- values, structs, nests -----------------------------------------------------------------

    def enum_faults(self, name, attr, family, row):
        enum = self.definitions.get(attr["enum"])
        if enum is None or enum["type"] not in ("enum", "flags"):
            return
        if row.enum not in family.enums:
            yield (name, f"names no values of {attr['enum']}")
            return
        kind, ours = family.enums[row.enum]
        bits = enum["type"] == "flags" or attr.get("enum-as-flags", False)
        if bits != (kind == "bits"):
            yield (name, f"has {kind}, unlike {attr['enum']}")
            return
        number = enum.get("value-start", 0) - 1
        for entry in enum["entries"]:
            entry = entry if isinstance(entry, dict) else {"name": entry}
            number = entry.get("value", number + 1)
            value = 1 << number if bits else number
            value = value - (1 << 32) if value - (1 << 32) in ours else value
            wanted = str(entry["name"]).replace("-", "_").lower()
            if ours.get(value, "").lower() != wanted:
                yield (f"{name}.{wanted}", f"({value}) is {ours.get(value, 'missing')}")

    def members(self, struct):
        """Offset, name, type and size of each member; packed as the specification lists them."""
        offset, found = 0, []
        for m in struct["members"]:
            size = WIDTH.get(m["type"], m.get("len"))
            if "struct" in m:
                size = self.struct_size(m["struct"])
            if isinstance(size, str):
                size = self.definitions[size]["value"]
            found.append((offset, m, size or 0))
            offset += size or 0
        return found, offset

    def struct_size(self, name):
        return self.members(self.definitions[name])[1]

    def struct_faults(self, name, struct, family, layout):
        if layout not in family.layouts or struct not in self.definitions:
            return
        size, fields = family.layouts[layout]
        members, wanted = self.members(self.definitions[struct])
        if size != wanted:
            yield (f"{name}.{struct}", f"has {size} bytes, not {wanted}")
        ours = {int(f[0]): f for f in fields}
        for offset, member, width in members:
            if member["type"] == "pad" or member["name"].startswith(("pad", "reserved")):
                continue
            field = ours.get(offset)
            what = f"{name}.{struct}.{member['name']}"
            if field is None:
                yield (what, f"at {offset} is no field")
            elif int(field[3]) != width:
                yield (what, f"has {field[3]} bytes, not {width}")
            elif member["type"] in INTEGERS and field[2] in INTEGERS and field[2] != member["type"]:
                yield (what, f"is {field[2]}, not {member['type']}")

    def nest_faults(self, name, nested, family, row):
        wanted = {n for n, a in self.attributes(self.attr_sets[nested])
                  if a["type"] not in ("unused", "pad") and a["name"] != "unspec"}
        inside = {r.name for _, s in row.sets if s in family.sets for r in family.sets[s]}
        for missing in sorted(wanted - inside):
            yield (f"{name}/{missing}", "is not in that nest")

    # ---- messages -------------------------------------------------------------------------------

    def compare_operations(self):
        operations = self.tree.get("operations", {})
        prefix = operations.get("name-prefix", PREFIXES.get(self.name, {}).get("", f"{self.name}-cmd-"))
        ours = {name: (number, header) for f in self.families for number, name, header in f.commands}
        number = 0
        for op in operations.get("list", []):
            number = op.get("value", number + 1)
            requests = [op[k]["request"]["value"] for k in ("do", "dump")
                        if "value" in op.get(k, {}).get("request", {})]
            name = c_name(op.get("name-prefix", prefix), op["name"])
            wanted = requests[0] if requests else number
            if operations.get("enum-model") == "directional" and not requests:
                continue
            if name not in ours:
                self.complain(name, "is no command")
            elif ours[name][0] & 0xFF != wanted & 0xFF and ours[name][0] != wanted:
                self.complain(name, f"is {ours[name][0]}, not {wanted}")
            header = op.get("fixed-header", operations.get("fixed-header"))
            if name in ours and header in self.definitions and ours[name][1] != self.struct_size(header):
                self.complain(name, f"has a header of {ours[name][1]} bytes, {header} is not")

    def compare_groups(self):
        ours = {g.lower().replace("_", "-") for f in self.families for g in f.groups}
        for group in self.tree.get("mcast-groups", {}).get("list", []):
            names = {group["name"].lower().replace("_", "-")}
            if not any(g == n or g.endswith("-" + n) for g in ours for n in names):
                self.complain(group["name"], "is no multicast group")

    def compare_sub_messages(self):
        """Each format of a sub-message is a case of the nest that holds it."""
        for message in self.tree.get("sub-messages", []):
            kinds = {s[0] for f in self.families for rows in f.rows.values() for r in rows for s in r.sets}
            for form in message["formats"]:
                if str(form["value"]) not in kinds:
                    self.complain(f"{message['name']}.{form['value']}", "is chosen by no nest")

    def compare(self):
        for attr_set in self.tree["attribute-sets"]:
            self.compare_set(attr_set)
        self.compare_operations()
        self.compare_groups()
        self.compare_sub_messages()
        for d in self.differences:
            if not d["used"]:
                self.problems.append(f"line {d['line']} of the differences is not needed: {d['pattern']}")


def main():
    families = read_dump(sys.argv[1])
    differences = read_differences(sys.argv[2])
    specs, bad = sys.argv[3:], 0
    for number, path in enumerate(specs, 1):
        spec = Spec(path, families, differences)
        title = os.path.basename(path)
        if not spec.families:
            print(f"ok {number} - {title} # SKIP there is no table of this family")
            continue
        spec.compare()
        bad += bool(spec.problems)
        print(f"{'not ok' if spec.problems else 'ok'} {number} - {title}: {spec.compared} attributes, "
              f"of {spec.open} the type is left open")
        for problem in spec.problems:
            print(f"# {problem}")
    sys.exit(bad > 0)


main()
