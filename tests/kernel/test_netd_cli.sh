#!/bin/bash
# kernlink net and kernlinkd together: the daemon is found, asked, and believed; also from another machine.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/net_lib.sh"
. "$TOP/tests/kernel/netd_lib.sh"
can veth type veth peer name klpeer || done_testing
[[ $("$KERNLINK" net confirm --socket /nowhere/api 2>&1) != *'built without'* ]] ||
    skip_all 'built without libcurl or jansson'
there() { # COMMAND ARGUMENT...
    net "$1" --socket "$API" "${@:2}"
}
mtu() {
    ip -j link show a0 | jq '.[0].mtu'
}

cat >"$ETC/network.yaml" <<'Y'
interfaces:
  # the first
  a0: {kind: veth, peer: a1, mtu: 1400, addresses: [192.0.2.1/24]}
  a1: {kind: veth, peer: a0}
Y
start_netd
there check
is "$status $out" '0 1 file, 3 objects: all is well' 'check'
there diff
is "$status $out$err" '0 ' 'diff'
there status
like "$status $out" '^0 The network is as the settings say
kernlinkd [0-9.]+, up for .*a0 +veth +up +kernlink +192.0.2.1/24' 'status'
there status --json
is "$(jq -c '[(.daemon | type), .pending, .problems, .drift]' <<<"$out")" '["string",null,[],[]]' 'status as JSON'

run "$KERNLINK" net --json status
like "$status $err" '^64 .*--json: options stand behind the command' 'an option before the command'
run "$NETD" --mode 9
is "$status $err" "64 kernlinkd: '9' is no octal mode, such as 0660" 'a mode that is none'
run "$NETD" --idle x
is "$status $err" "64 kernlinkd: 'x' is no number of seconds up to 86400" 'nor a time'

# A change that is to be confirmed.
sed 's/1400/1300/' "$ETC/network.yaml" >"$TMP/new.yaml"
there diff "$TMP/new.yaml"
is "$status $out" '2 ~ link a0: mtu 1400 -> 1300' 'what a file of ours would change'
there apply --confirm 50s "$TMP/new.yaml"
is "$status $out" '0 ~ link a0: mtu 1400 -> 1300' 'an apply ends at once'
like "$err" 'kernlink net confirm. within 50 s' 'and says what it waits for'
is "$(mtu)" 1300 'it is done'
there status
like "$status $out" '^2 A change waits for .kernlink net confirm.: in [0-9]+ s it is undone' 'status tells'
there apply "$TMP/new.yaml"
like "$status $err" '1 .*another change waits' 'no other comes between'
there rollback
like "$status $err" '0 .*the network is as it was before' 'rollback'
is "$(mtu)" 1400 'it is undone'
there apply -q --confirm 50s "$TMP/new.yaml"
there confirm
is "$status $out$err" '0 ' 'confirm'
there confirm
like "$status $err" '1 .*nothing waits' 'only once'
is "$(mtu)" 1300 'it stays'
there apply -q
is "$status $(mtu)" '0 1400' 'and back to the settings of the folder'

# Mistakes and refusals.
printf 'interfaces:\n  a0: {kind: veth, peer: a1, mtuu: 1}\n  a1: {kind: veth, peer: a0}\n' >"$TMP/wrong.yaml"
for command in check diff apply; do
    there $command "$TMP/wrong.yaml"
    like "$status $err" "^65 $TMP/wrong.yaml:2:30: there is no key 'mtuu'.*
      a0: .kind: veth.*
 {33}\^" "$command: a mistake at its place"
done
{ cat "$ETC/network.yaml" && echo 'routes: [{to: 203.0.113.0/24, via: 10.9.9.9}]'; } | sed 's/1400/1350/' >"$TMP/bad.yaml"
there apply "$TMP/bad.yaml"
is "$status $(mtu)" '1 1400' 'a refusal'
like "$err" 'step [0-9]+ of [0-9]+ was refused: route 203.0.113.0/24
    .*
kernlink net apply: all was put back as it was' 'in words'
there log -n 100
like "$status $out" '^0 20[0-9][0-9]-.*refused' 'is in the log'

