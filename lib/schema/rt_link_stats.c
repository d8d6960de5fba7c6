// SPDX-License-Identifier: MIT
// Counters of links: the structs in link messages, and RTM_*STATS.
// Source: include/uapi/linux/if_link.h, if_bridge.h, if_bonding.h, mpls.h; net/core/rtnetlink.c.
#include "rt_link.h"

// clang-format off
#define LINK_COUNTERS(T, bytes) \
    T(rx_packets,          0 * (bytes), "packets received", .unit = KL_UNIT_PACKETS), \
    T(tx_packets,          1 * (bytes), "packets sent", .unit = KL_UNIT_PACKETS), \
    T(rx_bytes,            2 * (bytes), "bytes received", .unit = KL_UNIT_BYTES), \
    T(tx_bytes,            3 * (bytes), "bytes sent", .unit = KL_UNIT_BYTES), \
    T(rx_errors,           4 * (bytes), "bad packets received"), \
    T(tx_errors,           5 * (bytes), "packets that could not be sent"), \
    T(rx_dropped,          6 * (bytes), "received and dropped for want of room or use"), \
    T(tx_dropped,          7 * (bytes), "dropped before sending"), \
    T(multicast,           8 * (bytes), "multicast packets received"), \
    T(collisions,          9 * (bytes), "collisions while sending"), \
    T(rx_length_errors,   10 * (bytes), "received with a bad length"), \
    T(rx_over_errors,     11 * (bytes), "receiver's ring was full"), \
    T(rx_crc_errors,      12 * (bytes), "received with a bad checksum"), \
    T(rx_frame_errors,    13 * (bytes), "received with bad alignment"), \
    T(rx_fifo_errors,     14 * (bytes), "receiver's FIFO overran"), \
    T(rx_missed_errors,   15 * (bytes), "missed for want of buffers"), \
    T(tx_aborted_errors,  16 * (bytes), "given up while sending"), \
    T(tx_carrier_errors,  17 * (bytes), "carrier lost while sending"), \
    T(tx_fifo_errors,     18 * (bytes), "sender's FIFO ran empty"), \
    T(tx_heartbeat_errors, 19 * (bytes), "no heartbeat after sending"), \
    T(tx_window_errors,   20 * (bytes), "late collisions"), \
    T(rx_compressed,      21 * (bytes), "compressed packets received"), \
    T(tx_compressed,      22 * (bytes), "compressed packets sent"), \
    T(rx_nohandler,       23 * (bytes), "received where nobody listens")

ROWS(kl_layout_link_stats) {
    LINK_COUNTERS(U32, 4),
};
LAYOUT(kl_layout_link_stats, "rtnl_link_stats", 96);

ROWS(kl_layout_link_stats64) {
    LINK_COUNTERS(U64, 8),
    U64(rx_otherhost_dropped, 192, "dropped because meant for another host"),
};
LAYOUT(kl_layout_link_stats64, "rtnl_link_stats64", 200);

ROWS(hw_stats64) {
    U64(rx_packets, 0,  "packets received", .unit = KL_UNIT_PACKETS),
    U64(tx_packets, 8,  "packets sent", .unit = KL_UNIT_PACKETS),
    U64(rx_bytes,   16, "bytes received", .unit = KL_UNIT_BYTES),
    U64(tx_bytes,   24, "bytes sent", .unit = KL_UNIT_BYTES),
    U64(rx_errors,  32, "bad packets received"),
    U64(tx_errors,  40, "packets that could not be sent"),
    U64(rx_dropped, 48, "dropped on receiving"),
    U64(tx_dropped, 56, "dropped before sending"),
    U64(multicast,  64, "multicast packets received"),
};
static LAYOUT(hw_stats64, "rtnl_hw_stats64", 72);

/* ---- Statistics of bridges and bonds --------------------------------------------------------- */

