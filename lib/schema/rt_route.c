// SPDX-License-Identifier: MIT
// rtnetlink: routes of IPv4, IPv6, MPLS and of multicast routing.
// Source: include/uapi/linux/rtnetlink.h, in_route.h, icmpv6.h; net/ipv4/fib_semantics.c, route.c,
// ipmr_base.c, net/ipv6/route.c, net/mpls/af_mpls.c.
#include "rt_route.h"

#include "rows.h"

// clang-format off

/* Below 0x100 are a single next hop's flags. A route out of the cache (cloned) has flags of IPv4
 * above 0x10000 (RTCF_*), one of which has another meaning on the others. */
static FLAGS(rtm_flags, "rtm_flags", "RTM_F_",
    {0x01, "dead"}, {0x02, "pervasive"}, {0x04, "onlink"}, {0x08, "nh_offload"},
    {0x10, "linkdown"}, {0x20, "unresolved"}, {0x40, "nh_trap"},
    {0x20000200, "cloned_multicast"},
    {0x100, "notify"}, {0x200, "cloned"}, {0x400, "equalize"}, {0x800, "prefix"},
    {0x1000, "lookup_table"}, {0x2000, "fib_match"}, {0x4000, "offload"}, {0x8000, "trap"},
    {0x10000, "rtcf_notify"}, {0x20000, "directdst"}, {0x40000, "redirected"},
    {0x80000, "tproxy"}, {0x200000, "fast"}, {0x400000, "masq"}, {0x800000, "snat"},
    {0x1000000, "doredirect"}, {0x4000000, "directsrc"}, {0x8000000, "dnat"},
    {0x10000000, "broadcast"}, {0x20000000, "offload_failed"},
    {0x40000000, "reject"}, {0x80000000, "local"});

static ENUM(pref, "router preference", "ICMPV6_ROUTER_PREF_",
    {0, "medium"}, {1, "high"}, {2, "invalid"}, {3, "low"});

static FLAGS(features, "RTAX_FEATURE", "RTAX_FEATURE_",
    {0x1, "ecn"}, {0x2, "sack"}, {0x4, "timestamp"}, {0x8, "allfrag"}, {0x10, "tcp_usec_ts"});

/* Bits are numbers of the metrics. */
static FLAGS(locks, "locked metrics", "RTAX_",
    {1 << 2, "mtu"}, {1 << 3, "window"}, {1 << 4, "rtt"}, {1 << 5, "rttvar"},
    {1 << 6, "ssthresh"}, {1 << 7, "cwnd"}, {1 << 8, "advmss"}, {1 << 9, "reordering"},
    {1 << 10, "hoplimit"}, {1 << 11, "initcwnd"}, {1 << 12, "features"}, {1 << 13, "rto_min"},
    {1 << 14, "initrwnd"}, {1 << 15, "quickack"}, {1 << 16, "cc_algo"},
    {1 << 17, "fastopen_no_cookie"});

ROWS(rtmsg) {
    U8(rtm_family,   0, "address family", .ref.values = &kl_enum_rt_family),
    U8(rtm_dst_len,  1, "length of the destination prefix; MPLS: bits of a label"),
    U8(rtm_src_len,  2, "length of the source prefix"),
    HEX8(rtm_tos,    3, "type of service that matches; 0: any"),
    U8(rtm_table,    4, "the table, if its number is below 256", .ref.values = &kl_enum_rt_table),
    U8(rtm_protocol, 5, "who made the route", .ref.values = &kl_enum_rt_protocol),
    U8(rtm_scope,    6, "how far the destination is", .ref.values = &kl_enum_rt_scope),
    U8(rtm_type,     7, "what is done with packets", .ref.values = &kl_enum_rt_type),
    U32(rtm_flags,   8, "state of the route, how the request is meant", .ref.values = &rtm_flags),
};
static LAYOUT(rtmsg, "rtmsg", 12);

ROWS(cacheinfo) {
    U32(rta_clntref, 0, "references inside the kernel"),
    U32(rta_lastuse, 4, "since it was last used, in 1/100 s"),
    S32(rta_expires, 8, "time left, in 1/100 s; 0: for ever"),
    S32(rta_error,   12, "what a sender is told, as a negative errno"),
    U32(rta_used,    16, "times it was used"),
    U32(rta_id,      20, "not used any more"),
    U32(rta_ts,      24, "not used any more"),
    U32(rta_tsage,   28, "not used any more"),
};
static LAYOUT(cacheinfo, "rta_cacheinfo", 32);

