// SPDX-License-Identifier: MIT
// Traffic control: settings and counters of queues that share out, hold back, or wait, by kind.
// Those that keep queues short are in tc_aqm.c.
// Source: include/uapi/linux/pkt_sched.h; net/sched/sch_*.c.
#include "tc.h"

#include "rows.h"
#include "tc_qdisc.h"

// clang-format off

/* ---- Plain queues and bands ------------------------------------------------------------------ */

ROWS(fifo) { U32(limit, 0, "most packets (pfifo) or bytes (bfifo)") };
static LAYOUT(fifo, "tc_fifo_qopt", 4);
static STRUCT_SET(fifo_set, "tc-fifo", fifo, "first in, first out");

ROWS(skbprio) { U32(limit, 0, "most packets", .unit = KL_UNIT_PACKETS) };
static LAYOUT(skbprio, "tc_skbprio_qopt", 4);
static STRUCT_SET(skbprio_set, "tc-skbprio", skbprio, "the highest priority first");

ROWS(kl_layout_tc_prio) {
    S32(bands,       0, "bands"),
    PACKED(priomap,  4, U8, "band of each priority", .max_len = 16),
};
LAYOUT(kl_layout_tc_prio, "tc_prio_qopt", 20);
static STRUCT_SET(prio_set, "tc-prio", kl_layout_tc_prio, "bands, the first one first");

ROWS(multiq) {
    U16(bands,     0, "bands"),
    U16(max_bands, 2, "queues of the interface"),
};
static LAYOUT(multiq, "tc_multiq_qopt", 4);
static STRUCT_SET(multiq_set, "tc-multiq", multiq, "a band for each queue of the interface");

static ENUM(plug_action, "TCQ_PLUG", "TCQ_PLUG_",
    {0, "buffer"}, {1, "release_one"}, {2, "release_indefinite"}, {3, "limit"});

ROWS(plug) {
    S32(action, 0, "what to do", .ref.values = &plug_action),
    U32(limit,  4, "most bytes", .unit = KL_UNIT_BYTES),
};
static LAYOUT(plug, "tc_plug_qopt", 8);
static STRUCT_SET(plug_set, "tc-plug", plug, "holds packets until it is told");

ROWS(kl_set_tc_ets) {
    U8(TCA_ETS_NBANDS,        1, "bands"),
    U8(TCA_ETS_NSTRICT,       2, "bands that go first"),
    NEST(TCA_ETS_QUANTA,      3, kl_set_tc_ets, "shares of the other bands"),
    U32(TCA_ETS_QUANTA_BAND,  4, "share of a band", .flags = KL_A_MULTI, .unit = KL_UNIT_BYTES),
    NEST(TCA_ETS_PRIOMAP,     5, kl_set_tc_ets, "band of each priority"),
    ROW(U8, TCA_ETS_PRIOMAP_BAND, 6, "band of a priority", .flags = KL_A_MULTI),
};
SET(kl_set_tc_ets, "tc-ets", "TCA_ETS_", "strict bands and bands with shares");

/* ---- Queues for the interface's own ---------------------------------------------------------- */

static ENUM(mqprio_hw, "TC_MQPRIO_HW_OFFLOAD", "TC_MQPRIO_HW_OFFLOAD_", {0, "none"}, {1, "tcs"});
static ENUM(mqprio_mode, "TC_MQPRIO_MODE", "TC_MQPRIO_MODE_", {0, "dcb"}, {1, "channel"});
static ENUM(mqprio_shaper, "TC_MQPRIO_SHAPER", "TC_MQPRIO_SHAPER_", {0, "dcb"}, {1, "bw_rate"});
static ENUM(frame_preemption, "TC_FP", "TC_FP_", {1, "express"}, {2, "preemptible"});

ROWS(mqprio_qopt) {
    U8(num_tc,          0, "traffic classes"),
    PACKED(prio_tc_map, 1, U8, "class of each priority", .max_len = 16),
    U8(hw,              17, "what the hardware does", .ref.values = &mqprio_hw),
    PACKED(count,       18, U16, "queues of each class", .max_len = 32),
    PACKED(offset,      50, U16, "first queue of each class", .max_len = 32),
};
static LAYOUT(mqprio_qopt, "tc_mqprio_qopt", 82);

