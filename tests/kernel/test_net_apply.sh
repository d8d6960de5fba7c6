#!/bin/bash
# How an apply ends when something comes in between: signals, a disk that fills up, objects of others
# that change hands or stand on what is ours, another who undoes it.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/net_lib.sh"
can veth type veth peer name klpeer || done_testing
state=$TMP/state

ip link set lo up
ip link add e0 type veth peer name e1
ip link set e0 up
ip link set e1 up
ip addr add 198.18.0.1/24 dev e0
ip route add 198.18.2.0/24 via 198.18.0.9 metric 50
ip route add 198.18.3.0/24 via 198.18.0.9 metric 50
ip neigh add 198.18.0.7 lladdr 02:00:00:00:00:07 dev e0
ip link add v0 type veth peer name v1

# Taken over, and then something is refused: it is the others' again, changed or not.
settings <<'Y'
interfaces:
  e0: {kind: ethernet, neighbours: [{address: 198.18.0.7, mac: 02:00:00:00:00:07, adopt: true}]}
  v0: {kind: veth, peer: v1, up: false, adopt: true}
  v1: {kind: veth, peer: v0, up: false, adopt: true, description: taken}
routes:
  - {to: 198.18.2.0/24, via: 198.18.0.8, metric: 50, adopt: true}
  - {to: 198.18.3.0/24, via: 198.18.0.9, metric: 50, adopt: true}
  - {to: 10.3.0.0/16, via: 100.64.0.1, metric: 7}
Y
refused 'route 10.3.0.0/16' 'after taking over'
settings <<<'{}'
applied 'nothing, after that'
is "$(ip route show | grep -c '^198.18.[23].0/24 ')$(ip neigh show 198.18.0.7 | grep -c :07)$(ip link show | grep -c ': v[01]@')" 212 \
    'what others have stays'

settings <<'Y'
interfaces:
  e0: {kind: ethernet, mac: 02:00:00:00:00:e0, addresses: [192.0.2.1/24]}
Y
applied 'an address of ours'
ip route del 198.18.2.0/24
ip route del 198.18.3.0/24

# A route that stays is dropped by the kernel with the last address, and is refused in the next round:
# steps are counted over all rounds.
echo 'routes: [{to: 10.5.0.0/16, via: 192.0.2.9}]' >>"$TMP/settings.yaml"
ip addr del 198.18.0.1/24 dev e0
applied 'a route of ours'
sed 's/192.0.2.1/203.0.113.1/' "$TMP/settings.yaml" >"$TMP/other.yaml"
before=$(snapshot)
net apply --json --state "$state" "$TMP/other.yaml"
is "$(jq -rs 'map("\(.number)/\(.of) \(.step.object) \(.error != 0) \(.back)") | join("\n")' <<<"$out")" \
    '1/2 address 192.0.2.1/24 on e0 false false
2/2 address 203.0.113.1/24 on e0 false false
3/3 route 10.5.0.0/16 true false
1/3 address 203.0.113.1/24 on e0 false true
2/3 address 192.0.2.1/24 on e0 false true
3/3 route 10.5.0.0/16 false true' 'refused in the second round, and put back'
is "$status $(snapshot)" "1 $before" 'the old network is there'
sed -i '/10.5.0.0/d' "$TMP/settings.yaml"
applied 'without that route'

# The kernel drops all routes of an interface with its last address, and with an address those that
# it chose: they are of others.
ip route add 10.9.0.0/16 via 192.0.2.9 proto bgp
ip addr add 192.0.2.55/24 dev e0
others=$(ip route show proto bgp; ip -o addr show | grep -o '192.0.2.55/24')
sed -i 's/192.0.2.1/192.0.2.2/' "$TMP/settings.yaml"
applied 'another address'
is "$(ip route show proto bgp; ip -o addr show | grep -o '192.0.2.55/24')" "$others" \
    'routes and addresses of others are there after it'
old=$(snapshot)
cp "$TMP/settings.yaml" "$TMP/kept.yaml"
sed -i 's/192.0.2.2/192.0.2.3/' "$TMP/settings.yaml"
printf '%s\n' 'routes:' '  - {to: 10.3.0.0/16, via: 100.64.0.1}' >>"$TMP/settings.yaml"
refused 'route 10.3.0.0/16' 'another address and a bad route'

# No longer in the settings at all: the same.
settings <<<'routes: [{to: 10.3.0.0/16, via: 100.64.0.1}]'
refused 'route 10.3.0.0/16' 'no address any more and a bad route'

# A disk that fills up, at whatever place: the old network or the new.
cat >"$TMP/new.yaml" <<'Y'
interfaces:
  e0: {kind: ethernet, mac: 02:00:00:00:00:e0, addresses: [192.0.2.2/24, 203.0.113.1/24]}
  b0: {kind: veth, peer: b1}
  b1: {kind: veth, peer: b0}
