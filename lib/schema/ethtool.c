// SPDX-License-Identifier: MIT
// Settings and state of network interfaces: every command; strings, links, features, rings,
// channels, coalescing, pause, energy.
// Source: include/uapi/linux/ethtool_netlink.h, ethtool_netlink_generated.h; net/ethtool/.
#include "ethtool.h"

// clang-format off
ENUM(kl_enum_ethtool_bool, "bool", "", {0, "off"}, {1, "on"});

static FLAGS(header_flags, "ethtool_header_flags", "ETHTOOL_FLAG_",
    {0x1, "compact_bitsets"}, {0x2, "omit_reply"}, {0x4, "stats"});

static ENUM(port, "PORT", "PORT_",
    {0, "tp"}, {1, "aui"}, {2, "mii"}, {3, "fibre"}, {4, "bnc"}, {5, "da"}, {0xef, "none"},
    {0xff, "other"});

static ENUM(mdix, "ETH_TP_MDI", "ETH_TP_MDI_", {0, "invalid"}, {1, "mdi"}, {2, "x"}, {3, "auto"});

static ENUM(transceiver, "XCVR", "XCVR_", {0, "internal"}, {1, "external"});

static ENUM(duplex, "DUPLEX", "DUPLEX_", {0, "half"}, {1, "full"}, {255, "unknown"});

static ENUM(role_cfg, "MASTER_SLAVE_CFG", "MASTER_SLAVE_CFG_",
    {0, "unsupported"}, {1, "unknown"}, {2, "master_preferred"}, {3, "slave_preferred"},
    {4, "master_force"}, {5, "slave_force"});

static ENUM(role_state, "MASTER_SLAVE_STATE", "MASTER_SLAVE_STATE_",
    {0, "unsupported"}, {1, "unknown"}, {2, "master"}, {3, "slave"}, {4, "err"});

static ENUM(rate_matching, "RATE_MATCH", "RATE_MATCH_",
    {0, "none"}, {1, "pause"}, {2, "crs"}, {3, "open_loop"});

static ENUM(ext_state, "ethtool_link_ext_state", "ETHTOOL_LINK_EXT_STATE_",
    {0, "autoneg"}, {1, "link_training_failure"}, {2, "link_logical_mismatch"},
    {3, "bad_signal_integrity"}, {4, "no_cable"}, {5, "cable_issue"}, {6, "eeprom_issue"},
    {7, "calibration_failure"}, {8, "power_budget_exceeded"}, {9, "overheat"}, {10, "module"});

static ENUM(data_split, "ethtool_tcp_data_split", "ETHTOOL_TCP_DATA_SPLIT_",
    {0, "unknown"}, {1, "disabled"}, {2, "enabled"});

static ENUM(cqe_mode, "cqe_mode", "", {0, "eqe"}, {1, "cqe"});

static ENUM(stats_src, "ethtool_mac_stats_src", "ETHTOOL_MAC_STATS_SRC_",
    {0, "aggregate"}, {1, "emac"}, {2, "pmac"});

static ENUM(string_set, "ethtool_stringset", "ETH_SS_",
    {0, "test"}, {1, "stats"}, {2, "priv_flags"}, {3, "ntuple_filters"}, {4, "features"},
    {5, "rss_hash_funcs"}, {6, "tunables"}, {7, "phy_stats"}, {8, "phy_tunables"},
    {9, "link_modes"}, {10, "msg_classes"}, {11, "wol_modes"}, {12, "sof_timestamping"},
    {13, "ts_tx_types"}, {14, "ts_rx_filters"}, {15, "udp_tunnel_types"}, {16, "stats_std"},
    {17, "stats_eth_phy"}, {18, "stats_eth_mac"}, {19, "stats_eth_ctrl"}, {20, "stats_rmon"},
    {21, "stats_phy"}, {22, "ts_flags"});

/* ---- What all have ---- */

ROWS(kl_set_ethtool_header) {
    U32(ETHTOOL_A_HEADER_DEV_INDEX, 1, "number of the interface"),
    STR(ETHTOOL_A_HEADER_DEV_NAME, 2, 127, "name of the interface"),
    U32(ETHTOOL_A_HEADER_FLAGS, 3, "how to answer", .ref.values = &header_flags),
    U32(ETHTOOL_A_HEADER_PHY_INDEX, 4, "one of the interface's PHYs"),
};
SET(kl_set_ethtool_header, "ethtool-header", "ETHTOOL_A_HEADER_", "which interface");

ROWS(bit) {
    U32(ETHTOOL_A_BITSET_BIT_INDEX, 1, "number of the bit"),
    STR(ETHTOOL_A_BITSET_BIT_NAME, 2, 0, "name of the bit"),
    FLAG(ETHTOOL_A_BITSET_BIT_VALUE, 3, "it is set"),
};
static SET(bit, "ethtool-bit", "ETHTOOL_A_BITSET_BIT_", "one bit");

