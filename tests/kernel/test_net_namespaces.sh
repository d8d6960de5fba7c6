#!/bin/bash
# Namespaces of settings: made, wired to what is around them, changed, taken over, removed, put back. iproute2 says
# what the kernel has.
[[ -n ${KL_OWN_MOUNTS:-} ]] || ! unshare -m true 2>/dev/null || KL_OWN_MOUNTS=1 exec unshare -m bash "$0" "$@"
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/net_lib.sh"
own_namespaces || skip_all 'no namespaces with names can be made here'
can veth type veth peer name klpeer || done_testing
state=$TMP/state
ip link set lo up

# ---- Made

settings <<'Y'
interfaces:
  vb: {kind: veth, peer: eth0, peer-netns: blue, addresses: [192.0.2.1/24]}
  vr: {kind: veth, peer: eth0, peer-netns: red, addresses: [198.51.100.1/24]}
namespaces:
  blue:
    interfaces:
      lo: {kind: loopback}
      eth0:
        kind: ethernet
        mac: 02:00:00:00:00:0b
        mtu: 1400
        addresses: [192.0.2.2/24, "2001:db8::2/64"]
        ipv4: {forwarding: true}
        ipv6: {dad-transmits: 0}
        sysctls: {ipv4/neigh/gc_stale_time: 77}
      a0: {kind: veth, peer: a1, addresses: [203.0.113.1/24]}
      a1: {kind: veth, peer: a0}
    routes:
      - {to: default, via: 192.0.2.1}
      - {to: 10.1.0.0/16, via: 203.0.113.2, table: 100}
    rules:
      - {priority: 100, from: 203.0.113.0/24, table: 100}
  red:
    interfaces:
      eth0: {kind: ethernet, addresses: [198.51.100.2/24]}
  bare: {}
Y
net diff "$TMP/settings.yaml"
is "$status" 2 'diff'
is "$(head -n 3 <<<"$out")" '+ namespace blue
+ namespace red
+ namespace bare' 'namespaces come first'
like "$out" 'route 0.0.0.0/0 in blue: via 192.0.2.1' 'what is in them says so'
is "$(json 'select(.class == "rule") | [.object, .namespace, .action]' "$KERNLINK" net diff --json "$TMP/settings.yaml")" \
    '["rule 100 from 203.0.113.0/24 table 100 in blue","blue","add"]' 'diff as JSON'
applied 'three namespaces'
is "$(ip netns list | cut -d' ' -f1 | sort | tr '\n' ' ')" 'bare blue red ' 'the peer knows them'
is "$(ip -n blue -br addr show eth0 | sed 's/@if[0-9]*/@/' | tr -s ' ' | cut -d' ' -f1,3-4)" 'eth0@ 192.0.2.2/24 2001:db8::2/64' 'addresses in one'
is "$(ip -n red -br addr show eth0 | sed 's/@if[0-9]*/@/' | tr -s ' ' | cut -d' ' -f1,3)" 'eth0@ 198.51.100.2/24' 'and in another'
like "$(ip -n blue link show eth0)" 'mtu 1400.*02:00:00:00:00:0b' 'the far end of a pair has what settings say'
is "$(ip -n blue route show table all proto 75 | sort | tr -s ' \n' ' ')" \
    '10.1.0.0/16 via 203.0.113.2 dev a0 table 100 default via 192.0.2.1 dev eth0 ' 'routes'
is "$(ip -n blue rule show | grep -c '^100:')$(ip rule show | grep -c '^100:')" 10 'a rule, there only'
is "$(ip netns exec blue cat /proc/sys/net/ipv4/conf/eth0/forwarding /proc/sys/net/ipv4/neigh/eth0/gc_stale_time | tr '\n' ' ')" \
    '1 77 ' 'files of /proc/sys'
is "$(ip -n blue -br link show lo | grep -c UP)$(ip -n bare -br link show lo | grep -c ,UP)" 10 'lo is up where settings say so'
like "$(ip link show vb)" 'link-netns blue' 'the pair leads there'

# What cannot be seen, as there are too few descriptors, is not taken for something that is not there.
echo '{}' >"$TMP/none.yaml"
for n in {4..16} 40; do
    run prlimit --nofile=$n timeout 60 "$KERNLINK" net diff "$TMP/settings.yaml"
    [[ $out != *'namespace '* ]] || break
    run prlimit --nofile=$n timeout 60 "$KERNLINK" net diff "$TMP/none.yaml"
    [[ $status != 0 && ! ($status == 2 && $(grep -c '^- namespace' <<<"$out") != 3) ]] || break
