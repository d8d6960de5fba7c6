#!/bin/bash
# An address from a DHCP server for an interface inside a namespace of the settings: the client runs in there, and
# does not keep alive what others remove.
[[ -n ${KL_OWN_MOUNTS:-} ]] || ! unshare -m true 2>/dev/null || KL_OWN_MOUNTS=1 exec unshare -m bash "$0" "$@"
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/net_lib.sh"
. "$TOP/tests/kernel/reconcile_lib.sh"
own_namespaces || skip_all 'no namespaces with names can be made here'
busybox --list 2>/dev/null | grep -qx udhcpd || skip_all 'there is no busybox with udhcpd and udhcpc'
can veth type veth peer name klpeer || done_testing
ip link set lo up

mkdir "$TMP/programs"
ln -s "$(command -v busybox)" "$TMP/programs/busybox"
trap '[[ -n ${udhcpd:-} ]] && kill -9 "$udhcpd" 2>/dev/null; kill -9 "${pid:-0}" 2>/dev/null; rm -rf "$TMP"' EXIT

# serve ADDRESS: a server out here that grants that one.
serve() {
    [[ -n ${udhcpd:-} ]] && kill "$udhcpd" 2>/dev/null && wait "$udhcpd" 2>/dev/null
    cat >"$TMP/udhcpd.conf" <<C
start $1
end $1
interface vb
max_leases 1
lease_file $TMP/leases
pidfile $TMP/udhcpd.pid
opt subnet 255.255.255.0
opt router 192.0.2.1
opt lease 600
C
    : >"$TMP/leases"
    busybox udhcpd -f "$TMP/udhcpd.conf" >"$TMP/udhcpd.log" 2>&1 &
    udhcpd=$!
}
address() { # NAMESPACE
    ip -n "$1" -j -4 addr show dev eth0 | jq -r '.[].addr_info[] | "\(.local)/\(.prefixlen) \(.dynamic // false)"'
}
route() {
    ip -n blue -j route show proto 75 | jq -r '.[] | "\(.dst) \(.gateway) \(.dev) \(.metric)"'
}
clients() { # of the namespace that has that name now
    ip netns pids blue | xargs -r ps -o args= -p | grep -c '[u]dhcpc.*-i eth0'
}
# until_is TEXT COMMAND...: waits until it prints that.
until_is() {
    local end=$((SECONDS + 60))
    until [[ $("${@:2}" 2>/dev/null) == "$1" ]] || ((SECONDS > end)); do
        read -rt 0.1 <> <(:) || :
    done
}

cat >"$TMP/etc/network.yaml" <<'Y'
interfaces:
  vb: {kind: veth, peer: eth0, peer-netns: blue, addresses: [192.0.2.1/24]}
namespaces:
  blue:
    interfaces:
      eth0: {kind: ethernet, dhcp4: {carrier-loss: 0}}
Y
net apply --state "$TMP/state" "$TMP/etc"
is "$status" 0 'without the daemon all but that is made'
like "$err" 'dhcp4 on eth0 in blue is what kernlinkd does' '... which is said'
serve 192.0.2.100
daemon --programs "$TMP/programs"
says 'dhcp4 eth0 in blue: 192.0.2.100/24 for' 'a lease in a namespace'
until_is '192.0.2.100/24 true' address blue
is "$(address blue)" '192.0.2.100/24 true' 'its address is in there'
until_is 'default 192.0.2.1 eth0 100' route
is "$(route)" 'default 192.0.2.1 eth0 100' 'and its route'
is "$(ip -j addr show to 192.0.2.100 | jq length) $(ip route show default)" '0 ' 'and nothing out here'
is "$(clients)" 1 'the client runs in there'
net diff --socket "$sock"
is "$status $out" '0 ' 'nothing differs for the daemon'
net apply --dry-run --state "$TMP/state" "$TMP/etc"
is "$status $out" '0 ' 'nor for others'
net snapshot save --state "$TMP/state" --settings "$TMP/etc" leased
is "$status $(grep -c 192.0.2.100 "$TMP/state/snapshots/leased.yaml") $(grep -c 'carrier-loss: 0' "$TMP/state/snapshots/leased.yaml")" \
    '0 0 1' 'a snapshot says that it asks, not what it got'

# Another network.
ip link set vb down
says 'dhcp4 eth0 in blue: no carrier: the lease is dropped' 'its carrier goes'
serve 192.0.2.110
ip link set vb up
says 'dhcp4 eth0 in blue: 192.0.2.110/24 for' 'and comes back, with another network'

# What others remove is gone, and another one asks anew.
ip netns del blue
says '[0-9]+ steps? done to repair' 'one that others removed is made again'
serve 192.0.2.110
says 'dhcp4 eth0 in blue: 192.0.2.110/24 for' 'and asks'
until_is '192.0.2.110/24 true' address blue
is "$(address blue) $(clients)" '192.0.2.110/24 true 1' 'from within the new one'
is "$(pgrep -c -P "$pid" -f '[u]dhcpc.*-i eth0')" 1 'nobody is in the old one'

# What is not wanted any more.
sed -i 's/, dhcp4: {carrier-loss: 0}//' "$TMP/etc/network.yaml"
api POST /v1/apply >/dev/null
says 'dhcp4 eth0 in blue: 192.0.2.110 is given back to 192.0.2.1' 'what settings do not want is given back'
until_is '' address blue
is "$(address blue)$(route) $(clients)" ' 0' 'and its address goes'
until_is '' ls "$TMP"/state/lease-*
is "$(ls "$TMP"/state/lease-* 2>/dev/null)" '' 'and forgotten'

# The namespace goes with its client.
sed -i 's/kind: ethernet}/kind: ethernet, dhcp4: true}/' "$TMP/etc/network.yaml"
api POST /v1/apply >/dev/null
says 'dhcp4 eth0 in blue: 192.0.2.110/24 for' 'asked for once more'
echo 'interfaces: {}' >"$TMP/etc/network.yaml"
api POST /v1/apply >/dev/null
until_is '' ip netns list
until_is 0 pgrep -c -P "$pid" -f '[u]dhcpc.*-i eth0'
is "$(ip netns list) $(pgrep -c -P "$pid" -f '[u]dhcpc.*-i eth0')" ' 0' 'a namespace goes with its client'
daemon_ends
done_testing
