#!/bin/bash
# kernlink net through the daemon: what is asked, what is made of the answer, and of answers that are none.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/net_lib.sh"
. "$TOP/tests/kernel/client_lib.sh"
step() { # OBJECT TEXT
    printf '{"action": "add", "text": "%s", "class": "link", "object": "%s"}' "$2" "$1"
}
progress() { # NUMBER ERROR WORDS OBJECT TEXT
    printf '{"number": %d, "of": 3, "back": false, "error": %d, "words": "%s", "step": %s}\n' "$1" "$2" "$3" "$(step "$4" "$5")"
}
json=application/json

# check
printf 'interfaces:\n  a0: {kind: veth, mtuu: 1}\n' >"$TMP/a.yaml"
answer 200 $json '{"files": 1, "objects": 1, "complaints": []}'
there check
is "$status $out" '0 1 file, 1 object: all is well' 'a check of the settings there'
is "$(asked) $(body)" 'POST /v1/check HTTP/1.1 ' 'is asked for'
answer 422 $json '{"error": "the settings have mistakes", "complaints": [{"file": "'"$TMP"'/a.yaml", "line": 2, "column": 20, "text": "there is no key mtuu"}]}'
there check "$TMP/a.yaml"
is "$status $err" "65 $TMP/a.yaml:2:20: there is no key mtuu
      a0: {kind: veth, mtuu: 1}
                       ^" 'a mistake in a file that was sent, shown where it is'
is "$(body | jq -r '.files[0].name, .files[0].text')" "$TMP/a.yaml
$(<"$TMP/a.yaml")" 'the file is sent as it is'
there check --json "$TMP/a.yaml"
is "$status $(jq -c 'map([.line, .text])' <<<"$out")" '65 [[2,"there is no key mtuu"]]' 'as JSON'
there check "$TMP/nowhere.yaml"
is "$status" 65 'a file that is not there'
like "$err" 'nowhere.yaml: No such file' 'is named'
printf 'interfaces: {} # \xff\n' >"$TMP/latin.yaml"
there check "$TMP/latin.yaml"
like "$status $err" '65 .*latin.yaml: not UTF-8' 'a file that is no text'

# diff
stream "$(step 'link a0' '+ link a0: kind veth')"$'\n'
there diff
is "$status $out" '2 + link a0: kind veth' 'a difference'
is "$(asked)" 'GET /v1/diff HTTP/1.1' 'is asked for'
there diff --json
is "$status $out" "2 $(step 'link a0' '+ link a0: kind veth')" 'as JSON'
stream ''
there diff
is "$status $out$err" '0 ' 'no difference'
stream '{"problems": [{"text": "link a0 is of others", "file": "x", "line": 3, "column": 1}]}'
there diff
is "$status $err" '1 x:3:1: link a0 is of others' 'what stands in the way'

