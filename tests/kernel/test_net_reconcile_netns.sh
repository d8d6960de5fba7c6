#!/bin/bash
# kernlinkd keeps what is in namespaces as it keeps what is around them: what others change in there is repaired
# when it happens, and a namespace that others remove is gone, and made again.
[[ -n ${KL_OWN_MOUNTS:-} ]] || ! unshare -m true 2>/dev/null || KL_OWN_MOUNTS=1 exec unshare -m bash "$0" "$@"
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/net_lib.sh"
. "$TOP/tests/kernel/reconcile_lib.sh"
own_namespaces || skip_all 'no namespaces with names can be made here'
can veth type veth peer name klpeer || done_testing
ip link set lo up

cat >"$TMP/etc/network.yaml" <<'Y'
interfaces:
  vb: {kind: veth, peer: eth0, peer-netns: blue, addresses: [192.0.2.1/24]}
namespaces:
  blue:
    interfaces:
      eth0: {kind: ethernet, addresses: [192.0.2.2/24], ipv4: {forwarding: true}}
      a0: {kind: veth, peer: a1, addresses: [203.0.113.1/24]}
      a1: {kind: veth, peer: a0}
    routes:
      - {to: default, via: 192.0.2.1}
  bare: {}
Y
# undone OBJECT NAME COMMAND...: what it changes is repaired.
undone() {
    "${@:3}" >/dev/null
    says "$1: [0-9]+ steps? done to repair" "$2: repaired"
}
daemon
says 'steps done at the start' 'the network is made'
whole 'as the settings say'

# What others have in there.
ip -n blue route add 10.9.0.0/16 via 192.0.2.9 proto bgp
undone 'route 0.0.0.0/0 in blue' 'a route' ip -n blue route del default
undone 'link a0 in blue' 'a link' ip -n blue link del a0
undone 'sysctl ipv4/conf/eth0/forwarding in blue' 'a file that the kernel announces' \
    ip netns exec blue sh -c 'echo 0 >/proc/sys/net/ipv4/conf/eth0/forwarding'
is "$(ip -n blue route show default | grep -c 192.0.2.1) $(ip -n blue -br addr show a0 | grep -c 203.0.113.1/24)" '1 1' 'iproute2 sees it'
is "$(ip -n blue route show proto bgp | grep -c 10.9.0.0/16)" 1 'what others have stays'

# One that has nothing in it, and nothing leads to: only its name is gone.
undone 'namespace bare' 'a namespace' ip netns del bare
is "$(ip netns list | cut -d' ' -f1 | sort | tr '\n' ' ')" 'bare blue ' 'it is made again'
# The daemon does not keep it alive: with it goes what leads there. The new one is listened to.
ip netns del blue
says 'steps done to repair' 'one with interfaces is made again'
ok timeout 60 bash -c "until '$KERNLINK' net diff '$TMP/etc' >/dev/null; do read -t .1 <> <(:); done" -- 'with all that was in it'
undone 'address 203.0.113.1/24 on a0 in blue' 'in the new one' ip -n blue addr del 203.0.113.1/24 dev a0
whole 'all is as it was'

# One that is no longer in the settings goes at once, with its end of the pair.
sed -i '/^interfaces/,/^namespaces/{/namespaces/!d}; /^  blue:/,/to: default/d' "$TMP/etc/network.yaml"
api POST /v1/apply >/dev/null
ok timeout 30 bash -c 'while ip link show vb; do read -t .1 <> <(:); done >/dev/null 2>&1' -- 'one that is not wanted any more is gone'
is "$(ip netns list)" bare 'and its name'
daemon_ends
done_testing
