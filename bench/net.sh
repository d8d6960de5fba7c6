#!/bin/bash
# bench/net.sh - routes of IPv4: a dump of ENTRIES (1000000) as a stream beside a loop that only
# receives, iproute2, libnl and pyroute2; the state that a watch builds of a tenth, a fifth and all
# of them; adding ENTRIES / 10 beside the best batches written by hand. Everyone has his turn in
# every one of ROUNDS (5) rounds. Times are the processor's, kernel included. Needs a build in build/ and runs in a network namespace of its own.
# With RESULTS the measurements go to that file, for the report of `make bench`, instead of into a
# table.
set -eu
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin
cd "$(dirname "$0")/.."
if [[ ${1:-} != --inside ]]; then
    unshare=(unshare -n)
    ((EUID == 0)) || unshare=(unshare -rn)
    exec "${unshare[@]}" bench/net.sh --inside
fi

entries=${ENTRIES:-1000000} rounds=${ROUNDS:-5}
few=$((entries / 10))
bin=build/bench
mkdir -p "$bin"
flags=(-std=gnu17 -O2 -D_GNU_SOURCE -Wall)
cc "${flags[@]}" bench/measure.c -o "$bin/measure"
jansson=$(nm -u build/libkernlink.a | grep -q json_ && echo -ljansson || :)
# shellcheck disable=SC2086
cc "${flags[@]}" -Iinclude bench/net.c build/libkernlink.a -lmnl -pthread $jansson -o "$bin/net"
libnl=
# shellcheck disable=SC2046
if pkg-config --exists libnl-route-3.0; then
    libnl=yes
    cc "${flags[@]}" bench/net_libnl.c $(pkg-config --cflags --libs libnl-route-3.0) \
        -o "$bin/net_libnl"
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
results=${RESULTS:-$dir/results}

fail() {
    echo "bench: $*" >&2
    exit 1
}

note() { # WORK TOOL ENTRIES "SECONDS [KIB]"
    echo "routes $1 $2 $3 $4" >>"$results"
}

measure() { # WORK TOOL ENTRIES COMMAND...: a whole process
    local work=$1 tool=$2 n=$3
    shift 3
    "$bin/measure" -c "$dir/took" "$@" || fail "$* failed"
    note "$work" "$tool" "$n" "$(tail -n 1 "$dir/took")"
}

# The table is not there before its first route.
flush() {
    ip route flush root 10.0.0.0/8 2>/dev/null || :
}

fill() { # N
    flush
    "$bin/net" raw "$1" 400 >/dev/null
}

ip link add v0 type veth peer name v1
ip link set v0 up
ip link set v1 up

# ---- Adding: without the start of the process, but for ip -batch ----

add_by() { # TOOL N COMMAND...
    local tool=$1 n=$2
    shift 2
    flush
    note add "$tool" "$n" "$("$@")"
    (($(ip -4 route show | grep -c '^10\.') == n)) || fail "$tool lost routes"
}

for ((round = 0; round < rounds; round++)); do
    add_by kernlink "$few" "$bin/net" add "$few"
    add_by raw "$few" "$bin/net" raw "$few" 100
    add_by acked "$few" "$bin/net" acked "$few" 100
done
[[ -z $libnl ]] || add_by libnl "$few" "$bin/net_libnl" add "$few"
add_by pyroute2 $((few / 10)) /usr/bin/python3 bench/net_pyroute2.py add $((few / 10))
flush
for ((i = 0; i < few; i++)); do
    echo "route add 10.$((i >> 16)).$((i >> 8 & 255)).$((i & 255)) dev v0"
done >"$dir/batch"
measure add iproute2 "$few" ip -batch "$dir/batch"

# ---- The watched state, by number ----

for n in "$few" $((few * 2)) "$entries"; do
    fill "$n"
    for ((round = 0; round < rounds; round++)); do
        read -r seconds count bytes < <("$bin/net" watch)
        ((count >= n)) || fail "the watch lost routes"
        note watch kernlink "$n" "$seconds $((bytes / 1024))"
        [[ -z $libnl ]] || ((n > few * 2 || round > 0)) ||
            measure watch libnl "$n" "$bin/net_libnl" cache
    done
done

# ---- Dumps ----

for ((round = 0; round < rounds; round++)); do
    measure dump kernlink "$entries" "$bin/net" dump
    measure dump floor "$entries" "$bin/net" receive
    measure dump iproute2 "$entries" ip -4 route show table main
    [[ -z $libnl ]] || measure dump libnl "$entries" "$bin/net_libnl" dump
done
fill "$few"
measure dump pyroute2 "$few" /usr/bin/python3 bench/net_pyroute2.py dump
measure dump kernlink "$few" "$bin/net" dump

[[ ! ${RESULTS:-} ]] || exit 0
printf '%-8s %-10s %9s %12s %10s\n' work tool routes seconds 'peak KiB'
sort -k2,3 -k4n -k5g "$results" | awk '
    { key = $2 " " $3 " " $4; n[key]++; all[key, n[key]] = $5; kib[key] = $6; if (n[key] == 1) order[++k] = key }
    END {
        for (i = 1; i <= k; i++) {
            split(order[i], part, " ")
            printf "%-8s %-10s %9d %12.4f %10s\n", part[1], part[2], part[3],
                all[order[i], int((n[order[i]] + 1) / 2)], kib[order[i]]
        }
    }'
