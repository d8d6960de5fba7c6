// SPDX-License-Identifier: MIT
// Traffic control: queues, classes, filters, chains and actions, and what their messages share.
// Source: include/uapi/linux/rtnetlink.h, pkt_sched.h, pkt_cls.h, gen_stats.h, if_ether.h;
// net/sched/sch_api.c, cls_api.c, act_api.c.
#include "tc.h"

#include "rows.h"

// clang-format off
/* Elsewhere a handle is major << 16 | minor. */
ENUM(kl_enum_tc_handle, "handle", "TC_H_",
    {0, "unspec"}, {0xffffffff, "root"}, {0xfffffff1, "ingress"}, {0xfffffff2, "clsact_ingress"},
    {0xfffffff3, "clsact_egress"});

ENUM(kl_enum_tc_verdict, "verdict", "TC_ACT_",
    {-1, "unspec"}, {0, "ok"}, {1, "reclassify"}, {2, "shot"}, {3, "pipe"}, {4, "stolen"},
    {5, "queued"}, {6, "repeat"}, {7, "redirect"}, {8, "trap"});

ENUM(kl_enum_tc_ethertype, "Ethernet protocol", "ETH_P_",
    {0, "none"}, {0x0001, "802_3"}, {0x0003, "all"}, {0x0004, "802_2"}, {0x000c, "can"},
    {0x000d, "canfd"}, {0x0060, "loop"}, {0x0800, "ip"}, {0x0806, "arp"}, {0x22f0, "tsn"},
    {0x22f3, "trill"}, {0x4305, "batman"}, {0x6558, "teb"}, {0x8035, "rarp"}, {0x809b, "atalk"},
    {0x80f3, "aarp"}, {0x8100, "8021q"}, {0x8137, "ipx"}, {0x86dd, "ipv6"}, {0x8808, "pause"},
    {0x8809, "slow"}, {0x8847, "mpls_uc"}, {0x8848, "mpls_mc"}, {0x8863, "ppp_disc"},
    {0x8864, "ppp_ses"}, {0x888e, "pae"}, {0x88a2, "aoe"}, {0x88a8, "8021ad"}, {0x88be, "erspan"},
    {0x88ca, "tipc"}, {0x88cc, "lldp"}, {0x88e3, "mrp"}, {0x88e5, "macsec"}, {0x88e7, "8021ah"},
    {0x88f5, "mvrp"}, {0x88f7, "1588"}, {0x8902, "cfm"}, {0x8906, "fcoe"}, {0x8914, "fip"},
    {0x892f, "hsr"}, {0x894f, "nsh"}, {0xed3e, "ife"});

ENUM(kl_enum_tc_clock, "clock", "CLOCK_",
    {-1, "none"}, {0, "realtime"}, {1, "monotonic"}, {7, "boottime"}, {11, "tai"});

FLAGS(kl_enum_tc_cls_flags, "TCA_CLS_FLAGS", "TCA_CLS_FLAGS_",
    {1 << 0, "skip_hw"}, {1 << 1, "skip_sw"}, {1 << 2, "in_hw"}, {1 << 3, "not_in_hw"},
    {1 << 4, "verbose"});

static FLAGS(dump_flags, "TCA_DUMP_FLAGS", "TCA_DUMP_FLAGS_", {1 << 0, "terse"});

static ENUM(ifindex, "interface", "TCM_IFINDEX_", {-1, "magic_block"});

/* The info of a filter is its priority << 16 | its protocol, which is big-endian as ever. */
#define TCMSG_FIELDS \
    U8(tcm_family,    0, "address family", .ref.values = &kl_enum_rt_family), \
    U8(tcm__pad1,     1, "0", .flags = KL_A_PAD), \
    U16(tcm__pad2,    2, "0", .flags = KL_A_PAD), \
    S32(tcm_ifindex,  4, "the interface; magic_block: tcm_parent is the number of a shared block", \
        .ref.values = &ifindex), \
    HANDLE(tcm_handle, 8, "handle of the object"), \
    HANDLE(tcm_parent, 12, "handle of what it hangs on")

ROWS(tcmsg) {
    TCMSG_FIELDS,
    HEX32(tcm_info, 16, "queue: references; class: handle of the queue inside"),
};
static LAYOUT(tcmsg, "tcmsg", 20);

