#!/bin/bash
# kernlink net set: one value of a settings file changes, nothing else in it, and the network follows.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/net_lib.sh"
can veth type veth peer name klpeer || done_testing
folder=$TMP/etc file=$TMP/etc/network.yaml
mkdir -p "$folder/network.d"

set_() { # ARGUMENT...
    net set --settings "$folder" --state "$TMP/state" "$@"
}
link() { # FILTER NAME
    ip -j -d addr show dev "$2" | jq -r "$1"
}
# becomes SED-SCRIPT NAME: what the file is now is what the script makes of what it was.
becomes() {
    is "$(<"$file")" "$(sed "$1" "$TMP/before")" "$2"
}
change() { # ARGUMENT...
    cp "$file" "$TMP/before"
    set_ "$@"
}

cat >"$file" <<'Y'
# the network of this house
interfaces:   # all of them
  a0:
    kind: veth
    peer: a1
    # the other side is slow
    mtu: 1500   # bytes
    addresses:
      - 192.0.2.1/24   # first
    # up: false

  # the second
  a1: {kind: veth, peer: a0, addresses: [198.51.100.1/24]} # in one line
routes:
  - {to: 10.0.0.0/8, type: blackhole}
Y
chmod 640 "$file"
change a0 mtu 1400
is "$status $err" '0 ' 'a number'
becomes 's/mtu: 1500/mtu: 1400/' 'only it is changed'
like "$out" "etc/network.yaml:7
-     mtu: 1500   # bytes
\+     mtu: 1400   # bytes" 'the change is shown'
like "$out" '\+ link a0: .*mtu 1400' 'and what it does'
is "$(link '.[0].mtu' a0)" 1400 'the network is so'
is "$(stat -c %a "$file")" 640 'the rights of the file are as before'
is "$(ls -A "$folder")" $'network.d\nnetwork.yaml' 'nothing is left beside it'

change a0 mtu 1400
is "$status $out" '0 the settings say so already' 'the same once more'
change a0 address 192.0.2.7/24
becomes '/first/a\      - 192.0.2.7/24' 'an address behind the others of a list of lines'
is "$(link '[.[0].addr_info[] | select(.family == "inet").local] | sort | join(" ")' a0)" '192.0.2.1 192.0.2.7' 'it is there'
change a0 address 192.0.2.7/24
is "$status $out" '0 the settings say so already' 'an address that is there already'
change a1 address 2001:db8::1/64 mtu 1300
becomes 's/{kind: veth, peer: a0, addresses: \[198.51.100.1\/24\]}/{mtu: 1300, kind: veth, peer: a0, addresses: [198.51.100.1\/24, "2001:db8::1\/64"]}/' \
    'two values within brackets'
is "$(link '.[0].mtu' a1) $(ip -6 -o addr show dev a1 | grep -c 2001:db8::1/64)" '1300 1' 'both are so'
change a0 down
becomes '/# up: false/a\    up: false' 'a new key, behind the last line of the interface'
is "$(link '.[0].flags | index("UP")' a0)" null 'down'
change a0 up
becomes 's/^    up: false/    up: true/' 'a word'
is "$(link '.[0].flags | index("UP") != null' a0)" true 'up'
change a0 ipv6.accept-ra off
becomes '/^    up: true/a\    ipv6:\n      accept-ra: off' 'a key of a section that is new'
is "$(</proc/sys/net/ipv6/conf/a0/accept_ra)" 0 'it is so'
change a0 ipv6.privacy off description 'say "42" \ : # yes'
becomes '/^      accept-ra/a\      privacy: off\n    description: "say \\"42\\" \\\\ : # yes"' 'one of a section that is there, and a text'
change b0 kind veth peer b1 address 203.0.113.1/24
becomes '/in one line/a\  b0:\n    kind: veth\n    peer: b1\n    addresses: [203.0.113.1/24]' 'a new interface'
is "$(link '.[0].linkinfo.info_kind' b0)" veth 'it is made'

