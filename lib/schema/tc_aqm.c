// SPDX-License-Identifier: MIT
// Traffic control: settings and counters of queues that keep themselves short or fair, by kind.
// Source: include/uapi/linux/pkt_sched.h; net/sched/sch_codel.c, sch_fq*.c, sch_pie.c, sch_cake.c,
// sch_red.c, sch_gred.c, sch_choke.c, sch_sf*.c, sch_hhf.c, sch_dualpi2.c.
#include "tc.h"

#include "rows.h"
#include "tc_qdisc.h"

// clang-format off
#define PKTS(n, i, d)  U32(n, i, d, .unit = KL_UNIT_PACKETS)
#define OCTETS(n, i, d) U32(n, i, d, .unit = KL_UNIT_BYTES)
#define USECS(n, i, d) U32(n, i, d, .unit = KL_UNIT_US)
#define PKTS64(n, i, d) U64(n, i, d, .unit = KL_UNIT_PACKETS)

/* ---- CoDel ----------------------------------------------------------------------------------- */

ROWS(kl_set_tc_codel) {
    USECS(TCA_CODEL_TARGET,       1, "waiting time that is fine"),
    PKTS(TCA_CODEL_LIMIT,         2, "most packets"),
    USECS(TCA_CODEL_INTERVAL,     3, "how long it may be exceeded"),
    U32(TCA_CODEL_ECN,            4, "1: packets are marked in place of dropped"),
    USECS(TCA_CODEL_CE_THRESHOLD, 5, "waiting time from which packets are marked"),
};
SET(kl_set_tc_codel, "tc-codel", "TCA_CODEL_", "controlled delay");
ROWS(codel_stats) {
    OCTETS(maxpacket,    0, "largest packet seen"),
    U32(count,           4, "drops since dropping began"),
    U32(lastcount,       8, "the same when it last began"),
    USECS(ldelay,        12, "how long the last packet waited"),
    ROW(S32, drop_next,  16, "time to the next drop", .unit = KL_UNIT_US),
    PKTS(drop_overlimit, 20, "packets dropped as there was no room"),
    PKTS(ecn_mark,       24, "packets marked in place of dropped"),
    U32(dropping,        28, "1: dropping"),
    PKTS(ce_mark,        32, "packets marked for the threshold"),
};
static LAYOUT(codel_stats, "tc_codel_xstats", 36);
STRUCT_SET(kl_set_tc_codel_stats, "tc-codel-stats", codel_stats, "counters");

ROWS(kl_set_tc_fq_codel) {
    USECS(TCA_FQ_CODEL_TARGET,       1, "waiting time that is fine"),
    PKTS(TCA_FQ_CODEL_LIMIT,         2, "most packets"),
    USECS(TCA_FQ_CODEL_INTERVAL,     3, "how long it may be exceeded"),
    U32(TCA_FQ_CODEL_ECN,            4, "1: packets are marked in place of dropped"),
    U32(TCA_FQ_CODEL_FLOWS,          5, "flows that are told apart"),
    OCTETS(TCA_FQ_CODEL_QUANTUM,     6, "bytes at a turn"),
    USECS(TCA_FQ_CODEL_CE_THRESHOLD, 7, "waiting time from which packets are marked"),
    PKTS(TCA_FQ_CODEL_DROP_BATCH_SIZE, 8, "packets dropped at once when full"),
    OCTETS(TCA_FQ_CODEL_MEMORY_LIMIT, 9, "most memory"),
    HEX8(TCA_FQ_CODEL_CE_THRESHOLD_SELECTOR, 10, "service types that the threshold is for"),
    HEX8(TCA_FQ_CODEL_CE_THRESHOLD_MASK, 11, "bits of the service type that count"),
};
SET(kl_set_tc_fq_codel, "tc-fq-codel", "TCA_FQ_CODEL_", "controlled delay for each flow");

static ENUM(fq_codel_type, "TCA_FQ_CODEL_XSTATS", "TCA_FQ_CODEL_XSTATS_",
    {0, "qdisc"}, {1, "class"});
