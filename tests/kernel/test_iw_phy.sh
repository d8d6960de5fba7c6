#!/bin/bash
# Phys: what kernlink iw says of them beside Debian's iw, line for line; as JSON; what they can be at
# once; changes that are shown; and phys that come and go while they are listed.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/wifi_lib.sh"
[[ -n $IW_PEER ]] || skip_all 'there is no iw to compare with'
"$HWSIM" add one >/dev/null 2>"$TMP/hwsim.err" ||
    skip_all "the kernel has no simulated radios ($(head -n 1 "$TMP/hwsim.err"))"
"$HWSIM" add two channels 2
"$HWSIM" add three channels 3 p2p-device
"$HWSIM" add four chanctx alpha2 DE no-vif
peer() { timeout 30 "$IW_PEER" "$@"; }
ours() { timeout 30 "$IW" "$@"; }

# How long a channel is in its state changes by itself; later kernels tell more than iw 5.19 shows.
steady() { sed -E 's/\(for [0-9]+ sec\)/(for N sec)/'; }
newer() {
    grep -vE $'^\t\t\\* \\[ (POWERED_ADDR_CHANGE|PUNCT|SECURE_NAN|AUTH_AND_DEAUTH_RANDOM_TA|OWE_OFFLOAD|OWE_OFFLOAD_AP|DFS_CONCURRENT|SPP_AMSDU_SUPPORT) \\]'
}
list=$(peer list | steady)
like "$list" 'Wiphy one' 'iw lists phys'
is "$(ours list | newer | steady)" "$list" 'list, all lines of all phys'
is "$(ours phy | newer | steady)" "$list" 'phy is the same'
declare -A index
while read -r number name; do
    index[$name]=$number
done < <(peer list | awk '/^Wiphy/ { name = $2 } /wiphy index:/ { print $3, name }')
is "${#index[@]}" 4 'four of them'
for name in one two three four; do
    is "$(ours "phy#${index[$name]}" info | newer | steady)" \
        "$(peer "phy#${index[$name]}" info | steady)" "info of $name"
    is "$(ours "phy#${index[$name]}" channels | steady)" \
        "$(peer "phy#${index[$name]}" channels | steady)" "channels of $name"
    is "$(ours phy "$name" info | steady)" "$(ours "phy#${index[$name]}" info | steady)" \
        "$name by its name"
done
is "$(ours features)" "$(peer features)" 'features'
# (iw has no name for a command that is long gone.)
is "$(ours commands | head -n "$(peer commands | wc -l)" | grep -v '^30 ')" \
    "$(peer commands | grep -v '^30 ')" 'commands'

# As JSON: nothing is lost for the second phy and those behind it.
ours --json list >"$TMP/list.json"
is "$(python3 - "$TMP/list.json" <<'PY'
import json, sys
flags = {"no_ir": "no IR", "radar": "radar detection"}
for p in json.load(open(sys.argv[1])):
    print("Wiphy %s %d" % (p["name"], p["wiphy"]))
    for b in p["bands"]:
        for r in b["rates"]:
            print("* %.1f Mbps" % (r["rate_kbps"] / 1000))
        for c in b["channels"]:
            words = ["disabled"] if c["disabled"] else [w for k, w in flags.items() if c[k]]
            power = "" if c["disabled"] else " (%.1f dBm)" % (c["max_txpower_mbm"] / 100)
            print("* %d MHz%s%s" % (c["freq_mhz"], power, " (" + ", ".join(words) + ")" if words else ""))
    print("* " + "\n* ".join(p["commands"]))
