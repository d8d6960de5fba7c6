// SPDX-License-Identifier: MIT
// Settings and state of network interfaces: time stamps, cables, tunnels, error correction,
// modules, statistics.
// Source: include/uapi/linux/ethtool_netlink.h, ethtool_netlink_generated.h; net/ethtool/.
#include "ethtool.h"

// clang-format off
/* ---- Time stamps ---- */

static ENUM(hwtstamp_qualifier, "hwtstamp_provider_qualifier", "HWTSTAMP_PROVIDER_QUALIFIER_",
    {0, "precise"}, {1, "approx"});
static ENUM(hwtstamp_source, "hwtstamp_source", "HWTSTAMP_SOURCE_", {1, "netdev"}, {2, "phylib"});

ROWS(ts_stat) {
    UINT(ETHTOOL_A_TS_STAT_TX_PKTS, 1, "packets with a time stamp"),
    UINT(ETHTOOL_A_TS_STAT_TX_LOST, 2, "time stamps that never came"),
    UINT(ETHTOOL_A_TS_STAT_TX_ERR, 3, "errors"),
    UINT(ETHTOOL_A_TS_STAT_TX_ONESTEP_PKTS_UNCONFIRMED, 4, "one-step packets without a word of it"),
};
static SET(ts_stat, "ethtool-ts-stat", "ETHTOOL_A_TS_STAT_", "counters of time stamps");

ROWS(provider) {
    U32(ETHTOOL_A_TS_HWTSTAMP_PROVIDER_INDEX, 1, "number of the clock"),
    U32(ETHTOOL_A_TS_HWTSTAMP_PROVIDER_QUALIFIER, 2, "how exact it is",
        .ref.values = &hwtstamp_qualifier),
};
static SET(provider, "ethtool-hwtstamp-provider", "ETHTOOL_A_TS_HWTSTAMP_PROVIDER_", "a clock");

ROWS(kl_set_ethtool_tsinfo) {
    ETHTOOL_HEADER(ETHTOOL_A_TSINFO_HEADER, 1),
    ETHTOOL_BITS(ETHTOOL_A_TSINFO_TIMESTAMPING, 2, "time stamps that there are"),
    ETHTOOL_BITS(ETHTOOL_A_TSINFO_TX_TYPES, 3, "ways of sending with time stamps"),
    ETHTOOL_BITS(ETHTOOL_A_TSINFO_RX_FILTERS, 4, "packets that get time stamps on receiving"),
    U32(ETHTOOL_A_TSINFO_PHC_INDEX, 5, "number of the clock"),
    NEST(ETHTOOL_A_TSINFO_STATS, 6, ts_stat, "counters"),
    NEST(ETHTOOL_A_TSINFO_HWTSTAMP_PROVIDER, 7, provider, "the clock that is asked for"),
    U32(ETHTOOL_A_TSINFO_HWTSTAMP_SOURCE, 8, "who stamps", .ref.values = &hwtstamp_source),
    U32(ETHTOOL_A_TSINFO_HWTSTAMP_PHYINDEX, 9, "which PHY stamps"),
};
SET(kl_set_ethtool_tsinfo, "ethtool-tsinfo", "ETHTOOL_A_TSINFO_", "what time stamps there can be");

ROWS(kl_set_ethtool_tsconfig) {
    ETHTOOL_HEADER(ETHTOOL_A_TSCONFIG_HEADER, 1),
    NEST(ETHTOOL_A_TSCONFIG_HWTSTAMP_PROVIDER, 2, provider, "the clock"),
    ETHTOOL_BITS(ETHTOOL_A_TSCONFIG_TX_TYPES, 3, "way of sending with time stamps"),
    ETHTOOL_BITS(ETHTOOL_A_TSCONFIG_RX_FILTERS, 4, "packets that get time stamps on receiving"),
    ETHTOOL_BITS(ETHTOOL_A_TSCONFIG_HWTSTAMP_FLAGS, 5, "options"),
};
SET(kl_set_ethtool_tsconfig, "ethtool-tsconfig", "ETHTOOL_A_TSCONFIG_", "how time is stamped");

