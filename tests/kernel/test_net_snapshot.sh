#!/bin/bash
# Snapshots and imports: texts that YAML would misread, what others made, what cannot be said, names,
# disks that are full or read-only, and the daemon's paths for it.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/net_lib.sh"
can veth type veth peer name klpeer || done_testing
keep=$TMP/keep

snap() { # COMMAND ARGUMENT...
    net snapshot "$1" --state "$keep" "${@:2}"
}

# Odd texts, and names of interfaces: what comes back is what went in.
ip link set lo up
n=0
texts=(yes no 'on' null '~' 0x10 010 1e3 .5 1_000 12:30:45 2026-12-01 '- a' '# b' 'a: b' 'a #b' 'a:' '*x' '&x'
    '!x' '%x' '@x' "it's" '"quoted"' 'back\slash' '{a: b}' '[a]' 'a, b' ' before' 'behind ' 'äöü' '日本' '😀' $'nb\u00a0sp'
    $'rtl\u202e' $'ls\u2028' $'bom\ufeff' true False 'one end' 'a|b' '>' '|' '?' '? x' '-' '---' '...' '=' '<<' 'x  y')
for text in "${texts[@]}"; do
    ip link add "o$n" type veth peer name "p$n"
    ip link set "o$n" alias "$text"
    n=$((n + 1))
done
for name in yes null 10 0x1 1e3 ä '"q"' "it's" '*a' '&a' '#a' '{a}' '[a]' '%a' '@a' -a 'a,b' '?' '-'; do
    ip link add name "$name" type veth peer name "p$n" 2>/dev/null
    n=$((n + 1))
done
ip link set 10 up
ip link add plain type veth peer name plain1
ip link set plain alias "$(printf 'bad\xff\xfe')"
ip link set plain1 alias $'a\tb'
texts_now() {
    ip -j link | jq -c '.[] | [.ifname, .ifalias, .address]' | sort
}
before=$(texts_now)
snap save odd
is "$status $out" "0 $keep/snapshots/odd.yaml" 'odd texts are kept'
like "$err" 'left out: link plain: settings cannot say its description' 'what is not UTF-8 is left out, and said'
like "$err" 'left out: link plain1: settings cannot say its description' 'as are control characters'
net check "$keep/snapshots/odd.yaml"
is "$status" 0 'it is settings'
net diff "$keep/snapshots/odd.yaml"
is "$status $out$err" '0 ' 'which say what is there'

jq -rn '[inputs] | .[0][].ifname' <(ip -j link) | grep -v '^lo$' | while IFS= read -r name; do
    ip link del dev "$name" 2>/dev/null
done
is "$(ip -j link | jq length)" 1 'all is gone'
snap restore -q odd
is "$status $err" '0 ' 'it is restored'
is "$(texts_now | sed 's/"kernlinkd: /"/; s/"kernlinkd"/null/')" \
    "$(jq -c 'if .[0] | test("^plain") then .[1] = null else . end' <<<"$before")" 'with each text as it was'