ROWS(bits) {
    NEST(ETHTOOL_A_BITSET_BITS_BIT, 1, bit, "a bit", .flags = KL_A_MULTI),
};
static SET(bits, "ethtool-bits", "ETHTOOL_A_BITSET_BITS_", "bits");

ROWS(kl_set_ethtool_bitset) {
    FLAG(ETHTOOL_A_BITSET_NOMASK, 1, "a list: what is not in it is not set"),
    U32(ETHTOOL_A_BITSET_SIZE, 2, "number of bits"),
    NEST(ETHTOOL_A_BITSET_BITS, 3, bits, "bits one by one"),
    ROW(PACKED, ETHTOOL_A_BITSET_VALUE, 4, "compact: bits that are set", .elem = KL_T_U32,
        .flags = KL_A_HEX),
    ROW(PACKED, ETHTOOL_A_BITSET_MASK, 5, "compact: bits that are meant", .elem = KL_T_U32,
        .flags = KL_A_HEX),
};
SET(kl_set_ethtool_bitset, "ethtool-bitset", "ETHTOOL_A_BITSET_", "a set of bits");

/* ---- Strings ---- */

ROWS(string) {
    U32(ETHTOOL_A_STRING_INDEX, 1, "its number"),
    STR(ETHTOOL_A_STRING_VALUE, 2, 0, "the string"),
};
static SET(string, "ethtool-string", "ETHTOOL_A_STRING_", "a string");

ROWS(strings) {
    NEST(ETHTOOL_A_STRINGS_STRING, 1, string, "a string", .flags = KL_A_MULTI),
};
static SET(strings, "ethtool-strings", "ETHTOOL_A_STRINGS_", "strings");

ROWS(stringset) {
    U32(ETHTOOL_A_STRINGSET_ID, 1, "which set", .ref.values = &string_set),
    U32(ETHTOOL_A_STRINGSET_COUNT, 2, "number of strings"),
    NEST(ETHTOOL_A_STRINGSET_STRINGS, 3, strings, "the strings"),
};
static SET(stringset, "ethtool-stringset", "ETHTOOL_A_STRINGSET_", "a set of strings");

ROWS(stringsets) {
    NEST(ETHTOOL_A_STRINGSETS_STRINGSET, 1, stringset, "a set", .flags = KL_A_MULTI),
};
static SET(stringsets, "ethtool-stringsets", "ETHTOOL_A_STRINGSETS_", "sets of strings");

ROWS(strset) {
    ETHTOOL_HEADER(ETHTOOL_A_STRSET_HEADER, 1),
    NEST(ETHTOOL_A_STRSET_STRINGSETS, 2, stringsets, "the sets"),
    FLAG(ETHTOOL_A_STRSET_COUNTS_ONLY, 3, "only how many there are"),
};
static SET(strset, "ethtool-strset", "ETHTOOL_A_STRSET_", "names that the kernel and drivers use");

/* ---- Links ---- */

ROWS(linkinfo) {
    ETHTOOL_HEADER(ETHTOOL_A_LINKINFO_HEADER, 1),
    U8(ETHTOOL_A_LINKINFO_PORT, 2, "kind of connector", .ref.values = &port),
    U8(ETHTOOL_A_LINKINFO_PHYADDR, 3, "address of the PHY"),
    U8(ETHTOOL_A_LINKINFO_TP_MDIX, 4, "are pairs crossed?", .ref.values = &mdix),
    U8(ETHTOOL_A_LINKINFO_TP_MDIX_CTRL, 5, "are pairs to be crossed?", .ref.values = &mdix),
    U8(ETHTOOL_A_LINKINFO_TRANSCEIVER, 6, "where the transceiver is",
       .ref.values = &transceiver),
};
static SET(linkinfo, "ethtool-linkinfo", "ETHTOOL_A_LINKINFO_", "connector and transceiver");

ROWS(linkmodes) {
    ETHTOOL_HEADER(ETHTOOL_A_LINKMODES_HEADER, 1),
    ETHTOOL_BOOL(ETHTOOL_A_LINKMODES_AUTONEG, 2, "is the mode negotiated?"),
    ETHTOOL_BITS(ETHTOOL_A_LINKMODES_OURS, 3, "modes of this end, and those announced"),
    ETHTOOL_BITS(ETHTOOL_A_LINKMODES_PEER, 4, "modes that the other end announces"),
    U32(ETHTOOL_A_LINKMODES_SPEED, 5, "speed in Mbit/s; 4294967295: unknown"),
    U8(ETHTOOL_A_LINKMODES_DUPLEX, 6, "both directions at once?", .ref.values = &duplex),
    U8(ETHTOOL_A_LINKMODES_MASTER_SLAVE_CFG, 7, "who is to give the clock",
       .ref.values = &role_cfg),
    U8(ETHTOOL_A_LINKMODES_MASTER_SLAVE_STATE, 8, "who gives the clock",
       .ref.values = &role_state),
    U32(ETHTOOL_A_LINKMODES_LANES, 9, "number of lanes"),
    U8(ETHTOOL_A_LINKMODES_RATE_MATCHING, 10, "how the PHY matches rates",
       .ref.values = &rate_matching),
};
static SET(linkmodes, "ethtool-linkmodes", "ETHTOOL_A_LINKMODES_", "speed and modes of the link");

