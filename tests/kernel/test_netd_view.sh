#!/bin/bash
# kernlinkd tells of the network what `kernlink net show' does, and which nodes see which.
# Named namespaces are mounts: ours must be nobody else's.
if [[ ${KL_OWN_MOUNTS:-} != yes ]]; then
    KL_OWN_MOUNTS=yes exec unshare -m "$0" "$@"
fi
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/net_lib.sh"
. "$TOP/tests/kernel/netd_lib.sh"

mkdir -p /run/netns && mount -t tmpfs none /run/netns || skip_all 'there is no own folder for namespaces'
can 'all of it' type veth peer name klpeer || done_testing

echo 1 >/proc/sys/net/ipv6/conf/default/accept_ra
ip link add v0 address 02:00:00:00:00:01 type veth peer name v1 address 02:00:00:00:00:02
ip link property add dev v0 altname a-rather-long-name
ip link set v0 up
ip link set v1 up
ip addr add 192.0.2.1/24 dev v0
ip addr add 2001:db8::1/64 dev v0 nodad
ip route add default via 192.0.2.2 dev v0
ip route add 10.75.0.0/16 via 192.0.2.2 proto 75
ip neigh add 192.0.2.9 lladdr 02:00:00:00:00:09 dev v0
bridges=no
if can 'bridges' type bridge; then
    bridges=yes
    ip link add br0 type bridge
    ip link set v1 master br0
    ip link set br0 up
fi
for _ in {1..100}; do
    [[ -z $(ip -6 -o addr show tentative) && $(ip link show v0) == *'state UP'* ]] && break
    sleep 0.1
done

start_netd
is "$(api GET /v1/addresses | jq -c '[.[] | select(.interface == "v0") | .address] | .[0]')" '"192.0.2.1/24"' \
    "the example of pyrouted's README"
for what in interfaces addresses routes rules neighbours vlans bridges; do
    shown=$("$KERNLINK" net show --json --all "$what" | jq -S 'if type == "array" then sort_by(tostring) else . end')
    is "$(api GET "/v1/$what" | jq -S 'sort_by(tostring)')" "$shown" "$what"
done
[[ $bridges == no ]] || is "$(api GET /v1/bridges | jq -c '.[] | [.name, .ports[0].interface]')" '["br0","v1"]' 'ports'
is "$(api GET /v1/interfaces/v0 | jq -r .mac)" 02:00:00:00:00:01 'one interface is an object'
is "$(api GET /v1/interfaces/a-rather-long-name | jq -r .name)" v0 'by any of its names'
is "$(api GET '/v1/interfaces/v0?statistics' | jq '.statistics."rx-packets" >= 0')" true 'with counters'
is "$(api GET '/v1/interfaces?kind=veth' | jq -c '[.[].name] | sort')" '["v0","v1"]' 'of one kind'
is "$(api GET '/v1/interfaces?kind=nothing')" '[]' 'none is an empty list'
is "$(api GET '/v1/routes?owner=ours' | jq -c '[.[].to]')" '["10.75.0.0/16"]' 'ours'
is "$(api GET '/v1/routes?plain&family=4&interface=v0' | jq -c '[.[].to]')" \
    '["0.0.0.0/0","10.75.0.0/16","192.0.2.0/24"]' 'by interface and family'
is "$(api GET '/v1/addresses?family=ipv6&interface=v0' | jq -c '[.[].family] | unique')" '["ipv6"]' 'IPv6'
http GET '/v1/interfaces/v7'
is "$code" 404 'no such interface'
like "$out" '"error": ".*v7' 'is named'
for path in '/v1/routes?interface=v7' "/v1/interfaces/$(printf 'x%.0s' {1..300})" /v1/interfaces/ /v1/interfaces/a/b; do
    http GET "$path"
    is "$code" 404 "no such interface: ${path:0:30}"
done
for path in '/v1/routes?family=5' '/v1/routes?owner=me' '/v1/routes?plain=perhaps' '/v1/routes?interfaces=v0' \
    '/v1/query/l2_edges?unknown=maybe' '/v1/addresses?plain'; do
    http GET "$path"
    is "$code" 400 "refused: $path"
done
http GET '/v1/topology?format=svg'
like "$code $out" '^400 .*json, dot or text' 'no such form'
http GET /v1/query/edges
is "$code" 404 'no such query'

# ---- The command, through the daemon ----

