// SPDX-License-Identifier: MIT
// Databases of a bridge: VLANs with their options (RTM_*VLAN) and multicast groups (RTM_*MDB);
// and the table of networks of a vxlan device (RTM_*TUNNEL).
// Source: include/uapi/linux/if_bridge.h, if_link.h; net/bridge/br_vlan.c, br_vlan_options.c,
// br_mdb.c; drivers/net/vxlan/vxlan_mdb.c, vxlan_vnifilter.c.
#include "rt_link.h"

// clang-format off
/* ---- Multicast routers ----------------------------------------------------------------------- */

ROWS(router_ifindex) {
    U32(ifindex, 0, "number of the port"),
};
static LAYOUT(router_ifindex, "number of a port", 4);

ROWS(router_port) {
    U32(MDBA_ROUTER_PATTR_TIMER,       1, "until it counts as gone, in 1/100 s"),
    U8(MDBA_ROUTER_PATTR_TYPE,         2, "how it came to be one",
       .ref.values = &kl_enum_bridge_router),
    U32(MDBA_ROUTER_PATTR_INET_TIMER,  3, "the same for IPv4, in 1/100 s"),
    U32(MDBA_ROUTER_PATTR_INET6_TIMER, 4, "the same for IPv6, in 1/100 s"),
    U16(MDBA_ROUTER_PATTR_VID,         5, "VLAN"),
};
static const struct kl_attrset router_port = {.name = "rt-mdb-router-port",
    .prefix = "MDBA_ROUTER_PATTR_", .doc = "a port with a multicast router",
    .header = &router_ifindex, .n_rows = KL_COUNT(router_port_rows), .rows = router_port_rows};

ROWS(routers) {
    NEST(MDBA_ROUTER_PORT, 1, router_port, "a port", .flags = KL_A_MULTI | KL_A_NO_NESTED),
};
static SET(routers, "rt-mdb-routers", "MDBA_ROUTER_", "ports with multicast routers");

/* ---- VLANs ----------------------------------------------------------------------------------- */

ROWS(vlan_tinfo) {
    U32(BRIDGE_VLANDB_TINFO_ID,  1, "number of the tunnel"),
    U32(BRIDGE_VLANDB_TINFO_CMD, 2, "set or delete: RTM_SETLINK or RTM_DELLINK"),
};
static SET(vlan_tinfo, "rt-vlan-tunnel", "BRIDGE_VLANDB_TINFO_", "the VLAN as a tunnel");

ROWS(vlan_stats) {
    U64(BRIDGE_VLANDB_STATS_RX_BYTES,   1, "bytes received", .unit = KL_UNIT_BYTES),
    U64(BRIDGE_VLANDB_STATS_RX_PACKETS, 2, "packets received", .unit = KL_UNIT_PACKETS),
    U64(BRIDGE_VLANDB_STATS_TX_BYTES,   3, "bytes sent", .unit = KL_UNIT_BYTES),
    U64(BRIDGE_VLANDB_STATS_TX_PACKETS, 4, "packets sent", .unit = KL_UNIT_PACKETS),
    PAD(BRIDGE_VLANDB_STATS_PAD,        5),
};
static SET(vlan_stats, "rt-vlan-stats", "BRIDGE_VLANDB_STATS_", "counters of a VLAN");

ROWS(vlan_entry) {
    ROW(STRUCT, BRIDGE_VLANDB_ENTRY_INFO,  1, "the VLAN, or the first of a range",
        .ref.layout = &kl_layout_bridge_vlan_info),
    U16(BRIDGE_VLANDB_ENTRY_RANGE,         2, "last VLAN of the range"),
    U8(BRIDGE_VLANDB_ENTRY_STATE,          3, "state of spanning tree",
       .ref.values = &kl_enum_bridge_port_state),
    NEST(BRIDGE_VLANDB_ENTRY_TUNNEL_INFO,  4, vlan_tinfo, "the VLAN as a tunnel"),
    NEST(BRIDGE_VLANDB_ENTRY_STATS,        5, vlan_stats, "counters"),
    U8(BRIDGE_VLANDB_ENTRY_MCAST_ROUTER,   6, "is there a multicast router?",
       .ref.values = &kl_enum_bridge_router),
    U32(BRIDGE_VLANDB_ENTRY_MCAST_N_GROUPS,   7, "multicast groups"),
    U32(BRIDGE_VLANDB_ENTRY_MCAST_MAX_GROUPS, 8, "multicast groups at most; 0: no limit"),
    U8(BRIDGE_VLANDB_ENTRY_NEIGH_SUPPRESS,    9, "answer ARP and neighbour discovery: 0 or 1"),
};
static SET(vlan_entry, "rt-vlan-entry", "BRIDGE_VLANDB_ENTRY_", "a VLAN of a port");

