#!/bin/bash
# Whole cases of Wi-Fi by kernlink iw, each read back by Debian's iw: networks that need a supplicant, an
# IBSS of two, a mesh of three, a monitor, a phy in another namespace, radios that come and go.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/wifi_lib.sh"
[[ -n $IW_PEER ]] || skip_all 'there is no iw to compare with'
wifi_radios 4
peer() { timeout 20 "$IW_PEER" "$@"; }
iw_do() { run timeout 40 "$IW" "$@"; }
ours() { # NAME ARGUMENT...
    local name=$1
    shift
    iw_do "$@"
    is "$status $out$err" '0 ' "$name"
}
# until_like SECONDS REGEX COMMAND...: runs it until its output matches.
until_like() {
    local end=$((SECONDS + $1)) text
    while text=$("${@:3}" 2>&1) || :; do
        [[ $text =~ $2 ]] && return
        ((SECONDS < end)) || { echo "$text" && return 1; }
        read -rt 0.2 <> <(:)
    done
}
phy_of() { peer dev "$1" info | sed -n 's/.*wiphy //p'; }
mac_of() { peer dev "$1" info | sed -n 's/.*addr //p'; }

# ---- Protected networks ----

wifi_ap <<'CONF'
interface=wlan0
ssid=SecNet
hw_mode=g
channel=6
wpa=2
wpa_key_mgmt=WPA-PSK
rsn_pairwise=CCMP
wpa_passphrase=password123
bss=wlan0b
ssid=SaeNet
wpa=2
wpa_key_mgmt=SAE
rsn_pairwise=CCMP
ieee80211w=2
sae_password=password of three
CONF
echo 'password123' >"$TMP/psk"
iw_do dev wlan1 connect -w SecNet 2437 psk-file "$TMP/psk"
is "$status" 161 'the driver does no handshake: not supported'
like "$err" 'leaves the handshake of WPA to a supplicant; none is running' 'that is said, and that there is none'
iw_do dev wlan1 connect -w SaeNet 2437 sae-file - <<<'password of three'
like "$err" 'supplicant; none is running' 'so it is with WPA3'
iw_do dev wlan1 connect -w SecNet psk-file /dev/null
like "$err" '/dev/null: there is no passphrase' 'an empty file'
iw_do dev wlan1 connect -w SecNet psk-file - <<<short
like "$err" 'a passphrase has 8 to 63 characters' 'a passphrase that is none'

supplicant() { # SSID LINE...
    [[ -z ${wpa:-} ]] || { kill "$wpa" && wait "$wpa" 2>/dev/null; }
    printf 'network={\nssid="%s"\nscan_freq=2437\n%s\n}\n' "$1" "$2" >"$TMP/station.conf"
    timeout 150 wpa_supplicant -D nl80211 -i wlan1 -c "$TMP/station.conf" >"$TMP/station" 2>&1 &
    wpa=$!
    ok until_like 60 'authorized:.*yes' peer dev wlan1 station dump -- "wpa_supplicant connects to $1"
}
for kind in WPA2 WPA3; do
    if [[ $kind == WPA2 ]]; then
        supplicant SecNet $'key_mgmt=WPA-PSK\npsk="password123"'
    else
        supplicant SaeNet $'key_mgmt=SAE\nieee80211w=2\nsae_password="password of three"'
    fi
    alike "$kind: link" dev wlan1 link
    alike "$kind: info" dev wlan1 info
    alike "$kind: station dump" dev wlan1 station dump
    iw_do --json dev wlan1 link
    ok jq -e '.[0].connected and .[0].freq_mhz == 2437' "$TMP/run.out" -- "$kind: link as JSON"
    iw_do --json dev wlan1 station dump
    is "$(jq -c '.[0].flags | [.authorized, .mfp]' "$TMP/run.out")" \
        "[true,$([[ $kind == WPA3 ]] && echo true || echo false)]" "$kind: flags of the station"
done
alike 'the other side' dev wlan0b station dump
# timeout(1) is what we know: the program is its child.
iw_do dev wlan2 connect -w SecNet 2437 psk-file "$TMP/psk"
like "$err" 'running is wpa_supplicant \(process [0-9]+\)' 'the supplicant that runs is named'
pid=$(sed -nE 's/.*\(process ([0-9]+)\).*/\1/p' <<<"$err")
is "$(cat "/proc/${pid:-0}/comm" 2>/dev/null)" wpa_supplicant 'with its number'
kill "$wpa"
wait "$wpa" 2>/dev/null
# Of iwd its name will do: that is how it is found.
cp "$(command -v sleep)" "$TMP/iwd"
"$TMP/iwd" 100 &
iwd=$!
until_like 20 '^iwd$' cat "/proc/$iwd/comm" || echo '# no process is named iwd'
iw_do dev wlan2 connect -w SecNet 2437 psk-file "$TMP/psk"
like "$err" "running is iwd \(process $iwd\)" 'so is iwd'
iw_do --json dev wlan2 connect -w SecNet 2437
is "$(jq -c '.[0] | [.result, .supplicant]' "$TMP/run.out")" "[\"needs_supplicant\",\"iwd (process $iwd)\"]" \
    'as JSON, where a network turns out to be protected'
kill "$iwd"
wait "$iwd" 2>/dev/null

# ---- An IBSS, asked for by us and by iw ----

for dev in wlan2 wlan3; do
    ip link set $dev down
    ours "$dev is for an IBSS" dev $dev set type ibss
    ip link set $dev up
