// SPDX-License-Identifier: MIT
// rtnetlink: how interfaces forward (netconf), and the numbers of network namespaces (nsid).
// Source: include/uapi/linux/netconf.h, net_namespace.h; net/ipv4/devinet.c, net/ipv6/addrconf.c,
// net/mpls/af_mpls.c, net/core/net_namespace.c.
#include "rt_route.h"

#include "rows.h"

// clang-format off
static ENUM(netconf_ifindex, "netconf interface", "NETCONFA_IFINDEX_",
    {-1, "all"}, {-2, "default"});

static ENUM(rp_filter, "rp_filter", "", {0, "off"}, {1, "strict"}, {2, "loose"});

ROWS(netconfmsg) {
    U8(ncm_family, 0, "address family", .ref.values = &kl_enum_rt_family),
};
static LAYOUT(netconfmsg, "netconfmsg", 1);

ROWS(netconf) {
    ROW(S32, NETCONFA_IFINDEX, 1, "the interface", .ref.values = &netconf_ifindex),
    S32(NETCONFA_FORWARDING,    2, "1: packets are forwarded"),
    S32(NETCONFA_RP_FILTER,     3, "is the way back checked?", .ref.values = &rp_filter),
    S32(NETCONFA_MC_FORWARDING, 4, "1: multicast packets are forwarded"),
    S32(NETCONFA_PROXY_NEIGH,   5, "1: questions are answered for others"),
    S32(NETCONFA_IGNORE_ROUTES_WITH_LINKDOWN, 6,
        "1: routes over links without carrier do not count"),
    S32(NETCONFA_INPUT,         7, "1: MPLS packets are taken"),
    S32(NETCONFA_BC_FORWARDING, 8, "1: directed broadcasts are forwarded"),
    S32(NETCONFA_FORCE_FORWARDING, 9, "1: IPv6 packets are forwarded, whatever the default"),
};
static SET(netconf, "rt-netconf", "NETCONFA_", "how an interface forwards");

static const struct kl_command_def netconf_commands[] = {
    COMMAND(80, RTM_NEWNETCONF, "settings that are there, or have changed"),
    COMMAND(81, RTM_DELNETCONF, "settings of an interface that has gone"),
    COMMAND(82, RTM_GETNETCONF, "ask for settings"),
};

static const struct kl_group_def netconf_groups[] = {
    {.id = 24, .name = "RTNLGRP_IPV4_NETCONF"},
    {.id = 25, .name = "RTNLGRP_IPV6_NETCONF"},
    {.id = 29, .name = "RTNLGRP_MPLS_NETCONF"},
};

/* ---- Namespaces ------------------------------------------------------------------------------ */

static ENUM(nsid, "namespace number", "NETNSA_NSID_", {-1, "not_assigned"});

ROWS(netns) {
    S32(NETNSA_NSID,         1, "number of the namespace", .ref.values = &nsid),
    U32(NETNSA_PID,          2, "a process that is in it"),
    U32(NETNSA_FD,           3, "a descriptor that refers to it"),
    S32(NETNSA_TARGET_NSID,  4, "namespace whose numbers are asked for", .ref.values = &nsid),
    S32(NETNSA_CURRENT_NSID, 5, "its number in the caller's namespace", .ref.values = &nsid),
};
static SET(netns, "rt-nsid", "NETNSA_", "the number of a network namespace");

static const struct kl_command_def nsid_commands[] = {
    COMMAND(88, RTM_NEWNSID, "give a namespace a number; one that has it"),
    COMMAND(89, RTM_DELNSID, "a number that has gone"),
    COMMAND(90, RTM_GETNSID, "ask for numbers"),
};

static const struct kl_group_def nsid_groups[] = {{.id = 28, .name = "RTNLGRP_NSID"}};
// clang-format on

const struct kl_family kl_family_rt_netconf = {
    .name = "rt-netconf",
    .doc = "how interfaces forward",
    .command_prefix = "RTM_",
    .protocol = NETLINK_ROUTE,
    .match = KL_MATCH_TYPE,
    .header = &netconfmsg,
    .attrs = &netconf,
    .n_commands = KL_COUNT(netconf_commands),
    .commands = netconf_commands,
    .n_groups = KL_COUNT(netconf_groups),
    .groups = netconf_groups,
};

const struct kl_family kl_family_rt_nsid = {
    .name = "rt-nsid",
    .doc = "numbers of network namespaces",
    .command_prefix = "RTM_",
    .protocol = NETLINK_ROUTE,
    .match = KL_MATCH_TYPE,
    .header = &kl_layout_rtgenmsg,
    .attrs = &netns,
    .n_commands = KL_COUNT(nsid_commands),
    .commands = nsid_commands,
    .n_groups = KL_COUNT(nsid_groups),
    .groups = nsid_groups,
};
