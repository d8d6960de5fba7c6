#!/bin/bash
# kernlinkd: what it does at the start, changes that are confirmed or not, and who may ask for what.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/netd_lib.sh"

put() { # settings of the folder, from the input
    cat >"$ETC/network.yaml"
}

links() {
    ip -o link show | sed -E 's/^[0-9]+: ([^:@]+).*/\1/' | grep -v '^lo$' | sort | tr '\n' ' '
}

put <<'YAML'
interfaces:
  br0:
    kind: bridge
    addresses: [192.0.2.1/24]
YAML
NEW='interfaces: {br1: {kind: bridge, mtu: 1400}}'
BAD='interfaces: {br1: {kind: bridge, mtu: 1400, addresses: [198.51.100.1/24]}}
routes: [{to: 203.0.113.0/24, via: 10.9.9.9}]'

# ---- At the start ----

short=10
[[ -z $SLOW ]] || short=20
start_netd
is "$(links)" 'br0 ' 'the settings are applied at the start'
like "$(ip -o addr show br0)" '192\.0\.2\.1/24' '... with their address'
is "$(api GET /v1/status | jq -c '[.settings.source, .settings.held, .pending, .last.whole]')" \
    '["settings",false,null,true]' 'the status says so'
is "$(api GET /v1/diff)" '' 'nothing is left to do'
is "$(api GET /v1/config | jq -r '.[0].text')" "$(cat "$ETC/network.yaml")" 'the settings in force'
is "$(api GET '/v1/config?format=yaml')" "$(cat "$ETC/network.yaml")" '... as YAML'

# ---- Changes that nobody confirms ----

http POST "/v1/apply?confirm=$short" "$NEW"
is "$code $(links)" '200 br1 ' 'a change waits for its confirmation'
is "$(tail -n 1 <<<"$out" | jq -c '[.result, .whole, .exit]')" '["unconfirmed",true,0]' '... and says so'
http POST /v1/apply "$NEW"
is "$code $out" '409 {"error": "another change waits to be confirmed"}' 'no other change comes between'
undone() { [[ $(links) == 'br0 ' ]]; }
ok wait_until undone -- 'it is undone at the deadline'
like "$(ip -o addr show br0)" '192\.0\.2\.1/24' '... as a whole'
settled() { [[ $(api GET /v1/status | jq -c '[.pending, .applying]') == '[null,false]' ]]; }
ok wait_until settled -- 'nothing waits any more'

http POST "/v1/apply?confirm=$short" "$NEW"
kill_netd KILL
is "$(links)" 'br1 ' 'killed before the deadline: nothing moves'
start_netd
is "$(api GET /v1/status | jq -r .settings.source)" pending 'started again, it still waits'
ok wait_until undone -- 'and it is undone at the deadline'
ok wait_until settled -- '... and settled'

http POST "/v1/apply?confirm=$short" "$NEW"
kill_netd KILL
over() { [[ $(cut -d. -f1 /proc/uptime) -gt $1 ]]; }
wait_until over $(($(cut -d. -f1 /proc/uptime) + short))
is "$(links)" 'br1 ' 'killed, and the deadline passes'
start_netd
ok wait_until undone -- 'it is undone at the next start'

# ---- Confirmed, rolled back, refused ----

http POST '/v1/apply?confirm=60' "$NEW"
http POST /v1/confirm
is "$code $(jq -r .result <<<"$out") $(links)" '200 confirmed br1 ' 'confirmed: it stays'
http POST /v1/confirm
is "$code" 409 'there is nothing more to confirm'
http POST '/v1/apply?confirm=60'
is "$(links)" 'br0 ' 'the folder again'
http POST /v1/rollback
is "$code $(jq -r .result <<<"$out") $(links)" '200 undone br1 ' 'rolled back at once'
is "$(api GET /v1/status | jq -c '[.settings.source, .settings.held]')" '["accepted",true]' \
    'what was undone is held back'
kill_netd TERM
is "$ended $(links)" '0 br1 ' 'the daemon ends, the network stays'
start_netd
is "$(api GET /v1/status | jq -c .settings.held) $(links)" 'true br1 ' 'a restart does not try again'
http POST /v1/apply
is "$(links)" 'br0 ' 'but somebody may'
is "$(api GET /v1/status | jq -c .settings)" \
    "{\"source\":\"settings\",\"folder\":\"$ETC\",\"files\":[\"$ETC/network.yaml\"],\"held\":false,\"broken\":false}" \
    '... and it is in force then'

http POST /v1/apply "$BAD"
is "$(tail -n 1 <<<"$out" | jq -c '[.result, .exit]') $(links)" '["refused",1] br0 ' 'refused: all is as before'
like "$(tail -n 1 <<<"$out")" 'route .*203\.0\.113\.0/24' '... with what was refused'
is "$(cd "$STATE" && ls | grep -vE 'json|^before$')" lock 'no journal is left'
http POST /v1/apply 'interfaces: {nowhere: {kind: ethernet, mtu: 1400}}'
like "$(api GET '/v1/log?last=1')" '"refused: there is no device for link nowhere"' 'what was refused before its first step, in the log'

# ---- Killed between steps ----

