#!/bin/bash
# bench/ipset.sh [ENTRIES] - our ipset beside Debian's: the same work, in turns, the ratio of medians.
# Needs root, a built tree, and Debian's ipset. tools/bench.sh runs it in a network namespace.
set -eu
export LC_ALL=C
cd "$(dirname "$0")/.."
entries=${1:-100000} rounds=5
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
ln -s "$PWD/build/kernlink" "$dir/ipset"
ours=$dir/ipset
peer=$(PATH=$PATH:/usr/sbin:/sbin command -v ipset)

generate() { # TYPE: different elements in an order that is no order
    awk -v n="$entries" -v type="$1" 'BEGIN {
        print "create s " type " hashsize 131072 maxelem 4194304"
        for (i = 0; i < n; i++) {
            x = (i * 40503 + 7) % 16777216
            ip = "10." int(x / 65536) "." int(x / 256) % 256 "." x % 256
            if (type == "hash:net") ip = ip "/" 30 + i % 3
            if (type == "hash:net,port") ip = ip ",tcp:" i % 65536
            print "add s " ip
        }
    }'
}

# Milliseconds of a command.
clock() {
    local start=${EPOCHREALTIME/./}
    "$@" >/dev/null
    echo $(((${EPOCHREALTIME/./} - start) / 1000))
}

median() { # FILE
    sort -n "$1" | sed -n "$(((rounds + 1) / 2))p"
}

restore() { # TOOL
    "$peer" destroy
    clock "$1" restore -exist -file "$dir/in"
}

measure() { # NAME FUNCTION
    : >"$dir/ours" >"$dir/peer"
    for ((i = 0; i < rounds; i++)); do
        "$2" "$peer" >>"$dir/peer"
        "$2" "$ours" >>"$dir/ours"
    done
    local a b
    a=$(median "$dir/ours") b=$(median "$dir/peer")
    awk -v name="$1" -v a="$a" -v b="$b" \
        'BEGIN { printf "%-28s %8d ms %8d ms %8.2f\n", name, a, b, b / (a > 0 ? a : 1) }'
}

save() { clock "$1" save s; }
list_xml() { clock "$1" list s -output xml; }

printf '%d entries, median of %d, in turns\n' "$entries" "$rounds"
printf '%-28s %11s %11s %8s\n' '' kernlink ipset 'times faster'
for type in hash:ip hash:net hash:net,port; do
    generate "$type" >"$dir/in"
    measure "restore $type" restore
    measure "save $type" save
done
measure 'list -output xml' list_xml
# The peer sorts in time that grows with the square: a tenth, once.
entries=$((entries / 10)) rounds=1
generate hash:ip >"$dir/in"
restore "$ours" >/dev/null
sorted() { clock "$1" save s -sorted; }
measure "save -sorted, $entries" sorted
