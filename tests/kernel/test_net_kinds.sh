#!/bin/bash
# Interfaces come, change and go as settings say; read by iproute2. What needs no more than a value for each key is
# in net_keys.list.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/net_lib.sh"

info() { # LINK FILTER
    json ".[0] | $2" ip -d -j link show "$1"
}

# gone LINK...: without settings they go, and the device that is below stays.
gone() {
    settings <<<'{}'
    applied "without $*"
    local link
    for link in "$@"; do
        isnt "$(ip link show "$link" 2>&1)" "" "$link"
        like "$(ip link show "$link" 2>&1)" 'does not exist' "$link is gone"
    done
}

if can veth type veth peer name klpeer; then
    settings <<'Y'
interfaces:
  v0: {kind: veth, peer: v1, mac: 02:00:00:00:00:01, mtu: 1400, group: 7, tx-queue-length: 50, description: one end}
  v1: {kind: veth, peer: v0, alt-names: [other, second], arp: false, multicast: false, promiscuous: true, all-multicast: true}
Y
    applied veth
    is "$(info v0 '[.address, .mtu, .group, .txqlen, .ifalias]')" \
        '["02:00:00:00:00:01",1400,"7",50,"kernlinkd: one end"]' 'what all links have'
    is "$(info v1 '.altnames | sort')" '["other","second"]' 'more names'
    like "$(info v1 .flags)" 'NOARP.*ALLMULTI.*PROMISC|NOARP.*PROMISC.*ALLMULTI|PROMISC.*ALLMULTI|ALLMULTI.*NOARP' 'flags'
    unlike "$(info v1 .flags)" '"MULTICAST"' 'a flag that is off'
    like "$(info v0 .flags)" '"UP"' 'on when nothing is said'
    settings <<'Y'
interfaces:
  v0: {kind: veth, peer: v1, mac: 02:00:00:00:00:02, mtu: 1300, description: changed, up: false}
  v1: {kind: veth, peer: v0, alt-names: [second, third], arp: true, multicast: true, promiscuous: false}
Y
    before=$(info v0 .ifindex)
    applied 'veth changed'
    is "$(info v0 '[.ifindex, .address, .mtu, .ifalias]')" \
        "[$before,\"02:00:00:00:00:02\",1300,\"kernlinkd: changed\"]" 'changed, not made anew'
    is "$(info v1 '.altnames | sort')" '["second","third"]' 'other names'
    unlike "$(info v0 .flags)" '"UP"' 'off'
    gone v0 v1
fi

if can bridge type bridge && can veth type veth peer name klpeer; then
    settings <<'Y'
interfaces:
  br0: {kind: bridge, ports: [v1], stp: true, priority: 4096, forward-delay: 400, hello-time: 100,
        max-age: 800, ageing-time: 60000, group-forward-mask: 8}
  v0: {kind: veth, peer: v1}
  v1: {kind: veth, peer: v0, port: {cost: 7, priority: 9, hairpin: true, guard: true, fast-leave: true,
       learning: false, flood: false, multicast-flood: false, broadcast-flood: false, isolated: true,
       neighbour-suppression: true, root-block: true}}
Y
    applied bridge
    is "$(info br0 '.linkinfo.info_data | [.stp_state, .priority, .forward_delay, .hello_time, .max_age, .ageing_time, .group_fwd_mask]')" \
        '[1,4096,400,100,800,60000,"0x8"]' 'what a bridge has'
    is "$(info v1 '.master')" '"br0"' 'its port'
    is "$(info v1 '.linkinfo.info_slave_data | [.cost, .priority, .hairpin, .guard, .fastleave, .learning, .flood, .mcast_flood, .bcast_flood, .isolated, .neigh_suppress, .root_block]')" \
        '[7,9,true,true,true,false,false,false,false,true,true,true]' 'what a port has'
    sed -i 's/priority: 4096/priority: 8192/; s/cost: 7/cost: 8/; s/ports: \[v1\]/ports: [v0, v1]/' "$TMP/settings.yaml"
    applied 'bridge changed'
    is "$(info br0 '.linkinfo.info_data.priority')$(info v1 '.linkinfo.info_slave_data.cost')$(info v0 .master)" '81928"br0"' 'changed'
    sed -i 's/ports: \[v0, v1\]/ports: [v0]/; s/port: {.*/mtu: 1500}/; /learning: false/d; /neighbour-supp/d' "$TMP/settings.yaml"
    applied 'a port less'
    is "$(info v1 .master)" null 'a port less'
    if ip link add klprobe type bridge vlan_filtering 1 2>/dev/null; then
        ip link del klprobe
        settings <<'Y'
