#!/bin/bash
# What memory kernlinkd has for itself: little at rest, and no more after many requests, after applies, and
# after settings that were larger. Pages of files do not count: whether libraries are shared depends on
# what else runs on the machine.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/netd_lib.sh"
! grep -q __asan_init "$NETD" || skip_all 'with ASan memory says nothing'
[[ -r /proc/self/smaps_rollup ]] || skip_all 'this kernel has no smaps_rollup'
MOST=1536 GROWTH=128 # KiB

requests=400 forks=60 applies=4 links=300
[[ -z $SLOW ]] || { requests=50 forks=10 applies=2 links=50; }
ip link set lo up

# Sets $anonymous to the KiB without a file, when no child shares them, and all has been still for a while.
at_rest() {
    local last='' same=0 i
    for ((i = 0; i < 300 && same < 5; i++)); do
        anonymous=$(awk '/^Anonymous:/ { print $2 }' "/proc/$netd/smaps_rollup")
        [[ $anonymous == "$last" && -z $(pgrep -P "$netd") ]] && same=$((same + 1)) || same=0
        last=$anonymous
        sleep 0.1
    done
    ((same == 5)) || tap_show 'it is never at rest' "$anonymous KiB"
}

ask() { # NUMBER PATH: how often there was which answer
    local i
    for ((i = 0; i < $1; i++)); do
        printf 'url = "http://localhost%s"\noutput = "/dev/null"\n' "$2"
    done | curl -sS -m 120 --unix-socket "$API" -w '%{http_code}\n' -K - | sort | uniq -c | xargs
}

small='interfaces: {br0: {kind: bridge, mtu: 1400, addresses: [192.0.2.1/24]}}'
other='interfaces: {br0: {kind: bridge, mtu: 1300, addresses: [192.0.2.2/24]}}'
large=$(echo 'interfaces:' && seq -f '  b%.0f: {kind: bridge}' "$links")

apply() { # SETTINGS
    printf '%s\n' "$1" >"$ETC/network.yaml"
    api POST /v1/apply | tail -n 1 | jq -r .result
}

use() { # NAME
    local i said=''
    for ((i = 0; i < applies; i++)); do
        said+="$(apply "$other") $(apply "$small") "
    done
    is "$said" "$(printf 'applied applied %.0s' $(seq "$applies"))" "$1: $applies applies, there and back"
    is "$(ask "$requests" /v1/version), $(ask "$forks" /v1/interfaces/br0), $(ask "$requests" /v1/nothing)" \
        "$requests 200, $forks 200, $requests 404" "$1: requests that it answers, a child does, and nobody"
}

within() { # ACTUAL MOST NAME
    ok test "$1" -le "$2" -- "$3: $1 KiB, at most $2"
}

printf '%s\n' "$small" >"$ETC/network.yaml"
start_netd
at_rest
within "$anonymous" $MOST 'at rest behind the start'
use 'once'
at_rest
first=$anonymous
use 'twice'
at_rest
within "$((anonymous - first))" $GROWTH 'what the second time has added'
within "$anonymous" $MOST 'at rest'
is "$(apply "$large")" applied "$links links"
at_rest
within "$anonymous" $MOST 'at rest with them'
is "$(apply "$small")" applied 'and back'
at_rest
within "$((anonymous - first))" $GROWTH 'what they have left'
kill_netd TERM
is "$ended" 0 'it ends well'
done_testing
