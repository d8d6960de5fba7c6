#!/bin/bash
# hostapd and wpa_supplicant, traced while a station connects: whatever they and the kernel say to each
# other is named, down to the last value. Needs a kernel with simulated radios (make vm).
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/wifi_lib.sh"
command -v hostapd >/dev/null && command -v wpa_supplicant >/dev/null ||
    skip_all 'hostapd and wpa_supplicant are not installed'
wifi_radios 2

# until_said TEXT FILE: waits for it to be there, 60 seconds at most.
until_said() {
    for ((i = 0; i < 600; i++)); do
        grep -q -e "$1" "$2" 2>/dev/null && return 0
        sleep 0.1
    done
    return 1
}
# traced NAME COMMAND...: in the background, under our tracer, until it is stopped.
traced() {
    local name=$1
    shift
    timeout 150 "$KERNLINK" trace -f -o "$TMP/$name.text" -w "$TMP/$name.pcapng" -- "$@" \
        >"$TMP/$name.out" 2>&1 &
    pids+=($!)
}
pids=()

cat >"$TMP/ap.conf" <<CONF
driver=nl80211
interface=wlan0
ssid=traced
hw_mode=g
channel=1
ieee80211n=1
wmm_enabled=1
wpa=2
wpa_key_mgmt=WPA-PSK
rsn_pairwise=CCMP
wpa_passphrase=correct horse
CONF
cat >"$TMP/sta.conf" <<CONF
ctrl_interface=$TMP/sta
network={
    ssid="traced"
    psk="correct horse"
    scan_freq=2412
}
CONF
traced ap hostapd "$TMP/ap.conf"
ok until_said AP-ENABLED "$TMP/ap.out" -- 'an access point starts under the tracer'
traced sta wpa_supplicant -D nl80211 -i wlan1 -c "$TMP/sta.conf"
ok until_said CTRL-EVENT-CONNECTED "$TMP/sta.out" -- 'and a station, which connects'
ok until_said AP-STA-CONNECTED "$TMP/ap.out" -- 'to it'
for pid in "${pids[@]}"; do
    kill -TERM "$pid"
done
for pid in "${pids[@]}"; do
    wait "$pid"
done

# Bytes on purpose: elements and frames, keys, and capabilities in the form of their elements.
bytes='raw NL80211_(ATTR_)?((REQ_|RESP_)?IE|IE_(PROBE|ASSOC)_RESP|FRAME(_MATCH)?|BEACON_(HEAD|TAIL|IES)|VENDOR_DATA'
bytes+='|KEY_(DATA|SEQ)|REKEY_DATA_(KEK|KCK|REPLAY_CTR)|V?HT_CAPABILITY(_MASK)?|EXT_CAPA(_MASK)?'
bytes+='|BSS_(INFORMATION_ELEMENTS|BEACON_IES)|BAND_ATTR_V?HT_MCS_SET'
bytes+='|BAND_IFTYPE_ATTR_E?H[ET]_CAP_(MAC|PHY|MCS_SET|PPE)) '
counters='(unknown [0-9]+ in|nameless) IFLA_INET6_STATS ' # numbered; newer kernels have more than names
"$TOP/build/tests/dump_schema" >"$TMP/dump"
for name in ap sta; do
    "$KERNLINK" decode --jsonl "$TMP/$name.pcapng" >"$TMP/$name.jsonl" 2>"$TMP/$name.err"
    is "$? $(<"$TMP/$name.err")" '0 ' "$name: nothing is malformed"
    run python3 "$TOP/tests/kernel/complaints.py" "$TMP/dump" <"$TMP/$name.jsonl"
    is "$status $(grep -vE "^($bytes|$counters)" <<<"$out")" '0 ' \
        "$name: all of it has a name ($(wc -l <"$TMP/$name.jsonl") messages)"
done
text=$(<"$TMP/sta.text")
like "$text" $'\n +NL80211_BSS_INFORMATION_ELEMENTS [^\n]*\n +ssid "traced"\n' 'what a scan found, element by element'
like "$text" $'nl80211 associate ack [^!]*\n    NL80211_ATTR_AKM_SUITES \\[psk ' 'how the station associates'
like "$text" 'NL80211_ATTR_FRAME authentication ' 'kinds of frames'
like "$(<"$TMP/ap.text")" $'nl80211 start_ap ack [^!]*\n    NL80211_ATTR_SSID "traced"' 'how the access point starts'
done_testing