ROWS(fq_codel_stats) {
    U32(type,            0, "whose counters these are", .ref.values = &fq_codel_type),
    OCTETS(maxpacket,    4, "largest packet seen"),
    PKTS(drop_overlimit, 8, "packets dropped as there was no room"),
    PKTS(ecn_mark,       12, "packets marked in place of dropped"),
    U32(new_flow_count,  16, "times a flow was new"),
    U32(new_flows_len,   20, "new flows"),
    U32(old_flows_len,   24, "old flows"),
    PKTS(ce_mark,        28, "packets marked for the threshold"),
    OCTETS(memory_usage, 32, "memory in use"),
    PKTS(drop_overmemory, 36, "packets dropped for want of memory"),
};
static LAYOUT(fq_codel_stats, "tc_fq_codel_xstats", 40);
STRUCT_SET(kl_set_tc_fq_codel_stats, "tc-fq-codel-stats", fq_codel_stats, "counters");
ROWS(fq_codel_class) {
    U32(type,           0, "whose counters these are", .ref.values = &fq_codel_type),
    ROW(S32, deficit,   4, "bytes left of its turn", .unit = KL_UNIT_BYTES),
    USECS(ldelay,       8, "how long the last packet waited"),
    U32(count,          12, "drops since dropping began"),
    U32(lastcount,      16, "the same when it last began"),
    U32(dropping,       20, "1: dropping"),
    ROW(S32, drop_next, 24, "time to the next drop", .unit = KL_UNIT_US),
};
static LAYOUT(fq_codel_class, "tc_fq_codel_xstats", 28);
STRUCT_SET(kl_set_tc_fq_codel_class_stats, "tc-fq-codel-class-stats", fq_codel_class,
           "counters of a flow");

/* ---- Fair queueing with pacing --------------------------------------------------------------- */

ROWS(kl_set_tc_fq) {
    PKTS(TCA_FQ_PLIMIT,             1, "most packets"),
    PKTS(TCA_FQ_FLOW_PLIMIT,        2, "most packets of a flow"),
    OCTETS(TCA_FQ_QUANTUM,          3, "bytes at a turn"),
    OCTETS(TCA_FQ_INITIAL_QUANTUM,  4, "bytes at a flow's first turn"),
    U32(TCA_FQ_RATE_ENABLE,         5, "1: packets are paced"),
    U32(TCA_FQ_FLOW_DEFAULT_RATE,   6, "not used any more"),
    U32(TCA_FQ_FLOW_MAX_RATE,       7, "most rate of a flow", .unit = KL_UNIT_BYTES_PER_S),
    U32(TCA_FQ_BUCKETS_LOG,         8, "log2 of the buckets of the hash"),
    USECS(TCA_FQ_FLOW_REFILL_DELAY, 9, "idle time after which credit is full again"),
    HEX32(TCA_FQ_ORPHAN_MASK,       10, "bits of the hash of packets without a socket"),
    U32(TCA_FQ_LOW_RATE_THRESHOLD,  11, "below it each packet is paced",
        .unit = KL_UNIT_BYTES_PER_S),
    USECS(TCA_FQ_CE_THRESHOLD,      12, "waiting time from which packets are marked"),
    U32(TCA_FQ_TIMER_SLACK,         13, "slack of the timer", .unit = KL_UNIT_NS),
    USECS(TCA_FQ_HORIZON,           14, "how far ahead packets may ask to be sent"),
    U8(TCA_FQ_HORIZON_DROP,         15, "beyond it, 1: dropped, 0: sent at the horizon"),
    STRUCT(TCA_FQ_PRIOMAP,          16, kl_layout_tc_prio, "band of each priority"),
    PACKED(TCA_FQ_WEIGHTS,          17, S32, "bytes at a turn of each band",
           .unit = KL_UNIT_BYTES),
    USECS(TCA_FQ_OFFLOAD_HORIZON,   18, "how far ahead the hardware can pace"),
};
SET(kl_set_tc_fq, "tc-fq", "TCA_FQ_", "fair queueing with pacing");
ROWS(fq_stats) {
    U64(gc_flows,              0, "flows cleaned up"),
    PKTS64(highprio_packets,   8, "packets of high priority"),
    PKTS64(tcp_retrans,        16, "packets sent again"),
    U64(throttled,             24, "times a flow was held up"),
    PKTS64(flows_plimit,       32, "packets dropped by a flow's limit"),
    PKTS64(pkts_too_long,      40, "packets too large for pacing"),
    U64(allocation_errors,     48, "flows that there was no memory for"),
    S64(time_next_delayed_flow, 56, "time to the next flow that is held up",
        .unit = KL_UNIT_NS),
    U32(flows,                 64, "flows"),
    U32(inactive_flows,        68, "flows without a packet"),
    U32(throttled_flows,       72, "flows that are held up"),
    U32(unthrottle_latency_ns, 76, "how late flows are let go", .unit = KL_UNIT_NS),
    PKTS64(ce_mark,            80, "packets marked for the threshold"),
    PKTS64(horizon_drops,      88, "packets dropped beyond the horizon"),
    PKTS64(horizon_caps,       96, "packets sent at the horizon"),
    PKTS64(fastpath_packets,   104, "packets that did not have to wait"),
    PACKED(band_drops,         112, U64, "packets dropped of each band", .max_len = 24,
           .unit = KL_UNIT_PACKETS),
    PACKED(band_pkt_count,     136, U32, "packets that wait of each band", .max_len = 12,
           .unit = KL_UNIT_PACKETS),
};
static LAYOUT(fq_stats, "tc_fq_qd_stats", 152);
STRUCT_SET(kl_set_tc_fq_stats, "tc-fq-stats", fq_stats, "counters");

