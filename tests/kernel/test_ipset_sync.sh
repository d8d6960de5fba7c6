#!/bin/bash
# sync and diff: the forms that lists come in, every type to random contents, and what must not
# happen. Debian's ipset says what the kernel has.
. "$(dirname "$0")/lib.sh"
[[ -n $IPSET_PEER ]] || skip_all 'Debian'"'"'s ipset is not installed'
cd "$TMP" || exit 1

members() { # the elements of set s, sorted
    "$IPSET_PEER" save s | sed -n 's/^add s //p' | LC_ALL=C sort
}

# ---- The forms ----------------------------------------------------------------------------------

cat >plain.txt <<'END'
# a list of addresses

198.51.100.7
  198.51.100.8
198.51.100.9   # with a word
END
run "$IPSET" sync s plain.txt
is "$status" 1 'a set that is not there needs a type'
like "$err" '--type' 'and is told how'
is "$("$IPSET_PEER" list -n)" '' 'nothing was made'
run "$IPSET" sync s plain.txt --type hash:ip timeout 0 counters
is "$status $out" '0 s: 3 added, 0 removed, 0 kept, '"${out##*kept, }" 'plain addresses make a set'
like "$out" '\(new set\)$' 'the summary says that it is new'
is "$(members)" $'198.51.100.7 timeout 0 packets 0 bytes 0\n198.51.100.8 timeout 0 packets 0 bytes 0\n198.51.100.9 timeout 0 packets 0 bytes 0' 'with the elements'
like "$("$IPSET_PEER" list -t s)" 'timeout 0 counters' 'and the options'

printf '1.10.16.0/20 ; SBL256894\r\n2.56.255.0/24 ; SBL444288\r\n\r\n; end\r\n' >drop.txt
"$IPSET_PEER" destroy
run "$IPSET" sync s --type hash:net <drop.txt
is "$status $(members | tr '\n' ' ')" '0 1.10.16.0/20 2.56.255.0/24 ' 'networks with ; comments and CRLF, from stdin'

printf '127.0.0.1 localhost\n192.0.2.1\n<html>\n192.0.2.2\n0x\n' >junk.txt
run "$IPSET" sync s junk.txt
is "$status" 1 'junk lines are refused'
is "$(grep -c 'junk.txt:[135]:' <<<"$err")" 3 'each by its number'
is "$(members | tr '\n' ' ')" '1.10.16.0/20 2.56.255.0/24 ' 'and the set stays as it was'
run "$IPSET" sync s junk.txt --skip-bad
is "$status $(members | tr '\n' ' ')" '0 192.0.2.1 192.0.2.2 ' '--skip-bad takes the others'
like "$err" 'junk.txt:3:' 'and still names the bad'

cat >saved.txt <<'END'
create other hash:ip family inet hashsize 1024 maxelem 65536
add other 10.9.9.9
create s hash:net family inet hashsize 1024 maxelem 65536 comment
add s 203.0.113.0/24 comment "a # in quotes; kept"
add s 203.0.113.9 nomatch
END
"$IPSET_PEER" destroy
run "$IPSET" sync s saved.txt
is "$status" 0 'what save writes'
is "$(members)" $'203.0.113.0/24 comment "a # in quotes; kept"\n203.0.113.9 nomatch' 'of the set that is meant, with type and options'
"$IPSET" list -o json s >s.json
"$IPSET" list -o jsonl s >s.jsonl
gzip -k saved.txt
tr -d '\n' <s.json >compact.json
{
    printf '['
    awk 'BEGIN { for (i = 0; i < 4000; i++) printf "{\"name\": \"other%d\", \"members\": []},", i }'
    cut -c 2- compact.json # behind 140 kB on the same line
} >long.json
for form in s.json s.jsonl compact.json long.json saved.txt.gz; do
    "$IPSET_PEER" destroy
    run "$IPSET" sync s "$form"
    is "$status $(members)" $'0 203.0.113.0/24 comment "a # in quotes; kept"\n203.0.113.9 nomatch' "the same from $form"
    run "$IPSET" diff s "$form"
    is "$status $out" '0 ' "$form: no difference then"
done
head -c 60 saved.txt.gz >short.gz
run "$IPSET" sync s short.gz
is "$status" 1 'a gzip file cut short'
like "$err" 'damaged' 'is told'
head -c 100 s.json >short.json
run "$IPSET" sync s short.json
is "$status" 1 'a JSON file cut short'
like "$err" 'short.json:[0-9]+: column' 'is told with the place'
is "$(members | wc -l)" 2 'the set stays as it was'
for bad in '[{"name":"s","members":[{"elem":7}]}]' '[{"name":"s","members":[{"elem":"1.2.3.4\" x"}]}]' '[]x' \
    '{"name":"s","type":"hash:no","members":[]}'; do
    run "$IPSET" sync s <<<"$bad"
    is "$status $(members | wc -l)" '1 2' "hostile JSON: $bad"
