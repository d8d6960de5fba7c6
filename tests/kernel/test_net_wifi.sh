#!/bin/bash
# Wireless networks of the settings, with simulated radios: an open one, one with WPA2 and one with WPA3.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/net_lib.sh"
DAEMON=$(dirname "$KERNLINK")/kernlinkd
[[ -x $DAEMON ]] || skip_all 'built without the daemon'
for tool in hostapd wpa_supplicant; do
    PATH=$PATH:/usr/sbin:/sbin command -v $tool >/dev/null || skip_all "there is no $tool"
done
. "$TOP/tests/kernel/wifi_lib.sh"
wifi_radios 2

daemon=
end() {
    [[ -n $daemon ]] && kill -9 "$daemon" 2>/dev/null
    wifi_stop
}
trap end EXIT

mkdir "$TMP/etc"
wifi_ap <<'CONF'
interface=wlan0
ssid=OpenNet
hw_mode=g
channel=1
bss=wlan0b
ssid=SecNet
wpa=2
wpa_key_mgmt=WPA-PSK
rsn_pairwise=CCMP
wpa_passphrase=with "quotes" 1
bss=wlan0c
ssid=SaeNet
wpa=2
wpa_key_mgmt=SAE
rsn_pairwise=CCMP
ieee80211w=2
sae_password=password of three
CONF
(umask 077 && echo 'with "quotes" 1' >"$TMP/psk" && echo 'password of three' >"$TMP/sae")

start() {
    "$DAEMON" --settings "$TMP/etc" --state "$TMP/state" --socket "$TMP/api" >>"$TMP/log" 2>&1 &
    daemon=$!
}

stop() {
    kill "$daemon"
    wait "$daemon" 2>/dev/null
    daemon=
}

joined() {
    timeout 20 "$IW" dev wlan1 link 2>/dev/null | sed -n 's/^\tSSID: //p'
}

# awaits SSID: "" for none. Frames get lost in a busy machine: it tries again by itself.
awaits() {
    local end=$((SECONDS + 60))
    until [[ $(joined) == "$1" ]]; do
        ((SECONDS < end)) || return 1
        sleep 0.5
    done
}

# joins NAME SSID, with a list of networks on the input.
joins() {
    { printf 'interfaces:\n  wlan1:\n    kind: ethernet\n    wifi:\n' && sed 's/^/      /'; } >"$TMP/etc/network.yaml"
    : >"$TMP/log"
    start
    awaits "$2"
    is "$(joined)" "$2" "$1"
}

joins 'an open network' OpenNet <<<'- OpenNet'
# Thrown out by the access point, it comes back.
for ((i = 0; i < 20; i++)); do
    hostapd_cli -p "$TMP/hostapd" -i wlan0 deauthenticate ff:ff:ff:ff:ff:ff >/dev/null 2>&1
    sleep 0.5
    grep -q 'not connected any more' "$TMP/log" && break
done
awaits OpenNet
is "$(joined) $(grep -c 'connected to OpenNet' "$TMP/log" | sed 's/^[2-9]$/again/')" 'OpenNet again' 'it is joined again'
stop
awaits ''
is "$(joined)" '' 'without the daemon it is left'

joins 'one with WPA2' SecNet <<Y
- {ssid: Elsewhere, psk-file: $TMP/psk}
- {ssid: SecNet, psk-file: $TMP/psk}
Y
is "$(grep -alsFf "$TMP/psk" /proc/[0-9]*/cmdline /proc/[0-9]*/environ)" '' \
    'its passphrase is on no command line and in no environment'
is "$(stat -c %a "$TMP/wpa")" 700 'the control socket is for nobody else'
pkill -9 -f "[w]pa_supplicant -i wlan1"
for ((i = 0; i < 40; i++)); do
    grep -q 'started again' "$TMP/log" && break
    sleep 0.5
done
awaits SecNet
is "$(joined)" SecNet 'a wpa_supplicant that was killed is started again, and told again'
stop
is "$(pgrep -c -f '[w]pa_supplicant -i wlan1')" 0 'it ends with the daemon'

bssid=$(ip -j link show wlan0c | jq -r ".[0].address")
joins 'one with WPA3' SaeNet <<Y
- {ssid: SaeNet, key: sae, psk-file: $TMP/sae, hidden: true, bssid: $bssid}
Y
is "$(timeout 20 "$IW" dev wlan1 link 2>/dev/null | sed -n 's/^Connected to \([0-9a-f:]*\).*/\1/p')" "$bssid" 'at that access point'
stop
done_testing
