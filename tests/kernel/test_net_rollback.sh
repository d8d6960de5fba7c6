#!/bin/bash
# The old network or the new, whole, whatever happens: refusals at each place, death after each step,
# deadlines that pass.
[[ -n ${KL_OWN_MOUNTS:-} ]] || ! unshare -m true 2>/dev/null || KL_OWN_MOUNTS=1 exec unshare -m bash "$0" "$@"
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/net_lib.sh"
can veth type veth peer name klpeer || done_testing
state=$TMP/state

ip link set lo up
own_namespaces && spaces=1 || { spaces=0; skip namespaces 'none with a name can be made here'; }
# The old network: ours, and of others.
settings <<'Y'
interfaces:
  a0: {kind: veth, peer: a1, mtu: 1400, addresses: [192.0.2.1/24]}
  a1: {kind: veth, peer: a0, mac: 02:00:00:00:00:a1, alt-names: []}
  c0: {kind: veth, peer: c1}
  c1: {kind: veth, peer: c0}
routes:
  - {to: default, via: 192.0.2.254}
  - {to: 10.1.0.0/16, via: 192.0.2.2, metric: 5}
rules:
  - {priority: 100, from: 192.0.2.0/24, table: main}
ipsets:
  kept: {type: "hash:ip", elements: [192.0.2.1]}
  filled: {type: "hash:ip", comment: true, elements: ['192.0.2.1 comment "one"', 192.0.2.2]}
  wider: {type: "hash:net", maxelem: 100, elements: [192.0.2.0/24]}
  other: {type: "hash:ip", elements: [192.0.2.1]}
  going: {type: "hash:net", elements: [192.0.2.0/24, 198.51.100.0/24]}
  list: {type: "list:set", elements: [going, kept]}
Y
sets=0
if [[ -n $IPSET_PEER ]] && "$IPSET_PEER" create klprobe list:set 2>/dev/null; then
    "$IPSET_PEER" destroy klprobe
    sets=1
else
    sed -i '/^ipsets:/,$d' "$TMP/settings.yaml"
    skip 'IP sets' 'this kernel, or this machine, has none'
fi
((spaces)) && cat >>"$TMP/settings.yaml" <<'Y'
namespaces:
  blue:
    interfaces:
      eth0: {kind: ethernet, mtu: 1400, addresses: [100.64.1.2/24]}
      x0: {kind: veth, peer: x1, mtu: 1500, addresses: [100.64.2.1/24]}
      x1: {kind: veth, peer: x0}
    routes: [{to: 10.1.0.0/16, via: 100.64.1.1}]
  gone:
    interfaces: {y0: {kind: veth, peer: y1, addresses: [100.64.3.1/24]}, y1: {kind: veth, peer: y0}}
Y
((spaces)) && sed -i 's/^interfaces:/&\n  n0: {kind: veth, peer: eth0, peer-netns: blue, addresses: [100.64.1.1\/24]}/' "$TMP/settings.yaml"
applied 'the old network'
cp "$TMP/settings.yaml" "$TMP/old.yaml"
ip route add 10.9.0.0/16 via 192.0.2.9 proto bgp
ip addr add 198.18.0.1/24 dev a0
ip route add 10.8.0.0/16 via 198.18.0.9 dev a0
# The set of others that the new network takes over.
foreign_set() {
    ((sets)) || return 0
    "$IPSET_PEER" create foreign hash:ip maxelem 9
    "$IPSET_PEER" add foreign 192.0.2.9
}
foreign_set
old=$(snapshot)

# The new one changes, makes and removes something of each.
cat >"$TMP/new.yaml" <<'Y'
interfaces:
  a0: {kind: veth, peer: a1, mtu: 1300, addresses: [192.0.2.1/24, 192.0.2.3/24, "2001:db8::1/64"], ipv6: {dad-transmits: 0}}
  a1: {kind: veth, peer: a0, mac: 02:00:00:00:00:a2, alt-names: [second]}
  b0: {kind: veth, peer: b1, addresses: [203.0.113.1/24, 203.0.113.9/24], ipv4: {rp-filter: 2}, neighbours: [{address: 203.0.113.3, mac: 02:00:00:00:00:03}]}
  b1: {kind: veth, peer: b0, mtu: 1400}
  vx: {kind: vxlan, id: 7, udp-port: 4789}
