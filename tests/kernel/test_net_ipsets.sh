#!/bin/bash
# IP sets of settings: made, filled, changed without a gap, taken over, put back. Debian's ipset says what the
# kernel has.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/net_lib.sh"
[[ -n $IPSET_PEER ]] || skip_all 'Debian'"'"'s ipset is not installed'
"$IPSET_PEER" create klprobe list:set 2>/dev/null && "$IPSET_PEER" destroy klprobe || skip_all 'this kernel has no IP sets'
state=$TMP/state
peer() { "$IPSET_PEER" "$@"; }

# sets: what the kernel has, in one order, without what chance and time choose and the marks of ours.
sets() {
    peer save | sed -E 's/ initval [^ ]+//; s/ bucketsize [0-9]+//; /^(create|add) kernlinkd /d; /^add /s/ timeout [1-9][0-9]*/ timeout N/' | sort
}
ours() { peer list kernlinkd 2>/dev/null | sed -n 's/^[0-9.]* comment "[0-9]* \(.*\)"$/\1/p' | sort | tr '\n' ' '; }
# left: files in the state folder, without the settings that are kept there.
left() { (cd "$state" && printf '%s\n' * | grep -vE 'json|^before$' | tr '\n' ' '); }

# ---- Made and filled

printf '%s\n' '# a list' '' '198.51.100.0/24 ; documentation' '2.0.0.0/8 nomatch  # not these' '  203.0.113.7' >"$TMP/nets"
settings <<Y
ipsets:
  blocked: {type: "hash:ip", timeout: 600, comment: true, elements: [192.0.2.1, '192.0.2.2 timeout 0 comment "a # b"', 192.0.2.8/30 timeout 0]}
  nets: {type: "hash:net", maxelem: 1000, hashsize: 64, counters: true, file: $TMP/nets, elements: [10.0.0.0/8]}
  six: {type: "hash:ip,port", family: ipv6, elements: ["2001:db8::1,tcp:80", "2001:db8::1,udp:53"]}
  ports: {type: "bitmap:port", range: 1-1024, elements: [22, 80, 443, 1000-1002]}
  addresses: {type: "bitmap:ip", range: 192.0.2.9/24, elements: [192.0.2.7]}
  empty: {type: "hash:net,port", elements: []}
  both: {type: "list:set", size: 16, elements: [nets, blocked]}
  loose: {type: "hash:ip"}
Y
net diff "$TMP/settings.yaml"
is "$status $(grep -c '^+ ipset ' <<<"$out")" '2 8' 'diff: eight sets are new'
like "$out" 'ipset six: type hash:ip,port, family ipv6, elements 2001:db8::1,tcp:80; 2001:db8::1,udp:53' 'with their elements'
is "$(tail -n 1 <<<"$out" | cut -d: -f1)" '+ ipset both' 'the list of sets comes last'
is "$(json 'select(.object == "ipset ports").want.elements' "$KERNLINK" net diff --json "$TMP/settings.yaml")" \
    '["22","80","443","1000-1002"]' 'diff as JSON'
applied 'eight sets'
is "$(sets | grep -E '^add (blocked|nets|six|ports|addresses|both)')" 'add addresses 192.0.2.7
add blocked 192.0.2.1 timeout N
add blocked 192.0.2.10 timeout 0
add blocked 192.0.2.11 timeout 0
add blocked 192.0.2.2 timeout 0 comment "a # b"
add blocked 192.0.2.8 timeout 0
add blocked 192.0.2.9 timeout 0
add both blocked
add both nets
add nets 10.0.0.0/8 packets 0 bytes 0
add nets 198.51.100.0/24 packets 0 bytes 0
add nets 2.0.0.0/8 nomatch packets 0 bytes 0
add nets 203.0.113.7 packets 0 bytes 0
add ports 1000
add ports 1001
add ports 1002
add ports 22
add ports 443
add ports 80
add six 2001:db8::1,tcp:80
add six 2001:db8::1,udp:53' 'the peer lists their elements'
is "$(sets | grep '^create')" 'create addresses bitmap:ip range 192.0.2.0-192.0.2.255
create blocked hash:ip family inet hashsize 1024 maxelem 65536 timeout 600 comment
create both list:set size 16
create empty hash:net,port family inet hashsize 1024 maxelem 65536
create loose hash:ip family inet hashsize 1024 maxelem 65536
create nets hash:net family inet hashsize 64 maxelem 1000 counters
create ports bitmap:port range 1-1024
create six hash:ip,port family inet6 hashsize 1024 maxelem 65536' 'and their options'
is "$(ours)" 'addresses blocked both empty loose nets ports six ' 'all are marked as ours'

