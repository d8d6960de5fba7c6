// SPDX-License-Identifier: MIT
// Settings and counters of a link by address family: IFLA_AF_SPEC and IFLA_PROTINFO.
// Source: include/uapi/linux/if_link.h, ip.h, ipv6.h, snmp.h; net/ipv4/devinet.c,
// net/ipv6/addrconf.c, net/mctp/device.c.
#include "rt_link.h"

// clang-format off
/* ---- IPv4 ------------------------------------------------------------------------------------ */

#define IPV4_DEVCONF(X) \
    X(1, FORWARDING, "forwarding", "forward packets that came in here") \
    X(2, MC_FORWARDING, "mc_forwarding", "forward multicast; set by a routing daemon") \
    X(3, PROXY_ARP, "proxy_arp", "answer ARP for addresses elsewhere") \
    X(4, ACCEPT_REDIRECTS, "accept_redirects", "heed ICMP redirects") \
    X(5, SECURE_REDIRECTS, "secure_redirects", "only redirects to known gateways") \
    X(6, SEND_REDIRECTS, "send_redirects", "send ICMP redirects") \
    X(7, SHARED_MEDIA, "shared_media", "several subnets share the medium") \
    X(8, RP_FILTER, "rp_filter", "check that a sender is where its packets come from") \
    X(9, ACCEPT_SOURCE_ROUTE, "accept_source_route", "heed source routes in packets") \
    X(10, BOOTP_RELAY, "bootp_relay", "accept packets from 0.0.0.0/8 for others") \
    X(11, LOG_MARTIANS, "log_martians", "log packets with impossible addresses") \
    X(12, TAG, "tag", "a number for whoever wants it") \
    X(13, ARPFILTER, "arpfilter", "answer ARP only where the way back leads") \
    X(14, MEDIUM_ID, "medium_id", "medium the link is attached to") \
    X(15, NOXFRM, "noxfrm", "no IPsec on this link") \
    X(16, NOPOLICY, "nopolicy", "no IPsec policy on this link") \
    X(17, FORCE_IGMP_VERSION, "force_igmp_version", "speak this version of IGMP only") \
    X(18, ARP_ANNOUNCE, "arp_announce", "which sender address ARP requests carry") \
    X(19, ARP_IGNORE, "arp_ignore", "which ARP requests are not answered") \
    X(20, PROMOTE_SECONDARIES, "promote_secondaries", "a secondary address takes over") \
    X(21, ARP_ACCEPT, "arp_accept", "learn from gratuitous ARP") \
    X(22, ARP_NOTIFY, "arp_notify", "announce address and link changes") \
    X(23, ACCEPT_LOCAL, "accept_local", "accept packets from our own addresses") \
    X(24, SRC_VMARK, "src_vmark", "rp_filter heeds the mark") \
    X(25, PROXY_ARP_PVLAN, "proxy_arp_pvlan", "answer ARP on the link it came from") \
    X(26, ROUTE_LOCALNET, "route_localnet", "127.0.0.0/8 may be routed") \
    X(27, IGMPV2_UNSOLICITED_REPORT_INTERVAL, "igmpv2_unsolicited_report_interval", \
      "between IGMPv2 reports, in ms") \
    X(28, IGMPV3_UNSOLICITED_REPORT_INTERVAL, "igmpv3_unsolicited_report_interval", \
      "between IGMPv3 reports, in ms") \
    X(29, IGNORE_ROUTES_WITH_LINKDOWN, "ignore_routes_with_linkdown", \
      "routes of links without carrier do not count") \
    X(30, DROP_UNICAST_IN_L2_MULTICAST, "drop_unicast_in_l2_multicast", \
      "drop unicast packets in multicast frames") \
    X(31, DROP_GRATUITOUS_ARP, "drop_gratuitous_arp", "drop gratuitous ARP") \
    X(32, BC_FORWARDING, "bc_forwarding", "forward directed broadcasts") \
    X(33, ARP_EVICT_NOCARRIER, "arp_evict_nocarrier", "forget neighbours with the carrier")

#define NAMED(i, n, short_name, d) {i, short_name},
#define SETTING(i, n, short_name, d) U32(IPV4_DEVCONF_##n, i, d),

static ENUM(ipv4_devconf, "IPv4 settings of a link", "IPV4_DEVCONF_", IPV4_DEVCONF(NAMED));

