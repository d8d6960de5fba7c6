#!/bin/bash
# The server of kernlinkd is libmicrohttpd, loaded while there are clients: it goes and comes, and when it cannot
# come, the daemon goes on without.
[[ -n ${KL_OWN_MOUNTS:-} ]] || ! unshare -m true 2>/dev/null || KL_OWN_MOUNTS=1 exec unshare -m bash "$0" "$@"
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/netd_lib.sh"
! grep -q __asan_init "$NETD" || skip_all 'with ASan the library stays: the leak checker crashes without it'
ip link set lo up

loaded() {
    grep -q microhttpd "/proc/$netd/maps"
}
unloaded() {
    ! loaded
}
version() {
    api GET /v1/version 2>/dev/null | jq -r .version
}

settings='interfaces: {br0: {kind: bridge, addresses: [192.0.2.1/24]}}'
echo "$settings" >"$ETC/network.yaml"
start_netd
ours=$(version)
ok loaded -- 'it is loaded while clients are there'
library=$(readlink -f "$(awk '/microhttpd/ { print $6; exit }' "/proc/$netd/maps")")
ok wait_until unloaded -- 'and goes when they are gone'
is "$(version)" "$ours" 'it comes with the next'

# Clients that only listen keep it.
curl -sSN -m 60 --unix-socket "$API" http://localhost/v1/events >"$TMP/events" &
listener=$!
ok wait_until loaded -- 'a client that listens'
sleep 5
ok loaded -- 'for long'
ip link del br0
ok wait_until grep -q br0 "$TMP/events" -- 'is told what happens'
ok wait_until ip link show br0 -- 'which is mended'
kill "$listener"
ok wait_until unloaded -- 'and goes'

# Many come at once while it is not there.
printf 'url = "http://localhost/v1/version"\noutput = "/dev/null"\n%.0s' $(seq 50) |
    curl -sS --parallel --parallel-immediate --parallel-max 50 -m 60 --unix-socket "$API" -w '%{http_code}\n' -K - >"$TMP/codes"
is "$(sort "$TMP/codes" | uniq -c | xargs)" '50 200' 'fifty at once'

if [[ -n ${KL_OWN_MOUNTS:-} ]] && ok wait_until unloaded -- 'gone' && : >"$TMP/empty" && mount --bind "$TMP/empty" "$library"; then
    isnt "$(version)" "$ours" 'broken: nobody is answered'
    like "$(cat "$TMP/netd.log")" 'the server cannot be loaded: .*libmicrohttpd' 'broken: it says why'
    ip link del br0
    ok wait_until ip link show br0 -- 'broken: its work is done'
    "$NETD" --settings "$ETC" --state "$TMP/other" --socket "$TMP/other-api" 2>"$TMP/other.log"
    isnt $? 0 'broken: it does not start so'
    like "$(cat "$TMP/other.log")" 'the server cannot be loaded: .*libmicrohttpd' 'broken: and says why, too'
    umount "$library"
    is "$(version)" "$ours" 'broken: whole again, and it answers'
else
    skip broken 'nothing can be mounted here'
fi
kill_netd TERM
is "$ended" 0 'it ends well'
done_testing
