#!/usr/bin/env python3
"""Facts of a tool's text, sought in the decode of what the tool said and heard.

usage: captures.py TOOL.txt SKIPS <DECODE

The decode is text and JSON, in any mixture. Prints a line for each fact that it lacks, and last
"N facts, N lacking". Facts are addresses, numbers above 9, quoted strings, names of devices, flags in <>,
keys in base64, and the words behind keywords such as "type" and "scope". SKIPS has lines "FILE REGEX": facts of that
file that no netlink message holds, because the tool computes or knows them itself.
"""
import base64
import ipaddress
import re
import sys

KEYWORDS = ('dev|type|qdisc|state|mode|scope|proto|family|policy|hook|table|chain|set|counter|name|lookup'
            '|ssid|SSID|Interface|channel group|label|alias|altname|prefix|comment|addrgenmode|pref|master')
HEX = r'[0-9a-fA-F]'


def words_of(text):
    """Words in one spelling: LOWER_UP and lower-up are the same."""
    return {w.lower().replace('-', '_') for w in re.findall(r'[\w.:@-]+', text)}


def numbers_of(text):
    """Numbers that are written, and those that runs of bytes are in either order."""
    found = {int(n) for n in re.findall(r'(?<![\w.:])-?\d+(?![\w.:])', text)}
    found |= {int(n, 16) for n in re.findall(r'\b0x[0-9a-fA-F]+', text)}
    for run in re.findall(r'\b%s{2}(?::%s{2})*\b' % (HEX, HEX), text):
        data = bytes.fromhex(run.replace(':', ''))
        if len(data) <= 8:
            found |= {int.from_bytes(data, 'big'), int.from_bytes(data, 'little')}
    # Two halves in one: a mark and its mask.
    return found | {half for n in found if n > 1 << 32 for half in (n >> 32, n & 0xffffffff)}


def addresses_of(text):
    """IP addresses, written or as bytes of 4 or 16."""
    found = set()
    for word in re.findall(r'[0-9a-fA-F.:]+', text):
        for form in {word, word.strip('.:')}:
            try:
                found.add(ipaddress.ip_address(form))
            except ValueError:
                pass
        if re.fullmatch(r'%s{2}(:%s{2})*' % (HEX, HEX), word) and len(word) in (11, 47):
            found.add(ipaddress.ip_address(bytes.fromhex(word.replace(':', ''))))
    return found


class Decode:
    def __init__(self, text):
        self.text = text
        self.lower = text.lower()
        self.words = words_of(text)
        self.numbers = numbers_of(text)
        self.addresses = addresses_of(text)

    def has_number(self, n):
        """As it is, or in a unit that a tool turns into another: ms, dBm of mBm, kbit."""
        return any(m in self.numbers for m in (n, -n)) or \
            any(n * f in self.numbers or -n * f in self.numbers for f in (10, 100, 1000, 3600, 60))

    def has_word(self, word):
        word = word.lower().replace('-', '_')
        return bool({word, word.replace('_', '')} & self.words) or any(w.endswith('_' + word) for w in self.words)


def facts(line):
    """(kind, fact) of a line; what was recognised is taken out of what is looked at next."""
    def take(pattern, kind, flags=0):
        nonlocal line
        for match in re.finditer(pattern, line, flags):
            yield kind, match.group(1)
        line = re.sub(pattern, ' ', line, flags=flags)

    yield from take(r'<([A-Z0-9_,-]+)>', 'flags')
    yield from take(r'"([^"]+)"', 'string')
    yield from take(r'\bSSID: (.+)$', 'string')
    yield from take(r'(?<!\S)([A-Za-z0-9+/]{43}=)', 'key')
    yield from take(r'(?<![\w:])(%s{2}(?::%s{2}){5})(?![\w:])' % (HEX, HEX), 'mac')
    yield from take(r'(?<![\w.])(\d+\.\d+\.\d+\.\d+)(?![\w.]\d)', 'address')
    yield from take(r'(?<![\w:])(%s*:%s*:[0-9a-fA-F:]*)(?![\w:])' % (HEX, HEX), 'address')
    yield from take(r'\b(?:%s):? ([A-Za-z_][\w.-]*)' % KEYWORDS, 'word')
    yield from take(r'\b((?:v|d|br|bo|vx|mv|gre|ipip|sit|gv|vrf|wg|ifb|wlan|test|phy)#?\d+(?:\.\d+)?)\b', 'device')
    yield from take(r'\b(0x%s+)' % HEX, 'number')
    yield from take(r'(?<![\w.:-])(-?\d\d+)(?:\.0+)?(?![\w.:]*\w)', 'number')
    yield from take(r'(?<![\w.:-])(\d\d+)(?:sec|ms|s)\b', 'number')


def lacking(decode, kind, fact):
    if kind == 'key':
        return [] if base64.b64decode(fact).hex(':') in decode.lower else [fact]
    if kind == 'flags':
        return [f for f in fact.split(',') if not decode.has_word(f)]
    if kind == 'address':
        try:
            return [] if ipaddress.ip_address(fact) in decode.addresses else [fact]
        except ValueError:
            return []
    if kind == 'number':
        return [] if decode.has_number(int(fact, 0)) else [fact]
    if kind == 'device' and fact.startswith('phy'):
        return [] if decode.has_number(int(fact[3:].lstrip('#'))) else [fact]
    if kind == 'word':
        return [] if decode.has_word(fact) else [fact]
    # Comments of nft's are bytes for the kernel.
    as_bytes = ':'.join(f'{b:02x}' for b in fact.encode())
    return [] if fact.lower() in decode.lower or as_bytes in decode.lower else [fact]


def main():
    path, skips = sys.argv[1:]
    name = path.rsplit('/', 1)[-1].removesuffix('.txt')
    with open(skips, encoding='utf-8') as file:
        rules = [line.split(maxsplit=1) for line in file if line.strip() and not line.startswith('#')]
    rules = [re.compile(r[1].strip()) for r in rules if re.fullmatch(r[0], name)]
    decode = Decode(sys.stdin.read())
    count = missing = 0
    with open(path, encoding='utf-8', errors='replace') as file:
        for line in file:
            for kind, fact in facts(line.rstrip('\n')):
                wrong = [f for f in lacking(decode, kind, fact)
                         if not any(r.fullmatch(f'{kind} {f}') for r in rules)]
                count += 1
                missing += len(wrong)
                for f in wrong:
                    print(f'lacking {kind} {f}: {line.strip()}')
    print(f'{count} facts, {missing} lacking')


main()
