#!/bin/bash
# match, stats, export and import, beside Debian's ipset and nft.
. "$(dirname "$0")/lib.sh"
[[ -n $IPSET_PEER ]] || skip_all 'Debian'"'"'s ipset is not installed'
cd "$TMP" || exit 1
NFT=$(PATH=$PATH:/usr/sbin:/sbin command -v nft || :)

# ---- match --------------------------------------------------------------------------------------

"$IPSET_PEER" restore <<'END'
create one hash:ip
add one 192.0.2.7
create nets hash:net
add nets 192.0.2.0/24
add nets 192.0.2.9 nomatch
create ports hash:net,port
add ports 192.0.0.0/16,tcp:80
add ports 192.0.2.7,udp:53
create bits bitmap:ip range 10.0.0.0/24
add bits 10.0.0.5
create six hash:net family inet6
add six 2001:db8::/32
create list list:set
add list nets
END
run "$IPSET" match 192.0.2.7
is "$status" 0 'an address that is in sets'
is "$(sort <<<"$out")" '# nets is a member of list
192.0.2.7 nets hash:net
192.0.2.7 one hash:ip
192.0.2.7 ports hash:net,port 192.0.0.0/16,tcp:80
192.0.2.7 ports hash:net,port 192.0.2.7,udp:53' 'each set, and each element where there is more to it'
run "$IPSET" match 192.0.2.9
unlike "$out" 'nets hash:net' 'nomatch is no match'
run "$IPSET" match 10.0.0.5 2001:db8:1::1
is "$status $(sort <<<"$out")" $'0 10.0.0.5 bits bitmap:ip\n2001:db8:1::1 six hash:net' 'two addresses, both families'
run "$IPSET" match 10.0.0.5 203.0.113.1
is "$status $err" '1 203.0.113.1 is in no set.' 'one that is in none'
run "$IPSET" match -q 203.0.113.1
is "$status $out$err" '1 ' 'quietly'
run "$IPSET" match 192.0.2.7 -o json
is "$(tr -d '\n' <<<"$out" | grep -o '"set": "[a-z]*"' | sort -u | tr '\n' ' ')" \
    '"set": "nets" "set": "one" "set": "ports" ' 'as JSON'
for bad in 300.1.1.1 example.org 2001:db8::/32 ''; do
    run "$IPSET" match "$bad"
    is "$status" 1 "no address: '$bad'"
done
random=$(awk 'BEGIN { srand(9); for (i = 0; i < 60; i++) print "192.0." int(rand() * 4) "." int(rand() * 12) }')
differ=0
for address in $random; do
    "$IPSET_PEER" test nets "$address" 2>/dev/null && peer=yes || peer=no
    "$IPSET" match "$address" 2>/dev/null | grep -q ' nets ' && ours=yes || ours=no
    [[ $peer == "$ours" ]] || differ=$((differ + 1))
done
is "$differ" 0 'what match says of a set is what ipset test says'

# ---- stats --------------------------------------------------------------------------------------

"$IPSET_PEER" create c hash:ip counters timeout 0 hashsize 64
"$IPSET_PEER" add c 192.0.2.1 packets 5 bytes 500
"$IPSET_PEER" add c 192.0.2.2 packets 7 bytes 70 timeout 900
"$IPSET_PEER" add c 192.0.2.3
run "$IPSET" stats c
is "$status" 0 'stats'
memory=$("$IPSET_PEER" list -t c | sed -n 's/Size in memory: //p')
for figure in 'elements 3' "memory $memory bytes" 'buckets 64' 'elements that expire 1' 'packets 12' 'bytes 570' \
    'elements never matched 1'; do
    like "$(tr -s ' ' <<<"$out")" "(^|[[:space:]])$figure([[:space:]]|$)" "stats: $figure"
done
ok test "$(wc -L <<<"$out")" -le 80 -- 'stats fit a terminal'
run "$IPSET" stats -o json
is "$status $(grep -c '"name"' <<<"$out")" "0 $("$IPSET_PEER" list -n | wc -l)" 'stats of all sets as JSON'
run "$IPSET" stats nowhere
is "$status" 1 'stats of a set that is not there'

# ---- export and import --------------------------------------------------------------------------

run "$IPSET" export six
is "$status $out" '0 2001:db8::/32' 'a plain list'
run "$IPSET" export six --json
is "$out" "$("$IPSET" list -o json six)" 'JSON'
run "$IPSET" export nets --nft
is "$status $(grep -c nomatch <<<"$out$err")" '0 1' 'what nft cannot say is left out'
like "$err" '1 elements have no form' 'and counted'
run "$IPSET" export list --nft
is "$status" 1 'a list of sets is nothing for nft'
run "$IPSET" export six --unknown
is "$status" 2 'an option that is none'
"$IPSET_PEER" flush
"$IPSET_PEER" destroy

# The content without what the two tables do not share.
content() {
    "$IPSET" save -sorted s | sed -E 's/ (hashsize|initval|bucketsize) [^ ]+//g; s/timeout [1-9][0-9]*/timeout N/g'
}

