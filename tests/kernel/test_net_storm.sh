#!/bin/bash
# Ten thousand links come and flap: a watch of the library and the daemon lose messages, and both know in
# the end what there is.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/net_lib.sh"
BUILD=$(dirname "$KERNLINK")
[[ -x $BUILD/kernlinkd ]] || skip_all 'built without kernlinkd: no libsystemd or libmicrohttpd'
can veth type veth peer name klpeer || done_testing
# Removing links takes the kernel long, above all there.
links=${KL_TEST_LINKS:-10000}
[[ $SLOW ]] && links=200

mkdir "$TMP/etc"
cat >"$TMP/etc/network.yaml" <<'Y'
interfaces:
  lo: {kind: loopback}
  e0: {kind: ethernet, mtu: 1400, addresses: [192.0.2.1/24]}
routes:
  - {to: 10.0.0.0/8, via: 192.0.2.9}
Y
ip link set lo up
ip link add e0 type veth peer name e1
ip link set e1 up
exec {log}< <(exec "$BUILD/kernlinkd" --settings "$TMP/etc" --state "$TMP/state" --socket "$TMP/sock" 2>&1)
pid=$!
await "$log" 'steps done at the start' 'the daemon has made the network'
net diff "$TMP/etc"
is "$status $out$err" '0 ' 'as the settings say'

# It does not get at its messages meanwhile.
kill -STOP "$pid"
KL_TEST_LINKS=$links run timeout 250 "$BUILD/tests/kernel/test_net_watch_storm"
is "$status" 0 "$links links flap: the library's watch knows all of them afterwards"
((status)) && tap_show said "$out$err"
ip addr del 192.0.2.1/24 dev e0
ip link set e0 mtu 1300
kill -CONT "$pid"
await "$log" 'the kernel had to drop messages' 'the daemon notices that messages were lost'
await "$log" 'done to repair what had changed' 'what was changed meanwhile is repaired'
net diff "$TMP/etc"
is "$status $out$err" '0 ' 'all is as the settings say'
kill -TERM "$pid"
while IFS= read -t 30 -r -u "$log" _; do :; done
exec {log}<&-
done_testing
