// SPDX-License-Identifier: MIT
// rtnetlink: addresses of interfaces, and the multicast and anycast addresses they listen to;
// labels by which IPv6 picks a source address; prefixes and options that routers advertise. Source:
// include/uapi/linux/if_addr.h, if_addrlabel.h, rtnetlink.h; net/ipv4/devinet.c,
// net/ipv6/addrconf.c, addrlabel.c, ndisc.c.
#include "rt_route.h"

#include "rows.h"

// clang-format off
static FLAGS(ifa_flags, "ifa_flags", "IFA_F_",
    {0x01, "secondary"}, {0x02, "nodad"}, {0x04, "optimistic"}, {0x08, "dadfailed"},
    {0x10, "homeaddress"}, {0x20, "deprecated"}, {0x40, "tentative"}, {0x80, "permanent"},
    {0x100, "managetempaddr"}, {0x200, "noprefixroute"}, {0x400, "mcautojoin"},
    {0x800, "stable_privacy"});

static ENUM(ifa_proto, "ifa_proto", "IFAPROT_",
    {0, "unspec"}, {1, "kernel_lo"}, {2, "kernel_ra"}, {3, "kernel_ll"});

ROWS(ifaddrmsg) {
    U8(ifa_family,    0, "address family", .ref.values = &kl_enum_rt_family),
    U8(ifa_prefixlen, 1, "length of the prefix that is on the link"),
    U8(ifa_flags,     2, "the lowest eight of IFA_FLAGS", .ref.values = &ifa_flags),
    U8(ifa_scope,     3, "how far the address is valid", .ref.values = &kl_enum_rt_scope),
    U32(ifa_index,    4, "the interface"),
};
static LAYOUT(ifaddrmsg, "ifaddrmsg", 8);

ROWS(ifa_cacheinfo) {
    U32(ifa_prefered, 0, "time left in which the address is preferred", .unit = KL_UNIT_S,
        .ref.values = &kl_enum_rt_lifetime),
    U32(ifa_valid,    4, "time left in which the address is valid", .unit = KL_UNIT_S,
        .ref.values = &kl_enum_rt_lifetime),
    U32(cstamp,       8, "when it was made, in 1/100 s since boot"),
    U32(tstamp,       12, "when it was changed last, in 1/100 s since boot"),
};
static LAYOUT(ifa_cacheinfo, "ifa_cacheinfo", 16);

ROWS(addr) {
    IP(IFA_ADDRESS,         1, "prefix address; of the peer on a point-to-point link"),
    IP(IFA_LOCAL,           2, "the interface's own address"),
    STR(IFA_LABEL,          3, 15, "name of the address, begins with the interface's"),
    IP(IFA_BROADCAST,       4, "broadcast address"),
    IP(IFA_ANYCAST,         5, "anycast address"),
    STRUCT(IFA_CACHEINFO,   6, ifa_cacheinfo, "lifetimes and times of change"),
    IP(IFA_MULTICAST,       7, "multicast address"),
    U32(IFA_FLAGS,          8, "state and handling of the address", .ref.values = &ifa_flags),
    U32(IFA_RT_PRIORITY,    9, "metric of the route for the prefix"),
    ROW(S32, IFA_TARGET_NETNSID, 10, "namespace that is asked, by its number here"),
    U8(IFA_PROTO,           11, "who made the address", .ref.values = &ifa_proto),
};
static SET(addr, "rt-addr", "IFA_", "an address of an interface");

static const struct kl_command_def addr_commands[] = {
    COMMAND(20, RTM_NEWADDR,      "add or change an address; one that is there"),
    COMMAND(21, RTM_DELADDR,      "remove an address; one that has gone"),
    COMMAND(22, RTM_GETADDR,      "ask for addresses"),
    COMMAND(56, RTM_NEWMULTICAST, "a multicast address that is listened to now"),
    COMMAND(57, RTM_DELMULTICAST, "a multicast address that is listened to no more"),
    COMMAND(58, RTM_GETMULTICAST, "ask for multicast addresses listened to, and the answer"),
    COMMAND(60, RTM_NEWANYCAST,   "an anycast address that is listened to now"),
    COMMAND(61, RTM_DELANYCAST,   "an anycast address that is listened to no more"),
    COMMAND(62, RTM_GETANYCAST,   "ask for anycast addresses listened to, and the answer"),
};

static const struct kl_group_def addr_groups[] = {
    {.id = 5, .name = "RTNLGRP_IPV4_IFADDR"},
    {.id = 9, .name = "RTNLGRP_IPV6_IFADDR"},
    {.id = 37, .name = "RTNLGRP_IPV4_MCADDR"},
    {.id = 38, .name = "RTNLGRP_IPV6_MCADDR"},
    {.id = 39, .name = "RTNLGRP_IPV6_ACADDR"},
};

/* ---- Labels ---------------------------------------------------------------------------------- */

ROWS(ifaddrlblmsg) {
    U8(ifal_family,     0, "address family", .ref.values = &kl_enum_rt_family),
    U8(__ifal_reserved, 1, "0", .flags = KL_A_PAD),
    U8(ifal_prefixlen,  2, "length of the prefix"),
    U8(ifal_flags,      3, "0", .flags = KL_A_HEX),
    U32(ifal_index,     4, "the interface; 0: all"),
    U32(ifal_seq,       8, "number of the table's last change"),
};
static LAYOUT(ifaddrlblmsg, "ifaddrlblmsg", 12);

ROWS(addrlabel) {
    IP(IFAL_ADDRESS, 1, "prefix"),
    U32(IFAL_LABEL,  2, "label of addresses in the prefix"),
};
static SET(addrlabel, "rt-addrlabel", "IFAL_", "a label for source address selection");

