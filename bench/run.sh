#!/bin/bash
# bench/run.sh [--ten-million] - tools/bench.sh runs it, in a network namespace of its own.
# Every tool has its turn in every round; what is compared was measured seconds apart.
# Keeps in build/bench: results (one line a measurement), facts, bench.md and bench.svg. The last
# two go to docs/ when the run was of the size that the targets are for.
set -eu
cd "$(dirname "$0")/.."
entries=${ENTRIES:-1000000} rounds=${ROUNDS:-5}
build=$PWD/build bin=$PWD/build/bench
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM HUP
ln -s "$build/kernlink" "$dir/ipset"
ours=$dir/ipset
peer=$(command -v ipset)
results=$bin/results
: >"$results"
ten_million=
for option; do
    case $option in
    --ten-million) ten_million=1 ;;
    *) echo "usage: $0 [--ten-million]" >&2 && exit 2 ;;
    esac
done

fail() {
    echo "bench: $*" >&2
    [[ -s $dir/stderr ]] && head -n 5 "$dir/stderr" >&2
    exit 1
}

# measure CASE WORK TOOL COMMAND...: one measurement of a whole process.
measure() {
    local case=$1 work=$2 tool=$3
    shift 3
    "$bin/measure" ${times:+-n "$times"} "$dir/took" "$@" 2>"$dir/stderr" || fail "$* failed"
    note "$case" "$work" "$tool" "$size" "$(tail -n 1 "$dir/took")"
}

note() { # CASE WORK TOOL ENTRIES "SECONDS [KIB]"
    echo "$1 $2 $3 $4 $5" >>"$results"
}

# The kernel frees a destroyed set after the answer. That is nobody's time.
clear_sets() {
    "$peer" destroy
    sleep 0.05
    ((size < 500000)) || sleep 0.3
}

check_count() { # TOOL
    local n
    n=$("$peer" list s -terse | sed -n 's/^Number of entries: //p')
    ((n == size)) || fail "$1 left $n elements in the set, not $size"
}

restore_by() { # CASE TOOL COMMAND...
    clear_sets
    measure "$1" restore "${@:2}"
    check_count "$2"
}

# Ours and the peer's, and the bytes that ours sent without ours.
bench_restore() { # CASE FORM
    local case=$1 round
    "$bin/generate" "$2" "${case%-auto}" "$size" >"$dir/in"
    clear_sets
    rm -f "$dir/messages"
    BENCH_RECORD=$dir/messages LD_PRELOAD=$bin/record.so "$ours" restore -file "$dir/in"
    check_count 'the recorded run'
    for ((round = 0; round < rounds; round++)); do
        ((round >= peer_rounds)) || restore_by "$case" ipset "$peer" restore -file "$dir/in"
        restore_by "$case" kernlink "$ours" restore -file "$dir/in"
        restore_by "$case" floor "$bin/replay" "$dir/messages"
    done
    rm -f "$dir/messages"
}

# list_by CASE WORK TOOL COMMAND...: of the set that is there, into a file.
list_by() {
    rm -f "$dir/out"
    measure "$@"
    [[ $3 == floor ]] || (($(wc -l <"$dir/out") >= size)) || fail "$3 lost elements in $2"
}

bench_lists() { # CASE: into a file, new each time
    local round case=$1
    for ((round = 0; round < rounds; round++)); do
        ((round >= peer_rounds)) || list_by "$case" save ipset "$peer" save s -file "$dir/out"
        list_by "$case" save kernlink "$ours" save s -file "$dir/out"
        list_by "$case" save floor "$bin/receive" s
        ((round >= peer_rounds)) ||
            list_by "$case" json ipset "$peer" list s -output xml -file "$dir/out"
        list_by "$case" json kernlink "$ours" list s -output json -file "$dir/out"
        list_by "$case" json floor "$bin/receive" s
        list_by "$case" sorted unsorted "$ours" list s -file "$dir/out"
        list_by "$case" sorted kernlink "$ours" list s -sorted -file "$dir/out"
    done
    rm -f "$dir/out"
}

# Ours with a tenth of the elements, for its memory.
bench_memory() { # CASE
    local size=$((size / 10))
    "$bin/generate" restore "$1" "$size" >"$dir/in"
    restore_by "$1" kernlink "$ours" restore -file "$dir/in"
    list_by "$1" save kernlink "$ours" save s -file "$dir/out"
    list_by "$1" json kernlink "$ours" list s -output json -file "$dir/out"
    list_by "$1" sorted kernlink "$ours" list s -sorted -file "$dir/out"
    rm -f "$dir/out"
}