ROWS(mfc_stats) {
    U64(mfcs_packets,  0, "packets forwarded", .unit = KL_UNIT_PACKETS),
    U64(mfcs_bytes,    8, "bytes forwarded", .unit = KL_UNIT_BYTES),
    U64(mfcs_wrong_if, 16, "packets that came in by the wrong interface",
        .unit = KL_UNIT_PACKETS),
};
static LAYOUT(mfc_stats, "rta_mfc_stats", 24);

ROWS(via) {
    U16(rtvia_family, 0, "family of the address", .ref.values = &kl_enum_rt_family),
    IP(rtvia_addr,    2, "the gateway"),
};
static LAYOUT(via, "rtvia", 2);

ROWS(metrics) {
    U32(RTAX_LOCK,       1, "metrics that the kernel may not change", .ref.values = &locks),
    U32(RTAX_MTU,        2, "largest packet", .unit = KL_UNIT_BYTES),
    U32(RTAX_WINDOW,     3, "largest window to advertise", .unit = KL_UNIT_BYTES),
    U32(RTAX_RTT,        4, "round trip time, in 1/8 ms"),
    U32(RTAX_RTTVAR,     5, "its variance, in 1/4 ms"),
    U32(RTAX_SSTHRESH,   6, "slow start threshold, in segments"),
    U32(RTAX_CWND,       7, "congestion window at most, in segments; needs its lock"),
    U32(RTAX_ADVMSS,     8, "segment size to advertise", .unit = KL_UNIT_BYTES),
    U32(RTAX_REORDERING, 9, "reordering to expect, in segments"),
    U32(RTAX_HOPLIMIT,   10, "hops that packets may go"),
    U32(RTAX_INITCWND,   11, "congestion window at first, in segments"),
    U32(RTAX_FEATURES,   12, "features of TCP", .ref.values = &features),
    U32(RTAX_RTO_MIN,    13, "least time before sending again", .unit = KL_UNIT_MS),
    U32(RTAX_INITRWND,   14, "receive window at first, in segments"),
    U32(RTAX_QUICKACK,   15, "1: acknowledge at once"),
    STR(RTAX_CC_ALGO,    16, 15, "congestion control"),
    U32(RTAX_FASTOPEN_NO_COOKIE, 17, "1: TCP fast open without a cookie"),
};
static SET(metrics, "rt-route-metrics", "RTAX_", "metrics of a route");

/* The length in front, rtnh_len, is the writer's business. */
ROWS(rtnexthop) {
    U8(rtnh_flags,  2, "state of the next hop", .ref.values = &kl_enum_rt_nh_flags),
    U8(rtnh_hops,   3, "weight, less one; of multicast routing: hops a packet must have left"),
    S32(rtnh_ifindex, 4, "interface to send by"),
};
static LAYOUT(rtnexthop, "rtnexthop", 8);

ROWS(hop) {
    IP(RTA_GATEWAY,     5, "gateway"),
    HEX32(RTA_FLOW,     11, "realms, from << 16 | to"),
    STRUCT(RTA_VIA,     18, via, "gateway of another family"),
    LABELS(RTA_NEWDST,  19, "labels to put in place of the one that matched"),
    U16(RTA_ENCAP_TYPE, 21, "kind of encapsulation", .ref.values = &kl_enum_rt_encap_type),
    CHOSEN(RTA_ENCAP,   22, kl_select_rta_encap, "how packets are encapsulated"),
};
static const struct kl_attrset hop = {
    .name = "rt-route-hop", .prefix = "RTA_", .doc = "one of several next hops",
    .header = &rtnexthop, .n_rows = KL_COUNT(hop_rows), .rows = hop_rows};

