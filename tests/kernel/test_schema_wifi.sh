#!/bin/bash
# Wi-Fi with simulated radios: what iw(8), hostapd(8) and wpa_supplicant(8) say to the kernel and hear
# from it, recorded by strace(1), must be known to the tables down to the last bit, and agree with what
# iw shows.

# iw looks devices up in /sys, which must show our own network namespace.
if [[ -n ${KL_TEST_VM-} && -z ${OWN_SYS-} ]]; then
    OWN_SYS=1 exec unshare -m bash -c 'mount -t sysfs sys /sys && exec "$0"' "$0"
fi
. "$(dirname "$0")/lib.sh"
PATH=$PATH:/usr/sbin:/sbin
[[ -n ${KL_TEST_VM-} ]] || skip_all 'the radios of mac80211_hwsim are in the virtual machine only (make vm)'
for tool in iw hostapd wpa_supplicant strace jq python3; do
    command -v $tool >/dev/null || skip_all "$tool is not installed"
done
"$TOP/build/tests/dump_schema" >"$TMP/dump" || exit 1

# Radios of our own; they go with us.
phys=(kl-wifi-0 kl-wifi-1 kl-wifi-2)
w=()
for phy in "${phys[@]}"; do
    ok "$TOP/build/tests/hwsim" add "$phy" p2p-device chanctx channels 2 -- "radio $phy"
    w+=("$(ls "/sys/class/ieee80211/$phy/device/net")")
done

: >"$TMP/background"
at_exit() {
    local pid
    while read -r pid; do
        kill "$pid" 2>/dev/null
    done <"$TMP/background"
    wait
    rm -rf "$TMP"
}
trap at_exit EXIT

record=(strace -f -yy -ttt -e trace=%network -e verbose=none -e read=all -e write=all)

rec() { # NAME COMMAND...: recorded, with a time limit; what does not work here is named.
    local name=$1 code
    shift
    timeout 30 "${record[@]}" -o "$TMP/$name.strace" "$@" >"$TMP/$name.txt" 2>&1
    code=$?
    ((code == 0)) || echo "# $*: exit status $code: $(tail -n 1 "$TMP/$name.txt")"
    return "$code"
}

declare -A pid_of
background() { # NAME COMMAND...
    local name=$1
    shift
    # With -D the process that we know is the program, which can be ended, and not strace.
    "${record[@]}" -D -o "$TMP/$name.strace" "$@" >"$TMP/$name.txt" 2>&1 &
    echo $! >>"$TMP/background"
    pid_of[$name]=$!
}

finish() { # NAME: ends a program in the background; strace has its last word.
    kill "${pid_of[$1]}"
    wait "${pid_of[$1]}" 2>/dev/null
    timeout 30 grep -qm1 -E "${pid_of[$1]} .*\+\+\+ (exited|killed)" < <(exec tail -n +1 -F "$TMP/$1.strace" 2>/dev/null)
}

await() { # NAME REGEX [LINE]: what a program in the background prints, from a line on
    timeout 40 grep -qm1 -E -- "$2" < <(exec tail -n "+${3:-1}" -F "$TMP/$1.txt" 2>/dev/null)
}

# iw's own wait for the end of a scan may last for ever, and a busy machine misses beacons and events.
scan_until_seen() { # INTERFACE SSID
    local try from
    for ((try = 1; try <= 6; try++)); do
        from=$(($(wc -l <"$TMP/event.txt") + 1))
        iw_do dev "$1" scan trigger freq 2412 flush passive &&
            timeout 15 grep -qm1 -E "$1.*scan (finished|aborted)" < <(exec tail -n "+$from" -F "$TMP/event.txt")
        rec scan iw dev "$1" scan dump -u
        ! grep -q "SSID: $2" "$TMP/scan.txt" || return 0
    done
    return 1
}

iw_number=0
iw_do() { # iw's arguments
    iw_number=$((iw_number + 1))
    rec "iw-$(printf %03d $iw_number)" iw "$@"
}

background event iw event -t -f
timeout 30 grep -qm1 ADD_MEMBERSHIP < <(exec tail -n +1 -F "$TMP/event.strace" 2>/dev/null)

# ---- Devices --------------------------------------------------------------------------------------

rec list iw list
rec dev iw dev
iw_do reg set US
await event 'regulatory domain change.*US'
rec reg iw reg get
iw_do reg reload
iw_do phy "${phys[0]}" info
iw_do features
iw_do phy "${phys[2]}" set name renamed
iw_do phy renamed set name "${phys[2]}"
iw_do phy "${phys[2]}" set retry short 5 long 3
iw_do phy "${phys[2]}" set rts 500
iw_do phy "${phys[2]}" set frag 1000
iw_do phy "${phys[2]}" set coverage 1
iw_do phy "${phys[2]}" set antenna all
for type in managed ibss monitor mesh __ap wds ocb __p2pdev __p2pcl __p2pgo; do
    iw_do phy "${phys[2]}" interface add "x-$type" type $type