interfaces:
  br0: {kind: bridge, ports: [v1], vlan-filtering: true, vlan-protocol: 802.1ad, default-pvid: 0,
        vlan-statistics: true, vlans: [30]}
  v0: {kind: veth, peer: v1}
  v1: {kind: veth, peer: v0, vlans: [10, {id: 20, pvid: true, untagged: true}]}
Y
        applied vlans
        is "$(info br0 '.linkinfo.info_data | [.vlan_filtering, .vlan_protocol, .vlan_default_pvid]')" \
            '[1,"802.1ad",0]' 'a bridge of VLANs'
        is "$(json '[.[] | select(.ifname == "v1" or .ifname == "br0") | [.ifname, [.vlans[] | [.vlan, .flags // []]]]] | sort' bridge -j vlan show)" \
            '[["br0",[[30,[]]]],["v1",[[10,[]],[20,["PVID","Egress Untagged"]]]]]' 'VLANs'
        sed -i 's/vlans: \[10, /vlans: [11, /; s/, untagged: true//' "$TMP/settings.yaml"
        applied 'other vlans'
        is "$(json '[.[] | select(.ifname == "v1") | .vlans[] | [.vlan, .flags // []]]' bridge -j vlan show)" \
            '[[11,[]],[20,["PVID"]]]' 'other VLANs'
    else
        skip vlans 'this kernel cannot filter VLANs'
    fi
    gone br0 v0 v1
fi

if can bond type bond && can dummy type dummy; then
    settings <<'Y'
interfaces:
  bond0: {kind: bond, mode: active-backup, ports: [d0, d1], mii-interval: 100, up-delay: 200,
          down-delay: 300, primary: d1, primary-reselect: better, fail-over-mac: active, min-links: 1,
          all-ports-active: true, resend-igmp: 3, notify-peers: 4}
  d0: {kind: dummy}
  d1: {kind: dummy}
  bond1: {kind: bond, mode: 802.3ad, hash-policy: layer3+4, lacp-rate: fast, ad-select: bandwidth}
  bond2: {kind: bond, mode: balance-rr, arp-interval: 500, arp-targets: [192.0.2.1, 192.0.2.2]}
Y
    applied bond
    is "$(info bond0 '.linkinfo.info_data | [.mode, .miimon, .updelay, .downdelay, .primary, .primary_reselect, .fail_over_mac, .min_links, .all_slaves_active, .resend_igmp, .num_peer_notif]')" \
        '["active-backup",100,200,300,"d1","better","active",1,1,3,4]' 'what a bond has'
    is "$(info d0 .master)$(info d1 .master)" '"bond0""bond0"' 'its ports'
    is "$(info bond1 '.linkinfo.info_data | [.xmit_hash_policy, .ad_lacp_rate, .ad_select]')" \
        '["layer3+4","fast","bandwidth"]' '802.3ad'
    is "$(info bond2 '.linkinfo.info_data | [.arp_interval, .arp_ip_target]')" \
        '[500,["192.0.2.1","192.0.2.2"]]' 'questions for addresses'
    sed -i 's/lacp-rate: fast/lacp-rate: slow/; s/primary: d1/primary: d0/; s/mode: balance-rr/mode: broadcast/' "$TMP/settings.yaml"
    applied 'bond changed'
    is "$(info bond1 .linkinfo.info_data.ad_lacp_rate)$(info bond0 .linkinfo.info_data.primary)$(info bond2 .linkinfo.info_data.mode)" \
        '"slow""d0""broadcast"' 'changed'
    gone bond0 bond1 bond2 d0 d1
fi

if can dummy type dummy; then
    ok ip link add base type dummy -- 'dummy: made'
    ip link set base mtu 2000
    base='  base: {kind: ethernet, mtu: 9000}'
    if can vlan link base type vlan id 5; then
        settings <<Y
interfaces:
$base
  vl5: {kind: vlan, link: base, id: 5, mtu: 9000}
  vl6: {kind: vlan, link: vl5, id: 6, protocol: 802.1ad}
