#!/bin/bash
# kernlink net status and log: without a daemon, and with answers of all kinds.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/net_lib.sh"
. "$TOP/tests/kernel/client_lib.sh"
can veth type veth peer name klpeer || done_testing
json=application/json

# Without a daemon.
alone() { # ARGUMENT...
    net status --settings "$TMP/settings.yaml" --state "$TMP/state" "$@"
}
settings <<'Y'
interfaces:
  a0: {kind: veth, peer: a1, mtu: 1500, addresses: [192.0.2.1/24]}
  a1: {kind: veth, peer: a0}
Y
alone
is "$status" 2 'what is not applied is something'
like "$out" "^The network differs from the settings.*
    \+ link a0: kind veth.*
    \+ address 192.0.2.1/24 on a0
No daemon runs here" 'it is shown first'
applied 'the settings'
alone
is "$status" 0 'all is well'
like "$out" '^The network is as the settings say
No daemon runs here.*a0 +veth +up +kernlink +192.0.2.1/24' 'it says so, and shows the interfaces'
alone --json
is "$status $(jq -c '[.daemon, .pending, .problems, .drift, .compared]' <<<"$out")" '0 [null,null,[],[],true]' 'as JSON'
is "$(jq -c '.interfaces[] | select(.name == "a0") | [.kind, .state, .owner, .addresses[0]]' <<<"$out")" '["veth","up","ours","192.0.2.1/24"]' 'an interface in JSON'
unlike "$out" $'\e' 'no colours where there is no terminal'
ip link set a0 mtu 1400
alone
like "$status $out" '^2 .*~ link a0: mtu 1400 -> 1500' 'drift'
echo 'x: 1' >>"$TMP/settings.yaml"
alone
like "$status $out" "^2 .*settings.yaml: 1 mistake; .kernlink net check. shows all: there is no key 'x'" 'a mistake'
net status --settings "$TMP/nowhere" --state "$TMP/state"
like "$status $out" '0 .*nowhere: No such file' 'no settings'
chmod 755 "$TMP" && mkdir -m 700 "$TMP/closed"
if setpriv --reuid 65534 --regid 65534 --clear-groups "$KERNLINK" version >/dev/null 2>&1; then
    run timeout 60 setpriv --reuid 65534 --regid 65534 --clear-groups "$KERNLINK" net check "$TMP/closed"
    is "$status $err" "65 $TMP/closed/network.yaml: Permission denied" 'a folder that may not be read is not taken for an empty one'
else
    skip 'a folder that may not be read' 'the command is where only root gets'
fi
sed -i '$d' "$TMP/settings.yaml"
begin "$TMP/settings.yaml" --confirm 50s
alone
like "$status $out" '^2 A change waits for .kernlink net confirm.: in [1-4][0-9] s it is undone' 'what waits to be confirmed'
net confirm --state "$TMP/state"
wait $applying
if command -v script >/dev/null; then
    ip link set a0 mtu 1300
    colour() { script -qec "$KERNLINK net status --settings $TMP/settings.yaml --state $TMP/state" /dev/null </dev/null; }
    like "$(TERM=xterm NO_COLOR='' colour)" $'\e\\[31mThe network differs' 'colours on a terminal'
    unlike "$(TERM=xterm NO_COLOR=1 colour)" $'\e' 'unless NO_COLOR is set'
    unlike "$(TERM=dumb colour)" $'\e' 'nor on one that has none'
else
    skip 'colours' 'there is no script(1)'
fi

# With one whose answers are strange.
answer 200 $json '{"version": "9\u001b[31m", "uptime": 200, "pending": {"seconds": 7}, "settings": {"held": true, "broken": true, "folder": "/x"}, "last": {"result": "refused", "text": "step 1\u0007"}}'
there status
is "$status" 1 'what answers with the status alone'
like "$err" 'what is no JSON|not what was asked' 'is told'
answer 200 $json '[]'
there status
like "$status $err" '1 .*not what was asked for' 'no object'
answer 200 $json '{"version": 1, "pending": [], "settings": 7, "last": "x"}'
there status
is "$status" 1 'wrong types'
answer 500 $json '{"error": "no memory left"}'
there status
is "$status $err" '1 kernlink net status: no memory left' 'an error of the daemon'

# log
line() { # NUMBER MESSAGE
    printf '{"time": "%s", "priority": "info", "object": "link a%d", "message": "%s"}\n' \
        "$(date -u -d "@$((1000000000 + $1))" +%Y-%m-%dT%H:%M:%S.500Z)" "$1" "$2"
}
stream "$(line 1 one; line 2 'two\u001b')
"
TZ=UTC there log -n 7
is "$status $out" '0 2001-09-09 01:46:41 link a1: one
2001-09-09 01:46:42 link a2: two?' 'the log'
is "$(asked)" 'GET /v1/log?last=7 HTTP/1.1' 'what was asked for'
there log --json
is "$out" "$(line 1 one; line 2 'two\u001b')" 'as JSON'
: >"$TMP/log"
timeout 60 "$KERNLINK" net log -f --socket "$API" >"$TMP/log" 2>&1 &
following=$!
follow() { # REGEX NAME
    for ((i = 0; i < 200; i++)); do
        [[ $(<"$TMP/log") =~ $1 ]] && break
        sleep 0.1
    done
    like "$(<"$TMP/log")" "$1" "$2"
}
follow 'two' 'what was there'
stream "$(line 1 one; line 2 'two\u001b'; line 3 three; line 4 four)
"
follow 'three.*four' 'and what comes'
stream "$(line 4 four; line 5 five)
"
follow five 'and when old lines are gone'
is "$(grep -c . "$TMP/log")" 5 'each line once'
raw ''
wait $following
is $? 1 'until the daemon ends'
like "$(<"$TMP/log")" 'cut off' 'which is told'
net log -n x
is "$status" 64 'no number'
there log surplus
is "$status" 64 'a word too much'
done_testing
