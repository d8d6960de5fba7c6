#!/bin/bash
# What `kernlink net show' tells of each class is what iproute2 tells.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/net_lib.sh"

# same NAME OURS-FILTER WHAT THEIRS-FILTER COMMAND...: both lists are the same, sorted.
same() {
    local name=$1 ours=$2 what=$3 theirs=$4
    shift 4
    # shellcheck disable=SC2086
    is "$(show $what | jq -c "$ours" | sort)" "$("$@" | jq -c "$theirs" | sort)" "$name"
}

show() { # ARGUMENT...
    timeout 60 "$KERNLINK" net show --json "$@"
}

pick() { # FILTER SHOW-ARGUMENT...
    local filter=$1
    shift
    show "$@" | jq -c "$filter"
}

ip link set lo up
can 'all classes' type veth peer name klpeer || done_testing
ip link add v0 type veth peer name v1
ip link set v0 address 02:00:00:00:00:01 alias 'one "end" \ of it' mtu 1400
ip link property add dev v0 altname other
ip link set v0 up
ip link set v1 up
ip addr add 192.0.2.1/24 brd 192.0.2.255 dev v0
ip addr add 192.0.2.7 peer 192.0.2.8/32 dev v0
ip addr add 10.1.1.1/8 dev v0 label v0:old
ip addr add 2001:db8::1/64 dev v0 nodad
ip route add default via 192.0.2.2 dev v0 metric 5
ip route add 10.77.0.0/16 via 192.0.2.2 proto bgp mtu 1300 advmss 900
ip route add 10.78.0.0/16 dev v0 table 100 proto static src 192.0.2.1
ip route add blackhole 10.66.0.0/16 metric 7
ip route add prohibit 10.67.0.0/16 table 4000
ip -6 route add default via 2001:db8::2 dev v0
ip -6 route add unreachable 2001:db8:dead::/48
ip -6 route add 2001:db8:1::/48 via 2001:db8::3 proto 200 metric 50
ip rule add from 10.0.0.0/8 iif v0 lookup 100 pref 1000
ip rule add to 192.0.2.0/24 fwmark 5/15 lookup 100 pref 1001 proto 75
ip rule add oif v1 ipproto tcp dport 80-90 unreachable pref 1002
ip -6 rule add not from 2001:db8::/32 lookup 4000 pref 1003
ip neigh add 192.0.2.9 lladdr 02:00:00:00:00:09 dev v0
ip neigh add 192.0.2.10 lladdr 02:00:00:00:00:10 nud stale dev v0
ip neigh add 2001:db8::9 lladdr 02:00:00:00:00:11 router dev v0
ip neigh add proxy 192.0.2.11 dev v0

# Until the kernel has found no other that has the address, flags change.
for _ in {1..100}; do
    [[ -z $(ip -6 -o addr show tentative) ]] && break
    sleep 0.1
done

same interfaces '.[] | [.name, .ifindex, .mtu, .mac, .description, .peer, ."alt-names", .state, .up, ."tx-queue-length"]' interfaces \
    '.[] | [.ifname, .ifindex, .mtu, (if .link_type == "loopback" then null else .address end), (.ifalias // ""), .link, (.altnames // []),
      (.operstate | ascii_downcase), (.flags | any(. == "UP")), .txqlen]' ip -j -d link show
same 'their addresses' '.[] | [.name, [.addresses[].address]]' interfaces \
    '.[] | [.ifname, [.addr_info[] | "\(.local)/\(.prefixlen)"]]' ip -j addr show
is "$(pick '.[0] | has("addresses"), .statistics."rx-packets" >= 0' interfaces v0 --statistics)" $'true\ntrue' 'counters when asked for'
is "$(pick '.[0] | has("statistics")' interfaces v0)" false 'and not without'
is "$(pick '.[] | [.name, .kind]' interfaces)" $'["lo","loopback"]\n["v1","veth"]\n["v0","veth"]' 'kinds'
is "$(pick '.[].name' interfaces other)" '"v0"' 'by an alternative name'

