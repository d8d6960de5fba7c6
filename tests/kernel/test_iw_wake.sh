#!/bin/bash
# What few drivers have: P2P devices, scheduled scans, waking, NAN, measurements: done where the
# simulated radio can, refused as by Debian's iw where not. (test_iw_bytes.sh has the requests.)
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/wifi_lib.sh"
[[ -n $IW_PEER ]] || skip_all 'there is no iw to compare with'
"$HWSIM" add radio0 p2p-device >"$TMP/hwsim" 2>&1 ||
    skip_all "the kernel has no simulated radios ($(head -n 1 "$TMP/hwsim"))"
ip link set wlan0 up
peer() { timeout 20 "$IW_PEER" "$@"; }
phy=phy#$(peer dev wlan0 info | sed -n 's/.*wiphy //p')
station=$(peer dev wlan0 info | sed -n 's/.*wdev //p')

# status_of NAME ARGUMENT...: it ends as iw's does, and says why.
status_of() {
    local code
    peer "${@:2}" >/dev/null 2>&1
    code=$?
    run timeout 20 "$IW" "${@:2}"
    is "$status" "$code" "$1"
}

# A P2P device is an interface without a network device, known by a number.
run "$IW" "$phy" interface add p2p0 type __p2pdev
is "$status $err" '0 ' 'a P2P device is made'
alike 'dev shows it' dev
wdev=$(peer dev | grep -A 1 Unnamed | sed -n 's/.*wdev //p')
run timeout 20 "$IW" wdev "$wdev" info
like "$out" "wdev $wdev"$'\n.*type P2P-device' 'its info, which iw does not show'
run timeout 20 "$IW" wdev "$wdev" p2p start
is "$status $out$err" '0 ' 'it is started'
for ((i = 0; i < 5; i++)); do
    run timeout 30 "$IW" wdev "$wdev" scan freq 2412
    ((status == 0)) && break
done
is "$status $err" '0 ' 'then it can scan'
run "$IW" --json wdev "$wdev" info
is "$(python3 -c 'import json,sys
i, = json.load(sys.stdin)
print(hex(i["wdev"]), "ifname" in i)' <<<"$out")" "$wdev False" 'its info as JSON'
run timeout 20 "$IW" wdev "$wdev" p2p stop
is "$status $out$err" '0 ' 'it is stopped'
run timeout 20 "$IW" wdev "$wdev" scan freq 2412
is "$status" 156 'then it cannot scan: the network is down'
status_of 'stopped again' wdev "$wdev" p2p stop
status_of 'a station is no P2P device' wdev "$station" p2p start
run "$IW" wdev "$wdev" del
is "$status $err" '0 ' 'it is deleted'
unlike "$(peer dev)" Unnamed 'iw does not see it any more'

# Refusals.
status_of 'a scheduled scan' dev wlan0 scan sched_start interval 1000
like "$err" 'Operation not supported' 'which this driver does not have'
status_of 'an interval that is no number' dev wlan0 scan sched_start interval x
like "$err" "'x' is no number" 'is named'
status_of 'an interval and plans' dev wlan0 scan sched_start interval 1000 scan_plans 10
status_of 'a random address that is none' dev wlan0 scan sched_start interval 1000 randomise=xx
status_of 'a word too many' dev wlan0 scan sched_stop x
run "$IW" dev wlan0 scan sched_start interval 1000 ofter
is "$status" 1 'a word that nobody knows is not passed over'
status_of 'wowlan show' "$phy" wowlan show
status_of 'an unknown trigger' "$phy" wowlan enable foo
status_of 'a pattern that is none' "$phy" wowlan enable patterns zz
like "$err" "'zz' is no byte" 'is named'
status_of 'a file that is not there' "$phy" wowlan enable tcp /nowhere
like "$err" '/nowhere: No such file' 'is named'
printf 'source=192.168.1.1\nfoo\n' >"$TMP/tcp"
status_of 'a file with a mistake' "$phy" wowlan enable tcp "$TMP/tcp"
like "$err" "tcp:2: 'foo' is not understood" 'has the line'
status_of 'net-detect without more' "$phy" wowlan enable net-detect
status_of 'coalesce show' "$phy" coalesce show
printf 'delay=100\ncondition=5\npatterns=11\n' >"$TMP/coalesce"
run "$IW" "$phy" coalesce enable "$TMP/coalesce"
is "$status" 1 'rules with a mistake, which iw sends all the same'
like "$err" "coalesce:2: '5' is neither 0 \(match\) nor 1 \(no match\)" 'have the line'
status_of 'no rules' "$phy" coalesce enable
for line in 'start' 'start foo' 'start pref 20 bands' 'start pref 20 bands 6' 'config' 'rm_func' \
    'add_func' 'add_func type foo' 'add_func type publish' 'add_func type publish name srv foo' \
    'stop'; do
    # shellcheck disable=SC2086
    status_of "nan $line" wdev "$station" nan $line
done
status_of 'probe without a frame' dev wlan0 mpath probe 02:00:00:00:00:00
status_of 'probe with a frame that is none' dev wlan0 mpath probe 02:00:00:00:00:00 frame zz
status_of 'power saving of a radio' "$phy" hwsim getps
status_of 'to a value that is none' "$phy" hwsim setps x
done_testing
