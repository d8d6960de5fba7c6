#!/bin/bash
# match and stats on every shape of set, compared with Debian's ipset.
. "$(dirname "$0")/lib.sh"
[[ -n $IPSET_PEER ]] || skip_all 'Debian'"'"'s ipset is not installed'

# ---- match ------------------------------------------------------------------------------------

"$IPSET_PEER" restore <<'X'
create ip hash:ip
add ip 192.0.2.1
add ip 198.51.100.7
create masked hash:ip netmask 24
add masked 203.0.113.9
create net hash:net
add net 192.0.2.0/24
add net 192.0.2.128/25 nomatch
add net 192.0.2.200
create six hash:net family inet6
add six 2001:db8::/32
create bits bitmap:ip range 192.0.2.0/25
add bits 192.0.2.1
add bits 192.0.2.7
create ports bitmap:port range 0-1000
add ports 80
create netport hash:net,port
add netport 192.0.2.0/24,udp:53
add netport 192.0.2.0/28,tcp:53 nomatch
create ipportnet hash:ip,port,net
add ipportnet 192.0.2.7,tcp:80,198.51.100.0/24
create ipport6 hash:ip,port family inet6
add ipport6 2001:db8::1,tcp:80
create iface hash:net,iface
add iface 0.0.0.0/0,eth0
create members list:set
add members six
add members bits
X
addresses=(192.0.2.1 192.0.2.7 192.0.2.9 192.0.2.130 192.0.2.200 198.51.100.7 203.0.113.77
    0.0.0.0 255.255.255.255 2001:db8::1 2001:db9::1 ::)
wanted=$(for set in ip masked net six bits; do
    for a in "${addresses[@]}"; do
        "$IPSET_PEER" -q test "$set" "$a" && echo "$a $set"
    done
done | sort)
run "$IPSET" match "${addresses[@]}"
is "$(awk '!/^#/ && $2 ~ /^(ip|masked|net|six|bits)$/ { print $1, $2 }' <<<"$out" | sort)" "$wanted" \
    'match finds the sets that Debian'"'"'s test says yes of'
is "$(awk '$2 == "netport" || $2 == "ipportnet" || $2 == "ipport6"' <<<"$out" | grep -E '^(192.0.2.[17]|2001:db8::1|198.51.100.7) ' | sort)" \
    "192.0.2.1 netport hash:net,port 192.0.2.0/24,udp:53
192.0.2.1 netport hash:net,port 192.0.2.0/28,tcp:53 nomatch
192.0.2.7 ipportnet hash:ip,port,net 192.0.2.7,tcp:80,198.51.100.0/24
192.0.2.7 netport hash:net,port 192.0.2.0/24,udp:53
192.0.2.7 netport hash:net,port 192.0.2.0/28,tcp:53 nomatch
198.51.100.7 ipportnet hash:ip,port,net 192.0.2.7,tcp:80,198.51.100.0/24
2001:db8::1 ipport6 hash:ip,port 2001:db8::1,tcp:80" 'and the elements of sets with ports, on either side'
is "$(grep -c ' iface hash:net,iface 0.0.0.0/0,eth0$' <<<"$out")" 9 'a network of length 0 holds every IPv4 address'
is "$(grep '^#' <<<"$out")" '# six is a member of members
# bits is a member of members' 'a set that is reached through a list'
like "$status $err" '^1 2001:db9::1 is in no set.*:: is in no set' 'an address that is in none is told'
run "$IPSET" match 192.0.2.1 2001:db8::1
is "$status $err" '0 ' 'exit status 0 when each is in one'
"$IPSET_PEER" destroy iface
run "$IPSET" match 203.0.114.1 -quiet
is "$status $out$err" '1 ' '-quiet leaves the exit status'
run "$IPSET" match 192.0.2.1 192.0.2.130 -o json
is "$(python3 -c 'import json, sys; print(sorted((h["address"], h.get("set", h.get("list")),
    h.get("elem", h.get("member")), h.get("nomatch", False)) for h in json.load(sys.stdin)))' <<<"$out")" \
    "[('192.0.2.1', 'bits', None, False), ('192.0.2.1', 'ip', None, False), ('192.0.2.1', 'members', 'bits', False), ('192.0.2.1', 'net', None, False), ('192.0.2.1', 'netport', '192.0.2.0/24,udp:53', False), ('192.0.2.1', 'netport', '192.0.2.0/28,tcp:53', True), ('192.0.2.130', 'netport', '192.0.2.0/24,udp:53', False)]" \
    'the same as JSON'
