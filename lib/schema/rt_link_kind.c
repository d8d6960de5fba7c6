// SPDX-License-Identifier: MIT
// IFLA_LINKINFO: what a link has by its kind, and the small kinds themselves. Kinds without options
// (dummy, ifb, nlmon, vcan, wireguard, team...) need no table.
// Source: include/uapi/linux/if_link.h, veth.h, can/vxcan.h, if_macsec.h, batman_adv.h, wwan.h,
// caif/if_caif.h; the drivers in drivers/net/ and net/.
#include "rt_link.h"

// clang-format off
#define PARENT_LINK(n, i) U32(n, i, "number of the link below")

/* ---- Pairs ----------------------------------------------------------------------------------- */

ROWS(veth) {
    NEST(VETH_INFO_PEER, 1, kl_set_link_peer, "the other end", .flags = KL_A_NO_NESTED),
};
static SET(veth, "rt-link-veth", "VETH_INFO_", "a pair of Ethernet devices");

ROWS(vxcan) {
    NEST(VXCAN_INFO_PEER, 1, kl_set_link_peer, "the other end", .flags = KL_A_NO_NESTED),
};
static SET(vxcan, "rt-link-vxcan", "VXCAN_INFO_", "a pair of CAN devices");

static ENUM(netkit_policy, "netkit_policy", "NETKIT_", {0, "pass"}, {2, "drop"});
static ENUM(netkit_mode, "netkit_mode", "NETKIT_", {0, "l2"}, {1, "l3"});
static ENUM(netkit_scrub, "netkit_scrub", "NETKIT_SCRUB_", {0, "none"}, {1, "default"});
static ENUM(netkit_pairing, "netkit_pairing", "NETKIT_DEVICE_", {0, "pair"}, {1, "single"});

ROWS(netkit) {
    NEST(IFLA_NETKIT_PEER_INFO,  1, kl_set_link_peer, "the other end", .flags = KL_A_NO_NESTED),
    U8(IFLA_NETKIT_PRIMARY,      2, "is it the end that programs are attached to? 0 or 1"),
    U32(IFLA_NETKIT_POLICY,      3, "packets without a program", .ref.values = &netkit_policy),
    U32(IFLA_NETKIT_PEER_POLICY, 4, "the same of the other end", .ref.values = &netkit_policy),
    U32(IFLA_NETKIT_MODE,        5, "Ethernet or IP", .ref.values = &netkit_mode),
    U32(IFLA_NETKIT_SCRUB,       6, "what packets lose on the way", .ref.values = &netkit_scrub),
    U32(IFLA_NETKIT_PEER_SCRUB,  7, "the same of the other end", .ref.values = &netkit_scrub),
    U16(IFLA_NETKIT_HEADROOM,    8, "room before a packet", .unit = KL_UNIT_BYTES),
    U16(IFLA_NETKIT_TAILROOM,    9, "room behind a packet", .unit = KL_UNIT_BYTES),
    U32(IFLA_NETKIT_PAIRING,     10, "with another end or without", .ref.values = &netkit_pairing),
};
static SET(netkit, "rt-link-netkit", "IFLA_NETKIT_", "a pair of devices for BPF programs");

/* ---- On top of another link ------------------------------------------------------------------ */

#define VLAN_FLAGS \
    {0x1, "reorder_hdr"}, {0x2, "gvrp"}, {0x4, "loose_binding"}, {0x8, "mvrp"}, \
    {0x10, "bridge_binding"}

static FLAGS(vlan_flags, "vlan_flags", "VLAN_FLAG_", VLAN_FLAGS);
/* The kernel's mask has all bits, those without a meaning as well. */
static FLAGS(vlan_mask, "mask of vlan_flags", "VLAN_FLAG_", {UINT32_MAX, "all"}, VLAN_FLAGS);

ROWS(vlan_flag_pair) {
    U32(flags, 0, "flags that are on", .ref.values = &vlan_flags),
    U32(mask,  4, "flags that are meant", .ref.values = &vlan_mask),
};
static LAYOUT(vlan_flag_pair, "ifla_vlan_flags", 8);

ROWS(vlan_mapping) {
    U32(from, 0, "priority of the packet, or in the tag"),
    U32(to,   4, "priority in the tag, or of the packet"),
};
static LAYOUT(vlan_mapping, "ifla_vlan_qos_mapping", 8);

