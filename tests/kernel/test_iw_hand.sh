#!/bin/bash
# kernlink iw: what is sent by hand and set once, each read back with Debian's iw: authentication and
# what goes with it, stations thrown out, scans that are only triggered, settings of interfaces.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/wifi_lib.sh"
[[ -n $IW_PEER ]] || skip_all 'there is no iw to read back with'
wifi_radios 3
wifi_ap <<'CONF'
interface=wlan0
ssid=OpenNet
hw_mode=g
channel=1
CONF
ap=$(timeout 20 "$IW_PEER" dev wlan0 info | sed -n 's/.*addr //p')
mac=$(timeout 20 "$IW_PEER" dev wlan1 info | sed -n 's/.*addr //p')

pause() { read -rt "$1" <> <(:); }

# until_link TEXT [TIMES]: waits for it in iw's view of the link. @return whether it came
until_link() {
    local i
    for ((i = 0; i < ${2:-12}; i++)); do
        [[ $(timeout 20 "$IW_PEER" dev wlan1 link) == *"$1"* ]] && return
        pause 0.1
    done
    return 1
}

# Frames get lost: the whole is tried again, from a scan on.
join_by_hand() {
    local i
    for ((i = 0; i < 5; i++)); do
        run "$IW" dev wlan1 deauthenticate "$ap"
        run "$IW" dev wlan1 scan freq 2412 ssid OpenNet flush
        run "$IW" dev wlan1 auth OpenNet "$ap" open 2412
        ((status == 0)) || continue
        pause 1
        run "$IW" dev wlan1 associate OpenNet "$ap" 2412
        ((status == 0)) || continue
        until_link 'Connected to' 8 && return
    done
    return 1
}

ok join_by_hand -- 'auth and associate: connected'
like "$(timeout 20 "$IW_PEER" dev wlan1 link)" "Connected to $ap .*SSID: OpenNet" 'as iw sees it'
run "$IW" dev wlan1 disassociate "$ap"
is "$status$err" 0 'disassociate'
ok until_link 'Not connected' -- 'it is connected no more'
ok join_by_hand -- 'and again'
run "$IW" dev wlan1 deauthenticate "$ap" 3
is "$status$err" 0 'deauthenticate'
ok until_link 'Not connected' -- 'it is connected no more'

# Thrown out by the access point; mac80211 sends no frame then, so that only its table tells.
ok join_by_hand -- 'a third time'
run "$IW" dev wlan0 station del "$mac" subtype 0xc reason-code 5
is "$status$err" 0 'station del'
unlike "$(timeout 20 "$IW_PEER" dev wlan0 station dump)" "$mac" 'and the access point has it no more'
run "$IW" dev wlan0 station del 02:11:22:33:44:55
isnt "$status" 0 'one that is not there is a failure'

# Triggered, and not awaited: what it finds is there later.
seen=
for ((i = 0; i < 5; i++)); do
    run "$IW" dev wlan1 scan trigger freq 2412 ssid OpenNet flush
    is_triggered=$status
    for ((k = 0; k < 30; k++)); do
        [[ $("$IW" dev wlan1 scan dump) == *OpenNet* ]] && seen=1 && break 2
        pause 0.1
    done
done
is "$is_triggered$seen" 01 'scan trigger: the network is found without waiting'
aborted=
for ((i = 0; i < 5; i++)); do
    run "$IW" dev wlan1 scan trigger passive
    run "$IW" dev wlan1 scan abort
    ((status == 0)) && aborted=1 && break
done
is "$aborted" 1 'scan abort'
run "$IW" dev wlan0 scan trigger bogus
like "$err" "'bogus' is not understood" 'a mistake is named'

# Settings.
run "$IW" dev wlan1 interface add sta1 type managed addr 02:00:00:00:aa:01
run "$IW" dev sta1 set 4addr on
is "$status$err" 0 'set 4addr'
like "$(timeout 20 "$IW_PEER" dev sta1 info)" '4addr: on' 'as iw sees it'
run "$IW" dev sta1 set 4addr maybe
isnt "$status" 0 'neither on nor off'
run "$IW" dev sta1 set type mp
is "$status$err" 0 'set type mp'
run "$IW" dev sta1 set meshid meshcase
is "$status$err" 0 'set meshid'
ip link set wlan1 down
ip link set sta1 up
up=
for ((i = 0; i < 6; i++)); do
    [[ $(timeout 20 "$IW_PEER" dev wlan2 scan freq 2412 meshid meshcase flush) == *'MESH ID: meshcase'* ]] && up=1 && break
done
is "$up" 1 'it sends beacons of that mesh when it comes up'
run "$IW" dev sta1 del
run "$IW" dev wlan1 interface add mon1 type monitor
run "$IW" dev mon1 set monitor fcsfail otherbss
is "$status$err" 0 'set monitor'
run "$IW" dev mon1 set monitor nonsense
isnt "$status" 0 'a flag that there is not'
done_testing
