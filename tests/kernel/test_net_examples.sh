#!/bin/bash
# The programs in examples/ that speak to rtnetlink do what they say.
. "$(dirname "$0")/lib.sh"
EXAMPLES=${KERNLINK%/*}/examples

run "$EXAMPLES/net_setup" br7 192.0.2.1/24 192.0.2.254
is "$status $err" '0 ' 'net_setup makes a bridge, an address and a route'
like "$(ip -j -d link show br7)" '"stp_state":1' 'the bridge has its setting'
like "$(ip -j addr show br7)" '"local":"192.0.2.1","prefixlen":24' 'the address is there'
like "$(ip -j route show default)" '"gateway":"192.0.2.254","dev":"br7","protocol":"static"' \
    'so is the route'
run "$EXAMPLES/net_setup" br7 192.0.2.1/24 192.0.2.254
is "$status $err" '1 link br7: it exists already' 'twice is a failure, in words'
run "$EXAMPLES/net_setup" br8 192.0.2.9/24 203.0.113.1
isnt "$status" 0 'a gateway that is not reached is a failure'
like "$err" 'change 1 \(route default\): .*Nexthop has invalid gateway' \
    'that names the change and has the words of the kernel'
run "$EXAMPLES/net_setup" br9
is "$status" 2 'without arguments'

# Each verb, and a list.
# routes VERB PREFIX GATEWAY WANTED NAME: the gateways that ip finds after it, in their order
routes() {
    run "$EXAMPLES/net_route" "$1" "$2" "$3"
    is "$status $err$(ip -j route show "$2" | jq -r '.[].gateway' | paste -sd,)" "0 $4" "net_route $1"
}
routes add 198.51.100.0/24 192.0.2.2 192.0.2.2
routes append 198.51.100.0/24 192.0.2.3 192.0.2.2,192.0.2.3
routes prepend 198.51.100.0/24 192.0.2.4 192.0.2.4,192.0.2.2,192.0.2.3
routes replace 198.51.100.0/24 192.0.2.5 192.0.2.5,192.0.2.2,192.0.2.3
routes change 198.51.100.0/24 192.0.2.6 192.0.2.6,192.0.2.2,192.0.2.3
routes delete 198.51.100.0/24 192.0.2.2 192.0.2.6,192.0.2.3
run "$EXAMPLES/net_route" add 198.51.100.0/24 192.0.2.6
is "$status $err" '1 route 198.51.100.0/24: it exists already' 'what is there is not added'
run "$EXAMPLES/net_route" ad 198.51.100.0/24 192.0.2.6
is "$status" 2 'no verb'
ip neigh add 192.0.2.9 lladdr 02:00:00:00:00:09 dev br7
ip neigh add 192.0.2.10 lladdr 02:00:00:00:00:0a dev br7
run "$EXAMPLES/net_neighbours" br7
is "$status $(grep '^192' <<<"$out" | sort | paste -sd,)" \
    '0 192.0.2.10 02:00:00:00:00:0a permanent,192.0.2.9 02:00:00:00:00:09 permanent' \
    'net_neighbours lists them'
run "$EXAMPLES/net_neighbours" none7
is "$status" 1 'of no link'

# Waits until what net_watch printed has a line.
appears() { # REGEX
    local i
    for ((i = 0; i < 300; i++)); do
        grep -qE "$1" "$TMP/watch" && return
        sleep 0.1
    done
    return 1
}

"$EXAMPLES/net_watch" >"$TMP/watch" 2>&1 &
watcher=$!
ok appears '^all is known$' -- 'net_watch says when it knows all'
ok appears '^added: link br7$' -- 'what was there is shown'
ip link set br7 mtu 1400
ok appears '^ +mtu 1400, was 1500$' -- 'a change has its old and its new value'
ip addr add 198.51.100.1/24 dev br7
ok appears '^added: addr 198.51.100.1/24 on link [0-9]+$' -- 'what comes is shown'
ip link del br7
ok appears '^removed: link br7$' -- 'what goes is, too'
ok appears '^removed: route default$' -- 'with the routes that the kernel does not tell of'
kill "$watcher"
wait "$watcher" 2>/dev/null
done_testing
