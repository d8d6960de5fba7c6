#!/bin/bash
# `kernlink net topology': trees, graphs, and what nodes see of each other.
# Named namespaces are mounts: ours must be nobody else's.
if [[ ${KL_OWN_MOUNTS:-} != yes ]]; then
    KL_OWN_MOUNTS=yes exec unshare -m "$0" "$@"
fi
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/net_lib.sh"

mkdir -p /run/netns && mount -t tmpfs none /run/netns || skip_all 'there is no own folder for namespaces'

TIMEOUT=$(command -v timeout)

topology() {
    run "$TIMEOUT" 60 "$KERNLINK" net topology "$@"
}

topology_json() { # FILTER ARGUMENT...
    local filter=$1
    shift
    timeout 60 "$KERNLINK" net topology --json "$@" | jq -c "$filter"
}

ip link set lo up
can 'all of it' type veth peer name klpeer || done_testing
# Without addresses that chance chooses.
echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6
ip link add v0 type veth peer name v1
ip addr add 192.0.2.1/24 dev v0
ip link set v0 up
for _ in {1..100}; do
    [[ $(ip link show v0) == *LOWERLAYERDOWN* ]] && break
    sleep 0.1
done
topology
is "$status $err" '0 ' 'a tree'
is "$out" $'lo: loopback, up, 127.0.0.1/8 ::1/128\nv1: veth, off, peer v0\nv0: veth, lower-layer-down, peer v1, 192.0.2.1/24' 'of veths'

if can 'a tree of all of them' type bridge && can 'a tree of all of them' type bond && can 'a tree of all of them' type dummy; then
    ip link add br0 address 02:00:00:00:00:01 type bridge
    ip link set v1 master br0
    ip link add d0 type dummy
    ip link add bond0 type bond mode active-backup
    ip link set d0 master bond0
    ip link add link bond0 name bond0.5 type vlan id 5
    ip link set bond0.5 alias kernlinkd
    ip link set bond0.5 master br0
    ip link add link d0 name top type vlan id 9
    ip link add link bond0.5 name deep type vlan id 6
    topology
    is "$out" 'lo: loopback, up, 127.0.0.1/8 ::1/128
v0: veth, lower-layer-down, peer v1, 192.0.2.1/24
br0: bridge, off
|- port v1: veth, off, peer v0
`- port bond0.5: vlan 5, off, on bond0, by kernlink
   `- deep: vlan 6, off
bond0: bond, off
|- port d0: dummy, up
|  `- top: vlan 9, off
`- bond0.5, see above' 'a tree of all of them'
    utf8=$(locale -a 2>/dev/null | grep -iE '^C\.utf-?8$' | head -n 1)
    if [[ -n $utf8 ]]; then
        like "$(LC_ALL=$utf8 "$KERNLINK" net topology)" $'└─ port bond0.5.*│  └─ top' 'with lines'
    else
        skip 'with lines' 'there is no locale with UTF-8'
    fi
    is "$(topology_json '.nodes[0].interfaces | map(select(.name == "bond0.5"))[0] | [.master, .link, .kind]')" \
        '["br0","bond0","vlan"]' 'in JSON'
    topology --dot
    edges=$(sed -nE 's/^ +n0_[0-9]+ -- n0_[0-9]+ \[(.*)\];/\1/p' <<<"$out" | sort | uniq -c | sed 's/^ *//')
    is "$edges" '3 label="port"
1 style=bold, label="veth"
3 style=dashed, label="on"' 'a graph'
    ip link del deep
    ip link del bond0
    ip link del br0
    ip link del d0
fi

