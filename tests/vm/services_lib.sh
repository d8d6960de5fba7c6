# shellcheck shell=bash
# What kernlinkd has done by programs of others, under its unit as it is installed: DHCP, names by a
# resolvconf and by systemd-resolved, ssh, IP sets, wireless networks. For test_systemd.sh.

# Laid over the root before the boot: packages that nobody has beside each other.
services_files() { # FOLDER
    tools/vm/unpack.sh "$1" systemd-resolved || return 1
    # Each of the two has it; resolved's is there when it is resolved's turn.
    rm "$1/usr/sbin/resolvconf"
    tools/vm/unpack.sh "$1" openresolv || return 1
    printf 'nameserver 203.0.113.1\n' >"$1/etc/resolv.conf"
}

# The other end of c0: a namespace with a server that grants one address.
serve_addresses() {
    ip netns add far && ip link add c0 type veth peer name s0 netns far &&
        ip -n far addr add 192.0.2.1/24 dev s0 && ip -n far link set s0 up || return 1
    cat >/run/udhcpd.conf <<'C'
start 192.0.2.100
end 192.0.2.100
interface s0
max_leases 1
lease_file /run/udhcpd.leases
pidfile /run/udhcpd.pid
opt dns 192.0.2.53
opt subnet 255.255.255.0
opt router 192.0.2.1
opt domain example.org
C
    : >/run/udhcpd.leases
    setsid ip netns exec far busybox udhcpd -f /run/udhcpd.conf >/run/udhcpd.log 2>&1 </dev/null &
}

# An access point, and a passphrase for who joins it.
serve_wlan() {
    cat >/run/hostapd.conf <<'C'
interface=wlan0
driver=nl80211
ssid=SecNet
hw_mode=g
channel=1
wpa=2
wpa_key_mgmt=WPA-PSK
rsn_pairwise=CCMP
wpa_passphrase=a word of many
C
    (umask 077 && echo 'a word of many' >/etc/kernlink/psk) && ip link set wlan0 up &&
        hostapd -B /run/hostapd.conf >/run/hostapd.log 2>&1
}

# A machine to ask: this one, by the keys of its root.
serve_ssh() {
    mkdir -p -m 700 "$HOME/.ssh" && mkdir -p -m 755 /run/sshd &&
        rm -f "$HOME/.ssh/id_ed25519"* /run/host_key* &&
        ssh-keygen -q -t ed25519 -N '' -f /run/host_key &&
        ssh-keygen -q -t ed25519 -N '' -f "$HOME/.ssh/id_ed25519" &&
        cp "$HOME/.ssh/id_ed25519.pub" "$HOME/.ssh/authorized_keys" &&
        echo "[127.0.0.1]:2222 $(cut -d' ' -f1,2 /run/host_key.pub)" >"$HOME/.ssh/known_hosts" || return 1
    # The usual one takes an emulated processor many seconds.
    echo 'KexAlgorithms curve25519-sha256' >"$HOME/.ssh/config"
    printf '%s\n' 'ListenAddress 127.0.0.1:2222' 'HostKey /run/host_key' 'PidFile none' 'UsePAM no' \
        'PermitRootLogin yes' 'SetEnv PATH=/usr/local/bin:/usr/bin:/bin' >/run/sshd_config
    setsid /usr/sbin/sshd -D -e -f /run/sshd_config >/run/sshd.log 2>&1 </dev/null &
}

service_settings() {
    cat >"$settings" <<'Y'
interfaces:
  lan0: {kind: dummy, addresses: [10.20.0.1/24], dns: {servers: [198.51.100.53], search: [a.example]}}
  c0: {kind: ethernet, dhcp4: {}}
  wlan1: {kind: ethernet, wifi: [{ssid: SecNet, psk-file: /etc/kernlink/psk}]}
ipsets:
  admins: {type: "hash:ip", comment: true, elements: ['192.0.2.7 comment "the other office"', 192.0.2.8]}
  blocked: {type: "hash:net", file: /etc/kernlink/blocked}
Y
    printf '10.1.0.0/16\n10.2.0.0/16\n' >/etc/kernlink/blocked
}

leased() {
    ip -j -4 addr show dev c0 | jq -e '.[0].addr_info[0] | .local == "192.0.2.100" and .dynamic' &&
        ip -j route show default dev c0 proto 75 | jq -e '.[0].gateway == "192.0.2.1"'
}

in_resolv_conf() { # WORDS...
    local words
    for words in "$@"; do
        grep -qxF "$words" /etc/resolv.conf || { cat /etc/resolv.conf && return 1; }
    done
}

resolved_knows() { # VERB INTERFACE WORDS
    local said
    said=$(timeout 20 resolvectl "$1" "$2")
    [[ ${said#*: } == "$3" ]] || { echo "$said" && return 1; }
}

joined() { # SSID
    [[ $(timeout 20 iw dev wlan1 link) == *"SSID: $1"* ]]
}

set_holds() { # SET ELEMENT...
    local set=$1 element
    shift
    for element in "$@"; do
        timeout 20 kernlink ipset test "$set" "$element" || return 1
    done
}

services() {
    if [[ -e $out/no-services ]]; then
        result ok "programs of others # SKIP $(tail -n 1 "$out/packages.log")"
        return
    fi
    check 'a server for addresses' serve_addresses
    check 'an access point' serve_wlan
    check 'an sshd' serve_ssh
    service_settings
    check 'settings of services are applied' timeout 60 kernlink net apply
    check 'IP sets are there, with what they hold' set_holds admins 192.0.2.7 192.0.2.8
    check 'from a file, too' set_holds blocked 10.1.2.3 10.2.3.4
    check 'udhcpc has got an address, and a route' leased
    check 'resolvconf has the names' in_resolv_conf 'nameserver 192.0.2.53' 'nameserver 198.51.100.53'
    check 'and has kept what was there before it' grep -q 203.0.113.1 /etc/resolv.conf.bak
    check 'a source is added' curl -sS --fail --max-time 50 --unix-socket /run/kernlink/api \
        --data-binary '{"name": "self", "target": "ssh://root@127.0.0.1:2222"}' http://kernlink/v1/sources
    check 'and answers through ssh' answers /v1/sources/self/v1/version version
    check 'a network with WPA2 is joined' joined SecNet

    # As in Debian with its resolved: no other resolvconf is there. It comes later than we, and the bus
    # by which it is told something after it.
    check 'stopped' control stop kernlinkd.service
    ln -sf /usr/bin/resolvectl /usr/sbin/resolvconf
    check 'started without anybody for names' control start kernlinkd.service
    check 'which is said' logged -u kernlinkd.service -g 'nobody takes name servers'
    check 'systemd-resolved begins' control start systemd-resolved.service
    check 'it does not take them without the bus' logged -u kernlinkd.service -g 'they were not taken'
    check 'the bus begins' control start dbus.socket
    check 'it has got what the server said' resolved_knows dns c0 192.0.2.53
    check 'and the domain' resolved_knows domain c0 example.org
    check 'and what the settings say' resolved_knows dns lan0 198.51.100.53
    ip link del lan0
    check 'an interface that is made again' address 10.20.0.1/24
    check 'has its names again' resolved_knows dns lan0 198.51.100.53
}
