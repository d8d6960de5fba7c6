#!/bin/bash
# An address from a DHCP server: udhcpc asks as a child of kernlinkd, which puts there what is granted.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/net_lib.sh"
DAEMON=$(dirname "$KERNLINK")/kernlinkd
[[ -x $DAEMON ]] || skip_all 'built without the daemon'
busybox --list 2>/dev/null | grep -qx udhcpd || skip_all 'there is no busybox with udhcpd and udhcpc'
can veth type veth peer name klpeer || done_testing

state=$TMP/state pids=()
mkdir -p "$TMP/etc" "$TMP/programs"
ln -s "$(command -v busybox)" "$TMP/programs/busybox"
# Name servers end in a file.
mkdir "$TMP/names"
cat >"$TMP/programs/resolvconf" <<S
#!/bin/sh
case \$1 in
-a) exec cat >"$TMP/names/\$2" ;;
-d) exec rm "$TMP/names/\$2" ;;
esac
S
chmod +x "$TMP/programs/resolvconf"
trap 'kill -9 "${pids[@]}" 2>/dev/null; rm -rf "$TMP"' EXIT

# A namespace of its own for the server, held by a process.
unshare -n sleep 600 &
pids+=($!) server=$!
for ((i = 0; i < 100; i++)); do
    [[ $(readlink /proc/$server/ns/net) != $(readlink /proc/self/ns/net) ]] && break
    sleep 0.05
done
there() {
    nsenter -t "$server" -n "$@"
}
ip link add c0 type veth peer name s0
ip link set s0 netns "$server"
there ip addr add 192.0.2.1/24 dev s0
there ip link set s0 up

# serve FIRST-ADDRESS SECONDS: a server that grants that one address.
serve() {
    [[ -n ${udhcpd:-} ]] && kill "$udhcpd" 2>/dev/null && wait "$udhcpd" 2>/dev/null
    cat >"$TMP/udhcpd.conf" <<C
start $1
end $1
interface s0
max_leases 1
min_lease 1
lease_file $TMP/leases
pidfile $TMP/udhcpd.pid
opt dns 192.0.2.53
opt subnet 255.255.255.0
opt router 192.0.2.1
opt domain example.org
opt lease $2
opt mtu 1400
opt staticroutes 10.0.0.0/8 192.0.2.2, 0.0.0.0/0 192.0.2.1
C
    : >"$TMP/leases"
    nsenter -t "$server" -n busybox udhcpd -f "$TMP/udhcpd.conf" >"$TMP/udhcpd.log" 2>&1 &
    udhcpd=$!
    pids+=("$udhcpd")
}

start() {
    "$DAEMON" --settings "$TMP/etc" --state "$state" --socket "$TMP/api" --programs "$TMP/programs" \
        >"$TMP/log" 2>&1 &
    daemon=$!
    pids+=("$daemon")
}

stop() {
    kill "$daemon"
    wait "$daemon"
}

# await SECONDS TEXT COMMAND: until it prints that.
await() {
    local end=$((SECONDS + $1)) text=$2
    shift 2
    until [[ $("$@" 2>/dev/null) == "$text" ]]; do
        ((SECONDS < end)) || return 1
        sleep 0.1
    done
}

addresses() {
    ip -j -4 addr show dev c0 | jq -r '.[].addr_info[] | "\(.local)/\(.prefixlen) \(.dynamic // false)"'
}

routes() {
    ip -j route show proto 75 | jq -r '.[] | "\(.dst) \(.gateway) \(.dev) \(.metric) \(.prefsrc)"' | sort
}

names() {
    (cd "$TMP/names" && grep -sH '' -- * | sort)
}

clients() { # here, not those of another test
    pgrep -c --ns $$ --nslist net -f "[u]dhcpc -f.*-i c0" || true
}

serve 192.0.2.100 600
cat >"$TMP/etc/network.yaml" <<'Y'
interfaces:
  c0: {kind: ethernet, dhcp4: {hostname: me}}
