#!/bin/bash
# bench/trace.sh - what watching costs the watched: `ip route show table all' of ROUTES (1000)
# routes, plain, traced by us, traced by strace with and without its seccomp filter. Everyone has
# his turn in every one of ROUNDS (7) rounds of TIMES (20) runs; the medians count. Needs a build
# in build/ and strace. Runs in a network namespace of its own. With RESULTS the measurements go to
# that file, for the report of `make bench', instead of into a table.
set -eu
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin
cd "$(dirname "$0")/.."
if [[ ${1:-} != --inside ]]; then
    unshare=(unshare -n)
    ((EUID == 0)) || unshare=(unshare -rn)
    exec "${unshare[@]}" bench/trace.sh --inside
fi

routes=${ROUTES:-1000} rounds=${ROUNDS:-7} times=${TIMES:-20}
bin=build/bench
mkdir -p "$bin"
cc -std=gnu17 -O2 -D_GNU_SOURCE bench/measure.c -o "$bin/measure"
cc -std=gnu17 -O2 -D_GNU_SOURCE -Ilib bench/tracer.c build/libkltrace.a -lz -o "$bin/tracer"
# In memory: what a disk takes to overwrite a file is not the price of watching.
memory=/dev/shm
[[ -d $memory && -w $memory ]] || memory=${TMPDIR:-/tmp}
dir=$(mktemp -d -p "$memory")
trap 'rm -rf "$dir"' EXIT

ip link set lo up
for ((i = 0; i < routes; i++)); do
    echo "route add 10.$((i / 250 % 250)).$((i % 250)).0/24 dev lo"
done | ip -batch -

command=(ip route show table all)
names=(plain tracer capture strace strace-bpf)
run_plain() { measure plain "${command[@]}"; }
run_tracer() { measure tracer "$bin/tracer" "${command[@]}"; }
run_capture() { measure capture "$bin/tracer" -w "$dir/capture" "${command[@]}"; }
run_strace() { measure strace strace -f -o "$dir/strace" "${command[@]}"; }
run_strace-bpf() {
    measure strace-bpf strace -f --seccomp-bpf -e trace=%network -o "$dir/strace" "${command[@]}"
}
if build/kernlink trace -o "$dir/trace" -- true 2>/dev/null; then
    names+=(kernlink-trace)
    run_kernlink-trace() {
        measure kernlink-trace build/kernlink trace -o "$dir/trace" -- "${command[@]}"
    }
fi

measure() { # NAME COMMAND...
    local name=$1
    shift
    "$bin/measure" -n "$times" "$dir/took.$name" "$@" >/dev/null
}

for ((round = 0; round < rounds; round++)); do
    for name in "${names[@]}"; do
        "run_$name"
    done
done

median() {
    sort -g "$1" | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'
}

if [[ ${RESULTS:-} ]]; then
    for name in "${names[@]}"; do
        sed "s/^/route trace $name $routes /" "$dir/took.$name" >>"$RESULTS"
    done
    exit 0
fi

plain=$(median "$dir/took.plain")
printf '%-16s %10s %8s\n' 'what watches' 'ms a run' 'ratio'
for name in "${names[@]}"; do
    awk -v name="$name" -v t="$(median "$dir/took.$name")" -v plain="$plain" \
        'BEGIN { printf "%-16s %10.2f %8.2f\n", name, t * 1000, t / plain }'
done