done
iw_do dev x-monitor set monitor fcsfail control otherbss
iw_do dev x-managed set 4addr on
iw_do dev x-managed set type ibss
iw_do dev "${w[2]}" interface add x-beside type managed addr 02:00:00:00:77:01
rec dev-all iw dev
for type in managed ibss monitor mesh __ap wds ocb __p2pdev __p2pcl __p2pgo; do
    iw_do dev "x-$type" del
done
iw_do dev x-beside del
iw_do phy "${phys[2]}" wowlan show
iw_do phy "${phys[2]}" wowlan enable disconnect magic-packet gtk-rekey-failure eap-identity-request \
    4way-handshake rfkill-release patterns 10+20:-:30
iw_do phy "${phys[2]}" wowlan show
iw_do phy "${phys[2]}" wowlan enable any
iw_do phy "${phys[2]}" wowlan disable
iw_do phy "${phys[2]}" coalesce show
iw_do phy "${phys[2]}" coalesce disable

# ---- An access point with two networks, and a station of each -----------------------------------------

cat >"$TMP/hostapd.conf" <<CONF
driver=nl80211
interface=${w[0]}
ssid=kernlink
hw_mode=g
channel=1
country_code=US
ieee80211d=1
ieee80211n=1
ieee80211ax=1
he_bss_color=5
wmm_enabled=1
wpa=2
wpa_key_mgmt=WPA-PSK WPA-PSK-SHA256 SAE
rsn_pairwise=CCMP
ieee80211w=1
wpa_passphrase=right passphrase
bss=${w[0]}b
ssid=kernlink open
CONF
cat >"$TMP/station.conf" <<'CONF'
network={
    ssid="kernlink"
    scan_ssid=1
    scan_freq=2412
    key_mgmt=WPA-PSK-SHA256
    ieee80211w=2
    psk="right passphrase"
}
CONF
background hostapd hostapd "$TMP/hostapd.conf"
ok await hostapd 'AP-ENABLED' -- 'hostapd runs an access point'
background station wpa_supplicant -D nl80211 -i "${w[1]}" -c "$TMP/station.conf"
ok await station 'CTRL-EVENT-CONNECTED' -- 'wpa_supplicant connects to it'
ip link set "${w[2]}" up
scan_until_seen "${w[2]}" kernlink
ok test $? = 0 -- 'a scan finds it'
iw_do dev "${w[2]}" scan trigger freq 2412 randomise passive
iw_do dev "${w[2]}" scan trigger freq 5180 lowpri ssid a b
iw_do dev "${w[2]}" scan abort
rec survey iw dev "${w[2]}" survey dump
rec station-dump iw dev "${w[0]}" station dump -v
rec link iw dev "${w[1]}" link
iw_do dev "${w[1]}" station dump
iw_do dev "${w[1]}" info
iw_do dev "${w[0]}" info
iw_do dev "${w[1]}" get power_save
iw_do dev "${w[1]}" set power_save on
iw_do dev "${w[1]}" set power_save off
iw_do dev "${w[1]}" cqm rssi -40 4
iw_do dev "${w[1]}" set bitrates legacy-2.4 1 2 5.5 11 6 12 ht-mcs-2.4 1 2 3
iw_do dev "${w[1]}" set bitrates he-mcs-2.4 2:0-11 he-gi-2.4 0.8 he-ltf-2.4 2
iw_do dev "${w[1]}" set bitrates
iw_do dev "${w[1]}" set tidconf tids 0x3 override sretry 7 lretry 7 ampdu off amsdu off noack on rtscts on
iw_do dev "${w[1]}" set txpower fixed 1000
iw_do dev "${w[1]}" set txpower auto
iw_do dev "${w[0]}" set noack_map 0x0f
iw_do dev "${w[2]}" offchannel 2437 100
for try in 1 2 3 4; do
    iw_do dev "${w[2]}" connect -w 'kernlink open' 2412
    ! timeout 10 iw dev "${w[2]}" link | grep -q '^Connected' || break
    iw_do dev "${w[2]}" disconnect
done
ok await event "${w[2]}.*connected to" -- "iw connects to the open network, try $try"
iw_do dev "${w[0]}b" station dump
iw_do dev "${w[0]}b" station get "$(cat "/sys/class/net/${w[2]}/address")"
iw_do dev "${w[0]}b" station set "$(cat "/sys/class/net/${w[2]}/address")" airtime_weight 300
iw_do dev "${w[0]}" switch freq 2437 beacons 3
iw_do dev "${w[0]}b" station del "$(cat "/sys/class/net/${w[2]}/address")"
iw_do dev "${w[2]}" disconnect
iw_do dev "${w[2]}" connect -w 'not there' 2412
iw_do dev "${w[2]}" auth 'kernlink open' "$(cat "/sys/class/net/${w[0]}b/address")" open 2412