ROWS(vlan_qos) {
    ROW(STRUCT, IFLA_VLAN_QOS_MAPPING, 1, "a priority and what it becomes",
        .flags = KL_A_MULTI, .ref.layout = &vlan_mapping),
};
static SET(vlan_qos, "rt-link-vlan-qos", "IFLA_VLAN_QOS_", "priorities and what they become");

ROWS(vlan) {
    U16(IFLA_VLAN_ID,            1, "VLAN", .max = 4095),
    ROW(STRUCT, IFLA_VLAN_FLAGS, 2, "how it works", .ref.layout = &vlan_flag_pair),
    NEST(IFLA_VLAN_EGRESS_QOS,   3, vlan_qos, "priorities on sending", .flags = KL_A_NO_NESTED),
    NEST(IFLA_VLAN_INGRESS_QOS,  4, vlan_qos, "priorities on receiving", .flags = KL_A_NO_NESTED),
    U16(IFLA_VLAN_PROTOCOL,      5, "protocol of the tag", .flags = KL_A_BE,
        .ref.values = &kl_enum_vlan_protocol),
};
static SET(vlan, "rt-link-vlan", "IFLA_VLAN_", "a VLAN of another link");

static ENUM(macvlan_mode, "macvlan_mode", "MACVLAN_MODE_",
    {1, "private"}, {2, "vepa"}, {4, "bridge"}, {8, "passthru"}, {16, "source"});
static FLAGS(macvlan_flags, "flags of macvlan", "MACVLAN_FLAG_", {1, "nopromisc"}, {2, "nodst"});
static ENUM(macaddr_mode, "macvlan_macaddr_mode", "MACVLAN_MACADDR_",
    {0, "add"}, {1, "del"}, {2, "flush"}, {3, "set"});

ROWS(macaddrs) {
    MAC(IFLA_MACVLAN_MACADDR, 4, "a source", .flags = KL_A_MULTI),
};
static SET(macaddrs, "rt-link-macvlan-sources", "IFLA_MACVLAN_", "sources to take packets from");

ROWS(macvlan) {
    U32(IFLA_MACVLAN_MODE,              1, "who may talk to whom", .ref.values = &macvlan_mode),
    U16(IFLA_MACVLAN_FLAGS,             2, "flags", .ref.values = &macvlan_flags),
    U32(IFLA_MACVLAN_MACADDR_MODE,      3, "what to do with sources",
        .ref.values = &macaddr_mode),
    MAC(IFLA_MACVLAN_MACADDR,           4, "a source to add or delete"),
    NEST(IFLA_MACVLAN_MACADDR_DATA,     5, macaddrs, "sources", .flags = KL_A_NO_NESTED),
    U32(IFLA_MACVLAN_MACADDR_COUNT,     6, "number of sources"),
    U32(IFLA_MACVLAN_BC_QUEUE_LEN,      7, "length of the queue for broadcasts that is wanted"),
    U32(IFLA_MACVLAN_BC_QUEUE_LEN_USED, 8, "length of that queue"),
    S32(IFLA_MACVLAN_BC_CUTOFF,         9, "receivers from which broadcasts are queued; -1: never"),
};
static SET(macvlan, "rt-link-macvlan", "IFLA_MACVLAN_", "macvlan or macvtap on another link");

static ENUM(ipvlan_mode, "ipvlan_mode", "IPVLAN_MODE_", {0, "l2"}, {1, "l3"}, {2, "l3s"});
static FLAGS(ipvlan_flags, "flags of ipvlan", "IPVLAN_F_", {1, "private"}, {2, "vepa"});

ROWS(ipvlan) {
    U16(IFLA_IPVLAN_MODE,  1, "switched or routed", .ref.values = &ipvlan_mode),
    U16(IFLA_IPVLAN_FLAGS, 2, "flags", .ref.values = &ipvlan_flags),
};
static SET(ipvlan, "rt-link-ipvlan", "IFLA_IPVLAN_", "ipvlan or ipvtap on another link");

static ENUM(macsec_cipher, "cipher suite", "MACSEC_CIPHER_ID_",
    {0x0080020001000001, "gcm_aes_128_draft"}, {0x0080c20001000001, "gcm_aes_128"},
    {0x0080c20001000002, "gcm_aes_256"}, {0x0080c20001000003, "gcm_aes_xpn_128"},
    {0x0080c20001000004, "gcm_aes_xpn_256"});