run "$IPSET" match 192.0.2.1 -o jsonl
is "$(wc -l <<<"$out") $(python3 -c 'import json, sys
for line in sys.stdin: json.loads(line)' <<<"$out" && echo good)" '6 good' 'and as JSON lines'
for bad in 10.1 192.0.2.0/24 localhost 192.0.2.256 '' 1::2::3 192.0.2.1,tcp:80; do
    run env ASAN_OPTIONS=detect_leaks=0 strace -f -e trace=socket -o "$TMP/trace" "$IPSET" match 192.0.2.1 "$bad"
    like "$status $out$err $(grep -c NETLINK "$TMP/trace")" "^1 .*Syntax error: '$bad' is no address.* 0\$" \
        "'$bad' is refused before the kernel is asked"
done

# ---- stats ------------------------------------------------------------------------------------

"$IPSET_PEER" destroy members && "$IPSET_PEER" destroy
"$IPSET" create full hash:ip hashsize 1024 counters timeout 1000 maxelem 2000
awk 'BEGIN { for (i = 0; i < 1000; i++) print "add full 10.0." int(i / 250) "." i % 250 " timeout " (i < 10 ? 0 : 500 + i) " packets " i % 100 " bytes " i }' |
    "$IPSET" restore
run "$IPSET" stats full
squeezed=$(tr -s ' ' <<<"$out")
memory=$("$IPSET_PEER" list full -t | awk '/Size in memory/ { print $4 }')
for figure in 'elements 1000' 'room for 2000' "memory $memory bytes" \
    "memory an element $(awk "BEGIN { printf \"%.2f\", $memory / 1000 }") bytes" 'elements that expire 990' \
    'packets 49500' 'bytes 499500' 'elements never matched 10' 'buckets 1024' 'elements a bucket 0.98'; do
    like "$squeezed" "(^|[[:space:]])$figure([[:space:]]|$)" "stats: $figure"
done
like "$squeezed" 'the first in 5[01][0-9] s' 'the soonest'
like "$squeezed" 'the last in 149[0-9] s' 'the latest'
is "$(awk 'length > 80' <<<"$out")" '' 'no line is wider than 80 columns'
# 1000 elements in 1024 buckets at random: about 638 are used, and 623 elements share one.
used=$(sed -n 's/.*of them used *//p' <<<"$out") sharing=$(sed -n 's/.*that share a bucket *//p' <<<"$out")
ok test "$used" -gt 580 -a "$used" -lt 690 -- "buckets used are about as many as chance says: $used"
ok test "$sharing" -gt 530 -a "$sharing" -lt 710 -- "elements that share one, too: $sharing"
"$IPSET" create ports bitmap:port range 0-10
is "$("$IPSET" stats | grep -c '^[a-z]')" 2 'stats of all sets'
is "$("$IPSET" stats -o json | python3 -c 'import json, sys
full = [s for s in json.load(sys.stdin) if s["name"] == "full"][0]
print(full["elements"], full["never_matched"], full["expiring"], full["buckets"])')" \
    '1000 10 990 1024' 'as JSON'
is "$("$IPSET" stats -o jsonl | grep -c '^{ .* }$')" 2 'as JSON lines'
run "$IPSET" stats ful
like "$status $err" '^1 .*does not exist.*did you mean full' 'a set that is not there'
"$IPSET_PEER" destroy
is "$("$IPSET" stats)$("$IPSET" stats -o json)" '[]' 'no sets, nothing to say'

# Shortened names of ipset's commands are what they were.
is "$("$IPSET_PEER" create a hash:ip; for s in s l; do "$IPSET" "$s" | head -n 1 | cut -d' ' -f1,2; done)" 'create a
Name: a' 'shortened names'
done_testing