routes:
  - {to: default, via: 203.0.113.254}
  - {to: 10.1.0.0/16, via: 192.0.2.4, metric: 6}
  - {to: 10.2.0.0/16, type: blackhole}
  - {to: "2001:db8:1::/48", via: "2001:db8::2"}
  - {to: 10.3.1.0/24, via: 203.0.113.2}
  - {to: 10.3.2.0/24, hops: [{via: 203.0.113.2}, {via: 192.0.2.7}]}
  - {to: 10.3.3.0/24, via: 203.0.113.3, table: 100}
rules:
  - {priority: 99, mark: 7, table: 100}
  - {priority: 98, family: ipv6, mark: 7, table: 100}
  - {priority: 101, from: 192.0.2.0/24, table: 100}
Y
((sets)) && sed -i '/^routes:/{
i ipsets:
i \  kept: {type: "hash:ip", elements: [192.0.2.1]}
i \  filled: {type: "hash:ip", elements: [192.0.2.2, 192.0.2.3]}
i \  wider: {type: "hash:net", maxelem: 200, elements: [192.0.2.0/25]}
i \  other: {type: "hash:net", elements: [192.0.2.0/24]}
i \  foreign: {type: "hash:ip", adopt: true, elements: [192.0.2.8]}
i \  fresh: {type: "hash:ip", elements: [192.0.2.1]}
i \  list: {type: "list:set", elements: [kept, fresh]}
}' "$TMP/new.yaml"
((spaces)) && cp "$TMP/new.yaml" "$TMP/rest.yaml" && cat - "$TMP/rest.yaml" >"$TMP/new.yaml" <<'Y'
namespaces:
  blue:
    interfaces:
      x0: {kind: veth, peer: x1, mtu: 1300, addresses: [100.64.2.9/24]}
      x1: {kind: veth, peer: x0}
    routes: [{to: 10.1.0.0/16, via: 100.64.2.2}]
  fresh:
    interfaces: {eth0: {kind: ethernet, addresses: [100.64.1.3/24]}}
    routes: [{to: default, via: 100.64.1.1}]
Y
((spaces)) && sed -i 's/^interfaces:/&\n  n0: {kind: veth, peer: eth0, peer-netns: fresh, addresses: [100.64.1.1\/24]}/' "$TMP/new.yaml"
can vxlan type vxlan id 9 dstport 4789 || sed -i '/vxlan/d' "$TMP/new.yaml"
steps=$("$KERNLINK" net diff "$TMP/new.yaml" | wc -l)
ok test "$steps" -ge 25 -- "a plan of $steps steps"

# Refusals: the last step of each sort.
refuse() { # NAME REGEX YAML-LINE...
    cp "$TMP/new.yaml" "$TMP/settings.yaml"
    printf '%s\n' "${@:3}" >>"$TMP/settings.yaml"
    refused "$2" "$1"
}
refuse 'a rule' 'step [0-9]+ of [0-9]+ was refused: rule 102 .*' '  - {priority: 102, action: goto, goto: 50}'
sed -i 's/^rules:/  - {to: 10.3.0.0\/16, via: 100.64.0.1}\nrules:/' "$TMP/new.yaml"
refuse 'a route' 'route 10.3.0.0/16.*(Nexthop has invalid gateway|unreachable|nreachable)'
sed -i '/10.3.0.0/d; s/mtu: 1300/mtu: 65536/' "$TMP/new.yaml"
refuse 'a link' 'link a0.*(mtu|MTU|IFLA_MTU)'
sed -i 's/mtu: 65536/mtu: 1300/' "$TMP/new.yaml"
is "$(snapshot)" "$old" 'after all of them the old network is there'

# Death after each step, between the creation of a link and its mark, and then the start of the machine.
bad=0
halves=$("$KERNLINK" net diff "$TMP/new.yaml" | awk '/^\+ link / {print NR - 1 ".5"}')
like "$halves" '^[0-9]+\.5' 'links are made in these steps'
for kill in $(seq 0 "$steps") $halves; do
    [[ -n $SLOW && $kill != "${halves%%$'\n'*}" && ($kill == *.5 || $((${kill%.5} % 6)) != 0) && $kill != "$steps" ]] && continue
    KERNLINK_TEST_KILL=$kill timeout 60 "$KERNLINK" net apply -q --state "$state" "$TMP/new.yaml" >/dev/null 2>&1
    code=$?
    if ((code != 137 && ${kill%.5} < steps)); then
        bad=$((bad + 1))
        tap_show "step $kill" "ended with $code"
    fi
    timeout 60 "$KERNLINK" net recover --state "$state" 2>"$TMP/recover" || tap_show recover "$(<"$TMP/recover")"
    if [[ -e $state/journal ]]; then
        bad=$((bad + 1))
        tap_show "step $kill" 'a journal is left'
    fi
    now=$(snapshot)
    if [[ $now != "$old" ]]; then
        bad=$((bad + 1))
        tap_show "step $kill" "$(diff <(echo "$old") <(echo "$now") | head -n 10)"
        timeout 60 "$KERNLINK" net apply -q --state "$state" "$TMP/old.yaml"
    fi
