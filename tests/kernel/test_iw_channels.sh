#!/bin/bash
# What kernlink iw draws for people: how busy channels are, the line about a scan that runs, the table.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/wifi_lib.sh"
wifi_radios 3
wifi_ap <<'CONF'
interface=wlan0
ssid=OpenNet
hw_mode=g
channel=1
ieee80211n=1
bss_load_update_period=50
CONF
wifi_ap <<'CONF'
interface=wlan1
utf8_ssid=1
ssid2="Café <&> 网络"
hw_mode=a
country_code=US
ieee80211d=1
channel=36
ieee80211n=1
ieee80211ac=1
ht_capab=[HT40+]
vht_oper_chwidth=1
vht_oper_centr_freq_seg0_idx=42
wpa=2
wpa_key_mgmt=SAE
rsn_pairwise=CCMP
ieee80211w=2
sae_password=password123
CONF

# Until both access points were seen: a slow machine's may answer late.
for ((i = 0; i < 20; i++)); do
    run env COLUMNS=100 "$IW" dev wlan2 channels --chart --svg "$TMP/a.svg" freq 2412 5180
    [[ $out == *OpenNet*Café* ]] && break
done
is "$status$err" 0 'channels --chart'
like "$out" $'^wlan2: 2 networks on [0-9]+ channels\n' 'counts networks and channels'
like "$out" $'\n2.4 GHz\n.*\n   1.  2412  [█░]+ +[~0-9]+%     1 +-[0-9]+ dBm  OpenNet\n' 'has a bar for channel 1'
like "$out" $'\n5 GHz\n.*\n  36.  5180  [█░]* .*    1 +-[0-9]+ dBm  Café <&> 网络' 'and the other band'
ok python3 -c 'import sys, xml.dom.minidom
d = xml.dom.minidom.parse(sys.argv[1])
texts = ["".join(c.data for c in t.childNodes) for t in d.getElementsByTagName("text")]
assert d.documentElement.tagName == "svg" and "Café <&> 网络" in texts and "OpenNet" in texts, texts
' "$TMP/a.svg" -- 'the picture is XML and has the names'
run "$IW" dev wlan2 channels --no-scan
like "$out" $'  36.  5180 .*Café <&> 网络' 'without a scan: what was seen before'
unlike "$out" '█' 'and without --chart: numbers'
run "$IW" --json channels --no-scan
is "$(python3 -c 'import json,sys
for c in json.load(sys.stdin):
    if c["networks"]:
        print(c["ifname"], c["band"], c["channel"], c["freq_mhz"], c["networks"],
              -10000 < c["strongest_signal_mbm"] < 0, 0 <= c.get("busy_permille", -1) <= 1000,
              c.get("busy_source"))' <<<"$out" | sed 's/^wlan./wlanN/')" \
    $'wlanN 2.4 GHz 1 2412 1 True True survey\nwlanN 5 GHz 36 5180 1 True True survey' \
    'as JSON, of the first device'
# What the radio counted is what iw shows of it.
"$IW_PEER" dev wlan2 survey dump | grep -A 9 2412 >"$TMP/survey"
run "$IW" --json dev wlan2 channels --no-scan
is "$(python3 -c 'import json,sys
c, = [c for c in json.load(sys.stdin) if c["freq_mhz"] == 2412]
print(c["active_ms"], c["busy_ms"])' <<<"$out")" \
    "$(sed -n 's/.*channel \(active\|busy\) time:[^0-9]*\([0-9]*\) ms/\2/p' "$TMP/survey" | head -n 2 | paste -sd ' ')" \
    'by the times that iw shows'
run "$IW" dev wlan2 channels --svg "$TMP/no/such/folder.svg" --no-scan
is "$status" 1 'a picture that cannot be written is a failure'
like "$err" "folder.svg cannot be written: No such file" 'and said'
run "$IW" dev wlan2 channels --svg
is "$status" 1 'a name must follow'
run "$IW" channels what
like "$err" "'what' is not understood" 'what is not understood is named'

# The table.
run "$IW" dev wlan2 scan dump --table
like "$out" $'  5180    36     80  WPA3      .*  Café <&> 网络' 'the table has width, WPA3, and a name in UTF-8'
like "$out" $'  2412     1     20  open      .*  OpenNet' 'and the open network'

# On a terminal there is a line about the scan, and it goes away; else there is none.
lines=
for ((i = 0; i < 5; i++)); do
    lines=$(timeout 60 script -qec "$IW dev wlan2 scan --table" /dev/null </dev/null)
    [[ $lines == *OpenNet* ]] && break
done
like "$lines" $'\rscanning with wlan2, [0-9]+\\.[0-9] s, [0-9]+ networks so far' 'a line while it scans, on a terminal'
like "$lines" $'\r\e\\[Ksignal|\r\e\\[K\e\\[2msignal' 'it is taken away before the table'
run "$IW" dev wlan2 scan --table freq 2412
is "$err" '' 'none where there is no terminal'
run "$IW" dev wlan2 scan abort

# What completion asks for: the devices there are.
is "$("$IW" --complete dev | sort | paste -sd ' ')" 'wlan0 wlan1 wlan2' 'completion knows interfaces'
is "$("$IW" --complete phy | sort)" "$(iw phy | sed -n 's/^Wiphy //p' | sort)" 'and phys'
like "$("$IW" --complete wlan2 scan | paste -sd ' ')" 'trigger dump abort' 'commands behind a name alone'
like "$("$IW" --complete | paste -sd ' ')" 'reg .*wlan1' 'and all of them at first'
run ip link set wlan2 down
run "$IW" dev wlan2 channels
isnt "$status" 0 'an interface that is down is a failure'
like "$err" 'Network is down' 'in words'
done_testing