ROWS(filter_tcmsg) {
    TCMSG_FIELDS,
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    ROW(U16, tcm_protocol, 16, "protocol of packets to look at", .flags = KL_A_BE,
        .ref.values = &kl_enum_tc_ethertype),
    U16(tcm_priority, 18, "place among the filters, lowest first"),
#else
    U16(tcm_priority, 16, "place among the filters, lowest first"),
    ROW(U16, tcm_protocol, 18, "protocol of packets to look at", .flags = KL_A_BE,
        .ref.values = &kl_enum_tc_ethertype),
#endif
};
static LAYOUT(filter_tcmsg, "tcmsg", 20);

/* ---- Rates and counters ---------------------------------------------------------------------- */

static ENUM(linklayer, "tc_link_layer", "TC_LINKLAYER_",
    {0, "unaware"}, {1, "ethernet"}, {2, "atm"});

ROWS(kl_layout_tc_ratespec) {
    U8(cell_log,    0, "log2 of the bytes that a cell of the rate table stands for"),
    U8(linklayer,   1, "link layer", .ref.values = &linklayer),
    U16(overhead,   2, "bytes added to each packet", .unit = KL_UNIT_BYTES),
    ROW(S16, cell_align, 4, "shift of the rate table"),
    U16(mpu,        6, "least bytes of a packet", .unit = KL_UNIT_BYTES),
    U32(rate,       8, "rate; all ones: see the 64 bit attribute", .unit = KL_UNIT_BYTES_PER_S),
};
LAYOUT(kl_layout_tc_ratespec, "tc_ratespec", 12);

ROWS(kl_layout_tc_times) {
    U64(install,  0, "since it was made, in 1/100 s"),
    U64(lastuse,  8, "since it was last used, in 1/100 s"),
    U64(expires,  16, "time left, in 1/100 s; 0: for ever"),
    U64(firstuse, 24, "since it was first used, in 1/100 s; 0: never"),
};
LAYOUT(kl_layout_tc_times, "tcf_t", 32);

ROWS(kl_layout_tc_bpf_insn) {
    HEX16(code, 0, "what to do"),
    U8(jt,      2, "instructions to leap if true"),
    U8(jf,      3, "instructions to leap if false"),
    HEX32(k,    4, "operand"),
};
LAYOUT(kl_layout_tc_bpf_insn, "sock_filter", 8);

ROWS(tc_stats) {
    U64(bytes,      0, "bytes", .unit = KL_UNIT_BYTES),
    U32(packets,    8, "packets", .unit = KL_UNIT_PACKETS),
    U32(drops,      12, "packets dropped", .unit = KL_UNIT_PACKETS),
    U32(overlimits, 16, "times the limit held something up"),
    U32(bps,        20, "estimated rate", .unit = KL_UNIT_BYTES_PER_S),
    U32(pps,        24, "estimated packets a second"),
    U32(qlen,       28, "packets that wait", .unit = KL_UNIT_PACKETS),
    U32(backlog,    32, "bytes that wait", .unit = KL_UNIT_BYTES),
};
static LAYOUT(tc_stats, "tc_stats", 36);

ROWS(estimator) {
    ROW(S8, interval, 0, "log2 of the sampling period in 1/4 s"),
    U8(ewma_log,      1, "log2 of the weight of the past"),
};
static LAYOUT(estimator, "tc_estimator", 2);

ROWS(basic) {
    U64(bytes,   0, "bytes", .unit = KL_UNIT_BYTES),
    U32(packets, 8, "packets", .unit = KL_UNIT_PACKETS),
};
static LAYOUT(basic, "gnet_stats_basic", 12);

ROWS(rate_est) {
    U32(bps, 0, "bytes a second", .unit = KL_UNIT_BYTES_PER_S),
    U32(pps, 4, "packets a second"),
};
static LAYOUT(rate_est, "gnet_stats_rate_est", 8);

ROWS(rate_est64) {
    U64(bps, 0, "bytes a second", .unit = KL_UNIT_BYTES_PER_S),
    U64(pps, 8, "packets a second"),
};
static LAYOUT(rate_est64, "gnet_stats_rate_est64", 16);

ROWS(queue) {
    U32(qlen,       0, "packets that wait", .unit = KL_UNIT_PACKETS),
    U32(backlog,    4, "bytes that wait", .unit = KL_UNIT_BYTES),
    U32(drops,      8, "packets dropped", .unit = KL_UNIT_PACKETS),
    U32(requeues,   12, "packets put back", .unit = KL_UNIT_PACKETS),
    U32(overlimits, 16, "times the limit held something up"),
};
static LAYOUT(queue, "gnet_stats_queue", 20);

