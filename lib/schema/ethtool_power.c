// SPDX-License-Identifier: MIT
// Settings and state of network interfaces: power over the cable, hashing, PLCA, preemption, PHYs,
// the signal's error.
// Source: include/uapi/linux/ethtool_netlink.h, ethtool_netlink_generated.h; net/ethtool/.
#include "ethtool.h"

// clang-format off
/* ---- Power over the cable ---- */

static ENUM(podl_state, "ethtool_podl_pse_admin_state", "ETHTOOL_PODL_PSE_ADMIN_STATE_",
    {1, "unknown"}, {2, "disabled"}, {3, "enabled"});
static ENUM(podl_status, "ethtool_podl_pse_pw_d_status", "ETHTOOL_PODL_PSE_PW_D_STATUS_",
    {1, "unknown"}, {2, "disabled"}, {3, "searching"}, {4, "delivering"}, {5, "sleep"},
    {6, "idle"}, {7, "error"});
static ENUM(c33_state, "ethtool_c33_pse_admin_state", "ETHTOOL_C33_PSE_ADMIN_STATE_",
    {1, "unknown"}, {2, "disabled"}, {3, "enabled"});
static ENUM(c33_status, "ethtool_c33_pse_pw_d_status", "ETHTOOL_C33_PSE_PW_D_STATUS_",
    {1, "unknown"}, {2, "disabled"}, {3, "searching"}, {4, "delivering"}, {5, "test"},
    {6, "fault"}, {7, "otherfault"});
static ENUM(c33_ext, "ethtool_c33_pse_ext_state", "ETHTOOL_C33_PSE_EXT_STATE_",
    {1, "error_condition"}, {2, "mr_mps_valid"}, {3, "mr_pse_enable"}, {4, "option_detect_ted"},
    {5, "option_vport_lim"}, {6, "ovld_detected"}, {8, "power_not_available"},
    {9, "short_detected"});
static FLAGS(pse_events, "ethtool_pse_event", "ETHTOOL_",
    {0x1, "pse_event_over_current"}, {0x2, "pse_event_over_temp"},
    {0x4, "c33_pse_event_detection"}, {0x8, "c33_pse_event_classification"},
    {0x10, "c33_pse_event_disconnection"}, {0x20, "pse_event_over_budget"},
    {0x40, "pse_event_sw_pw_control_error"});

ROWS(pw_limit) {
    U32(ETHTOOL_A_C33_PSE_PW_LIMIT_MIN, 1, "lowest limit in mW"),
    U32(ETHTOOL_A_C33_PSE_PW_LIMIT_MAX, 2, "highest limit in mW"),
};
static SET(pw_limit, "ethtool-pse-limit", "ETHTOOL_A_C33_PSE_PW_LIMIT_", "a range of limits");

ROWS(kl_set_ethtool_pse) {
    ETHTOOL_HEADER(ETHTOOL_A_PSE_HEADER, 1),
    U32(ETHTOOL_A_PODL_PSE_ADMIN_STATE, 2, "one pair: is power offered?",
        .ref.values = &podl_state),
    U32(ETHTOOL_A_PODL_PSE_ADMIN_CONTROL, 3, "one pair: is power to be offered?",
        .ref.values = &podl_state),
    U32(ETHTOOL_A_PODL_PSE_PW_D_STATUS, 4, "one pair: state", .ref.values = &podl_status),
    U32(ETHTOOL_A_C33_PSE_ADMIN_STATE, 5, "is power offered?", .ref.values = &c33_state),
    U32(ETHTOOL_A_C33_PSE_ADMIN_CONTROL, 6, "is power to be offered?",
        .ref.values = &c33_state),
    U32(ETHTOOL_A_C33_PSE_PW_D_STATUS, 7, "state", .ref.values = &c33_status),
    U32(ETHTOOL_A_C33_PSE_PW_CLASS, 8, "class of the consumer"),
    U32(ETHTOOL_A_C33_PSE_ACTUAL_PW, 9, "power in mW"),
    U32(ETHTOOL_A_C33_PSE_EXT_STATE, 10, "why it is so", .ref.values = &c33_ext),
    U32(ETHTOOL_A_C33_PSE_EXT_SUBSTATE, 11, "why so, in numbers of that state"),
    U32(ETHTOOL_A_C33_PSE_AVAIL_PW_LIMIT, 12, "limit of the power in mW"),
    NEST(ETHTOOL_A_C33_PSE_PW_LIMIT_RANGES, 13, pw_limit, "limits that there can be",
         .flags = KL_A_MULTI),
    U32(ETHTOOL_A_PSE_PW_D_ID, 14, "number of the power domain"),
    U32(ETHTOOL_A_PSE_PRIO_MAX, 15, "highest priority"),
    U32(ETHTOOL_A_PSE_PRIO, 16, "priority of the port"),
};
SET(kl_set_ethtool_pse, "ethtool-pse", "ETHTOOL_A_PSE_", "power over the cable");

