#!/bin/bash
# What others have survives everything that is done to ours: routes of a routing daemon, links, addresses,
# rules, neighbours, firewall and sets of the like of docker, through applies, going back, repairs, snapshots,
# and the end of a namespace. And two who write at once.
[[ -n ${KL_OWN_MOUNTS:-} ]] || ! unshare -m true 2>/dev/null || KL_OWN_MOUNTS=1 exec unshare -m bash "$0" "$@"
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/netd_lib.sh"
. "$TOP/tests/kernel/net_lib.sh"
own_namespaces && spaces=1 || { spaces=0; skip namespaces 'none with a name can be made here'; }
ip link set lo up

# ---- Others ----

ip link add docker0 address 02:42:00:00:00:01 type bridge
ip addr add 172.17.0.1/16 dev docker0
ip link set docker0 up
ip link add bgp0 type bridge
ip addr add 198.18.0.1/24 dev bgp0
ip link set bgp0 up
pair=0
ip link add veth1a type veth peer name veth1b 2>/dev/null && pair=1
((pair)) && ip link set veth1a master docker0 up
ip route add 198.18.8.0/24 via 198.18.0.9 proto bgp
ip route add default via 198.18.0.9 proto bgp metric 700
ip route add 10.99.0.0/16 via 198.18.0.9 proto static table 220
ip route add blackhole 10.98.0.0/16
ip -6 route add 2001:db8:99::/48 dev bgp0 proto bgp
ip rule add priority 220 from all lookup 220 proto bgp
ip rule add priority 5270 fwmark 0x80000/0xff0000 unreachable
ip neigh add 172.17.0.9 lladdr 02:42:00:00:00:09 dev docker0 nud permanent
nft=''
for tool in $(PATH=$PATH:/usr/sbin:/sbin command -v nft); do
    "$tool" -f - 2>/dev/null <<'N' && nft=$tool
table ip nat { chain DOCKER { type nat hook postrouting priority 100; ip saddr 172.17.0.0/16 counter packets 1 bytes 60 masquerade; }; }
N
done
[[ -n $nft ]] || skip 'a firewall' 'no nft here'
sets=0
[[ -n $IPSET_PEER ]] && "$IPSET_PEER" create fail2ban hash:ip timeout 0 2>/dev/null && "$IPSET_PEER" add fail2ban 203.0.113.66 && sets=1

others() {
    ip -d -o link show type bridge | grep -E 'docker0|bgp0' | sed -E 's/_timer +[0-9.]+//g; s/ state [A-Z]+//; s/NO-CARRIER,|,LOWER_UP//g; s/designated_root [^ ]+//'
    ((!pair)) || ip -o link show veth1a | sed -E 's/NO-CARRIER,|,LOWER_UP//g; s/ state [A-Z]+//; s/LOWERLAYERDOWN|M-DOWN,//g'
    ip -o addr show dev docker0 | grep -v fe80:
    ip -o addr show dev bgp0 | grep -v fe80:
    ip route show table all | grep -E '198.18|10.9[89]|172.17|2001:db8:99:' | sed -E 's/ linkdown| dead//g' | sort
    ip rule show | grep -E '220|5270'
    ip neigh show nud permanent dev docker0
    [[ -z $nft ]] || "$nft" -s list ruleset
    ((!sets)) || "$IPSET_PEER" save fail2ban | sed 's/ initval [^ ]*//'
}
before=$(others)
unharmed() { # WHEN
    is "$(others)" "$before" "what others have is there $1"
}

# ---- Everything that is done ----

one=$TMP/one.yaml two=$TMP/two.yaml
cat >"$one" <<'Y'
interfaces:
  br0: {kind: bridge, mtu: 1400, addresses: [192.0.2.1/24]}
  br1: {kind: bridge, addresses: [198.51.100.1/24]}
routes:
  - {to: default, via: 192.0.2.254}
  - {to: 203.0.113.0/24, via: 192.0.2.253}
rules: [{priority: 1000, from: 192.0.2.0/24, table: main}]
Y
cat >"$two" <<'Y'
interfaces:
  br0: {kind: bridge, mtu: 1300, addresses: [192.0.2.9/24]}
