#!/bin/bash
# What memory kernlinkd has: little at rest, and no more after many requests, after applies, and after settings
# that were larger. Which pages of files are its own depends on what else runs on the machine: either none of them
# counts, or all but those of the C library, which everybody has.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/netd_lib.sh"
! grep -q __asan_init "$NETD" || skip_all 'with ASan memory says nothing'
[[ -r /proc/self/smaps_rollup ]] || skip_all 'this kernel has no smaps_rollup'
MOST=1536 ALL=4096 GROWTH=128 # KiB

requests=400 forks=60 applies=4 links=300
[[ -z $SLOW ]] || { requests=50 forks=10 applies=2 links=50; }
ip link set lo up

# Sets $anonymous to the KiB without a file, and $all, when no client is there and no child, and all has been still
# for a while.
at_rest() {
    local last='' same=0 i
    for ((i = 0; i < 300; i++)); do
        grep -qE 'microhttpd|gnutls' "/proc/$netd/maps" || break
        sleep 0.1
    done
    ((i < 300)) || tap_show 'its server is never unloaded' "$(<"/proc/$netd/maps")"
    for ((i = 0; i < 300 && same < 5; i++)); do
        anonymous=$(awk '/^Anonymous:/ { print $2 }' "/proc/$netd/smaps_rollup")
        [[ $anonymous == "$last" && -z $(pgrep -P "$netd") ]] && same=$((same + 1)) || same=0
        last=$anonymous
        sleep 0.1
    done
    all=$(awk '/^[0-9a-f]+-/ { counts = $6 !~ /\/(libc|ld-linux[^\/]*)\.so/ } /^Rss:/ && counts { n += $2 } END { print n }' \
        "/proc/$netd/smaps")
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
within "$all" $ALL 'with all files that it uses'
use 'once'
at_rest
first=$anonymous
use 'twice'
at_rest
within "$((anonymous - first))" $GROWTH 'what the second time has added'
within "$anonymous" $MOST 'at rest'
within "$all" $ALL 'with all files'
is "$(apply "$large")" applied "$links links"
at_rest
within "$anonymous" $MOST 'at rest with them'
is "$(apply "$small")" applied 'and back'
at_rest
within "$((anonymous - first))" $GROWTH 'what they have left'
within "$all" $ALL 'with all files, in the end'
kill_netd TERM
is "$ended" 0 'it ends well'
done_testing
