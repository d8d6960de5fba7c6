#!/bin/bash
# kernlink decode of what strace recorded: what it says is what the tools did.
. "$(dirname "$0")/lib.sh"
command -v strace >/dev/null || skip_all 'strace is not installed'
ip link set lo up
record() { # FILE COMMAND...
    strace -f -yy -ttt -e trace=%network -e verbose=none -e read=all -e write=all \
        -o "$TMP/$1" "${@:2}" >/dev/null 2>&1
}
record probe true || skip_all 'strace may not trace here'
decode() {
    run "$KERNLINK" decode "$@"
}

record create "$IPSET_PEER" create foo hash:ip timeout 60
decode "$TMP/create"
is "$status" 0 'a recorded ipset create'
like "$out" '-> ipset create ack excl create  \([0-9]+ bytes\)' 'the request'
like "$out" 'IPSET_ATTR_SETNAME "foo"' 'its name'
like "$out" 'IPSET_ATTR_DATA \{.*IPSET_ATTR_TIMEOUT 60 s' 'what is nested, with units'
like "$out" '<- ok, [0-9]+ us' 'the answer and how long it took'
record again "$IPSET_PEER" create foo hash:net
decode --errors "$TMP/again"
like "$out" 'IPSET_ATTR_TYPENAME "hash:net"' 'only errors: the request'
like "$out" '<- error -(EEXIST|[0-9]+) ' 'and the refusal'
unlike "$out" '<- ok' 'nothing that went well'

ip link add v0 type veth peer name v1
record addr ip addr add 192.0.2.9/24 dev v0
decode --jsonl --only rt-addr "$TMP/addr"
like "$out" '"IFA_LOCAL": "192.0.2.9"' 'JSON lines, one family'
like "$out" '"answers": \{"family": "rt-addr", "command": "newaddr"' 'the acknowledgement names its request'
record route ip route show table all
decode --stats "$TMP/route"
like "$out" $'\nrt-route getroute +1 +' 'counts by command'
decode --command getroute --brief "$TMP/route"
is "$(grep -c 'newroute #' <<<"$out")" "$(ip route show table all | wc -l)" \
    'a dump has as many messages as ip shows lines'
like "$out" "<- done, $(ip route show table all | wc -l) messages" 'and a sum'

# A C program of it does the same again.
if record link ip link add w0 type veth peer name w1; then
    ip link del w0
    decode --c --command newlink "$TMP/link"
    cp "$TMP/run.out" "$TMP/program.c"
    ok gcc -Wall -Wextra -Werror -I"$TOP/include" "$TMP/program.c" -o "$TMP/program" \
        "$TOP/build/libkernlink.a" -lmnl -ljansson -lpthread -- 'C that compiles without a warning'
    run "$TMP/program"
    ok ip link show w0 -- 'and makes the link'
    ok ip link show w1 -- 'with its other end'
fi

# The session that pyroute2's documentation decodes: as bytes, as strace up to 4.12 wrote it, and as it
# does now. The same two messages come out, to the letter.
session=$TOP/tests/data/iw-session
for form in bytes strace strace-new; do
    decode --python "$session.$form"
    is "$status" 0 "iw's session as $form"
    is "$out" "$(<"$session.python")" 'is what pyroute2 prints'
    like "$err" 'family 0x1b .*nl80211' 'what is guessed is said'
done
decode -q --protocol generic --family 0x1b=nl80211 "$session.bytes"
is "$err" '' 'told, no guess is needed'
like "$out" '-> nl80211 new_interface ack  \(48 bytes\)' 'and the same comes out'

# However long the input is, the memory it takes has a limit.
if grep -q __asan_init "$KERNLINK"; then
    skip 'memory' 'sanitizers take address space'
else
    for ((i = 0; i < 100; i++)); do cat "$TMP/route" "$TMP/addr"; done >"$TMP/block"
    run bash -c "for i in 1 2 3 4; do cat '$TMP/block'; done |
        (ulimit -v 20000 && '$KERNLINK' decode -b -) | tail -n 1"
    is "$err" '' 'an input of many megabytes in little memory'
    like "$out" '<- (ok|done)' 'is decoded to its end'

    gzip -dc "$TOP"/tests/data/captures/*.pcapng.gz >"$TMP/captures"
    once=$("$KERNLINK" decode -q -b "$TMP/captures" | grep -c .)
    size=${SLOW:+3}
    ((times = ${size:-25}000000 / $(wc -c <"$TMP/captures") + 1))
    run bash -c "for ((i = 0; i < $times; i++)); do cat '$TMP/captures'; done |
        (ulimit -v 20000 && '$KERNLINK' decode -q -b -) | grep -c ."
    is "$err $out" " $((once * times))" "nor does a capture of $times parts need more"
fi
decode --only nonsense "$TMP/create"
like "$err" 'nothing in it matches the filters' 'filters that leave nothing say so'

printf '\\x14\\x00\\x00\\x00\\x12\\x00\\x01\\x03\n\\x99' >"$TMP/short"
decode --protocol route "$TMP/short" "$TMP/create"
is "$status" 1 'malformed input has a status of its own'
like "$out" 'ipset create' 'and the rest goes on'
decode "$TMP/none"
is "$status" 1 'a file that is not there'
decode --no-such-option
is "$status" 2 'a wrong option'
decode --formt=text "$TMP/create"
like "$err" 'did you mean --format\?' 'names the nearest'
run "$KERNLINK" decode - <"$TMP/create"
like "$out" 'ipset create' 'standard input'
done_testing