# set
there set --settings "$ETC" a0 mtu 1280
is "$status $(mtu)" '0 1280' 'set'
like "$(<"$ETC/network.yaml")" '# the first
  a0: .kind: veth, peer: a1, mtu: 1280, add' 'in the settings, too'
is "$(api GET /v1/config | jq -r '.[0].text')" "$(<"$ETC/network.yaml")" 'which are in force'
there set --settings "$ETC" a0 address 192.0.2.2/33
is "$status $(mtu)" '65 1280' 'a mistake changes nothing'
chmod 640 "$ETC/network.yaml"
sets() { # COMMAND ARGUMENT...: by the daemon, whose files are read and written by it.
    cp "$ETC/network.yaml" "$TMP/before.yaml"
    "$@"
}
sets there set a0 mtu 1290 address 192.0.2.3/24
is "$status $err $(mtu)" '0  1290' 'set by the daemon'
like "$out" "network.yaml:3
-   a0: .*
\\+   a0: .*mtu: 1290.*
~ link a0: mtu 1280 -> 1290" 'shows both changes'
like "$(<"$ETC/network.yaml")" '# the first
  a0: .kind: veth, peer: a1, mtu: 1290, addresses: .192.0.2.1/24, 192.0.2.3/24' 'it is in the file'
is "$(stat -c %a "$ETC/network.yaml") $(ls "$ETC")" '640 network.yaml' 'which has its rights, and nothing beside it'
sets there unset --dry-run a0 address 192.0.2.3/24
like "$status $out" '^0 .*- address 192.0.2.3/24' 'a dry run shows'
ok cmp "$ETC/network.yaml" "$TMP/before.yaml" -- 'and changes nothing'
sets there set a0 mtu 12
like "$status $err" "65 $ETC/network.yaml:3:[0-9]+: mtu: 12 is not between" 'a mistake at its place'
sets there set a0 route 203.0.113.0/24 via 10.9.9.9
is "$status" 1 'a refusal'
like "$err" 'was refused: route 203.0.113.0/24.*the settings are as they were before' 'in words'
ok cmp "$ETC/network.yaml" "$TMP/before.yaml" -- 'the file is as it was'
is "$(api GET /v1/status | jq -c '[.settings.held, .last.text]')" \
    '[false,"step 1 of 1 was refused: route 203.0.113.0/24: network unreachable; the kernel says: Nexthop has invalid gateway"]' \
    'so nothing is held back, and what was refused is said once'
there set a0 adress 192.0.2.3/24
like "$status $err" "64 .*no key 'adress'; did you mean 'address'" 'a mistyped word that is no key'
sets there unset a0 address 192.0.2.3/24
is "$status $(ip -o -4 addr show dev a0 | grep -c 192.0.2.3)" '0 0' 'unset by the daemon'
sets there unset xx mtu
like "$status $err" "65 .*have no interface 'xx'" 'what there is not'
mkdir -p "$ETC/network.d"
printf 'interfaces:\n  c0: {kind: veth, peer: c1}\n  c1: {kind: veth, peer: c0}\n' >"$ETC/network.d/c.yaml"
there set c0 mtu 1300
is "$status $(ip -j link show c0 | jq '.[0].mtu')" '0 1300' 'in another file'
there unset c0
there unset c1
is "$status $(<"$ETC/network.d/c.yaml")" '0 ' 'which may end empty'
rm -r "$ETC/network.d"
exec 7<"$ETC" && flock 7
there set a0 mtu 1310
is "$status" 0 'who may only read the folder holds nobody up'
exec 7>"$STATE/settings.lock" && flock 7
there set a0 mtu 1300
like "$status $err" '1 .*another is changing settings' 'one after the other'
exec 7<&-
for name in /etc/passwd "$ETC/../x" "$ETC/network.d/../x.yaml" "$ETC/network.d/.yaml" "$ETC/other.yaml"; do
    http PUT /v1/files "{\"files\": [{\"name\": \"$name\", \"was\": null, \"text\": \"x\"}]}"
    like "$code $out" '^400 .*no settings file' "no file of others: $name"