/* ---- PIE ------------------------------------------------------------------------------------- */

ROWS(kl_set_tc_pie) {
    USECS(TCA_PIE_TARGET,          1, "waiting time that is wanted"),
    PKTS(TCA_PIE_LIMIT,            2, "most packets"),
    USECS(TCA_PIE_TUPDATE,         3, "between two reckonings"),
    U32(TCA_PIE_ALPHA,             4, "weight of the deviation, in 1/16"),
    U32(TCA_PIE_BETA,              5, "weight of its change, in 1/16"),
    U32(TCA_PIE_ECN,               6, "1: packets are marked in place of dropped"),
    U32(TCA_PIE_BYTEMODE,          7, "1: the chance grows with the size"),
    U32(TCA_PIE_DQ_RATE_ESTIMATOR, 8, "1: waiting time from the rate, 0: from time stamps"),
};
SET(kl_set_tc_pie, "tc-pie", "TCA_PIE_", "proportional integral controller");
ROWS(pie_stats) {
    U64(prob,               0, "chance of a drop, of 2^56 - 1"),
    USECS(delay,            8, "waiting time"),
    U32(avg_dq_rate,        12, "rate, in bytes of the kernel's unit of time"),
    U32(dq_rate_estimating, 16, "1: the rate is being estimated"),
    PKTS(packets_in,        20, "packets taken"),
    PKTS(dropped,           24, "packets dropped"),
    PKTS(overlimit,         28, "packets dropped as there was no room"),
    PKTS(maxq,              32, "most packets that waited"),
    PKTS(ecn_mark,          36, "packets marked in place of dropped"),
};
static LAYOUT(pie_stats, "tc_pie_xstats", 40);
STRUCT_SET(kl_set_tc_pie_stats, "tc-pie-stats", pie_stats, "counters");

ROWS(kl_set_tc_fq_pie) {
    PKTS(TCA_FQ_PIE_LIMIT,          1, "most packets"),
    U32(TCA_FQ_PIE_FLOWS,           2, "flows that are told apart"),
    USECS(TCA_FQ_PIE_TARGET,        3, "waiting time that is wanted"),
    USECS(TCA_FQ_PIE_TUPDATE,       4, "between two reckonings"),
    U32(TCA_FQ_PIE_ALPHA,           5, "weight of the deviation, in 1/16"),
    U32(TCA_FQ_PIE_BETA,            6, "weight of its change, in 1/16"),
    OCTETS(TCA_FQ_PIE_QUANTUM,      7, "bytes at a turn"),
    OCTETS(TCA_FQ_PIE_MEMORY_LIMIT, 8, "most memory"),
    U32(TCA_FQ_PIE_ECN_PROB,        9, "chance up to which packets are marked",
        .unit = KL_UNIT_PERCENT),
    U32(TCA_FQ_PIE_ECN,             10, "1: packets are marked in place of dropped"),
    U32(TCA_FQ_PIE_BYTEMODE,        11, "1: the chance grows with the size"),
    U32(TCA_FQ_PIE_DQ_RATE_ESTIMATOR, 12, "1: waiting time from the rate, 0: from time stamps"),
};
SET(kl_set_tc_fq_pie, "tc-fq-pie", "TCA_FQ_PIE_", "the same for each flow");
ROWS(fq_pie_stats) {
    PKTS(packets_in,     0, "packets taken"),
    PKTS(dropped,        4, "packets dropped"),
    PKTS(overlimit,      8, "packets dropped as there was no room"),
    PKTS(overmemory,     12, "packets dropped for want of memory"),
    PKTS(ecn_mark,       16, "packets marked in place of dropped"),
    U32(new_flow_count,  20, "times a flow was new"),
    U32(new_flows_len,   24, "new flows"),
    U32(old_flows_len,   28, "old flows"),
    OCTETS(memory_usage, 32, "memory in use"),
};
static LAYOUT(fq_pie_stats, "tc_fq_pie_xstats", 36);
STRUCT_SET(kl_set_tc_fq_pie_stats, "tc-fq-pie-stats", fq_pie_stats, "counters");

static ENUM(dualpi2_overload, "TC_DUALPI2_DROP_OVERLOAD", "", {0, "overflow"}, {1, "drop"});
static ENUM(dualpi2_early, "TC_DUALPI2_DROP_EARLY", "", {0, "drop_dequeue"}, {1, "drop_enqueue"});
static ENUM(dualpi2_ecn, "TC_DUALPI2_ECN_MASK", "",
    {1, "l4s_ect"}, {2, "cla_ect"}, {3, "any_ect"});
static ENUM(dualpi2_gso, "TC_DUALPI2_SPLIT_GSO", "", {0, "no_split_gso"}, {1, "split_gso"});

