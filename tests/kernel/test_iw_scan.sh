#!/bin/bash
# What a scan shows of access points of all kinds: kernlink iw beside Debian's iw, line for line.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/wifi_lib.sh"
[[ -n $IW_PEER ]] || skip_all 'there is no iw to compare with'
wifi_radios 2
ours=wlan1

# What changes between two dumps is left out; so are the elements that iw 5.19 does not know, and the
# HE rates, which it prints or not as a bit of another field says.
steady() {
    sed -E '/TSF|last seen/ s/[0-9]+/N/g
        /^\t(HE Operation|EHT|Multi-Link|Unknown Extension ID \((36|106|107|108)\))/,/^\t[A-Z]/ {
            /^\t(HE Operation|EHT|Multi-Link|Unknown Extension)/d
            /^\t\t/d
        }
        /^\t\tHE [RT]X MCS/,/8 streams/d'
}

# seen NAME FREQUENCY TEXT [ARGUMENT...]: scans until the text is in a dump; then both tools' dumps are the same.
seen() {
    local name=$1 freq=$2 text=$3 theirs mine i
    shift 3
    for ((i = 0; i < 20; i++)); do
        run "$IW" dev "$ours" scan freq "$freq" flush
        [[ $out == *"$text"* ]] && break
    done
    mine=$("$IW" dev "$ours" scan dump "$@" | steady)
    theirs=$(timeout 20 "$IW_PEER" dev "$ours" scan dump "$@" | steady)
    is "$mine" "$theirs" "$name"
    like "$mine" "$text" "$name: it was seen"
}

# ap NAME FREQUENCY TEXT <<CONFIGURATION: an access point on wlan0, seen as above, with its elements well-formed.
ap() {
    wifi_ap
    seen "$@"
    seen "$1, unknown elements, too" "$2" "$3" -u
    run "$IW" --json dev "$ours" scan dump
    is "$(python3 -c 'import json,sys
print([e for b in json.load(sys.stdin) for e in b["elements"] if "error" in e or "bytes" not in e])' <<<"$out")" \
        '[]' "$1: each element is well-formed"
    wifi_ap_stop
}

wifi_ap_stop() {
    local file
    for file in "$TMP"/ap.*.pid; do
        kill "$(<"$file")" && while [[ -s $file ]]; do read -rt 0.1 <> <(:); done
        rm -f "${file%.pid}"*
    done
}