# ---- Networks without an access point -----------------------------------------------------------------

finish station
finish hostapd
for i in 0 1 2; do
    ip link set "${w[i]}" down
done
for i in 0 1; do
    iw_do dev "${w[i]}" set type mesh
    ip link set "${w[i]}" up
    iw_do dev "${w[i]}" mesh join kernlink-mesh freq 2412 HT20 beacon-interval 100 mesh_rssi_threshold -80
done
ok await event 'new peer candidate|new station' -- 'mesh stations find each other'
iw_do dev "${w[0]}" set mesh_param mesh_ttl=20 mesh_power_mode=active mesh_hwmp_rootmode=2
rec mesh-param iw dev "${w[0]}" mesh_param dump
iw_do dev "${w[0]}" set mcast_rate 5.5
iw_do dev "${w[0]}" station dump
iw_do dev "${w[0]}" mpath dump
iw_do dev "${w[0]}" mpath probe "$(cat "/sys/class/net/${w[1]}/address")" frame 00
iw_do dev "${w[0]}" mpath new 02:00:00:00:99:99 next_hop "$(cat "/sys/class/net/${w[1]}/address")"
iw_do dev "${w[0]}" mpath get 02:00:00:00:99:99
iw_do dev "${w[0]}" mpath del 02:00:00:00:99:99
iw_do dev "${w[0]}" mpp dump
for i in 0 1; do
    iw_do dev "${w[i]}" mesh leave
    ip link set "${w[i]}" down
    iw_do dev "${w[i]}" set type ibss
    ip link set "${w[i]}" up
    iw_do dev "${w[i]}" ibss join kernlink-ibss 2412 fixed-freq 02:11:22:33:44:55 beacon-interval 100 \
        basic-rates 1,2 mcast-rate 2
done
iw_do dev "${w[1]}" link
iw_do dev "${w[0]}" ibss leave
iw_do dev "${w[1]}" ibss leave
ip link set "${w[0]}" down
iw_do dev "${w[0]}" set type ocb
ip link set "${w[0]}" up
iw_do dev "${w[0]}" ocb join 5900 10MHz
iw_do dev "${w[0]}" ocb leave
ip link set "${w[0]}" down
iw_do dev "${w[0]}" set type managed
ip link set "${w[0]}" up
iw_do dev "${w[0]}" cac trigger channel 52 HT20
iw_do dev "${w[2]}" set type monitor
ip link set "${w[2]}" up
iw_do dev "${w[2]}" set freq 5500 80 5530
iw_do dev "${w[2]}" set channel 6 HT40+
iw_do dev "${w[2]}" info
iw_do dev "${w[2]}" set freq 2412 NOHT
iw_do dev "${w[2]}" vendor send 0x1374 0x1 0x02
iw_do phy "${phys[2]}" channels
iw_do dev "${w[1]}" set type managed
iw_do phy "${phys[2]}" set sar_specs 0 0:40
finish event

# ---- What the tables know of it -----------------------------------------------------------------------

# Bytes on purpose: elements and frames, keys, capabilities in the form of their elements.
bytes='IE|IE_PROBE_RESP|IE_ASSOC_RESP|REQ_IE|RESP_IE|PROBE_RESP|FRAME|FRAME_MATCH|BEACON_(HEAD|TAIL)|AUTH_DATA'
bytes+='|KEY_(DATA|SEQ)|(HT|VHT|HE|EHT)_CAPABILITY(_MASK)?|(STA_)?EXT_CAPA(BILITY)?(_MASK)?|VENDOR_DATA|PMKID'
bytes="raw NL80211_(ATTR_($bytes)|KEY_(DATA|SEQ)|BSS_(INFORMATION_ELEMENTS|BEACON_IES)|MESH_SETUP_IE"
bytes+='|BAND_ATTR_V?HT_MCS_SET|BAND_IFTYPE_ATTR_E?H[ET]_CAP_(MAC|PHY|MCS_SET|PPE)|PKTPAT_(MASK|PATTERN)|REKEY_DATA_(KEK|KCK|REPLAY_CTR)) '