ROWS(vlan_xstats) {
    U64(rx_bytes,   0,  "bytes received", .unit = KL_UNIT_BYTES),
    U64(rx_packets, 8,  "packets received", .unit = KL_UNIT_PACKETS),
    U64(tx_bytes,   16, "bytes sent", .unit = KL_UNIT_BYTES),
    U64(tx_packets, 24, "packets sent", .unit = KL_UNIT_PACKETS),
    U16(vid,        32, "VLAN"),
    U16(flags,      34, "how the VLAN is used", .ref.values = &kl_enum_bridge_vlan_flags),
    U32(pad2,       36, "not used", .flags = KL_A_PAD),
};
static LAYOUT(vlan_xstats, "bridge_vlan_xstats", 40);

/* Two counters each, of packets received and sent. */
ROWS(direction) {
    U64(rx, 0, "received"),
    U64(tx, 8, "sent"),
};
static LAYOUT(direction, "received and sent", 16);

#define RX_TX(n, i, d) ROW(STRUCT, n, i, d, .max_len = 16, .ref.layout = &direction)

ROWS(mcast_stats) {
    RX_TX(igmp_v1queries,    0,   "IGMPv1 queries"),
    RX_TX(igmp_v2queries,    16,  "IGMPv2 queries"),
    RX_TX(igmp_v3queries,    32,  "IGMPv3 queries"),
    RX_TX(igmp_leaves,       48,  "IGMP leaves"),
    RX_TX(igmp_v1reports,    64,  "IGMPv1 reports"),
    RX_TX(igmp_v2reports,    80,  "IGMPv2 reports"),
    RX_TX(igmp_v3reports,    96,  "IGMPv3 reports"),
    U64(igmp_parse_errors,   112, "IGMP packets that could not be read"),
    RX_TX(mld_v1queries,     120, "MLDv1 queries"),
    RX_TX(mld_v2queries,     136, "MLDv2 queries"),
    RX_TX(mld_leaves,        152, "MLD leaves"),
    RX_TX(mld_v1reports,     168, "MLDv1 reports"),
    RX_TX(mld_v2reports,     184, "MLDv2 reports"),
    U64(mld_parse_errors,    200, "MLD packets that could not be read"),
    RX_TX(mcast_bytes,       208, "bytes of multicast"),
    RX_TX(mcast_packets,     224, "multicast packets"),
};
static LAYOUT(mcast_stats, "br_mcast_stats", 240);

ROWS(stp_xstats) {
    U64(transition_blk, 0,  "changes to blocking"),
    U64(transition_fwd, 8,  "changes to forwarding"),
    U64(rx_bpdu,        16, "BPDUs received"),
    U64(tx_bpdu,        24, "BPDUs sent"),
    U64(rx_tcn,         32, "topology changes received"),
    U64(tx_tcn,         40, "topology changes sent"),
};
static LAYOUT(stp_xstats, "bridge_stp_xstats", 48);

ROWS(bridge_xstats) {
    ROW(STRUCT, BRIDGE_XSTATS_VLAN,  1, "counters of a VLAN", .flags = KL_A_MULTI,
        .ref.layout = &vlan_xstats),
    ROW(STRUCT, BRIDGE_XSTATS_MCAST, 2, "counters of IGMP and MLD", .ref.layout = &mcast_stats),
    PAD(BRIDGE_XSTATS_PAD, 3),
    ROW(STRUCT, BRIDGE_XSTATS_STP,   4, "counters of spanning tree", .ref.layout = &stp_xstats),
};
static SET(bridge_xstats, "rt-stats-bridge", "BRIDGE_XSTATS_", "counters of a bridge or its port");

