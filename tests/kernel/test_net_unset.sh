#!/bin/bash
# kernlink net unset, and what of `set' is of lists: only what is meant goes, and the network follows.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/net_lib.sh"
can veth type veth peer name klpeer || done_testing
folder=$TMP/etc file=$TMP/etc/network.yaml
mkdir -p "$folder/network.d"

change() { # COMMAND ARGUMENT...
    cp "$file" "$TMP/before"
    net "$1" --settings "$folder" --state "$TMP/state" "${@:2}"
}
# becomes SED-SCRIPT NAME: what the file is now is what the script makes of what it was.
becomes() {
    is "$status $err" '0 ' "$2: done"
    is "$(<"$file")" "$(sed "$1" "$TMP/before")" "$2"
}
addresses() {
    ip -j addr show dev "$1" | jq -r '[.[0].addr_info[] | select(.scope == "global").local] | sort | join(" ")'
}

cat >"$file" <<'Y'
# the network of this house
interfaces:
  a0:
    kind: veth
    peer: a1
    # the other side is slow
    mtu: 1400   # bytes

    ipv6:
      accept-ra: off   # none here
      privacy: off
    addresses:
    - 192.0.2.1/24   # first
    # behind the first
    - {address: 192.0.2.7/24, metric: 5}
    - 2001:db8::7/64
    # the end of a0

  # the second
  a1: {kind: veth, peer: a0, mtu: 1400, alt-names: ["one", "two"], addresses: [198.51.100.1/24]} # in one line
Y
net apply --state "$TMP/state" "$folder"
is "$status $err" '0 ' 'the network'
change unset a0 mtu
becomes '/mtu: 1400   #/d' 'a key goes; what stands above and below it stays'
like "$out" 'network.yaml:7
-     mtu: 1400   # bytes' 'that is shown'
change unset a0 mtu
is "$status $out" '0 there is no such thing in the settings' 'the same once more'
change set a0 address 192.0.2.7/24
is "$status $out" '0 the settings say so already' 'an address that is there with more'
change unset a0 address 192.0.2.7/24
becomes '/192.0.2.7/d' 'an address'
is "$(addresses a0)" '192.0.2.1 2001:db8::7' 'it is gone'
change set a0 addresses-=2001:DB8:0::7/64
becomes '/2001:db8::7/d' 'another, in other letters'
change set a0 ipv6.accept-ra=
becomes '/accept-ra/d' 'one of two in a section'
change unset a0 ipv6.privacy addresses
becomes '/ipv6:/,/first$/d' 'the last of a section goes with it, and a list with its items'
is "$(addresses a0)" '' 'so do the addresses'
change unset a1 alt-names=one mtu address 198.51.100.1/24
becomes 's/, mtu: 1400//; s/"one", //; s/, addresses: .*]}/}/' 'within brackets'
change set a1 alt-names+=three mtu=1300 alt-names-=two
becomes 's/"two"/"three"/; s/{kind/{mtu: 1300, kind/' 'pairs'
is "$(ip -j link show a1 | jq -c '.[0] | [.mtu, .altnames]')" '[1300,["three"]]' 'the network is so'
change set a0 address 192.0.2.1/24 metric 7 route 203.0.113.0/24 via 192.0.2.254 metric 9 up true
becomes '/the end of a0/a\    addresses: [{address: 192.0.2.1/24, metric: 7}]\n    routes: [{to: 203.0.113.0/24, via: 192.0.2.254, metric: 9}]\n    up: true' \
    'an address and a route with more'
is "$(ip -j route show 203.0.113.0/24 | jq -r '.[0] | "\(.gateway) \(.dev) \(.metric)"')" '192.0.2.254 a0 9' 'it is there'
change set a0 route 203.0.113.0/24 via 192.0.2.253 metric 10
becomes 's/metric: 9}/&, {to: 203.0.113.0\/24, via: 192.0.2.253, metric: 10}/' 'another route there'
change unset a0 route 203.0.113.0/24
like "$status $err" '65 .*network.yaml:[0-9]+:13: more than one is meant there: say more of it' 'which of them is not known'
change unset a0 route 203.0.113.0/24 via 192.0.2.254
becomes 's/{to: 203.0.113.0\/24, via: 192.0.2.254, metric: 9}, //' 'one of them'

# Ports.
if can bridge type bridge; then
    net set --settings "$folder" --state "$TMP/state" br0 kind bridge
    net set --settings "$folder" --state "$TMP/state" br1 kind bridge
    change set a1 master br0
    becomes '/br0:/,/kind/{/kind/a\    ports: [a1]
    }' 'a port'
    change set a1 master br1
    becomes '/ports:/d; /br1:/,/kind/{/kind/a\    ports: [a1]
    }' 'of another bridge: no longer of the first'
    is "$(ip -j link show a1 | jq -r '.[0].master')" br1 'it has changed over'
    change unset a1 master
    becomes '/ports:/d' 'and of none'
    is "$(ip -j link show a1 | jq -r '.[0].master')" null 'it is none'
    net set --settings "$folder" --state "$TMP/state" a1 master br1
    change unset br1
    becomes '/br1:/,$d' 'a bridge'
    ok test ! -e /sys/class/net/br1 -- 'it is gone'
    change unset br0
    becomes '/br0:/,$d' 'the other'
fi