ROWS(ipv4_settings) {
    IPV4_DEVCONF(SETTING)
};
static SET(ipv4_settings, "rt-link-inet-conf", "IPV4_DEVCONF_", "IPv4 settings to change");

/* The kernel sends an array, the first of it being number 1, and takes a nest. */
ROWS(inet_request) {
    NEST(IFLA_INET_CONF, 1, ipv4_settings, "settings to change"),
};
static SET(inet_request, "rt-link-inet-request", "IFLA_INET_", "IPv4 on the link");

ROWS(inet_reply) {
    ROW(PACKED, IFLA_INET_CONF, 1, "settings", .elem = KL_T_S32,
        .flags = KL_A_INDEXED | KL_A_FROM1, .ref.values = &ipv4_devconf),
};
static SET(inet_reply, "rt-link-inet", "IFLA_INET_", "IPv4 on the link");

/* ---- IPv6 ------------------------------------------------------------------------------------ */

static FLAGS(inet6_flags, "IPv6 state", "IF_",
    {0x10, "rs_sent"}, {0x20, "ra_rcvd"}, {0x40, "ra_managed"}, {0x80, "ra_otherconf"},
    {0x80000000, "ready"});

static ENUM(ipv6_devconf, "IPv6 settings of a link", "DEVCONF_",
    {0, "forwarding"}, {1, "hoplimit"}, {2, "mtu6"}, {3, "accept_ra"}, {4, "accept_redirects"},
    {5, "autoconf"}, {6, "dad_transmits"}, {7, "rtr_solicits"}, {8, "rtr_solicit_interval"},
    {9, "rtr_solicit_delay"}, {10, "use_tempaddr"}, {11, "temp_valid_lft"},
    {12, "temp_prefered_lft"}, {13, "regen_max_retry"}, {14, "max_desync_factor"},
    {15, "max_addresses"}, {16, "force_mld_version"}, {17, "accept_ra_defrtr"},
    {18, "accept_ra_pinfo"}, {19, "accept_ra_rtr_pref"}, {20, "rtr_probe_interval"},
    {21, "accept_ra_rt_info_max_plen"}, {22, "proxy_ndp"}, {23, "optimistic_dad"},
    {24, "accept_source_route"}, {25, "mc_forwarding"}, {26, "disable_ipv6"}, {27, "accept_dad"},
    {28, "force_tllao"}, {29, "ndisc_notify"}, {30, "mldv1_unsolicited_report_interval"},
    {31, "mldv2_unsolicited_report_interval"}, {32, "suppress_frag_ndisc"},
    {33, "accept_ra_from_local"}, {34, "use_optimistic"}, {35, "accept_ra_mtu"},
    {36, "stable_secret"}, {37, "use_oif_addrs_only"}, {38, "accept_ra_min_hop_limit"},
    {39, "ignore_routes_with_linkdown"}, {40, "drop_unicast_in_l2_multicast"},
    {41, "drop_unsolicited_na"}, {42, "keep_addr_on_down"}, {43, "rtr_solicit_max_interval"},
    {44, "seg6_enabled"}, {45, "seg6_require_hmac"}, {46, "enhanced_dad"},
    {47, "addr_gen_mode"}, {48, "disable_policy"}, {49, "accept_ra_rt_info_min_plen"},
    {50, "ndisc_tclass"}, {51, "rpl_seg_enabled"}, {52, "ra_defrtr_metric"},
    {53, "ioam6_enabled"}, {54, "ioam6_id"}, {55, "ioam6_id_wide"},
    {56, "ndisc_evict_nocarrier"}, {57, "accept_untracked_na"}, {58, "accept_ra_min_lft"},
    {59, "force_forwarding"});

/* What the positions behind these mean depends on the kernel: Linux 6.15 put them in another
 * order, and nothing in the message tells. */
static ENUM(ipv6_stats, "IPv6 counters", "IPSTATS_MIB_",
    {0, "num"}, {1, "inpkts"}, {2, "inoctets"}, {3, "indelivers"});

static ENUM(icmp6_stats, "ICMPv6 counters", "ICMP6_MIB_",
    {0, "num"}, {1, "inmsgs"}, {2, "inerrors"}, {3, "outmsgs"}, {4, "outerrors"},
    {5, "csumerrors"}, {6, "ratelimithost"});

static ENUM(addr_gen_mode, "how addresses are made", "IN6_ADDR_GEN_MODE_",
    {0, "eui64"}, {1, "none"}, {2, "stable_privacy"}, {3, "random"});