done
run "$IPSET" sync s < <(printf '192.0.2.1\n192.0.2.2\0\n')
is "$status" 1 'a zero byte is refused'
run "$IPSET" sync s < <(head -c 104857600 /dev/zero | tr '\0' '1')
is "$status" 1 '100 MB without a line end are refused'
like "$err" 'stdin:1: the line is longer' 'with the place'
run "$IPSET" sync s < <(printf '# nothing\n')
is "$status" 1 'a list of nothing is refused'
like "$err" '--empty' 'and told how it can be meant'
"$IPSET" create gone hash:ip
"$IPSET" add gone 192.0.2.1
run "$IPSET" sync gone --empty </dev/null
is "$status $("$IPSET_PEER" save gone | grep -c add)" '0 0' '--empty means it'
"$IPSET" destroy gone
run "$IPSET" sync s /nowhere
is "$status" 1 'a file that is not there'
is "$(members | wc -l)" 2 'the set stays as it was after all of these'
"$IPSET_PEER" destroy

# ---- What stays, and several at once ---------------------------------------------------------

"$IPSET_PEER" create s hash:ip timeout 1000 counters comment
"$IPSET_PEER" add s 192.0.2.1 timeout 500 packets 7 bytes 9 comment old
"$IPSET_PEER" add s 192.0.2.2
for how in --in-place --swap; do
    run "$IPSET" sync s $how < <(printf '192.0.2.1 timeout 3 comment new\n192.0.2.3 comment added\n')
    is "$status" 0 "sync $how"
    like "$(members)" '^192.0.2.1 timeout (500|4[0-9]+) packets 7 bytes 9 comment "old"' \
        "$how: timeout, counters and comment of what stays are kept"
    like "$(members)" '192.0.2.3 timeout [0-9]+ packets 0 bytes 0 comment "added"' "$how: the new has its own"
    is "$(members | wc -l)" 2 "$how: and the old is gone"
    is "$("$IPSET_PEER" list -n)" s "$how: there is no second set"
done
run "$IPSET" sync s --dry-run < <(printf '192.0.2.1\n192.0.2.4\n')
is "$out" $'- 192.0.2.3\n+ 192.0.2.4\ns: would be 1 added, 1 removed, 1 kept' '--dry-run tells the difference'
is "$(members | grep -c '192.0.2.4')" 0 'and changes nothing'
run "$IPSET" diff s < <(printf '192.0.2.1\n192.0.2.4\n')
is "$status $out" $'1 - 192.0.2.3\n+ 192.0.2.4' 'diff shows the same, and its exit status'
run "$IPSET" diff s < <(printf 'x y\n')
is "$status" 2 'diff: trouble is 2'
"$IPSET_PEER" create l list:set
"$IPSET_PEER" add l s
run "$IPSET" sync s --swap < <(echo 192.0.2.5)
is "$status $(members | cut -d ' ' -f 1)" '0 192.0.2.5' 'a set that is in use is swapped'
is "$("$IPSET_PEER" list l | tail -n 1)" s 'and stays where it is used'
echo 192.0.2.77 >one.txt
echo 2001:db8::1 >two.txt
"$IPSET_PEER" create t hash:ip family inet6
run "$IPSET" sync s one.txt t two.txt
is "$status $(members | cut -d ' ' -f 1) $("$IPSET_PEER" save t | tail -n 1)" '0 192.0.2.77 add t 2001:db8::1' 'two sets in one call'
echo nonsense/ >>two.txt
echo 192.0.2.78 >one.txt
run "$IPSET" sync s one.txt t two.txt
is "$status $(members | cut -d ' ' -f 1)" '1 192.0.2.77' 'a bad line in the second file leaves the first set alone'
"$IPSET_PEER" create kl-sync-af63ee4c86020b22 hash:ip # as a sync of s names its second set
run "$IPSET" sync s one.txt
is "$status $("$IPSET_PEER" list -n | tr '\n' ' ')" '0 s t l ' 'what an earlier sync left over is removed'
"$IPSET_PEER" flush
"$IPSET_PEER" destroy

# ---- Aggregation --------------------------------------------------------------------------------

awk 'BEGIN { srand(3); for (i = 0; i < 3000; i++)
    print "10." int(rand() * 2) "." int(rand() * 256) "." int(rand() * 256) "/" 22 + int(rand() * 11) }' >nets.txt