# ---- Changed

peer add loose 192.0.2.99
peer add blocked 192.0.2.77
peer del nets 10.0.0.0/8
net diff "$TMP/settings.yaml"
is "$out" '~ ipset blocked: elements -192.0.2.77
~ ipset nets: elements +10.0.0.0/8' 'what others changed is seen, where settings say the content'
applied 'changed back'
is "$(peer list loose | tail -n 1)" 192.0.2.99 'a set whose content is not in the settings keeps it'
peer test blocked 192.0.2.1 -q
id=$(peer list blocked | sed -n 's/.*initval \([^ ]*\).*/\1/p')
sed -i 's/192.0.2.1, /192.0.2.3, /; s/443, //' "$TMP/settings.yaml"
net diff "$TMP/settings.yaml"
is "$out" '~ ipset blocked: elements -192.0.2.1 +192.0.2.3
~ ipset ports: elements -443' 'elements of settings change'
applied 'other elements'
is "$(peer list blocked | sed -n 's/.*initval \([^ ]*\).*/\1/p')" "$id" 'few changes are made in place'

# Options are for ever: another set takes its place, while others use it.
peer create holder list:set
peer add holder nets
peer add holder loose
sed -i 's/maxelem: 1000/maxelem: 2000/; s/  loose: .*/  loose: {type: "hash:ip", comment: true, timeout: 0}/' "$TMP/settings.yaml"
net diff "$TMP/settings.yaml"
is "$out" '~ ipset nets: maxelem 1000 -> 2000
~ ipset loose: comment false -> true, timeout 0' 'options change'
applied 'other options'
is "$(peer list loose | tail -n 1 | sed 's/ timeout 0//')" 192.0.2.99 'the content that is not in the settings is still there'
is "$(peer list -t nets | sed -n 's/.*\(maxelem [0-9]*\).*/\1/p') $(peer list nets | grep -c '^[0-9]*\.')" 'maxelem 2000 4' 'so is the other'
is "$(peer list holder | tail -n 2 | sort | tr '\n' ' ')" 'loose nets ' 'who used them still does'

# ---- Removed; in use

before=$(sets)
cp "$TMP/settings.yaml" "$TMP/all.yaml"
sed -i '/  loose:/d; /  ports:/d; s/2001:db8::1,udp:53/2001:db8::2,udp:53/' "$TMP/settings.yaml"
net diff "$TMP/settings.yaml"
is "$(grep '^-' <<<"$out")" '- ipset ports: type bitmap:port, count 5
- ipset loose: type hash:ip, count 1' 'no longer in the settings'
net apply --state "$state" "$TMP/settings.yaml"
like "$status $err" '^1 .*ipset loose.*in use' 'a set in use stays, and the library says so'
is "$(sets)" "$before" 'all is as it was'
is "$(ours)" 'addresses blocked both empty loose nets ports six ' 'and all are ours'
is "$(left)" 'lock ' 'nothing is left in the state folder'
peer destroy holder
applied 'not in use any more'
is "$(peer list -n | sort | tr '\n' ' ')" 'addresses blocked both empty kernlinkd nets six ' 'two are gone'

# Another type: unused, it is made anew.
sed -i 's/  empty: .*/  empty: {type: "hash:net", elements: [192.0.2.0\/24]}/' "$TMP/settings.yaml"
applied 'another type'
is "$(peer save empty | grep -c 'hash:net\|192.0.2.0/24')" 2 'has another content'
sed -i 's/  nets: .*/  nets: {type: "hash:ip", elements: [192.0.2.1]}/' "$TMP/settings.yaml"
before=$(sets)
net apply --state "$state" "$TMP/settings.yaml"
like "$status $err" '^1 .*ipset nets.*in use' 'another type of a set in use is refused'
is "$(sets)" "$before" 'all is as it was'

