// SPDX-License-Identifier: MIT
// WireGuard: devices, peers, and the addresses that they may have.
// Source: include/uapi/linux/wireguard.h; policies in drivers/net/wireguard/netlink.c.
#include "rows.h"

// clang-format off
static ENUM(family, "address family", "AF_", {0, "unspec"}, {2, "inet"}, {10, "inet6"});

static FLAGS(device_flags, "wgdevice_flag", "WGDEVICE_F_", {1, "replace_peers"});
static FLAGS(peer_flags, "wgpeer_flag", "WGPEER_F_",
    {1, "remove_me"}, {2, "replace_allowedips"}, {4, "update_only"});
static FLAGS(address_flags, "wgallowedip_flag", "WGALLOWEDIP_F_", {1, "remove_me"});

ROWS(allowedip) {
    U16(WGALLOWEDIP_A_FAMILY, 1, "family of the address", .ref.values = &family),
    ROW(IP, WGALLOWEDIP_A_IPADDR, 2, "address"),
    U8(WGALLOWEDIP_A_CIDR_MASK, 3, "prefix length", .max = 128),
    U32(WGALLOWEDIP_A_FLAGS, 4, "how it is meant", .ref.values = &address_flags),
};
static SET(allowedip, "wireguard-allowedip", "WGALLOWEDIP_A_", "an address of a peer");

/* struct sockaddr_in or sockaddr_in6. */
#define ONLY(t, n, i, d, af, ...) \
    ROW(t, n, i, d, .flags = KL_A_ONLY, .min = 0, .max = af, __VA_ARGS__)
ROWS(sockaddr) {
    U16(sa_family, 0, "family of the address", .ref.values = &family),
    ROW(U16, sa_port, 2, "port", .flags = KL_A_BE),
    ONLY(IP4, sin_addr, 4, "IPv4 address", 2),
    ROW(U32, sin6_flowinfo, 4, "flow label", .flags = KL_A_ONLY | KL_A_BE | KL_A_HEX, .max = 10),
    ROW(BINARY, sin_zero, 8, "0", .flags = KL_A_ONLY | KL_A_PAD, .max_len = 8, .max = 2),
    ONLY(IP6, sin6_addr, 8, "IPv6 address", 10),
    ONLY(U32, sin6_scope_id, 24, "interface of a link-local address", 10),
};
static LAYOUT(sockaddr, "sockaddr", 28);

ROWS(timespec) {
    S64(tv_sec, 0, "since 1970; 0: never", .unit = KL_UNIT_S),
    S64(tv_nsec, 8, "and the rest", .unit = KL_UNIT_NS),
};
static LAYOUT(timespec, "__kernel_timespec", 16);

ROWS(peer) {
    BYTES(WGPEER_A_PUBLIC_KEY, 1, "key of the peer", .min_len = 32, .max_len = 32),
    BYTES(WGPEER_A_PRESHARED_KEY, 2, "key that both know; zeroes: none", .min_len = 32,
          .max_len = 32),
    U32(WGPEER_A_FLAGS, 3, "how it is meant", .ref.values = &peer_flags),
    ROW(STRUCT, WGPEER_A_ENDPOINT, 4, "address and port that packets are sent to",
        .min_len = 4, .ref.layout = &sockaddr),
    U16(WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL, 5,
        "between packets that keep the way open; 0: none",
        .unit = KL_UNIT_S),
    ROW(STRUCT, WGPEER_A_LAST_HANDSHAKE_TIME, 6, "when keys were last exchanged",
        .ref.layout = &timespec),
    U64(WGPEER_A_RX_BYTES, 7, "received so far", .unit = KL_UNIT_BYTES),
    U64(WGPEER_A_TX_BYTES, 8, "sent so far", .unit = KL_UNIT_BYTES),
    NESTS(WGPEER_A_ALLOWEDIPS, 9, allowedip, "addresses it may have"),
    U32(WGPEER_A_PROTOCOL_VERSION, 10, "version of the protocol"),
};
static SET(peer, "wireguard-peer", "WGPEER_A_", "a peer");

ROWS(device) {
    U32(WGDEVICE_A_IFINDEX, 1, "number of the interface"),
    STR(WGDEVICE_A_IFNAME, 2, 15, "name of the interface"),
    BYTES(WGDEVICE_A_PRIVATE_KEY, 3, "its secret key; zeroes: none", .min_len = 32,
          .max_len = 32),
    BYTES(WGDEVICE_A_PUBLIC_KEY, 4, "its public key", .min_len = 32, .max_len = 32),
    U32(WGDEVICE_A_FLAGS, 5, "how it is meant", .ref.values = &device_flags),
    U16(WGDEVICE_A_LISTEN_PORT, 6, "port it listens on; 0: any"),
    U32(WGDEVICE_A_FWMARK, 7, "mark of its packets; 0: none", .flags = KL_A_HEX),
    NESTS(WGDEVICE_A_PEERS, 8, peer, "peers"),
};
static SET(device, "wireguard-device", "WGDEVICE_A_", "an interface of WireGuard");

static const struct kl_command_def commands[] = {
    COMMAND(0, WG_CMD_GET_DEVICE, "ask for an interface and its peers; an answer"),
    COMMAND(1, WG_CMD_SET_DEVICE, "change an interface and its peers"),
};
// clang-format on

const struct kl_family kl_family_wireguard = {
    .name = "wireguard",
    .doc = "tunnels of WireGuard",
    .command_prefix = "WG_CMD_",
    .protocol = NETLINK_GENERIC,
    .match = KL_MATCH_GENL,
    .version = 1,
    .attrs = &device,
    .n_commands = KL_COUNT(commands),
    .commands = commands,
};