ROWS(kl_set_ethtool_phc_vclocks) {
    ETHTOOL_HEADER(ETHTOOL_A_PHC_VCLOCKS_HEADER, 1),
    U32(ETHTOOL_A_PHC_VCLOCKS_NUM, 2, "number of clocks"),
    ROW(PACKED, ETHTOOL_A_PHC_VCLOCKS_INDEX, 3, "their numbers", .elem = KL_T_S32),
};
SET(kl_set_ethtool_phc_vclocks, "ethtool-vclocks", "ETHTOOL_A_PHC_VCLOCKS_", "virtual clocks");

/* ---- Cables ---- */

static ENUM(result, "ETHTOOL_A_CABLE_RESULT_CODE", "ETHTOOL_A_CABLE_RESULT_CODE_",
    {0, "unspec"}, {1, "ok"}, {2, "open"}, {3, "same_short"}, {4, "cross_short"},
    {5, "impedance_mismatch"}, {6, "noise"}, {7, "resolution_not_possible"});
static ENUM(pair, "ETHTOOL_A_CABLE_PAIR", "ETHTOOL_A_CABLE_PAIR_",
    {0, "a"}, {1, "b"}, {2, "c"}, {3, "d"});
static ENUM(cable_src, "ETHTOOL_A_CABLE_INF_SRC", "ETHTOOL_A_CABLE_INF_SRC_",
    {0, "unspec"}, {1, "tdr"}, {2, "alcd"});
static ENUM(cable_status, "ETHTOOL_A_CABLE_TEST_NTF_STATUS", "ETHTOOL_A_CABLE_TEST_NTF_STATUS_",
    {0, "unspec"}, {1, "started"}, {2, "completed"});

#define PAIR(n, i) U8(n, i, "pair of wires", .ref.values = &pair)
#define SRC(n, i)  U32(n, i, "how it was found", .ref.values = &cable_src)

ROWS(cable_result) {
    PAIR(ETHTOOL_A_CABLE_RESULT_PAIR, 1),
    U8(ETHTOOL_A_CABLE_RESULT_CODE, 2, "what was found", .ref.values = &result),
    SRC(ETHTOOL_A_CABLE_RESULT_SRC, 3),
};
static SET(cable_result, "ethtool-cable-result", "ETHTOOL_A_CABLE_RESULT_", "state of a pair");

ROWS(cable_fault) {
    PAIR(ETHTOOL_A_CABLE_FAULT_LENGTH_PAIR, 1),
    U32(ETHTOOL_A_CABLE_FAULT_LENGTH_CM, 2, "distance in cm"),
    SRC(ETHTOOL_A_CABLE_FAULT_LENGTH_SRC, 3),
};
static SET(cable_fault, "ethtool-cable-fault", "ETHTOOL_A_CABLE_FAULT_LENGTH_",
    "where it is broken");

ROWS(cable_nest) {
    NEST(ETHTOOL_A_CABLE_NEST_RESULT, 1, cable_result, "state of a pair", .flags = KL_A_MULTI),
    NEST(ETHTOOL_A_CABLE_NEST_FAULT_LENGTH, 2, cable_fault, "a broken pair",
         .flags = KL_A_MULTI),
};
static SET(cable_nest, "ethtool-cable-nest", "ETHTOOL_A_CABLE_NEST_", "what a test found");

ROWS(kl_set_ethtool_cable_test) {
    ETHTOOL_HEADER(ETHTOOL_A_CABLE_TEST_HEADER, 1),
};
SET(kl_set_ethtool_cable_test, "ethtool-cable-test", "ETHTOOL_A_CABLE_TEST_",
    "a test of the cable");

ROWS(kl_set_ethtool_cable_test_ntf) {
    ETHTOOL_HEADER(ETHTOOL_A_CABLE_TEST_NTF_HEADER, 1),
    U8(ETHTOOL_A_CABLE_TEST_NTF_STATUS, 2, "how far it is", .ref.values = &cable_status),
    NEST(ETHTOOL_A_CABLE_TEST_NTF_NEST, 3, cable_nest, "what was found"),
};
SET(kl_set_ethtool_cable_test_ntf, "ethtool-cable-test-ntf", "ETHTOOL_A_CABLE_TEST_NTF_",
    "news of a test of the cable");