done
is "$n $status $(grep -c '^- namespace' <<<"$out")" '40 2 3' 'with few descriptors'

# ---- Changed

ip -n blue route add 10.9.0.0/16 via 192.0.2.9 proto bgp
ip -n blue link set eth0 mtu 1300
ip netns exec blue sh -c 'echo 0 >/proc/sys/net/ipv4/conf/eth0/forwarding'
ip -n red addr flush dev eth0
net diff "$TMP/settings.yaml"
is "$out" '~ link eth0 in blue: mtu 1300 -> 1400
~ sysctl ipv4/conf/eth0/forwarding in blue: value 0 -> 1
+ address 198.51.100.2/24 on eth0 in red' 'what others changed is seen'
applied 'changed back'
like "$(ip -n blue route show)" '10.9.0.0/16' 'what others have there stays'

sed -i 's/192.0.2.2\/24/192.0.2.3\/24/; s/table: 100}/table: 101}/; s/peer-netns: red/peer-netns: bare/' "$TMP/settings.yaml"
sed -i 's/  bare: {}/  bare: {interfaces: {eth0: {kind: ethernet, addresses: [198.51.100.3\/24]}}}/; /^  red:/,/eth0: {kind: ethernet, addresses: .198.51.100.2/d' "$TMP/settings.yaml"
net diff "$TMP/settings.yaml"
like "$out" '- namespace red$' 'one is no longer in the settings'
applied 'a pair leads somewhere else'
is "$(ip netns list | cut -d' ' -f1 | sort | tr '\n' ' ')" 'bare blue ' 'one is gone'
is "$(ip -n bare -br addr show eth0 | tr -s ' ' | cut -d' ' -f3)$(ip link show vr | grep -c 'link-netns bare')" '198.51.100.3/241' 'the other has the end now'
like "$(ip -n blue route show)" '10.9.0.0/16' 'a route of others is there after an address has changed'

ip netns del bare
ip -n blue link del eth0
net diff "$TMP/settings.yaml"
like "$out" '\+ namespace bare' 'one that others removed'
applied 'is made again, and a pair too'

# ---- Refused: all is put back, in all of them

before=$(snapshot)
cp "$TMP/settings.yaml" "$TMP/good.yaml"
cat >"$TMP/settings.yaml" <<'Y'
interfaces:
  vb: {kind: veth, peer: eth0, peer-netns: blue, addresses: [192.0.2.7/24]}
namespaces:
  blue:
    interfaces:
      eth0: {kind: ethernet, mtu: 1200, addresses: [192.0.2.9/24]}
    routes:
      - {to: 10.3.0.0/16, via: 100.64.0.1}
  green: {interfaces: {c0: {kind: veth, peer: c1}}}
Y
refused 'route 10.3.0.0/16 in blue' 'a bad route in one of them'
settings <<'Y'
interfaces:
  v9: {kind: veth, peer: eth0, peer-netns: blue}
routes:
  - {to: 10.3.0.0/16, via: 100.64.0.1}
namespaces:
  blue: {}
Y
refused 'link v9: .*exist|route 10.3.0.0/16' 'a bad route around them, while others go'
is "$(snapshot)" "$before" 'everything is as it was'
settings <<<'routes: [{to: 10.3.0.0/16, via: 100.64.0.1}]'
refused 'route 10.3.0.0/16' 'a bad route, and no namespaces any more'

# ---- Of others

settings <<<'{}'
applied 'nothing'
is "$(ip netns list)$(ls /run/netns)" '' 'no namespace is left'
ip netns add theirs
ip -n theirs link add t0 type veth peer name t1
ip -n theirs link set t0 up
ip -n theirs addr add 203.0.113.9/24 dev t0
settings <<'Y'
namespaces:
  theirs: {interfaces: {t0: {kind: ethernet, mtu: 1280}}}
