#!/bin/bash
# Snapshots and imports of namespaces: what is saved is settings, which say what is there, and bring it back.
[[ -n ${KL_OWN_MOUNTS:-} ]] || ! unshare -m true 2>/dev/null || KL_OWN_MOUNTS=1 exec unshare -m bash "$0" "$@"
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/net_lib.sh"
own_namespaces || skip_all 'no namespaces with names can be made here'
can veth type veth peer name klpeer || done_testing
keep=$TMP/keep
ip link set lo up
ip link add ph0 type veth peer name ph1
ip link set ph0 alias 'the uplink'

umask 077
wg genkey >"$TMP/key" 2>/dev/null || head -c 32 /dev/urandom | base64 >"$TMP/key"
settings <<Y
interfaces:
  vb: {kind: veth, peer: eth0, peer-netns: blue, addresses: [192.0.2.1/24]}
  br0: {kind: bridge}
namespaces:
  blue:
    interfaces:
      lo: {kind: loopback}
      eth0: {kind: ethernet, mac: 02:00:00:00:00:0b, mtu: 1400, addresses: [192.0.2.2/24], ipv4: {forwarding: true}}
      wan: {kind: ethernet, from-outside: true, match: {name: ph0}, description: "a: b", addresses: [203.0.113.1/24]}
      a0: {kind: veth, peer: a1, mac: 02:00:00:00:00:0a, addresses: ["2001:db8::1/64"], sysctls: {ipv4/neigh/gc_stale_time: 77}}
      a1: {kind: veth, peer: a0}
    routes:
      - {to: default, via: 192.0.2.1}
    rules:
      - {priority: 100, from: 203.0.113.0/24, table: 100}
  "x:y": {}
  red: {interfaces: {eth9: {kind: veth, peer: eth8}, eth8: {kind: veth, peer: eth9}}}
Y
outside=()
if can macvlan link ph0 type macvlan; then
    sed -i 's/^      a1:.*/&\n      on-macvlan: {kind: macvlan, from-outside: true, link: br0, mode: vepa}/' "$TMP/settings.yaml"
    outside+=(macvlan)
fi
if can wireguard type wireguard; then
    sed -i "s|^      a1:.*|&\n      on-wireguard: {kind: wireguard, from-outside: true, private-key: $TMP/key}|" "$TMP/settings.yaml"
    outside+=(wireguard)
fi
if [[ -n $IPSET_PEER ]] && "$IPSET_PEER" create klprobe hash:ip 2>/dev/null; then
    "$IPSET_PEER" destroy klprobe
    cat >>"$TMP/settings.yaml" <<'Y'
    ipsets: {good: {type: "hash:ip", elements: [192.0.2.7, 192.0.2.8]}, none: {type: "hash:net", elements: []}}
Y
    sed -i 's/^  red: {\(.*\)}$/  red:\n    \1/' "$TMP/settings.yaml"
else
    skip 'IP sets' 'none here'
fi
net apply --state "$keep" "$TMP/settings.yaml"
is "$status $err" '0 ' 'settings with namespaces'
before=$(snapshot)

net snapshot save --state "$keep" --settings "$TMP/none" spaces
is "$status $err" '0 kernlink net snapshot: left out: link ph1: of its kind, veth, its peer is not to be seen here' 'a snapshot'
[[ $status == 0 ]] || tap_show save "$out$err"
saved=$keep/snapshots/spaces.yaml
net check "$saved"
is "$status $err" '0 ' 'it is settings'
net diff "$saved"
is "$status $out$err" '0 ' 'which say what is there'
like "$(<"$saved")" 'match: \{name: ph0\}' 'a device by the name it had'
like "$(<"$saved")" 'peer-netns: blue' 'a pair with its namespace'
net import --keys "$TMP/keys" --settings "$TMP/none" "$TMP/import.yaml"
is "$status" 0 'an import'
net check "$TMP/import.yaml"
is "$status $err" '0 ' 'is settings, too'
net diff "$TMP/import.yaml"
is "$out$err" '' 'which say what is there'
is "$(grep 'mac:' "$TMP/import.yaml" | tr -d ' ')" mac:02:00:00:00:00:0a 'MACs of chance are not in it, that of the settings is'

# Drift, and all of it gone.
ip -n blue route del default
ip -n blue link set eth0 mtu 1300
ip netns exec blue sh -c 'echo 0 >/proc/sys/net/ipv4/conf/eth0/forwarding'
ip -n red link del eth9
net snapshot restore -q --state "$keep" spaces
is "$status $err" '0 ' 'restored after drift'
is "$(snapshot)" "$before" 'all is as it was'
settings <<<'{}'
net apply -q --state "$keep" "$TMP/settings.yaml"
is "$status $(ip netns list)" '0 ' 'all is gone'
is "$(ip link show ph0 | grep -c 'alias a: b')" 1 'the device is outside'
net snapshot restore -q --state "$keep" spaces
is "$status $err" '0 ' 'restored from nothing'
is "$(snapshot)" "$before" 'all is as it was, in all of them'
for kind in "${outside[@]}"; do
    is "$(ip -n blue -d -j link show "on-$kind" | jq -r '.[0].linkinfo.info_kind')" "$kind" "$kind: it is there again"
done
net snapshot restore --state "$keep" spaces
is "$status $out$err" '0 ' 'a second time there is nothing to do'

# One of others is left to them; what leads into it, too.
ip netns add theirs
ip link add vt type veth peer name eth0 netns theirs
settings <<<'namespaces: {theirs: {}}'
mkdir -p "$TMP/folder" && cp "$TMP/settings.yaml" "$TMP/folder/network.yaml"
net snapshot save --state "$keep" --settings "$TMP/folder" others
like "$status $err" '^0 .*left out: namespace theirs, which others made' 'one of others is left out'
like "$err" 'link vt: leads into namespace theirs, which is left out' 'as is what leads there'
net diff "$keep/snapshots/others.yaml"
is "$status $out$err" '0 ' 'the rest is said'
net import --force --keys "$TMP/keys2" --settings "$TMP/folder" "$TMP/import.yaml"
is "$status $(grep -A1 '^  theirs:' "$TMP/import.yaml" | tail -n 1)" '0     adopt: true' 'an import takes it over'
done_testing
