#!/bin/bash
# Whose a link is that was made and has no mark yet: on the way back, without a journal, and when others
# make one of that name before us.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/net_lib.sh"
state=$TMP/state one=$TMP/one.yaml two=$TMP/two.yaml begun=1263291979
echo 'interfaces: {k0: {kind: bridge, group: 7, description: words}}' >"$one"
echo 'interfaces: {k1: {kind: bridge}}' >"$two"

killed() { # AT COMMAND ARGUMENT...
    KERNLINK_TEST_KILL=$1 timeout 60 "$KERNLINK" net "$2" --state "$state" "${@:3}" >/dev/null 2>&1
    is $? 137 "$2 is killed at $1"
}
bridge() { ip -j link show dev "$1" 2>/dev/null | jq -r '.[0] | "\(.group) \(.ifalias)"'; }

# ---- Of others ----

killed 0 apply "$two"
ip link add k1 type bridge
net recover --state "$state"
is "$status $(bridge k1)" '0 default null' 'a link that others made before us is left to them'
ip link del k1

KERNLINK_TEST_SIGNAL=$(kill -l STOP) KERNLINK_TEST_KILL=0 timeout --foreground 60 "$KERNLINK" net apply -q --state "$state" "$two" \
    2>"$TMP/err" &
applying=$!
for ((i = 0; i < 300; i++)); do
    stopped=$(pgrep -P $applying) && [[ $(ps -o state= -p "$stopped") == T ]] && break
    read -rt 0.1 <> <(:) || :
done
ip link add k1 type bridge
kill -CONT "$stopped"
wait $applying
is $? 1 'an apply that comes too late is refused'
like "$(<"$TMP/err")" 'link k1' 'and says at what'
is "$(bridge k1)" 'default null' 'the link is theirs'
ip link del k1

# ---- Ours ----

killed 0.5 apply "$one"
is "$(bridge k0)" "$begun null" 'without a mark the group tells whose it is'
rm "$state/journal"
net apply -q --state "$state" "$one"
is "$status $(bridge k0)" '0 7 kernlinkd: words' 'without a journal the next apply makes it anew'
killed 2 apply "$two"
killed 0.5 recover
is "$(bridge k0) $(bridge k1)" "$begun null " 'killed when recovery has made the old one'
net recover --state "$state"
is "$status $(bridge k0) $(bridge k1)" '0 7 kernlinkd: words ' 'the next one makes it whole'
done_testing