ROWS(tdr_cfg) {
    U32(ETHTOOL_A_CABLE_TEST_TDR_CFG_FIRST, 1, "first distance in cm"),
    U32(ETHTOOL_A_CABLE_TEST_TDR_CFG_LAST, 2, "last distance in cm"),
    U32(ETHTOOL_A_CABLE_TEST_TDR_CFG_STEP, 3, "step in cm"),
    PAIR(ETHTOOL_A_CABLE_TEST_TDR_CFG_PAIR, 4),
};
static SET(tdr_cfg, "ethtool-tdr-config", "ETHTOOL_A_CABLE_TEST_TDR_CFG_", "where it is measured");

ROWS(kl_set_ethtool_cable_test_tdr) {
    ETHTOOL_HEADER(ETHTOOL_A_CABLE_TEST_TDR_HEADER, 1),
    NEST(ETHTOOL_A_CABLE_TEST_TDR_CFG, 2, tdr_cfg, "where it is measured"),
};
SET(kl_set_ethtool_cable_test_tdr, "ethtool-cable-test-tdr", "ETHTOOL_A_CABLE_TEST_TDR_",
    "a measurement of the cable's reflections");

ROWS(amplitude) {
    PAIR(ETHTOOL_A_CABLE_AMPLITUDE_PAIR, 1),
    ROW(S16, ETHTOOL_A_CABLE_AMPLITUDE_mV, 2, "reflection in mV"),
};
static SET(amplitude, "ethtool-amplitude", "ETHTOOL_A_CABLE_AMPLITUDE_", "a reflection");

ROWS(pulse) {
    ROW(S16, ETHTOOL_A_CABLE_PULSE_mV, 1, "pulse in mV"),
};
static SET(pulse, "ethtool-pulse", "ETHTOOL_A_CABLE_PULSE_", "pulse that is sent");

ROWS(step) {
    U32(ETHTOOL_A_CABLE_STEP_FIRST_DISTANCE, 1, "first distance in cm"),
    U32(ETHTOOL_A_CABLE_STEP_LAST_DISTANCE, 2, "last distance in cm"),
    U32(ETHTOOL_A_CABLE_STEP_STEP_DISTANCE, 3, "step in cm"),
};
static SET(step, "ethtool-step", "ETHTOOL_A_CABLE_STEP_", "where it is measured");

ROWS(tdr_nest) {
    NEST(ETHTOOL_A_CABLE_TDR_NEST_STEP, 1, step, "where it is measured"),
    NEST(ETHTOOL_A_CABLE_TDR_NEST_AMPLITUDE, 2, amplitude, "a reflection",
         .flags = KL_A_MULTI),
    NEST(ETHTOOL_A_CABLE_TDR_NEST_PULSE, 3, pulse, "pulse that is sent"),
};
static SET(tdr_nest, "ethtool-tdr-nest", "ETHTOOL_A_CABLE_TDR_NEST_", "what was measured");

ROWS(kl_set_ethtool_cable_test_tdr_ntf) {
    ETHTOOL_HEADER(ETHTOOL_A_CABLE_TEST_TDR_NTF_HEADER, 1),
    U8(ETHTOOL_A_CABLE_TEST_TDR_NTF_STATUS, 2, "how far it is", .ref.values = &cable_status),
    NEST(ETHTOOL_A_CABLE_TEST_TDR_NTF_NEST, 3, tdr_nest, "what was measured"),
};
SET(kl_set_ethtool_cable_test_tdr_ntf, "ethtool-cable-test-tdr-ntf",
    "ETHTOOL_A_CABLE_TEST_TDR_NTF_", "news of a measurement of the cable");

/* ---- Tunnels ---- */

static ENUM(tunnel_type, "ETHTOOL_UDP_TUNNEL_TYPE", "ETHTOOL_UDP_TUNNEL_TYPE_",
    {0, "vxlan"}, {1, "geneve"}, {2, "vxlan_gpe"});

ROWS(tunnel_entry) {
    ROW(U16, ETHTOOL_A_TUNNEL_UDP_ENTRY_PORT, 1, "port", .flags = KL_A_BE),
    U32(ETHTOOL_A_TUNNEL_UDP_ENTRY_TYPE, 2, "kind of tunnel", .ref.values = &tunnel_type),
};
static SET(tunnel_entry, "ethtool-tunnel-entry", "ETHTOOL_A_TUNNEL_UDP_ENTRY_", "a tunnel's port");

