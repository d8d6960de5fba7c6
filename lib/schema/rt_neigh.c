// SPDX-License-Identifier: MIT
// rtnetlink: neighbours (link-layer addresses of IP addresses), forwarding entries of bridges and
// VXLANs, and the settings of the neighbour tables.
// Source: include/uapi/linux/neighbour.h; net/core/neighbour.c, rtnetlink.c.
#include "rt_route.h"

#include "rows.h"

// clang-format off
static FLAGS(nud_state, "NUD", "NUD_",
    {0x01, "incomplete"}, {0x02, "reachable"}, {0x04, "stale"}, {0x08, "delay"}, {0x10, "probe"},
    {0x20, "failed"}, {0x40, "noarp"}, {0x80, "permanent"});

static FLAGS(ntf_flags, "NTF", "NTF_",
    {0x01, "use"}, {0x02, "self"}, {0x04, "master"}, {0x08, "proxy"}, {0x10, "ext_learned"},
    {0x20, "offloaded"}, {0x40, "sticky"}, {0x80, "router"});

static FLAGS(ntf_ext_flags, "NTF_EXT", "NTF_EXT_",
    {0x1, "managed"}, {0x2, "locked"}, {0x4, "ext_validated"});

static FLAGS(fdb_notify, "FDB_NOTIFY", "FDB_NOTIFY_", {0x1, "bit"}, {0x2, "inactive_bit"});

ROWS(kl_layout_rt_ndmsg) {
    U8(ndm_family,  0, "address family", .ref.values = &kl_enum_rt_family),
    U8(ndm_pad1,    1, "0", .flags = KL_A_PAD),
    U16(ndm_pad2,   2, "0", .flags = KL_A_PAD),
    ROW(S32, ndm_ifindex, 4, "the interface"),
    U16(ndm_state,  8, "what is known of it", .ref.values = &nud_state),
    U8(ndm_flags,   10, "how the entry is used", .ref.values = &ntf_flags),
    U8(ndm_type,    11, "type of the route to it", .ref.values = &kl_enum_rt_type),
};
LAYOUT(kl_layout_rt_ndmsg, "ndmsg", 12);

ROWS(nda_cacheinfo) {
    U32(ndm_confirmed, 0, "since it was last confirmed, in 1/100 s"),
    U32(ndm_used,      4, "since it was last used, in 1/100 s"),
    U32(ndm_updated,   8, "since it was last changed, in 1/100 s"),
    U32(ndm_refcnt,    12, "references inside the kernel"),
};
static LAYOUT(nda_cacheinfo, "nda_cacheinfo", 16);

ROWS(fdb_ext) {
    U8(NFEA_ACTIVITY_NOTIFY, 1, "tell when it becomes active or inactive",
       .ref.values = &fdb_notify),
    FLAG(NFEA_DONT_REFRESH,  2, "leave the times of the entry alone"),
};
static SET(fdb_ext, "rt-neigh-fdb-ext", "NFEA_", "more about a bridge's entry");

