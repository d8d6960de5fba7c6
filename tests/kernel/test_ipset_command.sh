#!/bin/bash
# What our ipset does beyond Debian's: its known defects, that ours must not have, JSON, and input that
# is huge, cut or hostile.
. "$(dirname "$0")/lib.sh"


# Lines over 1023 bytes.
"$IPSET" create long hash:ip comment
comment=$(printf 'x%.0s' {1..255})
printf 'add long 192.0.2.1 %2000s comment "%s"\nadd long 192.0.2.2\n' '' "$comment" >"$TMP/long"
run "$IPSET" restore <"$TMP/long"
is "$status $err" '0 ' 'a line of 2300 bytes is read'
like "$("$IPSET" save long)" "192.0.2.1 comment \"$comment\"" 'with all that is in it'
run "$IPSET" restore < <(printf 'add long 192.0.2.3 '; head -c 50000 /dev/zero | tr '\0' ' '; printf '\nadd long 192.0.2.4')
is "$status $err" '0 ' 'a line of 50 KB, too'
is "$("$IPSET" -q test long 192.0.2.4; echo $?)" 0 'and the one behind it, without a newline'

# -exist on one line of a batch.
run "$IPSET" restore <<'X'
add long 192.0.2.1 -exist
add long 192.0.2.9
X
is "$status $err" '0 ' '-exist on one line holds for it'
run "$IPSET" restore <<'X'
add long 192.0.2.1 -exist
add long 192.0.2.9
X
like "$status $err" '^1 .*line 2' 'and not for the next'

# Good lines in front of a mistake are done.
run "$IPSET" restore < <(printf 'add long 198.51.100.1\nadd long 198.51.100.2\nadd long nonsense\nadd long 198.51.100.3\n')
like "$status $err" '^1 .*Error in line 3: Syntax error: cannot parse nonsense' 'a mistake names its line'
is "$("$IPSET" save long | grep -c 198.51.100)" 2 'what stands in front of it is done, what stands behind is not'

# A refused element of a large batch is named.
"$IPSET" create small hash:ip maxelem 3000
awk 'BEGIN { for (i = 0; i < 5000; i++) print "add small 10.0." int(i / 256) "." i % 256 }' >"$TMP/many"
run "$IPSET" restore <"$TMP/many"
like "$err" 'Error in line 3001: Hash is full' 'the element that did not fit any more'
like "$err" 'set small, element 10.0.11.184' 'is named'
is "$("$IPSET" list small -t | awk '/entries/ { print $4 }')" 3000 'and the kernel holds what was in front of it'

# save behind list in one session.
is "$(printf 'list small -t\nsave -t\nquit\n' | "$IPSET" - | grep -c 'create small')" 1 'save saves, behind list'

# Empty comments survive.
"$IPSET" flush long
"$IPSET" add long 192.0.2.1 comment ''
"$IPSET" save long >"$TMP/save"
"$IPSET" destroy long && "$IPSET" restore <"$TMP/save"
is "$("$IPSET" save long)" "$(<"$TMP/save")" 'a set with an empty comment is restored'

# -sorted by value.
"$IPSET" create s hash:ip,port
for e in 10.0.0.10,tcp:5 10.0.0.9,udp:80 10.0.0.9,tcp:443 10.0.0.9,tcp:8 9.255.0.1,tcp:1; do "$IPSET" add s $e; done
is "$("$IPSET" list s -sorted | sed '1,/Members/d' | tr '\n' ' ')" \
    '9.255.0.1,tcp:1 10.0.0.9,tcp:8 10.0.0.9,tcp:443 10.0.0.9,udp:80 10.0.0.10,tcp:5 ' 'sorted by value'

# Hostile and wrong input.
run "$IPSET" restore < <(head -c 100000 /dev/urandom)
is "$((status > 0)) $("$IPSET" list -n | sort | tr '\n' ' ')" '1 long s small ' 'noise is refused and changes nothing'
run "$IPSET" restore < <(printf 'add s 192.0.2.1,\0tcp:80\n')
is "$status" 1 'a zero byte in an element is refused'
run "$IPSET" restore < <(printf 'add s "192.0.2.1,tcp:80\n')
like "$((status > 0)) $err" '^1 .*line 1' 'a quote that is not closed names its line'
run "$IPSET" restore -file "$TMP"
is "$((status > 0))" 1 'a folder is no file'
run "$IPSET" save -file /nonexistent/save
like "$status $err" '^1 .*Cannot open /nonexistent/save' 'a file that cannot be written is named'
run bash -c '"$0" save >/dev/full' "$IPSET"
like "$status $err" '^1 .*Cannot write' 'a full disk is told'
run setpriv --reuid 65534 --clear-groups --bounding-set=-all "$KERNLINK" ipset list
like "$status $err" '^1 .*Operation not permitted' 'what root alone may is told'
done_testing
