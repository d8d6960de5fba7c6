#!/bin/bash
# The programs in examples/ that speak to Wi-Fi do what they say, beside an access point of hostapd.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/wifi_lib.sh"
EXAMPLES=${KERNLINK%/*}/examples
wifi_radios 2
wifi_ap <<'CONF'
interface=wlan0
ssid=OpenNet
hw_mode=g
channel=1
CONF

# A slow machine's access point may answer late.
for ((i = 0; i < 8; i++)); do
    run timeout 40 "$EXAMPLES/wifi_scan" wlan1
    [[ $out == *OpenNet* ]] && break
done
is "$status $err" '0 scanned' 'wifi_scan waits for the end of its scan'
like "$out" '-[0-9]+ dBm  2412 MHz OpenNet' 'and shows the network with its signal'
run timeout 40 "$EXAMPLES/wifi_scan" nosuch
isnt "$status" 0 'an interface that is not there is a failure'
isnt "$err" '' 'in words'

for ((i = 0; i < 8; i++)); do
    run timeout 40 "$EXAMPLES/wifi_connect" wlan1 OpenNet
    ((status == 0)) && break
done
is "$status $out" '0 connected at 2412 MHz' 'wifi_connect says that it is connected'
like "$("$IW_PEER" dev wlan1 link)" 'SSID: OpenNet' 'and it is'
run timeout 40 "$EXAMPLES/wifi_connect" wlan1 OpenNet
isnt "$status" 0 'twice is a failure'
"$IW" dev wlan1 disconnect
run timeout 40 "$EXAMPLES/wifi_connect" wlan1 Nowhere
is "$status $out" '1 no such network, or no answer of it' 'a network that is not there'
run timeout 40 "$EXAMPLES/wifi_connect"
isnt "$status" 0 'without arguments'
done_testing
