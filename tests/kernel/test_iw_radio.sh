#!/bin/bash
# Other channels, management frames, radar, channel switches, traffic classes and keys.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/wifi_lib.sh"
[[ -n $IW_PEER ]] || skip_all 'there is no iw to compare with'
wifi_radios 3
peer() { timeout 20 "$IW_PEER" "$@"; }
mac_of() { ip -o link show "$1" | sed -nE 's,.*link/ether ([0-9a-f:]+).*,\1,p'; }
results() { sed -nE 's/.*"result": ?"([a-z]+)".*/\1/p' | tr '\n' ' '; }

# await FILE PATTERN: waits up to 30 s for a line.
await() {
    local i
    for ((i = 0; i < 300; i++)); do
        grep -qE "$2" "$1" && return 0
        timeout 0.1 tail -f /dev/null
    done
    return 1
}

# Time on a channel: both ends of it.
run timeout 30 "$IW" --jsonl dev wlan0 offchannel 2437 300
is "$status $(results <<<"$out")" '0 ready expired ' 'a time on another channel, and its end'
run timeout 30 "$IW" dev wlan0 offchannel 2462 100
is "$status $out$err" '0 ' 'nothing is said of it as text'
run timeout 30 "$IW" dev wlan0 roc start 2462 100
is "$status $out$err" '0 ' 'roc start'
run timeout 30 "$IW" dev wlan0 offchannel 1234 100
is "$status" 234 'a frequency that is none'
run "$IW" dev wlan0 offchannel 2412
is "$status" 1 'a time is needed'

# An IBSS changes its channel.
peer dev wlan2 set type ibss || { ip link set wlan2 down && peer dev wlan2 set type ibss; }
ip link set wlan2 up
peer dev wlan2 ibss join Cell 2412 fixed-freq 02:11:22:33:44:55
for ((i = 0; i < 100; i++)); do
    [[ $(peer dev wlan2 info) == *'channel 1 '* ]] && break
    timeout 0.1 tail -f /dev/null
done
run timeout 60 "$IW" --jsonl dev wlan2 switch freq 2437 beacons 3 wait
is "$status $(results <<<"$out")" '0 switched ' 'a switch is awaited'
like "$(peer dev wlan2 info)" 'channel 6 \(2437 MHz\)' 'iw sees where it is'
peer dev wlan2 ibss leave

# Management frames that reach an AP; iw beside ours.
ip link set wlan0 down
peer dev wlan0 set type __ap
ip link set wlan0 up
"$IW" dev wlan0 ap start Listener 2437 20
frames_by() { # TOOL...: what it prints of a probe request for "prober"
    local i k pid
    for ((i = 0; i < 2; i++)); do
        timeout 40 "$@" dev wlan0 mgmt dump frame 40 00:06:70:72:6f:62:65:72 count 1 \
            >"$TMP/frames" 2>&1 &
        pid=$!
        for ((k = 0; k < 2; k++)); do
            timeout 12 "$IW_PEER" dev wlan1 scan freq 2437 ssid prober >"$TMP/scan" 2>&1
            kill -0 "$pid" 2>/dev/null || break
        done
        kill "$pid" 2>/dev/null
        wait "$pid" 2>/dev/null
        [[ -s $TMP/frames ]] && break
    done
    cat "$TMP/frames"
}
# The sequence number and the signal are others each time.
steady() { awk '/^rssi/ { $2 = "N" } /^mgmt/ && ++n == 2 { $8 = $9 = "ss" } { $1 = $1; print }'; }
ours=$(frames_by "$IW" | steady)
like "$ours" $'^freq 2437 MHz\nrssi N dBm\nmgmt: 40 00 00 00 ff ff' 'a frame is received'
is "$ours" "$(frames_by "$IW_PEER" | steady)" 'and printed as by iw'
json=$(frames_by "$IW" --jsonl)
like "$json" "\"from\": ?\"$(mac_of wlan1)\"" 'and as JSON'
run "$IW" dev wlan0 mgmt dump frame xx 00
is "$status" 2 'a type that is none'
run "$IW" dev wlan0 mgmt dump 40
is "$status" 1 'no frame'
ap=$(mac_of wlan0)
run timeout 30 "$IW" dev wlan0 mgmt send 0 "c0000000ffffffffffff${ap//:/}${ap//:/}00000300"
is "$status" 0 'a frame is sent to all'
run timeout 30 "$IW" --json dev wlan0 mgmt send 0 "c0000000020000009900${ap//:/}${ap//:/}00000300"
like "$status $out" '^1 .*"acked": ?false' 'to nobody, it is not acknowledged'
run timeout 30 "$IW" dev wlan0 mgmt send 0 c000
is "$status" 234 'half a frame is refused'