# ---- Of others

settings <<<'{}'
applied 'nothing'
is "$(sets)" '' 'nothing of ours is left'
is "$(peer list -n)" '' 'not even the list of ours'
peer create theirs hash:ip comment maxelem 5000
peer add theirs 192.0.2.1 comment 'say "hi"' 2>/dev/null || peer add theirs 192.0.2.1 comment 'seen; # twice'
peer add theirs 192.0.2.2
settings <<'Y'
ipsets:
  theirs: {type: "hash:ip", elements: [192.0.2.1, 192.0.2.3]}
  mine: {type: "hash:ip", elements: [192.0.2.1]}
Y
before=$(sets)
net apply --state "$state" "$TMP/settings.yaml"
like "$status $err" '^1 .*settings.yaml:2:3: ipset theirs is there, different, and was made by others; .adopt: true. takes it over' \
    'a set of others is left alone'
is "$(sets)" "$before" 'nothing was changed'
sed -i 's/elements: \[192.0.2.1, /adopt: true, &/' "$TMP/settings.yaml"
cp "$TMP/settings.yaml" "$TMP/adopt.yaml"
echo 'routes: [{to: 10.3.0.0/16, via: 100.64.0.1}]' >>"$TMP/settings.yaml"
net apply --state "$state" "$TMP/settings.yaml"
like "$status $err" '^1 .*10.3.0.0/16' 'taken over, and then a route is refused'
is "$(sets)" "$before" 'the set has what it had, with its options'
is "$(peer list -n)" theirs 'and is the others'"'"

# Cut off in the middle of a step: made anew, and neither marked nor filled yet, on the way and on the way back.
for type in hash:net hash:ip; do
    sed 's/"hash:ip", adopt/"hash:net", adopt/' "$TMP/adopt.yaml" >"$TMP/settings.yaml"
    KERNLINK_TEST_KILL=0 timeout 60 "$KERNLINK" net apply -q --state "$state" "$TMP/settings.yaml" 2>/dev/null
    peer destroy theirs
    peer create theirs $type
    run "$KERNLINK" net recover --state "$state"
    is "$status $(sets)" "0 $before" "cut off behind making it a $type: it has what it had"
    is "$(peer list -n)" theirs 'and is the others'"'"
done

cp "$TMP/adopt.yaml" "$TMP/settings.yaml"
applied 'taken over'
is "$(ours)$(peer list theirs | grep -c '^192')" 'mine theirs 2' 'it is ours'
like "$(peer list theirs)" '192.0.2.1 comment "seen; # twice"' 'and what stays keeps its comment'
like "$(peer list -t theirs)" 'maxelem 5000' 'and its options'

# Too many for what the settings allow.
settings <<'Y'
ipsets:
  theirs: {type: "hash:ip", maxelem: 3, elements: [192.0.2.0/29]}
Y
before=$(sets)
net apply --state "$state" "$TMP/settings.yaml"
like "$status $err" '^1 .*8 elements are more than maxelem 3' 'more elements than maxelem'
is "$(sets)" "$before" 'all is as it was'

# And for what the settings do not limit, with another option, too.
peer create small hash:ip maxelem 3
settings <<'Y'
ipsets:
  theirs: {type: "hash:ip", elements: [192.0.2.1]}
  small: {type: "hash:ip", adopt: true, comment: true, elements: [192.0.2.0/29]}
Y
applied 'more than a set of others could hold'
is "$(peer list small | grep -c '^192')" 8 'are in it'

# A mark outlives a set that others remove, and means no other set of that name.
settings <<'Y'
ipsets:
  theirs: {type: "hash:ip", elements: [192.0.2.1]}
  mine: {type: "hash:ip", elements: [192.0.2.1]}
Y
applied 'two sets'
peer destroy theirs
peer create first hash:ip
peer create theirs hash:ip
settings <<'Y'
ipsets:
  mine: {type: "hash:ip", elements: [192.0.2.1]}
Y
applied 'one was removed by others, who made another of that name'
is "$(peer list -n | sort | tr '\n' ' ')" 'first kernlinkd mine theirs ' 'which stays'
peer destroy theirs
peer destroy first
settings <<<'{}'
applied 'none'
is "$(peer list -n)" '' 'no mark is left'