is "$(ip -j link show 10 | jq -c '.[0].flags | index("UP") != null')" true 'and what was on is on'
snap restore odd
is "$status $out$err" '0 ' 'a second time there is nothing to do'
if python3 -c 'import yaml' 2>/dev/null; then
    is "$(python3 -c 'import sys, yaml, json; y = yaml.safe_load(open(sys.argv[1]))["interfaces"]; print(json.dumps([y["o%d" % i]["description"] for i in range(int(sys.argv[2]))], ensure_ascii=False))' \
        "$keep/snapshots/odd.yaml" ${#texts[@]} | jq -c 'length')" ${#texts[@]} 'another reader finds all of them'
    is "$(python3 -c 'import sys, yaml; y = yaml.safe_load(open(sys.argv[1]))["interfaces"]; print(all(isinstance(v["description"], str) for v in y.values() if "description" in v), all(isinstance(k, str) for k in y))' \
        "$keep/snapshots/odd.yaml")" 'True True' 'as text, names, too'
else
    skip 'another reader' 'no PyYAML here'
fi
settings <<<'{}'
net apply -q --state "$keep" "$TMP/settings.yaml"

# Drift is undone, of what had the usual value, too.
settings <<'Y'
interfaces:
  br0: {kind: bridge, ports: [v1]}
  v0: {kind: veth, peer: v1, addresses: [192.0.2.1/24], routes: [{to: 10.0.0.0/8, via: 192.0.2.2}]}
  v1: {kind: veth, peer: v0}
rules: [{priority: 100, from: 192.0.2.0/24, table: 100}]
Y
if ip link add klprobe type bridge 2>/dev/null; then
    ip link del klprobe
    net apply -q --state "$keep" "$TMP/settings.yaml"
    snap save good
    old=$(snapshot)
    ip link set v0 mtu 1400 txqueuelen 7 allmulticast on
    ip link set br0 type bridge stp_state 1 ageing_time 100
    ip link set v1 type bridge_slave hairpin on
    ip link set v1 nomaster
    echo 1 >/proc/sys/net/ipv4/conf/v0/forwarding
    ip route del 10.0.0.0/8
    ip rule del priority 100
    ip addr add 192.0.2.99/24 dev v0 proto 75 2>/dev/null
    snap restore --dry-run good
    isnt "$out" '' 'a dry run says what would be done'
    isnt "$(snapshot)" "$old" 'and does nothing'
    net restore -q --state "$keep" good
    is "$status $err" '0 ' 'what drifted is restored, by the short way to say it'
    is "$(snapshot)" "$old" 'the network is as it was'
    is "$(<"/proc/sys/net/ipv4/conf/v0/forwarding")" 0 'and so are its knobs'
    # Not confirmed in time: as with apply.
    ip link set v0 mtu 1400
    snap restore -q --confirm 1s good
    is "$status $(ip -j link show v0 | jq '.[0].mtu')" '1 1400' 'not confirmed, it is undone'
    like "$err" 'not confirmed in time' 'and said'
    settings <<<'{}'
    net apply -q --state "$keep" "$TMP/settings.yaml"
else
    skip drift 'this kernel has no bridges'
fi

# What others made stays theirs as long as it is the same, and is taken over only when asked for.
ip link add f0 type veth peer name f1
ip link set f0 up alias mine
ip addr add 198.18.0.1/24 dev f0
ip route add 198.18.9.0/24 via 198.18.0.9
ip route add 198.18.8.0/24 via 198.18.0.9 proto bgp
ip link add i0 type ifb 2>/dev/null
snap save others
like "$err" 'left out: routes of routing daemons and DHCP, who bring them themselves: 1' 'what is learned is left out'
[[ ! -e /sys/class/net/i0 && -z $(ip link show i0 2>/dev/null) ]] || like "$err" 'link i0: settings have no kind ifb' 'a kind of no settings'
like "$(<"$keep/snapshots/others.yaml")" '^# The network of [^,]+, 20[0-9-]+ [0-9:]+ UTC, Linux [^;]+; kernlink [0-9.]+\.' 'when and where is said'
snap restore others
is "$status $out$err" '0 ' 'there is nothing to do'
is "$(ip -j link show f0 | jq -r '.[0].ifalias') $(ip route show 198.18.9.0/24 | grep -c 'proto')" 'mine 0' 'and it is theirs'
ip link set f0 mtu 1400
snap restore others
is "$status" 1 'theirs, and changed, it is not touched'
like "$err" "link f0: is there, different, and was made by others; .adopt: true. takes it over|link f0 is there, different, and was made by others; .adopt: true' takes it over" 'and said'
is "$(ip -j link show f0 | jq '.[0].mtu')" 1400 'really'
snap restore -q --adopt others
is "$status" 0 'unless it is to be taken over'
is "$(ip -j link show f0 | jq -c '.[0] | [.mtu, .ifalias]')" '[1500,"kernlinkd: mine"]' 'it is'
like "$(ip route show 198.18.9.0/24)" 'proto (75|kernlink)' 'and so is the route'
like "$(ip route show)" '198.18.8.0/24 via 198.18.0.9 dev f0 proto bgp' 'what is not in it stays'
settings <<<'{}'
net apply -q --state "$keep" "$TMP/settings.yaml"

ip link del i0 2>/dev/null

# An import can be applied where it comes from, and then there is nothing to do.
ip link add f0 type veth peer name f1
ip link set f0 up mtu 1400
ip addr add 198.18.0.1/24 dev f0
ip route add 198.18.9.0/24 via 198.18.0.9
ip rule add priority 300 from 198.18.0.0/24 lookup 30
net import
is "$status" 0 'an import'
like "$out" 'adopt: true' 'says that it takes over'
unlike "$out" 'tx-queue-length|forwarding|promiscuous|mtu: 1500|  lo:' 'and nothing usual'
like "$out" 'mtu: 1400' 'but what is not'
printf '%s\n' "$out" >"$TMP/import.yaml"
net apply -q --state "$keep" "$TMP/import.yaml"
is "$status $err" '0 ' 'it is applied'
net diff "$TMP/import.yaml"
is "$status $out$err" '0 ' 'and then there is nothing to do'
echo precious >"$TMP/there.yaml"
net import "$TMP/there.yaml"
is "$status $(<"$TMP/there.yaml")" '1 precious' 'a file that is there stays'
like "$err" 'is there already' 'and is named'
net import --force "$TMP/there.yaml"
is "$status" 0 'with force it does not'
net check "$TMP/there.yaml"
is "$status" 0 'and is settings'
is "$(ls -A "$TMP" | grep -c 'there.yaml')" 1 'nothing else is left beside it'
net import "$TMP/no/such/file"
is "$status" 1 'a folder that is not there'
net import a b
is "$status" 64 'one file'
[[ -e /dev/full ]] && { "$KERNLINK" net import >/dev/full 2>"$TMP/err"; is "$?" 1 'a full output is said'; }
settings <<<'{}'
net apply -q --state "$keep" "$TMP/settings.yaml"

# What the daemon sees to is kept as settings say it.
mkdir -p "$TMP/etc"
cat >"$TMP/etc/network.yaml" <<'Y'
interfaces:
  s0: {kind: veth, peer: s1, dhcp4: {hostname: "0x10", route-metric: 7}, dns: {servers: [192.0.2.53, "2001:db8::53"]}}
  s1: {kind: veth, peer: s0, dhcp4: true}
dns: {search: [example.org]}
Y
net apply -q --state "$keep" "$TMP/etc"
snap save --settings "$TMP/etc" services
is "$status $err" '0 ' 'what the daemon sees to'
like "$(<"$keep/snapshots/services.yaml")" 'dhcp4: \{hostname: "0x10", route-metric: 7\}' 'is kept'
like "$(<"$keep/snapshots/services.yaml")" 'dns: \{servers: \[192.0.2.53, "2001:db8::53"\]\}' 'name servers'
is "$(grep -cE '^    dhcp4: true$|^dns: \{search: \[example.org\]\}$' "$keep/snapshots/services.yaml")" 2 'in short, and for all'
net diff "$keep/snapshots/services.yaml"
is "$status $out" '0 ' 'it is settings'
net import --settings "$TMP/etc"
like "$out" 'dhcp4: true' 'an import has it, too'
# What is an Ethernet device for settings, and something else for the kernel.
ip link add w0 type veth peer name w1
ip addr add 198.51.100.7/24 dev w0 valid_lft 600 preferred_lft 600
ip addr add 198.51.100.8/24 dev w1
echo 'interfaces: {w0: {kind: ethernet, wifi: [Net], dns: {servers: [192.0.2.53]}}}' >"$TMP/etc/network.yaml"
snap save --force --settings "$TMP/etc" services
like "$status $err" '^0 .*left out: wifi .*Net on w0: an interface of its kind cannot have that' 'wifi on something else is left out'
like "$err" 'left out: addresses that expire, of DHCP clients of others: 1' 'so is what another DHCP client brought'
is "$(grep -cE '192.0.2.53|198.51.100.8|198.51.100.7' "$keep/snapshots/services.yaml")" 2 'the rest is kept'
net apply --dry-run --state "$keep" "$keep/snapshots/services.yaml"
is "$status $out" '0 ' 'and says what is there'
net import --settings "$TMP/none"
is "$status $(grep -c 'dhcp4: true' <<<"$out")" '0 1' 'an import asks for such an address itself'
ip link del w0
settings <<<'{}'
net apply -q --state "$keep" "$TMP/settings.yaml"

# Names.
long=$(printf 'x%.0s' {1..300})
for name in ../x '' /x x/y .x -- -x 'a b' $'a\nb' ä "$long" "${long:0:65}" x/../y; do
    snap save -- "$name"
    is "$status" 1 "no name: ${name//[^a-z.\/]/?}"
    snap show -- "$name"
    is "$status$out" 1 "nor of one to show"
    snap restore -- "$name"
    is "$status" 1 "to restore"
    snap delete -- "$name"
    is "$status" 1 "to delete"
done
is "$(find "$TMP" -name 'x*' | wc -l)" 0 'nothing was written anywhere'
snap save -f "${long:0:64}"
is "$status" 0 'the longest name'
snap save first
snap save first
is "$status" 1 'a name is used once'
like "$err" 'is there already; --force replaces it' 'that is said'
snap save --force first
is "$status" 0 'or it is replaced'
ok test "$(stat -c %a "$keep/snapshots/first.yaml") $(stat -c %a "$keep/snapshots")" = '600 700' -- 'only for root'
snap list --json
is "$(jq -c '[.[] | select(.name == "first") | .bytes]' <<<"$out")" "[$(stat -c %s "$keep/snapshots/first.yaml")]" 'a list as JSON'
is "$(jq -r '.[].name' <<<"$out")" "$(cd "$keep/snapshots" && LC_ALL=C ls | sed 's/\.yaml$//')" 'of all'
snap list
like "$out" '^first +20[0-9T:-]+Z +[0-9]+' 'and as text'
snap show first
is "$out" "$(<"$keep/snapshots/first.yaml")" 'one is shown'
snap delete first
is "$status" 0 'and deleted'
snap show first
is "$status $err" '1 kernlink net snapshot: first: there is no snapshot of that name' 'it is gone'
snap restore first
is "$status" 1 'nor can it be restored'
snap save
is "$status" 0 'without a name'
like "$out" 'snapshots/20[0-9]{6}-[0-9]{6}\.yaml$' 'it is the time'
net snapshot sav
is "$status" 64 'no such command'
like "$err" "did you mean 'save'" 'a near one'
net snapshot list --state "$TMP/nowhere" --json
is "$status $out" '0 []' 'none are none'

# Disks.
snap save whole
good=$(<"$keep/snapshots/whole.yaml")
mkdir "$TMP/full"
if mount -t tmpfs -o size=32k none "$TMP/full" 2>/dev/null; then
    mkdir -m 700 "$TMP/full/snapshots"
    bad=0 failed=0
    cp "$keep/snapshots/whole.yaml" "$TMP/full/snapshots/"
    for pages in {8..1}; do
        rm -f "$TMP/full/filler"
        dd if=/dev/zero of="$TMP/full/filler" bs=4k count="$pages" status=none 2>/dev/null
        net snapshot save --force --state "$TMP/full" whole
        [[ $status == 0 ]] && break
        failed=$((failed + 1))
        [[ $err == *'No space left'* && $(<"$TMP/full/snapshots/whole.yaml") == "$good" &&
            $(ls "$TMP/full/snapshots") == whole.yaml ]] || bad=$((bad + 1))
    done
    is "$bad" 0 'on a full disk the old one is kept whole'
    ok test "$failed" -gt 0 -- "$failed times it was full"
    mount -o remount,ro "$TMP/full"
    net snapshot save --force --state "$TMP/full" whole
    is "$status" 1 'a read-only disk'
    like "$err" 'Read-only file system' 'is said'
    net snapshot show --state "$TMP/full" whole
    is "$status" 0 'reading goes on'
    umount "$TMP/full"
else
    skip 'a full disk' 'no tmpfs here'
fi
echo 'interfaces: {x: {kind: nonsense}}' >"$keep/snapshots/broken.yaml"
snap restore broken
is "$status" 65 'a snapshot with mistakes is not applied'

# IP sets of ours, with what they hold; those of others are left alone.
if "$IPSET" create klprobe hash:ip 2>/dev/null; then
    "$IPSET" destroy klprobe
    "$IPSET" create theirs hash:ip
    settings <<'Y'
ipsets:
  nets: {type: "hash:net", comment: true, elements: ['192.0.2.0/24 comment "an office: 1"', 10.0.0.0/8]}
  both: {type: "list:set", elements: [nets]}
  none: {type: "hash:ip", elements: []}
  loose: {type: "hash:ip"}
Y
    net apply -q --state "$keep" "$TMP/settings.yaml"
    is "$status $err" '0 ' 'sets are made'
    old=$("$IPSET" save nets | sort; "$IPSET" save both)
    snap save sets
    is "$status $err" '0 kernlink net snapshot: left out: IP sets that others made: 1' 'and kept'
    snap restore sets
    is "$status $out$err" '0 ' 'there is nothing to do'
    "$IPSET" add nets 198.51.100.0/24
    "$IPSET" del nets 10.0.0.0/8
    "$IPSET" add loose 192.0.2.1
    "$IPSET" destroy both
    snap restore -q sets
    is "$status $err" '0 ' 'sets that changed are restored'
    is "$("$IPSET" save nets | sort; "$IPSET" save both)" "$old" 'with what they held'
    is "$("$IPSET" save | grep -c '^add loose\|^add none')" 0 'which may be nothing'
    mkdir "$keep/snapshots/sets.yaml.new"
    snap save --force sets
    is "$status $(ls -d "$keep"/snapshots/sets.keys-* | wc -l)" '1 1' 'a new one that cannot be written'
    rmdir "$keep/snapshots/sets.yaml.new"
    snap restore sets
    is "$status $out$err" '0 ' 'leaves the old one, with what its sets hold'
    cp "$keep/snapshots/sets.yaml" "$keep/snapshots/linked.yaml"
    mkdir "$TMP/elsewhere"
    touch "$TMP/elsewhere/file"
    ln -s "$TMP/elsewhere" "$keep/snapshots/linked.keys-abcdef"
    snap delete linked
    is "$status $(ls "$TMP/elsewhere")" '0 file' 'what a link in the folder leads to is not deleted'
    rm "$keep/snapshots/linked.keys-abcdef"
    net import "$TMP/sets.yaml"
    net diff "$TMP/sets.yaml"
    is "$status $out" '0 ' 'an import leaves what they hold'
    settings <<<'{}'
    net apply -q --state "$keep" "$TMP/settings.yaml"
    is "$("$IPSET" list -n)" theirs 'sets of others stay'
else
    skip 'IP sets' 'this kernel has none'
fi

# Keys are never in it.
if can keys type wireguard; then
    (umask 077 && wg genkey >"$TMP/key" && wg genpsk >"$TMP/shared")
    peer=$(wg genkey | wg pubkey)
    settings <<Y
interfaces:
  wg0: {kind: wireguard, private-key: $TMP/key, peers: [{public-key: $peer, preshared-key: $TMP/shared}]}
Y
    net apply -q --state "$keep" "$TMP/settings.yaml"
    dump=$(wg show wg0 dump)
    snap save keys
    is "$status" 0 'keys: a snapshot'
    is "$(grep -c -F -e "$(<"$TMP/key")" -e "$(<"$TMP/shared")" "$keep/snapshots/keys.yaml")" 0 'it holds none'
    is "$(stat -c '%a' "$keep"/snapshots/keys.keys-*/* | sort -u) $(cat "$keep"/snapshots/keys.keys-*/wg0)" "600 $(<"$TMP/key")" 'files for root do'
    rm "$TMP/key" "$TMP/shared"
    ip link del wg0
    snap restore -q keys
    is "$status $err" '0 ' 'keys: restored'
    is "$(wg show wg0 dump)" "$dump" 'with its keys'
    snap save --force keys
    is "$(ls -d "$keep"/snapshots/keys.keys-* | wc -l)" 1 'a new one replaces the old keys'
    net import
    is "$status$out" 1 'an import has nowhere to put keys'
    like "$err" '--keys' 'and asks for a place'
    net import --keys "$TMP/wgkeys" "$TMP/wg.yaml"
    is "$status $(stat -c '%a' "$TMP"/wgkeys/* | sort -u)" '0 600' 'which can be named'
    net diff "$TMP/wg.yaml"
    is "$status $out" '0 ' 'keys: nothing to do'
    (umask 077 && wg genkey >"$TMP/wgkeys/wg0")
    other=$(<"$TMP/wgkeys/wg0")
    net import --keys "$TMP/wgkeys" "$TMP/wg2.yaml"
    is "$status $(<"$TMP/wgkeys/wg0")" "1 $other" 'a key that is there stays'
    snap delete keys
    is "$(ls "$keep/snapshots" | grep -c '^keys')" 0 'keys go with the snapshot'

    # Names of interfaces may look like those of other files.
    (umask 077 && wg genkey >"$TMP/key" && wg genkey >"$TMP/key2" && wg genpsk >"$TMP/shared")
    settings <<Y
interfaces:
  wg0: {kind: wireguard, private-key: $TMP/key, peers: [{public-key: $peer, preshared-key: $TMP/shared}]}
  wg0.1: {kind: wireguard, private-key: $TMP/key2}
Y
    net apply -q --state "$keep" "$TMP/settings.yaml"
    dump=$(wg show all dump)
    snap save names
    is "$status" 0 'interfaces with names like files: a snapshot'
    ip link del wg0
    ip link del wg0.1
    snap restore -q names
    is "$status $err" '0 ' 'restored'
    is "$(wg show all dump)" "$dump" 'each with its keys'
fi
done_testing