ROWS(kl_set_tc_dualpi2) {
    PKTS(TCA_DUALPI2_LIMIT,          1, "most packets"),
    OCTETS(TCA_DUALPI2_MEMORY_LIMIT, 2, "most memory"),
    USECS(TCA_DUALPI2_TARGET,        3, "waiting time that is wanted of classic packets"),
    USECS(TCA_DUALPI2_TUPDATE,       4, "between two reckonings"),
    U32(TCA_DUALPI2_ALPHA,           5, "weight of the deviation"),
    U32(TCA_DUALPI2_BETA,            6, "weight of its change"),
    PKTS(TCA_DUALPI2_STEP_THRESH_PKTS, 7, "packets from which low-latency ones are marked"),
    USECS(TCA_DUALPI2_STEP_THRESH_US, 8, "waiting time from which they are"),
    PKTS(TCA_DUALPI2_MIN_QLEN_STEP,  9, "packets that must wait for that"),
    U8(TCA_DUALPI2_COUPLING,         10, "how much both queues' chances are coupled"),
    U8(TCA_DUALPI2_DROP_OVERLOAD,    11, "what happens when there is too much",
       .ref.values = &dualpi2_overload),
    U8(TCA_DUALPI2_DROP_EARLY,       12, "when packets are dropped", .ref.values = &dualpi2_early),
    U8(TCA_DUALPI2_C_PROTECTION,     13, "share of classic packets", .unit = KL_UNIT_PERCENT),
    U8(TCA_DUALPI2_ECN_MASK,         14, "which packets are low-latency",
       .ref.values = &dualpi2_ecn),
    U8(TCA_DUALPI2_SPLIT_GSO,        15, "are large packets split?", .ref.values = &dualpi2_gso),
};
SET(kl_set_tc_dualpi2, "tc-dualpi2", "TCA_DUALPI2_", "a classic and a low-latency queue");
ROWS(dualpi2_stats) {
    U32(prob,               0, "chance of a drop, of 2^32"),
    USECS(delay_c,          4, "waiting time of classic packets"),
    USECS(delay_l,          8, "waiting time of low-latency packets"),
    PKTS(pkts_in_c,         12, "classic packets taken"),
    PKTS(pkts_in_l,         16, "low-latency packets taken"),
    PKTS(maxq,              20, "most packets that waited"),
    PKTS(ecn_mark,          24, "packets marked"),
    PKTS(step_mark,         28, "packets marked for the threshold"),
    ROW(S32, credit,        32, "credit of classic packets"),
    OCTETS(memory_used,     36, "memory in use"),
    OCTETS(max_memory_used, 40, "most memory used"),
    OCTETS(memory_limit,    44, "most memory"),
};
static LAYOUT(dualpi2_stats, "tc_dualpi2_xstats", 48);
STRUCT_SET(kl_set_tc_dualpi2_stats, "tc-dualpi2-stats", dualpi2_stats, "counters");

/* ---- CAKE ------------------------------------------------------------------------------------ */

static ENUM(cake_diffserv, "CAKE_DIFFSERV", "CAKE_DIFFSERV_",
    {0, "diffserv3"}, {1, "diffserv4"}, {2, "diffserv8"}, {3, "besteffort"}, {4, "precedence"});
static ENUM(cake_flow, "CAKE_FLOW", "CAKE_FLOW_",
    {0, "none"}, {1, "src_ip"}, {2, "dst_ip"}, {3, "hosts"}, {4, "flows"}, {5, "dual_src"},
    {6, "dual_dst"}, {7, "triple"});
static ENUM(cake_atm, "CAKE_ATM", "CAKE_ATM_", {0, "none"}, {1, "atm"}, {2, "ptm"});
static ENUM(cake_ack, "CAKE_ACK", "CAKE_ACK_", {0, "none"}, {1, "filter"}, {2, "aggressive"});