#define STATS_ROWS(app) \
    STRUCT(TCA_STATS_BASIC,      1, basic, "bytes and packets"), \
    STRUCT(TCA_STATS_RATE_EST,   2, rate_est, "estimated rates"), \
    STRUCT(TCA_STATS_QUEUE,      3, queue, "what waits, and what was dropped"), \
    app, \
    STRUCT(TCA_STATS_RATE_EST64, 5, rate_est64, "estimated rates"), \
    PAD(TCA_STATS_PAD,           6), \
    STRUCT(TCA_STATS_BASIC_HW,   7, basic, "bytes and packets of hardware"), \
    U64(TCA_STATS_PKT64,         8, "packets", .unit = KL_UNIT_PACKETS)

ROWS(qdisc_stats) {
    STATS_ROWS(CHOSEN(TCA_STATS_APP, 4, kl_select_tc_qdisc_stats_up, "counters of the kind")),
};
static SET(qdisc_stats, "tc-qdisc-stats", "TCA_STATS_", "counters of a queue");

ROWS(class_stats) {
    STATS_ROWS(CHOSEN(TCA_STATS_APP, 4, kl_select_tc_class_stats_up, "counters of the kind")),
};
static SET(class_stats, "tc-class-stats", "TCA_STATS_", "counters of a class");

ROWS(kl_set_tc_action_stats) {
    STATS_ROWS(BYTES(TCA_STATS_APP, 4, "not used")),
};
SET(kl_set_tc_action_stats, "tc-action-stats", "TCA_STATS_", "counters of an action");

ROWS(sizespec) {
    U8(cell_log,    0, "log2 of the bytes that a cell of the table stands for"),
    U8(size_log,    1, "log2 of the unit of the table's sizes"),
    ROW(S16, cell_align, 2, "shift of the table"),
    S32(overhead,   4, "bytes added to each packet", .unit = KL_UNIT_BYTES),
    U32(linklayer,  8, "link layer", .ref.values = &linklayer),
    U32(mpu,        12, "least bytes of a packet", .unit = KL_UNIT_BYTES),
    U32(mtu,        16, "most bytes of a packet", .unit = KL_UNIT_BYTES),
    U32(tsize,      20, "entries of the table"),
};
static LAYOUT(sizespec, "tc_sizespec", 24);

ROWS(stab) {
    STRUCT(TCA_STAB_BASE, 1, sizespec, "how sizes are reckoned"),
    PACKED(TCA_STAB_DATA, 2, U16, "the table"),
};
static SET(stab, "tc-stab", "TCA_STAB_", "sizes that packets are taken to have");

/* ---- Objects --------------------------------------------------------------------------------- */

#define TCA_ROWS(options, xstats, stats2) \
    STR(TCA_KIND,           1, 15, "kind of the object"), \
    options, \
    STRUCT(TCA_STATS,       3, tc_stats, "counters"), \
    xstats, \
    STRUCT(TCA_RATE,        5, estimator, "how rates are estimated"), \
    U32(TCA_FCNT,           6, "not used any more"), \
    NEST(TCA_STATS2,        7, stats2, "counters"), \
    NEST(TCA_STAB,          8, stab, "sizes that packets are taken to have"), \
    PAD(TCA_PAD,            9), \
    FLAG(TCA_DUMP_INVISIBLE, 10, "ask for queues that are made by themselves too"), \
    U32(TCA_CHAIN,          11, "chain of filters"), \
    U8(TCA_HW_OFFLOAD,      12, "1: it is done in hardware"), \
    U32(TCA_INGRESS_BLOCK,  13, "shared block of filters for what comes in"), \
    U32(TCA_EGRESS_BLOCK,   14, "shared block of filters for what goes out"), \
    ROW(BITFIELD32, TCA_DUMP_FLAGS, 15, "how much is asked for", .ref.values = &dump_flags), \
    STR(TCA_EXT_WARN_MSG,   16, 0, "warning about a change that was made")

ROWS(qdisc) {
    TCA_ROWS(CHOSEN(TCA_OPTIONS, 2, kl_select_tc_qdisc_options, "settings of the kind"),
             CHOSEN(TCA_XSTATS, 4, kl_select_tc_qdisc_stats, "counters of the kind"), qdisc_stats),
};
static SET(qdisc, "tc-qdisc", "TCA_", "a queue");

ROWS(class) {
    TCA_ROWS(CHOSEN(TCA_OPTIONS, 2, kl_select_tc_class_options, "settings of the kind"),
             CHOSEN(TCA_XSTATS, 4, kl_select_tc_class_stats, "counters of the kind"), class_stats),
};
static SET(class, "tc-class", "TCA_", "a class");