/* br_vlan.c puts the MDBA_ROUTER nest inside of its own. */
ROWS(vlan_routers) {
    NEST(MDBA_ROUTER, 2, routers, "ports with multicast routers", .flags = KL_A_NO_NESTED),
};
static SET(vlan_routers, "rt-vlan-routers", "MDBA_", "multicast routers of a VLAN");

ROWS(vlan_gopts) {
    U16(BRIDGE_VLANDB_GOPTS_ID,                       1, "the VLAN, or the first of a range"),
    U16(BRIDGE_VLANDB_GOPTS_RANGE,                    2, "last VLAN of the range"),
    U8(BRIDGE_VLANDB_GOPTS_MCAST_SNOOPING,            3, "listen to IGMP and MLD: 0 or 1"),
    U8(BRIDGE_VLANDB_GOPTS_MCAST_IGMP_VERSION,        4, "version of IGMP, 2 or 3"),
    U8(BRIDGE_VLANDB_GOPTS_MCAST_MLD_VERSION,         5, "version of MLD, 1 or 2"),
    U32(BRIDGE_VLANDB_GOPTS_MCAST_LAST_MEMBER_CNT,    6, "queries before a group is given up"),
    U32(BRIDGE_VLANDB_GOPTS_MCAST_STARTUP_QUERY_CNT,  7, "queries at the start"),
    U64(BRIDGE_VLANDB_GOPTS_MCAST_LAST_MEMBER_INTVL,  8,
        "between queries for a last member, in 1/100 s"),
    PAD(BRIDGE_VLANDB_GOPTS_PAD,                      9),
    U64(BRIDGE_VLANDB_GOPTS_MCAST_MEMBERSHIP_INTVL,   10, "how long a member counts, in 1/100 s"),
    U64(BRIDGE_VLANDB_GOPTS_MCAST_QUERIER_INTVL,      11,
        "how long another querier counts, in 1/100 s"),
    U64(BRIDGE_VLANDB_GOPTS_MCAST_QUERY_INTVL,        12, "between queries, in 1/100 s"),
    U64(BRIDGE_VLANDB_GOPTS_MCAST_QUERY_RESPONSE_INTVL, 13, "time to answer, in 1/100 s"),
    U64(BRIDGE_VLANDB_GOPTS_MCAST_STARTUP_QUERY_INTVL,  14,
        "between queries at the start, in 1/100 s"),
    U8(BRIDGE_VLANDB_GOPTS_MCAST_QUERIER,             15, "be a querier: 0 or 1"),
    NEST(BRIDGE_VLANDB_GOPTS_MCAST_ROUTER_PORTS,      16, vlan_routers, "multicast routers"),
    NEST(BRIDGE_VLANDB_GOPTS_MCAST_QUERIER_STATE,     17, kl_set_bridge_querier,
         "queriers that were heard"),
    U16(BRIDGE_VLANDB_GOPTS_MSTI,                     18, "number of its spanning tree"),
};
static SET(vlan_gopts, "rt-vlan-options", "BRIDGE_VLANDB_GOPTS_",
           "options of a VLAN on the whole bridge");

ROWS(vlandb) {
    NEST(BRIDGE_VLANDB_ENTRY,          1, vlan_entry, "a VLAN of the port", .flags = KL_A_MULTI),
    NEST(BRIDGE_VLANDB_GLOBAL_OPTIONS, 2, vlan_gopts, "a VLAN of the bridge",
         .flags = KL_A_MULTI),
};
static SET(vlandb, "rt-vlan", "BRIDGE_VLANDB_", "VLANs of a bridge or its port");

static FLAGS(dump_flags, "what a dump is to include", "BRIDGE_VLANDB_DUMPF_",
    {1 << 0, "stats"}, {1 << 1, "global"});

ROWS(vlan_dump) {
    U32(BRIDGE_VLANDB_DUMP_FLAGS, 1, "what to include", .ref.values = &dump_flags),
};
static SET(vlan_dump, "rt-vlan-dump", "BRIDGE_VLANDB_DUMP_", "which VLANs are wanted");

/* The fields family and flags are called otherwise than in C: decoded messages have keys of these
 * names already. */
