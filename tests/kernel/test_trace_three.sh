#!/bin/bash
# One session three times: strace reads it from outside, our tracer does, and nlmon sees both from below.
# What is on the wire is the same for each, and all of it is decoded to the same. (A program has but one
# tracer at a time, so that it runs once under each; nlmon is there both times.)
. "$(dirname "$0")/lib.sh"
for tool in strace jq ip nft ethtool; do
    PATH=$PATH:/usr/sbin:/sbin command -v $tool >/dev/null || skip_all "$tool is not installed"
done
ip link set lo up
ip link add probe0 type nlmon 2>/dev/null || skip_all "this kernel has no nlmon ($(uname -r))"
ip link del probe0

# It leaves all as it was, so that it runs twice alike.
cat >"$TMP/session" <<SCRIPT
ip -d link show dev lo
ip addr add 192.0.2.1/24 dev lo
ip route show table all
ip rule add from 192.0.2.0/24 table 77
ip rule del from 192.0.2.0/24 table 77
ip link set lo master lo
ip route add 198.51.100.0/24 via 203.0.113.1
ip addr del 192.0.2.1/24 dev lo
ethtool -k lo
${IPSET_PEER:-:} create three hash:net comment
${IPSET_PEER:-:} add three 198.51.100.0/24 comment "some words"
${IPSET_PEER:-:} list
${IPSET_PEER:-:} destroy three
nft add table ip three
nft add chain ip three in '{ type filter hook input priority 0; }'
nft list ruleset
nft delete table ip three
SCRIPT
sh "$TMP/session" >/dev/null 2>&1 # modules are loaded, and numbers of families known, before it counts

until_said() { # PATTERN FILE
    for ((i = 0; i < 1000; i++)); do
        grep -q -e "$1" "$2" && return
        sleep 0.02
    done
}
# beneath NAME COMMAND...: runs it while nlmon is watched; $TMP/NAME.nlmon is what was seen.
beneath() {
    local name=$1
    shift
    timeout 200 "$KERNLINK" sniff -w "$TMP/$name.nlmon" --text >"$TMP/$name.seen" 2>"$TMP/$name.err" &
    until_said 'listening on' "$TMP/$name.err"
    "$@" >/dev/null 2>"$TMP/$name.said"
    "$KERNLINK" send rt-link getlink '{"attrs": {"IFLA_IFNAME": "three-end"}}' >/dev/null 2>&1
    until_said 'three-end' "$TMP/$name.seen"
    kill -INT $!
    wait $!
}
# messages FILE: decoded and sorted; what follows the end is left out, and what strace asks itself, which
# names sockets by netlink.
messages() {
    "$KERNLINK" decode -q --jsonl "$1" >"$TMP/decoded" 2>"$TMP/decode.err" || tap_show 'decode' "$(<"$TMP/decode.err")"
    sed '/three-end/,$d' "$TMP/decoded" | jq -cS 'select(.protocol != "sock_diag") | {protocol, message}' | sort
}
# alike: without what differs from run to run: numbers, counters, cookies and the time.
alike() {
    jq -cS 'del(.message.res_id, .message.header.sequence_number, .message.header.pid,
        .message.request.header.sequence_number, .message.request.header.pid)
        | walk(if type == "object" then del(.IFLA_STATS, .IFLA_STATS64, .IFA_CACHEINFO, .RTA_CACHEINFO,
            .IFLA_INET6_CACHEINFO, .IFLA_INET6_STATS, .IFLA_INET6_ICMP6STATS, .NFTA_GEN_ID, .NFTA_GEN_PROC_PID,
            .NFTA_TABLE_HANDLE, .NFTA_CHAIN_HANDLE, .IPSET_ATTR_INITVAL) else . end)' | sort
}

beneath strace strace -f -yy -ttt -e trace=%network -e verbose=none -e read=all -e write=all \
    -o "$TMP/strace.log" sh "$TMP/session"
beneath tracer "$KERNLINK" trace -f -w "$TMP/tracer.pcapng" -- sh "$TMP/session"
messages "$TMP/strace.log" >"$TMP/1"
messages "$TMP/strace.nlmon" >"$TMP/2"
messages "$TMP/tracer.pcapng" >"$TMP/3"
messages "$TMP/tracer.nlmon" >"$TMP/4"
ok test "$(grep -c . "$TMP/1")" -gt 60 -- "strace: $(grep -c . "$TMP/1") messages"
is "$(diff "$TMP/1" "$TMP/2" | head -n 6)" '' 'strace and nlmon: the same messages'
is "$(diff "$TMP/3" "$TMP/4" | head -n 6)" '' 'our tracer and nlmon: the same messages'
is "$(diff <(alike <"$TMP/1") <(alike <"$TMP/3") | head -n 6)" '' 'strace and our tracer: the same session'
for word in rt-link rt-addr rt-route rt-rule ipset nftables ethtool; do
    [[ $word == ipset && ! $IPSET_PEER ]] && continue
    ok grep -q "\"family\":\"$word\"" "$TMP/3" -- "$word is in it"
done
ok grep -q '"code":"E' "$TMP/3" -- 'so is an error'
done_testing