ROWS(mqprio_rates) {
    U64(TCA_MQPRIO_MIN_RATE64, 3, "of a class", .flags = KL_A_MULTI, .unit = KL_UNIT_BYTES_PER_S),
    U64(TCA_MQPRIO_MAX_RATE64, 4, "of a class", .flags = KL_A_MULTI, .unit = KL_UNIT_BYTES_PER_S),
};
static SET(mqprio_rates, "tc-mqprio-rates", "TCA_MQPRIO_", "rates of the classes");

ROWS(mqprio_entry) {
    U32(TCA_MQPRIO_TC_ENTRY_INDEX, 1, "the class"),
    U32(TCA_MQPRIO_TC_ENTRY_FP,    2, "may its frames be interrupted?",
        .ref.values = &frame_preemption),
};
static SET(mqprio_entry, "tc-mqprio-entry", "TCA_MQPRIO_TC_ENTRY_", "a class");

ROWS(mqprio) {
    U16(TCA_MQPRIO_MODE,        1, "who chooses the queue", .ref.values = &mqprio_mode),
    U16(TCA_MQPRIO_SHAPER,      2, "how rates are kept", .ref.values = &mqprio_shaper),
    NEST(TCA_MQPRIO_MIN_RATE64, 3, mqprio_rates, "rates that are guaranteed"),
    NEST(TCA_MQPRIO_MAX_RATE64, 4, mqprio_rates, "rates at most"),
    NEST(TCA_MQPRIO_TC_ENTRY,   5, mqprio_entry, "a class", .flags = KL_A_MULTI),
};
static SETH(mqprio, "tc-mqprio", "TCA_MQPRIO_", mqprio_qopt, "queues for classes of traffic");

static ENUM(gates, "TC_TAPRIO_CMD", "TC_TAPRIO_CMD_",
    {0, "set_gates"}, {1, "set_and_hold"}, {2, "set_and_release"});

static FLAGS(taprio_flags, "TCA_TAPRIO_ATTR_FLAG", "TCA_TAPRIO_ATTR_FLAG_",
    {1 << 0, "txtime_assist"}, {1 << 1, "full_offload"});

ROWS(taprio_entry) {
    U32(TCA_TAPRIO_SCHED_ENTRY_INDEX,       1, "place in the schedule"),
    U8(TCA_TAPRIO_SCHED_ENTRY_CMD,          2, "what to do", .ref.values = &gates),
    HEX32(TCA_TAPRIO_SCHED_ENTRY_GATE_MASK, 3, "classes whose gates are open"),
    U32(TCA_TAPRIO_SCHED_ENTRY_INTERVAL,    4, "for how long", .unit = KL_UNIT_NS),
};
static SET(taprio_entry, "tc-taprio-entry", "TCA_TAPRIO_SCHED_ENTRY_", "a step of the schedule");

ROWS(taprio_entries) {
    NEST(TCA_TAPRIO_SCHED_ENTRY, 1, taprio_entry, "a step", .flags = KL_A_MULTI),
};
static SET(taprio_entries, "tc-taprio-entries", "TCA_TAPRIO_SCHED_", "steps of the schedule");

ROWS(taprio_tc) {
    U32(TCA_TAPRIO_TC_ENTRY_INDEX,   1, "the class"),
    U32(TCA_TAPRIO_TC_ENTRY_MAX_SDU, 2, "longest frame of the class", .unit = KL_UNIT_BYTES),
    U32(TCA_TAPRIO_TC_ENTRY_FP,      3, "may its frames be interrupted?",
        .ref.values = &frame_preemption),
};
static SET(taprio_tc, "tc-taprio-class", "TCA_TAPRIO_TC_ENTRY_", "a class");

