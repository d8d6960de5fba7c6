// SPDX-License-Identifier: MIT
// rtnetlink: rules that choose a routing table.
// Source: include/uapi/linux/fib_rules.h; net/core/fib_rules.c.
#include "rt_route.h"

#include "rows.h"

// clang-format off
static ENUM(action, "FR_ACT", "FR_ACT_",
    {0, "unspec"}, {1, "to_tbl"}, {2, "goto"}, {3, "nop"}, {4, "res3"}, {5, "res4"},
    {6, "blackhole"}, {7, "unreachable"}, {8, "prohibit"});

static FLAGS(rule_flags, "fib_rule_flags", "FIB_RULE_",
    {0x1, "permanent"}, {0x2, "invert"}, {0x4, "unresolved"}, {0x8, "iif_detached"},
    {0x10, "oif_detached"}, {0x10000, "find_saddr"});

/* What it means not to be suppressed. */
static ENUM(suppress, "suppression", "", {UINT32_MAX, "none"});

/* The kernel's "family" and "flags" would be taken for the message's own. */
ROWS(fib_rule_hdr) {
    U8(rule_family, 0, "address family", .ref.values = &kl_enum_rt_family),
    U8(dst_len, 1, "length of the destination prefix"),
    U8(src_len, 2, "length of the source prefix"),
    HEX8(tos,   3, "type of service that matches; 0: any"),
    U8(table,   4, "the table, if its number is below 256", .ref.values = &kl_enum_rt_table),
    U8(res1,    5, "0", .flags = KL_A_PAD),
    U8(res2,    6, "0", .flags = KL_A_PAD),
    U8(action,  7, "what is done with a match", .ref.values = &action),
    U32(rule_flags, 8, "how the rule is meant, what state it is in", .ref.values = &rule_flags),
};
static LAYOUT(fib_rule_hdr, "fib_rule_hdr", 12);

ROWS(uid_range) {
    U32(start, 0, "first user"),
    U32(end,   4, "last user"),
};
static LAYOUT(uid_range, "fib_rule_uid_range", 8);

ROWS(port_range) {
    U16(start, 0, "first port"),
    U16(end,   2, "last port"),
};
static LAYOUT(port_range, "fib_rule_port_range", 4);

ROWS(rule) {
    IP(FRA_DST,                 1, "destination prefix"),
    IP(FRA_SRC,                 2, "source prefix"),
    STR(FRA_IIFNAME,            3, 15, "interface that packets came from"),
    U32(FRA_GOTO,               4, "priority of the rule to go on with"),
    PAD(FRA_UNUSED2,            5),
    U32(FRA_PRIORITY,           6, "place among the rules, lowest first"),
    PAD(FRA_UNUSED3,            7),
    PAD(FRA_UNUSED4,            8),
    PAD(FRA_UNUSED5,            9),
    HEX32(FRA_FWMARK,           10, "mark of packets"),
    HEX32(FRA_FLOW,             11, "realms to set, from << 16 | to"),
    BE64(FRA_TUN_ID,            12, "id of the tunnel that packets came from"),
    U32(FRA_SUPPRESS_IFGROUP,   13, "routes over interfaces of this group do not count",
        .ref.values = &suppress),
    U32(FRA_SUPPRESS_PREFIXLEN, 14, "routes with a prefix as short as this do not count",
        .ref.values = &suppress),
    U32(FRA_TABLE,              15, "the table to look into", .ref.values = &kl_enum_rt_table),
    HEX32(FRA_FWMASK,           16, "bits of the mark that count"),
    STR(FRA_OIFNAME,            17, 15, "interface that packets are bound to leave by"),
    PAD(FRA_PAD,                18),
    U8(FRA_L3MDEV,              19, "1: the table is that of the packet's VRF"),
    STRUCT(FRA_UID_RANGE,       20, uid_range, "users that packets belong to"),
    U8(FRA_PROTOCOL,            21, "who made the rule", .ref.values = &kl_enum_rt_protocol),
    U8(FRA_IP_PROTO,            22, "IP protocol", .ref.values = &kl_enum_rt_ip_proto),
    STRUCT(FRA_SPORT_RANGE,     23, port_range, "source ports"),
    STRUCT(FRA_DPORT_RANGE,     24, port_range, "destination ports"),
    HEX8(FRA_DSCP,              25, "differentiated services code point"),
    ROW(U32, FRA_FLOWLABEL,     26, "IPv6 flow label", .flags = KL_A_BE | KL_A_HEX),
    ROW(U32, FRA_FLOWLABEL_MASK, 27, "bits of the flow label that count",
        .flags = KL_A_BE | KL_A_HEX),
    HEX16(FRA_SPORT_MASK,       28, "bits of the source port that count"),
    HEX16(FRA_DPORT_MASK,       29, "bits of the destination port that count"),
    HEX8(FRA_DSCP_MASK,         30, "bits of the code point that count"),
};
static SET(rule, "rt-rule", "FRA_", "a routing rule");

static const struct kl_command_def commands[] = {
    COMMAND(32, RTM_NEWRULE, "add a rule; one that is there"),
    COMMAND(33, RTM_DELRULE, "remove a rule; one that has gone"),
    COMMAND(34, RTM_GETRULE, "ask for rules"),
};

static const struct kl_group_def groups[] = {
    {.id = 8, .name = "RTNLGRP_IPV4_RULE"},
    {.id = 19, .name = "RTNLGRP_IPV6_RULE"},
};
// clang-format on

const struct kl_family kl_family_rt_rule = {
    .name = "rt-rule",
    .doc = "rules that choose a routing table",
    .command_prefix = "RTM_",
    .protocol = NETLINK_ROUTE,
    .match = KL_MATCH_TYPE,
    .header = &fib_rule_hdr,
    .attrs = &rule,
    .n_commands = KL_COUNT(commands),
    .commands = commands,
    .n_groups = KL_COUNT(groups),
    .groups = groups,
};