# Bridges.
if can bridge type bridge; then
    change br0 kind bridge
    is "$status" 0 'a bridge'
    change b0 master br0
    becomes '/^    kind: bridge/a\    ports: [b0]' 'a port'
    is "$(link '.[0].master' b0)" br0 'it is one'
    ip link add free type veth peer name free1
    change free master br0
    becomes 's/ports: \[b0\]/ports: [b0, free]/; /ports:/a\  free:\n    kind: ethernet' 'a port that was not in the settings'
    is "$(link '.[0].master' free)" br0 'it is one, too'
fi

# Mistakes: with their places, and nothing is changed.
untouched() { # STATUS REGEX NAME
    is "$status" "$1" "$3"
    like "$err" "$2" "$3: the reason"
    ok cmp "$file" "$TMP/before" -- "$3: the file is as it was"
}
change a0 mtuu 1400
untouched 65 "network.yaml:[0-9]+:5: there is no key 'mtuu' in interface; did you mean 'mtu'" 'a key that there is not'
change a0 mtu 12
untouched 65 'network.yaml:7:10: mtu: 12 is not between' 'a value that cannot be'
change a0 mtu
untouched 64 'mtu needs a value' 'no value'
change 'a0: {}' mtu 1400
untouched 64 'no name of an interface' 'no name of an interface'
change a0 'mtu: 1400, x' 1
untouched 64 'is no key' 'what is no key'
change a0 description $'two\nlines'
untouched 65 'edit it by hand|understood' 'a line break in a value'
before=$(snapshot)
change a0 address 192.0.2.1/33
untouched 65 'network.yaml:[0-9:]+ address: .192.0.2.1/33' 'no address'
is "$(snapshot)" "$before" 'the network is as it was'
change --dry-run a0 mtu 1280
is "$status" 0 'a dry run'
like "$out" '\+     mtu: 1280   # bytes.*~ link a0: mtu 1400 -> 1280' 'shows the change of the file, and of the network'
ok cmp "$file" "$TMP/before" -- 'and changes neither'
is "$(snapshot)" "$before" 'and changes neither: the network'

# What the kernel refuses leaves the file as it was, too.
change a0 address 192.0.2.33/24 master nobody
is "$status" 65 'a master without a kind'
ip link add foreign type veth peer name foreign1
change foreign kind veth peer foreign1 mtu 1300
is "$status" 1 'an interface of others is not taken'
like "$err" 'network.yaml is as it was before' 'says that the settings are as they were'
ok cmp "$file" "$TMP/before" -- 'they are'
change --confirm 1s a0 mtu 1280
is "$status" 1 'what is not confirmed'
ok cmp "$file" "$TMP/before" -- 'is not in the settings either'
is "$(link '.[0].mtu' a0)" 1400 'nor in the network'

# What somebody else writes meanwhile stays, whatever the time of the file says.
timeout 60 "$KERNLINK" net set --settings "$folder" --state "$TMP/state" --confirm 50s a0 mtu 1280 >/dev/null 2>"$TMP/begin.err" &
setting=$!
for ((i = 0; i < 300; i++)); do
    grep -qs '^status unconfirmed' "$TMP/state/journal" && break
    sleep 0.1
done
touch -r "$file" "$TMP/time"
echo '# by hand' >>"$file"
touch -r "$TMP/time" "$file"
net rollback --state "$TMP/state"
wait $setting
is "$?" 1 'what is undone'
like "$(<"$TMP/begin.err")" 'network.yaml: another has changed it: it stays so' 'is not taken from a file that another has changed'
is "$(tail -n 1 "$file")" '# by hand' 'whose change stays'
cp "$TMP/before" "$file"

# Other files.
cat >"$folder/network.d/c.yaml" <<'Y'
interfaces:
  "c0": # quoted
  # nothing yet
Y
cp "$file" "$TMP/before"
set_ c0 kind veth peer c1
is "$status" 0 'an interface of another file'
is "$(<"$folder/network.d/c.yaml")" 'interfaces:
  "c0": # quoted
    kind: veth
    peer: c1
  # nothing yet' 'is changed there'