ROWS(linkstate) {
    ETHTOOL_HEADER(ETHTOOL_A_LINKSTATE_HEADER, 1),
    ETHTOOL_BOOL(ETHTOOL_A_LINKSTATE_LINK, 2, "is there a link?"),
    U32(ETHTOOL_A_LINKSTATE_SQI, 3, "quality of the signal"),
    U32(ETHTOOL_A_LINKSTATE_SQI_MAX, 4, "best quality there can be"),
    U8(ETHTOOL_A_LINKSTATE_EXT_STATE, 5, "why there is no link", .ref.values = &ext_state),
    U8(ETHTOOL_A_LINKSTATE_EXT_SUBSTATE, 6, "why so, in numbers of that state"),
    U32(ETHTOOL_A_LINKSTATE_EXT_DOWN_CNT, 7, "how often the link went down"),
};
static SET(linkstate, "ethtool-linkstate", "ETHTOOL_A_LINKSTATE_", "state of the link");

/* ---- Sets of bits ---- */

ROWS(debug) {
    ETHTOOL_HEADER(ETHTOOL_A_DEBUG_HEADER, 1),
    ETHTOOL_BITS(ETHTOOL_A_DEBUG_MSGMASK, 2, "messages that the driver logs"),
};
static SET(debug, "ethtool-debug", "ETHTOOL_A_DEBUG_", "what the driver logs");

ROWS(wol) {
    ETHTOOL_HEADER(ETHTOOL_A_WOL_HEADER, 1),
    ETHTOOL_BITS(ETHTOOL_A_WOL_MODES, 2, "what wakes the machine"),
    BYTES(ETHTOOL_A_WOL_SOPASS, 3, "password of SecureOn", .max_len = 6),
};
static SET(wol, "ethtool-wol", "ETHTOOL_A_WOL_", "wake on LAN");

ROWS(features) {
    ETHTOOL_HEADER(ETHTOOL_A_FEATURES_HEADER, 1),
    ETHTOOL_BITS(ETHTOOL_A_FEATURES_HW, 2, "what can be changed"),
    ETHTOOL_BITS(ETHTOOL_A_FEATURES_WANTED, 3, "what is wanted"),
    ETHTOOL_BITS(ETHTOOL_A_FEATURES_ACTIVE, 4, "what is at work"),
    ETHTOOL_BITS(ETHTOOL_A_FEATURES_NOCHANGE, 5, "what can never be changed"),
};
static SET(features, "ethtool-features", "ETHTOOL_A_FEATURES_", "what the interface can take over");

ROWS(privflags) {
    ETHTOOL_HEADER(ETHTOOL_A_PRIVFLAGS_HEADER, 1),
    ETHTOOL_BITS(ETHTOOL_A_PRIVFLAGS_FLAGS, 2, "options of the driver's own"),
};
static SET(privflags, "ethtool-privflags", "ETHTOOL_A_PRIVFLAGS_", "options of the driver's own");

/* ---- Queues ---- */

ROWS(rings) {
    ETHTOOL_HEADER(ETHTOOL_A_RINGS_HEADER, 1),
    U32(ETHTOOL_A_RINGS_RX_MAX, 2, "longest receive ring"),
    U32(ETHTOOL_A_RINGS_RX_MINI_MAX, 3, "longest ring for small packets"),
    U32(ETHTOOL_A_RINGS_RX_JUMBO_MAX, 4, "longest ring for large packets"),
    U32(ETHTOOL_A_RINGS_TX_MAX, 5, "longest transmit ring"),
    U32(ETHTOOL_A_RINGS_RX, 6, "receive ring"),
    U32(ETHTOOL_A_RINGS_RX_MINI, 7, "ring for small packets"),
    U32(ETHTOOL_A_RINGS_RX_JUMBO, 8, "ring for large packets"),
    U32(ETHTOOL_A_RINGS_TX, 9, "transmit ring"),
    U32(ETHTOOL_A_RINGS_RX_BUF_LEN, 10, "buffer of each packet", .unit = KL_UNIT_BYTES),
    U8(ETHTOOL_A_RINGS_TCP_DATA_SPLIT, 11, "are headers put apart?", .ref.values = &data_split),
    U32(ETHTOOL_A_RINGS_CQE_SIZE, 12, "size of a completion", .unit = KL_UNIT_BYTES),
    ETHTOOL_BOOL(ETHTOOL_A_RINGS_TX_PUSH, 13, "are descriptors pushed to the device?"),
    ETHTOOL_BOOL(ETHTOOL_A_RINGS_RX_PUSH, 14, "does the device push descriptors?"),
    U32(ETHTOOL_A_RINGS_TX_PUSH_BUF_LEN, 15, "bytes that are pushed", .unit = KL_UNIT_BYTES),
    U32(ETHTOOL_A_RINGS_TX_PUSH_BUF_LEN_MAX, 16, "bytes that can be pushed",
        .unit = KL_UNIT_BYTES),
    U32(ETHTOOL_A_RINGS_HDS_THRESH, 17, "packets above this are split", .unit = KL_UNIT_BYTES),
    U32(ETHTOOL_A_RINGS_HDS_THRESH_MAX, 18, "highest such limit", .unit = KL_UNIT_BYTES),
};
static SET(rings, "ethtool-rings", "ETHTOOL_A_RINGS_", "lengths of rings");