there() { # ARGUMENT...
    net show --socket "$API" "$@"
}
# as_here ARGUMENT...: the daemon shows what is shown without it. Counters and neighbours may change meanwhile.
as_here() {
    local here i
    for ((i = 0; i < 10; i++)); do
        here=$("$KERNLINK" net show "$@")
        there "$@"
        [[ $out != "$here" ]] || break
    done
    is "$status $out" "0 $here" "show $*: as it is here"
}
there --json
if [[ $err == *'built without'* ]]; then
    skip 'the command through the daemon' 'built without libcurl or jansson'
else
    for what in interfaces addresses routes rules neighbours vlans bridges; do
        there --json "$what"
        is "$status $(jq -S 'sort_by(tostring)' <<<"$out")" \
            "0 $("$KERNLINK" net show --json "$what" | jq -S 'sort_by(tostring)')" "$what through the daemon"
        as_here "$what"
    done
    for words in '' '-a routes' '-4 addresses' '--owner foreign neighbours' 'routes v0' '-k veth' v0 '-6 v0'; do
        as_here $words
    done
    http GET '/v1/routes?format=svg'
    like "$code $out" '^400 .*json or text' 'in no other form'
    there routes --owner ours v0 -4
    like "$out" $'^TO +VIA +INTERFACE.*\n10.75.0.0/16 +192.0.2.2 +v0 +main +- +kernlink' 'a table'
    there interfaces
    like "$out" $'\nv0 +veth +up +1500 .*192.0.2.1/24' 'of interfaces'
    there a-rather-long-name
    like "$out" $'^v0\n  number .*Addresses\n.*192.0.2.1/24.*Routes\n.*default' 'all about one'
    there routes v7
    is "$status" 1 'no such interface'
    like "$err" 'v7' 'is named'
    there 'v0?x=1&y/../z'
    is "$status" 1 'a name is never more than a name'
fi

# ---- Nodes ----

is "$(api GET /v1/query/nodes | jq -c .)" '[{"nodename":"localhost"}]' 'this host alone'
is "$(api GET /v1/query/l2_edges)$(api GET /v1/query/l3_edges)$(api GET /v1/query/p2p_edges)" '[][][]' 'sees no node'
is "$(api GET '/v1/query/l2_edges?unknown' | jq -c '[.[] | select(.left_ifname == "v0") | .right_lladdr]')" \
    '["02:00:00:00:00:09"]' 'but others that are none'
is "$(api GET '/v1/query/l3_edges?unknown' | jq -c '[.[] | [.dst, .dst_len, .gateway_address]]')" \
    '[["0.0.0.0",0,"192.0.2.2"],["10.75.0.0",16,"192.0.2.2"]]' 'and routers'
ip netns add blue
router_of_blue
is "$(api GET /v1/query/nodes | jq -c '[.[].nodename]')" '["localhost","blue"]' 'a namespace'
is "$(api GET /v1/query/l2_edges | jq -c '[.[] | [.left_node, .left_ifname, .left_lladdr, .right_node, .right_ifname, .right_lladdr]] | sort | .[]')" \
    '["blue","eth0","02:00:00:00:01:02","localhost","host0","02:00:00:00:01:01"]
["localhost","host0","02:00:00:00:01:01","blue","eth0","02:00:00:00:01:02"]' 'both see each other'
is "$(api GET /v1/query/l3_edges | jq -c '.[] | [.source_node, .gateway_node, .gateway_address, .dst, .dst_len]')" \
    '["blue","localhost","198.51.100.1","0.0.0.0",0]' 'and one routes for the other'

# ---- Many ----

n=$([[ -n $SLOW ]] && echo 3000 || echo 30000)
awk -v n="$n" 'BEGIN { for (i = 0; i < n; i++) printf "route add 10.%d.%d.%d/32 via 192.0.2.2 dev v0\n", 128 + i / 65536, (i / 256) % 256, i % 256 }' |
    ip -batch -
is "$(api GET '/v1/routes?plain&family=4' | jq length)" $((n + 4)) 'a long table comes whole'
# One who goes away in the middle harms nobody, and leaves nothing behind.
before=$(pgrep -c -P "$netd")
children_gone() {
    (($(pgrep -c -P "$netd") <= before))
}
curl -sS -m 60 --unix-socket "$API" http://localhost/v1/routes 2>/dev/null | head -c 1000 >/dev/null
is "$(api GET '/v1/rules?family=ipv4' | jq length)" 3 'whoever goes away harms nobody'
ok wait_until children_gone -- 'and what it asked for ends'
kill_netd TERM
is "$ended" 0 'it ends well'
done_testing
