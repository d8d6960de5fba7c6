#!/bin/bash
# Addresses, routes, rules, neighbours and knobs come, change and go as settings say; those of others
# stay, whatever happens. Read by iproute2.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/net_lib.sh"
can veth type veth peer name klpeer || done_testing

ip link set lo up
ip link add e0 type veth peer name e1
ip link set e1 up
proto='(75|kernlink)'

# Of others: by hand, of a routing daemon, of the like of docker.
ip link set e0 up
ip addr add 198.18.0.1/24 dev e0
ip route add 198.18.1.0/24 via 198.18.0.9 proto bgp
ip route add 198.18.2.0/24 via 198.18.0.9 metric 50
ip rule add priority 5000 fwmark 0x99 lookup 99
ip neigh add 198.18.0.9 lladdr 02:00:00:00:00:99 dev e0
ip link add docker0 type bridge 2>/dev/null && ip addr add 172.17.0.1/16 dev docker0
foreign() {
    ip -o addr show | sed -nE 's/.*(inet (198.18|172.17)[^ ]+).*/\1/p'
    ip route show | grep -E '^(198.18.[12]|172.17)'
    ip rule show | grep 5000:
    ip neigh show | grep 198.18.0.9
}
others=$(foreign)

settings <<'Y'
interfaces:
  e0:
    kind: ethernet
    addresses:
      - 192.0.2.1/24
      - {address: 192.0.2.77/32, peer: 192.0.2.78, label: "e0:x", metric: 7}
      - {address: 203.0.113.1/24, broadcast: 203.0.113.255, scope: link, prefix-route: false}
      - {address: "2001:db8::1/64", duplicate-detection: false}
    routes:
      - {to: 10.1.0.0/16, via: 192.0.2.2, metric: 10, source: 192.0.2.1, mtu: 1400, advmss: 1300, initcwnd: 20, initrwnd: 30, quick-ack: true, hop-limit: 33}
      - {to: 10.2.0.0/16, scope: link}
      - {to: "2001:db8:5::/48", preference: high}
    neighbours:
      - {address: 192.0.2.9, mac: 02:00:00:00:00:09}
      - {address: "2001:db8::9", mac: 02:00:00:00:00:0a, router: true}
      - {address: 192.0.2.10, proxy: true}
    ipv4: {forwarding: true, rp-filter: 2, proxy-arp: true, arp-ignore: 1, arp-announce: 2, accept-local: true, send-redirects: false, accept-redirects: false}
    ipv6: {accept-ra: even-if-forwarding, forwarding: true, privacy: prefer, autoconf: false, dad-transmits: 0, proxy-ndp: true, keep-addresses: true, link-local: none}
    sysctls: {ipv4/neigh/gc_stale_time: 33, ipv6/conf/hop_limit: 44}
routes:
  - {to: default, via: 192.0.2.254}
  - {to: default, via: "2001:db8::fe"}
  - {to: default, via: 192.0.2.253, table: 100, onlink: true, dev: e0}
  - {to: 10.3.0.0/16, type: blackhole}
  - {to: 10.4.0.0/16, type: unreachable, metric: 5}
  - {to: 10.5.0.0/16, type: prohibit, table: 100}
  - {to: "2001:db8:6::/48", type: blackhole}
  - {to: 10.6.0.0/16, hops: [{via: 192.0.2.5, weight: 3}, {via: 192.0.2.6, dev: e0, onlink: true}]}
  - {to: "2001:db8:7::/48", hops: [{via: "2001:db8::5", weight: 2}, {via: "2001:db8::6"}]}
  - {to: 10.7.0.0/16, via: 192.0.2.7, tos: 8}
rules:
  - {priority: 100, from: 192.0.2.0/24, table: 100}
  - {priority: 101, to: "2001:db8:8::/48", iif: e0, table: 101}
  - {priority: 102, mark: 0x10/0xff, protocol: tcp, destination-port: 80-90, source-port: 1000, table: main}
  - {priority: 103, users: 1000-1999, action: prohibit}
  - {priority: 104, oif: e0, action: goto, goto: 5000}
  - {priority: 105, family: ipv6, tos: 8, not: true, action: blackhole}
  - {priority: 106, table: main, suppress-prefix-length: 0}
