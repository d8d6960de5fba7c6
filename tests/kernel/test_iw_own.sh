#!/bin/bash
# Commands that Debian's iw lacks and the simulated radios cannot do: what they ask the kernel for is
# what their words say.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/wifi_lib.sh"
wifi_radios 1
mac=02:00:00:00:77:00

# sends COMMAND ATTRIBUTES ARGUMENT...: its last request, without the interface and what names a socket.
sends() {
    local command=$1 attributes=$2
    shift 2
    timeout 30 "$KERNLINK" trace --sent --jsonl --only nl80211 -o "$TMP/trace" "$IW" "$@" >/dev/null 2>&1 </dev/null
    is "$(jq -c '.message | select(.command | startswith("get_") | not) |
            [.command, (.attrs | del(.NL80211_ATTR_IFINDEX,
                .NL80211_ATTR_WDEV, .NL80211_ATTR_WIPHY))]' "$TMP/trace" | tail -n 1)" \
        "$(jq -c . <<<"[\"$command\", {$attributes}]")" "$*"
}

peer='"NL80211_ATTR_MAC": "'$mac'"'
sends tdls_oper "$peer, \"NL80211_ATTR_TDLS_OPERATION\": \"setup\"" dev wlan0 tdls oper setup $mac
sends tdls_oper "$peer, \"NL80211_ATTR_TDLS_OPERATION\": \"teardown\"" dev wlan0 tdls oper teardown $mac
sends tdls_channel_switch "$peer, \"NL80211_ATTR_OPER_CLASS\": 81, \"NL80211_ATTR_WIPHY_FREQ\": 2437,
    \"NL80211_ATTR_CHANNEL_WIDTH\": \"20_noht\", \"NL80211_ATTR_WIPHY_CHANNEL_TYPE\": \"no_ht\",
    \"NL80211_ATTR_CENTER_FREQ1\": 2437" \
    dev wlan0 tdls switch $mac 81 2437
sends tdls_cancel_channel_switch "$peer" dev wlan0 tdls switch $mac off
sends tdls_mgmt "$peer, \"NL80211_ATTR_TDLS_ACTION\": 0, \"NL80211_ATTR_TDLS_DIALOG_TOKEN\": 5,
    \"NL80211_ATTR_STATUS_CODE\": \"success\", \"NL80211_ATTR_TDLS_INITIATOR\": true,
    \"NL80211_ATTR_IE\": \"\"" \
    dev wlan0 tdls send setup-request $mac 5
sends radar_detect '"NL80211_ATTR_WIPHY_FREQ": 5260, "NL80211_ATTR_CHANNEL_WIDTH": "20",
    "NL80211_ATTR_WIPHY_CHANNEL_TYPE": "ht20", "NL80211_ATTR_CENTER_FREQ1": 5260,
    "NL80211_ATTR_RADAR_BACKGROUND": true' \
    dev wlan0 cac background freq 5260 HT20
# One named radio0 may be in another namespace, and then ours has another name.
phy=$(timeout 30 "$IW" phy | sed -n 's/^Wiphy //p')
data='"NL80211_ATTR_VENDOR_ID": 4980, "NL80211_ATTR_VENDOR_SUBCMD": 1, "NL80211_ATTR_VENDOR_DATA": "01:ff"'
sends vendor "$data" phy "$phy" vendor send 0x1374 0x1 0x01 0xff
sends vendor "$data" phy "$phy" vendor recv 0x1374 0x1 0x01 0xff
sends vendor "$data" phy "$phy" vendor recvbin 0x1374 0x1 0x01 0xff
done_testing