ROWS(filter) {
    TCA_ROWS(CHOSEN(TCA_OPTIONS, 2, kl_select_tc_filter_options, "settings of the kind"),
             BYTES(TCA_XSTATS, 4, "not used"), kl_set_tc_action_stats),
};
static SET(filter, "tc-filter", "TCA_", "a filter, or a chain of them");

static const struct kl_command_def qdisc_commands[] = {
    COMMAND(36, RTM_NEWQDISC, "add or change a queue; one that is there"),
    COMMAND(37, RTM_DELQDISC, "remove a queue; one that has gone"),
    COMMAND(38, RTM_GETQDISC, "ask for queues"),
};

static const struct kl_command_def class_commands[] = {
    COMMAND(40, RTM_NEWTCLASS, "add or change a class; one that is there"),
    COMMAND(41, RTM_DELTCLASS, "remove a class; one that has gone"),
    COMMAND(42, RTM_GETTCLASS, "ask for classes"),
};

static const struct kl_command_def filter_commands[] = {
    COMMAND(44, RTM_NEWTFILTER, "add or change a filter; one that is there"),
    COMMAND(45, RTM_DELTFILTER, "remove a filter; one that has gone"),
    COMMAND(46, RTM_GETTFILTER, "ask for filters"),
};

static const struct kl_command_def chain_commands[] = {
    COMMAND(100, RTM_NEWCHAIN, "add a chain of filters; one that is there"),
    COMMAND(101, RTM_DELCHAIN, "remove a chain; one that has gone"),
    COMMAND(102, RTM_GETCHAIN, "ask for chains"),
};

static const struct kl_group_def groups[] = {{.id = 4, .name = "RTNLGRP_TC"}};

/* ---- Actions --------------------------------------------------------------------------------- */

static FLAGS(root_flags, "TCA_ACT_FLAG", "TCA_ACT_FLAG_",
    {1 << 0, "large_dump_on"}, {1 << 1, "terse_dump"});

ROWS(tcamsg) {
    U8(tca_family, 0, "address family", .ref.values = &kl_enum_rt_family),
    U8(tca__pad1,  1, "0", .flags = KL_A_PAD),
    U16(tca__pad2, 2, "0", .flags = KL_A_PAD),
};
static LAYOUT(tcamsg, "tcamsg", 4);

ROWS(root) {
    NESTS(TCA_ROOT_TAB,        1, kl_set_tc_action, "actions", .flags = KL_A_FROM1),
    ROW(BITFIELD32, TCA_ROOT_FLAGS, 2, "how much is asked for", .ref.values = &root_flags),
    U32(TCA_ROOT_COUNT,        3, "actions in the message"),
    U32(TCA_ROOT_TIME_DELTA,   4, "only actions that were used within this time",
        .unit = KL_UNIT_MS),
    STR(TCA_ROOT_EXT_WARN_MSG, 5, 0, "warning about a change that was made"),
};
static SET(root, "tc-action", "TCA_ROOT_", "actions");

static const struct kl_command_def action_commands[] = {
    COMMAND(48, RTM_NEWACTION, "add or change actions; ones that are there"),
    COMMAND(49, RTM_DELACTION, "remove actions; ones that have gone"),
    COMMAND(50, RTM_GETACTION, "ask for actions of a kind"),
};
// clang-format on

#define TC_FAMILY(x, family_name, words, layout, set, list)                                        \
    const struct kl_family x = {                                                                   \
        .name = family_name,                                                                       \
        .doc = words,                                                                              \
        .command_prefix = "RTM_",                                                                  \
        .protocol = NETLINK_ROUTE,                                                                 \
        .match = KL_MATCH_TYPE,                                                                    \
        .header = &(layout),                                                                       \
        .attrs = &(set),                                                                           \
        .n_commands = KL_COUNT(list),                                                              \
        .commands = list,                                                                          \
        .n_groups = KL_COUNT(groups),                                                              \
        .groups = groups,                                                                          \
    }

TC_FAMILY(kl_family_tc_action, "tc-action", "actions on packets", tcamsg, root, action_commands);
TC_FAMILY(kl_family_tc_chain, "tc-chain", "chains of filters", filter_tcmsg, filter,
          chain_commands);
TC_FAMILY(kl_family_tc_class, "tc-class", "classes of queues", tcmsg, class, class_commands);
TC_FAMILY(kl_family_tc_filter, "tc-filter", "filters of packets", filter_tcmsg, filter,
          filter_commands);
TC_FAMILY(kl_family_tc_qdisc, "tc-qdisc", "queues of interfaces", tcmsg, qdisc, qdisc_commands);