ROWS(kl_set_tc_taprio) {
    STRUCT(TCA_TAPRIO_ATTR_PRIOMAP,  1, mqprio_qopt, "classes and their queues"),
    NEST(TCA_TAPRIO_ATTR_SCHED_ENTRY_LIST, 2, taprio_entries, "steps of the schedule"),
    S64(TCA_TAPRIO_ATTR_SCHED_BASE_TIME, 3, "when it begins", .unit = KL_UNIT_NS),
    NEST(TCA_TAPRIO_ATTR_SCHED_SINGLE_ENTRY, 4, taprio_entry, "not used any more"),
    S32(TCA_TAPRIO_ATTR_SCHED_CLOCKID, 5, "clock", .ref.values = &kl_enum_tc_clock),
    PAD(TCA_TAPRIO_PAD,              6),
    NEST(TCA_TAPRIO_ATTR_ADMIN_SCHED, 7, kl_set_tc_taprio, "schedule that is to come"),
    S64(TCA_TAPRIO_ATTR_SCHED_CYCLE_TIME, 8, "length of a cycle", .unit = KL_UNIT_NS),
    S64(TCA_TAPRIO_ATTR_SCHED_CYCLE_TIME_EXTENSION, 9, "how much longer the last cycle may be",
        .unit = KL_UNIT_NS),
    U32(TCA_TAPRIO_ATTR_FLAGS,       10, "who does it", .ref.values = &taprio_flags),
    U32(TCA_TAPRIO_ATTR_TXTIME_DELAY, 11, "time for a packet to get to the hardware",
        .unit = KL_UNIT_NS),
    NEST(TCA_TAPRIO_ATTR_TC_ENTRY,   12, taprio_tc, "a class", .flags = KL_A_MULTI),
};
SET(kl_set_tc_taprio, "tc-taprio", "TCA_TAPRIO_ATTR_", "gates that open by the clock");

ROWS(taprio_stats) {
    PAD(TCA_TAPRIO_OFFLOAD_STATS_PAD,             1),
    U64(TCA_TAPRIO_OFFLOAD_STATS_WINDOW_DROPS,    2, "packets that fit into no window"),
    U64(TCA_TAPRIO_OFFLOAD_STATS_TX_OVERRUNS,     3, "packets that overran theirs"),
};
static SET(taprio_stats, "tc-taprio-stats", "TCA_TAPRIO_OFFLOAD_STATS_", "counters of hardware");

ROWS(cbs_qopt) {
    U8(offload,    0, "1: done by the hardware"),
    S32(hicredit,  4, "most credit", .unit = KL_UNIT_BYTES),
    S32(locredit,  8, "least credit", .unit = KL_UNIT_BYTES),
    S32(idleslope, 12, "credit gained while waiting, kbit/s"),
    S32(sendslope, 16, "credit lost while sending, kbit/s"),
};
static LAYOUT(cbs_qopt, "tc_cbs_qopt", 20);
ROWS(cbs) { STRUCT(TCA_CBS_PARMS, 1, cbs_qopt, "settings") };
static SET(cbs, "tc-cbs", "TCA_CBS_", "credit-based shaper");

static FLAGS(etf_flags, "TC_ETF", "TC_ETF_",
    {1 << 0, "deadline_mode_on"}, {1 << 1, "offload_on"}, {1 << 2, "skip_sock_check"});

ROWS(etf_qopt) {
    S32(delta,   0, "how much earlier to wake up", .unit = KL_UNIT_NS),
    S32(clockid, 4, "clock", .ref.values = &kl_enum_tc_clock),
    U32(flags,   8, "flags", .ref.values = &etf_flags),
};
static LAYOUT(etf_qopt, "tc_etf_qopt", 12);
ROWS(etf) { STRUCT(TCA_ETF_PARMS, 1, etf_qopt, "settings") };
static SET(etf, "tc-etf", "TCA_ETF_", "each packet at the time it asks for");

/* ---- Rates ----------------------------------------------------------------------------------- */

/* Rate tables are 256 words in the unit of the kernel's clock; it has not read them since 3.8 but
 * for the link layer that they betray. */
#define RATE_TABLE(n, i) BYTES(n, i, "table of how long packets take, by size", .max_len = 1024)

