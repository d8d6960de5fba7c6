# shellcheck shell=bash
# For tests of snapshots: after_applied is called by net_lib.sh whenever settings were applied. The
# network is kept; restoring it at once does nothing; an import says it, too; and when all of ours is
# gone, restoring makes it as it was.

# What snapshot of net_lib.sh leaves out, as far as a snapshot must bring it back.
details() {
    ip -j link | jq -c '.[] | [.ifname, .address, .mtu, .txqlen, .group, .ifalias, .master,
        (.flags - ["LOWER_UP", "NO-CARRIER", "M-DOWN", "RUNNING"] | sort)]' | sort
    # Of all links, in whatever order the kernel names them.
    (cd /proc/sys/net && grep -s . ipv4/conf/*/{forwarding,rp_filter,proxy_arp,arp_ignore,arp_announce,accept_local,send_redirects,accept_redirects} \
        ipv6/conf/*/{disable_ipv6,accept_ra,forwarding,use_tempaddr,addr_gen_mode,autoconf,dad_transmits,proxy_ndp,keep_addr_on_down,hop_limit} \
        ipv4/neigh/*/gc_stale_time) | sort
    [[ -z ${peer:-} ]] || wg show all dump | sort
}

# Everything that settings made, gone by hand: links with our alias, and what carries our protocol.
wipe() {
    local link line
    while read -r link; do
        ip link del "$link" 2>/dev/null
    done < <(ip -j link | jq -r '.[] | select((.ifalias // "") | startswith("kernlinkd")) | .ifname')
    for family in -4 -6; do
        ip "$family" route flush table all proto 75 2>/dev/null
        while read -r line; do
            ip "$family" rule del priority "${line%%:*}"
        done < <(ip "$family" rule show | grep -E 'proto (75|kernlink)|^10[0-9]:')
    done
    while read -r line; do
        # shellcheck disable=SC2086
        ip addr del $line 2>/dev/null
    done < <(ip -o addr | sed -nE 's/^[0-9]+: ([^ ]+) +inet6? ([^ ]+)( peer [^ ]+)?.*/\2\3 dev \1/p' |
        grep -vE '^(198\.1[89]|172\.17|127\.|::1|fe80)')
    ip neigh show proxy | while read -r line _ link _; do ip neigh del proxy "$line" dev "$link"; done
    ip neigh show nud permanent | grep -v 198.18 | while read -r line _ link _; do
        ip neigh del "$line" dev "$link"
    done
}

after_applied() { # NAME
    local before after
    [[ $1 != without* ]] || return 0
    # Where all is slow, each kind once is enough.
    [[ -z $SLOW || $1 != *changed && $1 != *anew && $1 != *less && $1 != other* && $1 != drift ]] || return 0
    mkdir -p "$TMP/folder" && cp "$TMP/settings.yaml" "$TMP/folder/network.yaml"
    net snapshot save --force --settings "$TMP/folder" --state "$TMP/keep" kept
    is "$status" 0 "$1: a snapshot"
    [[ $status == 0 ]] || tap_show save "$out$err"
    net diff "$TMP/keep/snapshots/kept.yaml"
    is "$status $out$err" '0 ' "$1: it says what is there"
    [[ $1 == *changed || $1 == *anew ]] && return
    if [[ -z $SLOW || $1 =~ ^(everything|veth|wireguard)$ ]]; then
        net import --force --keys "$TMP/keys" --settings "$TMP/none" "$TMP/import.yaml"
        is "$status" 0 "$1: an import"
        net diff "$TMP/import.yaml"
        is "$(grep -vE '^~ (link (base|e0|e1|lan|port|gate|far|c2|docker0)|route 198.18.2.0/24 metric 50|neighbour 198.1[89].0.9 on (e0|vx))$' <<<"$out$err")" '' "$1: it says what is there, too"
    fi
    before=$(snapshot; details)
    wipe
    [[ $1 == everything ]] && echo 0 | tee /proc/sys/net/ipv4/conf/e0/{forwarding,rp_filter,arp_ignore} \
        /proc/sys/net/ipv6/conf/e0/{accept_ra,forwarding,use_tempaddr} >/dev/null
    net snapshot restore --quiet --state "$TMP/keep" kept
    is "$status $err" '0 ' "$1: restored"
    after=$(snapshot; details)
    is "$(diff <(echo "$before") <(echo "$after"))" '' "$1: the network is as it was"
}
