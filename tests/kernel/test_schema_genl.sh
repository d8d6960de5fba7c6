#!/bin/bash
# Families of generic netlink, as their tools speak them: ethtool, wg, devlink, ip. The tables must
# know all of it, and agree with what the tools show. Most of it needs modules, which the virtual
# machine has.
. "$(dirname "$0")/lib.sh"
AUDIT=$(dirname "$KERNLINK")/tests/audit
PATH=$PATH:/usr/sbin:/sbin
for tool in ethtool jq ip; do
    command -v $tool >/dev/null || skip_all "$tool is not installed"
done
[[ -n ${KL_TEST_VM-} ]] && modprobe -a wireguard netdevsim dummy veth l2tp_netlink l2tp_eth fou macsec \
    tcp_metrics 2>/dev/null
ip link set lo up

audited() { # NAME: runs the script on the input, and wants no complaint
    cat >"$TMP/script"
    "$AUDIT" "$TMP/traffic" bash -c "exec bash '$TMP/script' >'$TMP/output' 2>&1" \
        >"$TMP/complaints" 2>"$TMP/count"
    # Links are another test's.
    is "$(grep -v '^rt-' "$TMP/complaints" | sort -u | head -n 20)" '' \
        "$1: the tables know all of it ($(<"$TMP/count"))"
}

traffic() { # JQ-FILTER: of the last script
    jq -rc "$1" "$TMP/traffic"
}

# ---- ethtool -----------------------------------------------------------------------------------
devices=lo
ip link add v0 type veth peer name v1 2>/dev/null && ip link set v0 up && ip link set v1 up && devices+=' v0'
ip link add d0 type dummy 2>/dev/null && devices+=' d0'
sim=
if echo '1 2' 2>/dev/null >/sys/bus/netdevsim/new_device; then
    for ((i = 0; i < 50; i++)); do
        sim=$(find /sys/bus/netdevsim/devices/netdevsim1/net -mindepth 1 -maxdepth 1 -printf '%f\n' 2>/dev/null | head -n 1)
        [[ -n $sim ]] && break
        sleep 0.1
    done
    devices+=" $sim"
fi
audited ethtool <<SCRIPT
for device in $devices; do
    for option in '' -i -k -g -l -c -a -S -T -P -u -m -x -n --show-eee --show-priv-flags --show-fec \
        --show-tunnels --get-plca-cfg --show-mm --show-pse --show-module --phy-statistics; do
        ethtool \$option \$device
    done
    ethtool -I -a \$device
    ethtool -I --show-fec \$device
    ethtool -S \$device --all-groups
done
ethtool -K v0 tso off gso off
ethtool -K v0 tso on
ethtool -L v0 rx 1 tx 1
ethtool -s d0 wol g
ethtool -G ${sim:-v0} rx 100
ethtool -C ${sim:-v0} rx-usecs 5
ethtool -A ${sim:-v0} rx on
ethtool --set-fec ${sim:-v0} encoding auto
ethtool --cable-test v0
SCRIPT
if [[ -n $(traffic 'select(.family == "ethtool") | .command' | head -n 1) ]]; then
    is "$(traffic 'select(.command == "linkstate_get_reply") | [.attrs.ETHTOOL_A_LINKSTATE_HEADER.ETHTOOL_A_HEADER_DEV_NAME,
        .attrs.ETHTOOL_A_LINKSTATE_LINK]' | sort -u | grep lo)" '["lo","on"]' 'a link has its state'
    is "$(traffic 'select(.command == "features_get_reply") |
        select(.attrs.ETHTOOL_A_FEATURES_HEADER.ETHTOOL_A_HEADER_DEV_NAME == "lo") |
        .attrs.ETHTOOL_A_FEATURES_NOCHANGE | keys | join(" ")' | head -n 1)" \
        'ETHTOOL_A_BITSET_NOMASK ETHTOOL_A_BITSET_SIZE ETHTOOL_A_BITSET_VALUE' 'features are sets of bits'
else
    skip 'a link has its state' 'this kernel has no ethtool family'
fi

# ---- wireguard ---------------------------------------------------------------------------------
if command -v wg >/dev/null && ip link add wg0 type wireguard 2>/dev/null; then
    wg genkey >"$TMP/key"
    wg genpsk >"$TMP/shared"
    one=$(wg genkey | wg pubkey) two=$(wg genkey | wg pubkey)
    audited wg <<SCRIPT
wg set wg0 private-key $TMP/key listen-port 5555 fwmark 0x10
wg set wg0 peer $one preshared-key $TMP/shared endpoint 127.0.0.1:5556 persistent-keepalive 25 \
    allowed-ips 10.0.0.0/24,fd00::/64 peer $two endpoint [::1]:77 allowed-ips 10.1.0.0/16