# apply, as it goes on
stream "$(progress 1 0 '' 'link a0' '+ link a0')
GATE
$(progress 2 0 '' 'link b0' '+ link b0')
{\"result\": \"applied\", \"text\": \"\", \"whole\": true, \"exit\": 0}
" gate
timeout 60 "$KERNLINK" net apply --socket "$API" >"$TMP/out" 2>"$TMP/err" &
for ((i = 0; i < 200; i++)); do
    [[ -s $TMP/out ]] && break
    sleep 0.1
done
is "$(<"$TMP/out")" '+ link a0' 'a step is shown when it is done'
touch "$S/go"
wait $!
is "$? $(<"$TMP/out")$(<"$TMP/err")" '0 + link a0
+ link b0' 'and the next, and then it ends'
like "$(asked)" '^POST /v1/apply\?keep_going=0&dry_run=0&wait=0 ' 'what was asked for'
stream "$(progress 1 0 '' 'link a0' '+ link a0')
{\"result\": \"unconfirmed\", \"text\": \"\", \"whole\": true, \"exit\": 0}
"
SECONDS=0
there apply --confirm 1m -kw -q
is "$status $out" '0 ' 'what is to be confirmed ends at once'
like "$err" 'done; .kernlink net confirm. within 60 s, or it is undone' 'and says until when'
like "$(asked)" 'keep_going=1&dry_run=0&wait=1&confirm=60 ' 'with all options'
stream "$(progress 1 0 '' 'link a0' '+ link a0')
$(progress 2 17 'File exists; the kernel says: no' 'link b0' '+ link b0')
{\"result\": \"refused\", \"text\": \"step 2 of 3 was refused: link b0\", \"whole\": true, \"rolled-back\": true, \"exit\": 1}
"
there apply "$TMP/a.yaml"
is "$status $err" '1 kernlink net apply: step 2 of 3 was refused: link b0
    File exists; the kernel says: no
kernlink net apply: all was put back as it was' 'a refusal'
is "$(body | jq '.files | length')" 1 'of a file that was sent'
there apply --json
is "$(jq -c '[.number, .error]' <<<"$out")" '[1,0]
[2,17]' 'as JSON'
stream "$(progress 1 0 '' 'link a0' '+ link a0')"$'\n'
there apply
is "$status" 1 'an end without a result'
like "$err" 'has not said how it ended: see .kernlink net status' 'says so'
stream "$(step 'link a0' '+ link a0')"
there apply --dry-run
is "$status $out" '0 + link a0' 'a dry run'
like "$(asked)" 'dry_run=1' 'is asked for as one'
answer 409 $json '{"error": "another change waits to be confirmed"}'
there apply
is "$status $err" '1 kernlink net apply: another change waits to be confirmed' 'another is at work'

# confirm, rollback
answer 200 $json '{"result": "confirmed", "text": "stays"}'
there confirm
is "$status $out$err $(asked)" '0  POST /v1/confirm HTTP/1.1' 'confirm'
answer 200 $json '{"result": "undone", "text": "the network is as it was before"}'
there rollback
is "$status $err $(asked)" '0 kernlink net rollback: as asked for: the network is as it was before POST /v1/rollback HTTP/1.1' 'rollback'
answer 403 $json '{"error": "you may not change things"}'
there confirm
is "$status $err" '1 kernlink net confirm: you may not change things' 'without the right'

# Answers that are none.
wrong() { # REGEX NAME
    SECONDS=0
    there diff --timeout 2
    is "$status" 1 "$2"
    like "$err" "$1" "$2: is said"
    ok test $SECONDS -lt 30 -- "$2: soon"
    unlike "$out$err" $'\e' "$2: nothing that a terminal would obey"
}
raw ''
wrong 'api: the answer was cut off' 'an end without an answer'
raw 'SSH-2.0-OpenSSH\r\n'
wrong 'what answers there is no kernlinkd' 'another protocol'
raw '\0\0\0\377\377\n\n\n'
wrong 'no kernlinkd|cut off' 'bytes'
answer 200 $json 'hello'
wrong 'answers with what is no JSON' 'no JSON'
stream $'{"action": "add"\n'
wrong 'answers with what is no JSON' 'half of JSON'
stream "$(printf '[%.0s' {1..100000})"$'\n'
wrong 'answers with what is no JSON' 'JSON that is too deep'
raw 'HTTP/1.1 200 OK\r\nContent-Type: application/jsonl\r\nContent-Length: 1000\r\n\r\n{"a":1}\n'
wrong 'the answer was cut off' 'an answer that is cut off'
raw 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'
wrong 'api: ' 'a length that is none'
raw 'HTTP/1.1 200 OK\r\nX: ' endless
wrong 'api: ' 'a head without an end'
raw 'HTTP/1.1 200 OK\r\n\r\n{"x": "' endless
wrong 'sends a line without an end' 'a line without an end'
raw 'HTTP/1.1 500 X\r\n\r\n ' endless
wrong 'sends an answer without an end' 'an answer without an end'
raw '' never
wrong 'does not answer in time' 'silence'
raw 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"action"' keep
wrong 'does not answer in time' 'silence in the middle'
raw 'HTTP/1.1 500 X\r\nContent-Length: 100\r\n\r\n                                                  ' drip
wrong 'does not answer in time' 'drop by drop'
raw 'HTTP/1.1 302 X\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n'
wrong 'is not what was asked for' 'a way to elsewhere'
raw "HTTP/1.1 200 OK\r\n\r\n{\"x\": \"$(printf 'x%.0s' {1..8000})\"}\n" again
wrong 'sends an answer without an end' 'lines without an end'
answer 500 text/html '<html>'
wrong 'answers with 500 and no reason' 'an error without words'
answer 400 $json '{"error": "\u001b[31mred\u009b\u0007"}'
wrong 'diff: .\[31mred' 'words for the terminal'
stream "$(step 'link a0' '\u001b]0;title\u0007')"$'\n'
there diff
is "$out" '?]0;title?' 'and in steps'
on_terminal() { # COMMAND...
    timeout 60 script -qec "$KERNLINK net $* --socket $API" /dev/null </dev/null | tr -d '\r'
}
csi=$'\xc2\x9b'
stream "$(step 'link a0' "${csi}31mred")"$'\n'
is "$(on_terminal diff --json)" "$(step 'link a0' '?31mred')" 'and in JSON on a terminal'
is "$(on_terminal log --json)" "$(step 'link a0' '?31mred')" '... of the log'
is "$(on_terminal get /v1/status)" "$(step 'link a0' '?31mred')" '... as it came'
there diff --json
is "$out" "$(step 'link a0' "${csi}31mred")" 'elsewhere it is what came'

# A picture of a graph that names a file of here.
if command -v dot >/dev/null; then
    printf '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="9px" height="9px"/>\n' >"$TMP/here.svg"
    answer 200 text/vnd.graphviz "digraph { a [label=seen]; b [shape=none, label=\"\", image=\"$TMP/here.svg\"] }"
    there topology --svg
    is "$status $(grep -c 'seen</text>' <<<"$out") $(grep -c 'here.svg' <<<"$out")" '0 1 0' 'a graph opens no file'
else
    skip 'a graph opens no file' 'no Graphviz'
fi

# What may be there already is not written over.
answer 409 $json '{"error": "is there already"}'
net snapshot save --socket "$API" one
is "$status $err $(asked)" '1 kernlink net snapshot: one: is there already; --force replaces it PUT /v1/snapshots/one?new=1 HTTP/1.1' 'what a snapshot takes the place of is not asked before'

# set through a daemon that dies when it has the files.
answer 200 $json '{"folder": "/x", "files": [{"name": "/x/network.yaml", "text": "interfaces: {a0: {kind: ethernet}}"}]}'
: >"$S/answer.PUT"
there set a0 mtu 1300
like "$status $err" '^1 .*was cut off
.*the settings may be changed, and are not applied' 'what nobody knows is said'
rm "$S/answer.PUT"

# set, which is asked to end before the daemon has refused.
mkdir "$TMP/etc"
printf 'interfaces:\n  a0: {kind: ethernet, mtu: 1400}\n' >"$TMP/etc/network.yaml"
cp "$TMP/etc/network.yaml" "$TMP/before"
rm -f "$S/go"
stream "$(progress 1 0 '' 'link a0' '~ link a0')
GATE
{\"result\": \"refused\", \"text\": \"step 2 of 3 was refused: link b0\", \"whole\": true, \"rolled-back\": true, \"exit\": 1}
" gate
timeout 60 "$KERNLINK" net set --settings "$TMP/etc" --socket "$API" a0 mtu 1300 >"$TMP/out" 2>"$TMP/err" &
for ((i = 0; i < 200; i++)); do
    grep -q '~ link a0' "$TMP/out" && break
    sleep 0.1
done
like "$(<"$TMP/etc/network.yaml")" 'mtu: 1300' 'a setting is written, and being applied'
kill -TERM $(pgrep -P $!)
touch "$S/go"
wait $!
is "$?" 1 'asked to end, set waits for the refusal'
ok cmp "$TMP/etc/network.yaml" "$TMP/before" -- 'and puts the file back'

# get
answer 204 $json ''
there get /v1/x
is "$status $out$err" '0 ' 'an answer without words'
rm "$S/request"
there get "/$(printf 'x%.0s' {1..3000})"
is "$status $err" '1 kernlink net get: what is asked for is too long' 'a path that is too long'
ok test ! -e "$S/request" -- 'is not asked for'

# show
answer 200 text/plain "$(printf 'a0 \e]0;title\a up\n')"
net show interfaces --socket "$API"
is "$status $out $(asked)" '0 a0 ?]0;title? up GET /v1/interfaces?format=text HTTP/1.1' 'nothing that a terminal would obey'
answer 404 $json '{"error": "there is none"}'
net show a0 --socket "$API"
is "$status $out$err" '1 kernlink net show: there is none' 'what there is not'

# None at all.
net diff --socket "$TMP/nothing"
is "$status $err" "1 kernlink net diff: $TMP/nothing: no daemon is there" 'no daemon'
net diff --socket "$TMP/$(printf 'x%.0s' {1..200})"
like "$status $err" '1 .*too long' 'a path that is too long'
touch "$TMP/file"
net diff --socket "$TMP/file"
is "$status $err" "1 kernlink net diff: $TMP/file: no daemon is there" 'no socket'
stream ''
http_proxy=http://192.0.2.1:1 all_proxy=http://192.0.2.1:1 there diff
is "$status" 0 'a proxy has no part in it'
net diff --timeout 0
is "$status" 64 'a time that is none'
net diff --timeou 3
like "$status $err" '64 .*did you mean --timeout' 'a mistyped option'
# With a folder of its own it is done without the daemon.
raw ''
printf 'interfaces: {}\n' >"$TMP/none.yaml"
net apply --state "$TMP/state" "$TMP/none.yaml"
is "$status $err" '0 ' 'with --state without the daemon'
done_testing