/* Addresses of links are of any length: 20 bytes of InfiniBand, 4 of a tunnel. */
ROWS(neigh) {
    IP(NDA_DST,              1, "address of the neighbour; of a VXLAN's entry: the tunnel's end"),
    ROW(LLADDR, NDA_LLADDR,  2, "link-layer address", .max_len = 32),
    STRUCT(NDA_CACHEINFO,    3, nda_cacheinfo, "times and references"),
    U32(NDA_PROBES,          4, "probes sent so far"),
    U16(NDA_VLAN,            5, "VLAN of a bridge's entry"),
    BE16(NDA_PORT,           6, "UDP port of the tunnel's end"),
    U32(NDA_VNI,             7, "VXLAN network to send to"),
    U32(NDA_IFINDEX,         8, "interface to send by"),
    U32(NDA_MASTER,          9, "the bridge, or the device above"),
    ROW(S32, NDA_LINK_NETNSID, 10, "namespace of NDA_IFINDEX"),
    U32(NDA_SRC_VNI,         11, "VXLAN network the entry belongs to"),
    U8(NDA_PROTOCOL,         12, "who made the entry", .ref.values = &kl_enum_rt_protocol),
    U32(NDA_NH_ID,           13, "next hop group to send to"),
    NEST(NDA_FDB_EXT_ATTRS,  14, fdb_ext, "more about a bridge's entry"),
    U32(NDA_FLAGS_EXT,       15, "how the entry is used, continued",
        .ref.values = &ntf_ext_flags),
    U16(NDA_NDM_STATE_MASK,  16, "flush: states that count", .ref.values = &nud_state),
    U8(NDA_NDM_FLAGS_MASK,   17, "flush: flags that count", .ref.values = &ntf_flags),
};
static SET(neigh, "rt-neigh", "NDA_", "a neighbour, or an entry of a bridge");

/* ---- Tables ---------------------------------------------------------------------------------- */

ROWS(ndtmsg) {
    U8(ndtm_family, 0, "address family", .ref.values = &kl_enum_rt_family),
    U8(ndtm_pad1,   1, "0", .flags = KL_A_PAD),
    U16(ndtm_pad2,  2, "0", .flags = KL_A_PAD),
};
static LAYOUT(ndtmsg, "ndtmsg", 4);

ROWS(ndt_config) {
    U16(ndtc_key_len,       0, "bytes of an address", .unit = KL_UNIT_BYTES),
    U16(ndtc_entry_size,    2, "bytes of an entry", .unit = KL_UNIT_BYTES),
    U32(ndtc_entries,       4, "entries in the table"),
    U32(ndtc_last_flush,    8, "since the last flush", .unit = KL_UNIT_MS),
    U32(ndtc_last_rand,     12, "since reachable times were last drawn", .unit = KL_UNIT_MS),
    HEX32(ndtc_hash_rnd,    16, "seed of the hash"),
    HEX32(ndtc_hash_mask,   20, "buckets of the hash, less one"),
    U32(ndtc_hash_chain_gc, 24, "not used any more"),
    U32(ndtc_proxy_qlen,    28, "packets that wait for a proxy's answer"),
};
static LAYOUT(ndt_config, "ndt_config", 32);

ROWS(ndt_stats) {
    U64(ndts_allocs,           0, "entries made"),
    U64(ndts_destroys,         8, "entries removed"),
    U64(ndts_hash_grows,       16, "times the hash grew"),
    U64(ndts_res_failed,       24, "addresses that nobody answered for"),
    U64(ndts_lookups,          32, "lookups"),
    U64(ndts_hits,             40, "lookups that found something"),
    U64(ndts_rcv_probes_mcast, 48, "multicast questions received"),
    U64(ndts_rcv_probes_ucast, 56, "unicast questions received"),
    U64(ndts_periodic_gc_runs, 64, "clean-ups by the clock"),
    U64(ndts_forced_gc_runs,   72, "clean-ups for want of room"),
    U64(ndts_table_fulls,      80, "entries refused, as the table was full"),
};
static LAYOUT(ndt_stats, "ndt_stats", 88);

