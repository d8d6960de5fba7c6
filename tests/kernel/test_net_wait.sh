#!/bin/bash
# kernlink net wait-online: it waits for links, addresses and default routes, wakes by events, and says
# what is missing.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/net_lib.sh"
can veth type veth peer name klpeer || done_testing
ip link set lo up

online() {
    run timeout 60 "$KERNLINK" net wait-online "$@" "$TMP/settings.yaml"
}
# waits REGEX COMMAND... -- NAME: it waits for what REGEX says, and after COMMAND it is content.
waits() {
    local reason=$1 command=() pid
    shift
    while [[ $1 != -- ]]; do
        command+=("$1")
        shift
    done
    online --timeout 0
    is "$status" 1 "$2: not yet"
    like "$err" "$reason" "$2: the reason"
    timeout 60 "$KERNLINK" net wait-online --timeout 30s "$TMP/settings.yaml" &
    pid=$!
    "${command[@]}"
    wait "$pid"
    is "$?" 0 "$2: it was waited for"
}

settings <<'Y'
interfaces:
  e0: {kind: ethernet, addresses: [192.0.2.1/24, 2001:db8::1/64]}
  e9: {kind: ethernet, up: false}
routes:
  - {to: default, via: 192.0.2.254}
Y
online --timeout 0
is "$status" 1 'nothing is there'
is "$err" 'kernlink net wait-online: e0: there is no such interface
kernlink net wait-online: route 0.0.0.0/0: it is missing' 'it is said what; what is off is not waited for'
before=$EPOCHREALTIME
online --timeout 1s
after=$EPOCHREALTIME
is "$status" 1 'not within a second'
ok test $((${after/./} - ${before/./})) -ge 1000000 -- 'which it waited'

ip link add e0 type veth peer name e1
online --timeout 0
like "$err" 'e0: it is down
.*e0: address 192.0.2.1/24 is missing
.*e0: address 2001:db8::1/64 is missing' 'all reasons are said'
ip link set e0 up
ip addr add 192.0.2.1/24 dev e0
ip addr add 2001:db8::1/64 dev e0
ip route add default via 192.0.2.254
waits 'e0: it has no carrier' ip link set e1 up -- 'a carrier, and duplicate detection'
online -t 10s
is "$status $out$err" '0 ' 'then it is silent'

ip addr del 192.0.2.1/24 dev e0
ip route add default via 192.0.2.254 2>/dev/null
back() {
    ip addr add 192.0.2.1/24 dev e0
    ip route add default via 192.0.2.254
}
waits 'address 192.0.2.1/24 is missing' back -- 'an address'
ip route del default
waits 'route 0.0.0.0/0: it is missing' ip route add default via 192.0.2.254 -- 'a default route'

# Somebody else has the address.
ip -6 addr flush dev e0 scope global
ip -6 addr add 2001:db8::1/64 dev e1 nodad
ip -6 addr add 2001:db8::1/64 dev e0
settle() {
    ip -6 addr del 2001:db8::1/64 dev e1
    ip -6 addr del 2001:db8::1/64 dev e0
    ip -6 addr add 2001:db8::1/64 dev e0 nodad
}
waits 'e0: .*(is in use by another|whether another has address)' settle -- 'a duplicate'

# Only some.
settings <<'Y'
interfaces:
  e0: {kind: ethernet, addresses: [192.0.2.1/24]}
  e7: {kind: ethernet}
routes:
  - {to: default, via: 192.0.2.254}
Y
online --timeout 0
is "$status $err" '1 kernlink net wait-online: e7: there is no such interface' 'all are meant'
online --timeout 0 --any
is "$status $err" '0 ' '--any: one is enough'
online --timeout 0 --interface e0
is "$status $err" '0 ' '--interface: that one'
online --timeout 0 -i e0 -i e7
is "$status" 1 'or two'
online --timeout 0 -i e1
is "$status $err" '1 kernlink net wait-online: e1: it has no address' 'one that settings do not know needs an address'
ip addr add 192.0.2.9/24 dev e1
online --timeout 0 -i e1
is "$status $err" '0 ' 'and then has one'
online --timeout 0 --json
is "$(jq -sc 'map([.interface // .route, .online, .missing[0]])' <<<"$out")" \
    '[["e0",true,null],["e7",false,"there is no such interface"],["0.0.0.0/0",true,null]]' 'as JSON'
is "$status $err" '1 ' 'with nothing else'

settings <<<'interfaces: {e1: {kind: ethernet, dhcp4: true}}'
ip addr del 192.0.2.9/24 dev e1
waits 'e1: it has no IPv4 address from DHCP yet' ip addr add 192.0.2.9/24 dev e1 -- 'a lease'
settings <<<'{}'
online --timeout 0
is "$status $out$err" '0 ' 'nothing is waited for'
settings <<<'interfaces: {e0: {kind: ether}}'
online -t 10s
is "$status" 65 'mistakes in settings'
online --timeout soon
is "$status" 64 'no time'
online --timeout 1441m
is "$status" 64 'more than a day'
done_testing