ROWS(tbf_qopt) {
    ROW(STRUCT, rate,     0, "rate", .ref.layout = &kl_layout_tc_ratespec),
    ROW(STRUCT, peakrate, 12, "rate at most", .ref.layout = &kl_layout_tc_ratespec),
    U32(limit,            24, "most bytes that wait", .unit = KL_UNIT_BYTES),
    U32(buffer,           28, "burst, in ticks of the kernel's packet clock"),
    U32(mtu,              32, "burst at the peak rate, in ticks of that clock"),
};
static LAYOUT(tbf_qopt, "tc_tbf_qopt", 36);
ROWS(tbf) {
    STRUCT(TCA_TBF_PARMS, 1, tbf_qopt, "settings"),
    RATE_TABLE(TCA_TBF_RTAB, 2),
    RATE_TABLE(TCA_TBF_PTAB, 3),
    U64(TCA_TBF_RATE64,   4, "rate", .unit = KL_UNIT_BYTES_PER_S),
    U64(TCA_TBF_PRATE64,  5, "rate at most", .unit = KL_UNIT_BYTES_PER_S),
    U32(TCA_TBF_BURST,    6, "burst", .unit = KL_UNIT_BYTES),
    U32(TCA_TBF_PBURST,   7, "burst at the peak rate", .unit = KL_UNIT_BYTES),
    PAD(TCA_TBF_PAD,      8),
};
static SET(tbf, "tc-tbf", "TCA_TBF_", "token bucket");

ROWS(htb_opt) {
    ROW(STRUCT, rate, 0, "rate that is guaranteed", .ref.layout = &kl_layout_tc_ratespec),
    ROW(STRUCT, ceil, 12, "rate at most", .ref.layout = &kl_layout_tc_ratespec),
    U32(buffer,       24, "burst, in ticks of the kernel's packet clock"),
    U32(cbuffer,      28, "burst at most rate, in ticks of that clock"),
    U32(quantum,      32, "bytes at a turn", .unit = KL_UNIT_BYTES),
    U32(level,        36, "level in the tree, 0 for leaves"),
    U32(prio,         40, "priority in borrowing, lowest first"),
};
static LAYOUT(htb_opt, "tc_htb_opt", 44);
ROWS(htb_glob) {
    U32(version,      0, "version, 3 << 16 or 3"),
    U32(rate2quantum, 4, "rate / quantum of classes that name none"),
    HEX32(defcls,     8, "minor number of the class for the rest"),
    HEX32(debug,      12, "not used"),
    U32(direct_pkts,  16, "packets that went by every class", .unit = KL_UNIT_PACKETS),
};
static LAYOUT(htb_glob, "tc_htb_glob", 20);
ROWS(htb) {
    STRUCT(TCA_HTB_PARMS,    1, htb_opt, "settings of a class"),
    STRUCT(TCA_HTB_INIT,     2, htb_glob, "settings of the queue"),
    RATE_TABLE(TCA_HTB_CTAB, 3),
    RATE_TABLE(TCA_HTB_RTAB, 4),
    U32(TCA_HTB_DIRECT_QLEN, 5, "most packets that go by every class", .unit = KL_UNIT_PACKETS),
    U64(TCA_HTB_RATE64,      6, "rate that is guaranteed", .unit = KL_UNIT_BYTES_PER_S),
    U64(TCA_HTB_CEIL64,      7, "rate at most", .unit = KL_UNIT_BYTES_PER_S),
    PAD(TCA_HTB_PAD,         8),
    FLAG(TCA_HTB_OFFLOAD,    9, "done by the hardware"),
};
static SET(htb, "tc-htb", "TCA_HTB_", "hierarchy of token buckets");
ROWS(htb_xstats) {
    U32(lends,    0, "packets sent on its own"),
    U32(borrows,  4, "packets sent on another's"),
    U32(giants,   8, "not used any more"),
    S32(tokens,   12, "tokens, in ticks of the kernel's packet clock"),
    S32(ctokens,  16, "tokens for the rate at most"),
};
static LAYOUT(htb_xstats, "tc_htb_xstats", 20);
static STRUCT_SET(htb_stats, "tc-htb-stats", htb_xstats, "counters of a class");