ROWS(kl_set_ethtool_pse_ntf) {
    ETHTOOL_HEADER(ETHTOOL_A_PSE_NTF_HEADER, 1),
    UINT(ETHTOOL_A_PSE_NTF_EVENTS, 2, "what has happened", .ref.values = &pse_events),
};
SET(kl_set_ethtool_pse_ntf, "ethtool-pse-ntf", "ETHTOOL_A_PSE_NTF_",
    "news of power over the cable");

/* ---- Hashing ---- */

static FLAGS(hfunc, "ETH_RSS_HASH", "ETH_RSS_HASH_", {1, "top"}, {2, "xor"}, {4, "crc32"});
static FLAGS(input_xfrm, "RXH_XFRM", "RXH_XFRM_", {1, "sym_xor"}, {2, "sym_or_xor"});
static FLAGS(fields, "RXH", "RXH_",
    {1 << 1, "l2da"}, {1 << 2, "vlan"}, {1 << 3, "l3_proto"}, {1 << 4, "ip_src"},
    {1 << 5, "ip_dst"}, {1 << 6, "l4_b_0_1"}, {1 << 7, "l4_b_2_3"}, {1 << 8, "gtp_teid"},
    {1 << 9, "ip6_fl"}, {1U << 31, "discard"});

#define FIELDS(n, i, d) UINT(n, i, d, .ref.values = &fields)
ROWS(flow) {
    FIELDS(ETHTOOL_A_FLOW_ETHER, 1, "of Ethernet"),
    FIELDS(ETHTOOL_A_FLOW_IP4, 2, "of IPv4"),
    FIELDS(ETHTOOL_A_FLOW_IP6, 3, "of IPv6"),
    FIELDS(ETHTOOL_A_FLOW_TCP4, 4, "of TCP over IPv4"),
    FIELDS(ETHTOOL_A_FLOW_TCP6, 5, "of TCP over IPv6"),
    FIELDS(ETHTOOL_A_FLOW_UDP4, 6, "of UDP over IPv4"),
    FIELDS(ETHTOOL_A_FLOW_UDP6, 7, "of UDP over IPv6"),
    FIELDS(ETHTOOL_A_FLOW_SCTP4, 8, "of SCTP over IPv4"),
    FIELDS(ETHTOOL_A_FLOW_SCTP6, 9, "of SCTP over IPv6"),
    FIELDS(ETHTOOL_A_FLOW_AH4, 10, "of AH over IPv4"),
    FIELDS(ETHTOOL_A_FLOW_AH6, 11, "of AH over IPv6"),
    FIELDS(ETHTOOL_A_FLOW_ESP4, 12, "of ESP over IPv4"),
    FIELDS(ETHTOOL_A_FLOW_ESP6, 13, "of ESP over IPv6"),
    FIELDS(ETHTOOL_A_FLOW_AH_ESP4, 14, "of AH or ESP over IPv4"),
    FIELDS(ETHTOOL_A_FLOW_AH_ESP6, 15, "of AH or ESP over IPv6"),
    FIELDS(ETHTOOL_A_FLOW_GTPU4, 16, "of GTP-U over IPv4"),
    FIELDS(ETHTOOL_A_FLOW_GTPU6, 17, "of GTP-U over IPv6"),
    FIELDS(ETHTOOL_A_FLOW_GTPC4, 18, "of GTP-C over IPv4"),
    FIELDS(ETHTOOL_A_FLOW_GTPC6, 19, "of GTP-C over IPv6"),
    FIELDS(ETHTOOL_A_FLOW_GTPC_TEID4, 20, "of GTP-C with an endpoint over IPv4"),
    FIELDS(ETHTOOL_A_FLOW_GTPC_TEID6, 21, "of GTP-C with an endpoint over IPv6"),
    FIELDS(ETHTOOL_A_FLOW_GTPU_EH4, 22, "of GTP-U, extended, over IPv4"),
    FIELDS(ETHTOOL_A_FLOW_GTPU_EH6, 23, "of GTP-U, extended, over IPv6"),
    FIELDS(ETHTOOL_A_FLOW_GTPU_UL4, 24, "of GTP-U upwards over IPv4"),
    FIELDS(ETHTOOL_A_FLOW_GTPU_UL6, 25, "of GTP-U upwards over IPv6"),
    FIELDS(ETHTOOL_A_FLOW_GTPU_DL4, 26, "of GTP-U downwards over IPv4"),
    FIELDS(ETHTOOL_A_FLOW_GTPU_DL6, 27, "of GTP-U downwards over IPv6"),
};
static SET(flow, "ethtool-flow", "ETHTOOL_A_FLOW_", "what is hashed by kind of packet");

