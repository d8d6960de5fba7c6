#!/bin/bash
# Measuring distances, beside Debian's iw: radios that say what they are told to. Needs a kernel whose
# simulated radios measure (6.5 and on).
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/wifi_lib.sh"
[[ -n $IW_PEER ]] || skip_all 'there is no iw to compare with'
MEDIUM=${HWSIM%/*}/medium
"$HWSIM" add radio0 measures >"$TMP/hwsim" 2>&1 ||
    skip_all "the kernel has no simulated radios ($(head -n 1 "$TMP/hwsim"))"
ip link set wlan0 up
peer() { timeout 20 "$IW_PEER" "$@"; }
phy=phy#$(peer dev wlan0 info | sed -n 's/.*wiphy //p')
"$KERNLINK" send nl80211 get_wiphy --dump --jsonl '{"NL80211_ATTR_SPLIT_WIPHY_DUMP": true}' 2>/dev/null |
    grep -q NL80211_ATTR_PEER_MEASUREMENTS ||
    skip_all "the simulated radios of this kernel do not measure ($(uname -r))"

# medium ARGUMENT...: the radios' medium, until it is stopped.
medium() {
    : >"$TMP/medium"
    "$MEDIUM" "$@" >"$TMP/medium" 2>&1 &
    medium=$!
    for ((i = 0; i < 200; i++)); do
        grep -q ready "$TMP/medium" && return
        timeout 0.1 tail -f /dev/null
    done
    cat "$TMP/medium"
}
trap 'kill "${medium:-}" 2>/dev/null; rm -rf "$TMP"' EXIT

cat >"$TMP/peers" <<'FILE'
# three of them
02:00:00:00:01:00 bw=20 cf=2412 asap lci civic
02:00:00:00:02:00 bw=20 cf=2412 asap
02:00:00:00:03:00 bw=20 cf=2412 asap ftms_per_burst=4
FILE
grep -v '#' "$TMP/peers" >"$TMP/peers.iw" # which knows no comments
medium 20
# iw may miss the first answers to its own request, or all of them, and then waits on; it takes the
# signal for a number without a sign.
heard_all() { [[ $theirs == *Peer\ *:01:00:*Peer\ *:02:00:*Peer\ *:03:00:*complete* ]]; }
for ((try = 0; try < 6; try++)); do
    theirs=$(timeout 8 "$IW_PEER" dev wlan0 measurement ftm_request "$TMP/peers.iw" 2>&1 |
        sed 's/cookie [0-9]*/cookie N/; s/RSSI_AVG: 4294967206/RSSI_AVG: -90/')
    heard_all && break
done
run timeout 20 "$IW" dev wlan0 measurement ftm_request "$TMP/peers"
is "$status $err" '0 ' 'three stations are measured'
if heard_all; then
    is "$(sed 's/cookie [0-9]*/cookie N/' <<<"$out")" "$theirs" 'what iw prints of them'
else
    echo '# not compared: iw did not hear of its own measurements'
fi
like "$out" 'Peer 02:00:00:00:01:00: status=0 \(SUCCESS\) @1000 tsf=99 \(final\)' 'the first answered'
like "$out" $'RSSI_AVG: -90\n.*RTT_AVG: 6671\n.*DIST_AVG: -12\n' 'signed numbers are signed'
like "$out" $'02:00:00:00:02:00: status=3 \(FAILURE\) .*\n    FTM failed: NO_RESPONSE \(1\)' 'the second did not'
like "$out" 'FTM failed: PEER_BUSY \(6\) retry after 7s' 'the third is busy'
run timeout 20 "$IW" --json dev wlan0 measurement ftm_request "$TMP/peers"
is "$(python3 -c 'import json,sys
a, b, c = json.load(sys.stdin)
print(a["peer"], a["status"], a["rtt_avg_ps"], a["distance_avg_mm"], a["rssi_avg_half_dbm"], a["lci_bytes"])
print(b["failure"], c["failure"], c["busy_retry_s"], c["final"])' <<<"$out")" \
    $'02:00:00:00:01:00 SUCCESS 6671 -12 -90 01:02\nNO_RESPONSE PEER_BUSY 7 True' 'as JSON'
kill "$medium"
wait "$medium" 2>/dev/null
is "$(<"$TMP/medium")" ready 'the kernel took all answers'

medium silent
run timeout 30 "$IW" dev wlan0 measurement ftm_request "$TMP/peers" timeout=1
is "$status" 146 'without an answer it ends: timed out'
like "$err" 'the measurement did not end in time' 'in words'
run timeout 30 "$IW" dev wlan0 measurement ftm_request "$TMP/peers" timeout=1
is "$status" 146 'and the radio is free for the next'
kill "$medium"

printf '02:00:00:00:01:00 bw=20 cf=2412 fast\n' >"$TMP/wrong"
run "$IW" dev wlan0 measurement ftm_request "$TMP/wrong"
is "$status" 1 'a mistake in the file'
like "$err" "wrong:1: 'fast' is not understood" 'has its line'
run "$IW" dev wlan0 measurement ftm_request "$TMP/nowhere"
is "$status" 254 'no file'
done_testing