done
http PUT /v1/files "{\"files\": [{\"name\": \"$ETC/network.yaml\", \"was\": \"other\", \"text\": \"x\"}]}"
like "$code $out" '^409 .*another has changed it' 'none that is not what it is taken for'
http PUT /v1/files '{"files": [{"name": "x"}]}'
is "$code" 400 'nor half a request'
there set a0 mtu 1280

# Another machine.
cat >"$TMP/bin/ssh" <<'S'
#!/bin/bash
while [[ $1 != -- ]]; do shift; done
shift 2
exec "$@"
S
chmod +x "$TMP/bin/ssh"
ln -s "$KERNLINK" "$TMP/bin/kernlink"
PATH=$TMP/bin:$PATH
far() { # COMMAND ARGUMENT...
    net "$1" --host ssh://box --socket "$API" "${@:2}"
}
far status
like "$status $out" '^0 The network is as the settings say.*kernlinkd.*a0 +veth +up +kernlink' 'status of another machine'
far set a0 mtu 1270
is "$status $err $(mtu)" '0  1270' 'its settings are changed'
like "$(<"$ETC/network.yaml")" 'mtu: 1270' 'in its file'
far set --confirm 50s a0 mtu=1260
is "$status $(mtu)" '0 1260' 'for a while'
far rollback
is "$(mtu)" 1270 'and undone'
cp "$TMP/before.yaml" "$ETC/network.yaml"
far apply -q
far set --settings "$ETC" a0 mtu 1300
is "$status" 64 'a folder of here is not there'
for form in '' --dot --json; do
    for ((i = 0; i < 10; i++)); do # neighbours come and go
        here=$("$KERNLINK" net topology $form)
        far topology $form
        [[ $out != "$here" ]] || break
    done
    is "$status $out$err" "0 $here" "topology $form of another machine: as it is here"
done
if command -v dot >/dev/null; then
    far topology --svg
    like "$status $out" '^0 .*<svg' 'as a picture, which is drawn here'
fi
far topology --dot --json
is "$status" 64 'in one form'
far apply --confirm 50s "$TMP/new.yaml"
is "$status $(mtu)" '0 1300' 'an apply there'
far confirm
is "$status $err" '0 ' 'confirmed'
far apply -q
far log -n 1
is "$status $(wc -l <<<"$out")" '0 1' 'its log'

# Devices that are not there: nothing is begun, so nothing is put back.
printf 'interfaces: {wan7: {kind: ethernet, mtu: 1400}}\n' >"$TMP/absent.yaml"
there apply "$TMP/absent.yaml"
is "$status $out" '1 ' 'a device that is not there: refused'
like "$err" 'absent.yaml:1:14: there is no device for link wan7.*nothing was changed$' '... and nothing was changed'
there get /v1/interfaces/a0
is "$(jq -r .name <<<"$out") $(wc -l <"$TMP/run.out")" 'a0 1' 'an answer as it is'
there get /v1/interfaces
is "$(jq -c 'map(.name) | sort' <<<"$out") $(tail -c 2 "$TMP/run.out" | od -An -tx1)" '["a0","a1","lo"]  5d 0a' 'a list, too'
sed -i s/veth/vth/ "$ETC/network.yaml"
there status
like "$status $out" "^2 .*$ETC/network.yaml:3: kind: 'vth' is none of" 'mistakes have their place in the status'
there check
like "$status $err" "^65 $ETC/network.yaml:3:[0-9]+: kind: 'vth' is none of.*
      a0: .kind: vth.*
 +\^" 'and are shown where they are'
far check
unlike "$err" '\^' 'but not in files of ours when they are those of another machine'
mv "$ETC/network.yaml" "$TMP/away.yaml"
there status
like "$status $out" "^2 .*$ETC: has no network.yaml" 'no settings'
mv "$TMP/away.yaml" "$ETC/network.yaml"
sed -i s/vth/veth/ "$ETC/network.yaml"