PY
)" "$(peer list | awk '
    /^Wiphy/ { name = $2 }
    /^\twiphy index:/ { print "Wiphy " name " " $3 }
    /^\t\t\t\* [0-9.]+ M(bps|Hz)/ { sub(/^\t*/, ""); sub(/ \[[-0-9]+\]/, "")
        sub(/ \(short preamble supported\)/, ""); print }
    /^\tSupported commands/ { commands = 1; next }
    /^\t[^\t]/ { commands = 0 }
    commands { sub(/^\t* /, ""); print }')" 'bands, rates, channels and commands of each as JSON'
is "$(python3 - "$TMP/list.json" <<'PY'
import json, sys
by = {p["name"]: p for p in json.load(open(sys.argv[1]))}
band = {b["band"]: b for b in by["two"]["bands"]}
ht = {e["name"]: e for e in band["2ghz"]["elements"]}["ht_capabilities"]
vht = {e["name"]: e for e in band["5ghz"]["elements"]}["vht_capabilities"]
he = {e["name"]: e for e in band["5ghz"]["iftype_capabilities"][0]["elements"]}["he_capabilities"]
print(ht["width_40_mhz"], ht["rx_mcs"][-1], vht["max_mpdu_bytes"], he["ldpc"], "error" in he)
print([c["max_channels"] for c in by["two"]["combinations"]],
      [c["max_channels"] for c in by["three"]["combinations"]])
print("P2P-device" in by["three"]["iftypes"], "P2P-device" in by["two"]["iftypes"])
print("ibss_rsn" in by["four"]["abilities"])
print("00-0f-ac:4" in [c["suite"] for c in by["one"]["ciphers"]])
print(any("malformed" in p for p in by.values()))
PY
)" $'True 15 11454 True False\n[2] [3]\nTrue False\nTrue\nTrue\nFalse' 'capabilities as JSON'
ours --jsonl "phy#${index[four]}" channels >"$TMP/channels.jsonl"
is "$(python3 -c 'import json,sys
for c in map(json.loads, open(sys.argv[1])):
    if c["band"] == "5ghz" and "dfs_state" in c and not c["disabled"]:
        print(c["freq_mhz"], c["dfs_state"], c["dfs_cac_ms"])' "$TMP/channels.jsonl")" \
    "$(peer "phy#${index[four]}" channels | awk '/ MHz / { f = $2 } /DFS state/ { s = $3 } /CAC/ { print f, s, $4 }')" \
    'radar states as JSON'
is "$(ours --json features)" '[
  {
    "protocol_features": 1,
    "split_wiphy_dump": true
  }
]' 'features as JSON'

# What may be there at once.
can() { run ours "phy#${index[$1]}" can "${@:2}"; }
can one managed ap
is "$status" 0 'a station beside an access point'
like "$out" '^yes: #\{ IBSS \} <= 1, #\{ managed, AP' 'by which combination'
can one ibss ibss
is "$status $out" '1 no: combination 1 comes nearest, but it takes 1 of IBSS; 2 are wanted' 'two IBSS'
can one managed ap channels 2
is "$status $out" '1 no: combination 1 comes nearest, but it takes 1 channel; 2 are wanted' 'two channels'
can two managed ap channels 2
is "$status" 0 'of a phy that can'
can one 'managed*2049' ibss
is "$status" 1 'too many in all'
can one managed p2p_device
is "$status $out" '1 no: it cannot be P2P-device at all' 'a type that it lacks'
can three managed p2p_device ap 'monitor*3'
is "$status" 0 'that another has; monitors are done in software'
can one nonsense
is "$status" 1 'a type that is none'
like "$err" "no interface type 'nonsense'" 'is named'
run ours --json "phy#${index[two]}" can managed ap channels 2
is "$(python3 -c 'import json,sys; a, = json.load(sys.stdin); print(a["possible"], a["combination"])' <<<"$out")" \
    'True 1' 'the answer as JSON'
# The kernel agrees: hwsim refuses the second IBSS when it comes up, and not the access point.
ours "phy#${index[one]}" interface add ibss0 type ibss
ours "phy#${index[one]}" interface add ibss1 type ibss
ok ip link set ibss0 up -- 'the kernel takes one IBSS'
run ip link set ibss1 up
isnt "$status" 0 'and refuses the second'
peer dev ibss0 del
peer dev ibss1 del

# What iw changes is shown.
set_and_see() { # WHAT-IW-SETS... -- WHAT-INFO-HAS NAME
    local args=()
    while [[ $1 != -- ]]; do
        args+=("$1")
        shift
    done
    peer "phy#${index[two]}" set "${args[@]}"
    like "$(ours "phy#${index[two]}" info)" "$2" "$3"
    is "$(ours "phy#${index[two]}" info | newer)" "$(peer "phy#${index[two]}" info)" "$3, as iw shows it"
}
set_and_see rts 512 -- 'RTS threshold: 512' 'a threshold'
set_and_see frag 800 -- 'Fragmentation threshold: 800' 'another'
set_and_see retry short 5 long 5 -- 'Retry short long limit: 5' 'retries'
set_and_see name again -- 'Wiphy again' 'a name'
is "$(ours phy again info | head -n 1)" 'Wiphy again' 'the phy by its new name'