Y
mkdir "$TMP/full"
if mount -t tmpfs -o size=64k none "$TMP/full" 2>/dev/null; then
    failed=0 waited=0 bad=0
    for pages in {16..1}; do
        rm -f "$TMP/full"/*
            dd if=/dev/zero of="$TMP/full/filler" bs=4k count=$pages status=none
        net apply -q --confirm 1s --state "$TMP/full" "$TMP/new.yaml"
        [[ $err == *'no room left'* ]] && failed=$((failed + 1))
        [[ $err == *'not confirmed in time'* ]] && waited=$((waited + 1))
        if [[ $status != 1 || $(snapshot) != "$old" || -e $TMP/full/journal ]]; then
            tap_show "$pages pages taken" "$status $err $(ls "$TMP/full")"
            bad=$((bad + 1))
        fi
        ((waited)) && break
    done
    is "$bad" 0 'whatever is left of the disk, the old network is there'
    ok test "$failed" -ge 3 -- "$failed times it was full"
    is "$waited" 1 'and at last it had room'
    umount "$TMP/full"
else
    skip 'a full disk' 'no tmpfs here'
fi

# Interrupted between two steps: it goes back.
for signal in INT TERM; do
    KERNLINK_TEST_SIGNAL=$(kill -l $signal) KERNLINK_TEST_KILL=3 timeout 60 "$KERNLINK" net apply -q --state "$state" "$TMP/new.yaml" 2>"$TMP/err"
    is "$?" 1 "SIG$signal between two steps"
    like "$(<"$TMP/err")" 'interrupted.*all was put back' 'is said'
    is "$(snapshot)" "$old" 'the old network is there'
    is "$(cd "$state" && ls | grep -vE 'json|^before$')" lock 'no journal is left'
done
# A terminal that goes away, and a reader that does, end nothing.
KERNLINK_TEST_SIGNAL=1 KERNLINK_TEST_KILL=3 timeout 60 "$KERNLINK" net apply -q --state "$state" "$TMP/new.yaml"
is "$?" 0 'SIGHUP between two steps'
net diff "$TMP/new.yaml"
is "$status" 0 'the new network is there'
mkfifo "$TMP/pipe"
exec 8<>"$TMP/pipe" 9>"$TMP/pipe" 8>&-
timeout 60 "$KERNLINK" net apply --state "$state" "$TMP/kept.yaml" >&9
is "$?" 0 'nobody reads the steps'
exec 9>&-
is "$(snapshot)" "$old" 'they are done'

begin "$TMP/new.yaml" --confirm 50s
net rollback --state "$state"
is "$status" 0 'rolled back by another'
wait $applying
is $? 1 'the apply does not end well'
like "$(<"$TMP/begin.err")" 'undone by another' 'and says why'
is "$(snapshot)" "$old" 'the old network is there'

# Dead in the middle of going back: it cannot be confirmed any more, and the way back is gone on.
begin "$TMP/new.yaml" --confirm 50s
KERNLINK_TEST_KILL=1 timeout 60 "$KERNLINK" net rollback --state "$state" 2>/dev/null
net confirm --state "$state"
like "$status $err" '1 .*nothing waits' 'what was half undone is not confirmed'
wait $applying
is "$(snapshot)" "$old" 'the old network is there'
net recover --state "$state"
is "$status $(cd "$state" && ls | grep -vE 'json|^before$')" '0 lock' 'nothing is left to recover'

# What was refused does not end the waiting.
cp "$TMP/new.yaml" "$TMP/some.yaml"
echo 'rules: [{priority: 102, action: goto, goto: 50}]' >>"$TMP/some.yaml"
net apply -q --keep-going --confirm 1s --state "$state" "$TMP/some.yaml"
like "$status $err" '1 .*rule 102.*not confirmed in time: the network is as it was' 'some refused, and not confirmed'
is "$(snapshot)" "$old" 'the old network is there'

# Mistyped.
for line in 'keys all' 'confirm now' 'apply --confirm' 'apply --confirm 5x' 'apply --confirm 25h' 'apply --confirm 86401' 'diff --jsn' 'aply' 'check --state x' 'apply --quiet=1'; do
    # shellcheck disable=SC2086
    net $line </dev/null
    is "$status" 64 "kernlink net $line"
    like "$err" '^kernlink net' 'says what is wrong'
done
for line in "diff $TMP/new.yaml" "diff --json $TMP/new.yaml" "check $TMP/new.yaml" "check --json $TMP/new.yaml" keys 'keys --json'; do
    # shellcheck disable=SC2086
    timeout 60 "$KERNLINK" net $line >/dev/full 2>"$TMP/err"
    is "$?" 1 "kernlink net ${line%% /*}: cannot be written"
    like "$(<"$TMP/err")" '^(kernlink net|\{"command": ).*No space left' 'says so'
done
done_testing