ROWS(kl_set_ethtool_rss) {
    ETHTOOL_HEADER(ETHTOOL_A_RSS_HEADER, 1),
    U32(ETHTOOL_A_RSS_CONTEXT, 2, "number of the context"),
    U32(ETHTOOL_A_RSS_HFUNC, 3, "hash", .ref.values = &hfunc),
    ROW(PACKED, ETHTOOL_A_RSS_INDIR, 4, "queue of each result", .elem = KL_T_U32),
    BYTES(ETHTOOL_A_RSS_HKEY, 5, "key of the hash"),
    U32(ETHTOOL_A_RSS_INPUT_XFRM, 6, "what is done to the fields first",
        .ref.values = &input_xfrm),
    U32(ETHTOOL_A_RSS_START_CONTEXT, 7, "dump: contexts from this number"),
    NEST(ETHTOOL_A_RSS_FLOW_HASH, 8, flow, "what is hashed"),
};
SET(kl_set_ethtool_rss, "ethtool-rss", "ETHTOOL_A_RSS_", "how packets are spread over queues");

/* ---- PLCA ---- */

ROWS(kl_set_ethtool_plca) {
    ETHTOOL_HEADER(ETHTOOL_A_PLCA_HEADER, 1),
    U16(ETHTOOL_A_PLCA_VERSION, 2, "version", .flags = KL_A_HEX),
    ETHTOOL_BOOL(ETHTOOL_A_PLCA_ENABLED, 3, "is it wanted?"),
    ETHTOOL_BOOL(ETHTOOL_A_PLCA_STATUS, 4, "is it at work?"),
    U32(ETHTOOL_A_PLCA_NODE_CNT, 5, "number of nodes"),
    U32(ETHTOOL_A_PLCA_NODE_ID, 6, "number of this node"),
    U32(ETHTOOL_A_PLCA_TO_TMR, 7, "time to wait for a node, in bits"),
    U32(ETHTOOL_A_PLCA_BURST_CNT, 8, "packets more in one turn", .unit = KL_UNIT_PACKETS),
    U32(ETHTOOL_A_PLCA_BURST_TMR, 9, "time to wait for those, in bits"),
};
SET(kl_set_ethtool_plca, "ethtool-plca", "ETHTOOL_A_PLCA_", "taking turns on one pair of wires");

/* ---- Preemption ---- */

static ENUM(mm_status, "ethtool_mm_verify_status", "ETHTOOL_MM_VERIFY_STATUS_",
    {0, "unknown"}, {1, "initial"}, {2, "verifying"}, {3, "succeeded"}, {4, "failed"},
    {5, "disabled"});

ROWS(mm_stat) {
    PAD(ETHTOOL_A_MM_STAT_PAD, 1),
    U64(ETHTOOL_A_MM_STAT_REASSEMBLY_ERRORS, 2, "packets that could not be put together"),
    U64(ETHTOOL_A_MM_STAT_SMD_ERRORS, 3, "pieces with an unknown beginning"),
    U64(ETHTOOL_A_MM_STAT_REASSEMBLY_OK, 4, "packets put together"),
    U64(ETHTOOL_A_MM_STAT_RX_FRAG_COUNT, 5, "pieces received"),
    U64(ETHTOOL_A_MM_STAT_TX_FRAG_COUNT, 6, "pieces sent"),
    U64(ETHTOOL_A_MM_STAT_HOLD_COUNT, 7, "times that sending was held"),
};
static SET(mm_stat, "ethtool-mm-stat", "ETHTOOL_A_MM_STAT_", "counters of preemption");

