#!/bin/bash
# Whatever call fails while settings are applied, the old network or the new one is there, whole: each request to
# the kernel is refused in its turn, the disk gives out at each of its calls and with each page more, /var/lib and
# /etc cannot be written to. KERNLINK_TEST_FULL does not leave out any.
[[ -n ${KL_OWN_MOUNTS:-} ]] || ! unshare -m true 2>/dev/null || KL_OWN_MOUNTS=1 exec unshare -m bash "$0" "$@"
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/net_lib.sh"
state=$TMP/state old=$TMP/old.yaml new=$TMP/new.yaml
export ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0 # which does not work below strace

ip link set lo up
cat >"$old" <<'Y'
interfaces:
  br0: {kind: bridge, mtu: 1400, addresses: [192.0.2.1/24, "2001:db8::1/64"], ipv4: {rp-filter: 1}}
  br1: {kind: bridge, addresses: [198.51.100.1/24], neighbours: [{address: 198.51.100.7, mac: 02:00:00:00:00:07}]}
  br2: {kind: bridge, addresses: [198.51.100.129/25]}
routes:
  - {to: 203.0.113.0/24, via: 192.0.2.254}
  - {to: 203.0.113.0/25, via: 198.51.100.254, table: 100}
rules:
  - {priority: 1000, from: 192.0.2.0/24, table: 100}
Y
cat >"$new" <<'Y'
interfaces:
  br0: {kind: bridge, mtu: 1300, addresses: [192.0.2.2/24, "2001:db8::2/64"], ipv4: {rp-filter: 2}}
  br3: {kind: bridge, addresses: [198.51.100.1/24], neighbours: [{address: 198.51.100.9, mac: 02:00:00:00:00:09}]}
  br5: {kind: bridge, mtu: 1350, addresses: [10.5.0.1/24, "2001:db8:5::1/64"]}
routes:
  - {to: 203.0.113.0/24, via: 192.0.2.253}
  - {to: 203.0.113.128/25, via: 198.51.100.253, table: 101}
rules:
  - {priority: 1001, from: 192.0.2.0/24, table: 101}
Y
ip link add foreign type bridge
ip link set foreign up
ip addr add 172.16.0.1/24 dev foreign
ip route add 172.17.0.0/16 via 172.16.0.2 proto bgp
ip rule add priority 5 from 172.16.0.0/24 table 9

# Much cheaper than snapshot(), as it is asked for all the time.
look() {
    ip -o link | sed -E 's/^[0-9]+: ([^:]+).*<([^>]*)>.* mtu ([0-9]+).*( alias .*|$)/\1 \2 \3\4/; s/,LOWER_UP|NO-CARRIER,//g' | sort
    ip -o addr | sed -E 's/^[0-9]+: //; /fe80::/d; s/ tentative| dadfailed//g; s/ +/ /g' | sort
    ip route show table all type unicast | sed -E '/^fe80::/d; s/ linkdown| dead//g' | sort
    ip rule
    ip neigh show nud permanent
    cat /proc/sys/net/ipv4/conf/br0/rp_filter
}
apply() { # SETTINGS OPTION...
    timeout 60 "${under[@]}" "$NET_HELPER" apply -q "${@:2}" --state "$state" "$1" >"$TMP/said" 2>&1
    code=$?
}
under=()
apply "$new" && apply "$old" && apply "$new"
new_network=$(look)
apply "$old"
is "$code" 0 'the old network'
old_network=$(look)
isnt "$old_network" "$new_network" 'the networks differ'

