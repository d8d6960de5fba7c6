#!/bin/bash
# What real tools said over netlink (tests/data/captures, recorded by tools/captures.sh), decoded: it
# must hold what the tools themselves printed, and leave nothing raw. Speaks TAP.
set -u
export LC_ALL=C
cd "$(dirname "$0")/.." || exit 1
BUILD=${BUILD:-build}
kernlink=$BUILD/kernlink
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
n=0 bad=0
shopt -s nullglob

check() { # NAME FILE: passes when the file is empty; what it has is the complaint
    n=$((n + 1))
    if [[ -s $2 ]]; then
        echo "not ok $n - $1"
        bad=$((bad + 1))
        head -n 20 "$2" | sed 's/^/# /'
    else
        echo "ok $n - $1"
    fi
}

captures=(tests/data/captures/*.pcapng.gz)
((${#captures[@]} >= 50)) || { echo "Bail out! ${#captures[@]} captures in tests/data/captures" && exit 1; }

total=0
for capture in "${captures[@]}"; do
    text=${capture%.pcapng.gz}.txt name=${capture##*/}
    {
        "$kernlink" decode "$capture" && "$kernlink" decode --jsonl "$capture"
    } >"$dir/decode" 2>"$dir/errors" || echo "exit status $?" >>"$dir/errors"
    grep -n '^ *!' "$dir/decode" >>"$dir/errors" # malformed
    check "$name: whole" "$dir/errors"
    python3 tests/captures.py "$text" tests/captures.skips <"$dir/decode" >"$dir/facts" 2>&1
    count=$(tail -n 1 "$dir/facts")
    sed '$d' "$dir/facts" >"$dir/lacking"
    [[ $count == *' facts, '* ]] || echo "$count" >>"$dir/lacking"
    check "$name: holds what the tool printed, $count" "$dir/lacking"
    total=$((total + ${count%% *}))
done
((total >= 600)) || echo "only $total" >"$dir/few"
check "$total facts" "$dir/few"

. tests/captures.lists
"$BUILD/tests/audit" -r "${captures[@]}" >"$dir/left" 2>"$dir/count"
attributes=$(sed -n 's/.* \([0-9]*\) attributes.*/\1/p' "$dir/count")
grep -vE "$by_nature" "$dir/left" | sort | uniq -c >"$dir/raw"
raw=$(awk '{ n += $1 } END { print n + 0 }' "$dir/raw")
: >"$dir/too-many"
((${attributes:-0} > 0 && raw * 100 < attributes)) || { cat "$dir/count" "$dir/raw"; } >"$dir/too-many"
check "under 1 % is left raw or without a name ($raw of ${attributes:-0} attributes)" "$dir/too-many"

# Can it fail? A wrong address in the tool's text must be seen.
printf '    link/ether 02:00:00:00:01:99 brd ff:ff:ff:ff:ff:ff\n' >"$dir/ip-link-v0.txt"
"$kernlink" decode tests/data/captures/ip-link-v0.pcapng.gz |
    python3 tests/captures.py "$dir/ip-link-v0.txt" tests/captures.skips >"$dir/doctored"
grep -q '^lacking mac 02:00:00:00:01:99' "$dir/doctored" || echo 'not seen' >"$dir/blind"
check 'a wrong fact is seen' "$dir/blind"

echo "1..$n"
exit $((bad > 0))
