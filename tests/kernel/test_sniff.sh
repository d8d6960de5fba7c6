#!/bin/bash
# kernlink sniff: all programs' traffic by nlmon, where the kernel has it.
. "$(dirname "$0")/lib.sh"
ip link set lo up
if ! ip link add probe0 type nlmon 2>/dev/null; then
    run "$KERNLINK" sniff
    is "$status" 1 'without nlmon'
    like "$err" 'this kernel has no nlmon devices' 'it says why, and what to do'
    skip 'sniffing' "this kernel has no nlmon ($(uname -r))"
    done_testing
fi
ip link del probe0

start() { # NAME ARGUMENT...
    "$KERNLINK" sniff "${@:2}" >"$TMP/$1" 2>"$TMP/$1.err" &
    pid=$!
    for ((i = 0; i < 1000; i++)); do
        grep -q 'listening on' "$TMP/$1.err" && return
        sleep 0.02
    done
}
await() { # NAME PATTERN
    for ((i = 0; i < 1000; i++)); do
        grep -qE "$2" "$TMP/$1" && return
        sleep 0.02
    done
}

start text -w "$TMP/capture" --text
like "$(ip -o link show type nlmon)" 'nlmon[0-9]+' 'sniffing: a device is made'
ip link add v0 type veth peer name v1
await text 'IFLA_INFO_KIND "veth"'
like "$(<"$TMP/text")" '-> rt-link newlink ack excl create' 'a request of another program'
await text '<- ok'
kill -INT "$pid"
wait "$pid"
is "$?" 0 'a signal ends it well'
is "$(ip -o link show type nlmon)" '' 'the device is gone again'
run "$KERNLINK" decode "$TMP/capture"
like "$out" 'IFLA_INFO_KIND "veth"' 'the capture holds the same'

start json --jsonl --only ipset -n 100000
"$IPSET_PEER" create foo hash:ip
await json '"command": "create"'
like "$(grep '"command": "create"' "$TMP/json" | head -n 1)" '"IPSET_ATTR_SETNAME": "foo"' 'JSON lines, filtered'
kill -TERM "$pid"
wait "$pid"
is "$(ip -o link show type nlmon)" '' 'gone after SIGTERM, too'

start named -i mon7 -n 1
ok ip link show mon7 -- 'a device with a name'
ip link set lo up
wait "$pid"
is "$?" 0 'ends after a number of datagrams'
is "$(ip -o link show type nlmon)" '' 'and cleans up'
ip link add mon8 type nlmon
ip link set mon8 up
start kept -i mon8 -n 1
ip link set lo up
wait "$pid"
ok ip link show mon8 -- 'a device that was there before stays'
run "$KERNLINK" sniff -i lo
is "$status" 1 'a device of another kind'
like "$err" 'lo is no nlmon device' 'is refused'
done_testing