# Two names for which the list of ours has one place.
settings <<'Y'
ipsets:
  set8598: {type: "hash:ip", elements: [192.0.2.1]}
  set251148: {type: "hash:ip", elements: [192.0.2.2]}
Y
applied 'two names with one hash'
is "$(ours)" 'set251148 set8598 ' 'both are ours'
for name in set8598 set251148; do
    settings <<<"ipsets: {$name: {type: 'hash:ip'}}"
    applied "only $name"
    is "$(ours)" "$name " "only $name: the other is gone, and the mark stays"
done
settings <<<'{}'
applied 'neither'
is "$(peer list -n)" '' 'no mark of them is left'

# Options of sets that none above has.
if peer create klprobe hash:ip,mark 2>/dev/null; then
    peer destroy klprobe
    settings <<'Y'
ipsets:
  marks: {type: "hash:ip,mark", markmask: 255, bucketsize: 8, forceadd: true, skbinfo: true, elements: ["192.0.2.1,0x7 skbmark 0x1/0xff skbprio 1:2 skbqueue 3"]}
  cut: {type: "hash:ip", netmask: 24, elements: [192.0.2.0]}
Y
    applied 'more options'
    like "$(peer save marks)" 'hash:ip,mark family inet markmask 0x000000ff .*skbinfo bucketsize 8 ' 'more options: are in the kernel'
    like "$("$IPSET" save marks)" ' forceadd ' 'more options: this one, too, which the peer does not list'
    like "$(peer save marks)" 'add marks 192.0.2.1,0x00000007 skbmark 0x1/0xff skbprio 1:2 skbqueue 3' 'more options: and those of its element'
    like "$(peer save cut)" 'hash:ip family inet hashsize [0-9]+ maxelem [0-9]+ netmask 24 ' 'more options: addresses are cut'
    sed -i 's/markmask: 255/markmask: 15/; s/bucketsize: 8/bucketsize: 4/; s/forceadd: true/forceadd: false/; s/netmask: 24/netmask: 16/; s/192.0.2.0]/192.0.0.0]/' "$TMP/settings.yaml"
    applied 'more options: others'
    like "$(peer save marks)" 'markmask 0x0000000f .*skbinfo bucketsize 4 ' 'more options: replace them'
    unlike "$("$IPSET" save marks)" 'forceadd' 'more options: and one is gone'
    like "$(peer save cut)" 'netmask 16 ' 'more options: cut otherwise'
else
    skip 'more options' 'this kernel has no hash:ip,mark'
fi

# Names that a list of elements reads as something else.
for name in COMMIT '#no' ';no' create; do
    peer create "$name" hash:ip
done
settings <<'Y'
ipsets:
  all: {type: "list:set", elements: [COMMIT, '#no', ';no', create timeout 5], timeout: 0}
Y
applied 'members with odd names'
is "$(sets | grep -c '^add all ')" 4 'are in it'
before=$(sets)
sed -i 's/elements: .*/elements: []}/' "$TMP/settings.yaml"
echo 'routes: [{to: 10.3.0.0/16, via: 100.64.0.1}]' >>"$TMP/settings.yaml"
net apply --state "$state" "$TMP/settings.yaml"
like "$status $err" '^1 .*10.3.0.0/16' 'emptied, and then a route is refused'
is "$(sets)" "$before" 'it has all of them again'
settings <<<'{}'
applied 'without it'

# ---- Large ones: swapped in, never in the model

n=$((${SLOW:+1} + 0 ? 3000 : 150000))
awk -v n=$n 'BEGIN { for (i = 0; i < n; i++) printf "10.%d.%d.%d\n", i / 65536, i / 256 % 256, i % 256 }' >"$TMP/large"
awk -v n=$n 'BEGIN { for (i = 0; i < n; i++) printf "add large 11.%d.%d.%d\n", i / 65536, i / 256 % 256, i % 256 }' >"$TMP/other"
settings <<Y
ipsets:
  large: {type: "hash:ip", file: $TMP/large}