#define ROUTE_ROWS(dst) \
    dst, \
    IP(RTA_SRC,            2, "source prefix; of a question: source address"), \
    U32(RTA_IIF,           3, "interface that packets come in by"), \
    U32(RTA_OIF,           4, "interface to send by"), \
    IP(RTA_GATEWAY,        5, "gateway"), \
    U32(RTA_PRIORITY,      6, "metric, lowest first"), \
    IP(RTA_PREFSRC,        7, "source address to prefer"), \
    NEST(RTA_METRICS,      8, metrics, "metrics"), \
    ROW(RECORDS, RTA_MULTIPATH, 9, "several next hops", .ref.set = &hop), \
    BYTES(RTA_PROTOINFO,   10, "not used any more"), \
    HEX32(RTA_FLOW,        11, "realms, from << 16 | to"), \
    STRUCT(RTA_CACHEINFO,  12, cacheinfo, "times and errors"), \
    BYTES(RTA_SESSION,     13, "not used any more"), \
    BYTES(RTA_MP_ALGO,     14, "not used any more"), \
    U32(RTA_TABLE,         15, "the table", .ref.values = &kl_enum_rt_table), \
    HEX32(RTA_MARK,        16, "mark of the packet that is asked about"), \
    STRUCT(RTA_MFC_STATS,  17, mfc_stats, "counters of a multicast route"), \
    STRUCT(RTA_VIA,        18, via, "gateway of another family"), \
    LABELS(RTA_NEWDST,     19, "labels to put in place of the one that matched"), \
    U8(RTA_PREF,           20, "preference that the router advertised", .ref.values = &pref), \
    U16(RTA_ENCAP_TYPE,    21, "kind of encapsulation", .ref.values = &kl_enum_rt_encap_type), \
    CHOSEN(RTA_ENCAP,      22, kl_select_rta_encap, "how packets are encapsulated"), \
    ROW(UINT, RTA_EXPIRES, 23, "time left in s; of a multicast route: since its last use, " \
        "in 1/100 s"), \
    PAD(RTA_PAD,           24), \
    U32(RTA_UID,           25, "user that the packet asked about belongs to"), \
    U8(RTA_TTL_PROPAGATE,  26, "1: hops are counted inside of the label stack too"), \
    U8(RTA_IP_PROTO,       27, "IP protocol of the packet asked about", \
       .ref.values = &kl_enum_rt_ip_proto), \
    BE16(RTA_SPORT,        28, "its source port"), \
    BE16(RTA_DPORT,        29, "its destination port"), \
    U32(RTA_NH_ID,         30, "next hop, or group of them, by its number"), \
    ROW(U32, RTA_FLOWLABEL, 31, "IPv6 flow label of the packet asked about", \
        .flags = KL_A_BE | KL_A_HEX)

ROWS(route) {
    ROUTE_ROWS(IP(RTA_DST, 1, "destination prefix; of a question: the address")),
};
static SET(route, "rt-route", "RTA_", "a route");

ROWS(mpls_route) {
    ROUTE_ROWS(LABELS(RTA_DST, 1, "label")),
};
static SET(mpls_route, "rt-mpls", "RTA_", "a route of MPLS");

static const struct kl_command_def commands[] = {
    COMMAND(24, RTM_NEWROUTE, "add or change a route; one that is there"),
    COMMAND(25, RTM_DELROUTE, "remove a route; one that has gone"),
    COMMAND(26, RTM_GETROUTE, "ask for routes, or which one a packet takes"),
};

static const struct kl_group_def groups[] = {
    {.id = 6, .name = "RTNLGRP_IPV4_MROUTE"},
    {.id = 7, .name = "RTNLGRP_IPV4_ROUTE"},
    {.id = 10, .name = "RTNLGRP_IPV6_MROUTE"},
    {.id = 11, .name = "RTNLGRP_IPV6_ROUTE"},
    {.id = 30, .name = "RTNLGRP_IPV4_MROUTE_R"},
    {.id = 31, .name = "RTNLGRP_IPV6_MROUTE_R"},
};

static const struct kl_group_def mpls_groups[] = {{.id = 27, .name = "RTNLGRP_MPLS_ROUTE"}};
// clang-format on

const struct kl_family kl_family_rt_route = {
    .name = "rt-route",
    .doc = "routes",
    .command_prefix = "RTM_",
    .protocol = NETLINK_ROUTE,
    .match = KL_MATCH_TYPE,
    .header = &rtmsg,
    .attrs = &route,
    .n_commands = KL_COUNT(commands),
    .commands = commands,
    .n_groups = KL_COUNT(groups),
    .groups = groups,
};

const struct kl_family kl_family_rt_mpls = {
    .name = "rt-mpls",
    .doc = "routes of MPLS, whose destination is a label",
    .command_prefix = "RTM_",
    .protocol = NETLINK_ROUTE,
    .match = KL_MATCH_TYPE,
    .header_families = {28}, /* AF_MPLS */
    .header = &rtmsg,
    .attrs = &mpls_route,
    .n_commands = KL_COUNT(commands),
    .commands = commands,
    .n_groups = KL_COUNT(mpls_groups),
    .groups = mpls_groups,
};
