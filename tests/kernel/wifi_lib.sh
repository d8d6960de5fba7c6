# shellcheck shell=bash
# For shell tests of Wi-Fi, behind lib.sh: radios in the test's own namespace, access points, and
# ours beside Debian's iw. Gives $IW, a link to our binary named iw.
HWSIM=${KERNLINK%/*}/tests/hwsim
ln -s "$KERNLINK" "$TMP/bin/iw"
IW=$TMP/bin/iw
IW_PEER=$(PATH=$PATH:/usr/sbin:/sbin command -v iw || :)

# wifi_radios N: interfaces wlan0 and on, up.
wifi_radios() {
    local i
    for ((i = 0; i < $1; i++)); do
        if ! "$HWSIM" add "radio$i" >/dev/null 2>"$TMP/hwsim.err"; then
            skip_all "the kernel has no simulated radios ($(head -n 1 "$TMP/hwsim.err"))"
        fi
        ip link set "wlan$i" up
    done
}

# wifi_ap: starts hostapd with the configuration on its input; returns when the network is there.
wifi_ap() {
    local file
    file=$(mktemp "$TMP/ap.XXXXXX")
    { printf 'driver=nl80211\nctrl_interface=%s\n' "$TMP/hostapd" && cat; } >"$file"
    hostapd -B -P "$file.pid" "$file" >"$file.log" 2>&1 || { cat "$file.log" && return 1; }
}

wifi_stop() {
    local file
    for file in "$TMP"/ap.*.pid; do
        [[ -s $file ]] && kill "$(<"$file")"
    done
    rm -rf "$TMP"
}
trap wifi_stop EXIT

# alike NAME ARGUMENT...: ours prints what iw prints, and ends alike. WITHOUT: lines that hold what
# changes by itself are compared without their numbers.
alike() {
    local name=$1 theirs ours code
    shift
    theirs=$(timeout 60 "$IW_PEER" "$@" 2>&1)
    code=$?
    ours=$("$IW" "$@" 2>&1)
    is "$? $(wifi_steady <<<"$ours")" "$code $(wifi_steady <<<"$theirs")" "$name"
}

wifi_steady() {
    sed -E '/(time|bytes|packets|rx|tx|duration|retries|failed|drop misc|throughput|seen|TSF|at|RX|TX|loss)[^:]*:/ s/[0-9]+/N/g
        /(signal|bitrate)/ s/[0-9]+/N/g; s/ MCS N| short GI//g'
}