done
is "$bad" 0 'killed after each step, the old network comes back whole'

# The machine comes up again: nothing of ours is there, and others have not come yet.
KERNLINK_TEST_KILL=12 timeout 60 "$KERNLINK" net apply -q --state "$state" "$TMP/new.yaml" 2>/dev/null
sed -i 's/^boot .*/boot 00000000-0000-0000-0000-000000000000/' "$state/journal"
for link in a0 b0 c0 n0 vx; do ip link del $link 2>/dev/null; done
for name in $(ip netns list 2>/dev/null | cut -d' ' -f1); do ip netns del "$name"; done
((sets)) && "$IPSET_PEER" destroy
ip route flush table all proto 75
ip -6 route flush table all proto 75
for family in -4 -6; do
    ip $family rule show | sed -n 's/^\(9[89]\|10[01]\):.*/\1/p' | while read -r priority; do ip $family rule del priority "$priority"; done
done
net recover --state "$state"
like "$status $err" '^0 .*cut off: the network is as it was' 'recovery after a reboot'
unlike "$(ip route show; ip addr show)" '10.9.0.0|198.18.0' 'others see to theirs themselves'
net diff "$TMP/old.yaml"
is "$status $out" '0 ' 'ours are all there'
ip addr add 198.18.0.1/24 dev a0
ip route add 10.9.0.0/16 via 192.0.2.9 proto bgp
ip route add 10.8.0.0/16 via 198.18.0.9 dev a0
foreign_set
is "$(snapshot)" "$old" 'and with what others have all is as it was'

# An apply finds what another left, too.
KERNLINK_TEST_KILL=10 timeout 60 "$KERNLINK" net apply -q --state "$state" "$TMP/new.yaml" 2>/dev/null
cp "$TMP/new.yaml" "$TMP/settings.yaml"
net apply -q --state "$state" "$TMP/settings.yaml"
is "$status" 0 'an apply after one that was cut off'
like "$err" 'cut off: the network is as it was before' 'says so'
net diff "$TMP/settings.yaml"
is "$status" 0 'and the new network is there'
cp "$TMP/old.yaml" "$TMP/settings.yaml"
net apply -q --state "$state" "$TMP/settings.yaml"
ip route replace 10.9.0.0/16 via 192.0.2.9 proto bgp
ip route replace 10.8.0.0/16 via 198.18.0.9 dev a0
foreign_set
is "$(snapshot)" "$old" 'and back'

# Confirmation.
net apply -q --confirm 1s --state "$state" "$TMP/new.yaml"
is "$status" 1 'not confirmed'
like "$err" 'not confirmed in time: the network is as it was before' 'says so'
is "$(snapshot)" "$old" 'the old network is there'

begin "$TMP/new.yaml" --confirm 50s
net apply --state "$state" "$TMP/old.yaml"
is "$status" 1 'another apply must wait'
like "$err" 'waits for .kernlink net confirm' 'and says for what'
net recover --state "$state"
like "$status $err" '^0 .*may still be confirmed' 'recovery leaves it until the deadline'
net confirm --state "$state"
is "$status $err" '0 ' 'confirmed'
wait $applying
is $? 0 'the apply ends well'
net diff "$TMP/new.yaml"
is "$status" 0 'the new network stays'
net confirm --state "$state"
like "$status $err" '1 .*nothing waits' 'nothing to confirm any more'
net rollback --state "$state"
like "$status $err" '1 .*nothing to go back from' 'nor to undo'