bench_nft() { # CASE: in a set of nft's own
    local size=$((size < 100000 ? size : 100000))
    "$bin/generate" nft "$1" "$size" >"$dir/in"
    measure "$1" add nft nft -f "$dir/in"
    nft flush ruleset
}

# What adds one address after the other, with a message for each.
bench_libraries() {
    local n
    n=$((size / 10))
    clear_sets
    "$bin/generate" plain ip "$n" >"$dir/in"
    "$peer" create s hash:ip maxelem 16777216
    note ip add libnl "$n" "$("$bin/libnl" s <"$dir/in")"
    n=$((size / 100))
    head -n "$n" "$dir/in" >"$dir/few"
    "$peer" flush s
    note ip add pyroute2 "$n" "$(/usr/bin/python3 bench/pyroute2_add.py s <"$dir/few")"
}

# One element a process, from start to end; and on a socket that is open.
bench_single() {
    local round times=200 size=1 operation a b
    clear_sets
    "$peer" create s hash:ip
    for ((round = 0; round < rounds; round++)); do
        measure process add ipset "$peer" add s 192.0.2.1 -exist
        measure process add kernlink "$ours" add s 192.0.2.1 -exist
        measure process test ipset "$peer" test s 192.0.2.1
        measure process test kernlink "$ours" test s 192.0.2.1
    done
    rm -f "$dir/messages"
    BENCH_RECORD=$dir/messages LD_PRELOAD=$bin/record.so "$bin/single" s 1
    for ((round = 0; round < rounds; round++)); do
        "$bin/single" s 100000 "$dir/messages" >"$dir/single" || fail "single failed"
        while read -r operation a b; do
            note socket "$operation" kernlink 1 "$a"
            note socket "$operation" floor 1 "$b"
        done <"$dir/single"
    done
}

facts() {
    local commit
    commit=$(git describe --always --dirty 2>/dev/null) && commit=", commit $commit"
    echo "date $(date -u '+%Y-%m-%d %H:%M UTC')"
    echo "kernel $(uname -sr), $(uname -m)"
    echo "processor $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) cores"
    echo "memory $(awk '/^MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo)"
    echo "kernlink $(sed -n "s/^  version: '\(.*\)',/\1/p" meson.build)$commit"
    echo "ipset $("$peer" version | sed -n '1s/^ipset v\([^,]*\),.*/\1/p')"
    echo "nftables $(nft --version | awk '{ print substr($2, 2) }')"
    echo "libnl $(pkg-config --modversion libnl-3.0)"
    echo "pyroute2 $(/usr/bin/python3 -c 'from importlib.metadata import version; print(version("pyroute2"))')"
    echo "entries $entries"
    echo "rounds $rounds"
    echo "nft_entries $((entries < 100000 ? entries : 100000))"
}

say() {
    printf '%3d:%02d  %s\n' $((SECONDS / 60)) $((SECONDS % 60)) "$*" >&2
}

facts >"$bin/facts"
say "$entries elements, median of $rounds, results in ${results#"$PWD"/}"
size=$entries peer_rounds=$rounds times=
for case in ip net net,port ext inet6; do
    say "$case"
    bench_restore "$case" restore
    bench_lists "$case"
    bench_memory "$case"
done
say 'ip, hashsize left to the tool'
bench_restore ip-auto auto
say 'one element; other tools'
bench_single
bench_libraries
say 'watching a program'
RESULTS=$results ROUNDS=$rounds bench/trace.sh || fail 'bench/trace.sh failed'
say 'routes'
RESULTS=$results ROUNDS=$rounds ENTRIES=$entries bench/net.sh || fail 'bench/net.sh failed'
if ((EUID == 0)) && [[ -x build/kernlinkd ]]; then
    RESULTS=$results ROUNDS=$rounds bench/netd.sh || fail 'bench/netd.sh failed'
fi
for case in ip net inet6; do bench_nft "$case"; done
if [[ $ten_million ]]; then
    say 'ten million'
    size=10000000 rounds=3 peer_rounds=1
    bench_restore ip restore
    bench_lists ip
fi
say 'done'

awk -v to=terminal -f bench/stats.awk -f bench/report.awk "$bin/facts" "$results"
awk -v to=markdown -f bench/stats.awk -f bench/report.awk "$bin/facts" "$results" >"$bin/bench.md"
awk -f bench/stats.awk -f bench/chart.awk "$bin/facts" "$results" >"$bin/bench.svg"
if ((entries >= 1000000)); then
    cp "$bin/bench.md" "$bin/bench.svg" docs/
    echo 'written: docs/bench.md, docs/bench.svg'
else
    echo 'written: build/bench/bench.md and bench.svg; docs/ keeps what a million elements gave'
fi
