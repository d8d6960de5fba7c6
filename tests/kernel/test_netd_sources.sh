#!/bin/bash
# kernlinkd asks the daemons of other machines, by an ssh that is none: it goes to a second daemon here.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/netd_lib.sh"
"$KERNLINK" net get / 2>&1 | grep -q 'built without' && skip_all 'built without libcurl'

printf 'interfaces: {br0: {kind: bridge, mtu: 1400}}\n' >"$ETC/network.yaml"
ln -s "$KERNLINK" "$TMP/bin/kernlink"
cat >"$TMP/bin/ssh" <<SSH
#!/bin/bash
printf '%s ' "\$@" >"$TMP/ssh.args"
[[ "\$*" != *' silent '* ]] || exec sleep 100
[[ "\$*" != *' unknown '* ]] || { echo 'Host key verification failed.' >&2; exit 255; }
exec kernlink net pipe --socket "$TMP/far.api"
SSH
chmod +x "$TMP/bin/ssh"
PATH=$TMP/bin:$PATH
start_netd
near=$API
API=$TMP/far.api ETC=$TMP/none STATE=$TMP/far.state
start_netd
far=$netd API=$near

add() { # NAME TARGET
    http POST /v1/sources "{\"name\": \"$1\", \"target\": \"$2\"}"
}
is "$(api GET /v1/sources)" '[]' 'there are none'
add box ssh://me@box:2222
is "$code $out" '201 {"result": "added"}' 'one is added'
add box ssh://other
is "$code" 409 'a name is there once'
is "$(api GET /v1/sources | jq -c .)" '[{"name":"box","target":"ssh://me@box:2222"}]' 'the list'
is "$(api GET /v1/sources/box | jq -r .target)" ssh://me@box:2222 'one of it'
is "$(api GET /v1/sources/box/v1/status | jq .pid)" "$far" 'what the other daemon answers'
like "$(cat "$TMP/ssh.args")" 'BatchMode=yes .*StrictHostKeyChecking=yes.* -p 2222 -l me -- box kernlink net pipe' \
    'how ssh is called'
like "$(api GET /v1/sources/box/v1/metrics)" 'kernlink_interface_mtu_bytes\{interface="br0"\} 1400' 'its numbers'
http GET /v1/sources/box/v1/nothing
is "$code" 502 'what it does not know'
like "$out" 'there is no /v1/nothing' '... in its words'
for path in /v1/sources /v1/sources/box/v1/status /v1/events /etc/passwd /v1x; do
    http GET "/v1/sources/box$path"
    is "$code" 404 "not asked for: $path"
done
add other ssh://unknown
http GET /v1/sources/other/v1/status
like "$code $(jq -r .error <<<"$out")" '^502 other: .*Host key verification failed' \
    'a machine whose key is not known'
add quiet ssh://silent
curl -sS -m 1 --unix-socket "$API" http://localhost/v1/sources/quiet/v1/status 2>/dev/null
is "$(api GET /v1/version | jq .api)" 1 'while one does not answer, there are answers'
for body in '{}' '{"name": "x"}' '{"name": "../x", "target": "ssh://x"}' '{"name": "x", "target": "http://x"}' \
    '{"name": "x", "target": "ssh://x y"}' '{"name": "", "target": "ssh://x"}' 'nothing' '[' ''; do
    http POST /v1/sources "$body"
    is "$code" 400 "no source: $body"
done
http DELETE /v1/sources/box
is "$code $(api GET /v1/sources | jq -c 'map(.name)')" '200 ["other","quiet"]' 'one is removed'
http GET /v1/sources/box/v1/status
is "$code" 404 '... and not asked any more'
http DELETE /v1/sources/box
is "$code" 404 '... and not there any more'

# Several at once: none is lost.
for ((i = 0; i < 10; i++)); do
    at_once=()
    for name in a b c d e f; do
        at_once+=(--next -sS -m 60 --unix-socket "$API" http://localhost/v1/sources
            --data-binary "{\"name\": \"$name$i\", \"target\": \"ssh://x\"}")
    done
    curl -Z --parallel-immediate "${at_once[@]:1}" 2>/dev/null >>"$TMP/added"
done
is "$(api GET /v1/sources | jq 'map(select(.target == "ssh://x")) | length')" "$(grep -c added "$TMP/added")" \
    'all that were added at once are there'
done_testing
