#!/bin/bash
# kernlinkd killed behind each step of a plan, with what it was doing: when it is started again there is
# the old network or the new one, whole, and after a change that had to be confirmed the old one.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/netd_lib.sh"
. "$TOP/tests/kernel/net_lib.sh"

old='interfaces:
  br0: {kind: bridge, mtu: 1400, addresses: [192.0.2.1/24, "2001:db8::1/64"]}
  br1: {kind: bridge, addresses: [198.51.100.1/24]}
  br2: {kind: bridge, addresses: [198.51.100.129/25]}
routes:
  - {to: 203.0.113.0/24, via: 192.0.2.254}
  - {to: 203.0.113.0/25, via: 198.51.100.254, table: 100}
rules:
  - {priority: 1000, from: 192.0.2.0/24, table: 100}
'
new='interfaces:
  br0: {kind: bridge, mtu: 1300, addresses: [192.0.2.2/24, "2001:db8::2/64"]}
  br3: {kind: bridge, addresses: [198.51.100.1/24, 10.3.0.1/24, 10.3.1.1/24]}
  br4: {kind: bridge, addresses: [10.4.0.1/24, 10.4.1.1/24, 10.4.2.1/24]}
  br5: {kind: bridge, mtu: 1350, addresses: [10.5.0.1/24, 10.5.1.1/24, "2001:db8:5::1/64"]}
routes:
  - {to: 203.0.113.0/24, via: 192.0.2.253}
  - {to: 203.0.113.128/25, via: 198.51.100.253, table: 101}
  - {to: 10.6.0.0/16, via: 10.3.0.2}
  - {to: 10.7.0.0/16, via: 10.4.0.2}
  - {to: 10.8.0.0/16, via: 10.5.0.2}
rules:
  - {priority: 1001, from: 192.0.2.0/24, table: 101}
  - {priority: 1002, from: 10.3.0.0/16, table: 101}
'
# Others have something, too.
ip link add foreign type bridge
ip link set foreign up
ip addr add 172.16.0.1/24 dev foreign
ip route add 172.17.0.0/16 via 172.16.0.2 proto bgp

apply_folder() { # SETTINGS
    printf '%s' "$1" >"$ETC/network.yaml"
    api POST /v1/apply >"$TMP/applied"
}

start_netd
apply_folder "$new"
new_network=$(snapshot)
apply_folder "$old"
old_network=$(snapshot)
isnt "$new_network" "$old_network" 'the networks differ'
steps=$(api POST /v1/diff "$new" | grep -c action)
like "$steps" '^([3-9][0-9])$' 'there are thirty steps or more between them'
kill_netd TERM

# killed STEP PATH SETTINGS: the daemon does that, and dies behind the step; another is started. With
# "?" in the path the settings are those of the folder.
killed() {
    kill_netd TERM
    KERNLINK_TEST_KILL=$1 KERNLINK_TEST_PARENT=1 start_netd
    if [[ $2 == *'?'* ]]; then
        printf '%s' "$3" >"$ETC/network.yaml"
        api POST "$2" >"$TMP/applied" 2>&1
    else
        api POST "$2" "$3" >"$TMP/applied" 2>&1
    fi
    wait "$netd" 2>/dev/null
    start_netd
}

whole=0 at=0 stride=1
[[ -z $SLOW ]] || stride=10
! ldd "$NETD" | grep -q libasan || stride=7
check() { # WANTED NAME
    local now
    now=$(snapshot)
    [[ $now == "$1" ]] || is "$now" "$1" "$2"
    [[ $now != "$1" ]] || whole=$((whole + 1))
    at=$((at + 1))
}
killed_request() {
    killed "$1" /v1/apply "$new"
    check "$old_network" "a request, killed behind step $1"
}

# Settings of the folder are applied at the start.
killed_start() {
    printf '%s' "$new" >"$ETC/network.yaml"
    kill_netd TERM
    KERNLINK_TEST_KILL=$1 KERNLINK_TEST_PARENT=1 "$NETD" --settings "$ETC" --state "$STATE" \
        --socket "$API" 2>>"$TMP/netd.log" &
    wait $! 2>/dev/null
    start_netd
    check "$new_network" "the folder, killed behind step $1"
}

killed_unconfirmed() {
    killed "$1" '/v1/apply?confirm=600' "$new"
    check "$old_network" "a change to be confirmed, killed behind step $1"
    is "$(api GET /v1/status | jq -c '[.settings.held, .settings.source]')" '[true,"accepted"]' \
        "... is held back, step $1"
}

# One of the three behind each step; all of them with KERNLINK_TEST_FULL.
start_netd
for ((step = 0; step <= steps; step += stride)); do
    for how in request start unconfirmed; do
        [[ -n ${KERNLINK_TEST_FULL:-} ]] || how=$(cut -d' ' -f$((step % 3 + 1)) <<<'request start unconfirmed')
        "killed_$how" "$step"
        apply_folder "$old"
        [[ -n ${KERNLINK_TEST_FULL:-} ]] || break
    done
done
kill_netd TERM
is "$whole" "$at" "$at times killed, the network is whole each time"
like "$(ip route show proto bgp)" '172\.17\.0\.0/16' 'what others made is there still'
is "$(cd "$STATE" && ls | grep -vE 'json|^before$')" lock 'no journal is left'
done_testing