# Mistakes: nothing is changed.
untouched() { # STATUS REGEX NAME
    is "$status" "$1" "$3"
    like "$err" "$2" "$3: the reason"
    ok cmp "$file" "$TMP/before" -- "$3: the file is as it was"
}
change unset a0 mtuu
untouched 64 "there is no key 'mtuu'; did you mean 'mtu'" 'a key that there is not'
change unset a0 ipv6.accept-rra
untouched 64 "no key 'ipv6.accept-rra'; did you mean 'ipv6.accept-ra'" 'one below another'
change set a0 mtuu
untouched 64 "no key 'mtuu'; did you mean 'mtu'" 'one without a value'
change unset aa0
untouched 65 "have no interface 'aa0'; did you mean 'a0'" 'an interface that there is not'
change unset a0 kind
untouched 65 'lacks kind' 'what must be there'
change unset a0 mtu=1400
untouched 64 'mtu is no list' 'a value that is no list'
change set a0 mtu+=1
untouched 64 'mtu is no list' 'one more of it'
change set a0 addresses=192.0.2.1/24
untouched 64 'addresses is a list: \+= adds' 'a list that is set'
change set a0 address
untouched 64 'address needs a value' 'no value'
change unset a0 address
untouched 64 'address which' 'which'
change unset -n a0 up
is "$status" 0 'a dry run'
like "$out" '-     up: true' 'shows the change'
ok cmp "$file" "$TMP/before" -- 'and does not make it'

change unset a0 up
change unset a1 mtu
# What is left goes as a whole, as a pair does.
printf 'interfaces:\n  # all\n  a0: {kind: veth, peer: a1}\n  a1: {kind: veth, peer: a0}\n  l0: {kind: dummy}\n# end\n' >"$file"
if can dummy type dummy; then
    net apply --state "$TMP/state" "$folder"
    change unset l0
    becomes '/l0/d' 'dummy: an interface'
fi

# Forms that YAML has, too: understood, or left alone.
form() { # NAME WORDS-OF-THE-REFUSAL OLD NEW-OR-EMPTY WORD...
    printf %s "$3" >"$TMP/form.yaml"
    net "${@:5:1}" -n --settings "$TMP/form.yaml" "${@:6}"
    if [[ -n $4 ]]; then
        is "$(grep '^[-+] ' <<<"$out" | grep -vE '^[-+] (link|address)')" "$4" "$1"
    else
        isnt "$status" 0 "$1"
        like "$err" "$2" "$1: the reason"
    fi
}
form 'the only key within brackets' '' 'interfaces: {x: {kind: dummy}, y: {kind: dummy, ipv6: {privacy: off}}}' \
    '- interfaces: {x: {kind: dummy}, y: {kind: dummy, ipv6: {privacy: off}}}
+ interfaces: {x: {kind: dummy}, y: {kind: dummy}}' unset y ipv6.privacy
form 'the last interface' '' $'# top\ninterfaces:\n  x:\n    kind: dummy\n# end\n' '- interfaces:
-   x:
-     kind: dummy' unset x
form 'an alias as a whole' '' $'interfaces:\n  y: &a {kind: dummy}\n  x: *a\n  z: {kind: dummy}\n' '-   x: *a' unset x
form 'what an alias stands for' 'by hand' $'interfaces:\n  y: &a {kind: dummy}\n  x: *a\n' '' unset y
form 'below an alias' 'alias' $'interfaces:\n  y: &a {kind: dummy, mtu: 1300}\n  x: *a\n' '' unset x mtu
form 'a text of many lines' '' $'interfaces:\n  x:\n    description: |\n      a\n      b\n    kind: dummy\n' '-     description: |
-       a
-       b' unset x description
form 'brackets over lines' '' $'interfaces:\n  x: {kind: dummy,\n    mtu: 1280, # ]}\n    description: "a } b"\n    }\n' "-     mtu: 1280, # ]}
+     # ]}" unset x mtu
form 'the last in brackets over lines' '' $'interfaces:\n  x: {kind: dummy, # }\n    description: "a } b"\n    }\n' \
    '-     description: "a } b"' unset x description
form 'what another needs' "form.yaml:2:32: link: there is no interface .y" $'interfaces:\n  y: {kind: dummy}\n  x: {kind: vlan, id: 5, link: y}\n' '' unset y
form 'quotes' '' $'"interfaces":\n  \'x\':\n    "kind": \'dummy\'\n    \'mtu\': "1280"\n' "-     'mtu': \"1280\"" unset x mtu
form 'items that are lists of lines' '' $'interfaces:\n  x:\n    kind: dummy\n    addresses:\n      - address: 192.0.2.1/24\n        metric: 1\n      - 192.0.2.2/24\n' \
    '-       - address: 192.0.2.1/24
-         metric: 1' unset x address 192.0.2.1/24
form 'an item behind its dash' '' $'interfaces:\n  x:\n    kind: dummy\n    addresses:\n      -\n        192.0.2.1/24\n      - 192.0.2.2/24\n' '' unset x address 192.0.2.1/24
form 'a mistake that is to be mended' '' $'interfaces:\n  x:\n    kind: dummy\n    mtuu: 5\n' '-     mtuu: 5' unset x mtuu
net unset --help
like "$status $out" '^0 Usage: kernlink net unset.*KEY=ITEM' 'help'
net unset
like "$status $err" '^64 .*an interface is wanted' 'no word'
done_testing
