#!/bin/bash
# An access point of two links (multi-link operation) and a phy of several radios, by kernlink iw; what
# is on the air is read by another radio with Debian's iw. A phy of several radios needs a kernel newer than 6.10.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/wifi_lib.sh"
[[ -n $IW_PEER ]] || skip_all 'there is no iw to compare with'
"$HWSIM" add linked mlo >/dev/null 2>"$TMP/hwsim.err" ||
    skip_all "the kernel has no simulated radios of several links ($(head -n 1 "$TMP/hwsim.err"))"
peer() { timeout 20 "$IW_PEER" "$@"; }
ours() { # NAME ARGUMENT...
    local name=$1
    shift
    run timeout 20 "$IW" "$@"
    is "$status $out$err" '0 ' "$name"
}
refused() { # NAME WORDS ARGUMENT...
    local name=$1 words=$2
    shift 2
    run timeout 20 "$IW" "$@"
    isnt "$status" 0 "$name is refused"
    like "$err" "$words" "$name: in words"
}
a=02:00:00:00:10:00 b=02:00:00:00:10:01

peer dev wlan0 set type __ap
refused 'a link while the interface is down' 'Network is down|not supported' dev wlan0 link add 0 $a
ip link set wlan0 up
run timeout 20 "$IW" dev wlan0 link add 0 $a
((status == 0)) || skip_all "this kernel's simulated radios have one link ($(uname -r): ${err##*: })"
is "$status $out$err" '0 ' 'a link'
ours 'another' dev wlan0 link add 1 $b
ours 'a third' dev wlan0 link add 3 02:00:00:00:10:03
ours 'which goes' dev wlan0 link del 3
refused 'a link that is not there' 'Invalid argument' dev wlan0 link del 3
refused 'a link beyond the last' "'15' is no number of a link" dev wlan0 link add 15 $a
refused 'a link without an address' "'x' is no MAC address" dev wlan0 link add 2 x
ours 'the channel of one' dev wlan0 set freq 2412 link 0
ours 'of the other' dev wlan0 set channel 6 link 1
refused 'a number that is none' "'many' is no number of a link" dev wlan0 set freq 2412 link many

# Beacons without a multi-link element: any radio sees two networks.
ifindex=$(ip -o link show wlan0 | cut -d: -f1)
start() { # LINK MAC FREQUENCY CHANNEL
    local no=00:00:00:00:00:00 beacon
    beacon=80:00:00:00:ff:ff:ff:ff:ff:ff:$2:$2:00:00:$no:00:00:64:00:01:00
    beacon+=:00:06:6c:69:6e:6b:65:64:01:04:82:84:8b:96:03:01:$4
    "$KERNLINK" send nl80211 start_ap NL80211_ATTR_IFINDEX="$ifindex" NL80211_ATTR_MLO_LINK_ID="$1" \
        NL80211_ATTR_SSID=6c:69:6e:6b:65:64 NL80211_ATTR_BEACON_HEAD=$beacon \
        NL80211_ATTR_BEACON_INTERVAL=100 NL80211_ATTR_DTIM_PERIOD=2 NL80211_ATTR_WIPHY_FREQ="$3" \
        NL80211_ATTR_CHANNEL_WIDTH=20_noht
}
ok start 0 $a 2412 01 -- 'the first link is started'
ok start 1 $b 2437 06 -- 'and the second'
links=$'\tlink 0:\n\t  addr '$a$'\n\t  channel 1 (2412 MHz), width: 20 MHz (no HT), center1: 2412 MHz\n'
links+=$'\tlink 1:\n\t  addr '$b$'\n\t  channel 6 (2437 MHz), width: 20 MHz (no HT), center1: 2437 MHz'
run "$IW" dev wlan0 info
is "$(sed -n '/^\tlink 0/,$p' <<<"$out" | grep -v txpower)" "$links" 'info shows both'
is "$(grep -v $'^\t\\(link\\|  \\)' <<<"$out")" "$(peer dev wlan0 info)" 'and the rest as iw does'
run "$IW" dev
is "$(sed -n '/^\t\tlink 0/,$p' <<<"$out" | grep -v txpower)" "$(sed 's/^/\t/' <<<"$links")" 'so does dev'
run "$IW" --json dev wlan0 info
is "$(python3 -c 'import json,sys
i, = json.load(sys.stdin)
for l in i["links"]:
    print(l["link_id"], l["mac"], l["freq_mhz"], l["channel"], l["width_mhz"])' <<<"$out")" \
    "0 $a 2412 1 20
1 $b 2437 6 20" 'the same as JSON'

"$HWSIM" add plain >/dev/null
ip link set wlan1 up
for ((i = 0; i < 10; i++)); do
    run timeout 30 "$IW" dev wlan1 scan freq 2412 2437
    [[ $out == *"BSS $a"* && $out == *"BSS $b"* ]] && break
done
seen=$(peer dev wlan1 scan dump | sed -nE 's/^BSS ([0-9a-f:]+).*/\1/p; s/^\t(SSID|freq): //p' | sort)
is "$seen" "$a
$b
2412
2437
linked
linked" 'both links send beacons: iw sees them'
run "$IW" --json dev wlan1 scan dump
is "$(python3 -c 'import json,sys
for b in sorted(json.load(sys.stdin), key=lambda b: b["freq_mhz"]):
    print(b["bssid"], b["freq_mhz"])' <<<"$out")" "$a 2412
$b 2437" 'so do we'
ours 'a running link goes' dev wlan0 link del 1
run "$IW" dev wlan0 info
is "$(grep -c $'^\tlink' <<<"$out") $(grep -c "$b" <<<"$out")" '1 0' 'one is left'
ip link set wlan0 down
peer dev wlan0 set type managed
run "$IW" dev wlan0 info
unlike "$out" 'link 0' 'and none, when it is no access point any more'

# A phy made of several radios says which of them an interface may use.
if "$HWSIM" add several multi-radio >/dev/null 2>&1 &&
    "$KERNLINK" send nl80211 get_interface NL80211_ATTR_IFNAME=wlan2 --dump --jsonl 2>/dev/null |
    grep -q '"NL80211_ATTR_VIF_RADIO_MASK": [1-9]'; then
    run "$IW" dev wlan2 info
    like "$out" $'\tRadios: 0 1' 'radios: those of an interface'
    run "$IW" --json dev wlan2 info
    ok jq -e '.[0].radio_mask >= 3' "$TMP/run.out" -- 'radios: and as JSON'
else
    skip 'radios' 'this kernel tells no radios of an interface'
fi
done_testing