ROWS(kl_set_tc_cake) {
    PAD(TCA_CAKE_PAD,           1),
    U64(TCA_CAKE_BASE_RATE64,   2, "rate; 0: none", .unit = KL_UNIT_BYTES_PER_S),
    U32(TCA_CAKE_DIFFSERV_MODE, 3, "how tins are chosen", .ref.values = &cake_diffserv),
    U32(TCA_CAKE_ATM,           4, "cells of the link", .ref.values = &cake_atm),
    U32(TCA_CAKE_FLOW_MODE,     5, "what is a flow", .ref.values = &cake_flow),
    S32(TCA_CAKE_OVERHEAD,      6, "bytes added to each packet", .unit = KL_UNIT_BYTES),
    USECS(TCA_CAKE_RTT,         7, "round trip time to expect"),
    USECS(TCA_CAKE_TARGET,      8, "waiting time that is fine"),
    U32(TCA_CAKE_AUTORATE,      9, "1: the rate is estimated from what comes in"),
    OCTETS(TCA_CAKE_MEMORY,     10, "most memory"),
    U32(TCA_CAKE_NAT,           11, "1: hosts behind address translation are told apart"),
    U32(TCA_CAKE_RAW,           12, "1: sizes are not corrected"),
    U32(TCA_CAKE_WASH,          13, "1: service types are cleared"),
    OCTETS(TCA_CAKE_MPU,        14, "least bytes of a packet"),
    U32(TCA_CAKE_INGRESS,       15, "1: for what comes in, drops count as sent"),
    U32(TCA_CAKE_ACK_FILTER,    16, "are needless acknowledgements dropped?",
        .ref.values = &cake_ack),
    U32(TCA_CAKE_SPLIT_GSO,     17, "1: large packets are split"),
    HEX32(TCA_CAKE_FWMARK,      18, "bits of the mark that choose the tin"),
};
SET(kl_set_tc_cake, "tc-cake", "TCA_CAKE_", "common applications kept enhanced");

ROWS(cake_tin) {
    PAD(TCA_CAKE_TIN_STATS_PAD,                1),
    PKTS(TCA_CAKE_TIN_STATS_SENT_PACKETS,      2, "packets sent"),
    U64(TCA_CAKE_TIN_STATS_SENT_BYTES64,       3, "bytes sent", .unit = KL_UNIT_BYTES),
    PKTS(TCA_CAKE_TIN_STATS_DROPPED_PACKETS,   4, "packets dropped"),
    U64(TCA_CAKE_TIN_STATS_DROPPED_BYTES64,    5, "bytes dropped", .unit = KL_UNIT_BYTES),
    PKTS(TCA_CAKE_TIN_STATS_ACKS_DROPPED_PACKETS, 6, "acknowledgements dropped"),
    U64(TCA_CAKE_TIN_STATS_ACKS_DROPPED_BYTES64, 7, "bytes of those", .unit = KL_UNIT_BYTES),
    PKTS(TCA_CAKE_TIN_STATS_ECN_MARKED_PACKETS, 8, "packets marked"),
    U64(TCA_CAKE_TIN_STATS_ECN_MARKED_BYTES64, 9, "bytes marked", .unit = KL_UNIT_BYTES),
    PKTS(TCA_CAKE_TIN_STATS_BACKLOG_PACKETS,   10, "packets that wait"),
    OCTETS(TCA_CAKE_TIN_STATS_BACKLOG_BYTES,   11, "bytes that wait"),
    U64(TCA_CAKE_TIN_STATS_THRESHOLD_RATE64,   12, "rate up to which it has precedence",
        .unit = KL_UNIT_BYTES_PER_S),
    USECS(TCA_CAKE_TIN_STATS_TARGET_US,        13, "waiting time that is fine"),
    USECS(TCA_CAKE_TIN_STATS_INTERVAL_US,      14, "how long it may be exceeded"),
    U32(TCA_CAKE_TIN_STATS_WAY_INDIRECT_HITS,  15, "flows found at another place of the hash"),
    U32(TCA_CAKE_TIN_STATS_WAY_MISSES,         16, "flows that were new"),
    U32(TCA_CAKE_TIN_STATS_WAY_COLLISIONS,     17, "flows that share a queue"),
    USECS(TCA_CAKE_TIN_STATS_PEAK_DELAY_US,    18, "waiting time, of the bad ones"),
    USECS(TCA_CAKE_TIN_STATS_AVG_DELAY_US,     19, "waiting time, on the average"),
    USECS(TCA_CAKE_TIN_STATS_BASE_DELAY_US,    20, "waiting time, of the good ones"),
    U32(TCA_CAKE_TIN_STATS_SPARSE_FLOWS,       21, "flows with few packets"),
    U32(TCA_CAKE_TIN_STATS_BULK_FLOWS,         22, "flows with many packets"),
    U32(TCA_CAKE_TIN_STATS_UNRESPONSIVE_FLOWS, 23, "flows that do not slow down"),
    OCTETS(TCA_CAKE_TIN_STATS_MAX_SKBLEN,      24, "largest packet"),
    OCTETS(TCA_CAKE_TIN_STATS_FLOW_QUANTUM,    25, "bytes at a turn"),
};
static SET(cake_tin, "tc-cake-tin", "TCA_CAKE_TIN_STATS_", "counters of a tin");