Y
net diff "$TMP/settings.yaml"
is "$status" 2 'a diff says that there is something'
first=$out
net diff --json "$TMP/settings.yaml"
is "$(jq -s length <<<"$out")" "$(wc -l <<<"$first")" 'in JSON as many steps'
is "$(jq -r 'select(.object == "route 10.3.0.0/16") | [.action, .class, .want.type] | join(" ")' <<<"$out")" \
    'add route blackhole' 'a step in JSON'
is "$(jq -r .text <<<"$out")" "$first" 'with the lines that are there without it'
net apply --dry-run --state "$TMP/state" "$TMP/settings.yaml"
is "$status $out" "0 $first" 'a dry run says the same'
is "$(foreign)$(ip route | grep -c 192.0.2)" "${others}0" 'and does nothing'
applied everything

is "$(json '[.[].addr_info[] | select(.local | test("^(192.0.2|203)")) | [.local, .address, .broadcast, .label, .metric, .scope, .noprefixroute]] | sort' ip -j addr show dev e0)" \
    '[["192.0.2.1",null,null,"e0",null,"global",null],["192.0.2.77","192.0.2.78",null,"e0:x",7,"global",null],["203.0.113.1",null,"203.0.113.255","e0",null,"link",true]]' 'addresses'
like "$(ip addr show dev e0)" '2001:db8::1/64 scope global nodad' 'an IPv6 address'
like "$(ip route show 10.1.0.0/16)" "via 192.0.2.2 dev e0 proto $proto src 192.0.2.1 metric 10 .*mtu 1400" 'a route with metrics'
for word in 'advmss 1300' 'initcwnd 20' 'initrwnd 30' 'quickack 1' 'hoplimit 33'; do
    like "$(ip route show 10.1.0.0/16)" "$word" "$word"
done
like "$(ip route show 10.2.0.0/16)" "dev e0 proto $proto scope link" 'a route without a router'
like "$(ip -6 route show 2001:db8:5::/48)" "dev e0 proto $proto metric 1024 pref high" 'an IPv6 route'
like "$(ip route show default)" "default via 192.0.2.254 dev e0 proto $proto" 'the default route'
like "$(ip -6 route show default)" "default via 2001:db8::fe dev e0 proto $proto" 'the same of IPv6'
like "$(ip route show table 100)" "default via 192.0.2.253 dev e0 proto $proto onlink" 'in another table'
like "$(ip route show)" "blackhole 10.3.0.0/16 proto $proto" 'blackhole'
like "$(ip route show)" "unreachable 10.4.0.0/16 proto $proto metric 5" 'unreachable'
like "$(ip route show table 100)" "prohibit 10.5.0.0/16 proto $proto" 'prohibit'
like "$(ip -6 route show)" "blackhole 2001:db8:6::/48 dev lo proto $proto" 'blackhole of IPv6'
like "$(ip route show 10.6.0.0/16 | tr -d '\n')" 'via 192.0.2.5 dev e0 weight 3.*via 192.0.2.6 dev e0 weight 1 onlink' 'several hops'
like "$(ip -6 route show 2001:db8:7::/48 | tr -d '\n')" 'via 2001:db8::5 dev e0 weight 2.*via 2001:db8::6 dev e0 weight 1' 'several hops of IPv6'
like "$(ip route show | grep 10.7)" '10.7.0.0/16 tos (0x08|throughput|8) via 192.0.2.7' 'a type of service'
like "$(ip rule show)" "100:.from 192.0.2.0/24 lookup 100 proto $proto" 'a rule'
like "$(ip -6 rule show)" "101:.from all to 2001:db8:8::/48 iif e0 lookup 101" 'a rule of IPv6'
like "$(ip rule show)" "102:.from all fwmark 0x10/0xff ipproto tcp sport 1000 dport 80-90 lookup main" 'marks and ports'
like "$(ip rule show)" "103:.from all uidrange 1000-1999 prohibit" 'users'
like "$(ip rule show)" "104:.from all oif e0 goto 5000" 'goto'
like "$(ip -6 rule show)" "105:.not from all tos (0x08|throughput).* blackhole" 'all but those'
like "$(ip rule show)" "106:.from all lookup main suppress_prefixlength 0" 'short prefixes'
like "$(ip neigh show)" '192.0.2.9 dev e0 lladdr 02:00:00:00:00:09 PERMANENT' 'a neighbour'
like "$(ip neigh show)" '2001:db8::9 dev e0 lladdr 02:00:00:00:00:0a router PERMANENT' 'a router'
like "$(ip neigh show proxy)" '192.0.2.10 dev e0' 'a neighbour that we answer for'
for file in ipv4/conf/e0/{forwarding=1,rp_filter=2,proxy_arp=1,arp_ignore=1,arp_announce=2,accept_local=1,send_redirects=0,accept_redirects=0} \
    ipv6/conf/e0/{accept_ra=2,forwarding=1,use_tempaddr=2,autoconf=0,dad_transmits=0,proxy_ndp=1,keep_addr_on_down=1,addr_gen_mode=1,hop_limit=44} \
    ipv4/neigh/e0/gc_stale_time=33; do
    is "$(<"/proc/sys/net/${file%=*}")" "${file#*=}" "${file%=*}"
