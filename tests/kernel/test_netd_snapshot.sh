#!/bin/bash
# Snapshots by the daemon: made of the network or of settings, listed, read, restored, deleted.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/net_lib.sh"
. "$TOP/tests/kernel/netd_lib.sh"
can veth type veth peer name klpeer || done_testing

echo 'interfaces: {v0: {kind: veth, peer: v1, mtu: 1400}, v1: {kind: veth, peer: v0}}' >"$ETC/network.yaml"
start_netd --no-reconcile
is "$(ip -j link show v0 | jq '.[0].mtu')" 1400 'the settings are in force'
http GET /v1/snapshots
is "$code $out" '200 []' 'there is no snapshot'
http PUT /v1/snapshots/one
is "$code $(jq -c '[.name, .left_out]' <<<"$out")" '201 ["one",[]]' 'one is made'
http PUT /v1/snapshots/one
is "$code" 200 'and made again'
http GET /v1/snapshots
is "$(jq -c '[.[].name]' <<<"$out")" '["one"]' 'it is listed'
http GET /v1/snapshots/one
is "$code $out" "200 $(<"$STATE/snapshots/one.yaml")" 'and read'
ip link set v0 mtu 1500
http POST /v1/snapshots/one/restore?dry_run=true
is "$code $(jq -r .object <<<"$out")" '200 link v0' 'a dry run says what would be done'
is "$(ip -j link show v0 | jq '.[0].mtu')" 1500 'and does nothing'
http POST /v1/snapshots/one/restore
is "$code $(tail -1 <<<"$out" | jq -r .result)" '200 applied' 'it is restored'
is "$(ip -j link show v0 | jq '.[0].mtu')" 1400 'really'
http POST /v1/snapshots/one/restore
is "$(tail -1 <<<"$out" | jq -r .result)" unchanged 'a second time there is nothing to do'
http PUT /v1/snapshots/two 'interfaces: {v0: {kind: veth, peer: v1, mtu: 1300}, v1: {kind: veth, peer: v0}}'
is "$code" 201 'settings are kept'
http POST /v1/snapshots/two/restore?confirm=30
is "$(tail -1 <<<"$out" | jq -r .result) $(ip -j link show v0 | jq '.[0].mtu')" 'unconfirmed 1300' 'restored, to be confirmed'
http POST /v1/rollback
is "$code $(ip -j link show v0 | jq '.[0].mtu')" '200 1400' 'and undone'
http PUT '/v1/snapshots/two?new' 'interfaces: {}'
like "$code $out $(api GET /v1/snapshots/two)" '^409 .*two: is there already.*mtu: 1300' 'one that is to be new takes the place of none'
http PUT '/v1/snapshots/one?new'
is "$code" 409 'nor does one of the network'
http PUT /v1/snapshots/bad 'interfaces: {v0: {kind: nonsense}}'
is "$code $(jq -r .complaints[0].line <<<"$out")" '422 1' 'settings with mistakes are not'
for name in ..%2Fx %2e%2e x%2Fy .x "$(printf 'x%.0s' {1..300})"; do
    http PUT "/v1/snapshots/$name"
    like "$code" '^(400|404)$' "no name: ${name:0:20}"
done
is "$(ls -A "$STATE/snapshots")" $'one.yaml\ntwo.yaml' 'nothing else was written'
mkdir "$STATE/snapshots/folder.yaml"
http PUT /v1/snapshots/folder
like "$code $out" '^500 .*snapshot folder: Is a directory' 'what cannot be replaced'
rmdir "$STATE/snapshots/folder.yaml"
http GET /v1/snapshots/none
is "$code" 404 'one that is not there'
http POST /v1/snapshots/none/restore
is "$code" 404 'to be restored'
http POST /v1/snapshots/one/nonsense
is "$code" 404 'or something else with it'
http DELETE /v1/snapshots/two
is "$code $(ls "$STATE/snapshots")" '200 one.yaml' 'one is deleted'
http DELETE /v1/snapshots/two
is "$code" 404 'once'

# The command, through the daemon.
snap() { # COMMAND ARGUMENT...
    net snapshot "$1" --socket "$API" "${@:2}"
}
snap list
is "$status ${out%% *}" '0 one' 'listed through the daemon'
snap list --json
is "$(jq -c 'map(.name)' <<<"$out")" '["one"]' 'as JSON'
snap save three
is "$status $out$err" '0 three' 'one is made'
snap save three
is "$status $err" '1 kernlink net snapshot: three: is there already; --force replaces it' 'a name is used once'
snap save --force three
is "$status" 0 'or it is replaced'
snap show three
is "$status $out" "0 $(<"$STATE/snapshots/three.yaml")" 'it is shown'
ip link set v0 mtu 1500
snap restore --dry-run three
is "$status $out" '0 ~ link v0: mtu 1500 -> 1400' 'a dry run'
snap restore three
is "$status $(ip -j link show v0 | jq '.[0].mtu')" '0 1400' 'it is restored'
ip link add f0 type veth peer name f1
snap save --force three
ip link set f0 mtu 1400
snap restore -q three
is "$status" 1 'what others made and is different stops it'
snap restore -q --adopt three
is "$status $(ip -j link show f0 | jq '.[0].mtu')" '0 1500' 'unless it is taken over'
snap delete three
is "$status $(ls "$STATE/snapshots")" '0 one.yaml' 'it is deleted'
snap delete three
is "$status $err" '1 kernlink net snapshot: there is no snapshot three' 'once'
kill_netd TERM
done_testing