ROWS(tunnel_table) {
    U32(ETHTOOL_A_TUNNEL_UDP_TABLE_SIZE, 1, "ports at most"),
    ETHTOOL_BITS(ETHTOOL_A_TUNNEL_UDP_TABLE_TYPES, 2, "kinds of tunnels"),
    NEST(ETHTOOL_A_TUNNEL_UDP_TABLE_ENTRY, 3, tunnel_entry, "a port", .flags = KL_A_MULTI),
};
static SET(tunnel_table, "ethtool-tunnel-table", "ETHTOOL_A_TUNNEL_UDP_TABLE_", "a table of ports");

ROWS(tunnel_udp) {
    NEST(ETHTOOL_A_TUNNEL_UDP_TABLE, 1, tunnel_table, "a table", .flags = KL_A_MULTI),
};
static SET(tunnel_udp, "ethtool-tunnel-udp", "ETHTOOL_A_TUNNEL_UDP_", "tables of ports");

ROWS(kl_set_ethtool_tunnel_info) {
    ETHTOOL_HEADER(ETHTOOL_A_TUNNEL_INFO_HEADER, 1),
    NEST(ETHTOOL_A_TUNNEL_INFO_UDP_PORTS, 2, tunnel_udp, "ports of UDP tunnels"),
};
SET(kl_set_ethtool_tunnel_info, "ethtool-tunnel-info", "ETHTOOL_A_TUNNEL_INFO_",
    "tunnels that the interface knows");

/* ---- Error correction ---- */

/* Numbers of link modes. */
static ENUM(fec_mode, "ETHTOOL_LINK_MODE_FEC", "ETHTOOL_LINK_MODE_FEC_",
    {49, "none"}, {50, "rs"}, {51, "baser"}, {74, "llrs"});

ROWS(fec_hist) {
    PAD(ETHTOOL_A_FEC_HIST_PAD, 1),
    U32(ETHTOOL_A_FEC_HIST_BIN_LOW, 2, "fewest errors of a block"),
    U32(ETHTOOL_A_FEC_HIST_BIN_HIGH, 3, "most errors of a block"),
    UINT(ETHTOOL_A_FEC_HIST_BIN_VAL, 4, "such blocks"),
    ROW(PACKED, ETHTOOL_A_FEC_HIST_BIN_VAL_PER_LANE, 5, "such blocks by lane",
        .elem = KL_T_U64),
};
static SET(fec_hist, "ethtool-fec-hist", "ETHTOOL_A_FEC_HIST_", "blocks by number of errors");

#define TOTAL_AND_LANES(n, i, d) ROW(PACKED, n, i, d, .elem = KL_T_U64)
ROWS(fec_stat) {
    PAD(ETHTOOL_A_FEC_STAT_PAD, 1),
    TOTAL_AND_LANES(ETHTOOL_A_FEC_STAT_CORRECTED, 2, "blocks corrected: in all, then by lane"),
    TOTAL_AND_LANES(ETHTOOL_A_FEC_STAT_UNCORR, 3, "blocks beyond that: in all, then by lane"),
    TOTAL_AND_LANES(ETHTOOL_A_FEC_STAT_CORR_BITS, 4, "bits corrected: in all, then by lane"),
    NEST(ETHTOOL_A_FEC_STAT_HIST, 5, fec_hist, "blocks by number of errors",
         .flags = KL_A_MULTI),
};
static SET(fec_stat, "ethtool-fec-stat", "ETHTOOL_A_FEC_STAT_", "counters of error correction");

ROWS(kl_set_ethtool_fec) {
    ETHTOOL_HEADER(ETHTOOL_A_FEC_HEADER, 1),
    ETHTOOL_BITS(ETHTOOL_A_FEC_MODES, 2, "modes that are wanted"),
    ETHTOOL_BOOL(ETHTOOL_A_FEC_AUTO, 3, "does the driver choose?"),
    U32(ETHTOOL_A_FEC_ACTIVE, 4, "mode that is at work", .ref.values = &fec_mode),
    NEST(ETHTOOL_A_FEC_STATS, 5, fec_stat, "counters"),
};
SET(kl_set_ethtool_fec, "ethtool-fec", "ETHTOOL_A_FEC_", "error correction");