ROWS(br_vlan_msg) {
    U8(address_family, 0, "address family, bridge", .ref.values = &kl_enum_rt_family),
    U8(reserved1,      1, "not used", .flags = KL_A_PAD),
    U16(reserved2,     2, "not used", .flags = KL_A_PAD),
    U32(ifindex,       4, "number of the bridge or its port; 0: all"),
};
static LAYOUT(br_vlan_msg, "br_vlan_msg", 8);

static const struct kl_command_def vlan_commands[] = {
    COMMAND(112, RTM_NEWVLAN, "add VLANs; VLANs there are", .request = &vlandb),
    COMMAND(113, RTM_DELVLAN, "delete VLANs; VLANs that have gone", .request = &vlandb),
    COMMAND(114, RTM_GETVLAN, "ask for VLANs", .request = &vlan_dump),
};
static const struct kl_group_def vlan_groups[] = {{.id = 33, .name = "RTNLGRP_BRVLAN"}};

/* ---- Multicast groups ------------------------------------------------------------------------ */

static ENUM(mdb_state, "how long a group stays", "MDB_", {0, "temporary"}, {1, "permanent"});

static FLAGS(mdb_flags, "flags of a group", "MDB_FLAGS_",
    {1 << 0, "offload"}, {1 << 1, "fast_leave"}, {1 << 2, "star_excl"}, {1 << 3, "blocked"},
    {1 << 4, "offload_failed"});

static ENUM(group_protocol, "EtherType", "ETH_P_", {0, "l2"}, {0x0800, "ip"}, {0x86dd, "ipv6"});

/* The address is a union that proto tells apart: all three readings of it are shown. */
ROWS(mdb_entry) {
    U32(ifindex,  0,  "number of the port"),
    U8(state,     4,  "does it stay?", .ref.values = &mdb_state),
    U8(flags,     5,  "what else is known of it", .ref.values = &mdb_flags),
    U16(vid,      6,  "VLAN"),
    IP6(ip6,      8,  "group, if IPv6"),
    IP4(ip4,      8,  "group, if IPv4"),
    MAC(mac_addr, 8,  "group, if proto is 0"),
    U16(proto,    24, "EtherType of the group; 0: hardware address",
        .flags = KL_A_BE, .ref.values = &group_protocol),
    U16(pad,      26, "not used", .flags = KL_A_PAD),
};
static LAYOUT(mdb_entry, "br_mdb_entry", 28);

static ENUM(group_mode, "filter of sources", "MCAST_", {0, "exclude"}, {1, "include"});

ROWS(mdb_source) {
    ROW(IP, MDBA_MDB_SRCATTR_ADDRESS, 1, "source"),
    U32(MDBA_MDB_SRCATTR_TIMER,       2, "until it counts as gone, in 1/100 s"),
};
static SET(mdb_source, "rt-mdb-source", "MDBA_MDB_SRCATTR_", "a source of a group");

ROWS(mdb_sources) {
    NEST(MDBA_MDB_SRCLIST_ENTRY, 1, mdb_source, "a source", .flags = KL_A_MULTI),
};
static SET(mdb_sources, "rt-mdb-sources", "MDBA_MDB_SRCLIST_", "sources of a group");

ROWS(mdb_info) {
    U32(MDBA_MDB_EATTR_TIMER,      1,  "until it is dropped, in 1/100 s"),
    NEST(MDBA_MDB_EATTR_SRC_LIST,  2,  mdb_sources, "sources", .flags = KL_A_NO_NESTED),
    U8(MDBA_MDB_EATTR_GROUP_MODE,  3,  "are the sources wanted or not?",
       .ref.values = &group_mode),
    ROW(IP, MDBA_MDB_EATTR_SOURCE, 4,  "its only source"),
    U8(MDBA_MDB_EATTR_RTPROT,      5,  "who made it", .ref.values = &kl_enum_rt_protocol),
    ROW(IP, MDBA_MDB_EATTR_DST,    6,  "vxlan: where packets go to"),
    U16(MDBA_MDB_EATTR_DST_PORT,   7,  "vxlan: UDP port there"),
    U32(MDBA_MDB_EATTR_VNI,        8,  "vxlan: network to send in"),
    U32(MDBA_MDB_EATTR_IFINDEX,    9,  "vxlan: number of the link to send on"),
    U32(MDBA_MDB_EATTR_SRC_VNI,    10, "vxlan: network it came from"),
};
static const struct kl_attrset mdb_info = {.name = "rt-mdb-info", .prefix = "MDBA_MDB_EATTR_",
    .doc = "a group on a port", .header = &mdb_entry, .n_rows = KL_COUNT(mdb_info_rows),
    .rows = mdb_info_rows};