ROWS(channels) {
    ETHTOOL_HEADER(ETHTOOL_A_CHANNELS_HEADER, 1),
    U32(ETHTOOL_A_CHANNELS_RX_MAX, 2, "channels for receiving at most"),
    U32(ETHTOOL_A_CHANNELS_TX_MAX, 3, "channels for sending at most"),
    U32(ETHTOOL_A_CHANNELS_OTHER_MAX, 4, "other channels at most"),
    U32(ETHTOOL_A_CHANNELS_COMBINED_MAX, 5, "channels for both at most"),
    U32(ETHTOOL_A_CHANNELS_RX_COUNT, 6, "channels for receiving"),
    U32(ETHTOOL_A_CHANNELS_TX_COUNT, 7, "channels for sending"),
    U32(ETHTOOL_A_CHANNELS_OTHER_COUNT, 8, "other channels"),
    U32(ETHTOOL_A_CHANNELS_COMBINED_COUNT, 9, "channels for both"),
};
static SET(channels, "ethtool-channels", "ETHTOOL_A_CHANNELS_", "number of channels");

ROWS(moderation) {
    U32(ETHTOOL_A_IRQ_MODERATION_USEC, 1, "longest wait", .unit = KL_UNIT_US),
    U32(ETHTOOL_A_IRQ_MODERATION_PKTS, 2, "packets that end the wait", .unit = KL_UNIT_PACKETS),
    U32(ETHTOOL_A_IRQ_MODERATION_COMPS, 3, "completions that end the wait"),
};
static SET(moderation, "ethtool-moderation", "ETHTOOL_A_IRQ_MODERATION_", "a step of a profile");

ROWS(profile) {
    NEST(ETHTOOL_A_PROFILE_IRQ_MODERATION, 1, moderation, "a step", .flags = KL_A_MULTI),
};
static SET(profile, "ethtool-profile", "ETHTOOL_A_PROFILE_", "steps that coalescing chooses from");