ROWS(kl_set_ethtool_mm) {
    ETHTOOL_HEADER(ETHTOOL_A_MM_HEADER, 1),
    ETHTOOL_BOOL(ETHTOOL_A_MM_PMAC_ENABLED, 2, "are pieces received?"),
    ETHTOOL_BOOL(ETHTOOL_A_MM_TX_ENABLED, 3, "may packets be sent in pieces?"),
    ETHTOOL_BOOL(ETHTOOL_A_MM_TX_ACTIVE, 4, "are packets sent in pieces?"),
    U32(ETHTOOL_A_MM_TX_MIN_FRAG_SIZE, 5, "shortest piece sent", .unit = KL_UNIT_BYTES),
    U32(ETHTOOL_A_MM_RX_MIN_FRAG_SIZE, 6, "shortest piece received", .unit = KL_UNIT_BYTES),
    ETHTOOL_BOOL(ETHTOOL_A_MM_VERIFY_ENABLED, 7, "is the other end asked first?"),
    U8(ETHTOOL_A_MM_VERIFY_STATUS, 8, "what it has said", .ref.values = &mm_status),
    U32(ETHTOOL_A_MM_VERIFY_TIME, 9, "between questions", .unit = KL_UNIT_MS),
    U32(ETHTOOL_A_MM_MAX_VERIFY_TIME, 10, "longest such time", .unit = KL_UNIT_MS),
    NEST(ETHTOOL_A_MM_STATS, 11, mm_stat, "counters"),
};
SET(kl_set_ethtool_mm, "ethtool-mm", "ETHTOOL_A_MM_", "packets that others may interrupt");

/* ---- PHYs ---- */

static ENUM(phy_upstream, "phy_upstream", "PHY_UPSTREAM_", {0, "mac"}, {1, "phy"});

ROWS(kl_set_ethtool_phy) {
    ETHTOOL_HEADER(ETHTOOL_A_PHY_HEADER, 1),
    U32(ETHTOOL_A_PHY_INDEX, 2, "number of the PHY"),
    STR(ETHTOOL_A_PHY_DRVNAME, 3, 0, "its driver"),
    STR(ETHTOOL_A_PHY_NAME, 4, 0, "its name"),
    U32(ETHTOOL_A_PHY_UPSTREAM_TYPE, 5, "what it hangs on", .ref.values = &phy_upstream),
    U32(ETHTOOL_A_PHY_UPSTREAM_INDEX, 6, "number of the PHY it hangs on"),
    STR(ETHTOOL_A_PHY_UPSTREAM_SFP_NAME, 7, 0, "socket it sits in"),
    STR(ETHTOOL_A_PHY_DOWNSTREAM_SFP_NAME, 8, 0, "socket behind it"),
};
SET(kl_set_ethtool_phy, "ethtool-phy", "ETHTOOL_A_PHY_", "PHYs of an interface");

/* ---- The signal's error ---- */

ROWS(mse_capabilities) {
    UINT(ETHTOOL_A_MSE_CAPABILITIES_MAX_AVERAGE_MSE, 1, "highest mean"),
    UINT(ETHTOOL_A_MSE_CAPABILITIES_MAX_PEAK_MSE, 2, "highest peak"),
    UINT(ETHTOOL_A_MSE_CAPABILITIES_REFRESH_RATE_PS, 3, "between measurements, in ps"),
    UINT(ETHTOOL_A_MSE_CAPABILITIES_NUM_SYMBOLS, 4, "symbols of a measurement"),
};
static SET(mse_capabilities, "ethtool-mse-capabilities", "ETHTOOL_A_MSE_CAPABILITIES_",
    "what is measured");

ROWS(mse_snapshot) {
    UINT(ETHTOOL_A_MSE_SNAPSHOT_AVERAGE_MSE, 1, "mean"),
    UINT(ETHTOOL_A_MSE_SNAPSHOT_PEAK_MSE, 2, "peak"),
    UINT(ETHTOOL_A_MSE_SNAPSHOT_WORST_PEAK_MSE, 3, "highest peak since it was last asked"),
};
static SET(mse_snapshot, "ethtool-mse-snapshot", "ETHTOOL_A_MSE_SNAPSHOT_", "a measurement");

ROWS(kl_set_ethtool_mse) {
    ETHTOOL_HEADER(ETHTOOL_A_MSE_HEADER, 1),
    NEST(ETHTOOL_A_MSE_CAPABILITIES, 2, mse_capabilities, "what is measured"),
    NEST(ETHTOOL_A_MSE_CHANNEL_A, 3, mse_snapshot, "pair A"),
    NEST(ETHTOOL_A_MSE_CHANNEL_B, 4, mse_snapshot, "pair B"),
    NEST(ETHTOOL_A_MSE_CHANNEL_C, 5, mse_snapshot, "pair C"),
    NEST(ETHTOOL_A_MSE_CHANNEL_D, 6, mse_snapshot, "pair D"),
    NEST(ETHTOOL_A_MSE_WORST_CHANNEL, 7, mse_snapshot, "the worst pair"),
    NEST(ETHTOOL_A_MSE_LINK, 8, mse_snapshot, "the whole link"),
};
SET(kl_set_ethtool_mse, "ethtool-mse", "ETHTOOL_A_MSE_", "mean error of the signal");
// clang-format on