static ENUM(macsec_validate, "macsec_validation_type", "MACSEC_VALIDATE_",
    {0, "disabled"}, {1, "check"}, {2, "strict"});
static ENUM(macsec_offload, "macsec_offload", "MACSEC_OFFLOAD_", {0, "off"}, {1, "phy"}, {2, "mac"});

ROWS(macsec) {
    U64(IFLA_MACSEC_SCI,           1,  "channel: hardware address and port",
        .flags = KL_A_BE | KL_A_HEX),
    U16(IFLA_MACSEC_PORT,          2,  "port of the channel", .flags = KL_A_BE),
    U8(IFLA_MACSEC_ICV_LEN,        3,  "length of the check value", .unit = KL_UNIT_BYTES),
    U64(IFLA_MACSEC_CIPHER_SUITE,  4,  "cipher", .flags = KL_A_HEX, .ref.values = &macsec_cipher),
    U32(IFLA_MACSEC_WINDOW,        5,  "how late a packet may be", .unit = KL_UNIT_PACKETS),
    U8(IFLA_MACSEC_ENCODING_SA,    6,  "association to send with, 0 to 3"),
    U8(IFLA_MACSEC_ENCRYPT,        7,  "encrypt: 0 or 1"),
    U8(IFLA_MACSEC_PROTECT,        8,  "protect: 0 or 1"),
    U8(IFLA_MACSEC_INC_SCI,        9,  "send the channel: 0 or 1"),
    U8(IFLA_MACSEC_ES,             10, "end station: 0 or 1"),
    U8(IFLA_MACSEC_SCB,            11, "single copy broadcast: 0 or 1"),
    U8(IFLA_MACSEC_REPLAY_PROTECT, 12, "drop packets that are too late: 0 or 1"),
    U8(IFLA_MACSEC_VALIDATION,     13, "what becomes of bad packets",
       .ref.values = &macsec_validate),
    PAD(IFLA_MACSEC_PAD,           14),
    U8(IFLA_MACSEC_OFFLOAD,        15, "where it is done", .ref.values = &macsec_offload),
};
static SET(macsec, "rt-link-macsec", "IFLA_MACSEC_", "encrypted Ethernet on another link");

ROWS(xfrm) {
    PARENT_LINK(IFLA_XFRM_LINK, 1),
    U32(IFLA_XFRM_IF_ID,        2, "number that states and policies name"),
    FLAG(IFLA_XFRM_COLLECT_METADATA, 3, "that number comes with each packet"),
};
static SET(xfrm, "rt-link-xfrm", "IFLA_XFRM_", "an interface of IPsec");

static ENUM(hsr_protocol, "protocol", "HSR_PROTOCOL_", {0, "hsr"}, {1, "prp"});

ROWS(hsr) {
    U32(IFLA_HSR_SLAVE1,           1, "number of the first link"),
    U32(IFLA_HSR_SLAVE2,           2, "number of the second link"),
    U8(IFLA_HSR_MULTICAST_SPEC,    3, "last byte of the supervision address"),
    MAC(IFLA_HSR_SUPERVISION_ADDR, 4, "address of supervision frames"),
    U16(IFLA_HSR_SEQ_NR,           5, "next sequence number"),
    U8(IFLA_HSR_VERSION,           6, "version of HSR"),
    U8(IFLA_HSR_PROTOCOL,          7, "HSR or PRP", .ref.values = &hsr_protocol),
    U32(IFLA_HSR_INTERLINK,        8, "number of the link to the outside"),
};
static SET(hsr, "rt-link-hsr", "IFLA_HSR_", "two links for redundancy");

static ENUM(ipoib_mode, "mode of IPoIB", "IPOIB_MODE_", {0, "datagram"}, {1, "connected"});

ROWS(ipoib) {
    U16(IFLA_IPOIB_PKEY,   1, "partition key", .flags = KL_A_HEX),
    U16(IFLA_IPOIB_MODE,   2, "kind of connection", .ref.values = &ipoib_mode),
    U16(IFLA_IPOIB_UMCAST, 3, "multicast of programs: 0 or 1"),
};
static SET(ipoib, "rt-link-ipoib", "IFLA_IPOIB_", "IP over InfiniBand");

static FLAGS(rmnet_flags, "flags of rmnet", "RMNET_FLAGS_",
    {1 << 0, "ingress_deaggregation"}, {1 << 1, "ingress_map_commands"},
    {1 << 2, "ingress_map_cksumv4"}, {1 << 3, "egress_map_cksumv4"},
    {1 << 4, "ingress_map_cksumv5"}, {1 << 5, "egress_map_cksumv5"});

