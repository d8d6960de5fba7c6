#!/bin/bash
# kernlinkd asked to end while it changes the network: that is put back, however much there is to be told
# of it; and what others do to the same folder of the state.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/netd_lib.sh"

links() {
    ip -o link show | sed -E 's/^[0-9]+: ([^:@]+).*/\1/' | grep -v '^lo$' | sort | tr '\n' ' '
}
result() { # OF-APPLY: the last line
    tail -n 1 <<<"$1" | jq -c '[.result, .text]'
}
child() {
    pgrep -P "$netd" | head -n 1
}

# ---- Signals ----

printf 'interfaces: {br0: {kind: bridge}}\n' >"$ETC/network.yaml"
few='interfaces: {br1: {kind: bridge, addresses: [10.0.0.1/32, 10.0.0.2/32, 10.0.0.3/32]}}'
start_netd
kill_netd TERM
for signal in INT TERM HUP; do
    KERNLINK_TEST_SIGNAL=$(kill -l $signal) KERNLINK_TEST_KILL=2 start_netd --no-reconcile
    http POST /v1/apply "$few"
    wanted='["failed","interrupted"] br0 '
    [[ $signal != HUP ]] || wanted='["applied",""] br1 '
    is "$(result "$out") $(links)" "$wanted" "a child that changes something gets SIG$signal"
    kill_netd TERM
done
start_netd
http POST /v1/apply
is "$(links)" 'br0 ' 'the folder again'
kill_netd TERM

# It stops itself in the middle, and goes on when it has been asked to end: nobody reads then what it does.
many=$(seq -f '10.%.0f' 0 9 | while read -r net; do seq -f "$net.0.%.0f/32, " 1 100; done | tr -d '\n')
asked() { [[ $((16#$(sed -n 's/^ShdPnd:\t//p' "/proc/$1/status") & 1 << 14)) -ne 0 ]]; }
stopped() { grep -q '^State:.T' "/proc/$(child)/status" 2>/dev/null; }
gone() { ! kill -0 "$1" 2>/dev/null; }
KERNLINK_TEST_SIGNAL=$(kill -l STOP) KERNLINK_TEST_KILL=800 start_netd
api POST /v1/apply "interfaces: {br0: {kind: bridge, addresses: [${many%, }]}}" >"$TMP/applied" 2>&1 &
ok wait_until stopped -- 'an apply of many steps is under way'
pid=$(child)
kill -TERM "$netd"
ok wait_until asked "$pid" -- 'the daemon asks it to end'
kill -CONT "$pid"
ok wait_until gone "$netd" -- '... and ends'
kill -9 "$netd" 2>/dev/null
wait "$netd" 2>/dev/null
is "$? $(ip -o -4 addr show br0)" '0 ' 'all is as before'
is "$(cd "$STATE" && ls | grep -vE 'json|^before$')" lock '... and no journal is left'

# The same while it repairs something.
start_netd
http POST /v1/apply
kill_netd TERM
KERNLINK_TEST_SIGNAL=$(kill -l STOP) KERNLINK_TEST_KILL=1 start_netd
ip link del br0
ok wait_until stopped -- 'a repair is under way'
pid=$(child)
kill -TERM "$netd"
ok wait_until asked "$pid" -- 'the daemon asks it to end'
# It stops itself once more on its way back.
until gone "$pid"; do kill -CONT "$pid" 2>/dev/null; sleep 0.05; done
wait "$netd"
is "$? $(cd "$STATE" && ls | grep -vE 'json|^before$')" '0 lock' '... and ends'

# ---- Waiting for another who changes the network ----

start_netd
exec 7>"$STATE/lock" && flock 7
api POST '/v1/apply?wait=true' "$few" >"$TMP/waited" 2>&1 7>&- &
waits() { [[ -n $(child) && $(api GET /v1/status | jq .applying) == true ]]; }
ok wait_until waits -- 'an apply waits for the lock'
pid=$(child)
kill -TERM "$pid"
ok wait_until gone "$pid" -- '... and ends when it is asked to'
wait_until test -s "$TMP/waited"
is "$(jq -r .error "$TMP/waited")" 'interrupted' '... and says so'
api POST '/v1/apply?wait=true' "$few" >"$TMP/waited" 2>&1 7>&- &
ok wait_until waits -- 'another waits'
kill -TERM "$netd"
ok wait_until gone "$netd" -- 'the daemon ends all the same'
kill -9 "$netd" 2>/dev/null
wait "$netd" 2>/dev/null
exec 7>&-
is "$(links)" 'br0 ' 'nothing was changed'

# ---- Others, who do not ask the daemon ----

net() {
    timeout 60 "$KERNLINK" net "$@" --state "$STATE" >"$TMP/out" 2>&1
}
other='interfaces: {br2: {kind: bridge}}'
start_netd
http POST '/v1/apply?confirm=600' "$few"
is "$(api GET /v1/status | jq -r .settings.source) $(links)" 'pending br1 ' 'a change waits for its confirmation'
net rollback
is "$? $(links)" '0 br0 ' 'another undoes it'
settled() { [[ $(api GET /v1/status | jq -c '[.pending, .applying, .settings.source]') == "[null,false,\"$1\"]" ]]; }
ok wait_until settled settings -- '... and the daemon knows'
repaired() { [[ $(links) == "$1 " ]]; }
ip link del br0
ok wait_until repaired br0 -- '... keeps what was before, and nothing else'
printf '%s\n' "$other" >"$TMP/other.yaml"
net apply "$TMP/other.yaml"
is "$? $(links)" '0 br2 ' 'another applies settings of his own'
ok wait_until settled accepted -- '... which are in force'
ip link del br2
ok wait_until repaired br2 -- '... and kept, and nothing else'
kill_netd TERM

done_testing
