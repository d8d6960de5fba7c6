#!/bin/bash
# Links that come into a namespace from outside: made on a parent outside, WireGuard with its socket outside, devices
# that are taken and given back. iproute2 says what the kernel has.
[[ -n ${KL_OWN_MOUNTS:-} ]] || ! unshare -m true 2>/dev/null || KL_OWN_MOUNTS=1 exec unshare -m bash "$0" "$@"
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/net_lib.sh"
own_namespaces || skip_all 'no namespaces with names can be made here'
can veth type veth peer name klpeer || done_testing
state=$TMP/state
ip link set lo up

# The number of what a vxlan is on is another link's inside.
eval "all_$(declare -f snapshot)"
snapshot() {
    all_snapshot | sed -E 's/ dev( [^ ]+)? srcport/ srcport/'
}

# killed NAME N [STRIDE]: applied, killed behind each (STRIDEth) of N steps or more, recovered each time, and in the end applied.
killed() {
    local before after='' steps
    before=$(snapshot)
    for ((steps = 0; steps < 40; steps += ${SLOW:+4} + ${3:-1})); do
        KERNLINK_TEST_KILL=$((steps + 1)) net apply -q --state "$state" "$TMP/settings.yaml" 2>/dev/null
        [[ $status == 137 ]] || break
        net recover --state "$state"
        after=$(snapshot)
        [[ $after == "$before" && ! -e $state/journal ]] || break
    done
    is "$status $after" "0 $before" "$1: all is as it was each time"
    ok test "$steps" -ge "$2" -- "$1: $steps steps"
}

# device NAME: what stands for a device of others.
device() {
    ip link add "$1" type veth peer name "$1-far"
}

# ---- A device is taken, and given back

device ph0
ip link set ph0 alias 'the uplink' mtu 1400 up
ip addr add 192.0.2.1/24 dev ph0
ip route add 198.51.100.0/24 via 192.0.2.254
settings <<'Y'
namespaces:
  blue:
    interfaces:
      ph0: {kind: ethernet, from-outside: true, addresses: [203.0.113.1/24]}
    routes:
      - {to: default, via: 203.0.113.254}
Y
net diff "$TMP/settings.yaml"
is "$status $(head -n 3 <<<"$out")" '2 + namespace blue
~ link ph0 in blue: moved in, ph0 outside
~ link ph0 in blue: up' 'diff'
is "$(json 'select(.action == "move") | [.object, .namespace, .interface]' "$KERNLINK" net diff --json "$TMP/settings.yaml")" \
    '["link ph0 in blue","blue","ph0"]' 'diff as JSON'
before=$(snapshot)
applied 'a device is taken'
is "$(ip -n blue -br addr show ph0 | sed 's/@if[0-9]*//' | tr -s ' ' | cut -d' ' -f1,3)$(ip -n blue route show default | grep -c 203.0.113.254)" \
    'ph0 203.0.113.1/241' 'it is in there'
is "$(ip -o link show | grep -c ' ph0[@:]')" 0 'and not outside'
like "$(ip -n blue link show ph0)" 'mtu 1400.*alias kernlinkd from ph0: the uplink' 'what others said of it is kept'

ip -n blue link set ph0 mtu 1300 down
net diff "$TMP/settings.yaml"
like "$out" '~ link ph0 in blue: up' 'drift is seen'
applied 'drift is repaired'
sed -i 's/from-outside: true/&, description: ours, mtu: 1350/' "$TMP/settings.yaml"
applied 'other words and another MTU'
like "$(ip -n blue link show ph0)" 'mtu 1350.*alias kernlinkd from ph0: ours' 'the mark stays'
sed -i 's/, description: ours//' "$TMP/settings.yaml"

ip -n blue link set ph0 netns "$BASHPID"
applied 'one that others moved back is taken again'
settings <<<'namespaces: {blue: {}}'
net diff "$TMP/settings.yaml"
is "$out" '- link ph0 in blue: moved back outside, as ph0' 'no longer in the settings'
applied 'given back'
is "$(ip -n blue -o link show | grep -c ' ph0[@:]') $(ip -o link show ph0 | grep -c 'alias the uplink')" '0 1' 'it is outside, without our mark, and with the words it had before'

# ---- With another name, by its MAC address; from one namespace into another; with its namespace

