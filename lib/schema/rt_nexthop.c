// SPDX-License-Identifier: MIT
// rtnetlink: next hops that are objects of their own, groups of them, and the buckets of a
// resilient group. Source: include/uapi/linux/nexthop.h; net/ipv4/nexthop.c.
#include "rt_route.h"

#include "rows.h"

// clang-format off
static ENUM(group_type, "NEXTHOP_GRP_TYPE", "NEXTHOP_GRP_TYPE_", {0, "mpath"}, {1, "res"});

static FLAGS(op_flags, "NHA_OP_FLAG", "NHA_OP_FLAG_",
    {1 << 0, "dump_stats"}, {1 << 1, "dump_hw_stats"}, {UINT32_C(1) << 31, "resp_grp_resvd_0"});

ROWS(nhmsg) {
    U8(nh_family,   0, "address family", .ref.values = &kl_enum_rt_family),
    U8(nh_scope,    1, "how far the gateway is", .ref.values = &kl_enum_rt_scope),
    U8(nh_protocol, 2, "who made it", .ref.values = &kl_enum_rt_protocol),
    U8(resvd,       3, "0", .flags = KL_A_PAD),
    U32(nh_flags,   4, "state", .ref.values = &kl_enum_rt_nh_flags),
};
static LAYOUT(nhmsg, "nhmsg", 8);

ROWS(member) {
    U32(id,         0, "number of the next hop"),
    U8(weight,      4, "weight, less one: its lower eight bits"),
    U8(weight_high, 5, "weight, less one: its upper eight bits"),
    U16(resvd2,     6, "0", .flags = KL_A_PAD),
};
static LAYOUT(member, "nexthop_grp", 8);

ROWS(res_group) {
    PAD(NHA_RES_GROUP_PAD,              0),
    U16(NHA_RES_GROUP_BUCKETS,          1, "buckets of the group"),
    U32(NHA_RES_GROUP_IDLE_TIMER,       2, "idle time after which a bucket may move, in 1/100 s"),
    U32(NHA_RES_GROUP_UNBALANCED_TIMER, 3, "unbalanced time after which it must, in 1/100 s"),
    U64(NHA_RES_GROUP_UNBALANCED_TIME,  4, "how long it has been unbalanced, in 1/100 s"),
};
static SET(res_group, "rt-nexthop-res-group", "NHA_RES_GROUP_", "a resilient group");

ROWS(res_bucket) {
    PAD(NHA_RES_BUCKET_PAD,       0),
    U16(NHA_RES_BUCKET_INDEX,     1, "number of the bucket"),
    U64(NHA_RES_BUCKET_IDLE_TIME, 2, "how long it has been idle, in 1/100 s"),
    U32(NHA_RES_BUCKET_NH_ID,     3, "next hop of the bucket"),
};
static SET(res_bucket, "rt-nexthop-bucket", "NHA_RES_BUCKET_", "a bucket of a resilient group");

ROWS(stats_entry) {
    U32(NHA_GROUP_STATS_ENTRY_ID, 1, "next hop"),
    ROW(UINT, NHA_GROUP_STATS_ENTRY_PACKETS, 2, "packets sent by it", .unit = KL_UNIT_PACKETS),
    ROW(UINT, NHA_GROUP_STATS_ENTRY_PACKETS_HW, 3, "packets sent by it in hardware",
        .unit = KL_UNIT_PACKETS),
};
static SET(stats_entry, "rt-nexthop-stats-entry", "NHA_GROUP_STATS_ENTRY_", "counters of a member");

ROWS(stats) {
    NEST(NHA_GROUP_STATS_ENTRY, 1, stats_entry, "a member's", .flags = KL_A_MULTI),
};
static SET(stats, "rt-nexthop-stats", "NHA_GROUP_STATS_", "counters of a group");

ROWS(nexthop) {
    U32(NHA_ID,             1, "number of the next hop; 0: the kernel chooses"),
    ROW(PACKED, NHA_GROUP,  2, "members of a group", .elem = KL_T_STRUCT, .ref.layout = &member),
    U16(NHA_GROUP_TYPE,     3, "how a group shares packets out", .ref.values = &group_type),
    FLAG(NHA_BLACKHOLE,     4, "packets are dropped"),
    U32(NHA_OIF,            5, "interface to send by"),
    IP(NHA_GATEWAY,         6, "gateway"),
    U16(NHA_ENCAP_TYPE,     7, "kind of encapsulation", .ref.values = &kl_enum_rt_encap_type),
    CHOSEN(NHA_ENCAP,       8, kl_select_nha_encap, "how packets are encapsulated"),
    FLAG(NHA_GROUPS,        9, "only groups are asked for"),
    U32(NHA_MASTER,         10, "only next hops of interfaces under this one are asked for"),
    FLAG(NHA_FDB,           11, "for a bridge's entries, not for routes"),
    NEST(NHA_RES_GROUP,     12, res_group, "a resilient group"),
    NEST(NHA_RES_BUCKET,    13, res_bucket, "a bucket of a resilient group"),
    U32(NHA_OP_FLAGS,       14, "how the request is meant", .ref.values = &op_flags),
    NEST(NHA_GROUP_STATS,   15, stats, "counters of the members"),
    U32(NHA_HW_STATS_ENABLE, 16, "1: hardware is to count"),
    U32(NHA_HW_STATS_USED,  17, "1: hardware does count"),
};
static SET(nexthop, "rt-nexthop", "NHA_", "a next hop, or a group of them");

static const struct kl_command_def commands[] = {
    COMMAND(104, RTM_NEWNEXTHOP, "add or change a next hop; one that is there"),
    COMMAND(105, RTM_DELNEXTHOP, "remove a next hop; one that has gone"),
    COMMAND(106, RTM_GETNEXTHOP, "ask for next hops"),
    COMMAND(116, RTM_NEWNEXTHOPBUCKET, "a bucket that is there, or has moved"),
    COMMAND(117, RTM_DELNEXTHOPBUCKET, "not used"),
    COMMAND(118, RTM_GETNEXTHOPBUCKET, "ask for buckets"),
};

static const struct kl_group_def groups[] = {{.id = 32, .name = "RTNLGRP_NEXTHOP"}};
// clang-format on

const struct kl_family kl_family_rt_nexthop = {
    .name = "rt-nexthop",
    .doc = "next hops and groups of them",
    .command_prefix = "RTM_",
    .protocol = NETLINK_ROUTE,
    .match = KL_MATCH_TYPE,
    .header = &nhmsg,
    .attrs = &nexthop,
    .n_commands = KL_COUNT(commands),
    .commands = commands,
    .n_groups = KL_COUNT(groups),
    .groups = groups,
};