Y
applied 'a large set'
is "$(peer list -t large | sed -n 's/Number of entries: //p')" $n 'has all elements'
before=$(sets | md5sum)
sed "s,$TMP/large,$TMP/other," "$TMP/settings.yaml" >"$TMP/next.yaml"
printf '%s\n' 'routes: [{to: 10.3.0.0/16, via: 100.64.0.1}]' >>"$TMP/next.yaml"
net apply --state "$state" "$TMP/next.yaml"
like "$status $err" '^1 .*10.3.0.0/16' 'another content, and then a route is refused'
is "$(sets | md5sum)" "$before" 'the large set is as it was'
sed -i '/^routes/d' "$TMP/next.yaml"
KERNLINK_TEST_KILL=1 timeout 60 "$KERNLINK" net apply -q --state "$state" "$TMP/next.yaml" 2>/dev/null
is "$(peer test large 11.0.0.9 -q && echo in)$(left)" 'injournal lock prior set.0 ' 'killed with the other content in'
is "$(test "$(wc -c <"$state/prior")" -lt 20000 && echo small)" small 'the journal is small'
(cd / && "$KERNLINK" net recover --state "$state" 2>/dev/null)
is "$(sets | md5sum)$(left)" "${before}lock " 'recovery puts the old one back'
cp "$TMP/next.yaml" "$TMP/settings.yaml"
applied 'the other content'
rm "$TMP/other"
net apply --state "$state" "$TMP/settings.yaml"
like "$status $err" '^65 .*settings.yaml:2:34: file: .*other: No such file' 'a file that is not there is a mistake'

# ---- Mistakes and their places

printf '%s\n' '# one' '192.0.2.1' '  192.0.2.300' 'example.org' >"$TMP/bad"
printf '%s\n' 'create other hash:ip' 'add other 192.0.2.1' >"$TMP/saved"
settings <<Y
ipsets:
  a: {type: "hash:ip", maxelem: 0, elements: [192.0.2.1, example.org, "2001:db8::1"], range: 1-2}
  b: {type: "hash:nets"}
  c: {type: "hash:ip", file: $TMP/bad}
  d: {type: "hash:ip", file: $TMP/saved}
  e: {elements: []}
  kernlinkd: {type: "list:set"}
  f: {type: "bitmap:port"}
  g: {type: "hash:net", netmask: 24, elements: [10.0.0.0/33]}
  h: {type: "hash:ip", timeot: 3, elements: 192.0.2.1}
Y
net check "$TMP/settings.yaml"
is "$status" 65 'mistakes'
while IFS='|' read -r place words; do
    ok grep -qE "${place}: .*${words}" <(printf '%s\n' "$err") -- "$place $words"
done <<'E'
settings.yaml:2:33|maxelem: 0 is not between 1
settings.yaml:2:58|example.org
settings.yaml:2:72|2001:db8::1
settings.yaml:2:94|range: a set of type hash:ip has none
settings.yaml:3:14|'hash:nets' is none of .* did you mean 'hash:net'
bad:3:3|192.0.2.300
bad:4:1|example.org
settings.yaml:5:30|has no element for d
settings.yaml:6:3|lacks type
settings.yaml:7:3|'kernlinkd' is no name for a set
settings.yaml:8:3|needs a range
settings.yaml:9:34|netmask: a set of type hash:net has none
settings.yaml:9:49|'33' is out of range
settings.yaml:10:24|no key 'timeot' in set; did you mean 'timeout'
settings.yaml:10:45|elements: a list is wanted
E

# A file that ends before its size, as one that others write just now, and an empty one.
: >"$TMP/nothing"
settings <<Y
ipsets:
  a: {type: "bitmap:port", range: 0-65535, file: /sys/class/net/lo/tx_queue_len}
  b: {type: "hash:ip", file: $TMP/nothing}
Y
run env MALLOC_PERTURB_=132 timeout 60 "$KERNLINK" net check "$TMP/settings.yaml"
like "$status $err" '^65 .*settings.yaml:2:50: file: .*tx_queue_len: Input/output error' 'half a file is a mistake'
like "$err" "settings.yaml:3:30: file: $TMP/nothing has no element for b" 'so is an empty one, whatever was in memory'
done_testing