cp "$TMP/old.yaml" "$TMP/settings.yaml"
net apply -q --state "$state" "$TMP/settings.yaml"
ip route replace 10.9.0.0/16 via 192.0.2.9 proto bgp
ip route replace 10.8.0.0/16 via 198.18.0.9 dev a0
foreign_set
begin "$TMP/new.yaml" --confirm 50s
net rollback --state "$state"
is "$status" 0 'rolled back by hand'
wait $applying
is "$(snapshot)" "$old" 'the old network is there'

begin "$TMP/new.yaml" --confirm 50s
kill -INT $(pgrep -P $applying) 2>/dev/null
wait $applying
like "$(<"$TMP/begin.err")" 'interrupted before it was confirmed: the network is as it was' 'interrupted'
is "$(snapshot)" "$old" 'the old network is there'

begin "$TMP/new.yaml" --confirm 50s
kill -KILL $(pgrep -P $applying) 2>/dev/null
wait $applying 2>/dev/null
net recover --state "$state"
like "$status $err" '^0 .*may still be confirmed' 'killed while waiting: it is left until the deadline'
gone='who began what waits for its confirmation is gone: .*kernlink net recover'
net status --state "$state" --settings "$TMP/new.yaml"
like "$out" "$gone" 'status says that nobody waits any more'
net apply --dry-run --state "$state" "$TMP/old.yaml"
like "$status $err" "^0 .*in [0-9]+ s it is undone.*$gone" 'so does who looks what would be done'
net apply --state "$state" "$TMP/old.yaml"
like "$status $err" '^1 .*waits for .kernlink net confirm.*, for [0-9]+ s' 'an apply says how long'
sed -i 's/^deadline .*/deadline 1/' "$state/journal"
net status --state "$state" --settings "$TMP/new.yaml"
like "$status $out" '^2 .*not confirmed in time: .kernlink net recover' 'then status says that'
net apply --dry-run --state "$state" "$TMP/old.yaml"
like "$err" 'not confirmed in time: .kernlink net recover' 'and who looks what would be done'
net confirm --state "$state"
like "$status $err" '^1 .*time is over: .kernlink net recover' 'it cannot be confirmed any more'
if [[ -n ${KL_OWN_MOUNTS:-} ]] && mount -t tmpfs none /var/lib; then
    cp -r "$state" /var/lib/kernlink
    for look in show topology import; do
        net $look
        like "$status $err" '^0 .*not confirmed in time: .kernlink net recover' "$look says so"
    done
    umount /var/lib
fi
net recover --state "$state"
like "$err" 'not confirmed in time' 'then recovery undoes it'
is "$(snapshot)" "$old" 'the old network is there'
begin "$TMP/new.yaml" --confirm 50s
kill -KILL $(pgrep -P $applying) 2>/dev/null
wait $applying 2>/dev/null
sed -i 's/^deadline .*/deadline 1/' "$state/journal"
net apply -q --state "$state" "$TMP/old.yaml"
like "$status $err" '^0 .*not confirmed in time: the network is as it was before' 'an apply undoes it first'
is "$(snapshot)" "$old" 'and goes on'

# Two at once.
exec 7>"$state/lock" && flock 7
net apply --state "$state" "$TMP/new.yaml"
is "$status" 1 'while another holds the lock, an apply is told'
like "$err" 'is changing the network' 'by whom'
exec 7>&-

# No room for the journal: nothing is begun.
mkdir "$TMP/full" && mount -t tmpfs -o size=4k none "$TMP/full" 2>/dev/null && {
    head -c 4096 /dev/zero >"$TMP/full/filler"
    net apply --state "$TMP/full" "$TMP/new.yaml"
    is "$status" 1 'a full disk'
    like "$err" 'no room left' 'says so'
    is "$(snapshot)" "$old" 'nothing was changed'
    umount "$TMP/full"
} || skip 'a full disk' 'no tmpfs here'

# Keep going: what can be done is.
cp "$TMP/new.yaml" "$TMP/settings.yaml"
echo '  - {priority: 102, action: goto, goto: 50}' >>"$TMP/settings.yaml"
sed -i 's/^rules:/  - {to: 10.3.0.0\/16, via: 100.64.0.1}\nrules:/' "$TMP/settings.yaml"
net apply --keep-going --state "$state" "$TMP/settings.yaml"
is "$status" 1 'keep going: it says that something was refused'
like "$(ip route show)" 'blackhole 10.2.0.0/16' 'the rest is done'
is "$(cd "$state" && ls | grep -vE 'json|^before$')" lock 'no journal is left'
done_testing
