#!/bin/bash
# kernlink iw event beside Debian's: the same lines of the same happenings.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/wifi_lib.sh"
[[ -n $IW_PEER ]] || skip_all 'there is no iw to compare with'
wifi_radios 2
peer() { timeout 20 "$IW_PEER" "$@"; }
watchers=()
# watch FILE COMMAND...: its output goes to the file, as long as the test runs.
watch() {
    timeout 150 "${@:2}" >"$TMP/$1" &
    watchers+=($!)
}
files=(theirs ours jsonl frames their-frames t T r)
watch theirs "$IW_PEER" event
watch ours "$IW" event
watch jsonl "$IW" --jsonl event
watch frames "$IW" event -f
watch their-frames "$IW_PEER" event -f
watch t "$IW" event -t
watch T "$IW" event -T
watch r "$IW" event -r

# all_wrote PATTERN: has each watcher a line of it, behind what it had at the beginning?
all_wrote() {
    local file
    for file in "${files[@]}"; do
        part "$file" | grep -qi "$1" || return 1
    done
}
# What came behind the beginning.
part() {
    local begin=0
    [[ -s $TMP/$1.begin ]] && begin=$(<"$TMP/$1.begin")
    tail -n +$((begin + 1)) "$TMP/$1"
}

for ((i = 0; i < 50; i++)); do
    peer dev wlan1 interface add mark type monitor
    peer dev mark del
    all_wrote 'new.interface' && break
done
is $? 0 'all are listening'
for file in "${files[@]}"; do
    wc -l <"$TMP/$file" >"$TMP/$file.begin"
done

wifi_ap <<'CONF'
interface=wlan0
ssid=OpenNet
hw_mode=g
channel=1
CONF
timeout 60 "$IW" dev wlan1 scan freq 2412 >/dev/null
for ((i = 0; i < 20; i++)); do
    run timeout 60 "$IW" dev wlan1 connect -w OpenNet 2412
    ((status == 0)) && break
done
is "$status" 0 'a connection'
peer dev wlan1 disconnect
peer reg set FR
peer reg set 00
peer dev wlan1 interface add last type monitor
peer dev last set type managed
for ((i = 0; i < 100; i++)); do
    all_wrote 'set.interface' && break
    timeout 0.2 "$IW_PEER" event >/dev/null
done
kill "${watchers[@]}"
wait "${watchers[@]}" 2>/dev/null

# An interface that goes has its name yet, or not: that is nobody's fault.
# The words for a status or a reason are our own; the numbers are compared. What two radios do at
# the same moment reaches one watcher in this order, another in that.
same() {
    part "$1" | sed -nE '/scan started/,/set interface/{
        s/^.*: del interface/del interface/
        s/((status:|reason:?) [0-9]+): [^[]*/\1/
        p
    }' | sort
}
is "$(same ours)" "$(same theirs)" 'the same lines as iw'
is "$(same frames)" "$(same their-frames)" 'and with whole frames'
like "$(part ours)" 'scan started' 'a scan begins'
like "$(part ours)" 'scan finished: 2412, ""' 'and ends'
like "$(part ours)" "wlan1 \(phy #[0-9]+\): auth 02:" 'authentication'
like "$(part ours)" 'connected to 02:' 'connected'
like "$(part ours)" 'new station' 'a station at the access point'
like "$(part ours)" 'disconnected' 'and not any more'
like "$(part ours)" 'new interface type monitor' 'an interface'
like "$(tail -n 1 "$TMP/t")" '^1[0-9]{9}\.[0-9]{6}: ' 'seconds since 1970'
like "$(tail -n 1 "$TMP/T")" '^\[20[0-9-]+ [0-9:]+\.[0-9]{6}\]: ' 'date and time'
like "$(head -n 1 "$TMP/r")" '^0\.000000: ' 'seconds since the one before'
is "$(python3 -c 'import json,sys
events = [json.loads(line) for line in sys.stdin]
names = {e["command"].lower() for e in events}
want = {"nl80211_cmd_" + n for n in ("trigger_scan", "new_scan_results", "authenticate", "associate",
    "connect", "disconnect", "new_station", "new_interface")}
print(sorted(n for n in want if n not in names and n[12:] not in names))
print(sorted({str(e)[:200] for e in events if "error" in e}))' <"$TMP/jsonl")" $'[]\n[]' \
    'each event decoded, by its name'
run "$IW" event -t -T
is "$status" 1 'two kinds of time'
done_testing