ROWS(rmnet_flag_pair) {
    U32(flags, 0, "flags that are on", .ref.values = &rmnet_flags),
    U32(mask,  4, "flags that are meant", .ref.values = &rmnet_flags),
};
static LAYOUT(rmnet_flag_pair, "ifla_rmnet_flags", 8);

ROWS(rmnet) {
    U16(IFLA_RMNET_MUX_ID,        1, "number of the channel"),
    ROW(STRUCT, IFLA_RMNET_FLAGS, 2, "flags", .ref.layout = &rmnet_flag_pair),
};
static SET(rmnet, "rt-link-rmnet", "IFLA_RMNET_", "a channel of a modem");

/* ---- Others ---------------------------------------------------------------------------------- */

ROWS(vrf) {
    U32(IFLA_VRF_TABLE, 1, "routing table"),
};
static SET(vrf, "rt-link-vrf", "IFLA_VRF_", "a routing domain");

ROWS(vrf_port) {
    U32(IFLA_VRF_PORT_TABLE, 1, "routing table"),
};
static SET(vrf_port, "rt-link-vrf-port", "IFLA_VRF_PORT_", "a link of a routing domain");

static ENUM(tun_type, "type of tun", "IFF_", {1, "tun"}, {2, "tap"});

ROWS(tun) {
    U32(IFLA_TUN_OWNER,               1, "user that may open it"),
    U32(IFLA_TUN_GROUP,               2, "group that may open it"),
    U8(IFLA_TUN_TYPE,                 3, "IP or Ethernet", .ref.values = &tun_type),
    U8(IFLA_TUN_PI,                   4, "packets begin with information: 0 or 1"),
    U8(IFLA_TUN_VNET_HDR,             5, "packets begin with virtio's header: 0 or 1"),
    U8(IFLA_TUN_PERSIST,              6, "it stays when closed: 0 or 1"),
    U8(IFLA_TUN_MULTI_QUEUE,          7, "several queues: 0 or 1"),
    U32(IFLA_TUN_NUM_QUEUES,          8, "queues in use"),
    U32(IFLA_TUN_NUM_DISABLED_QUEUES, 9, "queues not in use"),
};
static SET(tun, "rt-link-tun", "IFLA_TUN_", "a device that a program is behind");

ROWS(ppp) {
    S32(IFLA_PPP_DEV_FD, 1, "descriptor of /dev/ppp"),
};
static SET(ppp, "rt-link-ppp", "IFLA_PPP_", "point-to-point protocol");

ROWS(batadv) {
    STR(IFLA_BATADV_ALGO_NAME, 1, 19, "routing algorithm"),
};
static SET(batadv, "rt-link-batadv", "IFLA_BATADV_", "mesh of batman-adv");

ROWS(dsa) {
    U32(IFLA_DSA_CONDUIT, 1, "number of the link to the processor"),
};
static SET(dsa, "rt-link-dsa", "IFLA_DSA_", "a port of a switch chip");

ROWS(wwan) {
    U32(IFLA_WWAN_LINK_ID, 1, "number of the connection"),
};
static SET(wwan, "rt-link-wwan", "IFLA_WWAN_", "a connection of a modem");

ROWS(caif) {
    U32(IFLA_CAIF_IPV4_CONNID, 1, "connection for IPv4"),
    U32(IFLA_CAIF_IPV6_CONNID, 2, "connection for IPv6"),
    U8(IFLA_CAIF_LOOPBACK,     3, "loop back: 0 or 1"),
};
static SET(caif, "rt-link-caif", "IFLA_CAIF_", "a connection of a CAIF modem");

static ENUM(ovpn_mode, "ovpn_mode", "OVPN_MODE_", {0, "p2p"}, {1, "mp"});

ROWS(ovpn) {
    U8(IFLA_OVPN_MODE, 1, "one peer or many", .ref.values = &ovpn_mode),
};
static SET(ovpn, "rt-link-ovpn", "IFLA_OVPN_", "OpenVPN's data channel");

/* ---- The choice ------------------------------------------------------------------------------ */