ROWS(kl_set_tc_cake_stats) {
    PAD(TCA_CAKE_STATS_PAD,              1),
    U64(TCA_CAKE_STATS_CAPACITY_ESTIMATE64, 2, "estimated rate", .unit = KL_UNIT_BYTES_PER_S),
    OCTETS(TCA_CAKE_STATS_MEMORY_LIMIT,  3, "most memory"),
    OCTETS(TCA_CAKE_STATS_MEMORY_USED,   4, "most memory used"),
    OCTETS(TCA_CAKE_STATS_AVG_NETOFF,    5, "where the network header begins, on the average"),
    OCTETS(TCA_CAKE_STATS_MIN_NETLEN,    6, "smallest packet"),
    OCTETS(TCA_CAKE_STATS_MAX_NETLEN,    7, "largest packet"),
    OCTETS(TCA_CAKE_STATS_MIN_ADJLEN,    8, "smallest packet, corrected"),
    OCTETS(TCA_CAKE_STATS_MAX_ADJLEN,    9, "largest packet, corrected"),
    NESTS(TCA_CAKE_STATS_TIN_STATS,      10, cake_tin, "counters of each tin",
          .flags = KL_A_FROM1),
    S32(TCA_CAKE_STATS_DEFICIT,          11, "of a flow: bytes left of its turn",
        .unit = KL_UNIT_BYTES),
    U32(TCA_CAKE_STATS_COBALT_COUNT,     12, "of a flow: drops since dropping began"),
    U32(TCA_CAKE_STATS_DROPPING,         13, "of a flow, 1: dropping"),
    S32(TCA_CAKE_STATS_DROP_NEXT_US,     14, "of a flow: time to the next drop",
        .unit = KL_UNIT_US),
    U32(TCA_CAKE_STATS_P_DROP,           15, "of a flow: chance of a drop, of 2^32"),
    S32(TCA_CAKE_STATS_BLUE_TIMER_US,    16, "of a flow: time to the next change of it",
        .unit = KL_UNIT_US),
};
SET(kl_set_tc_cake_stats, "tc-cake-stats", "TCA_CAKE_STATS_", "counters");

/* ---- Random early detection ------------------------------------------------------------------ */

static FLAGS(red_flags, "TC_RED", "TC_RED_",
    {1, "ecn"}, {2, "harddrop"}, {4, "adaptative"}, {8, "nodrop"});

#define RED_FIELDS(at, unit) \
    unit(limit,    (at) + 0, "most that may wait"), \
    unit(qth_min,  (at) + 4, "average length from which packets are dropped"), \
    unit(qth_max,  (at) + 8, "average length from which all are")
#define RED_LOGS(at) \
    U8(Wlog,       (at) + 0, "log2 of the weight of the past"), \
    U8(Plog,       (at) + 1, "log2 of the chance per length"), \
    U8(Scell_log,  (at) + 2, "log2 of the cell that idle time is counted in")
#define IDLE_TABLE(n, i) BYTES(n, i, "how the average shrinks while idle", .max_len = 256)

ROWS(red_qopt) {
    RED_FIELDS(0, OCTETS),
    RED_LOGS(12),
    U8(flags, 15, "flags", .ref.values = &red_flags),
};
static LAYOUT(red_qopt, "tc_red_qopt", 16);
ROWS(kl_set_tc_red) {
    STRUCT(TCA_RED_PARMS,         1, red_qopt, "settings"),
    IDLE_TABLE(TCA_RED_STAB,      2),
    U32(TCA_RED_MAX_P,            3, "chance at the upper length, of 2^32"),
    ROW(BITFIELD32, TCA_RED_FLAGS, 4, "flags", .ref.values = &red_flags),
    U32(TCA_RED_EARLY_DROP_BLOCK, 5, "block of filters for packets dropped early"),
    U32(TCA_RED_MARK_BLOCK,       6, "block of filters for packets marked"),
};
SET(kl_set_tc_red, "tc-red", "TCA_RED_", "random early detection");
ROWS(red_stats) {
    PKTS(early,  0, "packets dropped early"),
    PKTS(pdrop,  4, "packets dropped as there was no room"),
    PKTS(other,  8, "packets dropped by others"),
    PKTS(marked, 12, "packets marked"),
};
static LAYOUT(red_stats, "tc_red_xstats", 16);
STRUCT_SET(kl_set_tc_red_stats, "tc-red-stats", red_stats, "counters");