/* ---- Modules ---- */

ROWS(kl_set_ethtool_module_eeprom) {
    ETHTOOL_HEADER(ETHTOOL_A_MODULE_EEPROM_HEADER, 1),
    U32(ETHTOOL_A_MODULE_EEPROM_OFFSET, 2, "where it begins", .unit = KL_UNIT_BYTES),
    U32(ETHTOOL_A_MODULE_EEPROM_LENGTH, 3, "how much", .unit = KL_UNIT_BYTES),
    U8(ETHTOOL_A_MODULE_EEPROM_PAGE, 4, "page"),
    U8(ETHTOOL_A_MODULE_EEPROM_BANK, 5, "bank"),
    U8(ETHTOOL_A_MODULE_EEPROM_I2C_ADDRESS, 6, "address on the bus", .flags = KL_A_HEX),
    BYTES(ETHTOOL_A_MODULE_EEPROM_DATA, 7, "what is there"),
};
SET(kl_set_ethtool_module_eeprom, "ethtool-module-eeprom", "ETHTOOL_A_MODULE_EEPROM_",
    "memory of a module");

static ENUM(power_policy, "ethtool_module_power_mode_policy", "ETHTOOL_MODULE_POWER_MODE_POLICY_",
    {1, "high"}, {2, "auto"});
static ENUM(power_mode, "ethtool_module_power_mode", "ETHTOOL_MODULE_POWER_MODE_",
    {1, "low"}, {2, "high"});

ROWS(kl_set_ethtool_module) {
    ETHTOOL_HEADER(ETHTOOL_A_MODULE_HEADER, 1),
    U8(ETHTOOL_A_MODULE_POWER_MODE_POLICY, 2, "when it has full power",
       .ref.values = &power_policy),
    U8(ETHTOOL_A_MODULE_POWER_MODE, 3, "its power", .ref.values = &power_mode),
};
SET(kl_set_ethtool_module, "ethtool-module", "ETHTOOL_A_MODULE_", "power of a module");

static ENUM(fw_status, "ethtool_module_fw_flash_status", "ETHTOOL_MODULE_FW_FLASH_STATUS_",
    {1, "started"}, {2, "in_progress"}, {3, "completed"}, {4, "error"});

ROWS(kl_set_ethtool_module_fw_flash) {
    ETHTOOL_HEADER(ETHTOOL_A_MODULE_FW_FLASH_HEADER, 1),
    STR(ETHTOOL_A_MODULE_FW_FLASH_FILE_NAME, 2, 0, "file of the firmware"),
    U32(ETHTOOL_A_MODULE_FW_FLASH_PASSWORD, 3, "password of the module", .flags = KL_A_HEX),
    U32(ETHTOOL_A_MODULE_FW_FLASH_STATUS, 4, "how far it is", .ref.values = &fw_status),
    STR(ETHTOOL_A_MODULE_FW_FLASH_STATUS_MSG, 5, 0, "the same in words"),
    UINT(ETHTOOL_A_MODULE_FW_FLASH_DONE, 6, "written so far", .unit = KL_UNIT_BYTES),
    UINT(ETHTOOL_A_MODULE_FW_FLASH_TOTAL, 7, "to be written", .unit = KL_UNIT_BYTES),
};
SET(kl_set_ethtool_module_fw_flash, "ethtool-module-fw-flash", "ETHTOOL_A_MODULE_FW_FLASH_",
    "firmware of a module");

/* ---- Statistics ---- */

static ENUM(stats_group, "ETHTOOL_STATS", "ETHTOOL_STATS_",
    {0, "eth_phy"}, {1, "eth_mac"}, {2, "eth_ctrl"}, {3, "rmon"}, {4, "phy"});
static ENUM(stats_src, "ethtool_mac_stats_src", "ETHTOOL_MAC_STATS_SRC_",
    {0, "aggregate"}, {1, "emac"}, {2, "pmac"});
static ENUM(stats_strings, "ethtool_stringset", "ETH_SS_",
    {17, "stats_eth_phy"}, {18, "stats_eth_mac"}, {19, "stats_eth_ctrl"}, {20, "stats_rmon"},
    {21, "stats_phy"});

