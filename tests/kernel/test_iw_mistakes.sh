#!/bin/bash
# Mistakes of all kinds, of words and of values: each is said on standard error with the word that is
# wrong, ends with a number that says so, and leaves JSON that can be read.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/wifi_lib.sh"
wifi_radios 1
phy=phy#$("$IW" dev wlan0 info | sed -n "s/.*wiphy //p")

# STATUS | WHAT IS SAID | ARGUMENTS; a status of "+" is any but 0 and those of signals.
n=0
while IFS='|' read -r code words line; do
    eval "args=($line)"
    n=$((n + 1))
    timeout 30 "$IW" --json "${args[@]}" >"$TMP/json.$n" 2>"$TMP/said" </dev/null
    status=$?
    [[ $code == + ]] && ((status > 0 && (status < 124 || status > 159))) && code=$status
    if [[ $status == "$code" && $(<"$TMP/said") =~ $words ]]; then
        tap_line ok "$line"
    else
        tap_line 'not ok' "$line"
        tap_show 'ended with' "$status, not $code"
        tap_show 'said' "$(<"$TMP/said")"
    fi
    echo "$line" >"$TMP/json.$n.line"
done <<'LINES'
1|no option '--bogus'|--bogus dev
237|no interface nosuch|dev nosuch info
1|a command is missing|dev wlan0
1|no command 'inof'; did you mean 'info'|dev wlan0 inof
1|no command 'sacn'; did you mean 'scan'|wlan0 sacn
1|no command 'rge'; did you mean 'reg'|rge get
1|'-5' is no frequency|dev wlan0 scan freq -5
1|'999' is no channel|dev wlan0 set channel 999
1|'HT41' is not understood|dev wlan0 set freq 2412 HT41
2|Missing TX power|dev wlan0 set txpower fixed
2|Invalid parameter: maybe|dev wlan0 set power_save maybe
2|pid: nosuch|$phy set netns nosuch
1|Possible mesh parameters|dev wlan0 get mesh_param
2|Could not find the parameter mesh_x.*mesh_ttl|dev wlan0 get mesh_param mesh_x
+|Could not find the parameter mesh_x|dev wlan0 set mesh_param mesh_x=1
2|Vendor command must start with 0x|dev wlan0 vendor recv 1 0x1 0x0
2|Sub command must start with 0x|dev wlan0 vendor recvbin 0x1374 1 0x0
1|'/' is neither a file|dev wlan0 vendor send 0x1374 0x1 /
1|'40' lacks its pattern|dev wlan0 mgmt dump frame 40
234|'5:-3' is no plan|dev wlan0 scan sched_start scan_plans 5:-3 10
234|'5x' is no plan|dev wlan0 scan sched_start scan_plans 5x
234|'4294967226' is no signal|dev wlan0 scan sched_start interval 1000 matches ssid a rssi 4294967226
1|'-1:5' is not RANGE:POWER|$phy set sar_specs 0 -1:5
1|'4294967297:5' is not RANGE:POWER|$phy set sar_specs 0 4294967297:5
161|not supported|$phy wowlan show
161|not supported|$phy coalesce show
+||dev wlan0 mpath dump
+|an SSID of 1 to 32 bytes|dev wlan0 connect AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
1|'9:abcde' is no key|dev wlan0 connect x key 9:abcde
235|/: Is a directory|dev wlan0 measurement ftm_request /
1|there is no interface type 'foo'|$phy can 'foo*99'
LINES
is "$(
    python3 - "$TMP" "$n" <<'PYTHON'
import json
import sys

for i in range(1, int(sys.argv[2]) + 1):
    path = f"{sys.argv[1]}/json.{i}"
    with open(path, encoding="utf-8") as f:
        text = f.read()
    with open(path + ".line", encoding="utf-8") as f:
        line = f.read().strip()
    try:  # an option that is none comes before all output
        if text and json.loads(text) != []:
            print(line, "has", text)
    except ValueError:
        print(line, "is no JSON:", text[:60])
PYTHON
)" '' 'no output but an empty array'
is "$("$IW" --help | head -n 1)" $'Usage:\tkernlink iw [options] command' '--help'
is "$("$IW" --json help | head -n 1)" $'Usage:\tkernlink iw [options] command' 'help behind an option'
done_testing