# Nobody's name breaks the language of the graph.
ip link add 'a"b\' type veth peer name $'x\e[1m'
topology --dot
like "$out" 'label="a\\"b\\\\\\n' 'quotes and backslashes'
unlike "$out" $'\e' 'and control characters'
if command -v dot >/dev/null; then
    ok timeout 60 dot -Tplain -o /dev/null <(printf '%s\n' "$out") -- 'Graphviz takes it'
    topology --svg
    is "$status" 0 'a picture'
    like "$out" '<svg.*192\.0\.2\.1/24.*</svg>' 'is one'
else
    skip 'Graphviz takes it' 'there is no Graphviz'
    skip 'a picture' 'there is no Graphviz'
    skip 'is one' 'there is no Graphviz'
fi
PATH=$TMP topology --svg
is "$status $out" '1 ' 'no picture without dot'
like "$err" 'needs the program dot, of Graphviz' 'and why'
mkdir "$TMP/broken"
printf '#!/bin/sh\nexit 3\n' >"$TMP/broken/dot"
chmod +x "$TMP/broken/dot"
PATH=$TMP/broken:$PATH topology --svg
is "$status $err" '1 kernlink net topology: dot failed' 'nor when it fails'
ip link del 'a"b\'

# blue is between us and red.
ip netns add blue
ip netns add red
for ns in blue red; do
    ip netns exec "$ns" sh -c 'echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6'
done
router_of_blue
ip -n blue link add r0 address 02:00:00:00:02:01 type veth peer name eth0 address 02:00:00:00:02:02 netns red
ip -n blue link set r0 up
ip -n red link set eth0 up
ip -n blue addr add 203.0.113.1/24 dev r0
ip -n red addr add 203.0.113.2/24 dev eth0
ip -n red route add default via 203.0.113.1 metric 7
ip -n red neigh add 203.0.113.1 lladdr 02:00:00:00:02:01 dev eth0
ip addr add 10.0.0.1 peer 10.0.0.2 dev v0
ip -n red addr add 10.0.0.2 peer 10.0.0.1 dev eth0
ip route add 10.99.0.0/16 via 198.51.100.77
ip neigh add 192.0.2.9 lladdr 02:00:00:00:00:09 dev v0

is "$(topology_json '[.nodes[].nodename]' -n)" '["localhost","blue","red"]' 'nodes'
is "$(topology_json '[.nodes[].nodename]')" '["localhost"]' 'only ours unless asked'
is "$(topology_json '.p2p_edges | map([.left_node, .right_node, .left_ifname, .right_ifname]) | sort' -n)" \
    '[["localhost","red","v0","eth0"],["red","localhost","eth0","v0"]]' 'lines between two'
is "$(topology_json '.l2_edges | map(select(.right_node) | [.left_node, .left_ifname, .right_node, .right_ifname]) | sort | .[]' -n)" \
    '["blue","eth0","localhost","host0"]
["blue","r0","red","eth0"]
["localhost","host0","blue","eth0"]
["red","eth0","blue","r0"]' 'neighbours, once each'
is "$(topology_json '.l2_edges | map(select(.right_node | not) | [.left_ifname, .right_lladdr])' -n)" \
    '[["v0","02:00:00:00:00:09"]]' 'and one that nobody knows'
is "$(topology_json '.l3_edges[] | [.source_node, .gateway_node, .gateway_address, .dst, .dst_len, .metric]' -n)" \
    '["localhost",null,"198.51.100.77","10.99.0.0",16,0]
["blue","localhost","198.51.100.1","0.0.0.0",0,0]
["red","blue","203.0.113.1","0.0.0.0",0,7]' 'routers'
topology -n
like "$out" $'\nblue\n\nlo: .*\nr0: veth, up, peer in another namespace, 203.0.113.1/24\n\nred\n' 'trees of all'
topology --dot -n
is "$(grep -c 'style=dotted' <<<"$out")" 2 'what both know is one edge'
touch /run/netns/broken
topology -n
is "$status $err" '0 kernlink net topology: namespace broken cannot be read' 'what is no namespace is left out'

topology more
is "$status" 64 'too much'
topology --dot --svg
is "$status $err" '64 kernlink net topology: one of --dot, --svg and --json' 'two forms'
topology --nothing
is "$status" 64 'no option'
done_testing