for file in "$TMP"/*.strace; do
    "$KERNLINK" decode -q --jsonl --only=nl80211,nlctrl,netlink "$file" >"${file%.strace}.jsonl" 2>"$TMP/decode.err" ||
        tap_show "$(basename "$file")" "$(head -n 3 "$TMP/decode.err")"
done
cat "$TMP"/*.jsonl >"$TMP/all"
is "$(python3 "$TOP/tests/kernel/complaints.py" "$TMP/dump" <"$TMP/all" | grep -vE "^$bytes")" '' \
    "the tables know all of it ($(wc -l <"$TMP/all") messages)"
commands=$(jq -r 'select(.message.family == "nl80211") | .message.command' "$TMP/all" | sort -u | wc -l)
attributes=$(grep -oE '"NL80211_[A-Z0-9_]+"' "$TMP/all" | sort -u | wc -l)
ok test "$commands" -ge 70 -- "it is a wide sample: $commands commands, $attributes attributes"

# ---- What iw shows of the same bytes ------------------------------------------------------------------

messages() { # NAME COMMAND: the attributes of what came
    jq -c --arg c "$2" 'select(.direction == "received" and .message.command == $c) | .message.attrs' "$TMP/$1.jsonl"
}

same() { # OURS IWS NAME: and something is there
    if [[ -n $2 ]]; then
        is "$1" "$2" "$3"
    else
        isnt "$2" '' "$3"
    fi
}

same "$(messages list new_wiphy | jq -s '[.[] | .. | .NL80211_FREQUENCY_ATTR_FREQ? | numbers] | sort | .[]' | uniq -c)" \
    "$(sed -nE 's/^\t\t\t\* ([0-9]+)(\.0)? MHz.*/\1/p' "$TMP/list.txt" | sort -n | uniq -c)" 'the same frequencies as iw list'
same "$(messages list new_wiphy | jq -r 'select(.NL80211_ATTR_CIPHER_SUITES) | .NL80211_ATTR_CIPHER_SUITES | length')" \
    "$(awk '/Supported Ciphers/ { n = 0; on = 1; next } on && /\* / { n++; next } on { print n; on = 0 }' "$TMP/list.txt")" \
    'as many cipher suites'
same "$(messages reg get_reg | jq -r '.NL80211_ATTR_REG_ALPHA2' | sort -u)" \
    "$(sed -nE 's/^country ([A-Z0-9]+):.*/\1/p' "$TMP/reg.txt" | sort -u)" 'the same countries as iw reg get'
same "$(messages reg get_reg | jq -r '.NL80211_ATTR_REG_RULES[] | "\(.NL80211_ATTR_FREQ_RANGE_START / 1000) - \(.NL80211_ATTR_FREQ_RANGE_END / 1000) @ \(.NL80211_ATTR_FREQ_RANGE_MAX_BW / 1000)"')" \
    "$(sed -nE 's/^\t\(([0-9]+) - ([0-9]+) @ ([0-9]+)\).*/\1 - \2 @ \3/p' "$TMP/reg.txt")" 'the same rules'
same "$(messages scan new_scan_results | jq -r '.NL80211_ATTR_BSS | "\(.NL80211_BSS_BSSID) \(.NL80211_BSS_FREQUENCY) \(.NL80211_BSS_SIGNAL_MBM / 100) \(.NL80211_BSS_BEACON_INTERVAL)"' | sort)" \
    "$(awk '/^BSS / { b = substr($2, 1, 17) } /freq:/ { f = $2 + 0 } /beacon interval:/ { i = $3 } /signal:/ { print b, f, $2 + 0, i }' "$TMP/scan.txt" | sort)" \
    'the same networks as iw scan'
same "$(messages station-dump new_station | jq -r '"\(.NL80211_ATTR_MAC) \(.NL80211_ATTR_STA_INFO | "\(.NL80211_STA_INFO_RX_BYTES64) \(.NL80211_STA_INFO_TX_PACKETS) \(.NL80211_STA_INFO_SIGNAL) \(.NL80211_STA_INFO_STA_FLAGS.set | index("authorized") != null)")"')" \
    "$(awk '/^Station/ { m = $2 } /rx bytes:/ { r = $3 } /tx packets:/ { t = $3 } /^\tsignal:/ { s = $2 } /authorized:/ { print m, r, t, s, $2 == "yes" ? "true" : "false" }' "$TMP/station-dump.txt")" \
    'the same station as iw station dump'
same "$(messages survey new_survey_results | jq -r '.NL80211_ATTR_SURVEY_INFO | "\(.NL80211_SURVEY_INFO_FREQUENCY) \(.NL80211_SURVEY_INFO_NOISE)"')" \
    "$(awk '/frequency:/ { f = $2 } /noise:/ { print f, $2 }' "$TMP/survey.txt")" 'the same noise as iw survey'
same "$(messages mesh-param get_mesh_config | jq '.NL80211_ATTR_MESH_CONFIG | .NL80211_MESHCONF_TTL, .NL80211_MESHCONF_RSSI_THRESHOLD')" \
    "$(sed -nE 's/^mesh_(ttl|rssi_threshold) = (-?[0-9]+).*/\2/p' "$TMP/mesh-param.txt")" 'the same parameters of the mesh'
done_testing
