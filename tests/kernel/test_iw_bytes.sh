#!/bin/bash
# Whatever a radio can or cannot: for the same words kernlink iw asks the kernel for the same as
# Debian's iw, attribute for attribute. The lines are those of iw_bytes.list.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/wifi_lib.sh"
[[ -n $IW_PEER ]] || skip_all 'there is no iw to compare with'
wifi_radios 3
PHY=$(timeout 20 "$IW_PEER" dev wlan0 info | sed -n 's/.*wiphy /phy#/p')
WDEV=$(timeout 20 "$IW_PEER" dev wlan0 info | sed -n 's/.*wdev //p')
# Where the radio goes at last, to end with it: in the namespace of process 1 it would stay, with a
# name that no other radio can have.
unshare -n sleep 300 &
THERE=$!
for ((i = 0; i < 100; i++)); do
    [[ $(readlink "/proc/$THERE/ns/net") != "$(readlink /proc/self/ns/net)" ]] && break
    timeout 0.05 tail -f /dev/null
done
trap 'kill "$THERE" 2>/dev/null; rm -rf "$TMP"' EXIT
export PHY WDEV THERE TMP IW IW_PEER
list=$(dirname "$0")/iw_bytes.list

# Files that lines of the list name.
cat >"$TMP/tcp" <<'FILE'
source=192.168.1.5
dest=192.168.1.1:8080@02:00:00:00:00:99
data=00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff
data.interval=60
FILE
cat >"$TMP/tcp2" <<'FILE'
source=192.168.1.5:4000
dest=192.168.1.1:8080@02:00:00:00:00:99
data=00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff
data.interval=5
wake=01:02:-:04
data.seq=4,2,7
data.tok=2,8,00:11:22:33
FILE
cat >"$TMP/coalesce" <<'FILE'
delay=50
condition=1
patterns=01:02:-:04,18+43:34:00:12
delay=100
condition=0
patterns=2+aa:bb
FILE
cat >"$TMP/ftm" <<'FILE'
02:00:00:00:01:00 bw=20 cf=2412
FILE
cat >"$TMP/ftm3" <<'FILE'
02:00:00:00:01:00 bw=20 cf=2412 ap-tsf
FILE
cat >"$TMP/ftm2" <<'FILE'
02:00:00:00:01:00 bw=80 cf=5180 cf1=5210 ftms_per_burst=5 asap bursts_exp=2 burst_period=4 retries=3 burst_duration=9 preamble=vht lci civic
02:00:00:00:02:00 bw=40 cf=2412 cf1=2422 preamble=ht asap
02:00:00:00:03:00 bw=20 cf=2437 tb
02:00:00:00:04:00 bw=20 cf=2437 non_tb
FILE

# One tracer for all, as starting one for each takes longer than what it traces.
cat >"$TMP/both" <<'BOTH'
before=() number=0
while IFS= read -r line; do
    case $line in
    '' | '#'*) continue ;;
    '+ '*) before+=("${line#+ }") && continue ;;
    '? '*) echo "? $((number + 1)) ${line#? }" >&3 && continue ;;
    esac
    number=$((number + 1))
    eval "words=($line)"
    for who in iw ours; do
        for first in "${before[@]}"; do
            eval "$first" >/dev/null 2>&1 </dev/null
        done
        [[ $who == iw ]] && program=$IW_PEER || program=$IW
        timeout 20 sh -c 'echo "$$ $0 $1" >&3; shift; exec "$@"' "$who" "$number $line" \
            "$program" "${words[@]}" </dev/null >>"$TMP/said.$who" 2>&1
    done
    before=()
done
BOTH
timeout 250 "$KERNLINK" trace -f --sent --jsonl --only nl80211,MAC80211_HWSIM -o "$TMP/trace" \
    bash "$TMP/both" <"$list" 3>"$TMP/runs"
ended=$?
python3 "$(dirname "$0")/iw_bytes.py" "$TMP/trace" "$TMP/runs" >"$TMP/tap"
cat "$TMP/tap"
if ((ended != 0)) || ! grep -q '^1\.\.[1-9]' "$TMP/tap"; then
    echo "Bail out! the lines were not all run (exit status $ended)"
    exit 1
fi
! grep -q '^not ok' "$TMP/tap"