ROWS(hfsc_qopt) { HEX16(defcls, 0, "minor number of the class for the rest") };
static LAYOUT(hfsc_qopt, "tc_hfsc_qopt", 2);
static STRUCT_SET(hfsc_qdisc, "tc-hfsc", hfsc_qopt, "hierarchy of fair service curves");
ROWS(curve) {
    U32(m1, 0, "first slope", .unit = KL_UNIT_BYTES_PER_S),
    U32(d,  4, "where the first slope ends", .unit = KL_UNIT_US),
    U32(m2, 8, "second slope", .unit = KL_UNIT_BYTES_PER_S),
};
static LAYOUT(curve, "tc_service_curve", 12);
ROWS(hfsc) {
    STRUCT(TCA_HFSC_RSC, 1, curve, "service that is guaranteed"),
    STRUCT(TCA_HFSC_FSC, 2, curve, "share of what is left"),
    STRUCT(TCA_HFSC_USC, 3, curve, "service at most"),
};
static SET(hfsc, "tc-hfsc-class", "TCA_HFSC_", "a class of hfsc");
ROWS(hfsc_xstats) {
    U64(work,   0, "bytes sent", .unit = KL_UNIT_BYTES),
    U64(rtwork, 8, "bytes sent by the guarantee", .unit = KL_UNIT_BYTES),
    U32(period, 16, "times the class became busy"),
    U32(level,  20, "level in the tree"),
};
static LAYOUT(hfsc_xstats, "tc_hfsc_stats", 24);
static STRUCT_SET(hfsc_stats, "tc-hfsc-stats", hfsc_xstats, "counters of a class");

ROWS(drr) { U32(TCA_DRR_QUANTUM, 1, "bytes at a turn", .unit = KL_UNIT_BYTES) };
static SET(drr, "tc-drr", "TCA_DRR_", "a class of deficit round robin");
ROWS(drr_xstats) { U32(deficit, 0, "bytes left of its turn", .unit = KL_UNIT_BYTES) };
static LAYOUT(drr_xstats, "tc_drr_stats", 4);
static STRUCT_SET(drr_stats, "tc-drr-stats", drr_xstats, "counters of a class");

ROWS(qfq) {
    U32(TCA_QFQ_WEIGHT, 1, "weight"),
    U32(TCA_QFQ_LMAX,   2, "longest packet", .unit = KL_UNIT_BYTES),
};
static SET(qfq, "tc-qfq", "TCA_QFQ_", "a class of quick fair queueing");
ROWS(qfq_xstats) {
    U32(weight, 0, "weight"),
    U32(lmax,   4, "longest packet", .unit = KL_UNIT_BYTES),
};
static LAYOUT(qfq_xstats, "tc_qfq_stats", 8);
static STRUCT_SET(qfq_stats, "tc-qfq-stats", qfq_xstats, "settings of a class");

/* ---- A bad network --------------------------------------------------------------------------- */