#define USECS(n, i, d)  U32(n, i, d, .unit = KL_UNIT_US)
#define FRAMES(n, i, d) U32(n, i, d, .unit = KL_UNIT_PACKETS)
ROWS(coalesce) {
    ETHTOOL_HEADER(ETHTOOL_A_COALESCE_HEADER, 1),
    USECS(ETHTOOL_A_COALESCE_RX_USECS, 2, "receiving: longest wait"),
    FRAMES(ETHTOOL_A_COALESCE_RX_MAX_FRAMES, 3, "receiving: packets that end it"),
    USECS(ETHTOOL_A_COALESCE_RX_USECS_IRQ, 4, "the same while an interrupt is served"),
    FRAMES(ETHTOOL_A_COALESCE_RX_MAX_FRAMES_IRQ, 5, "the same while an interrupt is served"),
    USECS(ETHTOOL_A_COALESCE_TX_USECS, 6, "sending: longest wait"),
    FRAMES(ETHTOOL_A_COALESCE_TX_MAX_FRAMES, 7, "sending: packets that end it"),
    USECS(ETHTOOL_A_COALESCE_TX_USECS_IRQ, 8, "the same while an interrupt is served"),
    FRAMES(ETHTOOL_A_COALESCE_TX_MAX_FRAMES_IRQ, 9, "the same while an interrupt is served"),
    USECS(ETHTOOL_A_COALESCE_STATS_BLOCK_USECS, 10, "between updates of statistics"),
    ETHTOOL_BOOL(ETHTOOL_A_COALESCE_USE_ADAPTIVE_RX, 11, "does receiving adapt to the load?"),
    ETHTOOL_BOOL(ETHTOOL_A_COALESCE_USE_ADAPTIVE_TX, 12, "does sending adapt to the load?"),
    U32(ETHTOOL_A_COALESCE_PKT_RATE_LOW, 13, "packets per second below which the load is low"),
    USECS(ETHTOOL_A_COALESCE_RX_USECS_LOW, 14, "receiving under low load"),
    FRAMES(ETHTOOL_A_COALESCE_RX_MAX_FRAMES_LOW, 15, "receiving under low load"),
    USECS(ETHTOOL_A_COALESCE_TX_USECS_LOW, 16, "sending under low load"),
    FRAMES(ETHTOOL_A_COALESCE_TX_MAX_FRAMES_LOW, 17, "sending under low load"),
    U32(ETHTOOL_A_COALESCE_PKT_RATE_HIGH, 18, "packets per second above which it is high"),
    USECS(ETHTOOL_A_COALESCE_RX_USECS_HIGH, 19, "receiving under high load"),
    FRAMES(ETHTOOL_A_COALESCE_RX_MAX_FRAMES_HIGH, 20, "receiving under high load"),
    USECS(ETHTOOL_A_COALESCE_TX_USECS_HIGH, 21, "sending under high load"),
    FRAMES(ETHTOOL_A_COALESCE_TX_MAX_FRAMES_HIGH, 22, "sending under high load"),
    U32(ETHTOOL_A_COALESCE_RATE_SAMPLE_INTERVAL, 23, "how often the load is measured",
        .unit = KL_UNIT_S),
    U8(ETHTOOL_A_COALESCE_USE_CQE_MODE_TX, 24, "what starts the wait, sending",
       .ref.values = &cqe_mode),
    U8(ETHTOOL_A_COALESCE_USE_CQE_MODE_RX, 25, "what starts the wait, receiving",
       .ref.values = &cqe_mode),
    U32(ETHTOOL_A_COALESCE_TX_AGGR_MAX_BYTES, 26, "bytes sent together", .unit = KL_UNIT_BYTES),
    FRAMES(ETHTOOL_A_COALESCE_TX_AGGR_MAX_FRAMES, 27, "packets sent together"),
    USECS(ETHTOOL_A_COALESCE_TX_AGGR_TIME_USECS, 28, "longest wait for more to send"),
    NEST(ETHTOOL_A_COALESCE_RX_PROFILE, 29, profile, "steps when receiving"),
    NEST(ETHTOOL_A_COALESCE_TX_PROFILE, 30, profile, "steps when sending"),
    FRAMES(ETHTOOL_A_COALESCE_RX_CQE_FRAMES, 31, "packets of one completion"),
    U32(ETHTOOL_A_COALESCE_RX_CQE_NSECS, 32, "longest wait of a completion", .unit = KL_UNIT_NS),
};
static SET(coalesce, "ethtool-coalesce", "ETHTOOL_A_COALESCE_", "how interrupts are put together");

/* ---- Pause and energy ---- */

ROWS(pause_stat) {
    PAD(ETHTOOL_A_PAUSE_STAT_PAD, 1),
    U64(ETHTOOL_A_PAUSE_STAT_TX_FRAMES, 2, "pauses sent", .unit = KL_UNIT_PACKETS),
    U64(ETHTOOL_A_PAUSE_STAT_RX_FRAMES, 3, "pauses received", .unit = KL_UNIT_PACKETS),
    U64(ETHTOOL_A_PAUSE_STAT_TX_PAUSE_STORM_EVENTS, 4, "storms of pauses"),
};
static SET(pause_stat, "ethtool-pause-stat", "ETHTOOL_A_PAUSE_STAT_", "counters of pauses");

ROWS(pause) {
    ETHTOOL_HEADER(ETHTOOL_A_PAUSE_HEADER, 1),
    ETHTOOL_BOOL(ETHTOOL_A_PAUSE_AUTONEG, 2, "is it negotiated?"),
    ETHTOOL_BOOL(ETHTOOL_A_PAUSE_RX, 3, "are pauses heeded?"),
    ETHTOOL_BOOL(ETHTOOL_A_PAUSE_TX, 4, "are pauses sent?"),
    NEST(ETHTOOL_A_PAUSE_STATS, 5, pause_stat, "counters"),
    U32(ETHTOOL_A_PAUSE_STATS_SRC, 6, "which part of the MAC counts", .ref.values = &stats_src),
};
static SET(pause, "ethtool-pause", "ETHTOOL_A_PAUSE_", "pauses of Ethernet");

ROWS(eee) {
    ETHTOOL_HEADER(ETHTOOL_A_EEE_HEADER, 1),
    ETHTOOL_BITS(ETHTOOL_A_EEE_MODES_OURS, 2, "modes of this end, and those announced"),
    ETHTOOL_BITS(ETHTOOL_A_EEE_MODES_PEER, 3, "modes that the other end announces"),
    ETHTOOL_BOOL(ETHTOOL_A_EEE_ACTIVE, 4, "is it at work?"),
    ETHTOOL_BOOL(ETHTOOL_A_EEE_ENABLED, 5, "is it wanted?"),
    ETHTOOL_BOOL(ETHTOOL_A_EEE_TX_LPI_ENABLED, 6, "does sending sleep?"),
    U32(ETHTOOL_A_EEE_TX_LPI_TIMER, 7, "idle time before it sleeps", .unit = KL_UNIT_US),
};
static SET(eee, "ethtool-eee", "ETHTOOL_A_EEE_", "energy that Ethernet saves");

