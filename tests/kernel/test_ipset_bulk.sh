#!/bin/bash
# Large restores: whatever order we load in, the outcome is that of Debian's ipset: the set, the
# exit code, the line that is named. And what is no line at all.
. "$(dirname "$0")/lib.sh"
[[ -n $IPSET_PEER ]] || skip_all 'Debian'"'"'s ipset is not installed'

N=70000 # over two windows' worth of what is sorted, so that order is in effect

generate() { # N [CREATE OPTIONS]
    awk -v n="$1" -v options="${2:-}" 'BEGIN {
        print "create s hash:ip maxelem 1000000 " options
        for (i = 0; i < n; i++) {
            x = (i * 40503 + 7) % 16777216
            print "add s 10." int(x / 65536) "." int(x / 256) % 256 "." x % 256
        }
    }'
}

# The content without what differs by chance.
content() {
    "$IPSET_PEER" save | sed -E 's/ (initval|hashsize) [^ ]+//g' | LC_ALL=C sort
}

# Both restore FILE (ours and the peer's), and all that can be seen is the same.
same() { # NAME FILE OPTION...
    local name=$1 file=$2 peer_status peer_err peer_content
    shift 2
    "$IPSET_PEER" destroy
    run "$IPSET_PEER" restore "$@" -file "$file"
    peer_status=$status peer_err=$(head -n 1 <<<"$err") peer_content=$(content)
    "$IPSET_PEER" destroy
    run "$IPSET" restore "$@" -file "$file"
    is "$status $(head -n 1 <<<"$err")" "$peer_status $peer_err" "$name: exit status and message"
    is "$(content)" "$peer_content" "$name: the set"
    "$IPSET_PEER" destroy
    run "$IPSET" restore "$@" < <(cat "$file") # a pipe
    is "$status $(head -n 1 <<<"$err")" "$peer_status $peer_err" "$name, piped: status and message"
    is "$(content)" "$peer_content" "$name, piped: the set"
}

if [[ -n $SLOW ]]; then
    skip_all 'these numbers of elements take an emulated machine too long'
fi

generate $N >"$TMP/plain"
same 'different addresses' "$TMP/plain"
"$IPSET_PEER" destroy
"$IPSET" restore <"$TMP/plain"
like "$("$IPSET_PEER" list -t s)" 'hashsize 65536' 'the set is created as large as it will be'
is "$("$IPSET" save -sorted s | tail -n +2 | cut -d ' ' -f 3 | LC_ALL=C sort -t . -n -k2,2 -k3,3 -k4,4 | cksum)" \
    "$("$IPSET" save -sorted s | tail -n +2 | cut -d ' ' -f 3 | cksum)" 'sorted is by number'

sed '$aadd s 10.0.0.7' "$TMP/plain" >"$TMP/double-last"
same 'a duplicate in the last line' "$TMP/double-last"
sed '40000aadd s 10.0.0.7' "$TMP/plain" >"$TMP/double"
same 'a duplicate in the middle' "$TMP/double"
same 'the same with -exist' "$TMP/double" -exist
sed '50000aadd s 0.0.0.0' "$TMP/plain" >"$TMP/null"
same 'an element that the kernel refuses' "$TMP/null"
same 'the same with -exist' "$TMP/null" -exist
# The kernel counts region by region of the table: which line is the last depends on its layout.
layout='hashsize 65536 initval 0x12345678'
sed "1s/1000000/60000 $layout/" "$TMP/plain" >"$TMP/full"
same 'a set that gets full' "$TMP/full"
sed '45000aadd s 10.0.0.0/30' "$TMP/plain" >"$TMP/range"
same 'a range between addresses' "$TMP/range" -exist
sed '45000aadd s 10.0.0.0/30' "$TMP/plain" >"$TMP/range"
same 'a range that overlaps, without -exist' "$TMP/range"
sed '60000aadd s 1.2.3' "$TMP/plain" | sed '60001s/.*/add s 1.2.3.4.5/' >"$TMP/syntax"
"$IPSET_PEER" destroy
run "$IPSET" restore -file "$TMP/syntax"
like "$status $err" '^1 .*Error in line 60001: Syntax error' 'a line that cannot be read'
# The peer drops what it had not sent yet, up to a message full: where it stopped is chance.
is "$(content | grep -c add)" 59999 'what stands in front of it is in the set'
sed '30000adel s 10.0.0.7' "$TMP/plain" >"$TMP/del"
same 'add, del, add' "$TMP/del"
{
    generate $N 'timeout 1000'
    awk 'NR > 1 && NR < 2000 { print $0 " timeout 5000" }' "$TMP/plain"
} >"$TMP/later"
"$IPSET_PEER" destroy
run "$IPSET" restore -exist -file "$TMP/later"
is "$status" 0 'later lines for the same elements, with -exist'
is "$("$IPSET_PEER" save s | grep -cE 'timeout (5000|4[0-9]{3})$')" 1998 'the later line counts'
{
    generate $N
    generate $N | sed 's/ s / t /' # two sets, one after the other
    tail -n +2 "$TMP/plain" | head -n 5 | sed 's/ s 10/ t 11/; n; s/ s 10/ s 11/' # and in turns
} >"$TMP/two"
same 'two sets' "$TMP/two"
{
    echo "create s hash:net,port $layout"
    awk 'NR > 1 { print $0 "/" 25 + NR % 8 ",tcp:" NR % 65536 }' "$TMP/plain"
} >"$TMP/netport"
same 'a full set of networks and ports' "$TMP/netport"
sed '1s/port/port maxelem 200000/' "$TMP/netport" >"$TMP/netport-large"
same 'networks and ports' "$TMP/netport-large" -exist
awk 'NR == 1 { print "create s hash:ip family inet6 maxelem 200000" }
     NR > 1 { split($3, a, "."); printf "add s 2001:db8:%x::%x\n", a[2], a[3] * 256 + a[4] }' \
    "$TMP/plain" >"$TMP/inet6"
