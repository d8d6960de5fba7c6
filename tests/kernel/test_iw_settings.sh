#!/bin/bash
# What kernlink iw sets, read back by Debian's iw; and what both print of it, side by side.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/wifi_lib.sh"
[[ -n $IW_PEER ]] || skip_all 'there is no iw to compare with'
wifi_radios 3
phy_of() { timeout 20 "$IW_PEER" dev "$1" info | sed -n 's/.*wiphy //p'; }
peer() { timeout 20 "$IW_PEER" "$@"; }
phy=phy#$(phy_of wlan0)

# ours NAME ARGUMENT...: ours does it, without a word.
ours() {
    local name=$1
    shift
    run timeout 20 "$IW" "$@"
    is "$status $out$err" '0 ' "$name"
}

# alike_status NAME ARGUMENT...: it ends as iw's does, whatever is said.
alike_status() {
    local code
    peer "${@:2}" >/dev/null 2>&1
    code=$?
    run "$IW" "${@:2}"
    is "$status" "$code" "$1: the exit status is iw's"
}

# Regulatory. Without a database a country is acknowledged and stays what it was: then both say so.
alike 'reg get' reg get
alike 'reg get of a phy' "$phy" reg get
ours 'a country is set' reg set DE
for ((i = 0; i < 50; i++)); do
    [[ $(peer reg get) == *'country DE'* ]] && break
    timeout 0.2 "$IW_PEER" event >/dev/null
done
alike 'reg get behind it' reg get
alike 'reg get of the phy behind it' "$phy" reg get
alike 'reg reload' reg reload
run "$IW" --json reg get
is "$(python3 -c 'import json,sys
r = json.load(sys.stdin)[0]
print("country %s: DFS-%s" % (r["country"], r["dfs_region"]))
for q in r["rules"]:
    print("\t(%d - %d @ %d), (N/A, %d)" % (q["start_khz"] / 1000, q["end_khz"] / 1000,
        q["max_width_khz"] / 1000, q["max_eirp_mbm"] / 100))' <<<"$out")" \
    "$(peer reg get | sed -n '/^global/,/^$/p' |
        sed -nE 's/^(\t\([^)]*\), \([^)]*\)).*/\1/p; /^country/p')" 'the rules as JSON'
alike_status 'no country' reg set D

# Survey: the simulated radio counts on channels that it was tuned to by a scan. (One of its own
# channel alone tunes nothing.)
run timeout 60 "$IW" dev wlan0 scan freq 2412 2437
is "$status" 0 'a scan'
survey_of() { timeout 20 "$1" dev wlan0 survey dump | sed -E 's/(noise|time):(\t+)-?[0-9]+/\1:\2N/'; }
is "$(survey_of "$IW")" "$(survey_of "$IW_PEER")" 'survey dump'
like "$(survey_of "$IW")" $'frequency:\t\t\t2437 MHz' 'it has a channel that was scanned'
alike_status 'no such interface' dev nosuch survey dump

# Interfaces.
for state in on off; do
    alike "power save to be $state" dev wlan0 set power_save $state
    alike "power save is $state" dev wlan0 get power_save
done
alike 'a state that is neither' dev wlan0 set power_save maybe
ours 'a fixed power' dev wlan0 set txpower fixed 1000
ours 'a limit for the phy' "$phy" set txpower limit 500
ours 'and none' dev wlan0 set txpower auto
alike 'txpower without a power' dev wlan0 set txpower fixed
alike 'a kind that is none' dev wlan0 set txpower most 100
ours 'a monitor beside it' dev wlan1 interface add mon1 type monitor
peer dev wlan1 del
ip link set mon1 up
ours 'its channel' dev mon1 set channel 6
like "$(peer dev mon1 info)" 'channel 6 \(2437 MHz\)' 'iw sees it'
ours 'with a width' dev mon1 set freq 5180 80 5210
like "$(peer dev mon1 info)" '5180 MHz\), width: 80 MHz, center1: 5210' 'iw sees it, too'
ours 'by its short form' dev mon1 set freq 2412 HT40+
like "$(peer dev mon1 info)" '2412 MHz\), width: 40 MHz, center1: 2422' 'iw sees that'
run "$IW" dev mon1 set freq 2412 HTx
is "$status" 1 'a width that is none'
alike 'cqm off' dev wlan0 cqm rssi off
alike 'cqm' dev wlan0 cqm rssi -60 3
alike 'noack_map' dev wlan0 set noack_map 3
alike 'mcast_rate, of a station' dev wlan0 set mcast_rate 5.5

# The phy.
info() { peer "$phy" info; }
ours 'RTS' "$phy" set rts 500
like "$(info)" 'RTS threshold: 500' 'iw sees the threshold'
ours 'RTS off' "$phy" set rts off
ours 'fragmentation' "$phy" set frag 700
like "$(info)" 'Fragmentation threshold: 700' 'iw sees this threshold'
ours 'fragmentation off' "$phy" set frag off
ours 'retries' "$phy" set retry short 5 long 3
like "$(info)" $'Retry short limit: 5\n.*Retry long limit: 3' 'iw sees them'
alike 'coverage class' "$phy" set coverage 3
alike 'a distance' "$phy" set distance 500
alike 'antennas' "$phy" set antenna 1
alike_status 'a limit without a number' "$phy" set txq limit
# (The simulated radio of this kernel has no antennas, no distances and no queues to set.)
alike 'a queue limit' "$phy" set txq limit 5000
alike 'a memory limit' "$phy" set txq memory_limit 1000000
alike 'a quantum' "$phy" set txq quantum 400
alike 'get txq' "$phy" get txq
ours 'a name' "$phy" set name radio-x
# iw looks names up in /sys, which shows the namespace that it was mounted in.
like "$("$IW_PEER" "$phy" info 2>&1)" 'Wiphy radio-x' 'iw shows the name'
is "$("$IW" phy radio-x reg get 2>&1)" "$("$IW_PEER" "$phy" reg get 2>&1)" 'the phy by its name'
ours 'and back' phy radio-x set name wasphy0

# Namespaces.
unshare -n sleep 100 &
there=$!
for ((i = 0; i < 100; i++)); do
    [[ $(readlink "/proc/$there/ns/net") != "$(readlink /proc/self/ns/net)" ]] && break
    timeout 0.05 tail -f /dev/null
done
phy2=phy#$(phy_of wlan2)
ours 'a phy goes to a namespace' "$phy2" set netns "$there"
run ip link show wlan2
isnt "$status" 0 'its interface is gone'
like "$(nsenter -t "$there" -n timeout 20 "$IW_PEER" dev)" 'Interface wlan2' 'and there'
run nsenter -t "$there" -n timeout 20 "$IW" "$phy2" set netns name "/proc/$$/ns/net"
is "$status $err" '0 ' 'and comes back by a path'
like "$(peer dev)" 'Interface wlan2' 'with its interface'
kill "$there"
run "$IW" "$phy2" set netns name nosuch
is "$status" 1 'a namespace that is not there'
like "$err" '/run/netns/nosuch' 'is named'
done_testing