ROWS(gred_qopt) {
    RED_FIELDS(0, OCTETS),
    U32(DP,         12, "number of the virtual queue"),
    OCTETS(backlog, 16, "bytes that wait"),
    U32(qave,       20, "average length"),
    PKTS(forced,    24, "packets dropped above the upper length"),
    PKTS(early,     28, "packets dropped early"),
    PKTS(other,     32, "packets dropped by others"),
    PKTS(pdrop,     36, "packets dropped as there was no room"),
    RED_LOGS(40),
    U8(prio,        43, "priority of the virtual queue"),
    PKTS(packets,   44, "packets taken"),
    OCTETS(bytesin, 48, "bytes taken"),
};
static LAYOUT(gred_qopt, "tc_gred_qopt", 52);
ROWS(gred_sopt) {
    U32(DPs,    0, "virtual queues"),
    U32(def_DP, 4, "virtual queue for the rest"),
    U8(grio,    8, "1: by priorities"),
    U8(flags,   9, "flags", .ref.values = &red_flags),
};
static LAYOUT(gred_sopt, "tc_gred_sopt", 12);
ROWS(gred_vq) {
    PAD(TCA_GRED_VQ_PAD,              1),
    U32(TCA_GRED_VQ_DP,               2, "number of the virtual queue"),
    U64(TCA_GRED_VQ_STAT_BYTES,       3, "bytes taken", .unit = KL_UNIT_BYTES),
    PKTS(TCA_GRED_VQ_STAT_PACKETS,    4, "packets taken"),
    OCTETS(TCA_GRED_VQ_STAT_BACKLOG,  5, "bytes that wait"),
    PKTS(TCA_GRED_VQ_STAT_PROB_DROP,  6, "packets dropped early"),
    PKTS(TCA_GRED_VQ_STAT_PROB_MARK,  7, "packets marked early"),
    PKTS(TCA_GRED_VQ_STAT_FORCED_DROP, 8, "packets dropped above the upper length"),
    PKTS(TCA_GRED_VQ_STAT_FORCED_MARK, 9, "packets marked above it"),
    PKTS(TCA_GRED_VQ_STAT_PDROP,      10, "packets dropped as there was no room"),
    PKTS(TCA_GRED_VQ_STAT_OTHER,      11, "packets dropped by others"),
    U32(TCA_GRED_VQ_FLAGS,            12, "flags", .ref.values = &red_flags),
};
static SET(gred_vq, "tc-gred-vq", "TCA_GRED_VQ_", "a virtual queue");
ROWS(gred_vqs) { NEST(TCA_GRED_VQ_ENTRY, 1, gred_vq, "a virtual queue", .flags = KL_A_MULTI) };
static SET(gred_vqs, "tc-gred-vqs", "TCA_GRED_VQ_", "virtual queues");
ROWS(kl_set_tc_gred) {
    STRUCTS(TCA_GRED_PARMS,   1, gred_qopt, "settings and state of virtual queues"),
    IDLE_TABLE(TCA_GRED_STAB, 2),
    STRUCT(TCA_GRED_DPS,      3, gred_sopt, "settings of the whole"),
    PACKED(TCA_GRED_MAX_P,    4, U32, "chance at the upper length of each, of 2^32"),
    OCTETS(TCA_GRED_LIMIT,    5, "most bytes of the whole"),
    NEST(TCA_GRED_VQ_LIST,    6, gred_vqs, "virtual queues"),
};
SET(kl_set_tc_gred, "tc-gred", "TCA_GRED_", "virtual queues with early detection");

ROWS(choke_qopt) {
    RED_FIELDS(0, PKTS),
    RED_LOGS(12),
    U8(flags, 15, "flags", .ref.values = &red_flags),
};
static LAYOUT(choke_qopt, "tc_choke_qopt", 16);
ROWS(kl_set_tc_choke) {
    STRUCT(TCA_CHOKE_PARMS,    1, choke_qopt, "settings"),
    IDLE_TABLE(TCA_CHOKE_STAB, 2),
    U32(TCA_CHOKE_MAX_P,       3, "chance at the upper length, of 2^32"),
};
SET(kl_set_tc_choke, "tc-choke", "TCA_CHOKE_", "drops packets of flows that hold much");
ROWS(choke_stats) {
    PKTS(early,   0, "packets dropped early"),
    PKTS(pdrop,   4, "packets dropped as there was no room"),
    PKTS(other,   8, "packets dropped by others"),
    PKTS(marked,  12, "packets marked"),
    PKTS(matched, 16, "packets dropped as one of their flow waited"),
};
static LAYOUT(choke_stats, "tc_choke_xstats", 20);
STRUCT_SET(kl_set_tc_choke_stats, "tc-choke-stats", choke_stats, "counters");

/* ---- Stochastic fairness --------------------------------------------------------------------- */

#define SFQRED_FIELDS(at) \
    PKTS(prob_drop,        (at) + 0, "packets dropped early"), \
    PKTS(forced_drop,      (at) + 4, "packets dropped above the upper length"), \
    PKTS(prob_mark,        (at) + 8, "packets marked early"), \
    PKTS(forced_mark,      (at) + 12, "packets marked above the upper length"), \
    PKTS(prob_mark_head,   (at) + 16, "packets marked early, at the head"), \
    PKTS(forced_mark_head, (at) + 20, "packets marked above it, at the head")