routes: [{to: 203.0.113.0/24, via: 192.0.2.252}]
rules: [{priority: 1001, from: 192.0.2.0/24, table: main}]
Y
((!spaces)) || cat >>"$two" <<'Y'
namespaces: {blue: {interfaces: {b0: {kind: bridge, addresses: [100.64.0.1/24]}}}}
Y
ok "$NET_HELPER" apply -q --state "$TMP/alone" "$one" -- 'one network'
unharmed 'behind an apply'
ok "$NET_HELPER" apply -q --state "$TMP/alone" "$two" -- 'another one'
unharmed 'when ours are taken away'
state=$TMP/alone
KERNLINK_TEST_KILL=5 timeout 60 "$NET_HELPER" apply -q --state "$state" "$one" 2>/dev/null
ok "$NET_HELPER" recover --state "$state" -- 'an apply that was killed'
unharmed 'behind going back'
sed 's/^routes:.*/&\n  - {to: 10.97.0.0\/16, via: 100.127.0.1}/' "$one" >"$TMP/refused.yaml"
run "$NET_HELPER" apply -q --state "$state" "$TMP/refused.yaml"
is "$status" 1 'an apply that is refused'
unharmed 'behind that'
if ((spaces)); then
    ip netns exec blue ip link set lo up
    ok "$NET_HELPER" apply -q --state "$state" "$one" -- 'a namespace goes'
    is "$(ip netns list)" '' '... it is gone'
    unharmed 'behind it'
fi
run "$NET_HELPER" snapshot save --state "$state" all
is "$status" 0 "a snapshot of all"
"$NET_HELPER" apply -q --state "$state" "$two" 2>/dev/null
run "$NET_HELPER" snapshot restore --state "$state" all
is "$status" 0 '... which is restored'
unharmed 'behind that'
echo 'interfaces: {docker0: {kind: vxlan, id: 7}}' >"$TMP/theirs.yaml"
run "$NET_HELPER" apply -q --state "$state" "$TMP/theirs.yaml"
is "$status" 1 'a link of others is not made anew'
like "$err" 'link docker0 is there, different, and was made by others' '... and why'
unharmed 'behind that, too'
echo 'interfaces: {}' >"$TMP/nothing.yaml"
ok "$NET_HELPER" apply -q --state "$state" "$TMP/nothing.yaml" -- 'settings with nothing in them'
unharmed 'when nothing is ours any more'

# ---- The daemon ----

cp "$one" "$ETC/network.yaml"
start_netd
unharmed 'when the daemon starts'
ip addr del 192.0.2.1/24 dev br0
repaired() { [[ $(ip addr show br0) == *192.0.2.1/24* && $(ip route show) == *203.0.113.0/24* ]]; }
ok wait_until repaired -- 'what is ours is repaired'
unharmed 'behind repairs'
api POST "/v1/apply?confirm=600" "$(<"$two")" >/dev/null
api POST /v1/rollback >/dev/null
unharmed 'behind a change through the daemon that was rolled back'

# ---- Two who write ----

for who in 1 2; do
    for ((i = 0; i < 4; i++)); do
        case $((who + i % 2)) in
        2) api POST '/v1/apply?wait=true' "$(<"$one")" ;;
        *) api POST '/v1/apply?wait=true' "$(<"$two")" ;;
        esac | tail -n 1 | jq -c '[.result, .whole]'
    done >"$TMP/writer$who" &
    writers[who]=$!
done
for ((i = 0; i < 4; i++)); do
    timeout 60 "$NET_HELPER" apply -q --wait --state "$STATE" "$one" >>"$TMP/writer3" 2>&1
    echo "$?" >>"$TMP/writer3.codes"
done
wait "${writers[@]}"
is "$(sort -u "$TMP/writer1" "$TMP/writer2" | grep -vE '^\["(applied|unchanged)",true\]$')" '' 'two clients that write at once: each change is whole'
is "$(cat "$TMP/writer1" "$TMP/writer2" | wc -l) $(sort -u "$TMP/writer3.codes")" '8 0' '... and so is a command that works beside the daemon'
at_one() { "$NET_HELPER" diff "$one" >/dev/null || "$NET_HELPER" diff "$two" >/dev/null; }
ok wait_until at_one -- 'in the end one of the networks is there, whole'
unharmed 'behind all of that'
kill_netd TERM
done_testing