dns: {servers: [198.51.100.53], search: [a.example]}
Y
start
await 30 '192.0.2.100/24 true' addresses
is "$(addresses)" '192.0.2.100/24 true' 'the address is there, and ends'
await 10 '10.0.0.0/8 192.0.2.2 c0 100 192.0.2.100
default 192.0.2.1 c0 100 192.0.2.100' routes
is "$(routes)" '10.0.0.0/8 192.0.2.2 c0 100 192.0.2.100
default 192.0.2.1 c0 100 192.0.2.100' 'and the routes'
is "$(ip -j -4 addr show dev c0 | jq -r '.[].addr_info[] | "\(.broadcast) \(.metric)"')" \
    '192.0.2.255 100' 'the address with what belongs to it'
is "$(there cat /proc/net/arp | wc -l) $(clients)" '1 1' 'one client asks'
like "$(pgrep -a --ns $$ --nslist net -f '[u]dhcpc -f.*-i c0')" 'hostname:me( |$)' 'with the name that the settings say'
like "$(cat "$TMP/log")" 'dhcp4 c0.*192.0.2.100/24 for [56][0-9][0-9] s from 192.0.2.1' 'the log says so'

await 10 'c0.kernlink:nameserver 192.0.2.53
c0.kernlink:search example.org
lo.kernlink:nameserver 198.51.100.53
lo.kernlink:search a.example' names
is "$(names)" 'c0.kernlink:nameserver 192.0.2.53
c0.kernlink:search example.org
lo.kernlink:nameserver 198.51.100.53
lo.kernlink:search a.example' 'resolvconf gets what the settings and the server say'

# Who applies settings without the daemon knows of it.
net apply --dry-run --state "$state" "$TMP/etc"
is "$status $out" '0 ' 'nothing differs'
net apply --state "$state" "$TMP/etc"
is "$status $out $(addresses)" '0  192.0.2.100/24 true' 'an apply leaves it'
net diff --socket "$TMP/api"
is "$status $out" '0 ' 'nothing differs for the daemon, either'

cp "$state/lease-c0" "$TMP/lease"

# The address stays when the daemon goes, and when it comes again.
stop
is "$(clients) $(addresses)" '0 192.0.2.100/24 true' 'without the daemon nobody asks, and the address stays'
start
await 20 1 clients
is "$(clients) $(addresses)" '1 192.0.2.100/24 true' 'with it somebody does'

# A client that crashes is started again.
pkill -9 --ns $$ --nslist net -f '[u]dhcpc -f.*-i c0'
await 20 0 clients
await 20 1 clients
is "$(clients) $(addresses)" '1 192.0.2.100/24 true' 'a client that was killed is started again'
kill -9 "$daemon"
wait "$daemon" 2>/dev/null
await 10 0 clients
is "$(clients)" 0 'it ends with the daemon, however that ends'

# A client that is not patient.
printf '#!/bin/sh\nexec busybox udhcpc "$@" -t 2 -T 1 -A 1\n' >"$TMP/programs/udhcpc"
chmod +x "$TMP/programs/udhcpc"
# Another network, that refuses what was granted before.
serve 192.0.2.150 600
start
await 60 '192.0.2.150/24 true' addresses
is "$(addresses)" '192.0.2.150/24 true' 'another address takes its place'
await 10 '10.0.0.0/8 192.0.2.2 c0 100 192.0.2.150
default 192.0.2.1 c0 100 192.0.2.150' routes
is "$(routes)" '10.0.0.0/8 192.0.2.2 c0 100 192.0.2.150
default 192.0.2.1 c0 100 192.0.2.150' 'with its routes'

# Settings hold where they say something of the same.
cat >"$TMP/etc/network.yaml" <<'Y'
interfaces:
  c0:
    kind: ethernet
    dhcp4: {use-dns: false, route-metric: 77, send-hostname: false}
    routes: [{to: default, via: 192.0.2.9, metric: 77}]
Y
stop
start
await 60 '10.0.0.0/8 192.0.2.2 c0 77 192.0.2.150
default 192.0.2.9 c0 77 null' routes
is "$(routes)" '10.0.0.0/8 192.0.2.2 c0 77 192.0.2.150
default 192.0.2.9 c0 77 null' 'a route of the settings holds, and the others have their metric'
await 10 '' names
is "$(names)" '' 'name servers that nobody wants any more are taken back'
await 20 1 clients
unlike "$(pgrep -a --ns $$ --nslist net -f '[u]dhcpc -f.*-i c0')" 'hostname' 'and the server is told no name'