ap '11n, open' 2412 OpenNet <<'CONF'
interface=wlan0
ssid=OpenNet
hw_mode=g
channel=1
ieee80211n=1
ht_capab=[HT40+][SHORT-GI-20][SHORT-GI-40][DSSS_CCK-40]
wmm_enabled=1
uapsd_advertisement_enabled=1
bss_load_update_period=50
CONF
ap 'WPA2 and SAE' 2437 SecNet <<'CONF'
interface=wlan0
ssid=SecNet
hw_mode=g
channel=6
ieee80211n=1
wpa=2
wpa_key_mgmt=WPA-PSK SAE FT-PSK
mobility_domain=a1b2
nas_identifier=ap
ft_psk_generate_local=1
rsn_pairwise=CCMP GCMP
ieee80211w=1
wpa_passphrase=password123
rrm_neighbor_report=1
rrm_beacon_report=1
bss_transition=1
CONF
ap 'WPA, TKIP' 2437 OldNet <<'CONF'
interface=wlan0
ssid=OldNet
hw_mode=g
channel=6
wpa=3
wpa_key_mgmt=WPA-PSK WPA-EAP
wpa_pairwise=TKIP CCMP
wpa_passphrase=password123
ieee8021x=1
eap_server=1
CONF
ap '11ac' 5180 FastNet <<'CONF'
interface=wlan0
ssid=FastNet
hw_mode=a
channel=36
country_code=US
ieee80211d=1
ieee80211n=1
ieee80211ac=1
ht_capab=[HT40+][SHORT-GI-40]
vht_capab=[MAX-MPDU-11454][SHORT-GI-80][RXLDPC][RX-STBC-1]
vht_oper_chwidth=1
vht_oper_centr_freq_seg0_idx=42
local_pwr_constraint=3
spectrum_mgmt_required=0
CONF
ap '11ax' 5180 HeNet <<'CONF'
interface=wlan0
ssid=HeNet
hw_mode=a
channel=36
country_code=US
ieee80211d=1
ieee80211n=1
ieee80211ac=1
ieee80211ax=1
ht_capab=[HT40+]
vht_oper_chwidth=1
vht_oper_centr_freq_seg0_idx=42
he_oper_chwidth=1
he_oper_centr_freq_seg0_idx=42
he_su_beamformer=1
he_su_beamformee=1
he_bss_color=5
CONF
ap 'WPS and 802.11u' 2412 HotNet <<'CONF'
interface=wlan0
ssid=HotNet
hw_mode=g
channel=1
ieee80211n=1
wpa=2
wpa_key_mgmt=WPA-PSK
rsn_pairwise=CCMP
wpa_passphrase=password123
wps_state=2
eap_server=1
device_name=An access point
manufacturer=Somebody
model_name=Model
model_number=123
serial_number=12345
device_type=6-0050F204-1
config_methods=label display push_button keypad
interworking=1
access_network_type=2
internet=1
venue_group=7
venue_type=1
hessid=02:03:04:05:06:07
roaming_consortium=021122
roaming_consortium=2233445566
hs20=1
CONF
# odd NAME BYTES: elements that no program here sends, whole ones and some that are not. Not among
# them: the bits that iw 5.19 takes for others (extended capabilities 41 to 43, 63, 64 and from 75
# on), widths of VHT that it looks up behind the end of a table, and suites that are younger than it.
odd() {
    wifi_ap <<CONF
interface=wlan0
ssid=OddNet
hw_mode=g
channel=1
vendor_elements=${2//[!0-9a-f]/}
CONF
    seen "$1" 2412 OddNet
    seen "$1, unknown ones, too" 2412 OddNet -u
    wifi_ap_stop
}

odd 'TPC, channels, countries, interworking, mesh' '23020a0033035101063b05515152827f2001032f01073e01013e0105030201020501000b0042080add05001122
    aabb42080a0105001122aabb4a0e14000a002c01c8001400050019004605ffffffffff460573109100046b07ff
    0203040506076b01076c067f0080dd00016f0c0253aabbcc112233445566776f040153aabb7107010100010085
    7f72046d6573687f0afffffffffff1ff7ffe077f08040008000000004006026400c305032c2dfb20c3050a2c2d
    fb20070c444549c90502010d142404170703444558'
odd 'RSN and WPA' '30820100000fac080900000fac00000fac01000fac02000fac03000fac04000fac05000fac06000fac07000fac
    081300000fac00000fac01000fac02000fac03000fac04000fac05000fac06000fac07000fac08000fac09000f
    ac0a000fac0b000fac0c000fac0d000fac0e000fac0f000fac10000fac11000fac12ff3f0000000fac06dd3200
    50f20101000050f20206000050f2000050f2010050f2040050f20500112233506f9a0103000050f2010050f202
    506f9a02dd060050f2010100dd0c0050f20101000050f202ff00dd070050f201010000'
odd 'WMM, WPS, P2P, Hotspot, OWE' 'dd070050f202000100dd190050f202010200001100000000000000000000000000000000dd060050f2020101dd
    060050f2020501dd11506f9a0902020025000d0100aa020100ffdd05506f9a1011dd14506f9a12000fac070100
    000fac040100506f9a01dd10506f9a1c021122334455036f77655106dd0e506f9a1c021122334455096f7765dd
    06506f9a770102dd050050f27701dd020011dd03001122dd0400112233dd870050f204104a0001101012000200
    04101200020009103b000103103c00010310410001011044000101104700040011223310470010001122334455
    66778899aabbccddeeff1049000600372a00012010490004001122331053000201ff1054000800060050f20400
    01105400020006105700010110770002aabb10110003616263100800020188dd150050f204104a000010420004
    3031323310ff0009aa'
odd 'HT, VHT, HE' '2d1affffffffffffffffffffffffffffffffffffffffffffffffffff2d1a2c001bff0000000100000000000000
    03000000000000000000003d16ffffffffffffffffffffffffffffffffffffffffffffbf0cfbffffffffffffff
    ffffffffbf0c040000800000000000000000bf0c080000c00000000000000000bf0c00000040aaaaaaaaaaaaaa
    aac005052a32fcffc005032a32fcffff2123fffffffffffffffffffffffffffffffffffafffafffafffafffaff
    faff3b1cc7ff16230000000000000400000000000000000000fafffaffff1d230178081a40000c303f0efdc8ff
    3f000000aaffaaffaaffaaff000102ff022301ff00'
done_testing
