#!/bin/bash
# How many instructions an element costs in each phase of the paths that millions take, and a route
# that is shown as text (`route': decode, trace), against the numbers recorded in instructions.txt: a slow-down is seen on a noisy machine, too. Speaks TAP.
# --record  measures anew and writes the numbers down, after a change that is meant to cost.
set -u
export LC_ALL=C
cd "$(dirname "$0")/.." || exit 1
program=${BUILD:-build}/tests/instructions
recorded=tests/instructions.txt
# What a phase takes through: elements, or messages, each of which is ten times the work.
elements=20000 messages=2000
# Compilers and C libraries differ by less than this; what is worth finding is more.
most=1.35 least=0.70

skip() {
    echo "1..0 # SKIP $1"
    exit 0
}

command -v valgrind >/dev/null || skip 'valgrind is not installed'
[[ -x $program ]] || { echo "Bail out! $program is not built" && exit 1; }

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

count() { # PHASE ELEMENTS: instructions of the whole program, or nothing when it fails
    local log=$dir/log-$2
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" "$1" "$2" >"$log" 2>&1 &&
        sed -n 's/.*Collected *: *\([0-9]*\).*/\1/p' "$log"
}

per_element() { # PHASE
    local n=$elements
    [[ $1 != route ]] || n=$messages
    count "$1" 0 >"$dir/none" &
    count "$1" "$n" >"$dir/all"
    wait
    awk -v n="$n" 'NF != 1 { exit }
        NR == FNR { none = $1; next }
        none { printf "%.1f\n", ($1 - none) / n }' "$dir/none" "$dir/all"
}

# A native build of another processor has other numbers.
machine=$(uname -m)

if [[ ${1:-} == --record ]]; then
    {
        echo "# Instructions per element, by tests/instructions.sh --record on $machine with"
        echo "# $(gcc --version | head -n 1) and glibc $(getconf GNU_LIBC_VERSION | cut -d' ' -f2)."
        echo "# PHASE NUMBER"
        for phase in parse quick encode decode text json route; do
            value=$(per_element $phase)
            [[ -n $value ]] || exit 1
            echo "$phase $value"
        done
    } >"$dir/new" || { echo "measuring $phase failed" >&2 && exit 1; }
    cp "$dir/new" $recorded
    cat $recorded
    exit 0
fi

grep -q "^# .* on $machine with" $recorded || skip "no numbers are recorded for $machine"

n=0 bad=0
while read -r phase was; do
    [[ $phase == '#' ]] && continue
    n=$((n + 1))
    now=$(per_element "$phase")
    verdict=$(awk -v now="$now" -v was="$was" -v most=$most -v least=$least 'BEGIN {
        if (now + 0 <= 0) print "none"
        else if (now > most * was) print "more"
        else if (now < least * was) print "less"
        else print "same"
    }')
    case $verdict in
    none)
        echo "# $phase: $program cannot be measured"
        tail -qn 3 "$dir"/log-* | sed 's/^/# /'
        echo "not ok $n - $phase"
        bad=$((bad + 1))
        ;;
    more)
        echo "# $now instructions an element, $was recorded: more than $most times as many"
        echo "# if they are worth it: tests/instructions.sh --record"
        echo "not ok $n - $phase: $now instructions an element, $was recorded"
        bad=$((bad + 1))
        ;;
    less)
        echo "# under $least of what is recorded; keep the gain: tests/instructions.sh --record"
        echo "ok $n - $phase: $now instructions an element, $was recorded"
        ;;
    same) echo "ok $n - $phase: $now instructions an element, $was recorded" ;;
    esac
done <$recorded
echo "1..$n"
exit $((bad > 0))