ROWS(eth_phy) {
    U64(ETHTOOL_A_STATS_ETH_PHY_5_SYM_ERR, 0, "bad symbols while a carrier was there"),
};
static SET(eth_phy, "ethtool-stats-eth-phy", "ETHTOOL_A_STATS_ETH_PHY_", "counters of the PHY");

#define PACKETS(n, i, d) U64(n, i, d, .unit = KL_UNIT_PACKETS)
ROWS(eth_mac) {
    PACKETS(ETHTOOL_A_STATS_ETH_MAC_2_TX_PKT, 0, "sent"),
    PACKETS(ETHTOOL_A_STATS_ETH_MAC_3_SINGLE_COL, 1, "sent after one collision"),
    PACKETS(ETHTOOL_A_STATS_ETH_MAC_4_MULTI_COL, 2, "sent after several collisions"),
    PACKETS(ETHTOOL_A_STATS_ETH_MAC_5_RX_PKT, 3, "received"),
    PACKETS(ETHTOOL_A_STATS_ETH_MAC_6_FCS_ERR, 4, "bad checksum"),
    PACKETS(ETHTOOL_A_STATS_ETH_MAC_7_ALIGN_ERR, 5, "no whole number of bytes"),
    U64(ETHTOOL_A_STATS_ETH_MAC_8_TX_BYTES, 6, "sent", .unit = KL_UNIT_BYTES),
    PACKETS(ETHTOOL_A_STATS_ETH_MAC_9_TX_DEFER, 7, "waited for the medium"),
    PACKETS(ETHTOOL_A_STATS_ETH_MAC_10_LATE_COL, 8, "collided late"),
    PACKETS(ETHTOOL_A_STATS_ETH_MAC_11_XS_COL, 9, "given up after collisions"),
    PACKETS(ETHTOOL_A_STATS_ETH_MAC_12_TX_INT_ERR, 10, "lost inside when sending"),
    PACKETS(ETHTOOL_A_STATS_ETH_MAC_13_CS_ERR, 11, "sent without a carrier"),
    U64(ETHTOOL_A_STATS_ETH_MAC_14_RX_BYTES, 12, "received", .unit = KL_UNIT_BYTES),
    PACKETS(ETHTOOL_A_STATS_ETH_MAC_15_RX_INT_ERR, 13, "lost inside when receiving"),
    PACKETS(ETHTOOL_A_STATS_ETH_MAC_18_TX_MCAST, 14, "sent to many"),
    PACKETS(ETHTOOL_A_STATS_ETH_MAC_19_TX_BCAST, 15, "sent to all"),
    PACKETS(ETHTOOL_A_STATS_ETH_MAC_20_XS_DEFER, 16, "waited too long for the medium"),
    PACKETS(ETHTOOL_A_STATS_ETH_MAC_21_RX_MCAST, 17, "received, to many"),
    PACKETS(ETHTOOL_A_STATS_ETH_MAC_22_RX_BCAST, 18, "received, to all"),
    PACKETS(ETHTOOL_A_STATS_ETH_MAC_23_IR_LEN_ERR, 19, "length does not agree"),
    PACKETS(ETHTOOL_A_STATS_ETH_MAC_24_OOR_LEN, 20, "length that cannot be"),
    PACKETS(ETHTOOL_A_STATS_ETH_MAC_25_TOO_LONG_ERR, 21, "too long"),
};
static SET(eth_mac, "ethtool-stats-eth-mac", "ETHTOOL_A_STATS_ETH_MAC_", "counters of the MAC");

ROWS(eth_ctrl) {
    PACKETS(ETHTOOL_A_STATS_ETH_CTRL_3_TX, 0, "control packets sent"),
    PACKETS(ETHTOOL_A_STATS_ETH_CTRL_4_RX, 1, "control packets received"),
    PACKETS(ETHTOOL_A_STATS_ETH_CTRL_5_RX_UNSUP, 2, "control packets not known"),
};
static SET(eth_ctrl, "ethtool-stats-eth-ctrl", "ETHTOOL_A_STATS_ETH_CTRL_", "control packets");