ok cmp "$file" "$TMP/before" -- 'and not here'
ln -sf "$folder/network.d/c.yaml" "$TMP/link.yaml"
net set --settings "$TMP/link.yaml" --state "$TMP/state2" c0 mtu 1200
is "$status" 0 'a file behind a link'
ok test -L "$TMP/link.yaml" -- 'which stays a link'
like "$(<"$folder/network.d/c.yaml")" 'mtu: 1200' 'is changed itself'

# The first interface of all.
mkdir "$TMP/new"
net set --settings "$TMP/new" --state "$TMP/state3" e0 kind veth peer e1
is "$status $(<"$TMP/new/network.yaml")" '0 interfaces:
  e0:
    kind: veth
    peer: e1' 'a file that there was not'
rm -r "$TMP/new/network.yaml"
net set --settings "$TMP/new" --state "$TMP/state3" foreign kind veth peer foreign1 mtu 1300
is "$status $(ls -A "$TMP/new")" '1 ' 'which goes again when the network cannot be so'

# Forms that YAML has, too: understood, or left alone.
form() { # NAME WORDS-OR-REGEX-OF-THE-REFUSAL OLD NEW-OR-EMPTY
    printf %s "$3" >"$TMP/form.yaml"
    net set -n --settings "$TMP/form.yaml" x mtu 1400
    if [[ -n $4 ]]; then
        is "$(grep '^[-+] ' <<<"$out" | grep -v '^[-+] link')" "$4" "$1"
    else
        isnt "$status" 0 "$1"
        like "$err" "$2" "$1: the reason"
    fi
}
form 'within brackets' '' 'interfaces: {x: {kind: ethernet}}' '- interfaces: {x: {kind: ethernet}}
+ interfaces: {x: {mtu: 1400, kind: ethernet}}'
form 'nothing within brackets' '' 'interfaces: {}' '- interfaces: {}
+ interfaces: {x: {mtu: 1400, kind: ethernet}}'
form 'no line end' '' $'interfaces:\n  x:\n    kind: ethernet' '-     kind: ethernet
+     kind: ethernet
+     mtu: 1400'
form 'an alias' 'alias' $'interfaces:\n  y: &a {kind: ethernet}\n  x: *a\n' ''
form 'a list in its place' 'form.yaml:2:3: keys are wanted' $'interfaces:\n  - x\n' ''
form 'a value of many lines' 'by hand' $'interfaces:\n  x:\n    kind: ethernet\n    mtu: >\n      1500\n      \n' ''
form 'quotes around keys and values' '' $'"interfaces":\n  \'x\':\n    "kind": \'ethernet\'\n    \'mtu\': "1280"\n' "-     'mtu': \"1280\"
+     'mtu': 1400"
form 'quotes around the first key of a map' '' $'"interfaces":\n  \'x\':\n    "kind": \'ethernet\'\n' '+     mtu: 1400'
form 'no YAML' 'not YAML' $'interfaces: [\n' ''
form 'brackets over lines' '' $'interfaces:\n  x: {kind: ethernet,\n    mtu: 1280, # ]}\n    description: "a } b"\n    }\n' '-     mtu: 1280, # ]}
+     mtu: 1400, # ]}'
form 'comments only' '' $'# nothing yet\n' '+ interfaces:
+   x:
+     kind: ethernet
+     mtu: 1400'
form 'a key that is a list' 'keys are wanted|by hand' $'interfaces:\n  x: [kind]\n' ''
form 'a second document' 'a second document' $'---\ninterfaces:\n  x: {kind: ethernet}\n---\n' ''

# One after the other.
exec 8<"$folder" && flock 8
change a0 mtu 1340
is "$status" 0 'who may only read the folder holds nobody up'
exec 8>"$TMP/state/settings.lock" && flock 8
change a0 mtu 1350
is "$status" 1 'while another changes settings, it is told'
like "$err" 'another is changing settings' 'so'
exec 8<&-
net set --help
is "$status" 0 'help'
net set a0
is "$status" 64 'too few words'
done_testing