# What settings do not want any more goes.
echo 'interfaces: {c0: {kind: ethernet, dhcp4: {enabled: false}}}' >"$TMP/etc/network.yaml"
stop
start
await 30 '' addresses
is "$(addresses)$(routes)$(clients)" 0 'without dhcp4 all of it goes'
stop

# The kernel ends what nobody renews.
ip link set c0 down
ip link set c0 up
serve 192.0.2.160 3
kill -STOP "$udhcpd"
echo 'interfaces: {c0: {kind: ethernet, dhcp4: {use-routes: false}}}' >"$TMP/etc/network.yaml"
rm -f "$state"/lease-*
start
kill -CONT "$udhcpd"
await 30 '192.0.2.160/24 true' addresses
is "$(addresses)$(routes)" '192.0.2.160/24 true' 'a short lease, without routes'
kill "$udhcpd"
wait "$udhcpd" 2>/dev/null
await 90 '' addresses || tap_show 'the daemon said' "$(<"$TMP/log")"
is "$(addresses)$(routes)" '' 'is over when nobody answers any more'
stop

# The cable is pulled, and plugged into another network.
flap() {
    there ip link set s0 down
    there ip link set s0 up
}
ends() { # seconds of the machine's uptime
    sed -n 's/^until //p' "$state/lease-c0" 2>/dev/null
}
# hears TYPE: the first message of that type that a server hears: the sender, the client's address, and options.
hears() {
    timeout 60 nsenter -t "$server" -n python3 -c '
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("0.0.0.0", 67))
print("ready", flush=True)
options = {}
while options.get(53) != bytes([int(sys.argv[1])]):
    m, a = s.recvfrom(2000)
    at, options = 240, {}
    while m[at] != 255:
        if m[at]:
            options[m[at]] = m[at + 2:at + 2 + m[at + 1]]
            at += m[at + 1]
        at += 2 if m[at] else 1
print(a[0], socket.inet_ntoa(m[12:16]))
for n in sorted(options):
    print(n, options[n].hex() if n != 12 else options[n].decode())
' "$1" >"$TMP/heard" &
    pids+=($!) listener=$!
    await 10 ready cat "$TMP/heard"
}
heard() { # NUMBER: an option
    sed -n "s/^$1 //p" "$TMP/heard"
}
hears 1
echo 'interfaces: {c0: {kind: ethernet, dhcp4: {carrier-loss: 1, client-id: duid, use-mtu: true, use-domains: false}}}' >"$TMP/etc/network.yaml"
start
wait $listener
name=$(uname -n)
name=${name%%.*}
[[ $name == localhost || ! $name =~ ^[A-Za-z0-9_][A-Za-z0-9_-]*$ ]] && name=
is "$(heard 12)" "$name" 'the server hears the name of this machine'
like "$(heard 61)" "^ff[0-9a-f]{8}0004$(<"$state/duid")\$" 'and a DUID'
like "$(heard 55)" '^(..)*79' '... and that the client wants'
like "$(heard 55)" '^(..)*77' 'domains'
like "$(heard 55)" '^(..)*1a' 'and the MTU'
id=$(heard 61)
serve 192.0.2.170 600
await 30 '192.0.2.170/24 true' addresses
is "$(addresses)" '192.0.2.170/24 true' 'a lease of one network'
await 10 2 sh -c 'ip route show proto 75 | grep -c "mtu 1400"'
is "$(ip route show proto 75 | grep -c 'mtu 1400')" 2 'with its MTU'
await 10 'c0.kernlink:nameserver 192.0.2.53' names
is "$(names)" 'c0.kernlink:nameserver 192.0.2.53' 'and its name servers, without domains'
serve 192.0.2.180 600
flap
await 20 '192.0.2.180/24 true' addresses
is "$(addresses)" '192.0.2.180/24 true' 'after the carrier was away another network is asked'
await 10 '10.0.0.0/8 192.0.2.2 c0 100 192.0.2.180
default 192.0.2.1 c0 100 192.0.2.180' routes
is "$(routes)" '10.0.0.0/8 192.0.2.2 c0 100 192.0.2.180
default 192.0.2.1 c0 100 192.0.2.180' 'and nothing of the first is left'
kill -STOP "$udhcpd"
flap
await 20 '' addresses
is "$(addresses)$(routes)" '' 'where nobody answers, what was granted elsewhere goes'
kill -CONT "$udhcpd"
await 20 '192.0.2.180/24 true' addresses
is "$(addresses)" '192.0.2.180/24 true' 'when somebody answers, it is there again'
there ip link set s0 down
await 10 '' addresses
is "$(addresses)$(routes)" '' 'without a carrier it is dropped after a while'
serve 192.0.2.190 4
there ip link set s0 up
await 20 '192.0.2.190/24 true' addresses
# Past the end of the first one: what is renewed must not end in the kernel, either, not for a moment.
ip -4 monitor address dev c0 >"$TMP/monitor" &
pids+=($!) monitor=$!
until=$(ends)
for ((i = 0; i < 300; i++)); do
    [[ -n $until && $(ends) -gt $((until + 6)) ]] && break
    sleep 0.1
