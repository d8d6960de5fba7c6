#!/bin/bash
# Keys that are taken out of the settings: links get back what they had before. Many links go through each of
# few applies, which are what takes the time.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/net_lib.sh"
state=$TMP/state
can veth type veth peer name klpeer || skip_all 'this kernel has no pairs of links'

# look FILTER: ${got[@]} is what jq makes of all links, by their names.
look() {
    mapfile -t got < <(ip -d -j link show | jq -c "map({key: .ifname, value: .}) | from_entries | $1")
}

apply() { # NAME
    net apply --state "$state" "$TMP/settings.yaml"
    diff=$out
    is "$status $err" '0 ' "$1: applied"
}

# changed NAME: the same, and then there is nothing left to do. $diff is what had to be done.
changed() {
    apply "$1"
    net apply --dry-run --state "$state" "$TMP/settings.yaml"
    is "$status $out$err" '0 ' "$1: a second time there is nothing to do"
}

# Devices as others have left them.
for i in 0 1 2 3 4 5 6 7 8 9; do
    echo "link add eth$i mtu 1480 address 02:00:00:00:00:1$i type veth peer name far$i"
    echo "link set far$i up"
done >"$TMP/devices"
cat >>"$TMP/devices" <<'I'
link set eth0 alias theirs txqueuelen 77 promisc on
link property add dev eth0 altname old
I
ok ip -batch "$TMP/devices" -- 'devices'

some='  eth0: {kind: ethernet, mtu: 1400, mac: 02:00:00:00:00:02, description: ours, alt-names: [new], tx-queue-length: 50, group: 7,
    promiscuous: false, arp: true, ipv6: {accept-ra: off}, sysctls: {ipv4/conf/arp_ignore: "2"}}'
# all: what they change of eth0.
all() {
    ip link show eth0 | sed -E 's/^[0-9]+: //; s/ (qdisc|state) [^ ]+//g; s/,?\<(NO-CARRIER|LOWER_UP|M-DOWN|UP)\>//g'
    echo "$(</proc/sys/net/ipv6/conf/eth0/accept_ra) $(</proc/sys/net/ipv4/conf/eth0/arp_ignore)"
}
was=$(all)

# ---- All at once: with keys, and without

ours=('' '')
wants() { # NAME KIND... -- WITH WITHOUT
    local at=("$@") with without
    with=${at[-2]} without=${at[-1]}
    can "${at[@]:0:$#-2}" || return 1
    ours[0]+=$with$'\n' ours[1]+=$without$'\n'
    has+=" $1 "
}
has=
wants bridge type bridge \
    '  br0: {kind: bridge, stp: true, priority: 4096, ageing-time: 60000, ports: [p0, eth8], ipv6: {accept-ra: off}}
  eth8: {kind: ethernet}
  p0: {kind: veth, peer: p1, mtu: 1400, port: {priority: 9, hairpin: true, learning: false}}
  p1: {kind: veth, peer: p0}' \
    '  br0: {kind: bridge, ports: [p0]}
  p0: {kind: veth, peer: p1}
  p1: {kind: veth, peer: p0}'
wants vlan link far9 type vlan id 5 \
    '  vl5: {kind: vlan, link: eth9, id: 5, mtu: 1400, protocol: 802.1ad}' \
    '  vl5: {kind: vlan, link: eth9, id: 5}'
wants bond type bond \
    '  bond0: {kind: bond, mode: active-backup, ports: [d0, d1], mii-interval: 100, up-delay: 200, primary: d1, min-links: 1}
  bond1: {kind: bond, mode: 802.3ad, hash-policy: layer3+4, lacp-rate: fast}
  bond2: {kind: bond, arp-interval: 500, arp-targets: [192.0.2.1]}
  d0: {kind: veth, peer: d1}
  d1: {kind: veth, peer: d0}' \
    '  bond0: {kind: bond, mode: active-backup, ports: [d0, d1]}
  bond1: {kind: bond}
  bond2: {kind: bond}
  d0: {kind: veth, peer: d1}
  d1: {kind: veth, peer: d0}'
wants vxlan type vxlan id 7 dstport 4789 \
    '  vx7: {kind: vxlan, id: 7, remote: 192.0.2.2, ttl: 9, learning: false, udp-port: 4789}' \
    '  vx7: {kind: vxlan, id: 7, udp-port: 4789}'
