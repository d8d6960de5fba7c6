#!/bin/bash
# kernlink send: requests from names and values; other tools say what has come of them.
. "$(dirname "$0")/lib.sh"
ip link set lo up
if ! "$KERNLINK" send -q --dry-run nlctrl getfamily >/dev/null 2>&1; then
    skip_all 'kernlink was built without jansson'
fi
send() {
    run "$KERNLINK" send "$@"
}

send rt-link newlink ifname=v0 linkinfo.kind=veth mtu=1400 linkinfo.data.peer.ifname=v1 \
    --flags create,excl
is "$status" 0 'a link is created'
like "$(ip -o link show v0)" 'mtu 1400' 'as ip sees it'
ok ip link show v1 -- 'and its other end, whose name is three nests deep'
send link newlink '{"IFLA_IFNAME": "v0", "linkinfo": {"kind": "veth"}}' --flags create,excl
is "$status" 1 'what exists is refused'
like "$err" 'kernlink send: it exists already' 'in words'

index=$(cat /sys/class/net/v0/ifindex 2>/dev/null || ip -o link show v0 | cut -d: -f1)
send rt-addr newaddr family=inet prefixlen=24 index="$index" local=192.0.2.1 address=192.0.2.1
is "$status" 0 'an address, with fields of the fixed header by short names'
like "$(ip -o addr show v0)" 'inet 192.0.2.1/24' 'is there'
send rt-link setlink ifi_index="$index" ifi_flags=up ifi_change=up
is "$status" 0 'bits by their names'
like "$(ip -o link show v0)" '<.*UP' 'the link is up'

send rt-addr getaddr --dump --jsonl
is "$status" 0 'a dump'
like "$out" '"IFA_LOCAL": "192.0.2.1"' 'as JSON lines'
is "$(wc -l <<<"$out")" "$(ip -o addr | wc -l)" 'has as many as ip shows'
send rt-link getlink ifname=v0 --brief
like "$out" 'rt-link newlink: .*IFLA_IFNAME "v0"' 'a single object'

"$IPSET_PEER" create foo hash:ip 2>/dev/null
send ipset add protocol=7 setname=foo data.ip.ipaddr_ipv4=192.0.2.7 data.lineno=0
is "$status" 0 'an element of a set'
ok "$IPSET_PEER" test foo 192.0.2.7 -- 'is in it'
send ipset add protocol=7 setname=bar data.ip.ipaddr_ipv4=192.0.2.7
is "$status" 1 'a set that is not there'

if command -v nft >/dev/null && nft list tables >/dev/null 2>&1; then
    send nftables newtable nfgen_family=inet name=tt --flags create
    is "$status" 0 'nftables, which takes batches only'
    is "$(nft list tables)" 'table inet tt' 'nft sees the table'
    send nftables deltable nfgen_family=inet name=none
    is "$status" 1 'a refusal inside of a batch'
else
    skip 'nftables' 'this kernel or machine has no nft'
fi

send rt-link newlink ifname=v0 mtu=many
is "$status" 2 'a wrong type'
like "$err" "attrs.mtu: 'many' is no number" 'says what is expected'
send rt-link newlink ifname=v0 linkinfo.knd=veth
like "$err" 'attrs.linkinfo.knd: there is no attribute knd, is kind meant\?' 'a misspelt attribute'
send rt-link newlnik
is "$status" 2 'a misspelt command'
like "$err" 'newlink' 'names the nearest'
send rt-lnik newlink
is "$status" 2 'a misspelt family'
like "$err" 'did you mean rt-link\?' 'names the nearest'
send rt-link newlink '{"ifname": }'
is "$status" 2 'wrong JSON'
like "$err" 'the JSON is wrong at 1:' 'says where'
send nosuchfamily get
is "$status" 2 'a family that nobody knows'

# What decode prints for a request can be sent again.
"$KERNLINK" send --dry-run --json rt-link newlink ifname=w0 linkinfo.kind=veth \
    linkinfo.data.peer.ifname=w1 --flags create,excl >"$TMP/request.json"
ok ip link add dev u0 type veth peer name u1 -- 'ip still works'
run "$KERNLINK" send - <"$TMP/request.json"
is "$status" 0 'a request as decode prints it'
ok ip link show w1 -- 'does it'
send --dry-run rt-link newlink ifname=x0 linkinfo.kind=veth
is "$status" 0 'a dry run shows the request'
like "$out" '-> rt-link newlink .*IFLA_IFNAME "x0"' 'in text'
run ip link show x0
isnt "$status" 0 'and sends nothing'
run "$KERNLINK" send --dry-run --c rt-link newlink ifname=x0 mtu=1400
like "$out" 'kl_msg_put_u32\(m, IFLA_MTU, 1400\);' 'or as C'
done_testing