ROWS(netem_qopt) {
    U32(latency,   0, "delay, in ticks of the kernel's packet clock"),
    U32(limit,     4, "most packets", .unit = KL_UNIT_PACKETS),
    U32(loss,      8, "chance of loss, of 2^32"),
    U32(gap,       12, "every so many packets one overtakes; 0: none"),
    U32(duplicate, 16, "chance of a duplicate, of 2^32"),
    U32(jitter,    20, "how much the delay varies, in ticks of that clock"),
};
static LAYOUT(netem_qopt, "tc_netem_qopt", 24);
ROWS(netem_corr) {
    U32(delay_corr, 0, "how much a delay takes after the last, of 2^32"),
    U32(loss_corr,  4, "likewise for loss"),
    U32(dup_corr,   8, "likewise for duplicates"),
};
static LAYOUT(netem_corr, "tc_netem_corr", 12);
ROWS(netem_chance) {
    U32(probability, 0, "chance, of 2^32"),
    U32(correlation, 4, "how much it takes after the last, of 2^32"),
};
static LAYOUT(netem_chance, "tc_netem_reorder", 8);
ROWS(netem_rate) {
    U32(rate,           0, "rate; all ones: see TCA_NETEM_RATE64", .unit = KL_UNIT_BYTES_PER_S),
    S32(packet_overhead, 4, "bytes added to each packet", .unit = KL_UNIT_BYTES),
    U32(cell_size,      8, "bytes of a cell; 0: no cells", .unit = KL_UNIT_BYTES),
    S32(cell_overhead,  12, "bytes added to each cell", .unit = KL_UNIT_BYTES),
};
static LAYOUT(netem_rate, "tc_netem_rate", 16);
ROWS(netem_slot) {
    S64(min_delay,   0, "least time between slots", .unit = KL_UNIT_NS),
    S64(max_delay,   8, "most time between slots", .unit = KL_UNIT_NS),
    S32(max_packets, 16, "packets of a slot", .unit = KL_UNIT_PACKETS),
    S32(max_bytes,   20, "bytes of a slot", .unit = KL_UNIT_BYTES),
    S64(dist_delay,  24, "average time between slots", .unit = KL_UNIT_NS),
    S64(dist_jitter, 32, "how much it varies", .unit = KL_UNIT_NS),
};
static LAYOUT(netem_slot, "tc_netem_slot", 40);
ROWS(netem_gi) {
    U32(p13, 0, "chance, of 2^32, to go from state 1 to 3"),
    U32(p31, 4, "from 3 to 1"),
    U32(p32, 8, "from 3 to 2"),
    U32(p14, 12, "from 1 to 4"),
    U32(p23, 16, "from 2 to 3"),
};
static LAYOUT(netem_gi, "tc_netem_gimodel", 20);
ROWS(netem_ge) {
    U32(p,  0, "chance, of 2^32, to go from the good state to the bad"),
    U32(r,  4, "from the bad to the good"),
    U32(h,  8, "to get through in the bad state"),
    U32(k1, 12, "to get lost in the good state"),
};
static LAYOUT(netem_ge, "tc_netem_gemodel", 16);
ROWS(netem_loss) {
    STRUCT(NETEM_LOSS_GI, 1, netem_gi, "four states"),
    STRUCT(NETEM_LOSS_GE, 2, netem_ge, "a good state and a bad one"),
};
static SET(netem_loss, "tc-netem-loss", "NETEM_LOSS_", "how packets get lost");
ROWS(netem) {
    STRUCT(TCA_NETEM_CORR,       1, netem_corr, "how much each packet takes after the last"),
    PACKED(TCA_NETEM_DELAY_DIST, 2, S16, "table of the distribution of delays"),
    STRUCT(TCA_NETEM_REORDER,    3, netem_chance, "packets that overtake"),
    STRUCT(TCA_NETEM_CORRUPT,    4, netem_chance, "packets that are damaged"),
    NEST(TCA_NETEM_LOSS,         5, netem_loss, "how packets get lost"),
    STRUCT(TCA_NETEM_RATE,       6, netem_rate, "rate"),
    U32(TCA_NETEM_ECN,           7, "1: packets are marked in place of lost"),
    U64(TCA_NETEM_RATE64,        8, "rate", .unit = KL_UNIT_BYTES_PER_S),
    PAD(TCA_NETEM_PAD,           9),
    S64(TCA_NETEM_LATENCY64,     10, "delay", .unit = KL_UNIT_NS),
    S64(TCA_NETEM_JITTER64,      11, "how much the delay varies", .unit = KL_UNIT_NS),
    STRUCT(TCA_NETEM_SLOT,       12, netem_slot, "packets are let go in slots"),
    PACKED(TCA_NETEM_SLOT_DIST,  13, S16, "table of the distribution of slots"),
    U64(TCA_NETEM_PRNG_SEED,     14, "seed of the chances"),
};
static SETH(netem, "tc-netem", "TCA_NETEM_", netem_qopt, "a bad network");

/* Kinds that have nothing to set send an empty nest. */
static const struct kl_attrset nothing = {.name = "tc-nothing", .doc = "no settings"};

/* ---- By kind --------------------------------------------------------------------------------- */