for ((at = 0; at < 5; at++)); do
    kill_netd TERM
    KERNLINK_TEST_KILL=$at start_netd
    http POST /v1/apply "$NEW"
    kill_netd KILL
    start_netd
    is "$(links)" 'br0 ' "killed behind step $at: the network is whole"
    is "$(api GET /v1/diff)" '' '... with all that belongs to it'
done

# ---- Settings that cannot be used ----

kill_netd TERM
printf 'interfaces: {br9: {kind: brigde}}\n' >"$ETC/network.yaml"
start_netd
is "$(links) $(api GET /v1/status | jq -c '[.settings.broken, .settings.source]')" 'br0  [true,"accepted"]' \
    'with mistakes in the settings, those that were accepted stay'
http POST /v1/apply
is "$code $(jq -r '.complaints[0] | "\(.line):\(.column)"' <<<"$out")" '422 1:26' 'the mistake has a place'
http PUT /v1/config 'interfaces: {br9: {kind: brigde}}'
is "$code" 422 'new settings with mistakes are not written'
http PUT /v1/config "$NEW"
is "$code $(cat "$ETC/network.yaml") $(links)" "200 $NEW br0 " 'good ones are, and not applied'
is "$(stat -c '%a %U' "$ETC/network.yaml")" '644 root' 'with the rights that the file had'
chmod 640 "$ETC/network.yaml" && chown "0:$(id -g nobody)" "$ETC/network.yaml"
mv "$ETC/network.yaml" "$ETC/elsewhere" && ln -s elsewhere "$ETC/network.yaml"
http PUT /v1/config "$NEW"
is "$code $(stat -c '%a %u %g' "$ETC/elsewhere") $(readlink "$ETC/network.yaml")" "200 640 0 $(id -g nobody) elsewhere" \
    '... other ones, too, and behind a link'
rm "$ETC/network.yaml" "$ETC/elsewhere"
http PUT /v1/config "$NEW"
is "$code $(stat -c %a "$ETC/network.yaml") $(ls "$ETC")" '200 644 network.yaml' 'a new one can be read by all, as keys are in files of their own'
http POST /v1/check '{"files": [{"name": "a.yaml", "text": "interfaces: {}"}]}'
is "$code" 422 'JSON needs its type'
http POST '/v1/apply?dry_run' "$NEW"
is "$code $(links)" '200 br0 ' 'a dry run changes nothing'
like "$out" '"action": "remove".*link br0' '... and tells the steps'

# ---- Who, and what ----

asks_as() { # USER METHOD PATH [OPTION-OF-CURL...]
    setpriv --reuid "$1" --regid "$1" --clear-groups curl -sS -m 20 --unix-socket "$API" -o /dev/null \
        -w '%{http_code}' -X "$2" "${@:4}" "http://localhost$3"
}
chmod 755 "$TMP"
is "$(asks_as 65534 GET /v1/status 2>&1 | grep -c '^000')" 1 'the mode of the socket decides who may ask'
chmod 666 "$API"
is "$(asks_as 65534 GET /v1/status) $(asks_as 65534 POST /v1/apply) $(asks_as 65534 POST /v1/rollback)" \
    '200 403 403' '... but only root may change something'
is "$(asks_as 65534 POST /v1/check) $(asks_as 65534 POST /v1/diff) $(asks_as 65534 GET /v1/diff)" '403 403 200' \
    '... or bring settings, which name files that the daemon opens'
is "$(asks_as 65534 GET /v1/files) $(asks_as 0 GET /v1/files)" '403 200' '... or read files, which may be for root alone'
is "$(asks_as 65534 GET /v1/diff --data-binary "$NEW")" 400 '... not even with a request that has none'
is "$(asks_as 65534 GET /v1/diff --data-binary "$NEW" -H 'Transfer-Encoding: chunked' 2>/dev/null)" 400 \
    '... of unknown length'
kill_netd TERM
start_netd --group nogroup --mode 0666
is "$(asks_as 65534 POST '/v1/apply?dry_run')" 200 '... or a member of the group'
for request in 'GET /v1/nothing 404' 'GET / 404' 'DELETE /v1/apply 405' 'GET /v1/diff?colour=red 400' \
    'POST /v1/apply?confirm=soon 400' 'POST /v1/apply?keep_going=perhaps 400' 'GET /v1/log?last=-1 400'; do
    read -r method path wanted <<<"$request"
    http "$method" "$path"
    is "$code" "$wanted" "$method $path"
done
code=$(head -c 17000000 /dev/zero | curl -sS -m 60 --unix-socket "$API" -o /dev/null -w '%{http_code}' \
    --data-binary @- http://localhost/v1/check 2>/dev/null)
like "$code" '413|000' 'a body that is too long is refused'
http GET /v1/version
is "$code $(jq -r .api <<<"$out")" '200 1' 'and it answers still'
kill_netd TERM
is "$ended" 0 'it ends well'
API=$TMP/run/kernlink.api
start_netd --idle 3
is "$(api GET /v1/version | jq .api)" 1 'the folder of its socket is made'
gone() { ! kill -0 "$netd" 2>/dev/null; }
ok wait_until gone -- 'answer and quit: it ends when nobody asks'

done_testing