# What had to be undone is not waited for.
cp "$ETC/network.yaml" "$TMP/good.yaml"
sed -i '$a\  b9: {kind: bridge, addresses: [198.51.100.9/24]}' "$ETC/network.yaml"
there apply -q --confirm 100s
there rollback
held=$(api GET /v1/status | jq .settings.held)
out=$(unshare -m bash -c 'mount -t tmpfs none /run && mkdir /run/kernlink && ln -s "$2" /run/kernlink/api &&
    "$1" net wait-online --timeout 30s; echo $?' - "$KERNLINK" "$API" 2>&1)
is "$held $out" 'true 0' 'wait-online goes by the settings that are in force'
cp "$TMP/good.yaml" "$ETC/network.yaml"
there status
unlike "$out" 'had to be undone' 'and after an edit nothing is held back'
is "$(api GET /v1/metrics | grep '^kernlink_settings_held')" 'kernlink_settings_held 0' 'nor in numbers'

# Which daemon is found without being named. The socket of the system is hidden from this.
cat >"$TMP/found.sh" <<'S'
mount -t tmpfs none /run && mkdir /run/kernlink || exit 77
"$1" --settings "$2" --state "$3" --socket /run/kernlink/api 2>/dev/null &
for ((i = 0; i < 300; i++)); do
    "$4" net status --socket /run/kernlink/api >/dev/null 2>&1 && break
    sleep 0.1
done
"$4" net status | grep -o 'up for\|No daemon'
unshare -n "$4" net status | grep -o 'up for\|No daemon'
"$4" net status --settings "$2" | grep -o 'up for\|No daemon'
[[ -z $5 ]] || setpriv --reuid 65534 --regid 65534 --clear-groups "$4" net status | grep -o 'up for\|No daemon\|may not talk'
kill -STOP %1
SECONDS=0
"$4" net wait-online --timeout 1s >/dev/null 2>&1
((SECONDS >= 30)) && echo "it took $SECONDS s"
kill -CONT %1
kill %1
wait
"$4" net status | grep -o 'up for\|No daemon'
S
kill_netd TERM

# Whoever the group says, without any right of his own.
nobody=(setpriv --reuid 65534 --regid 65534 --clear-groups)
chmod 755 "$TMP"
start_netd --group nogroup --mode 0666
reach=
if "${nobody[@]}" "$KERNLINK" version >/dev/null 2>&1; then
    reach=1
    run timeout 60 "${nobody[@]}" "$KERNLINK" net set --socket "$API" a0 mtu 1310
    is "$status $err $(mtu)" '0  1310' 'one of the group may change settings'
    run timeout 60 setpriv --reuid 65533 --regid 65533 --clear-groups "$KERNLINK" net set --socket "$API" a0 mtu 1320
    like "$status $err $(mtu)" '^1 .*only root and the group nogroup may do this 1310' 'others may not'
    chmod 644 "$TMP/new.yaml" "$TMP/wrong.yaml"
    run timeout 60 setpriv --reuid 65533 --regid 65533 --clear-groups "$KERNLINK" net check --socket "$API" "$TMP/new.yaml"
    is "$status $out" '0 1 file, 3 objects: all is well' 'but look for mistakes, which needs no rights'
    run timeout 60 setpriv --reuid 65533 --regid 65533 --clear-groups "$KERNLINK" net check --socket "$API" --json "$TMP/wrong.yaml"
    is "$status $(jq -c '.[0].line' <<<"$out")$err" '65 2' 'and find them'
else
    skip 'those of the group' 'the command is where only root gets'
fi
kill_netd TERM
out=$(timeout 100 unshare -m bash "$TMP/found.sh" "$NETD" "$ETC" "$STATE" "$KERNLINK" "$reach" 2>/dev/null)
if [[ $? == 77 ]]; then
    skip 'the daemon of the system' 'nothing can be mounted here'
else
    is "$(paste -sd, <<<"$out")" "up for,No daemon,No daemon,${reach:+may not talk,}No daemon" \
        'the daemon is found; not from another namespace, nor with other folders, nor when it is gone; who may not ask it is told so'
fi
done_testing
