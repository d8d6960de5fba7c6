#!/bin/bash
# Keys of every kind of interface by the table net_keys.list: each is what settings say, read by iproute2 and wg,
# and another value replaces it, in place or by a link made anew; each time a second apply has nothing to do.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/net_lib.sh"
can veth type veth peer name klpeer || done_testing
table=$TOP/tests/kernel/net_keys.list

# Lines: links that this kernel has, then their keys; columns with tabs between.
sed -E '/^([#@?]|$)/d; s/  +/\t/g' "$table" >"$TMP/rows"
declare -A has=() kind=() can=()
(umask 077 && printf '%s\n' 'kC5iyGRDSbyYNhSqQwvNWV2GjPNZ8yMBaTAPvSpHeFk=' >"$TMP/key")
ip link add kv1 type veth peer name kv3 # what the probes stand on
while IFS=$'\t' read -r name what settings probe; do
    name=${name#link }
    read -ra words <<<"$probe"
    if [[ -z ${can[$probe]:-} ]]; then
        # One on top of another comes with its own name.
        [[ $probe == *klprobe* ]] || words=(klprobe "${words[@]}")
        ip link add "${words[@]}" 2>/dev/null && ip link del klprobe
        can[$probe]=$?
    fi
    if [[ ${can[$probe]} == 0 ]]; then
        has[$name]=1
        settings=${settings/#-/}
        printf '%s\t%s\t%s\n' "$name" "$what" "${settings/\/KEY/$TMP/key}" >>"$TMP/links"
    else
        skip "$name" "this kernel has no such links: $what"
    fi
    kind[$name]=$what
done < <(grep '^link ' "$TMP/rows")
ip link del kv1
grep -v '^link ' "$TMP/rows" >"$TMP/keys"

# compose COLUMN: settings of all links with the values that stand there.
compose() {
    awk -F '\t' -v column="$1" '
        NR == FNR { line[$1] = "{kind: " $2 ($3 == "" ? "" : ", " $3); next }
        !($1 in line) { next }
        { dot = index($2, ".") }
        !dot { line[$1] = line[$1] ", " $2 ": " $column; next }
        {
            part = $1 SUBSEP substr($2, 1, dot - 1)
            inside[part] = inside[part] (inside[part] == "" ? "" : ", ") substr($2, dot + 1) ": " $column
        }
        END {
            for (part in inside) {
                split(part, of, SUBSEP)
                line[of[1]] = line[of[1]] ", " of[2] ": {" inside[part] "}"
            }
            print "interfaces:"
            for (name in line) print "  " name ": " line[name] "}"
        }' "$TMP/links" "$TMP/keys"
}

# holds COLUMN WHEN: each key is in the kernel what stands there.
holds() {
    local name key value changed read is then wanted got answers words at=0
    ip -d -j link show >"$TMP/now"
    # One question for all paths: an answer a line.
    awk -F '\t' '$5 !~ /^[!\/]/ {
        path = $5; sub(/^data/, ".linkinfo.info_data", path); sub(/^port/, ".linkinfo.info_slave_data", path)
        printf "(map(select(.ifname == \"%s\"))[0] | %s),\n", $1, path
    }
    END { print "empty" }' "$TMP/keys" >"$TMP/paths"
    mapfile -t answers < <(jq -c -f "$TMP/paths" "$TMP/now")
    while IFS=$'\t' read -r name key value changed read is then; do
        wanted=$is
        [[ $1 == 6 ]] || wanted=$then
        [[ $read == /* || $read == !* ]] || got=${answers[at++]:-}
        [[ -n ${has[$name]:-} ]] || continue
        if [[ $read == /* ]]; then
            read -r got <"${read//%/$name}"
        elif [[ $read == !* ]]; then
            read -ra words <<<"${read#!}"
            got=$("${words[@]//%/$name}" 2>&1)
        fi
        is "$got" "$wanted" "$name: ${kind[$name]}: $key: $2"
    done <"$TMP/keys"
}

compose 3 | settings
applied 'all keys'
holds 6 'as wanted'
before=$(ip -j link show type bridge | jq -c 'map({ifname, ifindex})')
compose 4 | settings
applied 'all keys changed'
holds 7 'changed'
is "$(ip -j link show type bridge | jq -c 'map({ifname, ifindex})')" "$before" 'bridges are changed, not made anew'
settings <<<'{}'
applied 'without all of them'
is "$(ip -br link show | grep -o '^k[^@ ]*' | tr '\n' ' ')" '' 'none is left'
done_testing
