// SPDX-License-Identifier: MIT
// rtnetlink: multicast routing's tables and interfaces, and packets that it has no route for. Its
// routes are messages like others (rt_route.c), of the families RTNL_FAMILY_IPMR and _IP6MR.
// Source: include/uapi/linux/mroute.h, mroute6.h; net/ipv4/ipmr.c, net/ipv6/ip6mr.c.
#include "rt_route.h"

#include "rows.h"

// clang-format off
static ENUM(igmpmsg, "IGMPMSG", "IGMPMSG_",
    {1, "nocache"}, {2, "wrongvif"}, {3, "wholepkt"}, {4, "wrvifwhole"});
static ENUM(mrt6msg, "MRT6MSG", "MRT6MSG_", {1, "nocache"}, {2, "wrongmif"}, {3, "wholepkt"},
    {4, "wrmifwhole"});

static FLAGS(vif_flags, "VIFF", "VIFF_",
    {1, "tunnel"}, {2, "srcrt"}, {4, "register"}, {8, "use_ifindex"});

ROWS(report) {
    U8(IPMRA_CREPORT_MSGTYPE,   1, "what is the matter", .ref.values = &igmpmsg),
    U32(IPMRA_CREPORT_VIF_ID,   2, "interface of multicast routing"),
    IP4(IPMRA_CREPORT_SRC_ADDR, 3, "sender of the packet"),
    IP4(IPMRA_CREPORT_DST_ADDR, 4, "group of the packet"),
    BYTES(IPMRA_CREPORT_PKT,    5, "the packet"),
    U32(IPMRA_CREPORT_TABLE,    6, "the table", .ref.values = &kl_enum_rt_table),
};
static SET(report, "rt-ipmr-report", "IPMRA_CREPORT_", "a packet without a route");

ROWS(report6) {
    U8(IP6MRA_CREPORT_MSGTYPE,   1, "what is the matter", .ref.values = &mrt6msg),
    U32(IP6MRA_CREPORT_MIF_ID,   2, "interface of multicast routing"),
    IP6(IP6MRA_CREPORT_SRC_ADDR, 3, "sender of the packet"),
    IP6(IP6MRA_CREPORT_DST_ADDR, 4, "group of the packet"),
    BYTES(IP6MRA_CREPORT_PKT,    5, "the packet"),
};
static SET(report6, "rt-ip6mr-report", "IP6MRA_CREPORT_", "a packet without a route");

ROWS(vif) {
    U32(IPMRA_VIFA_IFINDEX,     1, "the interface"),
    U32(IPMRA_VIFA_VIF_ID,      2, "its number in multicast routing"),
    U16(IPMRA_VIFA_FLAGS,       3, "what it is", .ref.values = &vif_flags),
    U64(IPMRA_VIFA_BYTES_IN,    4, "bytes received", .unit = KL_UNIT_BYTES),
    U64(IPMRA_VIFA_BYTES_OUT,   5, "bytes sent", .unit = KL_UNIT_BYTES),
    U64(IPMRA_VIFA_PACKETS_IN,  6, "packets received", .unit = KL_UNIT_PACKETS),
    U64(IPMRA_VIFA_PACKETS_OUT, 7, "packets sent", .unit = KL_UNIT_PACKETS),
    IP4(IPMRA_VIFA_LOCAL_ADDR,  8, "near end of the tunnel"),
    IP4(IPMRA_VIFA_REMOTE_ADDR, 9, "other end of the tunnel"),
    PAD(IPMRA_VIFA_PAD,         10),
};
static SET(vif, "rt-ipmr-vif", "IPMRA_VIFA_", "an interface of multicast routing");

ROWS(vifs) { NEST(IPMRA_VIF, 1, vif, "an interface", .flags = KL_A_MULTI) };
static SET(vifs, "rt-ipmr-vifs", "IPMRA_", "interfaces of multicast routing");

ROWS(table) {
    U32(IPMRA_TABLE_ID,                  1, "the table", .ref.values = &kl_enum_rt_table),
    U32(IPMRA_TABLE_CACHE_RES_QUEUE_LEN, 2, "packets that wait for a route"),
    S32(IPMRA_TABLE_MROUTE_REG_VIF_NUM,  3, "interface for PIM's registers; -1: none"),
    U8(IPMRA_TABLE_MROUTE_DO_ASSERT,     4, "1: packets by the wrong interface are told of"),
    U8(IPMRA_TABLE_MROUTE_DO_PIM,        5, "1: PIM"),
    NEST(IPMRA_TABLE_VIFS,               6, vifs, "interfaces"),
    U8(IPMRA_TABLE_MROUTE_DO_WRVIFWHOLE, 7, "1: such packets are handed over whole"),
};
static SET(table, "rt-ipmr-table", "IPMRA_TABLE_", "a table of multicast routing");

/* The number of this attribute is that of links. */
ROWS(link) { NEST(IFLA_AF_SPEC, 26, table, "a table") };
static SET(link, "rt-ipmr-link", "IFLA_", "a table of multicast routing");

ROWS(ifinfomsg) {
    U8(ifi_family,  0, "address family", .ref.values = &kl_enum_rt_family),
    U16(ifi_type,   2, "0"),
    S32(ifi_index,  4, "0"),
    HEX32(ifi_flags, 8, "0"),
    HEX32(ifi_change, 12, "0"),
};
static LAYOUT(ifinfomsg, "ifinfomsg", 16);

static const struct kl_command_def commands[] = {
    COMMAND(16, RTM_NEWLINK, "a table of multicast routing", .header = &ifinfomsg,
            .request = &link),
    COMMAND(18, RTM_GETLINK, "ask for the tables", .header = &ifinfomsg, .request = &link),
    COMMAND(96, RTM_NEWCACHEREPORT, "a packet without a route", .request = &report),
};
static const struct kl_command_def commands6[] = {
    COMMAND(96, RTM_NEWCACHEREPORT, "a packet without a route", .request = &report6),
};

static const struct kl_group_def groups[] = {{.id = 30, .name = "RTNLGRP_IPV4_MROUTE_R"}};
static const struct kl_group_def groups6[] = {{.id = 31, .name = "RTNLGRP_IPV6_MROUTE_R"}};
// clang-format on

const struct kl_family kl_family_rt_ipmr = {
    .name = "rt-ipmr",
    .doc = "multicast routing of IPv4: tables, packets without a route",
    .command_prefix = "RTM_",
    .protocol = NETLINK_ROUTE,
    .match = KL_MATCH_TYPE,
    .header_families = {128}, /* RTNL_FAMILY_IPMR */
    .header = &kl_layout_rtgenmsg,
    .n_commands = KL_COUNT(commands),
    .commands = commands,
    .n_groups = KL_COUNT(groups),
    .groups = groups,
};

const struct kl_family kl_family_rt_ip6mr = {
    .name = "rt-ip6mr",
    .doc = "multicast routing of IPv6: packets without a route",
    .command_prefix = "RTM_",
    .protocol = NETLINK_ROUTE,
    .match = KL_MATCH_TYPE,
    .header_families = {129}, /* RTNL_FAMILY_IP6MR */
    .header = &kl_layout_rtgenmsg,
    .n_commands = KL_COUNT(commands6),
    .commands = commands6,
    .n_groups = KL_COUNT(groups6),
    .groups = groups6,
};