/* ---- Commands: requests and what the kernel sends are numbered apart ---- */

#define ASK(i, n, d, set) \
    COMMAND(i, n, d, .when = KL_WHEN_REQUEST, .request = &(set))
#define TELL(i, n, d, set) \
    COMMAND(i, n, d, .when = KL_WHEN_REPLY, .request = &(set))

static const struct kl_command_def commands[] = {
    /* Requests */
    ASK(1, ETHTOOL_MSG_STRSET_GET, "ask for: names", strset),
    ASK(2, ETHTOOL_MSG_LINKINFO_GET, "ask for: connector and transceiver", linkinfo),
    ASK(3, ETHTOOL_MSG_LINKINFO_SET, "change: connector and transceiver", linkinfo),
    ASK(4, ETHTOOL_MSG_LINKMODES_GET, "ask for: speed and modes", linkmodes),
    ASK(5, ETHTOOL_MSG_LINKMODES_SET, "change: speed and modes", linkmodes),
    ASK(6, ETHTOOL_MSG_LINKSTATE_GET, "ask for: state of the link", linkstate),
    ASK(7, ETHTOOL_MSG_DEBUG_GET, "ask for: what the driver logs", debug),
    ASK(8, ETHTOOL_MSG_DEBUG_SET, "change: what the driver logs", debug),
    ASK(9, ETHTOOL_MSG_WOL_GET, "ask for: wake on LAN", wol),
    ASK(10, ETHTOOL_MSG_WOL_SET, "change: wake on LAN", wol),
    ASK(11, ETHTOOL_MSG_FEATURES_GET, "ask for: features", features),
    ASK(12, ETHTOOL_MSG_FEATURES_SET, "change: features", features),
    ASK(13, ETHTOOL_MSG_PRIVFLAGS_GET, "ask for: the driver's own options", privflags),
    ASK(14, ETHTOOL_MSG_PRIVFLAGS_SET, "change: the driver's own options", privflags),
    ASK(15, ETHTOOL_MSG_RINGS_GET, "ask for: lengths of rings", rings),
    ASK(16, ETHTOOL_MSG_RINGS_SET, "change: lengths of rings", rings),
    ASK(17, ETHTOOL_MSG_CHANNELS_GET, "ask for: number of channels", channels),
    ASK(18, ETHTOOL_MSG_CHANNELS_SET, "change: number of channels", channels),
    ASK(19, ETHTOOL_MSG_COALESCE_GET, "ask for: coalescing of interrupts", coalesce),
    ASK(20, ETHTOOL_MSG_COALESCE_SET, "change: coalescing of interrupts", coalesce),
    ASK(21, ETHTOOL_MSG_PAUSE_GET, "ask for: pauses", pause),
    ASK(22, ETHTOOL_MSG_PAUSE_SET, "change: pauses", pause),
    ASK(23, ETHTOOL_MSG_EEE_GET, "ask for: saving of energy", eee),
    ASK(24, ETHTOOL_MSG_EEE_SET, "change: saving of energy", eee),
    ASK(25, ETHTOOL_MSG_TSINFO_GET, "ask for: abilities of stamping time", kl_set_ethtool_tsinfo),
    ASK(26, ETHTOOL_MSG_CABLE_TEST_ACT, "start: test of the cable", kl_set_ethtool_cable_test),
    ASK(27, ETHTOOL_MSG_CABLE_TEST_TDR_ACT, "start: measurement of the cable",
        kl_set_ethtool_cable_test_tdr),
    ASK(28, ETHTOOL_MSG_TUNNEL_INFO_GET, "ask for: tunnels", kl_set_ethtool_tunnel_info),
    ASK(29, ETHTOOL_MSG_FEC_GET, "ask for: error correction", kl_set_ethtool_fec),
    ASK(30, ETHTOOL_MSG_FEC_SET, "change: error correction", kl_set_ethtool_fec),
    ASK(31, ETHTOOL_MSG_MODULE_EEPROM_GET, "ask for: the module's memory",
        kl_set_ethtool_module_eeprom),
    ASK(32, ETHTOOL_MSG_STATS_GET, "ask for: counters", kl_set_ethtool_stats),
    ASK(33, ETHTOOL_MSG_PHC_VCLOCKS_GET, "ask for: virtual clocks", kl_set_ethtool_phc_vclocks),
    ASK(34, ETHTOOL_MSG_MODULE_GET, "ask for: the module's power", kl_set_ethtool_module),
    ASK(35, ETHTOOL_MSG_MODULE_SET, "change: the module's power", kl_set_ethtool_module),
    ASK(36, ETHTOOL_MSG_PSE_GET, "ask for: power over the cable", kl_set_ethtool_pse),
    ASK(37, ETHTOOL_MSG_PSE_SET, "change: power over the cable", kl_set_ethtool_pse),
    ASK(38, ETHTOOL_MSG_RSS_GET, "ask for: spreading over queues", kl_set_ethtool_rss),
    ASK(39, ETHTOOL_MSG_PLCA_GET_CFG, "ask for: turns on the wire", kl_set_ethtool_plca),
    ASK(40, ETHTOOL_MSG_PLCA_SET_CFG, "change: turns on the wire", kl_set_ethtool_plca),
    ASK(41, ETHTOOL_MSG_PLCA_GET_STATUS, "ask for the state: turns on the wire",
        kl_set_ethtool_plca),
    ASK(42, ETHTOOL_MSG_MM_GET, "ask for: preemption", kl_set_ethtool_mm),
    ASK(43, ETHTOOL_MSG_MM_SET, "change: preemption", kl_set_ethtool_mm),
    ASK(44, ETHTOOL_MSG_MODULE_FW_FLASH_ACT, "start: writing of the module's firmware",
        kl_set_ethtool_module_fw_flash),
    ASK(45, ETHTOOL_MSG_PHY_GET, "ask for: PHYs", kl_set_ethtool_phy),
    ASK(46, ETHTOOL_MSG_TSCONFIG_GET, "ask for: stamping of time", kl_set_ethtool_tsconfig),
    ASK(47, ETHTOOL_MSG_TSCONFIG_SET, "change: stamping of time", kl_set_ethtool_tsconfig),
    ASK(48, ETHTOOL_MSG_RSS_SET, "change: spreading over queues", kl_set_ethtool_rss),
    ASK(49, ETHTOOL_MSG_RSS_CREATE_ACT, "create a context: spreading over queues",
        kl_set_ethtool_rss),
    ASK(50, ETHTOOL_MSG_RSS_DELETE_ACT, "delete a context: spreading over queues",
        kl_set_ethtool_rss),
    ASK(51, ETHTOOL_MSG_MSE_GET, "ask for: the signal's error", kl_set_ethtool_mse),
    /* Answers and news */
    TELL(1, ETHTOOL_MSG_STRSET_GET_REPLY, "names", strset),
    TELL(2, ETHTOOL_MSG_LINKINFO_GET_REPLY, "connector and transceiver", linkinfo),
    TELL(3, ETHTOOL_MSG_LINKINFO_NTF, "news: connector and transceiver", linkinfo),
    TELL(4, ETHTOOL_MSG_LINKMODES_GET_REPLY, "speed and modes", linkmodes),
    TELL(5, ETHTOOL_MSG_LINKMODES_NTF, "news: speed and modes", linkmodes),
    TELL(6, ETHTOOL_MSG_LINKSTATE_GET_REPLY, "state of the link", linkstate),
    TELL(7, ETHTOOL_MSG_DEBUG_GET_REPLY, "what the driver logs", debug),
    TELL(8, ETHTOOL_MSG_DEBUG_NTF, "news: what the driver logs", debug),
    TELL(9, ETHTOOL_MSG_WOL_GET_REPLY, "wake on LAN", wol),
    TELL(10, ETHTOOL_MSG_WOL_NTF, "news: wake on LAN", wol),
    TELL(11, ETHTOOL_MSG_FEATURES_GET_REPLY, "features", features),
    TELL(12, ETHTOOL_MSG_FEATURES_SET_REPLY, "what was changed: features", features),
    TELL(13, ETHTOOL_MSG_FEATURES_NTF, "news: features", features),
    TELL(14, ETHTOOL_MSG_PRIVFLAGS_GET_REPLY, "the driver's own options", privflags),
    TELL(15, ETHTOOL_MSG_PRIVFLAGS_NTF, "news: the driver's own options", privflags),
    TELL(16, ETHTOOL_MSG_RINGS_GET_REPLY, "lengths of rings", rings),
    TELL(17, ETHTOOL_MSG_RINGS_NTF, "news: lengths of rings", rings),
    TELL(18, ETHTOOL_MSG_CHANNELS_GET_REPLY, "number of channels", channels),
    TELL(19, ETHTOOL_MSG_CHANNELS_NTF, "news: number of channels", channels),
    TELL(20, ETHTOOL_MSG_COALESCE_GET_REPLY, "coalescing of interrupts", coalesce),
    TELL(21, ETHTOOL_MSG_COALESCE_NTF, "news: coalescing of interrupts", coalesce),
    TELL(22, ETHTOOL_MSG_PAUSE_GET_REPLY, "pauses", pause),
    TELL(23, ETHTOOL_MSG_PAUSE_NTF, "news: pauses", pause),
    TELL(24, ETHTOOL_MSG_EEE_GET_REPLY, "saving of energy", eee),
    TELL(25, ETHTOOL_MSG_EEE_NTF, "news: saving of energy", eee),
    TELL(26, ETHTOOL_MSG_TSINFO_GET_REPLY, "abilities of stamping time", kl_set_ethtool_tsinfo),
    TELL(27, ETHTOOL_MSG_CABLE_TEST_NTF, "news: test of the cable", kl_set_ethtool_cable_test_ntf),
    TELL(28, ETHTOOL_MSG_CABLE_TEST_TDR_NTF, "news: measurement of the cable",
         kl_set_ethtool_cable_test_tdr_ntf),
    TELL(29, ETHTOOL_MSG_TUNNEL_INFO_GET_REPLY, "tunnels", kl_set_ethtool_tunnel_info),
    TELL(30, ETHTOOL_MSG_FEC_GET_REPLY, "error correction", kl_set_ethtool_fec),
    TELL(31, ETHTOOL_MSG_FEC_NTF, "news: error correction", kl_set_ethtool_fec),
    TELL(32, ETHTOOL_MSG_MODULE_EEPROM_GET_REPLY, "the module's memory",
         kl_set_ethtool_module_eeprom),
    TELL(33, ETHTOOL_MSG_STATS_GET_REPLY, "counters", kl_set_ethtool_stats),
    TELL(34, ETHTOOL_MSG_PHC_VCLOCKS_GET_REPLY, "virtual clocks", kl_set_ethtool_phc_vclocks),
    TELL(35, ETHTOOL_MSG_MODULE_GET_REPLY, "the module's power", kl_set_ethtool_module),
    TELL(36, ETHTOOL_MSG_MODULE_NTF, "news: the module's power", kl_set_ethtool_module),
    TELL(37, ETHTOOL_MSG_PSE_GET_REPLY, "power over the cable", kl_set_ethtool_pse),
    TELL(38, ETHTOOL_MSG_RSS_GET_REPLY, "spreading over queues", kl_set_ethtool_rss),
    TELL(39, ETHTOOL_MSG_PLCA_GET_CFG_REPLY, "turns on the wire", kl_set_ethtool_plca),
    TELL(40, ETHTOOL_MSG_PLCA_GET_STATUS_REPLY, "state: turns on the wire", kl_set_ethtool_plca),
    TELL(41, ETHTOOL_MSG_PLCA_NTF, "news: turns on the wire", kl_set_ethtool_plca),
    TELL(42, ETHTOOL_MSG_MM_GET_REPLY, "preemption", kl_set_ethtool_mm),
    TELL(43, ETHTOOL_MSG_MM_NTF, "news: preemption", kl_set_ethtool_mm),
    TELL(44, ETHTOOL_MSG_MODULE_FW_FLASH_NTF, "news: writing of the module's firmware",
         kl_set_ethtool_module_fw_flash),
    TELL(45, ETHTOOL_MSG_PHY_GET_REPLY, "PHYs", kl_set_ethtool_phy),
    TELL(46, ETHTOOL_MSG_PHY_NTF, "news: PHYs", kl_set_ethtool_phy),
    TELL(47, ETHTOOL_MSG_TSCONFIG_GET_REPLY, "stamping of time", kl_set_ethtool_tsconfig),
    TELL(48, ETHTOOL_MSG_TSCONFIG_SET_REPLY, "what was changed: stamping of time",
         kl_set_ethtool_tsconfig),
    TELL(49, ETHTOOL_MSG_PSE_NTF, "news: power over the cable", kl_set_ethtool_pse_ntf),
    TELL(50, ETHTOOL_MSG_RSS_NTF, "news: spreading over queues", kl_set_ethtool_rss),
    TELL(51, ETHTOOL_MSG_RSS_CREATE_ACT_REPLY, "the new context: spreading over queues",
         kl_set_ethtool_rss),
    TELL(52, ETHTOOL_MSG_RSS_CREATE_NTF, "a context has come: spreading over queues",
         kl_set_ethtool_rss),
    TELL(53, ETHTOOL_MSG_RSS_DELETE_NTF, "a context has gone: spreading over queues",
         kl_set_ethtool_rss),
    TELL(54, ETHTOOL_MSG_MSE_GET_REPLY, "the signal's error", kl_set_ethtool_mse),
};

static const struct kl_group_def groups[] = {{.name = "monitor"}};
// clang-format on

const struct kl_family kl_family_ethtool = {
    .name = "ethtool",
    .doc = "settings and state of network interfaces",
    .command_prefix = "ETHTOOL_MSG_",
    .protocol = NETLINK_GENERIC,
    .match = KL_MATCH_GENL,
    .version = 1,
    .n_commands = KL_COUNT(commands),
    .commands = commands,
    .n_groups = KL_COUNT(groups),
    .groups = groups,
};