ROWS(ndt_parms) {
    U32(NDTPA_IFINDEX,             1, "the interface; none: the defaults"),
    U32(NDTPA_REFCNT,              2, "references inside the kernel"),
    U64(NDTPA_REACHABLE_TIME,      3, "how long a confirmed entry is good, as drawn",
        .unit = KL_UNIT_MS),
    U64(NDTPA_BASE_REACHABLE_TIME, 4, "its average", .unit = KL_UNIT_MS),
    U64(NDTPA_RETRANS_TIME,        5, "between two probes", .unit = KL_UNIT_MS),
    U64(NDTPA_GC_STALETIME,        6, "how long an unused entry is kept", .unit = KL_UNIT_MS),
    U64(NDTPA_DELAY_PROBE_TIME,    7, "how long to wait for other proof before probing",
        .unit = KL_UNIT_MS),
    U32(NDTPA_QUEUE_LEN,           8, "packets that may wait for an address",
        .unit = KL_UNIT_PACKETS),
    U32(NDTPA_APP_PROBES,          9, "probes by a program"),
    U32(NDTPA_UCAST_PROBES,        10, "unicast probes"),
    U32(NDTPA_MCAST_PROBES,        11, "multicast probes"),
    U64(NDTPA_ANYCAST_DELAY,       12, "delay of answers for an anycast address",
        .unit = KL_UNIT_MS),
    U64(NDTPA_PROXY_DELAY,         13, "delay of answers as a proxy", .unit = KL_UNIT_MS),
    U32(NDTPA_PROXY_QLEN,          14, "answers as a proxy that may wait"),
    U64(NDTPA_LOCKTIME,            15, "how long a fresh entry is not replaced",
        .unit = KL_UNIT_MS),
    U32(NDTPA_QUEUE_LENBYTES,      16, "bytes that may wait for an address",
        .unit = KL_UNIT_BYTES),
    U32(NDTPA_MCAST_REPROBES,      17, "multicast probes after unicast ones failed"),
    PAD(NDTPA_PAD,                 18),
    U64(NDTPA_INTERVAL_PROBE_TIME_MS, 19, "between probes of managed entries",
        .unit = KL_UNIT_MS),
};
static SET(ndt_parms, "rt-neightbl-parms", "NDTPA_", "settings of a neighbour table");

ROWS(neightbl) {
    STR(NDTA_NAME,        1, 0, "name of the table, such as arp_cache"),
    U32(NDTA_THRESH1,     2, "entries below which none is cleaned up"),
    U32(NDTA_THRESH2,     3, "entries above which clean-up starts within seconds"),
    U32(NDTA_THRESH3,     4, "entries at most"),
    STRUCT(NDTA_CONFIG,   5, ndt_config, "size and shape of the table"),
    NEST(NDTA_PARMS,      6, ndt_parms, "settings of an interface, or the defaults"),
    STRUCT(NDTA_STATS,    7, ndt_stats, "counters"),
    U64(NDTA_GC_INTERVAL, 8, "between two clean-ups", .unit = KL_UNIT_MS),
    PAD(NDTA_PAD,         9),
};
static SET(neightbl, "rt-neightbl", "NDTA_", "a neighbour table");

static const struct kl_command_def commands[] = {
    COMMAND(28, RTM_NEWNEIGH,    "add or change an entry; one that is there"),
    COMMAND(29, RTM_DELNEIGH,    "remove an entry; one that has gone"),
    COMMAND(30, RTM_GETNEIGH,    "ask for entries; the kernel: who has this address?"),
    COMMAND(64, RTM_NEWNEIGHTBL, "a neighbour table", .header = &ndtmsg, .request = &neightbl),
    COMMAND(66, RTM_GETNEIGHTBL, "ask for the neighbour tables", .header = &ndtmsg,
            .request = &neightbl),
    COMMAND(67, RTM_SETNEIGHTBL, "change a table's settings", .header = &ndtmsg,
            .request = &neightbl),
};

static const struct kl_group_def groups[] = {{.id = 3, .name = "RTNLGRP_NEIGH"}};
// clang-format on

const struct kl_family kl_family_rt_neigh = {
    .name = "rt-neigh",
    .doc = "neighbours, forwarding entries of bridges, and neighbour tables",
    .command_prefix = "RTM_",
    .protocol = NETLINK_ROUTE,
    .match = KL_MATCH_TYPE,
    .header = &kl_layout_rt_ndmsg,
    .attrs = &neigh,
    .n_commands = KL_COUNT(commands),
    .commands = commands,
    .n_groups = KL_COUNT(groups),
    .groups = groups,
};