done
is "$(foreign)" "$others" 'what others made is as it was'

# Changes are made where they are.
sed -i 's/mtu: 1400/mtu: 1350/; s/weight: 3/weight: 4/; s/type: blackhole}/type: prohibit}/; s/via: 192.0.2.254/via: 192.0.2.250/
    s/label: "e0:x"/label: "e0:y"/; s/00:0a/00:0b/; s/table: 101/table: 102/' "$TMP/settings.yaml"
applied 'changes'
like "$(ip route show 10.1.0.0/16)" 'mtu 1350' 'a metric'
like "$(ip route show 10.6.0.0/16 | tr -d '\n')" 'weight 4' 'a weight'
like "$(ip route show)" 'prohibit 10.3.0.0/16' 'a type'
is "$(ip route show default | wc -l)" 1 'one default route'
like "$(ip -6 rule show)" '101:.*lookup 102' 'a rule'

# What is ours and is changed by others comes back.
ip route del 10.3.0.0/16
ip addr del 192.0.2.77 peer 192.0.2.78 dev e0
ip rule del priority 100
net diff "$TMP/settings.yaml"
is "$status $(wc -l <<<"$out")" '2 3' 'three things are missing'
applied 'drift'

# Less, and nothing of it is left; what others made is.
settings <<'Y'
interfaces:
  e0: {kind: ethernet, addresses: [192.0.2.1/24]}
Y
applied 'less'
is "$(ip route show table all proto 75 | wc -l) $(ip -6 route show table all proto 75 | wc -l)" '0 0' 'no routes of ours'
is "$(ip rule show | grep -c -E '^10[0-9]:')$(ip -6 rule show | grep -c -E '^10[0-9]:')" 00 'no rules of ours'
unlike "$(ip neigh show; ip neigh show proxy)" '192.0.2.(9|10) |2001:db8' 'no neighbours of ours'
is "$(foreign)" "$others" 'what others made is as it was'

# What others have is not taken over, unless it is asked for.
settings <<'Y'
interfaces:
  e0: {kind: ethernet, addresses: [198.18.0.1/24]}
routes:
  - {to: 198.18.2.0/24, via: 198.18.0.9, metric: 50}
Y
applied 'the same as others have'
is "$(foreign)" "$others" 'is left to them'
sed -i 's/via: 198.18.0.9/via: 198.18.0.8/' "$TMP/settings.yaml"
refused '198.18.2.0/24 metric 50 is there, different, and was made by others.*adopt' 'a route of others'
sed -i 's/metric: 50/metric: 50, adopt: true/' "$TMP/settings.yaml"
applied 'adopted'
like "$(ip route show 198.18.2.0/24)" "via 198.18.0.8 dev e0 proto $proto" 'now it is ours'
settings <<<'{}'
applied 'nothing'
is "$(ip route show 198.18.2.0/24)" '' 'and goes with the settings'