# Errors, and the exit statuses of iw.
alike_status() { # NAME ARGUMENT...
    local code
    peer "${@:2}" >/dev/null 2>&1
    code=$?
    run ours "${@:2}"
    is "$status" "$code" "$1: the exit status is iw's"
}
alike_status 'a word too many' list x
alike_status 'a word too many behind info' "phy#${index[one]}" info x
alike_status 'no such phy' phy nosuch channels
alike_status 'features -q' features -q
run ours phy#4000 info
is "$status" 237 'a number that no phy has is an error'
like "$err" 'no phy number 4000' 'and is named'

# Another namespace: by a process, by a name.
unshare -n sleep 100 &
there=$!
for ((i = 0; i < 100; i++)); do
    [[ $(readlink "/proc/$there/ns/net") != "$(readlink /proc/self/ns/net)" ]] && break
    timeout 0.05 tail -f /dev/null
done
run ours "phy#${index[three]}" set netns "$there"
is "$status $err" '0 ' 'a phy goes to the namespace of a process'
unlike "$(ours list)" 'Wiphy three' 'it is not listed here any more'
is "$(nsenter -t "$there" -n timeout 30 "$IW" list | newer)" \
    "$(nsenter -t "$there" -n timeout 30 "$IW_PEER" list)" 'but there, and alone'
mkdir -p /run/netns && touch "/run/netns/kl$$" && mount --bind "/proc/$$/ns/net" "/run/netns/kl$$"
run nsenter -t "$there" -n timeout 30 "$IW" "phy#${index[three]}" set netns name "kl$$"
is "$status $err" '0 ' 'and comes back by a name'
umount "/run/netns/kl$$"
rm -f "/run/netns/kl$$"
like "$(peer list)" 'Wiphy three' 'iw lists it here'
kill "$there"

# Phys that come and go while they are listed: each listing is of whole phys, or a clear refusal.
"$IW" --json list >"$TMP/quiet.json"
times=30
[[ -n $SLOW ]] && times=8
(
    for ((i = 0; i < times; i++)); do
        "$HWSIM" add "hot$i" channels $((i % 3 + 1)) && "$HWSIM" del "hot$i"
    done >/dev/null 2>&1
    touch "$TMP/done"
) &
hotplug=$!
n=0 bad=''
while [[ ! -e $TMP/done ]] && ((n < 200)); do
    if timeout 30 "$IW" --json list >"$TMP/hot.$n" 2>"$TMP/hot.err"; then
        n=$((n + 1))
    else
        code=$?
        ((code == 245)) && grep -q 'came or went' "$TMP/hot.err" && continue
        bad="$code $(<"$TMP/hot.err")"
        break
    fi
done
wait "$hotplug"
is "$bad" '' 'no listing failed but with a clear refusal'
is "$(python3 - "$TMP/quiet.json" "$TMP"/hot.[0-9]* <<'PY'
import json, sys
def shape(p):
    return [(b["band"], len(b["rates"]), len(b["channels"])) for b in p["bands"]]
quiet = {p["name"]: p for p in json.load(open(sys.argv[1]))}
whole = shape(next(iter(quiet.values())))
seen = 0
for name in sys.argv[2:]:
    for p in json.load(open(name)):
        seen += 1
        if p["name"] in quiet and p != quiet[p["name"]]:
            old = quiet[p["name"]]
            keys = [k for k in p if p[k] != old.get(k)]
            if keys != ["bands"] or shape(p) != shape(old):
                print(name, p["name"], "differs in", keys)
        elif p["name"] not in quiet and (shape(p) != whole or not p["commands"]
                or len(p["combinations"]) != 1 or "malformed" in p):
            print(name, p["name"], shape(p))
print("listed" if seen > 0 else "none")
PY
)" 'listed' 'each phy listed is whole, and itself'
done_testing
