#!/bin/bash
# kernlink iw beside Debian's iw, line for line where both can do it, on simulated radios.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/wifi_lib.sh"
[[ -n $IW_PEER ]] || skip_all 'there is no iw to compare with'
wifi_radios 4
wifi_ap <<'CONF'
interface=wlan0
ssid=OpenNet
hw_mode=g
channel=1
ieee80211n=1
wmm_enabled=1
CONF
wifi_ap <<'CONF'
interface=wlan1
ssid=SecNet
hw_mode=g
channel=6
wpa=2
wpa_key_mgmt=WPA-PSK SAE
rsn_pairwise=CCMP
ieee80211w=1
wpa_passphrase=password123
CONF
phy=$(iw dev wlan2 info | sed -n 's/.*wiphy //p')

alike 'dev' dev
alike 'dev info' dev wlan2 info
alike 'the name alone' wlan0 info
alike 'link, not connected' dev wlan2 link
alike 'leave what was not joined' dev wlan2 ibss leave

# Until the access points were seen: a slow machine's may answer late.
seen=
for ((i = 0; i < 60; i++)); do
    run "$IW" dev wlan2 scan --table freq 2412 2437
    seen=$out
    [[ $seen == *OpenNet*SecNet* || $seen == *SecNet*OpenNet* ]] && break
done
is "$status" 0 'a scan'
like "$seen" 'dBm   2412     1     20  open  .*OpenNet' 'the table has the open network'
like "$seen" 'dBm   2437     6     20  WPA2/WPA3  .*SecNet' 'and the security of the other'
run "$IW" --json dev wlan2 scan dump
is "$(python3 -c 'import json,sys
for b in sorted(json.load(sys.stdin), key=lambda b: b["freq_mhz"]):
    print(b["ssid"], b["freq_mhz"], b["channel"], b["signal_mbm"] < 0, len(b["elements"]) > 3)' <<<"$out")" \
    $'OpenNet 2412 1 True True\nSecNet 2437 6 True True' 'the same as JSON'

# What a connect ends with is what it says, and what its exit status says.
for ((i = 0; i < 20; i++)); do
    run "$IW" dev wlan2 connect -w OpenNet
    ((status == 0)) && break
done
is "$status" 0 'connected'
like "$out" "^wlan2 \(phy #$phy\): connected to 02:" 'and said so as iw does'
like "$(iw dev wlan2 link)" 'SSID: OpenNet' 'iw sees it'
alike 'link' dev wlan2 link
alike 'station dump' dev wlan2 station dump
alike 'the other side' dev wlan0 station dump
ap=$(iw dev wlan2 link | sed -n 's/Connected to \([^ ]*\).*/\1/p')
alike 'station get' dev wlan2 station get "$ap"
alike 'a station that is not there' dev wlan2 station get 02:11:22:33:44:55
alike 'connected already' dev wlan2 connect -w OpenNet
run "$IW" --json dev wlan2 station dump
is "$(python3 -c 'import json,sys
s, = json.load(sys.stdin)
print(s["mac"], s["signal_dbm"] < 0, s["flags"]["authorized"], s["tx_rate"]["rate_kbps"] > 0)' <<<"$out")" \
    "$ap True True True" 'a station as JSON'
run "$IW" --json dev wlan2 link
is "$(python3 -c 'import json,sys
l, = json.load(sys.stdin)
print(l["connected"], l["bssid"], l["ssid"], l["freq_mhz"])' <<<"$out")" \
    "True $ap OpenNet 2412" 'the link as JSON'
alike 'disconnect' dev wlan2 disconnect
alike 'link, after it' dev wlan2 link
run "$IW" dev wlan2 connect -w SecNet
is "$status" 1 'a protected network without a supplicant is a failure'
run "$IW" dev wlan2 connect -w Nowhere 2412
is "$status" 1 'so is one that is not there'
like "$out" 'failed to connect' 'in words'

# Interfaces.
run "$IW" phy "phy#$phy" interface add mon0 type monitor flags fcsfail
is "$status $err" '0 ' 'a monitor is made'
like "$(iw dev mon0 info)" 'type monitor' 'iw sees it'
alike 'its info' dev mon0 info
run "$IW" dev mon0 del
is "$status" 0 'and deleted'
run ip link show mon0
isnt "$status" 0 'ip does not see it any more'
run "$IW" dev wlan3 interface add sta1 type managed 4addr on addr 02:00:00:00:aa:01
is "$status" 0 'a second station'
like "$(iw dev sta1 info)" $'addr 02:00:00:00:aa:01\n.*type managed\n.*4addr: on' 'as asked for'
run "$IW" dev sta1 set type ibss
is "$status" 0 'its type is set'
like "$(iw dev sta1 info)" 'type IBSS' 'iw sees it'

# Joined both ways of asking.
ip link set wlan3 down
"$IW_PEER" dev wlan3 set type ibss
ip link set wlan3 up
run "$IW" dev wlan3 ibss join cell 2462 HT20 fixed-freq 02:ca:fe:00:00:02
is "$status$err" 0 'an IBSS is joined'
for ((i = 0; i < 100; i++)); do
    [[ $(iw dev wlan3 link) == *'Joined IBSS 02:ca:fe:00:00:02'* ]] && break
    timeout 1 "$IW_PEER" event >/dev/null
done
alike 'its link' dev wlan3 link
alike 'its channel' dev wlan3 info
run "$IW" dev wlan3 ibss leave
is "$status" 0 'and left'
run "$IW" dev wlan3 ibss join cell 5180 80 5290
is "$status" 1 'a width that does not fit'
like "$err" '5180 MHz is not in the 80 MHz around 5290 MHz' 'is explained'

# Mistakes.
alike_status() {
    "$IW_PEER" "${@:2}" >/dev/null 2>&1
    local code=$?
    run "$IW" "${@:2}"
    is "$status" "$code" "$1: the exit status is iw's"
}
alike_status 'no such interface' dev nosuch info
alike_status 'no such phy' phy nosuch info
alike_status 'no such command' dev wlan2 foo
run "$IW" dev wlan2 scna
like "$err" "no command 'scna'; did you mean 'scan'\?" 'a misspelt command is named'
run "$IW" dev wlan2 scan freq abc
like "$err" "'abc' is no frequency in MHz" 'a bad frequency is named'
run "$IW" dev wlan2 scan passive ssid x
like "$err" 'a passive scan asks for no SSID' 'what contradicts itself is refused'
done_testing