static const struct kl_selection qdisc_options[] = {
    {.name = "clsact", .set = &nothing}, {.name = "ingress", .set = &nothing},
    {.name = "mq", .set = &nothing}, {.name = "noqueue", .set = &nothing},
    {.name = "bfifo", .set = &fifo_set}, {.name = "pfifo", .set = &fifo_set},
    {.name = "pfifo_head_drop", .set = &fifo_set}, {.name = "pfifo_fast", .set = &prio_set},
    {.name = "prio", .set = &prio_set}, {.name = "skbprio", .set = &skbprio_set},
    {.name = "multiq", .set = &multiq_set}, {.name = "plug", .set = &plug_set},
    {.name = "ets", .set = &kl_set_tc_ets}, {.name = "mqprio", .set = &mqprio},
    {.name = "taprio", .set = &kl_set_tc_taprio}, {.name = "cbs", .set = &cbs},
    {.name = "etf", .set = &etf}, {.name = "tbf", .set = &tbf}, {.name = "htb", .set = &htb},
    {.name = "hfsc", .set = &hfsc_qdisc}, {.name = "drr", .set = &drr},
    {.name = "qfq", .set = &qfq}, {.name = "netem", .set = &netem},
    {.name = "codel", .set = &kl_set_tc_codel}, {.name = "fq_codel", .set = &kl_set_tc_fq_codel},
    {.name = "fq", .set = &kl_set_tc_fq}, {.name = "fq_pie", .set = &kl_set_tc_fq_pie},
    {.name = "pie", .set = &kl_set_tc_pie}, {.name = "cake", .set = &kl_set_tc_cake},
    {.name = "cake_mq", .set = &kl_set_tc_cake}, {.name = "red", .set = &kl_set_tc_red},
    {.name = "gred", .set = &kl_set_tc_gred}, {.name = "choke", .set = &kl_set_tc_choke},
    {.name = "sfq", .set = &kl_set_tc_sfq}, {.name = "sfb", .set = &kl_set_tc_sfb},
    {.name = "hhf", .set = &kl_set_tc_hhf}, {.name = "dualpi2", .set = &kl_set_tc_dualpi2},
};

static const struct kl_selection class_options[] = {
    {.name = "htb", .set = &htb}, {.name = "hfsc", .set = &hfsc}, {.name = "drr", .set = &drr},
    {.name = "qfq", .set = &qfq}, {.name = "ets", .set = &kl_set_tc_ets},
};

static const struct kl_selection qdisc_stats[] = {
    {.name = "codel", .set = &kl_set_tc_codel_stats},
    {.name = "fq_codel", .set = &kl_set_tc_fq_codel_stats},
    {.name = "fq", .set = &kl_set_tc_fq_stats}, {.name = "fq_pie", .set = &kl_set_tc_fq_pie_stats},
    {.name = "pie", .set = &kl_set_tc_pie_stats}, {.name = "cake", .set = &kl_set_tc_cake_stats},
    {.name = "cake_mq", .set = &kl_set_tc_cake_stats}, {.name = "red", .set = &kl_set_tc_red_stats},
    {.name = "choke", .set = &kl_set_tc_choke_stats}, {.name = "sfq", .set = &kl_set_tc_sfq_stats},
    {.name = "sfb", .set = &kl_set_tc_sfb_stats}, {.name = "hhf", .set = &kl_set_tc_hhf_stats},
    {.name = "dualpi2", .set = &kl_set_tc_dualpi2_stats}, {.name = "taprio", .set = &taprio_stats},
};

static const struct kl_selection class_stats[] = {
    {.name = "htb", .set = &htb_stats}, {.name = "hfsc", .set = &hfsc_stats},
    {.name = "drr", .set = &drr_stats}, {.name = "qfq", .set = &qfq_stats},
    {.name = "fq_codel", .set = &kl_set_tc_fq_codel_class_stats},
    {.name = "sfq", .set = &kl_set_tc_sfq_class_stats},
    {.name = "cake", .set = &kl_set_tc_cake_stats}, {.name = "taprio", .set = &taprio_stats},
};

#define BY_KIND(x, levels, list) \
    const struct kl_selector x = { \
        .by = KL_BY_STRING, .key = 1, .up = levels, .n_cases = KL_COUNT(list), .cases = list}
// clang-format on

BY_KIND(kl_select_tc_qdisc_options, 0, qdisc_options);
BY_KIND(kl_select_tc_class_options, 0, class_options);
BY_KIND(kl_select_tc_qdisc_stats, 0, qdisc_stats);
BY_KIND(kl_select_tc_class_stats, 0, class_stats);
BY_KIND(kl_select_tc_qdisc_stats_up, 1, qdisc_stats);
BY_KIND(kl_select_tc_class_stats_up, 1, class_stats);
