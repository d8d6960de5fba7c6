#!/bin/bash
# kernlink net watch: what changes is told in words and as JSON, and lost events are made good.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/net_lib.sh"
can veth type veth peer name klpeer || done_testing
ip link set lo up

# watch ARGUMENT...: what follows is read from it.
watch() {
    exec {lines}< <(exec "$KERNLINK" net watch "$@" 2>"$TMP/watch.err")
    watcher=$!
}
unwatch() {
    kill "$watcher" 2>/dev/null
    exec {lines}<&-
}
# tells REGEX NAME: a line that matches comes.
tells() {
    await "$lines" "$@" || tap_show complained "$(<"$TMP/watch.err")"
}

watch
tells ' = all is known: 1 links, ' 'first all is read'
ip link add w0 type veth peer name w1
tells ' \+ link w0: veth, not up, no carrier, mtu 1500, mac [0-9a-f:]+, peer w1$' 'a link comes'
ip link set w1 up
ip link set w0 up
tells ' ~ link w0: up, carrier' 'it goes up'
ip addr add 192.0.2.1/24 dev w0
tells ' \+ address 192.0.2.1/24 on w0$' 'an address'
ip route add 198.51.100.0/24 via 192.0.2.9 proto bgp
tells ' \+ route 198.51.100.0/24: via 192.0.2.9, dev w0, protocol bgp$' 'a route of somebody'
ip link set w0 mtu 1400
tells ' ~ link w0: mtu 1500 -> 1400$' 'only what changes is said'
ip neigh add 192.0.2.7 lladdr 02:00:00:00:00:07 dev w0
tells ' \+ neighbour 192.0.2.7 on w0: mac 02:00:00:00:00:07, state permanent$' 'a neighbour'
ip rule add from 192.0.2.1 table 5 priority 77
tells ' \+ rule 77 from 192.0.2.1/32 table 5' 'a rule'
ip link set w0 alias $'a\e[31mb'
tells ' ~ link w0: description nothing -> a\?\[31mb$' 'what others write does not steer the terminal'
ip link set w0 down
tells ' - route 198.51.100.0/24$' 'a route that the kernel drops without a word'
ip link set w0 name w2
tells ' ~ link w0: name w0 -> w2$' 'another name'
ip link del w2
tells ' - (link w2|address 192.0.2.1/24 on w2)$' 'what was on it goes by the name it had'
unwatch

# JSON, some types, one interface.
watch --json link address w0
tells '"type": "synced"' 'JSON: it begins when all is known'
ip link add w0 type veth peer name w1
tells '"object": "link w0"' 'an interface that comes later'
is "$(jq -c '[.type, .what, .interface, .now.kind, .now.up, .now.mtu, .old, (.time | test("^20.*Z$"))]' <<<"$line")" \
    '["added","link","w0","veth",false,1500,null,true]' 'as an object'
ip link set lo mtu 60000
ip link set w1 mtu 1300
ip route add blackhole 198.51.100.0/24
ip link set w0 mtu 1400
read -t 30 -r -u "$lines" line
is "$(jq -c '[.type, .object, .old.mtu, .now.mtu]' <<<"$line")" '["changed","link w0",1500,1400]' \
    'nothing of other interfaces and types'
ip addr add 2001:db8::1/64 dev w0 nodad
tells '2001:db8::1/64' 'an address'
is "$(jq -c '[.type, .what, .object, .interface]' <<<"$line")" \
    '["added","address","address 2001:db8::1/64 on w0","w0"]' 'of that interface'

# Events are lost while it does not read: it says so, and what they said is told all the same.
if [[ -z ${SLOW:-} ]]; then
    kill -STOP "$watcher"
    for ((i = 0; i < 3000; i++)); do
        echo "link set w0 mtu $((1280 + i % 2))"
    done >"$TMP/batch"
    echo 'link set w0 mtu 1234' >>"$TMP/batch"
    ip -batch "$TMP/batch"
    kill -CONT "$watcher"
    tells '"type": "resync"' 'overrun: lost events are noticed'
    tells '"mtu": 1234' 'overrun: and read again'
    tells '"type": "synced"' 'overrun: until all is known'
else
    skip overrun 'so many events take an emulated machine too long'
fi
unwatch

# Bridges, when they are asked for.
ip link add kb0 type bridge
ip link set kb0 up
ip link set w1 master kb0
watch fdb vlan mdb
tells ' = all is known: ' 'bridges: it begins'
bridge fdb add 02:00:00:00:00:11 dev w1 master static
tells ' \+ fdb 02:00:00:00:00:11 on w1' 'an entry of a forwarding database'
if ip link set kb0 type bridge mcast_snooping 1 2>/dev/null; then
    bridge mdb add dev kb0 port w1 grp 239.1.1.1 permanent
    tells ' \+ mdb 239.1.1.1 on w1: bridge kb0, state permanent$' 'mdb: a multicast group'
    bridge mdb del dev kb0 port w1 grp 239.1.1.1
    tells ' - mdb 239.1.1.1 on w1$' 'mdb: it goes'
else
    skip 'mdb' 'bridges of this kernel do not listen to IGMP'
fi
if ip link set kb0 type bridge vlan_filtering 1 2>/dev/null; then
    bridge vlan add vid 30 dev w1 untagged
    tells ' \+ vlan 30 on w1: untagged$' 'vlan: one more'
    bridge vlan add vid 30 dev w1 pvid untagged
    tells ' ~ vlan (30 on w1: pvid|1 on w1: not pvid)$' 'vlan: it becomes the one of what has none'
    bridge vlan del vid 30 dev w1
    tells ' - vlan 30 on w1$' 'vlan: it goes'
else
    skip 'vlan' 'bridges of this kernel have no VLANs'
fi
unwatch
ip link del kb0

run timeout 20 "$KERNLINK" net watch adress/x
is "$status" 64 'no type and no interface'
like "$err" "did you mean 'address'\?" 'what may have been meant'
run timeout 20 bash -c '"$0" net watch | head -n 1' "$KERNLINK"
is "$status" 0 'a reader that goes away ends it'
done_testing