# Stations made by hand, and their traffic classes.
run timeout 20 "$IW" dev wlan0 station new 02:00:00:00:99:00 aid 5 flags authenticated associated wme
is "$status $out$err" '0 ' 'station new'
like "$(peer dev wlan0 station get 02:00:00:00:99:00)" $'authorized:\tno\n.*associated:\tyes' 'iw sees it'
run timeout 20 "$IW" dev wlan0 station set 02:00:00:00:99:00 flags +authorized
is "$status $out$err" '0 ' 'a flag is set'
like "$(peer dev wlan0 station get 02:00:00:00:99:00)" $'authorized:\tyes' 'and seen'
# (The simulated radio of this kernel shares no air.)
alike 'a share of the air' dev wlan0 station set 02:00:00:00:99:00 airtime_weight 300
alike 'station dump -v' dev wlan0 station dump -v
tids=$("$IW" --json dev wlan0 station dump | python3 -c 'import json,sys
t = json.load(sys.stdin)[0]["tids"]
print(len(t), t[16]["tid"], "rx_msdu" in t[0])')
is "$tids" '17 16 True' 'traffic classes as JSON'
alike 'a mesh action, of an AP' dev wlan0 station set 02:00:00:00:99:00 plink_action open
alike 'an action that is none' dev wlan0 station set 02:00:00:00:99:00 plink_action shut

# A key of that station, and one of the group, with their counters.
run timeout 20 "$IW" dev wlan0 key new 0 CCMP 000102030405060708090a0b0c0d0e0f 02:00:00:00:99:00
is "$status $out$err" '0 ' 'a key of a station'
run timeout 20 "$IW" --json dev wlan0 key get 0 02:00:00:00:99:00
like "$status $out" '^0 .*"cipher": ?"CCMP".*"sequence": ?"00:?00:?00:?00:?00:?00"' 'its counter is read'
run timeout 20 "$IW" dev wlan0 key get 0 02:00:00:00:99:00
like "$status $out" '^0 Key seq: 00 00 00 00 00 00 ' 'as text in the form of later versions of iw'
run timeout 20 "$IW" dev wlan0 key new 1 CCMP 000102030405060708090a0b0c0d0e0f
is "$status $out$err" '0 ' 'a key of the group'
run timeout 20 "$IW" dev wlan0 key default 1 multicast
is "$status $out$err" '0 ' 'to send with'
run timeout 20 "$IW" dev wlan0 key del 1
is "$status $out$err" '0 ' 'it is removed'
run timeout 20 "$IW" dev wlan0 key del 1
is "$status" 254 'only once'
run timeout 20 "$IW" dev wlan0 key new 1 CCMP 0001
is "$status" 234 'a key that is too short is refused'
like "$err" 'CCMP has 16 bytes, not 2' 'with the reason'
run timeout 20 "$IW" dev wlan0 station del 02:00:00:00:99:00 subtype 0xc reason-code 3
is "$status $out$err" '0 ' 'station del'
is "$(peer dev wlan0 station dump)" '' 'and it is gone'
peer dev wlan0 ap stop

# Radar: simulated by the driver's file for that.
peer reg set DE
for ((i = 0; i < 50; i++)); do
    [[ $(peer reg get) == *'country DE'* ]] && break
    timeout 0.2 tail -f /dev/null
done
mountpoint -q /sys/kernel/debug || mount -t debugfs debugfs /sys/kernel/debug 2>/dev/null
# The file is found by the radio's name, which is one for all namespaces: radio0 may be another's.
"$HWSIM" add "radar$$" >/dev/null
radar=/sys/kernel/debug/ieee80211/radar$$/hwsim/dfs_simulate_radar
ip link set wlan3 down
peer dev wlan3 set type __ap
ip link set wlan3 up
if [[ -e $radar ]]; then
    timeout 100 "$IW" dev wlan3 cac freq 5260 HT20 >"$TMP/cac" 2>"$TMP/cac.err" &
    cac=$!
    await "$TMP/cac" '5260 MHz: CAC started'
    is $? 0 'a search for radar begins'
    echo 1 >"$radar"
    await "$TMP/cac" 'radar detected|aborted'
    wait $cac
    is "$? $(tail -n 1 "$TMP/cac")" '1 5260 MHz: radar detected' 'which finds one'
    timeout 100 "$IW" --jsonl dev wlan3 cac channel 100 HT20 >"$TMP/cac" 2>"$TMP/cac.err" &
    cac=$!
    await "$TMP/cac" 'started'
    ip link set wlan3 down
    wait $cac
    is "$? $(results <"$TMP/cac")" '1 started aborted ' 'it ends with the interface'
else
    skip 'the search for radar' 'the driver cannot simulate one here'
fi
done_testing
