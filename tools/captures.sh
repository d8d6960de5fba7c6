#!/bin/bash
# captures.sh - records what real tools say over netlink, for tests/captures.sh: tests/data/captures
# gets NAME.pcapng.gz, the capture, and NAME.txt, what the tool itself printed.
#   tools/captures.sh            boots the other kernel, which has every kind of object, and fills the folder
#   tools/captures.sh -i FOLDER  what runs inside
set -u
export LC_ALL=C
cd "$(dirname "$0")/.." || exit 1
PATH=$PATH:/usr/sbin:/sbin

if [[ ${1:-} != -i ]]; then
    kept=tests/data/captures
    new=$(mktemp -d) || exit 1
    trap 'rm -rf "$new"' EXIT
    HWSIM=radios=2 tools/vm.sh -o "$new" 'tools/captures.sh -i /mnt/out' || exit 1
    mkdir -p $kept && rm -f $kept/*.txt $kept/*.pcapng.gz
    cp "$new"/*.txt "$new"/*.pcapng.gz $kept/ && du -sh $kept
    exit
fi

out=$2
kernlink=$PWD/build/kernlink
tmp=$(mktemp -d) && cd "$tmp" || exit 1
modprobe -a dummy veth bridge bonding 8021q vxlan macvlan ip_gre ip6_gre ipip sit geneve vrf wireguard ifb nlmon \
    nf_tables nft_ct nft_limit ip_set ip_set_hash_ip ip_set_hash_net ip_set_hash_ipport ip_set_bitmap_port \
    ip_set_list_set 2>/dev/null

# record NAME COMMAND...
record() {
    local name=$1
    shift
    printf '$ %s\n' "$*" >"$out/$name.txt"
    "$kernlink" trace -w "$name.pcapng" -- "$@" >>"$out/$name.txt" 2>&1 ||
        echo "captures.sh: $*: exit status $?" >&2
    gzip -9n <"$name.pcapng" >"$out/$name.pcapng.gz"
}

# ---- ip ----------------------------------------------------------------------------------------
ip link set lo up
record ip-link-add ip link add v0 mtu 1400 address 02:00:00:00:01:01 type veth peer name v1 mtu 1400
record ip-link-twice ip link add v0 type veth # refused: the kernel's words are in the capture
ip link set v0 up && ip link set v1 up
ip link add d0 address 02:00:00:00:01:02 type dummy && ip link set d0 up
ip link add br0 address 02:00:00:00:01:03 type bridge stp_state 1 priority 4096 ageing_time 20000
ip link add d1 type dummy && ip link set d1 master br0
ip link add bo0 type bond mode active-backup miimon 100
ip link add d2 type dummy && ip link set d2 master bo0
ip link add link d0 name d0.100 type vlan id 100 protocol 802.1ad ingress-qos-map 1:2 egress-qos-map 5:6
ip link add vx0 type vxlan id 42 group 239.1.1.1 dev v0 dstport 4789 ttl 9 ageing 100
ip link add mv0 link v0 type macvlan mode bridge
ip link add gre7 type gre remote 192.0.2.9 local 192.0.2.1 ttl 64 key 5
ip link add gre6 type ip6gre remote 2001:db8::9 local 2001:db8::1 hoplimit 9 encaplimit none
ip link add ipip7 type ipip remote 192.0.2.9 local 192.0.2.1 ttl 5
ip link add sit7 type sit remote 192.0.2.9 local 192.0.2.1
ip link add gv0 type geneve id 77 remote 192.0.2.9 ttl 3 dstport 6081
ip link add vrf0 type vrf table 77
ip link add wg0 type wireguard
ip link add ifb7 type ifb
ip link set d0 alias 'text for people' txqueuelen 77
ip link property add dev d0 altname another-name
for device in v0 d0 br0 d1 bo0 d2 d0.100 vx0 mv0 gre7 gre6 ipip7 sit7 gv0 vrf0 wg0 ifb7; do
    record "ip-link-$device" ip -d link show dev "$device"
done
record ip-addr-add ip addr add 192.0.2.1/24 brd + dev v0 label v0:one valid_lft 5000 preferred_lft 4000
ip addr add 2001:db8::1/64 dev v0 nodad
ip addr add 10.7.0.1 peer 10.7.0.2 dev d0
record ip-addr ip addr show dev v0
record ip-addr-peer ip addr show dev d0
ip route add 198.51.100.0/24 via 192.0.2.7 mtu 1300 metric 50 proto static
ip route add 203.0.113.0/24 nexthop via 192.0.2.8 dev v0 weight 3 nexthop via 10.7.0.2 dev d0 weight 5
ip route add blackhole 198.51.100.128/25
ip route add 2001:db8:7::/48 via 2001:db8::7 dev v0 metric 77 pref high
ip route add 10.99.0.0/16 dev d0 table 77 src 10.7.0.1 scope link
record ip-route ip route show
record ip-route-table ip route show table 77
record ip-route-6 ip -6 route show dev v0
record ip-route-get ip route get 198.51.100.9
ip rule add from 192.0.2.0/25 to 203.0.113.5 fwmark 0x10/0xff iif v0 lookup 77 priority 500
ip rule add ipproto tcp dport 80-90 prohibit priority 600
record ip-rule ip rule show
ip neigh add 192.0.2.7 lladdr 02:00:00:00:07:07 dev v0 nud permanent
ip neigh add 2001:db8::7 lladdr 02:00:00:00:07:08 dev v0 nud reachable
ip neigh add proxy 192.0.2.200 dev v0
record ip-neigh ip neigh show dev v0
record ip-neigh-proxy ip neigh show proxy

# ---- nft ---------------------------------------------------------------------------------------
cat >rules <<'RULES'
table inet kept {
    comment "a table"
    counter hits { packets 5 bytes 600 }
    set networks {
        type ipv4_addr
        flags interval,timeout
        timeout 1h
        elements = { 198.51.100.0/24, 203.0.113.8 timeout 10m comment "one" }
    }
    map ports {
        type inet_service : verdict
        elements = { 22 : accept, 23 : drop }
    }
    chain input {
        type filter hook input priority filter; policy accept;
        ct state established,related accept
        iifname "v0" ip saddr @networks counter packets 3 bytes 4 drop
        tcp dport vmap @ports
        tcp dport { 80, 443 } limit rate 10/second burst 7 packets accept comment "web"
        udp dport 53 counter name "hits" log prefix "dns " level info
        ip6 nexthdr ipv6-icmp accept
        meta mark 0x00000017 reject with icmpx admin-prohibited
    }
    chain nat {
        type nat hook postrouting priority srcnat; policy accept;
        oifname "d0" ip saddr 192.0.2.0/24 masquerade
        ip daddr 192.0.2.77 snat ip to 192.0.2.99
    }
}
RULES
record nft-file nft -f rules
cat rules >>"$out/nft-file.txt" # it prints nothing: what it was given
record nft-list nft list ruleset
record nft-missing nft delete table inet nothing

# ---- ipset -------------------------------------------------------------------------------------
record ipset-create ipset create nets hash:net family inet timeout 600 counters comment
ipset add nets 198.51.100.0/24 timeout 500 comment 'a network'
ipset add nets 203.0.113.7 nomatch
ipset create six hash:ip,port family inet6 skbinfo
ipset add six 2001:db8::7,tcp:443 skbmark 0x10/0xff skbprio 1:2 skbqueue 3
ipset create ports bitmap:port range 1000-2000
ipset add ports 1080-1082
ipset create all list:set
ipset add all nets
record ipset-add ipset add nets 192.0.2.128/25 packets 11 bytes 22 comment second
record ipset-list ipset list nets
record ipset-save ipset save
record ipset-twice ipset create nets hash:net

# ---- ethtool, wg -------------------------------------------------------------------------------
record ethtool-features ethtool -k v0
record ethtool ethtool v0
record ethtool-channels ethtool -l v0
record ethtool-stamps ethtool -T d0
record ethtool-set ethtool -K v0 tso off
echo 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHl8=' >key
record wg-set wg set wg0 listen-port 51820 fwmark 0x77 private-key key \
    peer QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE= endpoint 192.0.2.9:51821 persistent-keepalive 25 \
    allowed-ips 10.8.0.0/24,2001:db8:8::/64
record wg-show wg show wg0
record wg-dump wg show wg0 dump

# ---- iw ----------------------------------------------------------------------------------------
ip link set wlan0 up
ip link set wlan1 up
cat >ap.conf <<'CONF'
driver=nl80211
interface=wlan0
ssid=Captured Net
hw_mode=g
channel=6
ieee80211n=1
wpa=2
wpa_key_mgmt=WPA-PSK
rsn_pairwise=CCMP
wpa_passphrase=password123
CONF
cat >station.conf <<'CONF'
network={
    ssid="Captured Net"
    psk="password123"
}
CONF
hostapd -B -P ap.pid ap.conf >ap.log 2>&1 || cat ap.log
wpa_supplicant -B -P station.pid -D nl80211 -i wlan1 -c station.conf >station.log 2>&1
for ((i = 0; i < 60; i++)); do
    iw dev wlan1 station dump 2>/dev/null | grep -q 'authorized:.*yes' && break
    sleep 1
done
record iw-dev iw dev
record iw-info iw dev wlan1 info
record iw-link iw dev wlan1 link
record iw-station iw dev wlan1 station dump
record iw-scan iw dev wlan1 scan dump
record iw-reg-set iw reg set DE
record iw-reg iw reg get
phy=$(iw dev wlan1 info | sed -n 's/.*wiphy //p')
record iw-add iw phy "phy$phy" interface add test0 type monitor
record iw-add-info iw dev test0 info
record iw-twice iw phy "phy$phy" interface add test0 type monitor
record iw-power-save iw dev wlan1 get power_save
kill "$(cat ap.pid)" "$(cat station.pid)"
exit 0