through_nft() { # NAME CREATE... ; elements on stdin
    local name=$1 before
    shift
    "$IPSET_PEER" destroy
    if ! "$IPSET_PEER" create s "$@" 2>/dev/null; then
        skip "$name" "the kernel lacks $1"
        return
    fi
    sed 's/^/add s /' | "$IPSET_PEER" restore || tap_line 'not ok' "$name: elements"
    before=$(content)
    "$IPSET" export s --nft >s.nft
    "$NFT" flush ruleset
    run "$NFT" -f s.nft
    is "$status $err" '0 ' "$name: nft takes what we export"
    "$NFT" -j list ruleset >s.json
    "$IPSET_PEER" destroy
    run "$IPSET" import s.json
    is "$status $(content)" "0 $before" "$name: what nft has comes back as it was"
}

if [[ -z $NFT ]]; then
    skip 'through nft and back' 'nft is not installed'
elif ! "$NFT" list ruleset >/dev/null 2>&1; then
    skip 'through nft and back' 'the kernel has no nf_tables'
else
    through_nft hash:ip hash:ip comment <<<$'192.0.2.1 comment "two words"\n192.0.2.2'
    through_nft hash:ip6 hash:ip family inet6 maxelem 500 <<<$'2001:db8::1\n::1'
    through_nft hash:net hash:net counters <<<$'192.0.2.0/24 packets 4 bytes 5\n10.0.0.0/8\n1.1.1.1'
    through_nft hash:net6 hash:net family inet6 <<<$'2001:db8::/32\nfe80::/10\n::1'
    through_nft hash:ip,port hash:ip,port <<<$'192.0.2.1,tcp:80\n192.0.2.1,udp:53\n192.0.2.2,icmp:echo-request'
    through_nft hash:net,port hash:net,port timeout 600 <<<$'192.0.2.0/25,tcp:80\n192.0.2.200,udp:53'
    through_nft hash:ip,port,ip hash:ip,port,ip <<<$'192.0.2.1,tcp:80,198.51.100.1'
    through_nft hash:ip,port,net hash:ip,port,net <<<$'192.0.2.1,tcp:80,198.51.100.0/24'
    through_nft hash:net,port,net hash:net,port,net <<<$'192.0.2.0/24,tcp:80,198.51.100.0/24'
    through_nft hash:net,net hash:net,net <<<$'192.0.2.0/24,198.51.100.0/24'
    through_nft hash:net,iface hash:net,iface <<<$'192.0.2.0/24,eth0\n10.0.0.0/8,eth1'
    through_nft hash:ip,mac hash:ip,mac <<<$'192.0.2.1,02:00:00:00:00:01'
    through_nft hash:ip,mark hash:ip,mark <<<$'192.0.2.1,0x00000063'
    through_nft hash:mac hash:mac <<<$'02:00:00:00:00:01'
    through_nft bitmap:port bitmap:port range 0-65535 <<<$'22\n443'

    # Ranges of IPv6 become networks that hold the same.
    "$IPSET_PEER" destroy
    "$NFT" flush ruleset
    "$NFT" 'table inet t { set s { type ipv6_addr; flags interval; elements = { 2001:db8::1-2001:db8::8 }; }; }'
    "$NFT" -j list ruleset | "$IPSET" import --as r >/dev/null
    is "$("$IPSET" export r | sort | tr '\n' ' ')" '2001:db8::1 2001:db8::2/127 2001:db8::4/126 2001:db8::8 ' \
        'a range of IPv6 addresses, under another name'
    run "$IPSET" import s.json --as r
    is "$status" 1 'a set that is there is not overwritten'
    is "$("$IPSET" export r | wc -l)" 4 'and stays as it was'
fi

# Nothing is made of what is wrong.
"$IPSET_PEER" destroy
nft_json() { # TYPE ELEMENTS
    printf '{"nftables":[{"set":{"name":"good","type":"ipv4_addr","elem":["192.0.2.1"]}},{"set":{"name":"s","type":%s,"flags":["interval"],"elem":%s}}]}' "$1" "$2"
}
for bad in '' '{' '[]' '{"nftables":7}' '{"nftables":[]}' '{"nftables":[{"set":{}}]}' \
    "$(nft_json '"ipv4_addr"' '["192.0.2.1", {}]')" \
    "$(nft_json '"ipv4_addr"' '[{"prefix":{"addr":"192.0.2.0","len":99}}]')" \
    "$(nft_json '"ipv4_addr"' '[{"range":["192.0.2.9"]}]')" \
    "$(nft_json '"ipv6_addr"' '[{"range":["::9","::1"]}]')" \
    "$(nft_json '["ipv4_addr","inet_proto","inet_service"]' '[{"concat":["192.0.2.1","tcp"]}]')" \
    "$(nft_json '["ipv4_addr","inet_proto","inet_service"]' '[{"concat":["192.0.2.1","tcp",80,5]}]')" \
    "$(nft_json '"verdict"' '[]')" "$(nft_json '[]' '[]')" \
    "$(nft_json '"ipv4_addr"' '[{"elem":{"val":"192.0.2.1","timeout":-4}}]')" \
    "$(nft_json '"ipv4_addr"' '[{"elem":{"val":"192.0.2.1","comment":"a\" b"}}]')" \
    "$(nft_json '"ipv4_addr"' "[$(printf '{"elem":%.0s' {1..3000})7$(printf '}%.0s' {1..3000})]")"; do
    run "$IPSET" import <<<"$bad"
    is "$status $("$IPSET_PEER" list -n)" '1 ' "refused, and nothing made: ${bad:0:150}"
done

done_testing