ip link set ph0 alias '' address 02:00:00:00:00:77
settings <<'Y'
namespaces:
  blue: {interfaces: {wan: {kind: ethernet, from-outside: true, match: {mac: 02:00:00:00:00:77}, addresses: [203.0.113.1/24]}}}
  red: {}
Y
applied 'a device is taken by its MAC address'
is "$(ip -n blue -br addr show wan | sed 's/@if[0-9]*//' | tr -s ' ' | cut -d' ' -f1,3)" 'wan 203.0.113.1/24' 'it has the name that settings say'
sed -i 's/  red: {}//; s/blue:/red:/' "$TMP/settings.yaml"
echo '  blue: {}' >>"$TMP/settings.yaml"
applied 'from one namespace into another'
is "$(ip -n red -br addr show wan | sed 's/@if[0-9]*//' | tr -s ' ' | cut -d' ' -f1,3)$(ip -n blue -o link show | grep -c wan)" 'wan 203.0.113.1/240' 'it is in the other'
like "$(ip -n red link show wan)" 'alias kernlinkd from ph0$' 'and still known by its first name'
device ph1
ip link property add dev ph1 altname ph0 2>/dev/null
settings <<<'{}'
applied 'both namespaces go'
is "$(ip netns list)" '' 'no namespace is left'
is "$(ip -o link show wan | grep -c '02:00:00:00:00:77')$(ip link show wan | grep -c alias)" 10 'the device is outside; its name is taken there'
ip link del ph1
ip link set wan name ph0

# ---- Refused: all of others comes back, too

ip link set ph0 alias 'the uplink' up
ip addr add 192.0.2.1/24 dev ph0
ip route add 198.51.100.0/24 via 192.0.2.254
settings <<'Y'
namespaces:
  blue:
    interfaces:
      eth0: {kind: ethernet, from-outside: true, match: {name: "ph*"}, addresses: [203.0.113.1/24]}
    routes: [{to: 10.3.0.0/16, via: 100.64.0.1}]
Y
refused 'route 10.3.0.0/16 in blue' 'a bad route behind a device'
settings <<'Y'
namespaces:
  blue: {interfaces: {eth0: {kind: ethernet, from-outside: true, match: {name: ph0}, addresses: [203.0.113.1/24]}}}
Y
cp "$TMP/settings.yaml" "$TMP/taken.yaml"
killed 'killed behind each step while it is taken' 4
ip -n blue addr add 203.0.113.9/32 dev eth0
before=$(snapshot)
settings <<<'routes: [{to: 10.3.0.0/16, via: 100.64.0.1}]'
refused 'route 10.3.0.0/16' 'a bad route outside, and the namespace goes'
settings <<<'{}'
net apply -q --confirm 1s --state "$state" "$TMP/settings.yaml"
is "$status" 1 'not confirmed'
is "$(snapshot)" "$before" 'it is taken again'
killed 'killed behind each step while it is given back' 2

# ---- Given back by the kernel: its namespace went, with a name and a mark of its stay there

ip link set ph0 name wan0 alias 'kernlinkd from ph0: the uplink'
net diff "$TMP/settings.yaml"
is "$out" '- link wan0: moved back outside, as ph0' 'one that came back by itself'
applied 'gets its name again'
like "$(ip link show ph0)" 'alias the uplink$' 'and loses the mark'
ip link set ph0 name wan0 alias 'kernlinkd from ph0'
cp "$TMP/taken.yaml" "$TMP/settings.yaml"
applied 'one that came back by itself is taken again'
like "$(ip -n blue link show eth0)" 'alias kernlinkd from ph0$' 'by its first name'
settings <<<'{}'
applied 'given back'

# ---- Pairs between two namespaces, as between routers

settings <<'Y'
namespaces:
  left:
    interfaces:
      up0: {kind: ethernet, addresses: [192.0.2.1/24]}
      down0: {kind: veth, peer: up0, peer-netns: middle, addresses: [198.51.100.1/24]}
    routes: [{to: 203.0.113.0/24, via: 198.51.100.2}]
  middle:
    interfaces:
      up0: {kind: ethernet, mtu: 1400, addresses: [198.51.100.2/24]}
      down0: {kind: veth, peer: up0, peer-netns: right, addresses: [203.0.113.1/24]}
  right:
    interfaces:
      up0: {kind: ethernet, addresses: [203.0.113.2/24]}
      down0: {kind: veth, peer: up0, peer-netns: left, addresses: [192.0.2.2/24]}
