# shellcheck shell=bash
# A device with a driver, which comes and goes as one at a USB port does. For test_systemd.sh; the device is the
# machine's own, and leads nowhere.

device_settings() { # NAME MATCH
    cat >"$settings" <<Y
interfaces:
  $1: {kind: ethernet, match: {$2}, mtu: 1400, addresses: [10.40.0.1/24]}
routes:
  - {to: 10.41.0.0/16, via: 10.40.0.254}
Y
}

apply_device() { # NAME MATCH
    device_settings "$@" && timeout 60 kernlink net apply
}

# All that the settings say of it, as others read it.
has_all() { # NAME
    ip -j addr show dev "$1" | jq -e '.[0] | .mtu == 1400 and (.flags | contains(["UP"])) and
        any(.addr_info[]; .local == "10.40.0.1" and .prefixlen == 24)' &&
        ip -j route show 10.41.0.0/16 | jq -e --arg name "$1" 'length == 1 and .[0].dev == $name and
            .[0].gateway == "10.40.0.254"'
}

configured() { # NAME
    has_all "$1" && timeout 60 kernlink net diff
}

has_driver() { # NAME
    timeout 20 ethtool -i "$1" | grep -x 'driver: virtio_net'
}

driver() { # VERB: bind or unbind
    echo "$bus_name" >"/sys/bus/virtio/drivers/virtio_net/$1"
}

# What the settings want is not there: both who are asked say so.
missing() { # NAME
    local said
    said=$(timeout 60 kernlink net status)
    [[ $said == *"there is no device for link $1"* ]] || { echo "$said" && return 1; }
    said=$(timeout 60 kernlink net wait-online --timeout 0 2>&1) && echo 'it says that all is there' && return 1
    [[ $said == *"$1: there is no such interface"* ]] || { echo "$said" && return 1; }
}

fits_nothing() { # NAME MATCH
    local said
    said=$(apply_device "$@" 2>&1) && echo 'it was applied' && return 1
    [[ $said == *"there is no device for link $1"* ]] || { echo "$said" && return 1; }
}

device() {
    local bus_name
    check 'a driver comes' modprobe virtio_net
    check 'a device is known by it' apply_device dev0 'driver: "virtio_*"'
    check 'and configured' has_all dev0
    check 'ethtool says the same driver' has_driver dev0
    bus_name=$(basename "$(realpath /sys/class/net/dev0/device)")
    check 'the driver lets go of it' driver unbind
    check 'it is said that it is missing' missing dev0
    check 'the driver takes it again' driver bind
    check 'it gets its name, its address and its route again' configured dev0
    check 'a driver that it does not have fits nothing' fits_nothing dev0 'driver: "virtio?net?"'
    check 'it keeps its name' ip link show dev0
    check 'by its place it gets another name' apply_device dev1 'path: "/sys/devices/pci*/virtio*"'
    check 'the driver lets go of it' driver unbind
    check 'and takes it again' driver bind
    check 'it has all again' has_all dev1
    check 'by its address, too' apply_device dev2 'mac: "52:54:00:12:34:56"'
    echo 'interfaces: {}' >"$settings"
    check 'what it had goes' timeout 60 kernlink net apply
    check 'and the driver' modprobe -r virtio_net
}