Y
        applied vlan
        is "$(info vl5 '[.link, .mtu, .linkinfo.info_data.id, .linkinfo.info_data.protocol]')" '["base",9000,5,"802.1Q"]' 'a VLAN'
        is "$(info vl6 '[.link, .linkinfo.info_data.id, .linkinfo.info_data.protocol]')" '["vl5",6,"802.1ad"]' 'a VLAN in a VLAN'
        sed -i 's/id: 5/id: 50/' "$TMP/settings.yaml"
        applied 'vlan made anew'
        is "$(info vl5 .linkinfo.info_data.id)$(info vl6 .link)" '50"vl5"' 'made anew, with what is on top of it'
        gone vl5 vl6
    fi
    is "$(info base '[.mtu, .ifname]')" '[2000,"base"]' 'the device below is still there, as it was before'
    ip link del base
fi

if can gre type gre remote 192.0.2.2; then
    settings <<'Y'
interfaces:
  gre1: {kind: gre, local: 192.0.2.1, remote: 192.0.2.2, ttl: 64, tos: 4, key: 7}
Y
    applied gre
    is "$(info gre1 '.linkinfo.info_data | [.local, .remote, .ttl, .tos, .ikey, .okey]')" \
        '["192.0.2.1","192.0.2.2",64,"0x4","0.0.0.7","0.0.0.7"]' 'gre'
    sed -i 's/ttl: 64/ttl: 65/' "$TMP/settings.yaml"
    applied 'gre changed'
    is "$(info gre1 '.linkinfo.info_data | [.local, .remote, .ttl, .ikey]')" '["192.0.2.1","192.0.2.2",65,"0.0.0.7"]' 'one value changed, the others kept'
    gone gre1
fi

if can vrf type vrf table 100 && can dummy type dummy; then
    settings <<'Y'
interfaces:
  red: {kind: vrf, table: 100, ports: [d0]}
  d0: {kind: dummy, addresses: [192.0.2.1/24], routes: [{to: 198.51.100.0/24, via: 192.0.2.2, table: 100}]}
rules: [{priority: 1001, l3mdev: true}]
Y
    applied vrf
    like "$(ip rule show)" "1001:.from all lookup \[l3mdev-table\] proto (75|kernlink)" 'a rule for all VRFs'
    is "$(info red .linkinfo.info_data.table)$(info d0 .master)" '100"red"' 'vrf and its port'
    like "$(ip route show vrf red)" '198.51.100.0/24 via 192.0.2.2 dev d0 proto (75|kernlink)' 'a route in its table'
    gone red d0
fi

if can wireguard type wireguard; then
    (umask 077 && wg genkey >"$TMP/key" && wg genpsk >"$TMP/shared")
    peer=$(wg genkey | wg pubkey) other=$(wg genkey | wg pubkey)
    settings <<Y
interfaces:
  wg0:
    kind: wireguard
    private-key: $TMP/key
    listen-port: 51820
    fwmark: 7
    peers:
      - {public-key: $peer, preshared-key: $TMP/shared, endpoint: 192.0.2.2:51821,
         allowed-ips: [10.0.0.0/8, "2001:db8::/32"], keepalive: 25}
      - {public-key: $other, endpoint: "[2001:db8::1]:51820"}
Y
    applied wireguard
    is "$(wg show wg0 public-key)" "$(wg pubkey <"$TMP/key")" 'its key'
    is "$(wg show wg0 listen-port) $(wg show wg0 fwmark)" '51820 0x7' 'its port and mark'
    is "$(wg show wg0 dump | grep -F "$peer")" \
        "$peer	$(<"$TMP/shared")	192.0.2.2:51821	10.0.0.0/8,2001:db8::/32	0	0	0	25" 'a peer'
    is "$(wg show wg0 endpoints | grep -F "$other")" "$other	[2001:db8::1]:51820" 'another over IPv6'
    grep -vF "$other" "$TMP/settings.yaml" | sed 's/, keepalive: 25//; s/, "2001:db8::\/32"//' >"$TMP/less.yaml"
    mv "$TMP/less.yaml" "$TMP/settings.yaml"
    (umask 077 && wg genkey >"$TMP/key")
    applied 'wireguard changed'
    is "$(wg show wg0 public-key)" "$(wg pubkey <"$TMP/key")" 'another key in the same file'
    is "$(wg show wg0 dump | tail -n +2)" \
        "$peer	$(<"$TMP/shared")	192.0.2.2:51821	10.0.0.0/8	0	0	0	off" 'a peer less'
    wg set wg0 private-key <(wg genkey)
    net diff "$TMP/settings.yaml"
    unlike "$out" 'key:' 'a key of others is not shown'
    gone wg0
fi
done_testing
