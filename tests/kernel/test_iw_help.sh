#!/bin/bash
# Every usage line of Debian's iw has its like in ours: the same object in front, the same words, and
# each of its arguments.
. "$(dirname "$0")/lib.sh"
peer=$(PATH=$PATH:/usr/sbin:/sbin command -v iw || :)
[[ -n $peer ]] || skip_all 'there is no iw to compare with'
timeout 20 "$peer" help >"$TMP/theirs" 2>&1
run "$KERNLINK" iw help
is "$status" 0 'ours shows its usage'
cp "$TMP/run.out" "$TMP/ours"

# "LINE<tab>reason" for what is another thing on purpose.
cat >"$TMP/known" <<'KNOWN'
help [command]	it stands in the synopsis
dev <devname> set tidconf [peer <MAC address>] tids <mask> [override] [sretry <num>] [lretry <num>] [ampdu [on|off]] [amsdu [on|off]] [noack [on|off]] [rtscts [on|off]][bitrates <type [auto|fixed|limit]> [legacy-<2.4|5> <legacy rate in Mbps>*] [ht-mcs-<2.4|5> <MCS index>*] [vht-mcs-<2.4|5> <NSS:MCSx,MCSy... | NSS:MCSx-MCSy>*] [sgi-2.4|lgi-2.4] [sgi-5|lgi-5]]	its bitrates are told once, with set bitrates
dev <devname> station set <MAC address> vlan <ifindex>	a name will do, too
KNOWN
python3 - "$TMP" >"$TMP/tap" <<'PYTHON'
import re
import sys

# The same thing by other names.
SAME = {"<control freq>": "<freq>", "<frequency>": "<freq>"}
WORD = re.compile(r"<[^<>]*>|[^\s\[\]|<>{},]+")


def lines(path):
    """Usage lines: object, words and arguments."""
    with open(path, encoding="utf-8") as f:
        text = f.read()
    for line in re.findall(r"^\t(\S.*)$", text[text.find("Commands:"):], re.M):
        m = re.match(r"((?:dev|phy|wdev) <\w+> )?([^<\[{]*)(.*)", line)
        words = m[2].split()
        # Words behind the command's own that stand for an argument without brackets.
        args = {SAME.get(w, w) for w in WORD.findall(m[3])}
        yield (m[1] or "", words, args, line.strip())


known = dict(l.rstrip("\n").split("\t") for l in open(sys.argv[1] + "/known") if "\t" in l)
ours = {}
for what, words, args, _ in lines(sys.argv[1] + "/ours"):
    for n in range(len(words) + 1):
        ours.setdefault((what, " ".join(words[:n])), set()).update(args | set(words[n:]))
for what, words, args, line in lines(sys.argv[1] + "/theirs"):
    name = line.replace("#", "")
    have, n = None, len(words)
    while have is None and n > 0:  # the last words may be among our arguments: "cac [freq <freq>]"
        have = ours.get((what, " ".join(words[:n])))
        n -= 1
    if words == []:
        have = ours.get((what, ""))
    missing = ["the command"] if have is None else sorted((args | set(words[n + 1:])) - have)
    reason = known.get(line)
    if missing and reason is None:
        print(f"bad\t{name}\t{' '.join(missing)}")
    else:
        print(f"good\t{name}\t{reason or ''}")
PYTHON
while IFS=$'\t' read -r state name more; do
    if [[ $state == good ]]; then
        tap_line ok "$name${more:+: $more}"
    else
        tap_line 'not ok' "$name"
        tap_show missing "$more"
    fi
done <"$TMP/tap"
ok test "$(wc -l <"$TMP/tap")" -ge 100 -- 'iw has more than a hundred such lines'

# Help about one command.
run "$KERNLINK" iw help tdls
like "$status $(grep -c $'^\t\\(dev\\|phy\\)' <<<"$out") $out" $'^0 3 \tdev <devname> tdls oper' 'help of a group of commands, and nothing else'
run "$KERNLINK" iw help dev
is "$status $(head -n 1 <<<"$out")" $'0 \tdev' 'help of the list of devices'
run "$KERNLINK" iw help dev set peer
like "$status $out" $'^0 \tdev <devname> set peer' 'help of a command behind a device'
run "$KERNLINK" iw help nonsense
is "$status $out$err" "1 iw: there is no command 'nonsense'" 'help of what is not there'
done_testing
