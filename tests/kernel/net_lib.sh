# shellcheck shell=bash
# For tests of `kernlink net': settings from the input, applied, and applied again.

NET_HELPER=$(dirname "$KERNLINK")/kernlink-net
[[ -x $NET_HELPER ]] || skip_all 'built without the daemon: no libfyaml'

# settings <<YAML: they are what the next commands read.
settings() {
    cat >"$TMP/settings.yaml"
}

net() { # COMMAND ARGUMENT...
    run timeout 60 "$KERNLINK" net "$1" "${@:2}"
}

# applied NAME: the settings are applied, and then there is nothing left to do.
applied() {
    net apply --state "$TMP/state" "$TMP/settings.yaml"
    is "$status $err" '0 ' "$1: applied"
    net diff "$TMP/settings.yaml"
    is "$status $out$err" '0 ' "$1: a second time there is nothing to do"
    ! declare -F after_applied >/dev/null || after_applied "$1"
}

# begin SETTINGS OPTION...: applies them in the background, and waits until it waits for a confirmation.
# $applying is the process; what it says is in $TMP/begin.err.
begin() {
    timeout 60 "$KERNLINK" net apply -q "${@:2}" --state "$TMP/state" "$1" 2>"$TMP/begin.err" &
    applying=$!
    for ((i = 0; i < 300; i++)); do
        grep -q '^status unconfirmed' "$TMP/state/journal" 2>/dev/null && break
        kill -0 $applying 2>/dev/null || break
        read -rt 0.1 <> <(:) || :
    done
}

# refused REGEX NAME: they are not, for that reason, and the network is as it was.
refused() {
    local before after
    before=$(snapshot)
    net apply --state "$TMP/state" "$TMP/settings.yaml"
    is "$status" 1 "$2: refused"
    like "$err" "$1" "$2: the reason"
    after=$(snapshot)
    is "$after" "$before" "$2: the network is as it was"
    is "$(cd "$TMP/state" && ls | grep -vE 'json|^before$')" lock "$2: no journal is left"
}

# All that matters, without what changes by itself: numbers and addresses that chance chooses, counters,
# what the kernel makes on its own.
snapshot_here() {
    ip -d -o link show | sed -E 's/^[0-9]+: //; s/(if|ifindex )[0-9]+//g; s/@[^:]*:/:/; s/ (link\/ether|permaddr) [^ ]+//g
        s/(brd|bridge_id|designated_root|root_id|designated_bridge) [^ ]+//g; s/ state [A-Z]+//; s/_timer +[0-9.]+//g
        s/<[^>]*>//; s/link-netnsid [0-9]+//; s/topology_change[a-z_]* [0-9]//g; s/vlan_protocol/&/; s/ qlen / qlen /
        s/tx_queue_len//; s/designated_[a-z]+ [^ ]+//g; s/port_[a-z]+ [^ ]+//g; s/ state [a-z]+//g
        s/mcast_[a-z_]+ [0-9]+//g; s/ +/ /g' | sort
    ip -o link show | sed -nE 's/^[0-9]+: ([^:@]+).*<.*[<,]UP[,>].*/\1 up/p' | sort
    ip -o addr show | sed -E 's/^[0-9]+: //; /fe80::/d; s/ tentative| deprecated| dadfailed//g; s/ +/ /g' | sort
    ip route show table all | grep -vE 'fe80::|ff00::|^(local|anycast|multicast|broadcast) ' | sed -E 's/ linkdown| dead//g' | sort
    ip -6 route show table all | grep -vE 'fe80::|ff00::|^(local|anycast|multicast|broadcast) ' | sed -E 's/ linkdown| dead//g' | sort
    ip rule show
    ip -6 rule show
    ip neigh show nud permanent | sort
    bridge vlan show 2>/dev/null
    # Which are ours stands in a set with numbers that chance chooses.
    if [[ -n $IPSET_PEER && -d /sys/module/ip_set ]]; then
        "$IPSET_PEER" save | sed -E 's/ initval [^ ]+//; s/^(add kernlinkd) .*"[0-9]+ /\1 "/' | sort
    fi
}

# snapshot: the same of here, and of all namespaces that have a name.
snapshot() {
    local name
    snapshot_here
    for name in $(ip netns list 2>/dev/null | cut -d' ' -f1 | sort); do
        echo "namespace $name"
        ip netns exec "$name" bash -c "IPSET_PEER='$IPSET_PEER'; $(declare -f snapshot_here); snapshot_here"
    done
}

# own_namespaces: namespaces with names are made where nobody else sees them, in mounts of our own: a test
# begins itself again in such. False where that cannot be.
own_namespaces() {
    [[ -n ${KL_OWN_MOUNTS:-} ]] && mkdir -p /run/netns 2>/dev/null && mount -t tmpfs none /run/netns 2>/dev/null
}

# router_of_blue: the namespace blue gets a line to us, and we are its router.
router_of_blue() {
    ip link add host0 address 02:00:00:00:01:01 type veth peer name eth0 address 02:00:00:00:01:02 netns blue
    ip addr add 198.51.100.1/24 dev host0
    ip link set host0 up
    ip -n blue link set eth0 up
    ip -n blue addr add 198.51.100.2/24 dev eth0
    ip -n blue route add default via 198.51.100.1
}

# can KIND...: does this kernel have such links? Otherwise a skip with NAME, and false.
can() { # NAME ip-link-add arguments
    local name=$1
    shift
    if ip link add klprobe "$@" 2>/dev/null; then
        ip link del klprobe
        return 0
    fi
    skip "$name" 'this kernel has no such links'
    return 1
}

# json FILTER COMMAND...: what jq makes of it.
json() {
    local filter=$1
    shift
    "$@" | jq -c "$filter"
}