Y
killed 'killed behind each step while a ring of pairs is made' 10 5
net diff "$TMP/settings.yaml"
is "$status $out$err" '0 ' 'a second time there is nothing to do'
is "$(for name in left middle right; do ip -n $name -br addr show up0; ip -n $name -br addr show down0; done |
    sed 's/@if[0-9]*//' | tr -s ' ' | cut -d' ' -f1,3 | tr '\n' ' ')" \
    'up0 192.0.2.1/24 down0 198.51.100.1/24 up0 198.51.100.2/24 down0 203.0.113.1/24 up0 203.0.113.2/24 down0 192.0.2.2/24 ' 'each has both of its ends'
like "$(ip -n left route show)" '203.0.113.0/24 via 198.51.100.2' 'and routes'
is "$(ip netns exec left "$KERNLINK" net show --json | jq -r '.[] | select(.name == "down0") | ."below-namespace-name"')" middle 'show says where the other end is'
like "$(ip netns exec left "$KERNLINK" net show)" 'down0 .*peer in namespace middle' 'for people, too'
ip -n middle link del up0
net diff "$TMP/settings.yaml"
like "$out" '\+ link down0 in left' 'a pair that others removed'
applied 'is made again'
cp "$TMP/settings.yaml" "$TMP/good.yaml"
sed -i 's/peer-netns: right/peer-netns: left/; s/peer: up0, peer-netns: left, addresses: .203/peer: side0, peer-netns: left, addresses: [203/; /^  right:/,$d' "$TMP/settings.yaml"
sed -i 's/      up0: {kind: ethernet, addresses: .192.0.2.1.*/      side0: {kind: ethernet, addresses: [203.0.113.2\/24]}/' "$TMP/settings.yaml"
applied 'one end is in another namespace now, and one namespace goes'
is "$(ip netns list | cut -d' ' -f1 | sort | tr '\n' ' ')$(ip -n left -br link show side0 | grep -c UP)" 'left middle 1' 'it is there'
cp "$TMP/good.yaml" "$TMP/settings.yaml"
echo '    routes: [{to: 10.3.0.0/16, via: 100.64.0.1}]' >>"$TMP/settings.yaml"
refused 'route 10.3.0.0/16 in right' 'back again, and a bad route'
net snapshot save --state "$TMP/keep" --settings "$TMP/none" pairs
net diff "$TMP/keep/snapshots/pairs.yaml"
is "$status $out$err" '0 ' 'a snapshot says what is there'
settings <<<'{}'
applied 'all of them go'
is "$(ip netns list)" '' 'none is left'

# ---- Made on top of what is outside

for kind in vlan macvlan ipvlan vxlan geneve wireguard; do
    case $kind in
    vlan) can vlan link ph0 type vlan id 9 && kinds+=("$kind") ;;
    macvlan | ipvlan) can $kind link ph0 type $kind && kinds+=("$kind") ;;
    vxlan) can vxlan type vxlan id 9 dstport 4789 && kinds+=("$kind") ;;
    geneve) can geneve type geneve id 9 remote 192.0.2.9 && kinds+=("$kind") ;;
    *) can wireguard type wireguard && kinds+=("$kind") ;;
    esac
done
umask 077
wg genkey >"$TMP/key" 2>/dev/null || head -c 32 /dev/urandom | base64 >"$TMP/key"
declare -A keys=([vlan]='link: d0, id: 7' [macvlan]='link: d0, mode: bridge' [ipvlan]='link: ph0'
    [vxlan]='link: d0, id: 77, remote: 192.0.2.77, udp-port: 4789' [geneve]='id: 78, remote: 192.0.2.78'
    [wireguard]="private-key: $TMP/key, listen-port: 51999")
{
    printf 'interfaces:\n  d0: {kind: bridge}\n  d2: {kind: veth, peer: d3}\n  d3: {kind: veth, peer: d2}\n  ph0: {kind: ethernet}\nnamespaces:\n  blue:\n    interfaces:\n'
    printf '      d1: {kind: bridge}\n' # a name that makes numbers differ
    for kind in "${kinds[@]}"; do
        printf '      %s: {kind: %s, from-outside: true, %s}\n' "$kind" "$kind" "${keys[$kind]}"
    done
} >"$TMP/settings.yaml"
applied 'links on top of what is outside'
for kind in "${kinds[@]}"; do
    is "$(ip -n blue -d -j link show "$kind" | jq -r '.[0].linkinfo.info_kind')" "$kind" "$kind: it is in there"