static const struct kl_command_def addrlabel_commands[] = {
    COMMAND(72, RTM_NEWADDRLABEL, "add or change a label; one that is there"),
    COMMAND(73, RTM_DELADDRLABEL, "remove a label"),
    COMMAND(74, RTM_GETADDRLABEL, "ask for labels"),
};

/* ---- What routers advertise ------------------------------------------------------------------ */

static FLAGS(prefix_flags, "prefix_flags", "IF_PREFIX_", {1, "onlink"}, {2, "autoconf"});

/* Types of neighbour discovery's options. */
static ENUM(nd_option, "neighbour discovery option", "ND_OPT_", {3, "prefix_information"});

ROWS(prefixmsg) {
    U8(prefix_family,   0, "address family", .ref.values = &kl_enum_rt_family),
    U8(prefix_pad1,     1, "0", .flags = KL_A_PAD),
    U16(prefix_pad2,    2, "0", .flags = KL_A_PAD),
    ROW(S32, prefix_ifindex, 4, "interface it was heard on"),
    U8(prefix_type,     8, "the advertisement's option", .ref.values = &nd_option),
    U8(prefix_len,      9, "length of the prefix"),
    U8(prefix_flags,    10, "what the prefix is for", .ref.values = &prefix_flags),
    U8(prefix_pad3,     11, "0", .flags = KL_A_PAD),
};
static LAYOUT(prefixmsg, "prefixmsg", 12);

ROWS(prefix_cacheinfo) {
    U32(preferred_time, 0, "how long its addresses are preferred", .unit = KL_UNIT_S,
        .ref.values = &kl_enum_rt_lifetime),
    U32(valid_time,     4, "how long its addresses are valid", .unit = KL_UNIT_S,
        .ref.values = &kl_enum_rt_lifetime),
};
static LAYOUT(prefix_cacheinfo, "prefix_cacheinfo", 8);

ROWS(prefix) {
    IP6(PREFIX_ADDRESS,      1, "the prefix"),
    STRUCT(PREFIX_CACHEINFO, 2, prefix_cacheinfo, "lifetimes"),
};
static SET(prefix, "rt-prefix", "PREFIX_", "an advertised prefix");

static const struct kl_command_def prefix_commands[] = {
    COMMAND(52, RTM_NEWPREFIX, "a router has advertised a prefix"),
};

static const struct kl_group_def prefix_groups[] = {{.id = 18, .name = "RTNLGRP_IPV6_PREFIX"}};

/* As many bytes of options as the header says stand in front of the only attribute,
 * NDUSEROPT_SRCADDR: where attributes begin is no fixed place, so that both are shown as they are. */
ROWS(nduseroptmsg) {
    U8(nduseropt_family,     0, "address family", .ref.values = &kl_enum_rt_family),
    U8(nduseropt_pad1,       1, "0", .flags = KL_A_PAD),
    U16(nduseropt_opts_len,  2, "bytes of options", .unit = KL_UNIT_BYTES),
    S32(nduseropt_ifindex,   4, "interface they were heard on"),
    U8(nduseropt_icmp_type,  8, "type of the ICMPv6 message"),
    U8(nduseropt_icmp_code,  9, "its code"),
    U16(nduseropt_pad2,      10, "0", .flags = KL_A_PAD),
    U32(nduseropt_pad3,      12, "0", .flags = KL_A_PAD),
    BYTES(options,           16, "options, and behind them the router's address"),
};
static LAYOUT(nduseroptmsg, "nduseroptmsg", 16);

static const struct kl_command_def nduseropt_commands[] = {
    COMMAND(68, RTM_NEWNDUSEROPT, "a router has sent options for programs"),
};

static const struct kl_group_def nduseropt_groups[] = {{.id = 20, .name = "RTNLGRP_ND_USEROPT"}};
// clang-format on

const struct kl_family kl_family_rt_addr = {
    .name = "rt-addr",
    .doc = "addresses of interfaces",
    .command_prefix = "RTM_",
    .protocol = NETLINK_ROUTE,
    .match = KL_MATCH_TYPE,
    .header = &ifaddrmsg,
    .attrs = &addr,
    .n_commands = KL_COUNT(addr_commands),
    .commands = addr_commands,
    .n_groups = KL_COUNT(addr_groups),
    .groups = addr_groups,
};

const struct kl_family kl_family_rt_addrlabel = {
    .name = "rt-addrlabel",
    .doc = "labels by which IPv6 chooses a source address",
    .command_prefix = "RTM_",
    .protocol = NETLINK_ROUTE,
    .match = KL_MATCH_TYPE,
    .header = &ifaddrlblmsg,
    .attrs = &addrlabel,
    .n_commands = KL_COUNT(addrlabel_commands),
    .commands = addrlabel_commands,
};

const struct kl_family kl_family_rt_prefix = {
    .name = "rt-prefix",
    .doc = "IPv6 prefixes that routers advertise",
    .command_prefix = "RTM_",
    .protocol = NETLINK_ROUTE,
    .match = KL_MATCH_TYPE,
    .header = &prefixmsg,
    .attrs = &prefix,
    .n_commands = KL_COUNT(prefix_commands),
    .commands = prefix_commands,
    .n_groups = KL_COUNT(prefix_groups),
    .groups = prefix_groups,
};

const struct kl_family kl_family_rt_nduseropt = {
    .name = "rt-nduseropt",
    .doc = "options of routers that are for programs, such as name servers",
    .command_prefix = "RTM_",
    .protocol = NETLINK_ROUTE,
    .match = KL_MATCH_TYPE,
    .header = &nduseroptmsg,
    .n_commands = KL_COUNT(nduseropt_commands),
    .commands = nduseropt_commands,
    .n_groups = KL_COUNT(nduseropt_groups),
    .groups = nduseropt_groups,
};