ROWS(mdb_group) {
    NEST(MDBA_MDB_ENTRY_INFO, 1, mdb_info, "the group on a port",
         .flags = KL_A_MULTI | KL_A_NO_NESTED),
};
static SET(mdb_group, "rt-mdb-group", "MDBA_MDB_ENTRY_", "a group");

ROWS(mdb_groups) {
    NEST(MDBA_MDB_ENTRY, 1, mdb_group, "a group", .flags = KL_A_MULTI | KL_A_NO_NESTED),
};
static SET(mdb_groups, "rt-mdb-groups", "MDBA_MDB_", "groups");

ROWS(mdb) {
    NEST(MDBA_MDB,    1, mdb_groups, "groups", .flags = KL_A_NO_NESTED),
    NEST(MDBA_ROUTER, 2, routers, "ports with multicast routers", .flags = KL_A_NO_NESTED),
};
static SET(mdb, "rt-mdb", "MDBA_", "multicast groups of a bridge");

ROWS(mdbe_source) {
    ROW(IP, MDBE_SRCATTR_ADDRESS, 1, "source"),
};
static SET(mdbe_source, "rt-mdb-entry-source", "MDBE_SRCATTR_", "a source to set");

ROWS(mdbe_sources) {
    NEST(MDBE_SRC_LIST_ENTRY, 1, mdbe_source, "a source", .flags = KL_A_MULTI),
};
static SET(mdbe_sources, "rt-mdb-entry-sources", "MDBE_SRC_LIST_", "sources to set");

ROWS(mdbe) {
    ROW(IP, MDBE_ATTR_SOURCE,  1,  "its only source"),
    NEST(MDBE_ATTR_SRC_LIST,   2,  mdbe_sources, "sources"),
    U8(MDBE_ATTR_GROUP_MODE,   3,  "are the sources wanted or not?", .ref.values = &group_mode),
    U8(MDBE_ATTR_RTPROT,       4,  "who makes it", .ref.values = &kl_enum_rt_protocol),
    ROW(IP, MDBE_ATTR_DST,     5,  "vxlan: where packets go to"),
    U16(MDBE_ATTR_DST_PORT,    6,  "vxlan: UDP port there"),
    U32(MDBE_ATTR_VNI,         7,  "vxlan: network to send in"),
    U32(MDBE_ATTR_IFINDEX,     8,  "vxlan: number of the link to send on"),
    U32(MDBE_ATTR_SRC_VNI,     9,  "vxlan: network it comes from"),
    U8(MDBE_ATTR_STATE_MASK,   10, "flush: states that are meant", .flags = KL_A_HEX),
};
static SET(mdbe, "rt-mdb-entry", "MDBE_ATTR_", "more on a group");

ROWS(mdb_set) {
    ROW(STRUCT, MDBA_SET_ENTRY, 1, "the group", .ref.layout = &mdb_entry),
    NEST(MDBA_SET_ENTRY_ATTRS,  2, mdbe, "more on it"),
};
static SET(mdb_set, "rt-mdb-set", "MDBA_SET_", "a group to add or delete");

ROWS(mdb_get) {
    ROW(STRUCT, MDBA_GET_ENTRY, 1, "the group", .ref.layout = &mdb_entry),
    NEST(MDBA_GET_ENTRY_ATTRS,  2, mdbe, "more on it"),
};
static SET(mdb_get, "rt-mdb-get", "MDBA_GET_", "a group to look for");

ROWS(br_port_msg) {
    U8(address_family, 0, "address family, bridge", .ref.values = &kl_enum_rt_family),
    BYTES(pad,         1, "not used", .max_len = 3, .flags = KL_A_PAD),
    U32(ifindex,       4, "number of the bridge; 0: all"),
};
static LAYOUT(br_port_msg, "br_port_msg", 8);

static const struct kl_command_def mdb_commands[] = {
    COMMAND(84, RTM_NEWMDB, "add a group; groups there are", .request = &mdb_set,
            .reply = &mdb),
    COMMAND(85, RTM_DELMDB, "delete a group; a group that has gone", .request = &mdb_set,
            .reply = &mdb),
    COMMAND(86, RTM_GETMDB, "ask for a group, or for all", .request = &mdb_get, .reply = &mdb),
};
static const struct kl_group_def mdb_group_defs[] = {{.id = 26, .name = "RTNLGRP_MDB"}};

