#!/bin/bash
# kernlink iw on a mesh of two radios, beside Debian's iw.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/wifi_lib.sh"
[[ -n $IW_PEER ]] || skip_all 'there is no iw to compare with'
wifi_radios 3
peer() { timeout 20 "$IW_PEER" "$@"; }
ours() {
    local name=$1
    shift
    run timeout 20 "$IW" "$@"
    is "$status $out$err" '0 ' "$name"
}
# alike_status NAME ARGUMENT...: it ends as iw's does, whatever is said.
alike_status() {
    local code
    peer "${@:2}" >/dev/null 2>&1
    code=$?
    run "$IW" "${@:2}"
    is "$status" "$code" "$1: the exit status is iw's"
}
# alike_paths NAME ARGUMENT...: as alike, but for numbers: those of a path that was found change.
alike_paths() {
    local name=$1 mask='s/\t(0x)?[0-9a-f]+/\tN/g'
    shift
    is "$(timeout 20 "$IW" "$@" | sed -E "$mask")" "$(peer "$@" | sed -E "$mask")" "$name"
}
for dev in wlan0 wlan1; do
    ip link set $dev down
    ours "$dev is for a mesh" dev $dev set type mesh
    ip link set $dev up
done

ours 'a mesh is begun' dev wlan0 mesh join ourmesh freq 2412 HT20 mesh_ttl=20
like "$(peer dev wlan0 info)" 'channel 1 \(2412 MHz\), width: 20 MHz, center1: 2412 MHz' \
    'iw sees its channel'
# Newer kernels take the power of a mesh and keep to another.
power() { peer dev wlan0 info | grep -F txpower; }
peer dev wlan0 set txpower fixed 1000
theirs=$(power)
peer dev wlan0 set txpower auto
ours 'a power' dev wlan0 set txpower fixed 1000
is "$(power)" "$theirs" 'iw sees what it sees after its own'
ours 'a rate of multicast' dev wlan0 set mcast_rate 5.5
ours 'and joined' dev wlan1 mesh join ourmesh freq 2412 HT20 beacon-interval 100 dtim-period 2
alike 'joined already' dev wlan0 mesh join ourmesh
is "$(peer dev wlan0 get mesh_param mesh_ttl)" 20 'iw sees the parameter'
alike 'mesh_param dump' dev wlan0 mesh_param dump
alike 'get mesh_param' dev wlan0 get mesh_param mesh_ttl
alike 'get mesh_param with a unit' dev wlan0 get mesh_param mesh_retry_timeout
alike 'get mesh_param in words' dev wlan0 get mesh_param mesh_power_mode
alike 'a parameter that is none' dev wlan0 get mesh_param foo
ours 'set mesh_param' dev wlan0 set mesh_param mesh_ttl=15 mesh_hwmp_rootmode=2
is "$(peer dev wlan0 get mesh_param mesh_ttl) $(peer dev wlan0 get mesh_param mesh_hwmp_rootmode)" \
    '15 2' 'iw sees both'
ours 'a signed one' dev wlan0 set mesh_param mesh_rssi_threshold=-80
is "$(peer dev wlan0 get mesh_param mesh_rssi_threshold)" '-80 dBm' 'iw sees it'
run "$IW" dev wlan0 set mesh_param mesh_ttl=999
isnt "$status" 0 'a value that does not fit'
run "$IW" --json dev wlan0 mesh_param dump
is "$(python3 -c 'import json,sys
p, = json.load(sys.stdin)
print(p["mesh_ttl"], p["mesh_rssi_threshold_dbm"], p["mesh_retry_timeout_ms"], len(p))' <<<"$out")" \
    "15 -80 100 $(peer dev wlan0 mesh_param dump | wc -l)" 'all of them as JSON'

# Paths. The neighbour has to be there first.
other=$(peer dev wlan1 info | sed -n 's/.*addr //p')
for ((i = 0; i < 20; i++)); do
    [[ $(peer dev wlan0 station get "$other" 2>&1) == *ESTAB* ]] && break
    timeout 1 "$IW_PEER" event >/dev/null
done
like "$(peer dev wlan0 station get "$other")" 'mesh plink:.*ESTAB' 'they found each other'
alike_paths 'mpath dump' dev wlan0 mpath dump
far=02:00:00:00:00:77
ours 'a path' dev wlan0 mpath new $far next_hop "$other"
like "$(peer dev wlan0 mpath dump)" "$far $other wlan0" 'iw sees it'
alike 'mpath get' dev wlan0 mpath get $far
alike_paths 'mpath dump with it' dev wlan0 mpath dump
ours 'it is set again' dev wlan0 mpath set $far next_hop "$other"
run "$IW" --json dev wlan0 mpath get $far
is "$(python3 -c 'import json,sys
p, = json.load(sys.stdin)
print(p["destination"], p["next_hop"])' <<<"$out")" "$far $other" 'as JSON'
ours 'and goes' dev wlan0 mpath del $far
alike 'mpath get of none' dev wlan0 mpath get $far
alike 'mpath get of no address' dev wlan0 mpath get zz
alike 'mpp dump' dev wlan0 mpp dump
alike 'mpp get of none' dev wlan0 mpp get $far
run "$IW" dev wlan2 mpath dump
is "$status" 161 'no mesh: what the kernel says is the exit status, where iw ends with 0'
ours 'the mesh is left' dev wlan0 mesh leave
alike 'and cannot be twice' dev wlan0 mesh leave

# OCB: a driver without it refuses; ours says what iw says.
ip link set wlan2 down
peer dev wlan2 set type ocb && ip link set wlan2 up
alike_status 'ocb join' dev wlan2 ocb join 5890 10MHz
alike_status 'ocb leave' dev wlan2 ocb leave
done_testing