same addresses '.[] | [.interface, .family, .address, .peer, .broadcast, .label, .scope, (.flags | any(. == "no-duplicate-detection"))]' \
    addresses '.[] | .ifname as $i | .addr_info[] | [$i, (if .family == "inet" then "ipv4" else "ipv6" end), "\(.local)/\(.prefixlen)",
      .address, .broadcast, (if .label == $i then null else .label end), .scope, (.nodad // false)]' ip -j addr show
is "$(pick 'length' addresses -6 --owner foreign)" "$(ip -6 -j addr show | jq '[.[].addr_info[]] | length')" 'of one family'
is "$(pick '.' addresses --owner ours)" '[]' 'of one owner'
is "$(pick '[.[].interface] | unique' addresses v0)" '["v0"]' 'of one interface'

# iproute2 says "default", and nothing of what is usual.
routes='.[] | [.to, .via, .dev, (.table | tostring), .metric, .type, (."made-by" | tostring), .source, .mtu, .advmss]'
theirs() { # PREFIX METRIC
    echo ".[] | [(if .dst == \"default\" then \"$1/0\" elif .dst | contains(\"/\") then .dst else \"\(.dst)/$2\" end),
        .gateway, (if .type == \"unicast\" or .type == \"local\" or .type == \"broadcast\" or .type == \"anycast\" or .type == \"multicast\"
            or .type == null then .dev else null end),
        (.table // \"main\"), (.metric // 0), (.type // \"unicast\"), .protocol, .prefsrc, .metrics[0].mtu, .metrics[0].advmss]"
}
same 'IPv4 routes' "$routes" 'routes --all -4' "$(theirs 0.0.0.0 32)" ip -d -j -4 route show table all
same 'IPv6 routes' "$routes" 'routes --all -6' "$(theirs :: 128)" ip -d -j -6 route show table all
same 'by one interface' '.[].to' 'routes v0 -4' '.[].dst | sub("default"; "0.0.0.0/0") | if contains("/") then . else . + "/32" end' \
    ip -j -4 route show table all dev v0 type unicast
is "$(pick '[.[].type] | unique' routes)" '["blackhole","prohibit","unicast","unreachable"]' 'without those of the kernel itself'
net show routes
like "$out" 'default +192.0.2.2 +v0 +main +5 +boot' 'a route for people'
like "$out" '10.66.0.0/16 .* 7 .*type blackhole' 'and one that leads nowhere'

same 'IPv4 rules' '.[] | [.priority, (.from // "all"), .to, .iif, .oif, (.table // "" | tostring), .action]' 'rules -4' \
    '.[] | [.priority, (if .src == "all" then "all" else "\(.src)/\(.srclen)" end), (if .dst then "\(.dst)/\(.dstlen)" else null end),
      .iif, .oif, (.table // ""), (.action // "lookup" | sub("to_tbl"; "lookup"))]' ip -j -4 rule show
is "$(pick '.[] | select(.priority == 1001) | [.mark, .owner, ."made-by"]' rules)" '["0x5/0xf","ours","kernlink"]' 'a mark, and an owner'
is "$(pick '.[] | select(.priority == 1002) | [.protocol, ."destination-port"]' rules)" '["tcp","80-90"]' 'ports'
is "$(pick '.[] | select(.priority == 1003) | [.not, .family]' rules -6)" '[true,"ipv6"]' 'a rule for all others'
is "$(pick '[.[].priority]' rules v0)" '[1000]' 'rules that name an interface'

same neighbours '.[] | select(.proxy | not) | [.address, .interface, .mac, .state, (.flags | any(. == "router"))]' 'neighbours --all' \
    '.[] | [.dst, .dev, (if .lladdr == "00:00:00:00:00:00" then null else .lladdr end), (.state[0] | ascii_downcase | sub("noarp"; "no-arp")), has("router")] | select(.[3] != "none")' \
    ip -j neigh show nud all
is "$(pick '.[] | select(.proxy) | [.address, .interface]' neighbours)" '["192.0.2.11","v0"]' 'one that we answer for'

if can bridges type bridge vlan_filtering 1; then
    ip link add br0 type bridge vlan_filtering 1 stp_state 1 priority 4096
    ip link add br1 type bridge
    ip link set v1 master br0
    ip link set br0 up
    ip link add link br0 name br0.7 type vlan id 7
    bridge vlan add dev v1 vid 10-14
    bridge vlan add dev v1 vid 20 pvid untagged
    bridge vlan add dev br0 vid 30 self
    bridge link set dev v1 cost 9 hairpin on
    same 'VLANs of ports and bridges' '.[] | select(.role != "interface") | [.interface, .id, (.pvid // false), (.untagged // false)]' vlans \
        '.[] | .ifname as $i | .vlans[] | .flags as $f | range(.vlan; (.vlanEnd // .vlan) + 1) |
          [$i, ., ($f // [] | any(. == "PVID")), ($f // [] | any(. == "Egress Untagged"))]' bridge -j vlan show
    is "$(pick '.[] | select(.role == "interface") | [.interface, .link, .id]' vlans)" '["br0.7","br0",7]' 'and an interface that is one'
    is "$(pick '[.[] | select(.role == "port") | .bridge] | unique' vlans)" '["br0"]' 'and whose they are'
    same 'bridges' '.[] | [.name, .stp, .priority, ."vlan-filtering", ([.ports[].interface] | sort)]' bridges \
        "[.[] | select(.linkinfo.info_kind == \"bridge\")] | .[] |
         [.ifname, (.linkinfo.info_data.stp_state == 1), .linkinfo.info_data.priority, (.linkinfo.info_data.vlan_filtering == 1),
          (if .ifname == \"br0\" then [\"v1\"] else [] end)]" ip -j -d link show
    same 'their ports' '.[] | .name as $b | .ports[] | [.interface, $b, .state, .cost, .hairpin]' bridges \
        '.[] | [.ifname, .master, .state, .cost, .hairpin]' bridge -j -d link show
    is "$(pick '.[] | select(.name == "br0") | .ports' interfaces)" '["v1"]' 'a bridge names its ports as settings do'
    is "$(pick '.[0] | [.master, .port.cost, .port.hairpin]' interfaces v1)" '["br0",9,true]' 'and a port how it works'
    is "$(pick '[.[].name]' interfaces --kind bridge)" '["br0","br1"]' 'of one kind'
fi

if can 'several ways' type dummy; then
    ip link add d0 type dummy
    ip addr add 198.51.100.1/24 dev d0
    ip link set d0 up
    if ip route add 10.99.0.0/16 nexthop via 192.0.2.2 dev v0 weight 3 nexthop via 198.51.100.2 dev d0 2>/dev/null; then
        is "$(pick '.[] | select(.to == "10.99.0.0/16") | .hops | sort_by(.via)' routes d0)" \
            '[{"via":"192.0.2.2","dev":"v0","weight":3},{"via":"198.51.100.2","dev":"d0","weight":1}]' 'several ways'
        net show routes v0
        like "$out" '10.99.0.0/16 .*weight' 'for people, too'
    else
        skip 'several ways' 'this kernel has no multipath'
    fi
fi

if can peers type wireguard; then
    ip link add wg0 type wireguard
    head -c 32 /dev/urandom | base64 >"$TMP/key"
    head -c 32 /dev/urandom | base64 >"$TMP/psk"
    peer=$(head -c 32 /dev/urandom | base64)
    wg set wg0 private-key "$TMP/key" listen-port 5182 peer "$peer" preshared-key "$TMP/psk" \
        allowed-ips 10.5.0.0/16,2001:db8:5::/48 endpoint 192.0.2.77:99
    is "$(pick '.[0] | [."listen-port", .peers]' interfaces wg0)" \
        "[5182,[{\"public-key\":\"$peer\",\"endpoint\":\"192.0.2.77:99\",\"allowed-ips\":[\"10.5.0.0/16\",\"2001:db8:5::/48\"]}]]" 'peers'
    all=$(show wg0 && "$KERNLINK" net show wg0)
    unlike "$all" "$(<"$TMP/key")" 'no private key is shown'
    unlike "$all" "$(<"$TMP/psk")" 'nor one that is shared'
fi

net show v0
is "$status" 0 'all about one interface'
like "$out" $'v0\n.*kind +veth.*mtu +1400.*Addresses.*192.0.2.1/24.*Routes.*default.*Neighbours.*192.0.2.9' 'its parts'
net show
like "$out" 'NAME +KIND.*lo +loopback +up.*v0 +veth +up +1400' 'all interfaces'
# A name may hold what would command a terminal.
ip link set v1 down
ip link set v1 name $'v\e[31m' && net show interfaces
unlike "$out" $'\e' 'nothing commands the terminal'
is "$(pick '[.[].name] | any(. == "v\u001b[31m")' interfaces)" true 'and JSON has the name as it is'

net show vlanz
is "$status $err" "1 kernlink net show: there is no interface 'vlanz'; did you mean 'vlans'?" 'what is not there'
net show routes v00
like "$status $err" "^1 .*no interface 'v00'; did you mean 'v0'" 'an interface that is not there'
net show routes v0 more
is "$status" 64 'too much'
net show --family 5
is "$status" 64 'no family'
net show --owner me
is "$status" 64 'no owner'
net show --nothing
is "$status" 64 'no option'
net show "$(printf 'x%.0s' {1..300})"
is "$status" 1 'a name that is too long'
if [[ -c /dev/full ]]; then
    "$KERNLINK" net show >/dev/full 2>"$TMP/err"
    is $? 1 'nobody is told of success when nothing could be written'
fi
done_testing