ROWS(rmon) {
    PACKETS(ETHTOOL_A_STATS_RMON_UNDERSIZE, 0, "too short"),
    PACKETS(ETHTOOL_A_STATS_RMON_OVERSIZE, 1, "too long"),
    PACKETS(ETHTOOL_A_STATS_RMON_FRAG, 2, "too short, with a bad checksum"),
    PACKETS(ETHTOOL_A_STATS_RMON_JABBER, 3, "too long, with a bad checksum"),
};
static SET(rmon, "ethtool-stats-rmon", "ETHTOOL_A_STATS_RMON_", "counters of RMON");

ROWS(phy_stats) {
    PACKETS(ETHTOOL_A_STATS_PHY_RX_PKTS, 0, "received"),
    U64(ETHTOOL_A_STATS_PHY_RX_BYTES, 1, "received", .unit = KL_UNIT_BYTES),
    U64(ETHTOOL_A_STATS_PHY_RX_ERRORS, 2, "errors when receiving"),
    PACKETS(ETHTOOL_A_STATS_PHY_TX_PKTS, 3, "sent"),
    U64(ETHTOOL_A_STATS_PHY_TX_BYTES, 4, "sent", .unit = KL_UNIT_BYTES),
    U64(ETHTOOL_A_STATS_PHY_TX_ERRORS, 5, "errors when sending"),
};
static SET(phy_stats, "ethtool-stats-phy", "ETHTOOL_A_STATS_PHY_", "counters of a PHY of its own");

static const struct kl_selection stat_cases[] = {
    {.number = 0, .set = &eth_phy},
    {.number = 1, .set = &eth_mac},
    {.number = 2, .set = &eth_ctrl},
    {.number = 3, .set = &rmon},
    {.number = 4, .set = &phy_stats},
};
static const struct kl_selector stat_select = {
    .by = KL_BY_NUMBER, .key = 2,
    .n_cases = KL_COUNT(stat_cases), .cases = stat_cases,
};

ROWS(hist) {
    U32(ETHTOOL_A_STATS_GRP_HIST_BKT_LOW, 7, "shortest packets", .unit = KL_UNIT_BYTES),
    U32(ETHTOOL_A_STATS_GRP_HIST_BKT_HI, 8, "longest packets", .unit = KL_UNIT_BYTES),
    PACKETS(ETHTOOL_A_STATS_GRP_HIST_VAL, 9, "such packets"),
};
static SET(hist, "ethtool-stats-hist", "ETHTOOL_A_STATS_GRP_HIST_", "packets by length");

ROWS(stats_grp) {
    PAD(ETHTOOL_A_STATS_GRP_PAD, 1),
    U32(ETHTOOL_A_STATS_GRP_ID, 2, "which group", .ref.values = &stats_group),
    U32(ETHTOOL_A_STATS_GRP_SS_ID, 3, "names of its counters", .ref.values = &stats_strings),
    ROW(NEST, ETHTOOL_A_STATS_GRP_STAT, 4, "a counter", .flags = KL_A_MULTI | KL_A_SELECT,
        .ref.select = &stat_select),
    NEST(ETHTOOL_A_STATS_GRP_HIST_RX, 5, hist, "received packets by length",
         .flags = KL_A_MULTI),
    NEST(ETHTOOL_A_STATS_GRP_HIST_TX, 6, hist, "sent packets by length", .flags = KL_A_MULTI),
};
static SET(stats_grp, "ethtool-stats-group", "ETHTOOL_A_STATS_GRP_", "a group of counters");

ROWS(kl_set_ethtool_stats) {
    PAD(ETHTOOL_A_STATS_PAD, 1),
    ETHTOOL_HEADER(ETHTOOL_A_STATS_HEADER, 2),
    ETHTOOL_BITS(ETHTOOL_A_STATS_GROUPS, 3, "groups that are asked for"),
    NEST(ETHTOOL_A_STATS_GRP, 4, stats_grp, "a group", .flags = KL_A_MULTI),
    U32(ETHTOOL_A_STATS_SRC, 5, "which part of the MAC counts", .ref.values = &stats_src),
};
SET(kl_set_ethtool_stats, "ethtool-stats", "ETHTOOL_A_STATS_", "counters that standards define");
// clang-format on