# A link that is made anew: what others had on it comes back with it.
if can vxlan type vxlan id 7 dstport 4789; then
    settings <<'Y'
interfaces:
  vx: {kind: vxlan, id: 7, udp-port: 4789, addresses: [203.0.113.1/24]}
Y
    applied vxlan
    ip addr add 198.19.0.1/24 dev vx
    ip route add 198.19.5.0/24 via 198.19.0.9 proto bgp
    ip neigh add 198.19.0.9 lladdr 02:00:00:00:00:91 dev vx
    sed -i 's/id: 7/id: 8/' "$TMP/settings.yaml"
    applied 'vxlan made anew'
    like "$(ip -d link show vx)" 'vxlan id 8 ' 'it is another one'
    like "$(ip addr show vx)" '198.19.0.1/24' 'with the address of others'
    like "$(ip route show)" '198.19.5.0/24 via 198.19.0.9 dev vx proto bgp' 'and their route'
    like "$(ip neigh show dev vx)" '198.19.0.9 lladdr 02:00:00:00:00:91' 'and their neighbour'
fi

# Names: the device that fits gets the name, and keeps what it has.
ip link set e1 address 02:00:00:00:0e:01
settings <<'Y'
interfaces:
  lan: {kind: ethernet, match: {mac: 02:00:00:00:0e:01}, addresses: [203.0.113.9/24]}
routes:
  - {to: 10.9.0.0/16, via: 198.51.100.1}
Y
refused 'route 10.9.0.0/16' 'what gets a name, and then another step fails'
sed -i '/^routes/,$d; s/mac: [^}]*/name: "?1"/' "$TMP/settings.yaml"
applied 'a device by the name that it had'
like "$(ip addr show dev lan 2>&1)" '203.0.113.9/24' 'it has the name and the address'
sed -i 's/name: "?1"/mac: 02:00:00:00:0e:01/' "$TMP/settings.yaml"
applied 'a device by its MAC address'
like "$(ip addr show dev lan 2>&1)" '203.0.113.9/24' 'it has the name and the address'
# Another that fits and is found first does not get what one has already.
ip link add c1 index 5001 type veth peer name c2 index 5000
settings <<'Y'
interfaces:
  far: {kind: ethernet, match: {name: c1}, mtu: 1400}
Y
applied 'one of two devices'
ip link set c2 name c1
net diff "$TMP/settings.yaml"
is "$status $out$err" '0 ' 'the other gets its name, which changes nothing'
ip link del far
# Paths of devices: in a sysfs that is mounted in this namespace.
cat >"$TMP/inside" <<S
#!/bin/sh
exec unshare -m sh -c 'mount -t sysfs none /sys && exec "\$@"' - "$KERNLINK" "\$@"
S
chmod +x "$TMP/inside"
if "$TMP/inside" --version >/dev/null 2>&1; then
    outside=$KERNLINK KERNLINK=$TMP/inside
    settings <<'Y'
interfaces:
  port: {kind: ethernet, match: {mac: 02:00:00:00:0e:01, path: "*/virtual/*"}, addresses: [203.0.113.9/24]}
Y
    applied 'the same one by its path, too'
    like "$(ip addr show dev port 2>&1)" '203.0.113.9/24' 'it has another name'
    sed -i 's/port:/gate:/; s,path: [^}]*,path: "/sys/devices/virtual/net/p*",' "$TMP/settings.yaml"
    applied 'by a path that ends in the name it had'
    settings <<'Y'
interfaces:
  none: {kind: ethernet, match: {mac: 02:00:00:00:0e:01, driver: virtio_net}}
  nowhere: {kind: ethernet, match: {mac: 02:00:00:00:0e:01, path: "*/pci*"}}
Y
    refused 'there is no device for link none.*there is no device for link nowhere' 'of another driver, or in another place'
    KERNLINK=$outside
else
    skip 'the same one by its path, too' 'no sysfs can be mounted here'
fi
settings <<'Y'
interfaces:
  wan: {kind: ethernet, match: {mac: 02:00:00:00:0e:02}}
  d7: {kind: ethernet}
Y
refused 'there is no device for link wan.*there is no device for link d7' 'devices that are not there'
done_testing