run "$IPSET" sync s nets.txt --type hash:net --aggregate
is "$status" 0 'aggregated networks'
covered() { # every address that networks on stdin hold, as ranges
    awk -F '[./]' '{ n = (NF > 4) ? $5 : 32; size = 2 ^ (32 - n); a = $1 * 16777216 + $2 * 65536 + $3 * 256 + $4
        a -= a % size; printf "%.0f %.0f\n", a, a + size }' | sort -n | awk '
        NR == 1 { from = $1; to = $2; next }
        $1 <= to { if ($2 > to) to = $2; next }
        { print from, to; from = $1; to = $2 }
        END { print from, to }'
}
is "$(members | covered | cksum)" "$(covered <nets.txt | cksum)" 'hold exactly the same addresses'
fewest() { # the least number of networks for ranges
    awk '{ a = $1; while (a < $2) { size = 1; while (a % (size * 2) == 0 && a + size * 2 <= $2) size *= 2
        a += size; n++ } } END { print n }'
}
is "$(members | wc -l)" "$(covered <nets.txt | fewest)" 'in the fewest networks there are'
first=$(members | cksum)
sort -R nets.txt >shuffled.txt
run "$IPSET" sync s shuffled.txt --aggregate
is "$(members | cksum)" "$first" 'whatever the order of the list'
like "$out" ' 0 added, 0 removed' 'and a second time there is nothing to do'
printf '2001:db8::/33\n2001:db8:8000::/33\n2001:db8::1\n' >nets6.txt
run "$IPSET" sync s6 nets6.txt --type hash:net family inet6 --aggregate
is "$("$IPSET_PEER" save s6 | tail -n 1)" 'add s6 2001:db8::/32' 'IPv6 too'
run "$IPSET" sync s --aggregate < <(printf '10.0.0.0/8\n10.1.0.0/16 nomatch\n')
is "$status" 1 'with nomatch there is no merging'
run "$IPSET" sync i --aggregate --type hash:ip <one.txt
is "$status" 1 'nor of addresses'
"$IPSET_PEER" destroy

# ---- Every type, random contents ------------------------------------------------------------------

elements() { # TYPE FAMILY SEED N
    awk -v type="$1" -v family="$2" -v seed="$3" -v n="$4" '
        function r(m) { return int(rand() * m) }
        function ip() {
            if (family == "inet6") return sprintf("2001:db8:%x::%x", r(64), 1 + r(500))
            return "10." r(4) "." r(8) "." 1 + r(250)
        }
        function net() { return ip() "/" (family == "inet6" ? 40 + r(89) : 8 + r(25)) }
        function value(part) {
            if (part == "ip") return ip()
            if (part == "net") return net()
            if (part == "port") return (r(2) ? "tcp:" : "udp:") 1 + r(300)
            if (part == "mac") return sprintf("02:00:00:00:00:%02X", r(256))
            if (part == "mark") return r(1000)
            return "eth" r(20)
        }
        BEGIN {
            srand(seed)
            sub(/.*:/, "", type)
            parts = split(type, part, ",")
            for (i = 0; i < n; i++) {
                line = ""
                for (p = 1; p <= parts; p++)
                    line = line (p > 1 ? "," : "") value(part[p])
                print line
            }
        }'
}

seeds='1 2 3'
[[ -n $SLOW ]] && seeds=1

property() { # TYPE FAMILY OPTION...
    local type=$1 family=$2 name="$1 $2"
    shift 2
    "$IPSET_PEER" destroy
    if ! "$IPSET_PEER" create s "$type" "$@" 2>/dev/null; then
        skip "$name" "the kernel lacks $type"
        return
    fi
    "$IPSET_PEER" create w "$type" "$@"
    local seed wanted
    for seed in $seeds; do
        elements "$type" "$family" $seed $((200 * seed)) >list
        # What the peer makes of the list is what sync has to arrive at.
        "$IPSET_PEER" flush w
        if [[ $type == bitmap:* ]]; then # elements inside of its range
            sed -i -E 's/^10\.[0-9]+/10.0/; s/^(tcp|udp)://' list
        fi
        sed 's/^/add w /' list | "$IPSET_PEER" restore -exist
        wanted=$("$IPSET_PEER" save w | sed -n 's/^add w //p' | LC_ALL=C sort)
        run "$IPSET" sync s list
        is "$status $(members)" "0 $wanted" "$name: random content $seed"
    done
    run "$IPSET" sync s list
    like "$out" 's: 0 added, 0 removed, [0-9]+ kept' "$name: the second time nothing is left to do"
    "$IPSET" save s >first
    if [[ $type == hash:net,iface ]]; then
        # Interfaces of one network share a bucket; while it is filled the table may grow once more.
        "$IPSET_PEER" destroy
        "$IPSET" restore <first
        "$IPSET" save s >first
    fi
    "$IPSET_PEER" destroy
    "$IPSET" restore <first
    "$IPSET" save s >second
    ok cmp first second -- "$name: save, restore, save is the same"
}

for type in hash:ip hash:net hash:ip,port hash:net,port hash:ip,port,ip hash:ip,port,net \
    hash:net,port,net hash:net,net hash:net,iface hash:ip,mac hash:ip,mark; do
    property $type inet maxelem 2000
    property $type inet6 maxelem 2000 family inet6
done
property hash:mac inet maxelem 2000
property bitmap:ip inet range 10.0.0.0-10.0.255.255
property bitmap:port inet range 0-65535

done_testing