wants gre type gre remote 192.0.2.2 \
    '  gre1: {kind: gre, local: 192.0.2.1, remote: 192.0.2.2, ttl: 64, key: 7}' \
    '  gre1: {kind: gre, remote: 192.0.2.2}'

settings <<Y
interfaces:
$some
  eth1: {kind: ethernet, mtu: 1400}
  eth2: {kind: ethernet, mtu: 1400}
  eth3: {kind: ethernet, mtu: 1400, group: 7, up: false}
  eth4: {kind: ethernet, mtu: 1400}
  eth5: {kind: ethernet, mtu: 1400, up: false}
  lan0: {kind: ethernet, match: {mac: 02:00:00:00:00:16}, mtu: 1400, ipv6: {accept-ra: off}}
  eth7: {kind: ethernet, mtu: 1480, up: false}
  eth9: {kind: ethernet, mtu: 1490}
${ours[0]}
Y
changed 'with keys'
isnt "$(all)" "$was" 'a device is another'
look '[.eth1, .eth2, .eth4, .lan0 | .mtu, (.flags | index("UP") != null)], (.br0 | .ifindex)'
is "${got[0]}" '[1400,true,1400,true,1400,true,1400,true]' 'others, too'
bridge=${got[1]}

cat >"$TMP/others" <<'I'
addr add 192.0.2.1/24 dev eth2
link set eth3 mtu 1450 txqueuelen 99
link del eth4
link add eth4 mtu 1400 type veth peer name far4
link set eth5 name old5
I
ok ip -batch "$TMP/others" -- 'others change something'
rest="
  eth3: {kind: ethernet, up: false}
  eth4: {kind: ethernet}
  lan1: {kind: ethernet, match: {mac: 02:00:00:00:00:16}}
  eth7: {kind: ethernet, up: false}
  eth9: {kind: ethernet, mtu: 1490}
${ours[1]}"
settings <<<"interfaces:
  eth0: {kind: ethernet, mtu: 1400}$rest"
changed 'without'
like "$diff" 'mac 02:00:00:00:00:02 -> 02:00:00:00:00:10 \(as it was before\)' 'diff says that it goes back'
like "$diff" 'eth0/accept_ra: value 0 -> 1 \(as it was before\)' '... a file, too'
like "$diff" 'eth1: down \(as it was before\)' '... and that it goes off'
look '(.eth0 | [.mtu, .address, .ifalias, .altnames]), (.eth1, .eth2 | [.mtu, (.flags | index("UP") != null)]),
    (.eth3 | [.mtu, .group, .txqlen]), [.eth4, .old5, .lan1, .eth7 | .mtu], .eth8.master'
is "${got[0]}" '[1400,"02:00:00:00:00:10","theirs",["old"]]' 'the key that stays, and what went back'
is "${got[1]}" '[1480,false]' 'a device that is not named any more is as it was, and off'
is "${got[2]}" '[1480,true]' '... but on where others use it'
is "${got[3]}" '[1450,"default",99]' 'what others changed stays'
is "${got[4]}" '[1400,1480,1480,1480]' 'another device of that name is another, one that others or we renamed is the same, and what was so stays'
is "$(</proc/sys/net/ipv6/conf/lan1/accept_ra)" 1 'a file of what was renamed'
[[ $has != *' bridge '* ]] || is "${got[5]}" null 'bridge: a port that is not named any more is none'