Y
before=$(snapshot)
net apply --state "$state" "$TMP/settings.yaml"
like "$status $err" '^1 .*settings.yaml:2:3: namespace theirs is there and was made by others; .adopt: true. takes it over' 'one of others is left alone'
is "$(snapshot)" "$before" 'nothing was changed'
sed -i 's/theirs: {/&adopt: true, /' "$TMP/settings.yaml"
cp "$TMP/settings.yaml" "$TMP/adopt.yaml"
sed -i 's/mtu: 1280}}/&, routes: [{to: 10.3.0.0\/16, via: 100.64.0.1}]/' "$TMP/settings.yaml"
refused 'route 10.3.0.0/16 in theirs' 'taken over, and then a route is refused'
cp "$TMP/adopt.yaml" "$TMP/settings.yaml"
applied 'taken over'
is "$(ip -n theirs link show t0 | grep -c 'mtu 1280')$(ip -n theirs addr show t0 | grep -c 203.0.113.9)" 11 'it has what settings say, and what it had'
ip -n theirs rule add priority 77 from 203.0.113.0/24 table 7
ip -n theirs -6 rule add priority 78 from 2001:db8::/32 table 7
ip -n theirs route add blackhole 10.8.0.0/16 table 7
settings <<<'routes: [{to: 10.3.0.0/16, via: 100.64.0.1}]'
refused 'route 10.3.0.0/16' 'removed, and then a route is refused: what others had in it comes back'
settings <<<'{}'
before=$(snapshot)
net apply -q --confirm 1s --state "$state" "$TMP/settings.yaml"
is "$status" 1 'removed, and not confirmed'
is "$(snapshot)" "$before" 'all of it comes back, also what is on no link'
settings <<<'{}'
applied 'removed'
is "$(ip netns list)" '' 'it is gone'

# Settings that are kept as a snapshot may name some, and take over what is in them.
ip netns add theirs
ip -n theirs link add t0 type veth peer name t1
mkdir -p "$state/snapshots"
cat >"$state/snapshots/spaces.yaml" <<'Y'
namespaces:
  theirs: {interfaces: {t0: {kind: veth, peer: t1, mtu: 1280, up: false}, t1: {kind: veth, peer: t0, up: false}}}
Y
net snapshot restore --state "$state" spaces
like "$status $err" '^1 .*namespace theirs is there and was made by others' 'a snapshot with one of others'
net snapshot restore -q --adopt --state "$state" spaces
is "$status $err$(ip -n theirs link show t0 | grep -c 'mtu 1280')" '0 1' 'takes over all that is in it'
settings <<<'{}'
applied 'removed'

# Others make one of that name while the steps are done: theirs is not hidden by ours.
settings <<<'namespaces: {first: {}, second: {}}'
KERNLINK_TEST_SIGNAL=$(kill -l STOP) KERNLINK_TEST_KILL=1 "$KERNLINK" net apply -q --state "$state" "$TMP/settings.yaml" 2>"$TMP/err" &
stopped=$!
for ((i = 0; i < 300; i++)); do
    [[ $(<"/proc/$stopped/stat") != *') T '* ]] || break
    sleep 0.1
done
is "$(ip netns list)" first 'stopped behind the first one'
ip netns add second
ip -n second link add t0 type veth peer name t1
for ((i = 0; i < 300; i++)); do # it stops again on the way back
    kill -CONT "$stopped" 2>/dev/null || break
    sleep 0.1
done
wait "$stopped"
is "$?" 1 'others make the second one then'
like "$(<"$TMP/err")" 'namespace second.*it exists already' 'which is said'
is "$(ip netns list) $(ip -n second -br link show t0 | grep -c t0)" 'second 1' 'theirs stays, ours goes'
ip netns del second
is "$(ls /run/netns)" '' 'and was not hidden'

# A file that is no namespace is left by whoever was cut off.
touch /run/netns/half
settings <<<'namespaces: {half: {}}'
applied 'a file is there already'
is "$(ip netns list)" half 'it is one now'

# ---- Mistakes and their places

settings <<'Y'
interfaces:
  a: {kind: veth, peer: b, peer-netns: nowhere}
  c: {kind: bridge, peer-netns: half}
namespaces:
  "a/b": {}
  x: [1]
  half:
    namespaces: {}
    interfaces:
      lo: {kind: loopback, description: mine}
      d: {kind: veth, peer: e, peer-netns: half}
      e: {kind: vlan, link: f, id: 1}
      g: {kind: ethernet, match: {path: "/x*"}}
    rules: [{priority: 1}]
Y
net check "$TMP/settings.yaml"
is "$status" 65 'mistakes'
while IFS='|' read -r place words; do
    ok grep -qE "settings.yaml:${place}: .*${words}" <(printf '%s\n' "$err") -- "$place $words"
done <<'E'
2:40|there is no namespace 'nowhere' in the settings
3:21|peer-netns: an interface of kind bridge has no such key
5:4|'a/b' is no name for a namespace
6:3|x: a namespace is written as keys with values
8:5|there is no key 'namespaces' in namespace
10:41|description: lo of a namespace has none
11:44|it is in namespace half itself
12:29|there is no interface 'f' in the settings
13:42|in a namespace devices are known by name and mac, unless from-outside
14:24|a rule that looks up needs a table
E
done_testing