done
cell=02:ca:fe:00:00:07
ours 'we join' dev wlan2 ibss join pair 2462 fixed-freq $cell
peer dev wlan3 ibss join pair 2462 fixed-freq $cell
for dev in wlan2 wlan3; do
    ok until_like 30 "Joined IBSS $cell" peer dev $dev link -- "$dev is in"
    alike "$dev: link" dev $dev link
done
ok until_like 60 "$(mac_of wlan3)" peer dev wlan2 station dump -- 'one sees the other'
iw_do --json dev wlan2 station dump
is "$(jq -r '.[].mac' "$TMP/run.out")" "$(mac_of wlan3)" 'and so do we'
for dev in wlan2 wlan3; do
    ours "$dev leaves" dev $dev ibss leave
    ip link set $dev down
done

# ---- A mesh of three ----

ip link set wlan1 down
for dev in wlan1 wlan2 wlan3; do
    ours "$dev is for a mesh" dev $dev set type mesh
    ip link set $dev up
    ours "$dev joins" dev $dev mesh join three freq 2412
done
both() { [[ $(peer dev "$1" station dump | grep -c 'mesh plink:.*ESTAB') == 2 ]] && echo both; }
for dev in wlan1 wlan2 wlan3; do
    ok until_like 60 both both $dev -- "$dev has two neighbours"
    iw_do --json dev $dev station dump
    is "$(jq -r 'sort_by(.mac)[] | "\(.mac) \(.mesh_plink_state)"' "$TMP/run.out")" \
        "$(for other in wlan1 wlan2 wlan3; do [[ $other == "$dev" ]] || echo "$(mac_of $other) 4"; done | sort)" \
        "$dev: they are established for us, too"
done
for dev in wlan1 wlan2 wlan3; do
    ours "$dev leaves the mesh" dev $dev mesh leave
    ip link set $dev down
    peer dev $dev set type managed
done

# ---- A monitor ----

ours 'a monitor' phy "phy#$(phy_of wlan3)" interface add mon0 type monitor flags none
ip link set mon0 up
ours 'on the channel of the access point' dev mon0 set freq 2437
alike 'its info' dev mon0 info
cat >"$TMP/beacons.py" <<'PY'
import socket, sys, time
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
s.bind(("mon0", 0))
s.settimeout(1)
end = time.time() + 30
while time.time() < end:
    try:
        frame = s.recv(4096)
    except socket.timeout:
        continue
    at = frame[2] | frame[3] << 8  # behind the radiotap header
    if frame[0] == 0 and frame[at:at + 1] == b"\x80" and b"SecNet" in frame:
        print(frame[at + 10:at + 16].hex(":"))
        sys.exit(0)
sys.exit(1)
PY
run timeout 40 python3 "$TMP/beacons.py"
is "$out" "$(mac_of wlan0)" 'it receives beacons'
ours 'it goes' dev mon0 del

# ---- Rules of a country ----

before=$(peer reg get | sed -n 's/^country \([A-Z0-9]*\).*/\1/p' | head -n 1)
ours 'a country' reg set JP
if until_like 10 'country JP' peer reg get >/dev/null; then
    alike 'its rules' reg get
    iw_do --json reg get
    is "$(jq -r '.[0] | "\(.alpha2 // .country)"' "$TMP/run.out")" JP 'as JSON'
else
    skip 'its rules' 'the kernel has no database of rules'
fi
ours 'and back' reg set "${before:-00}"

# ---- A phy in another namespace ----

phy=$(phy_of wlan3)
unshare -n timeout 100 sleep 100 &
holder=$!
other() { timeout 20 nsenter -t "$holder" -n "$@"; }
until_like 10 '^lo' other ip -br link >/dev/null
ours 'a phy moves' phy "phy#$phy" set netns "$holder"
like "$(peer dev wlan3 info 2>&1)" 'No such device' 'iw does not see it here any more'
is "$(other "$IW" dev wlan3 info)" "$(other "$IW_PEER" dev wlan3 info)" 'and there it is what iw sees'
iw_do dev wlan3 info
isnt "$status" 0 'nor do we'
is "$(other "$IW" phy "phy#$phy" set netns $$ 2>&1)" '' 'it comes back'
ok until_like 10 'Interface wlan3' peer dev -- 'iw sees it again'
kill "$holder"
wait "$holder" 2>/dev/null

# ---- Radios that come and go ----

(for ((i = 0; i < 300; i++)); do
    [[ -e $TMP/enough ]] && break
    "$HWSIM" add "guest$i" && "$HWSIM" del "guest$i"
    echo x >>"$TMP/came"
done) >"$TMP/guests" 2>&1 &
guests=$!
until_like 20 '^x' cat "$TMP/came" >/dev/null
bad=0
for ((rounds = 0; rounds < 15; rounds++)); do
    iw_do --json dev
    # Those that stay are in each list, once; a guest is whole or not there.
    names=$(jq -r '.[] | select(.ifname == ("wlan0", "wlan1", "wlan2", "wlan3")) | .ifname' "$TMP/run.out" | sort | xargs)
    [[ $status == 0 && $names == 'wlan0 wlan1 wlan2 wlan3' ]] && jq -e 'all(.[]; .mac and .type)' "$TMP/run.out" >/dev/null ||
        { bad=$((bad + 1)) && tap_show "list $rounds" "$status $names $err"; }
    iw_do dev wlan0 station dump
    ((status == 0)) || bad=$((bad + 1))
done
touch "$TMP/enough"
wait "$guests"
is "$bad" 0 'each list is whole while radios come and go'
is "$(<"$TMP/guests")" '' 'and they did'
done_testing