done
ok test "$(ends)" -gt "$((until + 6))" -- 'a lease of a few seconds is renewed in time'
kill "$monitor"
is "$(addresses) $(grep -c '^Deleted' "$TMP/monitor")" '192.0.2.190/24 true 0' 'and the address stays all the time'

# Given back when the settings do not want it any more, and not before.
serve 192.0.2.191 600
flap
await 20 '192.0.2.191/24 true' addresses
kill "$udhcpd"
wait "$udhcpd" 2>/dev/null
hears 7
stop
is "$(<"$TMP/heard") $(addresses)" 'ready 192.0.2.191/24 true' 'a daemon that ends keeps its lease'
echo 'interfaces: {c0: {kind: ethernet}}' >"$TMP/etc/network.yaml"
start
await 30 '' addresses
wait $listener
is "$(sed -n 2p "$TMP/heard") $(heard 54) $(heard 61)" "192.0.2.191 192.0.2.191 c0000201 $id" 'what settings do not want any more is given back'
gone() { [[ ! -e $state/lease-c0 ]] && echo gone; }
await 10 gone gone
is "$(gone)" gone 'and forgotten'
stop

# A snapshot says that it asks, not what it got. One end of c0 is elsewhere, which snapshots leave out:
# another link gets a lease like that.
mkdir -m 700 "$TMP/keep" "$TMP/etc2"
sed '/^boot /!s/c0/x0/g' "$TMP/lease" >"$TMP/keep/lease-x0" # the number of a boot may have a c0 in it
echo 'interfaces: {x0: {kind: veth, peer: x1, dhcp4: {hostname: me}}, x1: {kind: veth, peer: x0}}' >"$TMP/etc2/network.yaml"
net apply --state "$TMP/keep" "$TMP/etc2"
is "$(ip -j -4 addr show dev x0 | jq -r '.[].addr_info[] | "\(.local) \(.dynamic)"')" '192.0.2.100 true' 'what a lease says is applied'
for from in etc2 nowhere; do
    net snapshot save --force --state "$TMP/keep" --settings "$TMP/$from" leased
    is "$status $(grep -c 192.0.2 "$TMP/keep/snapshots/leased.yaml")" '0 0' 'a snapshot has nothing of the lease'
    wanted='dhcp4: true'
    [[ $from == etc2 ]] && wanted='dhcp4: .hostname: me'
    like "$(<"$TMP/keep/snapshots/leased.yaml")" "$wanted" '... but that there is one'
done
rm "$TMP/keep/lease-x0"
net snapshot save --force --state "$TMP/keep" --settings "$TMP/nowhere" leased
like "$status $(<"$TMP/keep/snapshots/leased.yaml")" '^0 .*192.0.2.100/24' 'where the lease is not known, it is an address'
net check "$TMP/keep/snapshots/leased.yaml"
is "$status" 0 '... as settings say it'
ip link del x0
done_testing