done
is "$(ip -br link show | sed 's/[@ ].*//' | grep -cE '^(vlan|macvlan|ipvlan|vxlan|geneve|wireguard)$')" 0 'and none outside'
top=${kinds[0]}
like "$(ip -n blue -d link show "$top")" "$top.*link-netnsid.*alias kernlinkd outside" 'on top of one outside'
[[ " ${kinds[*]} " != *' wireguard '* ]] ||
    is "$(ss -Hlun sport = :51999 | wc -l)$(ip netns exec blue ss -Hlun sport = :51999 | wc -l)" "$(ss -Hlun sport = :51999 | wc -l)0" 'its socket is outside'
ip -n blue link del "$top"
ip -n blue link add "$top" type bridge
net apply --state "$state" "$TMP/settings.yaml"
like "$status $err" "^1 .*link $top is there, different" 'another of that name is of others'
ip -n blue link del "$top"
ip link del d0
applied 'the one below is made anew, and what was on it'
sed -i "s/kind: $top, from-outside: true, link: d0/kind: $top, from-outside: true, link: d2/" "$TMP/settings.yaml"
net diff "$TMP/settings.yaml"
like "$out" "- link $top in blue" 'another link below: it is made anew'
applied 'on top of another'
cp "$TMP/settings.yaml" "$TMP/good.yaml"
echo '    routes: [{to: 10.3.0.0/16, via: 100.64.0.1}]' >>"$TMP/settings.yaml"
sed -i 's/id: 7}/id: 8}/; s/mode: bridge/mode: private/' "$TMP/settings.yaml"
refused 'route 10.3.0.0/16 in blue' 'changed, and then a route is refused'
settings <<<'interfaces: {ph0: {kind: ethernet}}'
killed 'killed behind each step while they go' 3
is "$(ip netns list)" '' 'they are gone'
cp "$TMP/good.yaml" "$TMP/settings.yaml"
killed 'killed behind each step while they are made' 5 3

# ---- What is missing is waited for

settings <<'Y'
interfaces:
  usb0: {kind: ethernet}
namespaces:
  blue:
    interfaces:
      mv: {kind: macvlan, link: usb0, from-outside: true}
      usb1: {kind: ethernet, from-outside: true}
Y
net apply -q --keep-going --state "$state" "$TMP/settings.yaml"
like "$err" 'link mv waits for link usb0 outside' 'a parent that is not there'
like "$err" 'there is no device outside for link usb1' 'a device that is not there'
device usb0
device usb1
applied 'they appear'

# ---- Mistakes and their places

settings <<'Y'
interfaces:
  a: {kind: ethernet, from-outside: true}
  b: {kind: ethernet}
  c: {kind: bridge, from-outside: true}
namespaces:
  blue:
    interfaces:
      b: {kind: ethernet, from-outside: true}
      d: {kind: vlan, link: e, id: 1, from-outside: true}
      e: {kind: dummy}
      f: {kind: vlan, link: a, id: 1}
      g: {kind: dummy, from-outside: true}
      h: {kind: ethernet, from-outside: true, match: {driver: virtio_net}}
      b.1: {kind: macvlan, link: b, from-outside: maybe}
Y
net check "$TMP/settings.yaml"
is "$status" 65 'mistakes'
while IFS='|' read -r place words; do
    ok grep -qE "settings.yaml:${place}: .*${words}" <(printf '%s\n' "$err") -- "$place $words"
done <<'E'
2:37|from-outside: a is in no namespace
4:21|from-outside: an interface of kind bridge has no such key
8:41|the settings want b outside, too
9:29|there is no interface 'e' in the settings, outside of namespaces
11:29|there is no interface 'a' in the settings
12:24|from-outside: an interface of kind dummy has no such key
14:51|from-outside
E
is "$(grep -c 'driver' <<<"$err")" 0 'outside devices are known by their driver, too'
done_testing