bad=0 runs=0 went_back=0
wrong() { # WHAT
    bad=$((bad + 1))
    tap_show "$1" "$2"
    tap_show 'the command said' "$(<"$TMP/said")"
}
# After an apply of the new network with $code: @1 says what was done to it.
whole() {
    local now
    runs=$((runs + 1))
    under=()
    now=$(look)
    # What could not be put back, or could not be noted as done, is in the journal, for the next start.
    if [[ -e $state/journal ]]; then
        timeout 60 "$NET_HELPER" recover --state "$state" >>"$TMP/said" 2>&1
        now=$(look)
    fi
    [[ ! -e $state/journal ]] || wrong "$1" 'a journal is left'
    if [[ $now == "$old_network" ]]; then
        [[ $code != 0 ]] || wrong "$1" 'it says that all is done'
        went_back=$((went_back + 1))
    elif [[ $now == "$new_network" ]]; then
        [[ $code == 0 ]] || wrong "$1" 'the new network is there, and it does not say so'
    else
        wrong "$1" "exit status $code: $(diff <(echo "$old_network") <(echo "$now") | head -n 8)"
    fi
    rm -f "$state"/*.new
    [[ $now == "$old_network" ]] || apply "$old"
}

stride=1
[[ -n ${KERNLINK_TEST_FULL:-} ]] || stride=4
[[ -z $SLOW ]] || stride=24
files=$(((stride + 3) / 4))
# matrix NAME CALL ERROR STRIDE: each such call fails once.
matrix() {
    local calls at
    strace -f -o "$TMP/strace" -e trace="$2" "$NET_HELPER" apply -q --state "$state" "$new" 2>"$TMP/said"
    [[ $? == 0 ]] || tap_show "$1: without a failure it says" "$(<"$TMP/said")"
    calls=$(grep -cE "^[0-9]+ +($2)\(" "$TMP/strace")
    apply "$old"
    bad=0 runs=0 went_back=0
    for ((at = 1; at <= calls; at += $4)); do
        under=(strace -f -o /dev/null -e trace="$2" -e inject="$2:error=$3:when=$at")
        apply "$new"
        grep -o 'step [0-9]* of [0-9]* was refused' "$TMP/said" >>"$TMP/refused"
        whole "$1, $at of $calls"
    done
    is "$bad" 0 "$1: $runs times one of $calls calls fails, and the network is whole ($went_back times the old one)"
    ok test $((runs >= 1 && calls >= $5)) = 1 -- "... there were that many"
}
if strace -o /dev/null -e inject=getppid:error=EPERM true 2>/dev/null; then
    matrix 'the kernel refuses' sendto EPERM "$stride" 40
    refused=$(sort -u "$TMP/refused" | wc -l)
    ok test "$refused" -ge $((19 / stride)) -- "... $refused different steps were refused, and named"
    matrix 'it has no memory' recvfrom ENOBUFS $((stride * 3)) 40
    matrix 'the disk is full' write ENOSPC "$files" 2
    matrix 'nothing can be opened' openat ENOSPC "$stride" 20
    matrix 'the disk is broken' fsync EIO "$files" 5
    matrix 'the disk is read-only' rename EROFS "$files" 5
    matrix 'nothing can be removed' unlink EROFS "$files" 2
else
    skip 'calls that fail' 'no strace here that makes calls fail'
fi

# ---- Folders ----

# A disk with room for a page more each time, until all has a place.
if mkdir "$TMP/disk" && mount -t tmpfs -o size=64k none "$TMP/disk" 2>/dev/null; then
    umount "$TMP/disk"
    kept=$state state=$TMP/disk bad=0 runs=0 went_back=0
    for ((pages = 2; pages < 16; pages++)); do
        mount -t tmpfs -o "size=$((pages * 4096))" none "$TMP/disk"
        apply "$new"
        [[ $code != 0 ]] || pages=16
        grep -q 'no room left' "$TMP/said" && full=$((${full:-0} + 1))
        rest=$(cd "$state" && echo *.new)
        [[ $rest == '*.new' ]] || wrong "with $pages pages" "$rest is left"
        whole "with $pages pages"
        umount "$TMP/disk"
    done
    is "$bad" 0 "a disk that is full earlier or later: $runs times"
    is "$pages ${full:-0} $went_back" "17 $((runs - 1)) $((runs - 1))" '... it says so until there is room enough'
    state=$kept
    apply "$old"
else
    skip 'a disk that is full' 'no tmpfs here'
fi

read_only() { # FOLDER
    mount --bind "$1" "$1" 2>/dev/null && mount -o remount,bind,ro "$1"
}
mkdir -p "$TMP/etc"
cp "$old" "$TMP/etc/network.yaml"
if read_only "$state"; then
    apply "$new"
    is "$code" 1 'a read-only /var/lib: an apply is refused'
    like "$(<"$TMP/said")" "$state: Read-only file system" '... for that reason'
    is "$(look)" "$old_network" '... nothing is changed'
    umount "$state"
    read_only "$TMP/etc"
    under=()
    apply "$TMP/etc"
    is "$code" 0 'a read-only /etc: the settings there are applied'
    net set --settings "$TMP/etc" --state "$state" br1 down
    is "$status" 1 '... and cannot be set'
    like "$err" 'network.yaml.*Read-only file system' '... for that reason'
    is "$(look)" "$old_network" '... nothing is changed'
    umount "$TMP/etc"
else
    skip 'folders that are read-only' 'no mounts of our own here'
fi

like "$(ip route show proto bgp; ip rule; ip addr show foreign)" '172.17.0.0/16.*from 172.16.0.0/24 lookup 9.*172.16.0.1/24' \
    'what others have is there still'
done_testing