ROWS(bond_3ad) {
    U64(BOND_3AD_STAT_LACPDU_RX,         0, "LACPDUs received"),
    U64(BOND_3AD_STAT_LACPDU_TX,         1, "LACPDUs sent"),
    U64(BOND_3AD_STAT_LACPDU_UNKNOWN_RX, 2, "LACPDUs of an unknown kind received"),
    U64(BOND_3AD_STAT_LACPDU_ILLEGAL_RX, 3, "malformed LACPDUs received"),
    U64(BOND_3AD_STAT_MARKER_RX,         4, "markers received"),
    U64(BOND_3AD_STAT_MARKER_TX,         5, "markers sent"),
    U64(BOND_3AD_STAT_MARKER_RESP_RX,    6, "answers to markers received"),
    U64(BOND_3AD_STAT_MARKER_RESP_TX,    7, "answers to markers sent"),
    U64(BOND_3AD_STAT_MARKER_UNKNOWN_RX, 8, "markers of an unknown kind received"),
    PAD(BOND_3AD_STAT_PAD, 9),
};
static SET(bond_3ad, "rt-stats-bond-3ad", "BOND_3AD_STAT_", "counters of link aggregation");

ROWS(bond_xstats) {
    NEST(BOND_XSTATS_3AD, 1, bond_3ad, "counters of link aggregation"),
};
static SET(bond_xstats, "rt-stats-bond", "BOND_XSTATS_", "counters of a bond or its slave");

ROWS(link_xstats) {
    NEST(LINK_XSTATS_TYPE_BRIDGE, 1, bridge_xstats, "of a bridge"),
    NEST(LINK_XSTATS_TYPE_BOND,   2, bond_xstats, "of a bond"),
};
static SET(link_xstats, "rt-stats-xstats", "LINK_XSTATS_TYPE_", "counters that a kind of link has");

/* ---- Offload --------------------------------------------------------------------------------- */

ROWS(hw_s_info_one) {
    U8(IFLA_OFFLOAD_XSTATS_HW_S_INFO_REQUEST, 1, "was counting in hardware asked for? 0 or 1"),
    U8(IFLA_OFFLOAD_XSTATS_HW_S_INFO_USED,    2, "does hardware count? 0 or 1"),
};
static SET(hw_s_info_one, "rt-stats-hw-info", "IFLA_OFFLOAD_XSTATS_HW_S_INFO_",
           "who counts in hardware");

ROWS(hw_s_info) {
    NEST(IFLA_OFFLOAD_XSTATS_L3_STATS, 3, hw_s_info_one, "counters of routed packets"),
};
static SET(hw_s_info, "rt-stats-hw-infos", "IFLA_OFFLOAD_XSTATS_", "what hardware counts");

ROWS(offload) {
    ROW(STRUCT, IFLA_OFFLOAD_XSTATS_CPU_HIT,  1, "what the CPU handled",
        .ref.layout = &kl_layout_link_stats64),
    NEST(IFLA_OFFLOAD_XSTATS_HW_S_INFO,       2, hw_s_info, "what hardware counts"),
    ROW(STRUCT, IFLA_OFFLOAD_XSTATS_L3_STATS, 3, "packets routed in hardware",
        .ref.layout = &hw_stats64),
};
static SET(offload, "rt-stats-offload", "IFLA_OFFLOAD_XSTATS_", "counters of offloaded traffic");

/* ---- By address family ----------------------------------------------------------------------- */

ROWS(mpls_stats) {
    U64(rx_packets, 0,  "packets received", .unit = KL_UNIT_PACKETS),
    U64(tx_packets, 8,  "packets sent", .unit = KL_UNIT_PACKETS),
    U64(rx_bytes,   16, "bytes received", .unit = KL_UNIT_BYTES),
    U64(tx_bytes,   24, "bytes sent", .unit = KL_UNIT_BYTES),
    U64(rx_errors,  32, "bad packets received"),
    U64(tx_errors,  40, "packets that could not be sent"),
    U64(rx_dropped, 48, "dropped on receiving"),
    U64(tx_dropped, 56, "dropped before sending"),
    U64(rx_noroute, 64, "received without a route for them"),
};
static LAYOUT(mpls_stats, "mpls_link_stats", 72);

ROWS(mpls) {
    ROW(STRUCT, MPLS_STATS_LINK, 1, "counters", .ref.layout = &mpls_stats),
};
static SET(mpls, "rt-stats-mpls", "MPLS_STATS_", "counters of MPLS");