look '(.br0 | [.ifindex, (.linkinfo.info_data | .stp_state, .priority, .ageing_time)]),
    (.p0 | [.mtu, (.linkinfo.info_slave_data | .priority, .hairpin, .learning)]),
    (.vl5 | [.mtu, .linkinfo.info_data.protocol]),
    (.bond0.linkinfo.info_data | [.mode, .miimon, .updelay, .primary, .min_links]),
    (.bond1.linkinfo.info_data | [.mode, .xmit_hash_policy]),
    (.bond2.linkinfo.info_data | [.arp_interval, .arp_ip_target // []]),
    (.vx7.linkinfo.info_data | [.remote, .ttl, .learning]),
    (.gre1.linkinfo.info_data | [.local, .remote, .ttl, .ikey])'
if [[ $has == *' bridge '* ]]; then
    is "${got[0]}" "[$bridge,0,32768,30000]" 'bridge: as its kind is, and the same one'
    is "${got[1]}" '[1500,32,false,true]' 'bridge: a port'
    is "$(</proc/sys/net/ipv6/conf/br0/accept_ra)" "$(</proc/sys/net/ipv6/conf/default/accept_ra)" 'bridge: a file'
fi
[[ $has != *' vlan '* ]] || is "${got[2]}" '[1490,"802.1Q"]' 'vlan: made anew, as large as what is below'
if [[ $has == *' bond '* ]]; then
    is "${got[3]}" '["active-backup",0,0,null,0]' 'bond: as its kind is'
    is "${got[4]}" '["balance-rr","layer2"]' 'bond: made anew for another mode'
    is "${got[5]}" '[0,[]]' 'bond: nobody is asked for'
fi
[[ $has != *' vxlan '* ]] || is "${got[6]}" '[null,0,true]' 'vxlan: made anew'
[[ $has != *' gre '* ]] || is "${got[7]}" '["any","192.0.2.2",0,null]' 'gre: what it had is gone'

# ---- Another value; what is given up is forgotten, and what was never ours is left alone

[[ $has != *' bridge '* ]] || ip link set br0 type bridge stp_state 1
ip link set eth3 mtu 1400
settings <<<"interfaces:
  eth0: {kind: ethernet, mtu: 1300}$rest"
apply 'another value'
is "$diff" '~ link eth0: mtu 1400 -> 1300' 'is all that changes'
settings <<<"interfaces:
  eth0: {kind: ethernet}$rest"
apply 'no key'
is "$diff" '~ link eth0: mtu 1300 -> 1480 (as it was before)' 'diff'
is "$(all)" "$was" 'all is as it was'

# ---- Going back

settings <<<"interfaces:
$some"
apply 'a device'
before=$(all)
cp "$state/before" "$TMP/before"
settings <<'Y'
interfaces: {eth0: {kind: ethernet}}
routes: [{to: 10.3.0.0/16, via: 100.64.0.1}]
Y
net apply --state "$state" "$TMP/settings.yaml"
is "$status $(all)" "1 $before" 'refused: all is as it was'
is "$(<"$state/before")" "$(<"$TMP/before")" '... and what was before that is known'
settings <<<'interfaces: {eth0: {kind: ethernet}}'
begin "$TMP/settings.yaml" --confirm 60s
is "$(all)" "$was" 'until it is confirmed'
run "$KERNLINK" net rollback --state "$state"
wait $applying
is "$status $(all)" "0 $before" 'undone'
for ((kill = 0; kill < 9; kill += ${SLOW:+7} + 1)); do
    KERNLINK_TEST_KILL=$kill timeout 60 "$KERNLINK" net apply -q --state "$state" "$TMP/settings.yaml" 2>/dev/null
    code=$?
    ((code == 137)) || break
    run "$KERNLINK" net recover --state "$state"
    is "$status $(all)" "0 $before" "killed behind step $kill: all is as it was"
    is "$(<"$state/before")$(ls "$state" | grep next)" "$(<"$TMP/before")" '... and what was before that is known'
done 2>/dev/null # of the killed, in words of the shell
isnt "$kill" 0 'it was killed'
is "$code $(all)" "0 $was" 'and then all goes back'

settings <<<'interfaces: {eth0: {kind: ethernet, mtu: 1400}}'
begin "$TMP/settings.yaml" --confirm 60s
run "$KERNLINK" net confirm --state "$state"
wait $applying
is "$status$(ls "$state" | grep next)" 0 'confirmed, and nothing waits'
# The last that it did was to end the journal.
settings <<<'interfaces: {eth0: {kind: ethernet, mtu: 1300}}'
begin "$TMP/settings.yaml" --confirm 60s
kill -9 $(pgrep -P $applying)
wait $applying 2>/dev/null
rm "$state/journal" "$state/prior"
settings <<<'interfaces: {eth0: {kind: ethernet}}'
apply 'cut off behind the journal'
is "$diff$(ls "$state" | grep next)" '~ link eth0: mtu 1300 -> 1480 (as it was before)' 'what was before is known'

# An older version remembered nothing.
settings <<<'interfaces: {eth0: {kind: ethernet, mtu: 1400}}'
apply 'an older version'
rm "$state/before"
settings <<<'{}'
apply 'this one, without the key'
look .eth0.mtu
is "${got[0]}" 1400 'stays as it is'
done_testing
