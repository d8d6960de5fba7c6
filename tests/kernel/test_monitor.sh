#!/bin/bash
# kernlink monitor: what other tools change is announced, by name of group; what is lost is said.
. "$(dirname "$0")/lib.sh"
ip link set lo up

# Has a socket of protocol $1 joined groups in this namespace? /proc/net/netlink shows them.
joined() {
    awk -v p="$1" 'NR > 1 && $2 == p && $4 != "00000000" { found = 1 } END { exit !found }' \
        /proc/net/netlink
}
start() { # NAME ARGUMENT...
    "$KERNLINK" monitor "${@:2}" >"$TMP/$1" 2>"$TMP/$1.err" &
    pid=$!
    for ((i = 0; i < 500; i++)); do
        joined 0 && return
        sleep 0.02
    done
}

start lines -n 3 link addr
ip link add v0 type veth peer name v1
ip addr add 192.0.2.1/24 dev v0
wait "$pid"
is "$?" 0 'ends after as many messages as asked for'
lines=$(<"$TMP/lines")
is "$(wc -l <"$TMP/lines")" 3 'a line for each message'
like "$lines" 'rt-link newlink: .*IFLA_IFNAME "v1"' 'a new link'
like "$lines" 'rt-addr newaddr: .*IFA_LOCAL 192\.0\.2\.1' 'a new address'

start json --jsonl -n 1 RTNLGRP_IPV4_ROUTE
ip link set v1 up
ip link set v0 up
ip route add 198.51.100.0/24 dev v0 2>/dev/null
wait "$pid"
json=$(<"$TMP/json")
like "$json" '^\{"time": "[0-9T:.-]+Z", "direction": "received", "protocol": "route", "event": true, ' \
    'an object a line, which says when'
like "$json" '"command": "newroute"' 'of the group by its kernel name'

start full --full -n 1 rule
ip rule add from 192.0.2.1 table 77
wait "$pid"
like "$(<"$TMP/full")" $'\n    FRA_SRC 192\\.0\\.2\\.1' 'all attributes, below the line'

start signal link
kill -TERM "$pid"
wait "$pid"
is "$?" 0 'a signal ends it well'

# A buffer that is too small, and nobody reads: the process is stopped meanwhile.
start overrun --buffer 4096 link
kill -STOP "$pid"
for ((i = 0; i < 300; i++)); do ip link set v0 mtu $((1300 + i)); done
kill -CONT "$pid"
for ((i = 0; i < 500; i++)); do
    grep -q 'had to drop messages' "$TMP/overrun" && break
    sleep 0.02
done
ip link set v0 mtu 1299
for ((i = 0; i < 500; i++)); do
    grep -q 'IFLA_MTU 1299' "$TMP/overrun" && break
    sleep 0.02
done
kill -TERM "$pid"
wait "$pid"
is "$?" 0 'an overrun is survived'
like "$(<"$TMP/overrun")" '! the kernel had to drop messages \(overrun 1\)' 'and said'
like "$(<"$TMP/overrun")" 'IFLA_MTU 1299' 'what changes afterwards is shown'

run "$KERNLINK" monitor lnik
is "$status" 2 'a misspelt group is an error'
like "$err" 'did you mean link\?' 'which names the nearest'
run "$KERNLINK" monitor --list
like "$out" $'\naddr  .*addresses of interfaces' 'groups are listed'
run "$KERNLINK" monitor -n 0 link
is "$status" 2 'a count of nothing is an error'

# The output's reader goes away.
("$KERNLINK" monitor link & echo $! >"$TMP/pid"; wait) 2>/dev/null | head -n 1 >/dev/null &
reader=$!
for ((i = 0; i < 500; i++)); do
    joined 0 && break
    sleep 0.02
done
for ((i = 0; i < 50; i++)); do
    ip link set v0 mtu $((1400 + i))
    kill -0 "$(<"$TMP/pid")" 2>/dev/null || break
done
wait "$reader"
unlike "$(ps -o stat= -p "$(<"$TMP/pid")")" '^[RS]' 'without a reader it ends'
done_testing