ip link set wg0 up
wg show all dump
wg set wg0 peer $two remove
wg show wg0 dump
SCRIPT
    hex=$(printf '%s' "$one" | base64 -d | od -An -v -tx1 | tr -d '\n' | sed 's/^ //; s/ /:/g')
    is "$(traffic '.. | .WGDEVICE_A_PEERS? // empty | .[] | select(.WGPEER_A_PUBLIC_KEY == "'"$hex"'") |
        select(.WGPEER_A_RX_BYTES != null) | [.WGPEER_A_ENDPOINT.sin_addr, .WGPEER_A_ENDPOINT.sa_port,
        .WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL, (.WGPEER_A_ALLOWEDIPS | map("\(.WGALLOWEDIP_A_IPADDR)/\(.WGALLOWEDIP_A_CIDR_MASK)") |
        sort | join(","))] | join(" ")' | tail -n 1)" \
        "$(wg show wg0 dump | awk -v key="$one" '$1 == key { split($3, a, ":"); n = split($4, b, ","); asort_(b, n);
            print a[1], a[2], $8, b[1] "," b[2] }
            function asort_(x, n, t) { if (x[1] > x[2]) { t = x[1]; x[1] = x[2]; x[2] = t } }')" \
        'a peer is as wg shows it'
    is "$(traffic '.. | .WGPEER_A_ENDPOINT? // empty | .sin6_addr // empty' | sort -u)" ::1 \
        'an endpoint of IPv6 is told by its family'
else
    skip 'a peer is as wg shows it' 'there is no wg or no such module'
fi

# ---- devlink -----------------------------------------------------------------------------------
device=netdevsim/netdevsim1
if [[ -n $sim ]] && command -v devlink >/dev/null; then
    audited devlink <<SCRIPT
for what in dev 'dev info' 'dev param' port 'port param' sb 'sb pool' 'sb port pool' 'sb tc bind' \
    "dev eswitch show $device" "resource show $device" "dpipe table show $device" \
    "dpipe header show $device" region health "health diagnose $device reporter dummy" \
    "health dump show $device reporter dummy" trap 'trap group' 'trap policer' \
    'port function rate show' lc "dev selftests show $device"; do
    devlink -s \$what
done
devlink region new $device/dummy snapshot 5
devlink region dump $device/dummy snapshot 5 | head -n 2
devlink region del $device/dummy snapshot 5
devlink trap set $device trap source_mac_is_multicast action trap
devlink resource set $device path /IPv4/fib size 100
devlink dev param set $device name max_macs value 16 cmode driverinit
devlink dev param set $device name test1 value true cmode driverinit
devlink dev flash $device file nothing
devlink dev eswitch set $device mode switchdev
SCRIPT
    is "$(traffic '.. | .DEVLINK_ATTR_PARAM? // empty | select(.DEVLINK_ATTR_PARAM_NAME == "max_macs") |
        [.DEVLINK_ATTR_PARAM_TYPE, .DEVLINK_ATTR_PARAM_VALUES_LIST.DEVLINK_ATTR_PARAM_VALUE[0].DEVLINK_ATTR_PARAM_VALUE_DATA.value]' |
        head -n 1)" '["u32",32]' 'a parameter is read by its type'
    is "$(traffic '.. | select(.DEVLINK_ATTR_TRAP_NAME? == "source_mac_is_multicast") | .DEVLINK_ATTR_TRAP_ACTION' |
        sort -u | tr '\n' ' ')" 'drop trap ' 'a trap has its action'
else
    skip 'devlink' 'there is no netdevsim'
fi
[[ -n $sim ]] && echo 1 >/sys/bus/netdevsim/del_device

# ---- ip ----------------------------------------------------------------------------------------
audited ip <<'SCRIPT'
ip fou add port 5555 ipproto 4
ip fou show
ip l2tp add tunnel tunnel_id 10 peer_tunnel_id 20 encap udp local 127.0.0.1 remote 127.0.0.1 udp_sport 6000 udp_dport 6001
ip l2tp add session tunnel_id 10 session_id 1 peer_session_id 2 cookie 01234567
ip l2tp show tunnel
ip l2tp show session
ip link add link v0 ms0 type macsec encrypt on
ip macsec add ms0 tx sa 0 pn 1 on key 01 00112233445566778899aabbccddeeff
ip macsec add ms0 rx port 1 address 00:11:22:33:44:55
ip macsec add ms0 rx port 1 address 00:11:22:33:44:55 sa 0 pn 1 on key 02 00112233445566778899aabbccddeeff
ip -s macsec show
ip mptcp endpoint add 192.0.2.1 signal
ip mptcp endpoint show
ip mptcp limits set subflow 3
ip mptcp limits show
ip tcp_metrics show
SCRIPT
if grep -q '^Tunnel 10' "$TMP/output"; then
    is "$(traffic 'select(.family == "l2tp" and .command == "tunnel_get" and (.header.flags | index("request") | not)) |
        [.attrs.L2TP_ATTR_CONN_ID, .attrs.L2TP_ATTR_PEER_CONN_ID, .attrs.L2TP_ATTR_ENCAP_TYPE, .attrs.L2TP_ATTR_UDP_DPORT]' |
        head -n 1)" '[10,20,"udp",6001]' 'a tunnel is what was asked for'
else
    skip 'a tunnel is what was asked for' 'this kernel has no L2TP'
fi
done_testing
