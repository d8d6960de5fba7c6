#!/bin/bash
# iw's session, traced: the messages are named, and the C program made of them does the same. Needs a
# kernel with simulated radios (make vm).
. "$(dirname "$0")/lib.sh"
command -v iw >/dev/null || skip_all 'iw is not installed'
"$KERNLINK" send MAC80211_HWSIM new_radio >/dev/null 2>&1 ||
    skip_all "this kernel has no simulated radios ($(uname -r))"
phy=
for ((i = 0; i < 250; i++)); do
    # By number: names are looked up in /sys, which shows the machine's own namespace.
    phy=$(iw dev 2>/dev/null | grep -o -m 1 '^phy#[0-9]*')
    [[ -n $phy ]] && break
    sleep 0.02
done
isnt "$phy" '' 'a radio of our own, made by send'

run "$KERNLINK" trace -o "$TMP/text" -w "$TMP/capture" iw "$phy" interface add test type monitor
is "$status" 0 'iw adds an interface'
text=$(<"$TMP/text")
like "$text" '-> nlctrl getfamily ack: CTRL_ATTR_FAMILY_NAME "nl80211"' 'it asks for the number of its family'
like "$text" '-> nl80211 new_interface ack  \(48 bytes\)' 'and for the interface'
like "$text" $'\n    NL80211_ATTR_IFNAME "test"\n    NL80211_ATTR_IFTYPE monitor \(6\)\n' 'attributes and symbols'
like "$text" '<- nl80211 new_interface  .*<- ok, ' 'the answer'
run "$KERNLINK" decode --python --only nl80211 --sent "$TMP/capture"
like "$out" "\['NL80211_ATTR_IFNAME', 'test'\]" 'in the form of pyroute2, from the capture'

iw dev test del
run "$KERNLINK" decode --c "$TMP/capture"
cp "$TMP/run.out" "$TMP/program.c"
if ok gcc -Wall -Wextra -Werror -I"$TOP/include" "$TMP/program.c" -o "$TMP/program" \
    "$TOP/build/libkernlink.a" -lmnl -ljansson -lpthread -- 'C that compiles without a warning'; then
    run "$TMP/program"
    is "$status" 0 'and runs'
    like "$(iw dev)" 'Interface test' 'makes the interface again'
fi

run "$KERNLINK" trace -o "$TMP/phy" --jsonl iw "$phy" info
is "$status" 0 'iw describes the radio'
ok test "$(grep -c '"command": "new_wiphy"' "$TMP/phy")" -gt 10 -- 'in many messages'
unlike "$(<"$TMP/phy")" '"malformed"' 'none of which is malformed'
run "$KERNLINK" send nl80211 get_interface --dump --jsonl
like "$out" '"NL80211_ATTR_IFNAME": "test"' 'send asks the same'

timeout 100 "$KERNLINK" monitor -n 1 nl80211:config >"$TMP/events" 2>/dev/null &
pid=$!
for ((i = 0; i < 250; i++)); do
    awk 'NR > 1 && $2 == 16 && $4 != "00000000" { found = 1 } END { exit !found }' /proc/net/netlink && break
    sleep 0.02
done
iw dev test del
wait "$pid"
like "$(<"$TMP/events")" 'nl80211 del_interface' 'monitor hears of it'
done_testing