static const struct kl_selection kinds[] = {
    {.name = "amt", .set = &kl_set_link_amt},
    {.name = "bareudp", .set = &kl_set_link_bareudp},
    {.name = "batadv", .set = &batadv},
    {.name = "bond", .set = &kl_set_link_bond},
    {.name = "bridge", .set = &kl_set_link_bridge},
    {.name = "caif", .set = &caif},
    {.name = "can", .set = &kl_set_link_can},
    {.name = "dsa", .set = &dsa},
    {.name = "erspan", .set = &kl_set_link_gre},
    {.name = "geneve", .set = &kl_set_link_geneve},
    {.name = "gre", .set = &kl_set_link_gre},
    {.name = "gretap", .set = &kl_set_link_gre},
    {.name = "gtp", .set = &kl_set_link_gtp},
    {.name = "hsr", .set = &hsr},
    {.name = "ip6erspan", .set = &kl_set_link_gre6},
    {.name = "ip6gre", .set = &kl_set_link_gre6},
    {.name = "ip6gretap", .set = &kl_set_link_gre6},
    {.name = "ip6tnl", .set = &kl_set_link_ip6tnl},
    {.name = "ipip", .set = &kl_set_link_iptun},
    {.name = "ipoib", .set = &ipoib},
    {.name = "ipvlan", .set = &ipvlan},
    {.name = "ipvtap", .set = &ipvlan},
    {.name = "macsec", .set = &macsec},
    {.name = "macvlan", .set = &macvlan},
    {.name = "macvtap", .set = &macvlan},
    {.name = "netkit", .set = &netkit},
    {.name = "ovpn", .set = &ovpn},
    {.name = "ppp", .set = &ppp},
    {.name = "rmnet", .set = &rmnet},
    {.name = "sit", .set = &kl_set_link_sit},
    {.name = "tun", .set = &tun},
    {.name = "veth", .set = &veth},
    {.name = "vlan", .set = &vlan},
    {.name = "vrf", .set = &vrf},
    {.name = "vti", .set = &kl_set_link_vti},
    {.name = "vti6", .set = &kl_set_link_vti6},
    {.name = "vxcan", .set = &vxcan},
    {.name = "vxlan", .set = &kl_set_link_vxlan},
    {.name = "wwan", .set = &wwan},
    {.name = "xfrm", .set = &xfrm},
};
static const struct kl_selector by_kind = {
    .by = KL_BY_STRING, .key = 1, .n_cases = KL_COUNT(kinds), .cases = kinds};

static const struct kl_selection xstats_kinds[] = {
    {.name = "can", .set = &kl_set_link_can_xstats},
};
static const struct kl_selector xstats_by_kind = {
    .by = KL_BY_STRING, .key = 1, .n_cases = KL_COUNT(xstats_kinds), .cases = xstats_kinds};

/* ip(8) asks for these with a kind of "bridge_slave" and no kind of master, which the kernel knows. */
static const struct kl_selection slave_kinds[] = {
    {.name = "bond", .set = &kl_set_link_bond_slave},
    {.name = "bond_slave", .set = &kl_set_link_bond_slave},
    {.name = "bridge", .set = &kl_set_link_bridge_port},
    {.name = "bridge_slave", .set = &kl_set_link_bridge_port},
    {.name = "vrf", .set = &vrf_port},
    {.name = "vrf_slave", .set = &vrf_port},
};
static const struct kl_selector by_slave_kind = {
    .by = KL_BY_STRING, .key = 4, .or_key = 1, .n_cases = KL_COUNT(slave_kinds),
    .cases = slave_kinds};

ROWS(kl_set_linkinfo) {
    STR(IFLA_INFO_KIND,             1, 0, "kind of link"),
    ROW(NEST, IFLA_INFO_DATA,       2, "what the kind has", .ref.select = &by_kind,
        .flags = KL_A_SELECT | KL_A_NO_NESTED),
    ROW(NEST, IFLA_INFO_XSTATS,     3, "counters of the kind", .ref.select = &xstats_by_kind,
        .flags = KL_A_SELECT | KL_A_NO_NESTED),
    STR(IFLA_INFO_SLAVE_KIND,       4, 0, "kind of its master"),
    ROW(NEST, IFLA_INFO_SLAVE_DATA, 5, "what its master's kind has", .ref.select = &by_slave_kind,
        .flags = KL_A_SELECT | KL_A_NO_NESTED),
};
SET(kl_set_linkinfo, "rt-linkinfo", "IFLA_INFO_", "kind of link, and what the kind has");
// clang-format on
