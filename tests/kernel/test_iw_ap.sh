#!/bin/bash
# An access point of our own: iw, wpa_supplicant and ours join it, data flows, and it says so.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/wifi_lib.sh"
[[ -n $IW_PEER ]] || skip_all 'there is no iw to compare with'
wifi_radios 3
peer() { timeout 20 "$IW_PEER" "$@"; }
mac_of() { ip -o link show "$1" | sed -nE 's,.*link/ether ([0-9a-f:]+).*,\1,p'; }
ap_mac=$(mac_of wlan0) sta_mac=$(mac_of wlan1)
log=$TMP/ap.log

# await FILE PATTERN [FROM_LINE]: waits up to 30 s until a line from there on matches.
await() {
    local i
    for ((i = 0; i < 300; i++)); do
        tail -n "+${3:-1}" "$1" | grep -qE "$2" && return 0
        timeout 0.1 tail -f /dev/null
    done
    return 1
}

# position FILE: the line that comes next.
position() { echo $(($(wc -l <"$1") + 1)); }

start_ap() {
    : >"$log"
    "$IW" "$@" >"$log" 2>"$log.err" &
    ap=$!
    await "$log" 'access point|"started"' || { cat "$log.err" && return 1; }
}

# The type is set by ap run itself.
start_ap dev wlan0 ap run OurAP 2412 20 country DE
is $? 0 'ap run begins'
is "$(<"$log")" 'wlan0: access point OurAP on 2412 MHz, width: 20 MHz, center1: 2412 MHz' 'and says so'
info=$(peer dev wlan0 info)
like "$info" $'ssid OurAP\n\ttype AP' 'iw sees the network'
like "$info" 'channel 1 \(2412 MHz\), width: 20 MHz' 'and its channel'

# connect_by TOOL...: joins from wlan1, more than once where frames are lost.
connect_by() {
    local i from
    for ((i = 0; i < 5; i++)); do
        from=$(position "$log")
        timeout 20 "$@" >"$TMP/connect" 2>&1
        await_joined "$from" 60 && return 0
        peer dev wlan1 disconnect
    done
    cat "$TMP/connect"
    return 1
}

await_joined() {
    local i
    for ((i = 0; i < $2; i++)); do
        tail -n "+$1" "$log" | grep -q "$sta_mac joined" && return 0
        timeout 0.1 tail -f /dev/null
    done
    return 1
}

connect_by "$IW_PEER" dev wlan1 connect -w OurAP 2412
is $? 0 'iw joins'
like "$(<"$log")" "wlan0: $sta_mac joined \\(aid 1 HT HE WMM\\)" 'with what it can do'
like "$(peer dev wlan1 link)" "Connected to $ap_mac .*SSID: OurAP" 'it is connected'
stations=$(peer dev wlan0 station dump)
like "$stations" "Station $sta_mac \\(on wlan0\\)" 'the AP has the station'
like "$stations" $'authorized:\tyes' 'which may send data'
like "$(peer dev wlan1 station dump)" $'DTIM period:\t2\n\tbeacon interval:100' 'its beacons came'
like "$(peer dev wlan1 scan dump)" $'Country: DE' 'with the country'
from=$(position "$log")
peer dev wlan1 disconnect
await "$log" "$sta_mac left, reason 3" "$from"
is $? 0 'its good-bye is heard'

connect_by "$IW" dev wlan1 connect -w OurAP 2412
is $? 0 'ours joins'

# Data, between namespaces: the radio itself goes to another.
unshare -n sleep 150 &
there=$!
for ((i = 0; i < 100; i++)); do
    [[ $(readlink "/proc/$there/ns/net") != "$(readlink /proc/self/ns/net)" ]] && break
    timeout 0.05 tail -f /dev/null
done
from=$(position "$log")
phy=phy#$(peer dev wlan1 info | sed -n 's/.*wiphy //p')
peer dev wlan1 disconnect
await "$log" "$sta_mac left" "$from"
peer "$phy" set netns "$there"
inside() { nsenter -t "$there" -n timeout 20 "$@"; }
inside ip link set wlan1 up
ip address add 192.0.2.1/24 dev wlan0
inside ip address add 192.0.2.2/24 dev wlan1
connect_by nsenter -t "$there" -n "$IW_PEER" dev wlan1 connect -w OurAP 2412
is $? 0 'a station of another namespace joins'
# A datagram there and back, more than once where one is lost.
echo 'import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("192.0.2.2", 4711))
while True:
    data, whence = s.recvfrom(100)
    s.sendto(data, whence)' >"$TMP/echo.py"