same 'IPv6' "$TMP/inet6"

# ---- What is no list --------------------------------------------------------------------------

"$IPSET_PEER" destroy
run "$IPSET" restore < <(head -c 104857600 /dev/zero | tr '\0' 'x')
is "$status" 1 '100 MB without a line end'
like "$err" 'Error in line 1: Syntax error: Line is too long to parse' 'which says so'
run "$IPSET" restore < <(printf 'create s hash:ip\nadd s 1.2.3.4\0\nadd s 1.2.3.5\n')
is "$status" 1 'a zero byte in an address'
like "$err" 'line 2' 'is refused with its line'
is "$(content | grep -c add)" 0 'and is not half an address'
"$IPSET_PEER" destroy
run "$IPSET" restore < <(printf 'create s hash:ip\r\nadd s 1.2.3.4\r\nadd s 1.2.3.5\r\n')
is "$status $(content | grep -c add)" '0 2' 'CRLF'
"$IPSET_PEER" destroy
run "$IPSET" restore < <(printf 'create s hash:ip comment\nadd s 1.2.3.4 comment "gr\xc3\xbc\xc3\x9fe"\nadd s 1.2.3.')
is "$status" 1 'input that ends in the middle of a line'
like "$err" 'line 3' 'is refused with its line'
is "$(content | tail -n 1; content | grep -c add)" $'create s hash:ip family inet maxelem 65536 comment bucketsize 12\n1' \
    'what came before is done'
like "$("$IPSET_PEER" save s)" $'comment "gr\xc3\xbc\xc3\x9fe"' 'a comment in UTF-8'

# ---- Output -----------------------------------------------------------------------------------

is "$("$IPSET" list -o jsonl s)" \
    "$(printf '{ "name": "s", "type": "hash:ip", "revision": %d, "header": { "family": "inet", "hashsize": 1024, "maxelem": 65536, "comment": true, "bucketsize": 12, "initval": "%s", "memsize": %d, "references": 0, "numentries": 1 } }\n{ "name": "s", "elem": "1.2.3.4", "comment": "gr\xc3\xbc\xc3\x9fe" }' \
        "$("$IPSET_PEER" list s | sed -n 's/Revision: //p')" \
        "$("$IPSET_PEER" list s | sed -n 's/.*initval \(0x[0-9a-f]*\).*/\1/p')" \
        "$("$IPSET_PEER" list s | sed -n 's/Size in memory: //p')")" 'JSON lines'

# Memory does not grow with the work: in a quarter of what the elements' text would need.
limited() {
    (ulimit -v 65536 && "$@")
}
"$IPSET_PEER" destroy
generate 600000 'hashsize 524288' >"$TMP/large"
if [[ $(ldd "$KERNLINK" 2>/dev/null) == *asan* ]]; then
    skip 'memory is bounded' 'the sanitizers take more than the limit'
else
    ok limited "$IPSET" restore -file "$TMP/large" -- 'a restore of 600 000 in 64 MiB of address space'
    ok limited "$IPSET" save -file "$TMP/saved" -- 'a save, likewise'
    ok limited "$IPSET" list -o json -file "$TMP/json" -- 'a list as JSON, likewise'
    is "$(wc -l <"$TMP/saved")" 600001 'all of them'
fi

done_testing