ROWS(cacheinfo) {
    U32(max_reasm_len,  0,  "longest packet put together from fragments", .unit = KL_UNIT_BYTES),
    U32(tstamp,         4,  "when the link last changed, in 1/100 s since boot"),
    U32(reachable_time, 8,  "how long a neighbour counts as reachable", .unit = KL_UNIT_MS),
    U32(retrans_time,   12, "between solicitations", .unit = KL_UNIT_MS),
};
static LAYOUT(cacheinfo, "ifla_cacheinfo", 16);

ROWS(inet6) {
    U32(IFLA_INET6_FLAGS,            1, "state of autoconfiguration", .ref.values = &inet6_flags),
    ROW(PACKED, IFLA_INET6_CONF,     2, "settings", .elem = KL_T_S32, .flags = KL_A_INDEXED,
        .ref.values = &ipv6_devconf),
    ROW(PACKED, IFLA_INET6_STATS,    3, "counters", .elem = KL_T_U64, .flags = KL_A_INDEXED,
        .ref.values = &ipv6_stats),
    BYTES(IFLA_INET6_MCAST,          4, "not used"),
    ROW(STRUCT, IFLA_INET6_CACHEINFO, 5, "times", .ref.layout = &cacheinfo),
    ROW(PACKED, IFLA_INET6_ICMP6STATS, 6, "counters of ICMPv6", .elem = KL_T_U64,
        .flags = KL_A_INDEXED, .ref.values = &icmp6_stats),
    IP6(IFLA_INET6_TOKEN,            7, "lower half of addresses made from prefixes"),
    U8(IFLA_INET6_ADDR_GEN_MODE,     8, "how addresses are made", .ref.values = &addr_gen_mode),
    U32(IFLA_INET6_RA_MTU,           9, "MTU that routers advertise", .unit = KL_UNIT_BYTES),
};
static SET(inet6, "rt-link-inet6", "IFLA_INET6_", "IPv6 on the link");

/* ---- MCTP ------------------------------------------------------------------------------------ */

static ENUM(mctp_binding, "binding of MCTP", "MCTP_PHYS_BINDING_",
    {0, "unspec"}, {1, "smbus"}, {2, "pcie_vdm"}, {3, "usb"}, {4, "kcs"}, {5, "serial"},
    {6, "i3c"}, {7, "mmbi"}, {8, "pcc"}, {9, "ucie"}, {255, "vendor"});

ROWS(mctp) {
    U32(IFLA_MCTP_NET,         1, "MCTP network of the link"),
    U8(IFLA_MCTP_PHYS_BINDING, 2, "what carries MCTP", .ref.values = &mctp_binding),
};
static SET(mctp, "rt-link-mctp", "IFLA_MCTP_", "MCTP on the link");

/* ---- The choice ------------------------------------------------------------------------------ */

ROWS(af_request) {
    NEST(AF_INET,  2,  inet_request, "IPv4"),
    NEST(AF_INET6, 10, inet6, "IPv6"),
    NEST(AF_MCTP,  45, mctp, "MCTP"),
};
static SET(af_request, "rt-link-af-request", "AF_", "settings by address family");

ROWS(af_reply) {
    NEST(AF_INET,  2,  inet_reply, "IPv4", .flags = KL_A_NO_NESTED),
    NEST(AF_INET6, 10, inet6, "IPv6", .flags = KL_A_NO_NESTED),
    NEST(AF_MCTP,  45, mctp, "MCTP", .flags = KL_A_NO_NESTED),
};
static SET(af_reply, "rt-link-af", "AF_", "settings by address family");

#define BY_IFI_FAMILY(x, set, ...) \
    static const struct kl_selection x##_cases[] = {__VA_ARGS__}; \
    const struct kl_selector x = {.by = KL_BY_HEADER, .key = 0, .size = 1, \
        .n_cases = KL_COUNT(x##_cases), .cases = x##_cases, .otherwise = set}

BY_IFI_FAMILY(kl_select_link_af_request, &af_request,
    {.number = 7, .set = &kl_set_link_af_bridge});
BY_IFI_FAMILY(kl_select_link_af_reply, &af_reply, {.number = 7, .set = &kl_set_link_af_bridge});
BY_IFI_FAMILY(kl_select_link_protinfo, NULL,
    {.number = 7, .set = &kl_set_link_bridge_port}, {.number = 10, .set = &inet6});
// clang-format on