ROWS(sfqred) { SFQRED_FIELDS(0) };
static LAYOUT(sfqred, "tc_sfqred_stats", 24);
ROWS(sfq_v0) {
    OCTETS(quantum,          0, "bytes at a turn"),
    ROW(S32, perturb_period, 4, "between two changes of the hash", .unit = KL_UNIT_S),
    PKTS(limit,              8, "most packets"),
    U32(divisor,             12, "buckets of the hash"),
    U32(flows,               16, "most flows"),
};
static LAYOUT(sfq_v0, "tc_sfq_qopt", 20);
ROWS(sfq) {
    ROW(STRUCT, v0,    0, "settings", .ref.layout = &sfq_v0),
    PKTS(depth,        20, "most packets of a flow"),
    U32(headdrop,      24, "1: the oldest packet is dropped"),
    RED_FIELDS(28, OCTETS),
    RED_LOGS(40),
    U8(flags,          43, "flags", .ref.values = &red_flags),
    U32(max_P,         44, "chance at the upper length, of 2^32"),
    ROW(STRUCT, stats, 48, "counters", .ref.layout = &sfqred),
};
static LAYOUT(sfq, "tc_sfq_qopt_v1", 72);
STRUCT_SET(kl_set_tc_sfq, "tc-sfq", sfq, "stochastic fairness");
STRUCT_SET(kl_set_tc_sfq_stats, "tc-sfq-stats", sfqred, "counters");
ROWS(sfq_class) { ROW(S32, allot, 0, "bytes left of its turn", .unit = KL_UNIT_BYTES) };
static LAYOUT(sfq_class, "tc_sfq_xstats", 4);
STRUCT_SET(kl_set_tc_sfq_class_stats, "tc-sfq-class-stats", sfq_class, "counters of a flow");

ROWS(sfb_qopt) {
    U32(rehash_interval, 0, "between two changes of the hash", .unit = KL_UNIT_MS),
    U32(warmup_time,     4, "how long the next hash warms up", .unit = KL_UNIT_MS),
    PKTS(max,            8, "most packets of a flow"),
    PKTS(bin_size,       12, "packets of a flow from which the chance grows"),
    U32(increment,       16, "how it grows, of 65535"),
    U32(decrement,       20, "how it shrinks, of 65535"),
    PKTS(limit,          24, "most packets"),
    U32(penalty_rate,    28, "packets a second of flows that do not slow down"),
    PKTS(penalty_burst,  32, "burst of those"),
};
static LAYOUT(sfb_qopt, "tc_sfb_qopt", 36);
ROWS(kl_set_tc_sfb) { STRUCT(TCA_SFB_PARMS, 1, sfb_qopt, "settings") };
SET(kl_set_tc_sfb, "tc-sfb", "TCA_SFB_", "stochastic fair blue");
ROWS(sfb_stats) {
    PKTS(earlydrop,   0, "packets dropped early"),
    PKTS(penaltydrop, 4, "packets dropped of flows that do not slow down"),
    PKTS(bucketdrop,  8, "packets dropped as a flow had too many"),
    PKTS(queuedrop,   12, "packets dropped as there was no room"),
    PKTS(childdrop,   16, "packets dropped by the queue inside"),
    PKTS(marked,      20, "packets marked"),
    PKTS(maxqlen,     24, "most packets in a bin"),
    U32(maxprob,      28, "highest chance, of 65535"),
    U32(avgprob,      32, "average chance, of 65535"),
};
static LAYOUT(sfb_stats, "tc_sfb_xstats", 36);
STRUCT_SET(kl_set_tc_sfb_stats, "tc-sfb-stats", sfb_stats, "counters");

ROWS(kl_set_tc_hhf) {
    PKTS(TCA_HHF_BACKLOG_LIMIT,  1, "most packets"),
    OCTETS(TCA_HHF_QUANTUM,      2, "bytes at a turn"),
    U32(TCA_HHF_HH_FLOWS_LIMIT,  3, "most heavy flows"),
    USECS(TCA_HHF_RESET_TIMEOUT, 4, "between two resets of the counters"),
    OCTETS(TCA_HHF_ADMIT_BYTES,  5, "bytes from which a flow is heavy"),
    USECS(TCA_HHF_EVICT_TIMEOUT, 6, "idle time after which it is not"),
    U32(TCA_HHF_NON_HH_WEIGHT,   7, "weight of the other flows"),
};
SET(kl_set_tc_hhf, "tc-hhf", "TCA_HHF_", "heavy flows apart");
ROWS(hhf_stats) {
    PKTS(drop_overlimit, 0, "packets dropped as there was no room"),
    U32(hh_overlimit,    4, "times there were too many heavy flows"),
    U32(hh_tot_count,    8, "heavy flows so far"),
    U32(hh_cur_count,    12, "heavy flows now"),
};
static LAYOUT(hhf_stats, "tc_hhf_xstats", 16);
STRUCT_SET(kl_set_tc_hhf_stats, "tc-hhf-stats", hhf_stats, "counters");
// clang-format on
