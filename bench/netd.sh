#!/bin/bash
# bench/netd.sh - kernlinkd beside systemd-networkd, each with the same settings in namespaces of its own:
# from start to answering and to configured, the processor's time, private memory at rest; and what
# `kernlink net diff' and `apply' take of ROUTES (10000) routes and VLANS (1000) VLANs. Everyone has his
# turn in every one of ROUNDS (5) rounds, of LIMIT (120) seconds at most. Needs root and a build in build/.
# With RESULTS the measurements go to that file, for the report of `make bench', instead of into a table.
set -eu
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin
cd "$(dirname "$0")/.."
routes=${ROUTES:-10000} vlans=${VLANS:-1000} rounds=${ROUNDS:-5} limit=${LIMIT:-120}
bin=build/bench
networkd=/lib/systemd/systemd-networkd

fail() {
    echo "bench: $*" >&2
    exit 1
}

note() { # WORK TOOL SIZE VALUE...
    echo "netd $*" >>"$results"
}

# ---- In namespaces: the daemon alone with its settings ----

# Without a udevd nobody would tell networkd that links are there; where /sys is read-only it knows that.
enter() {
    mount -t sysfs -o ro sysfs /sys
    mount -t tmpfs tmpfs /run
    mkdir -p /run/systemd /run/kernlink
    sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
    ip link set lo up
}

start_networkd() { # FOLDER ROUTES VLANS
    enter
    mkdir -p /run/systemd/network
    # There may be thousands: not one is copied by a process of its own.
    cp -r "$1/networkd/." /run/systemd/network/
    mkdir -p -m 755 /run/systemd/netif
    chown -R systemd-network: /run/systemd/netif
    SYSTEMD_LOG_LEVEL=err "$bin/netd" -l "$limit" "$2" "$3" "$networkd"
}

start_kernlinkd() { # FOLDER ROUTES VLANS
    enter
    "$bin/netd" -a /run/kernlink/api -l "$limit" "$2" "$3" build/kernlinkd --settings "$1/kernlink" --state /run/state
}

changes() { # FOLDER: what there is to do, nothing, and one route
    enter
    local net=(build/kernlink-net) state=(--state /run/state)
    "$bin/measure" /run/apply "${net[@]}" apply -q "${state[@]}" "$1/kernlink"
    "$bin/measure" /run/none "${net[@]}" diff "$1/kernlink" || fail 'applied, there is a difference'
    cp -r "$1/kernlink" /run/one
    sed -i '0,/to: 10\.0\.0\.0/s//to: 10.250.0.0/' /run/one/network.yaml
    # A difference is exit status 2, which is no success.
    # shellcheck disable=SC2016
    "$bin/measure" /run/one.diff sh -c '"$@"; [ $? = 2 ]' sh "${net[@]}" diff /run/one ||
        fail 'a changed route is no difference'
    "$bin/measure" /run/one.apply "${net[@]}" apply -q "${state[@]}" /run/one
    for work in apply none one.diff one.apply; do
        echo "$work $(tail -n 1 "/run/$work")"
    done
}

case ${1:-} in
--networkd) start_networkd "${@:2}"; exit ;;
--kernlinkd) start_kernlinkd "${@:2}"; exit ;;
--changes) changes "${@:2}"; exit ;;
esac

# ---- Settings, the same for both ----

write_settings() { # FOLDER ROUTES VLANS
    mkdir -p "$1/networkd" "$1/kernlink"
    awk -v routes="$2" -v vlans="$3" -v kind="$kind" -v folder="$1" '
        BEGIN {
            yaml = folder "/kernlink/network.yaml"
            lan = folder "/networkd/lan0.network"
            print "[NetDev]\nName=lan0\nKind=veth\n[Peer]\nName=lan1" >(folder "/networkd/lan0.netdev")
            print "[Match]\nName=lan1\n[Network]\nLinkLocalAddressing=no" >(folder "/networkd/lan1.network")
            print "[Match]\nName=lan0\n[Network]\nLinkLocalAddressing=no\nAddress=192.0.2.1/24" >lan
            print "interfaces:\n  lan1: {kind: veth, peer: lan0}" >yaml
            print "  lan0: {kind: veth, peer: lan1, addresses: [192.0.2.1/24]}" >yaml
            for (i = 1; i <= vlans; i++) {
                file = folder "/networkd/v" i ".netdev"
                printf "[NetDev]\nName=v%d\nKind=%s\n", i, kind >file
                if (kind == "vlan") {
                    printf "VLAN=v%d\n", i >lan
                    printf "[VLAN]\nId=%d\n", i >file
                }
                close(file)
                printf "  v%d: {kind: %s%s}\n", i, kind, kind == "vlan" ? ", link: lan0, id: " i : "" >yaml
            }
            if (vlans) print "[Match]\nName=v*\n[Network]\nLinkLocalAddressing=no" >(folder "/networkd/v.network")
            if (routes) print "routes:" >yaml
            for (i = 0; i < routes; i++) {
                to = sprintf("10.%d.%d.0/24", int(i / 256), i % 256)
                printf "[Route]\nDestination=%s\nGateway=192.0.2.2\n", to >lan
                printf "  - {to: %s, via: 192.0.2.2}\n", to >yaml
            }
        }'
}

# A kernel without VLANs has bridges, each with its own name, in their place.
kind=vlan
unshare -n sh -c 'ip link add name a type veth peer name b && ip link add link a name a.1 type vlan id 1' \
    2>/dev/null || kind=bridge
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
results=${RESULTS:-$dir/results}
mkdir -p "$bin"
for program in measure netd; do
    cc -std=gnu17 -O2 -D_GNU_SOURCE -Wall "bench/$program.c" -o "$bin/$program"
done
[[ -x build/kernlink-net ]] || fail 'built without the daemon: no libfyaml'
apart=(unshare -n -m --propagation private bench/netd.sh)
write_settings "$dir/few" 1 0
write_settings "$dir/many" "$routes" "$vlans"

start() { # TOOL SIZE ROUTES VLANS
    local ready whole processor memory
    read -r ready whole processor memory < <("${apart[@]}" "--$1" "$dir/$2" "$3" "$4")
    [[ -n $memory ]] || fail "$1 was not measured"
    note ready "$1" "$2" "$ready $memory"
    note whole "$1" "$2" "$whole"
    [[ $2 == few ]] || note processor "$1" "$2" "$processor"
}

note links "$kind" "$vlans" 0
for ((round = 0; round < rounds; round++)); do
    while read -r work values; do
        note "$work" kernlinkd many "$values"
    done < <("${apart[@]}" --changes "$dir/many")
    for size in few many; do
        n=1 v=0
        [[ $size == few ]] || n=$routes v=$vlans
        [[ ! -x build/kernlinkd ]] || start kernlinkd "$size" "$n" "$v"
        [[ ! -x $networkd ]] || start networkd "$size" "$n" "$v"
    done
done

[[ ! ${RESULTS:-} ]] || exit 0
cat "$results"