nsenter -t "$there" -n timeout 60 python3 "$TMP/echo.py" 2>"$TMP/echo.err" &
echo=$!
run timeout 40 python3 -c 'import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(2)
for i in range(15):
    try:
        s.sendto(b"over the air", ("192.0.2.2", 4711))
        print(s.recv(100).decode())
        break
    except OSError:
        pass'
is "$out" 'over the air' 'data flows, there and back'
kill "$echo"
ours=$("$IW" --json dev wlan0 station dump | python3 -c 'import json,sys
s = json.load(sys.stdin)[0]
print(s["mac"], s["rx_packets"] > 0 and s["tx_packets"] > 0, s["flags"]["authorized"])')
is "$ours" "$sta_mac True True" 'station dump counted it'
from=$(position "$log")
inside "$IW_PEER" dev wlan1 disconnect
await "$log" "$sta_mac left" "$from"

# wpa_supplicant.
if command -v wpa_supplicant >/dev/null; then
    printf 'ctrl_interface=%s\nnetwork={\n ssid="OurAP"\n key_mgmt=NONE\n scan_freq=2412\n}\n' \
        "$TMP/wpas" >"$TMP/wpas.conf"
    from=$(position "$log")
    nsenter -t "$there" -n timeout 100 wpa_supplicant -i wlan1 -D nl80211 -c "$TMP/wpas.conf" \
        >"$TMP/wpas.log" 2>&1 &
    wpas=$!
    await_joined "$from" 600
    is $? 0 'wpa_supplicant joins'
    await "$TMP/wpas.log" 'CTRL-EVENT-CONNECTED'
    is $? 0 'and knows it'
    from=$(position "$log")
    kill "$wpas"
    await "$log" "$sta_mac left" "$from"
    is $? 0 'and leaves'
else
    skip 'wpa_supplicant' 'it is not there'
fi

# Sent away by hand, and the end.
connect_by nsenter -t "$there" -n "$IW_PEER" dev wlan1 connect -w OurAP 2412
from=$(position "$log")
peer dev wlan0 station del "$sta_mac"
await "$log" "$sta_mac left" "$from"
is $? 0 'station del is noticed'
kill -INT "$ap"
wait "$ap"
is $? 0 'interrupted, it ends well'
unlike "$(peer dev wlan0 info)" 'ssid' 'and the network is gone'
kill "$there"

# Begun and left alone, as iw does it; and stopped.
run timeout 20 "$IW" dev wlan0 ap start Quiet 2437 HT20 200 3 hidden-ssid
is "$status $out$err" '0 ' 'ap start'
like "$(peer dev wlan0 info)" 'channel 6 \(2437 MHz\)' 'it is there'
run timeout 20 "$IW" dev wlan0 ap start Again 2437
is "$status" 142 'a second one is refused, as iw is'
run timeout 20 "$IW" dev wlan0 ap stop
is "$status $out$err" '0 ' 'ap stop'
head=80000000ffffffffffff${ap_mac//:/}${ap_mac//:/}00000000000000000000640001000003414243010802040b160c1218240301$(printf 0b)
run timeout 20 "$IW" dev wlan0 ap start ABC 2462 NOHT 100 2 head "$head" tail 2a010032043048606c
is "$status $out$err" '0 ' 'with a beacon of hexadecimal digits'
wait_scan() {
    local i
    for ((i = 0; i < 5; i++)); do
        timeout 30 "$IW_PEER" dev wlan2 scan freq 2462 | grep -q 'SSID: ABC' && return 0
    done
    return 1
}
wait_scan
is $? 0 'which iw scans'
peer dev wlan0 ap stop
alike 'ap stop where there is none' dev wlan0 ap stop
run "$IW" dev wlan0 ap start X
is "$status" 1 'too few arguments'
done_testing