ROWS(stats_af) {
    NEST(AF_MPLS, 28, mpls, "MPLS"),
};
static SET(stats_af, "rt-stats-af", "AF_", "counters by address family");

/* ---- RTM_*STATS ------------------------------------------------------------------------------ */

static FLAGS(filter, "which statistics", "IFLA_STATS_",
    {1 << 0, "link_64"}, {1 << 1, "link_xstats"}, {1 << 2, "link_xstats_slave"},
    {1 << 3, "link_offload_xstats"}, {1 << 4, "af_spec"});

static FLAGS(offload_filter, "which statistics of offload", "IFLA_OFFLOAD_XSTATS_",
    {1 << 0, "cpu_hit"}, {1 << 1, "hw_s_info"}, {1 << 2, "l3_stats"});

ROWS(stats) {
    ROW(STRUCT, IFLA_STATS_LINK_64,       1, "counters of any link",
        .ref.layout = &kl_layout_link_stats64),
    NEST(IFLA_STATS_LINK_XSTATS,          2, link_xstats, "counters of its kind"),
    NEST(IFLA_STATS_LINK_XSTATS_SLAVE,    3, link_xstats, "counters of its master's kind"),
    NEST(IFLA_STATS_LINK_OFFLOAD_XSTATS,  4, offload, "counters of offloaded traffic"),
    NEST(IFLA_STATS_AF_SPEC,              5, stats_af, "counters by address family"),
};
static SET(stats, "rt-stats", "IFLA_STATS_", "counters of a link");

ROWS(filters) {
    U32(IFLA_STATS_LINK_64,              1, "not used", .flags = KL_A_HEX),
    U32(IFLA_STATS_LINK_XSTATS,          2, "not used", .flags = KL_A_HEX),
    U32(IFLA_STATS_LINK_XSTATS_SLAVE,    3, "not used", .flags = KL_A_HEX),
    U32(IFLA_STATS_LINK_OFFLOAD_XSTATS,  4, "which of them", .ref.values = &offload_filter),
    U32(IFLA_STATS_AF_SPEC,              5, "not used", .flags = KL_A_HEX),
};
static SET(filters, "rt-stats-filters", "IFLA_STATS_", "a narrower choice within each group");

ROWS(stats_request) {
    NEST(IFLA_STATS_GET_FILTERS,               1, filters, "which counters of a group are wanted"),
    U8(IFLA_STATS_SET_OFFLOAD_XSTATS_L3_STATS, 2, "count routed packets in hardware: 0 or 1"),
};
static SET(stats_request, "rt-stats-request", "IFLA_STATS_", "what is wanted of statistics");

ROWS(if_stats_msg) {
    /* "family" would be a second key of that name in a decoded message. */
    U8(address_family, 0, "address family", .ref.values = &kl_enum_rt_family),
    U8(pad1,           1, "not used", .flags = KL_A_PAD),
    U16(pad2,          2, "not used", .flags = KL_A_PAD),
    U32(ifindex,       4, "number of the link"),
    U32(filter_mask,   8, "which groups of counters", .ref.values = &filter),
};
static LAYOUT(if_stats_msg, "if_stats_msg", 12);

static const struct kl_command_def commands[] = {
    COMMAND(92, RTM_NEWSTATS, "counters of a link", .request = &stats),
    COMMAND(94, RTM_GETSTATS, "ask for counters", .request = &stats_request),
    COMMAND(95, RTM_SETSTATS, "choose what is counted", .request = &stats_request),
};

static const struct kl_group_def groups[] = {{.id = 36, .name = "RTNLGRP_STATS"}};
// clang-format on

const struct kl_family kl_family_rt_stats = {
    .name = "rt-stats",
    .doc = "counters of network interfaces",
    .command_prefix = "RTM_",
    .protocol = NETLINK_ROUTE,
    .match = KL_MATCH_TYPE,
    .header = &if_stats_msg,
    .attrs = &stats,
    .n_commands = KL_COUNT(commands),
    .commands = commands,
    .n_groups = KL_COUNT(groups),
    .groups = groups,
};