/* ---- Networks of a vxlan device -------------------------------------------------------------- */

ROWS(vni_stats) {
    U64(VNIFILTER_ENTRY_STATS_RX_BYTES,  1, "bytes received", .unit = KL_UNIT_BYTES),
    U64(VNIFILTER_ENTRY_STATS_RX_PKTS,   2, "packets received", .unit = KL_UNIT_PACKETS),
    U64(VNIFILTER_ENTRY_STATS_RX_DROPS,  3, "dropped on receiving"),
    U64(VNIFILTER_ENTRY_STATS_RX_ERRORS, 4, "bad packets received"),
    U64(VNIFILTER_ENTRY_STATS_TX_BYTES,  5, "bytes sent", .unit = KL_UNIT_BYTES),
    U64(VNIFILTER_ENTRY_STATS_TX_PKTS,   6, "packets sent", .unit = KL_UNIT_PACKETS),
    U64(VNIFILTER_ENTRY_STATS_TX_DROPS,  7, "dropped before sending"),
    U64(VNIFILTER_ENTRY_STATS_TX_ERRORS, 8, "packets that could not be sent"),
    PAD(VNIFILTER_ENTRY_STATS_PAD,       9),
};
static SET(vni_stats, "rt-tunnel-stats", "VNIFILTER_ENTRY_STATS_", "counters of a network");

ROWS(vni_entry) {
    U32(VXLAN_VNIFILTER_ENTRY_START,  1, "the network, or the first of a range"),
    U32(VXLAN_VNIFILTER_ENTRY_END,    2, "last network of the range"),
    IP4(VXLAN_VNIFILTER_ENTRY_GROUP,  3, "IPv4 group or peer"),
    IP6(VXLAN_VNIFILTER_ENTRY_GROUP6, 4, "IPv6 group or peer"),
    NEST(VXLAN_VNIFILTER_ENTRY_STATS, 5, vni_stats, "counters"),
};
static SET(vni_entry, "rt-tunnel-vni", "VXLAN_VNIFILTER_ENTRY_", "a network");

ROWS(vnis) {
    NEST(VXLAN_VNIFILTER_ENTRY, 1, vni_entry, "a network", .flags = KL_A_MULTI),
};
static SET(vnis, "rt-tunnel", "VXLAN_VNIFILTER_", "networks of a vxlan device");

static FLAGS(tunnel_flags, "flags", "TUNNEL_MSG_FLAG_", {1, "stats"});

ROWS(tunnel_msg) {
    U8(address_family, 0, "address family, bridge", .ref.values = &kl_enum_rt_family),
    U8(tunnel_flags,   1, "what a dump is to include", .ref.values = &tunnel_flags),
    U16(reserved2,     2, "not used", .flags = KL_A_PAD),
    U32(ifindex,       4, "number of the vxlan device; 0: all"),
};
static LAYOUT(tunnel_msg, "tunnel_msg", 8);

static const struct kl_command_def tunnel_commands[] = {
    COMMAND(120, RTM_NEWTUNNEL, "add networks; networks there are"),
    COMMAND(121, RTM_DELTUNNEL, "delete networks; networks that have gone"),
    COMMAND(122, RTM_GETTUNNEL, "ask for networks"),
};
static const struct kl_group_def tunnel_groups[] = {{.id = 35, .name = "RTNLGRP_TUNNEL"}};
// clang-format on

#define FAMILY(x, family_name, words, fixed, set, cmds, grps)                                      \
    const struct kl_family x = {.name = family_name,                                               \
                                .doc = words,                                                      \
                                .command_prefix = "RTM_",                                          \
                                .protocol = NETLINK_ROUTE,                                         \
                                .match = KL_MATCH_TYPE,                                            \
                                .header = &(fixed),                                                \
                                .attrs = &(set),                                                   \
                                .n_commands = KL_COUNT(cmds),                                      \
                                .commands = cmds,                                                  \
                                .n_groups = KL_COUNT(grps),                                        \
                                .groups = grps}

FAMILY(kl_family_rt_mdb, "rt-mdb", "multicast groups of bridges", br_port_msg, mdb, mdb_commands,
       mdb_group_defs);
FAMILY(kl_family_rt_tunnel, "rt-tunnel", "networks of vxlan devices", tunnel_msg, vnis,
       tunnel_commands, tunnel_groups);
FAMILY(kl_family_rt_vlan, "rt-vlan", "VLANs of bridges", br_vlan_msg, vlandb, vlan_commands,
       vlan_groups);
